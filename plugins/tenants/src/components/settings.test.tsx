import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  platformApiRef,
  type TenantDetails,
} from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  samplePlan,
  sampleTenantDetails,
  sampleWhoAmI,
} from '@mctl/plugin-platform-react/testUtils';
import { TenantsRouter } from './TenantsRouter';

const TWO_OWNERS: TenantDetails['members'] = [
  { user: 'ada', role: 'owner' },
  { user: 'ben', role: 'owner' },
];

function render(
  address: string,
  details: Partial<TenantDetails> = {},
  whoAmI = sampleWhoAmI(),
): FakePlatform {
  const platform = FakePlatform.create()
    .answer('whoami', () => whoAmI)
    .answer('get-tenant', () => sampleTenantDetails(details))
    .answer('list-services', () => ({ items: [] }))
    .planAs(() => samplePlan())
    .startAs(() => sampleOperation());
  renderInTestApp(<TenantsRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/tenants/*',
    initialRouteEntries: [address],
  });
  return platform;
}

const review = async () =>
  userEvent.click(screen.getByRole('button', { name: 'Review the plan' }));

async function retype(label: string, text: string) {
  const field = await screen.findByRole('textbox', { name: label });
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

describe('the settings of a tenant', () => {
  it('ask for what was changed and for nothing else', async () => {
    const platform = render('/tenants/acme/settings');

    await retype('Contact', '#acme-ops');
    await review();

    await waitFor(() => expect(platform.planned).toHaveLength(1));
    expect(platform.planned[0]).toEqual({
      operation: 'update-tenant',
      input: { tenant: 'acme', contact: '#acme-ops' },
    });
  });

  it('ask for the network as a whole', async () => {
    const platform = render('/tenants/acme/settings');

    await userEvent.click(
      await screen.findByRole('switch', {
        name: 'Services may reach the internet',
      }),
    );
    await retype('Reachable from', 'billing, search');
    await review();

    await waitFor(() => expect(platform.planned).toHaveLength(1));
    expect(platform.planned[0].input).toEqual({
      tenant: 'acme',
      network: { internetEgress: true, allowFrom: ['billing', 'search'] },
    });
  });

  it('tell what is wrong as it is typed', async () => {
    const platform = render('/tenants/acme/settings');

    await retype('Reachable from', 'Billing');
    await review();

    expect(screen.getByText(/lower-case letter/)).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });

  it('start the plan that was seen', async () => {
    const platform = render('/tenants/acme/settings');
    await retype('Display name', 'Acme Shop');
    await review();

    await userEvent.click(
      await screen.findByRole('button', { name: 'Save the settings' }),
    );

    await waitFor(() => expect(platform.started).toHaveLength(1));
    expect(platform.started[0]).toMatchObject({
      input: { tenant: 'acme', displayName: 'Acme Shop' },
      planHash: 'sha256:aa',
    });
  });
});

describe('the quota of a tenant', () => {
  it('is asked for as a whole', async () => {
    const platform = render('/tenants/acme/quota');

    await retype('Memory', '16Gi');
    await review();

    await waitFor(() => expect(platform.planned).toHaveLength(1));
    expect(platform.planned[0].input).toEqual({
      tenant: 'acme',
      quota: { cpu: '4', memory: '16Gi', pods: 50, storage: '20Gi' },
    });
  });

  it.each([
    ['CPU', '-1'],
    ['Memory', '4 GB'],
    ['Storage', '1e400'],
    ['Pods', '1.5'],
  ])('does not take for %s: %s', async (label, text) => {
    const platform = render('/tenants/acme/quota');

    await retype(label, text);
    await review();

    expect(screen.getByText(/^Must be/)).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });
});

describe('the members of a tenant', () => {
  it('are added with a role', async () => {
    const platform = render('/tenants/acme/members/add');

    await userEvent.type(await screen.findByLabelText(/^Person/), 'hubot');
    await userEvent.click(screen.getByRole('radio', { name: /^Viewer/ }));
    await review();

    await waitFor(() => expect(platform.planned).toHaveLength(1));
    expect(platform.planned[0]).toEqual({
      operation: 'set-member',
      input: { tenant: 'acme', user: 'hubot', role: 'viewer' },
    });
  });

  it('need a name', async () => {
    const platform = render('/tenants/acme/members/add');

    await screen.findByLabelText(/^Person/);
    await review();

    expect(screen.getByText(/A user is named by/)).toBeInTheDocument();
    expect(platform.planned).toEqual([]);
  });

  it('get another role, beginning with the one they have', async () => {
    const platform = render('/tenants/acme/members/ben', {
      members: TWO_OWNERS,
    });
    await waitFor(() =>
      expect(screen.getByRole('radio', { name: /^Owner/ })).toBeChecked(),
    );

    await userEvent.click(screen.getByRole('radio', { name: /^Developer/ }));
    await review();

    await waitFor(() => expect(platform.planned).toHaveLength(1));
    expect(platform.planned[0].input).toEqual({
      tenant: 'acme',
      user: 'ben',
      role: 'developer',
    });
  });

  it('are removed after the plan was seen', async () => {
    const platform = render('/tenants/acme/members/ben/remove', {
      members: TWO_OWNERS,
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove this member' }),
    );

    await waitFor(() => expect(platform.started).toHaveLength(1));
    expect(platform.started[0]).toMatchObject({
      operation: 'remove-member',
      input: { tenant: 'acme', user: 'ben' },
    });
  });

  it('keep their last owner', async () => {
    render('/tenants/acme');

    expect(await screen.findByText('The last owner stays')).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Leave the tenant' }),
    ).not.toBeInTheDocument();
  });

  it('may leave by themselves, whatever their role', async () => {
    render(
      '/tenants/acme',
      { members: [...TWO_OWNERS, { user: 'cy', role: 'viewer' }] },
      sampleWhoAmI({
        user: 'user:default/cy',
        tenants: [{ tenant: 'acme', role: 'viewer' }],
      }),
    );

    expect(
      await screen.findByRole('link', { name: 'Leave the tenant' }),
    ).toHaveAttribute('href', '/tenants/acme/members/cy/remove');
    expect(
      screen.queryByRole('link', { name: 'Remove ada' }),
    ).not.toBeInTheDocument();
  });
});
