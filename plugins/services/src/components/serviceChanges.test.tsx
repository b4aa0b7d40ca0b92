import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  samplePlan,
  sampleServiceConfig,
  sampleWhoAmI,
} from '@mctl/plugin-platform-react/testUtils';
import { ServicesRouter } from './ServicesRouter';

function render(
  page: string,
  spec: Partial<ServiceDocument['spec']> = {},
): FakePlatform {
  const platform = FakePlatform.create()
    .answer('whoami', () => sampleWhoAmI())
    .answer('get-service-config', () => sampleServiceConfig(spec))
    .planAs(() => samplePlan())
    .startAs(() => sampleOperation());
  renderInTestApp(<ServicesRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/services/*',
    initialRouteEntries: [`/services/acme/shop${page}`],
  });
  return platform;
}

const review = async () =>
  userEvent.click(
    await screen.findByRole('button', { name: 'Review the plan' }),
  );

async function planned(platform: FakePlatform) {
  await waitFor(() => expect(platform.planned).toHaveLength(1));
  return platform.planned[0];
}

async function retype(label: string, text: string) {
  const field = await screen.findByRole('textbox', { name: label });
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

const target = { tenant: 'acme', service: 'shop' };

describe('scaling', () => {
  it('asks for a number', async () => {
    const platform = render('/scale');

    await retype('Replicas', '0');
    await review();

    expect(await planned(platform)).toEqual({
      operation: 'scale-service',
      input: { ...target, replicas: 0, autoscaling: false },
    });
  });

  it('asks for bounds', async () => {
    const platform = render('/scale');

    await userEvent.click(
      await screen.findByRole('radio', { name: /as the load needs/ }),
    );
    await retype('Most replicas', '7');
    await review();

    expect((await planned(platform)).input).toEqual({
      ...target,
      autoscaling: { min: 1, max: 7, cpu: 80 },
    });
  });

  it.each([
    ['Replicas', '51', 'Must be at most 50'],
    ['Replicas', '1.5', /whole number/],
  ])('does not take for %s: %s', async (label, text, fault) => {
    const platform = render('/scale');

    await retype(label, text);
    await review();

    expect(screen.getByText(fault)).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });

  it('does not take the fewest above the most', async () => {
    const platform = render('/scale', {
      replicas: undefined,
      autoscaling: { min: 1, max: 3, cpu: 80 },
    });

    await retype('Fewest replicas', '5');
    await review();

    expect(
      screen.getByText('Must not be more than the most'),
    ).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });
});

describe('configuring', () => {
  it('asks for what was changed and for nothing else', async () => {
    const platform = render('/configure', {
      env: { APP_ENV: 'production', OLD: '1' },
      probes: { liveness: { path: '/healthz' } },
    });

    await retype('Value of variable 1', 'staging');
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove variable 2' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Add a variable' }),
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Name of variable 2' }),
      'NEW',
    );
    await userEvent.clear(screen.getByRole('textbox', { name: 'Liveness' }));
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Readiness' }),
      'tcp:8080',
    );
    await review();

    expect(await planned(platform)).toEqual({
      operation: 'configure-service',
      input: {
        ...target,
        env: { set: { APP_ENV: 'staging', NEW: '' }, unset: ['OLD'] },
        probes: { liveness: null, readiness: { tcp: 8080 } },
      },
    });
  });

  it.each([
    ['Port', '70000', /from 1 to 65535/],
    ['Liveness', 'healthz', /Must be a path/],
  ])('does not take for %s: %s', async (label, text, fault) => {
    const platform = render('/configure');

    await retype(label, text);
    await review();

    expect(screen.getByText(fault)).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });

  it('does not take a variable with a bad name, or one twice', async () => {
    const platform = render('/configure', { env: { A: '1', B: '2' } });

    await retype('Name of variable 1', 'B');
    await review();
    expect(screen.getByText('"B" is there twice')).toBeInTheDocument();

    await retype('Name of variable 1', 'a-b');
    expect(
      screen.getByText(/a-b: Must be an environment variable name/),
    ).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });
});

describe('changing the size', () => {
  it('begins with the size that was recommended', async () => {
    const platform = render('/size?profile=large');

    expect(await screen.findByRole('radio', { name: /^large/ })).toBeChecked();
    await review();

    expect(await planned(platform)).toEqual({
      operation: 'apply-resource-profile',
      input: { ...target, profile: 'large' },
    });
  });

  it('does not take a size that is not there', async () => {
    const platform = render('/size?profile=gigantic');

    await review();

    expect(screen.getByText('Choose a size')).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });
});

describe('restarting', () => {
  it('starts the plan that was seen', async () => {
    const platform = render('/restart');

    await userEvent.click(
      await screen.findByRole('button', { name: 'Restart' }),
    );

    await waitFor(() => expect(platform.started).toHaveLength(1));
    expect(platform.started[0]).toMatchObject({
      operation: 'restart-service',
      input: target,
      planHash: 'sha256:aa',
    });
  });
});

describe('retiring', () => {
  it('starts only once the name was typed', async () => {
    const platform = render('/retire');
    const confirm = await screen.findByRole('button', {
      name: 'Retire this service',
    });
    expect(confirm).toBeDisabled();

    await userEvent.type(
      screen.getByRole('textbox', { name: 'Type shop to confirm' }),
      'shop',
    );
    await userEvent.click(confirm);

    await waitFor(() => expect(platform.started).toHaveLength(1));
    expect(platform.started[0]).toMatchObject({
      operation: 'retire-service',
      input: target,
    });
  });
});
