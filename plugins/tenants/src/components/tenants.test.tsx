import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  samplePlan,
  sampleService,
  sampleTenant,
  sampleTenantDetails,
  sampleWhoAmI,
  unseen,
} from '@mctl/plugin-platform-react/testUtils';
import { TenantsRouter } from './TenantsRouter';

const NOT_FOUND = new PlatformError({ code: 'not_found', message: 'No' });

function render(
  platform: FakePlatform,
  address = '/tenants',
  whoAmI = sampleWhoAmI(),
) {
  platform.answer('whoami', () => whoAmI);
  renderInTestApp(<TenantsRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/tenants/*',
    initialRouteEntries: [address],
  });
}

describe('the list of tenants', () => {
  it('shows role, sizes and quota', async () => {
    render(
      FakePlatform.create().answer('list-tenants', () => ({
        items: [sampleTenant()],
      })),
    );

    const row = await screen.findByRole('row', { name: /Acme Web/ });
    expect(row).toHaveTextContent('owner');
    expect(row).toHaveTextContent(
      'CPU 200m of 4Memory 256Mi of 8GiPods 2 of 50',
    );
    expect(within(row).getByRole('meter', { name: 'CPU' })).toHaveAttribute(
      'aria-valuenow',
      '5',
    );
  });

  it('shows a quota that is not known as unknown', async () => {
    render(
      FakePlatform.create().answer('list-tenants', () => ({
        items: [sampleTenant({ quota: unseen('The cluster is silent') })],
      })),
    );

    expect(
      await screen.findByText('The cluster is silent'),
    ).toBeInTheDocument();
  });

  it('leads a newcomer to their first tenant', async () => {
    render(FakePlatform.create().answer('list-tenants', () => ({ items: [] })));

    await screen.findByText('You are in no tenant yet');
    for (const link of screen.getAllByRole('link', {
      name: 'Create a tenant',
    })) {
      expect(link).toHaveAttribute('href', '/tenants/new');
    }
  });

  it('pages by cursor', async () => {
    render(
      FakePlatform.create().answer('list-tenants', input =>
        input.cursor
          ? { items: [sampleTenant({ displayName: 'Globex' })] }
          : { items: [sampleTenant()], nextCursor: 'c1' },
      ),
    );
    await screen.findByText('Acme Web');

    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(await screen.findByText('Globex')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    expect(await screen.findByText('Acme Web')).toBeInTheDocument();
  });
});

describe('the page of a tenant', () => {
  const services = { items: [sampleService()] };

  it('shows services, members, quota and what was done', async () => {
    render(
      FakePlatform.create()
        .answer('get-tenant', () =>
          sampleTenantDetails({ recentOperations: [sampleOperation()] }),
        )
        .answer('list-services', () => services),
      '/tenants/acme',
    );

    expect(await screen.findByRole('link', { name: 'shop' })).toHaveAttribute(
      'href',
      '/services/acme/shop',
    );
    expect(screen.getByRole('table', { name: 'Members' })).toHaveTextContent(
      'ada',
    );
    expect(screen.getByRole('table', { name: 'Quota' })).toHaveTextContent(
      'memory256Mi of 8Gi',
    );
    expect(
      screen.getByRole('link', { name: 'Deploy service' }),
    ).toBeInTheDocument();
  });

  it('offers a viewer nothing to deploy where nothing runs yet', async () => {
    render(
      FakePlatform.create()
        .answer('get-tenant', () => sampleTenantDetails({ yourRole: 'viewer' }))
        .answer('list-services', () => ({ items: [] })),
      '/tenants/acme',
      sampleWhoAmI({ tenants: [{ tenant: 'acme', role: 'viewer' }] }),
    );

    await screen.findByText('No service yet');
    expect(
      screen.queryByRole('link', { name: 'Deploy a service' }),
    ).not.toBeInTheDocument();
  });

  it.each([
    ['viewer', []],
    ['developer', ['Deploy a service']],
    [
      'owner',
      ['Deploy a service', 'Settings', 'Delete', 'Change', 'Add a member'],
    ],
  ] as const)('offers a %s only what they may do', async (role, offered) => {
    render(
      FakePlatform.create()
        .answer('get-tenant', () => sampleTenantDetails({ yourRole: role }))
        .answer('list-services', () => services),
      '/tenants/acme',
      sampleWhoAmI({ tenants: [{ tenant: 'acme', role }] }),
    );
    await screen.findByRole('link', { name: 'shop' });

    expect(
      [
        'Deploy a service',
        'Settings',
        'Delete',
        'Change',
        'Add a member',
      ].filter(name => screen.queryByRole('link', { name })),
    ).toEqual(offered);
  });

  it('says that a tenant does not exist', async () => {
    render(
      FakePlatform.create().answer('get-tenant', () => NOT_FOUND),
      '/tenants/globex',
    );

    expect(
      await screen.findByText('There is no such tenant'),
    ).toBeInTheDocument();
  });

  it('shows its page although the services cannot be had', async () => {
    render(
      FakePlatform.create()
        .answer('get-tenant', () => sampleTenantDetails())
        .answer(
          'list-services',
          () => new PlatformError({ code: 'unavailable', message: 'Gone' }),
        ),
      '/tenants/acme',
    );

    expect(await screen.findByText('Gone')).toBeInTheDocument();
    expect(screen.getByText('#acme')).toBeInTheDocument();
  });
});

describe('creating a tenant', () => {
  it('goes from the form over the plan to the operation', async () => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan({ summary: 'Tenant acme-web exists' }))
      .startAs(() => sampleOperation());
    render(platform, '/tenants/new');

    await userEvent.type(
      await screen.findByLabelText(/Display name/),
      'Acme Web',
    );
    expect(screen.getByLabelText(/^Name/)).toHaveValue('acme-web');
    await userEvent.click(
      screen.getByRole('button', { name: 'Review the plan' }),
    );
    expect(
      await screen.findByText('Tenant acme-web exists'),
    ).toBeInTheDocument();
    expect(platform.planned).toEqual([
      {
        operation: 'create-tenant',
        input: { tenant: 'acme-web', displayName: 'Acme Web' },
      },
    ]);

    await userEvent.click(
      screen.getByRole('button', { name: 'Create this tenant' }),
    );
    await waitFor(() => expect(platform.started).toHaveLength(1));
  });

  it.each([
    ['Acme', /lower-case letter/],
    ['kube-web', /reserved/],
    ['a', /2 to 30 characters/],
  ])(
    'tells what is wrong with the name %s as it is typed',
    async (name, fault) => {
      render(FakePlatform.create(), '/tenants/new');

      await userEvent.type(await screen.findByLabelText(/^Name/), name);

      expect(await screen.findByText(fault)).toBeInTheDocument();
    },
  );

  it('does not plan what cannot be right', async () => {
    const platform = FakePlatform.create();
    render(platform, '/tenants/new');

    await userEvent.click(
      await screen.findByRole('button', { name: 'Review the plan' }),
    );

    expect(screen.getByLabelText(/^Name/)).toBeInvalid();
    expect(platform.planned).toEqual([]);
  });

  it('comes back to the form with everything that was typed', async () => {
    const platform = FakePlatform.create().planAs(
      () =>
        new PlatformError({ code: 'already_exists', message: 'It is taken' }),
    );
    render(platform, '/tenants/new');
    await userEvent.type(await screen.findByLabelText(/Display name/), 'Acme');
    await userEvent.click(
      screen.getByRole('button', { name: 'Review the plan' }),
    );
    expect(await screen.findByText('It is taken')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: 'Back' }));

    expect(await screen.findByLabelText(/Display name/)).toHaveValue('Acme');
  });
});

describe('deleting a tenant', () => {
  it('wants the plan seen and the name typed', async () => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan({ hash: 'sha256:dd' }))
      .startAs(() => sampleOperation());
    render(platform, '/tenants/acme/delete');
    const button = await screen.findByRole('button', {
      name: 'Delete this tenant',
    });
    expect(button).toBeDisabled();

    await userEvent.type(screen.getByLabelText('Type acme to confirm'), 'acme');
    await userEvent.click(button);

    await waitFor(() =>
      expect(platform.started).toMatchObject([
        {
          operation: 'delete-tenant',
          input: { tenant: 'acme' },
          planHash: 'sha256:dd',
        },
      ]),
    );
  });
});
