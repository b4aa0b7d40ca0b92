import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Plan } from '@mctl/plugin-platform-common';
import type { ComponentProps } from 'react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  samplePlan,
  sampleTenant,
} from '@mctl/plugin-platform-react/testUtils';
import { checkText } from './checkText';
import { PlatformPlan } from './PlatformPlan';
import { PlatformTenant } from './PlatformTenant';
import { PlatformText } from './PlatformText';

const HASH = `sha256:${'a'.repeat(64)}`;

const extensions: ComponentProps<typeof Stepper>['extensions'] = [
  { name: 'PlatformTenant', component: PlatformTenant },
  { name: 'PlatformText', component: PlatformText, validation: checkText },
  { name: 'PlatformPlan', component: PlatformPlan },
];

/** A form with a page to fill in and a page with the plan. */
const manifest = {
  title: 'Onboard',
  steps: [
    {
      title: 'Service',
      schema: {
        title: 'Service',
        type: 'object',
        required: ['tenant', 'service'],
        properties: {
          tenant: {
            title: 'Tenant',
            type: 'string',
            'ui:field': 'PlatformTenant',
          },
          service: {
            title: 'Name',
            type: 'string',
            'ui:field': 'PlatformText',
            'ui:options': {
              operation: 'deploy-service',
              part: 'service',
              newOnly: true,
              assumed: { image: 'example.test/assumed', tag: 'assumed' },
            },
          },
        },
      },
    },
    {
      title: 'Plan',
      schema: {
        title: 'Plan',
        type: 'object',
        properties: {
          plan: {
            title: 'Plan',
            type: 'string',
            pattern: '^sha256:[0-9a-f]{64}$',
            'ui:field': 'PlatformPlan',
            'ui:options': { operation: 'deploy-service' },
          },
        },
      },
    },
  ],
};

const added: Plan['changes'][number] = {
  path: 'tenants/acme/services/shop/service.yaml',
  change: 'add',
  diff: '',
};

let platform: FakePlatform;
const onCreate = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  onCreate.mockReset();
  // The wizard goes to the top of each page.
  jest.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  platform = FakePlatform.create()
    .answer('list-tenants', () => ({
      items: [sampleTenant({ tenant: 'acme', role: 'developer' })],
    }))
    .planAs(() => samplePlan({ hash: HASH, changes: [added] }));
});
afterEach(() => jest.useRealTimers());

function open() {
  renderInTestApp(
    <Stepper manifest={manifest} extensions={extensions} onCreate={onCreate} />,
    { apis: [[platformApiRef, platform]] },
  );
  return userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
}

async function typeName(name: string) {
  const user = open();
  await user.type(await screen.findByRole('textbox', { name: /Name/ }), name);
  return user;
}

const refusal = new PlatformError({
  code: 'invalid_input',
  message: 'service: is not a name',
  faults: [{ path: 'service', message: 'is not a name' }],
});

describe('a text', () => {
  it('is asked about once it is typed, with what else is known', async () => {
    await typeName('shop');

    expect(await screen.findByText('This name is free')).toBeInTheDocument();
    expect(platform.planned).toEqual([
      {
        operation: 'deploy-service',
        input: {
          tenant: 'acme',
          service: 'shop',
          image: 'example.test/assumed',
          tag: 'assumed',
        },
      },
    ]);
  });

  it('shows what the platform has against it, and keeps the person there', async () => {
    platform.planAs(() => refusal);
    const user = await typeName('kube');

    expect(await screen.findByText('Is not a name')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Next|Review/ }));
    await waitFor(() => expect(platform.planned.length).toBeGreaterThan(1));
    expect(screen.getByRole('textbox', { name: /Name/ })).toBeInTheDocument();
  });

  it('says that the name is taken', async () => {
    platform.planAs(() =>
      samplePlan({ changes: [{ ...added, change: 'modify' }] }),
    );
    await typeName('shop');

    expect(
      await screen.findByText(/There is one of this name already/),
    ).toBeInTheDocument();
  });

  it('is not blamed for what is wrong with another field', async () => {
    platform.planAs(
      () =>
        new PlatformError({
          code: 'invalid_input',
          message: 'tag: is missing',
          faults: [{ path: 'tag', message: 'is missing' }],
        }),
    );
    await typeName('shop');
    await waitFor(() => expect(platform.planned).toHaveLength(1));

    expect(screen.queryByText(/is missing/)).not.toBeInTheDocument();
  });
});

describe('the tenant', () => {
  it('is chosen already when there is only one to choose', async () => {
    await typeName('shop');
    await waitFor(() =>
      expect(platform.planned[0]?.input).toMatchObject({ tenant: 'acme' }),
    );
    expect(
      screen.getByRole('button', { name: /acme.*Tenant|Tenant.*acme/s }),
    ).toBeInTheDocument();
  });

  it('is none of those in which one may only look', async () => {
    platform.answer('list-tenants', () => ({
      items: [sampleTenant({ tenant: 'globex', role: 'viewer' })],
    }));
    open();

    expect(
      await screen.findByText('You need a tenant first'),
    ).toBeInTheDocument();
  });

  it('is unknown, not missing, while the platform does not answer', async () => {
    platform.answer(
      'list-tenants',
      () => new PlatformError({ code: 'unavailable', message: 'Not now' }),
    );
    open();

    expect(await screen.findByText('Not now')).toBeInTheDocument();
    expect(
      screen.queryByText('You need a tenant first'),
    ).not.toBeInTheDocument();
  });
});

describe('the plan', () => {
  async function goToPlan() {
    const user = await typeName('shop');
    await screen.findByText('This name is free');
    await user.click(screen.getByRole('button', { name: /Next/ }));
    return user;
  }

  it('is shown before anything is started, and is what is run', async () => {
    platform.planAs(() =>
      samplePlan({ hash: HASH, changes: [added], summary: 'Shop will run' }),
    );
    const user = await goToPlan();

    expect(await screen.findByText('Shop will run')).toBeInTheDocument();
    expect(platform.planned.at(-1)).toEqual({
      operation: 'deploy-service',
      input: { tenant: 'acme', service: 'shop' },
    });
    await user.click(screen.getByRole('button', { name: /Review/ }));
    await user.click(await screen.findByRole('button', { name: /Create/ }));
    await waitFor(() =>
      expect(onCreate).toHaveBeenCalledWith({
        tenant: 'acme',
        service: 'shop',
        plan: HASH,
      }),
    );
  });

  it.each([
    [
      'refused',
      () =>
        new PlatformError({
          code: 'quota_exceeded',
          message: 'Over the quota',
        }),
      'Over the quota',
    ],
    [
      'denied by a policy',
      () =>
        samplePlan({
          hash: HASH,
          policy: [{ rule: 'replicas', level: 'deny', message: 'Too many' }],
        }),
      'Too many',
    ],
  ])('keeps the person there when it is %s', async (_, answer, message) => {
    platform.planAs(({ input }) =>
      'tag' in input ? samplePlan({ hash: HASH, changes: [added] }) : answer(),
    );
    const user = await goToPlan();

    expect(await screen.findByText(message)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Review/ }));
    expect(await screen.findAllByText(/must match pattern/)).not.toEqual([]);
    expect(
      screen.queryByRole('button', { name: /Create/ }),
    ).not.toBeInTheDocument();
  });
});
