import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  samplePlan,
  sampleRelease,
  sampleService,
  sampleServiceDetails,
  sampleTenant,
  sampleWhoAmI,
  seen,
  unseen,
} from '@mctl/plugin-platform-react/testUtils';
import { ServicesRouter } from './ServicesRouter';

function render(
  platform: FakePlatform,
  address = '/services',
  whoAmI = sampleWhoAmI(),
) {
  platform.answer('whoami', () => whoAmI);
  renderInTestApp(<ServicesRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/services/*',
    initialRouteEntries: [address],
  });
}

describe('the list of services', () => {
  it('shows health, release and sync', async () => {
    render(
      FakePlatform.create().answer('list-services', () => ({
        items: [sampleService()],
      })),
    );

    const row = await screen.findByRole('row', { name: /shop/ });
    expect(row).toHaveTextContent('Healthy');
    expect(row).toHaveTextContent('1.4.0');
    expect(row).toHaveTextContent('In sync at 9fceb02d');
  });

  it('searches in the query', async () => {
    render(
      FakePlatform.create().answer('list-services', input => ({
        items: input.search ? [] : [sampleService()],
      })),
    );
    await screen.findByRole('row', { name: /shop/ });

    await userEvent.type(screen.getByLabelText('Search services'), 'cart');

    expect(
      await screen.findByText('Nothing is called "cart" in your tenants.'),
    ).toBeInTheDocument();
  });

  it('leads to the first service', async () => {
    render(
      FakePlatform.create().answer('list-services', () => ({ items: [] })),
    );

    expect(await screen.findByText('No service yet')).toBeInTheDocument();
  });
});

describe('the page of a service', () => {
  const history = () => ({
    items: [
      sampleRelease(),
      sampleRelease({
        release: 'aa11',
        tag: '1.3.0',
        current: false,
        operation: null,
        external: true,
      }),
    ],
  });
  const platformWith = (
    changes: Parameters<typeof sampleServiceDetails>[0] = {},
  ) =>
    FakePlatform.create()
      .answer('get-service-status', () => sampleServiceDetails(changes))
      .answer('get-service-history', history);

  it('shows pods and what is wrong with them', async () => {
    render(
      platformWith({
        pods: seen([
          {
            name: 'shop-1',
            phase: 'Running',
            ready: false,
            restarts: 4,
            tag: '1.4.0',
            reason: 'CrashLoopBackOff',
            message: 'back-off 40s',
            lastState: 'Error (exit code 1)',
            startedAt: null,
          },
        ]),
      }),
      '/services/acme/shop',
    );

    const pod = await screen.findByRole('row', { name: /shop-1/ });
    expect(pod).toHaveTextContent('CrashLoopBackOff');
    expect(pod).toHaveTextContent('back-off 40s');
  });

  it('shows releases and the way back to earlier ones', async () => {
    render(platformWith(), '/services/acme/shop/releases');

    expect(
      await screen.findByRole('link', { name: /Roll back to 1.3.0/ }),
    ).toHaveAttribute('href', '/services/acme/shop/rollback?to=aa11');
    expect(
      screen.queryByRole('link', { name: /Roll back to 1.4.0/ }),
    ).not.toBeInTheDocument();
  });

  it.each([
    ['Pending', null, 'Pending'],
    ['Running', null, 'Not ready'],
    ['Pending', 'ContainerCreating', 'Pending'],
    ['Failed', null, 'Failed'],
    ['Terminating', null, 'Terminating'],
    ['Pending', 'ImagePullBackOff', 'ImagePullBackOff'],
  ])('says of a pod in %s for %s: %s', async (phase, reason, label) => {
    render(
      platformWith({
        pods: seen([
          {
            name: 'shop-1',
            phase,
            ready: false,
            restarts: 0,
            tag: null,
            reason,
            message: null,
            lastState: null,
            startedAt: null,
          },
        ]),
      }),
      '/services/acme/shop',
    );

    expect(
      await screen.findByRole('row', { name: /shop-1/ }),
    ).toHaveTextContent(label);
  });

  it('offers a viewer nothing that changes the service', async () => {
    render(
      platformWith(),
      '/services/acme/shop/releases',
      sampleWhoAmI({ tenants: [{ tenant: 'acme', role: 'viewer' }] }),
    );
    await screen.findByRole('row', { name: /1\.3\.0/ });

    expect(
      screen.queryByRole('link', { name: /Roll back|Deploy a release/ }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'More' }),
    ).not.toBeInTheDocument();
  });

  it('shows nothing green while the cluster is silent', async () => {
    render(
      platformWith({
        health: unseen('The cluster is silent'),
        sync: unseen('The cluster is silent'),
        replicas: unseen('The cluster is silent'),
        pods: unseen('The cluster is silent'),
        events: unseen('The cluster is silent'),
      }),
      '/services/acme/shop',
    );

    expect(await screen.findAllByText('The cluster is silent')).toHaveLength(4);
    expect(screen.queryByText('In sync')).not.toBeInTheDocument();
    expect(
      screen.queryByText('The cluster runs no pod of this service.'),
    ).not.toBeInTheDocument();
  });

  it('shows the evidence of the last failure', async () => {
    render(
      platformWith({
        lastOperation: sampleOperation({
          state: 'failed',
          error: {
            code: 'verification_failed',
            message: 'The pods cannot pull their image',
            evidence: [{ source: 'event', message: 'manifest unknown' }],
          },
        }),
      }),
      '/services/acme/shop',
    );

    expect(
      await screen.findByText('The pods cannot pull their image'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('list', { name: 'Evidence of the failure' }),
    ).toHaveTextContent('manifest unknown');
  });

  it('looks again after a hint', async () => {
    const platform = platformWith();
    render(platform, '/services/acme/shop');
    await screen.findByText('2 of 2 ready, 2 on this release');

    platform.answer('get-service-status', () =>
      sampleServiceDetails({
        replicas: seen({ desired: 2, ready: 1, updated: 1 }),
      }),
    );
    await act(async () =>
      platform.hint({ kind: 'service', tenant: 'acme', name: 'shop' }),
    );

    expect(
      await screen.findByText('1 of 2 ready, 1 on this release'),
    ).toBeInTheDocument();
  });

  it('says that a service does not exist', async () => {
    render(
      FakePlatform.create().answer(
        'get-service-status',
        () => new PlatformError({ code: 'not_found', message: 'No' }),
      ),
      '/services/acme/nothing',
    );

    expect(
      await screen.findByText('There is no such service'),
    ).toBeInTheDocument();
  });
});

describe('rolling back', () => {
  it.each([
    ['', { tenant: 'acme', service: 'shop' }],
    ['?to=aa11', { tenant: 'acme', service: 'shop', to: 'aa11' }],
  ])('shows the plan before anything happens (%s)', async (query, input) => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan())
      .startAs(() => sampleOperation());
    render(platform, `/services/acme/shop/rollback${query}`);

    expect(await screen.findByText('+tag: 1.3.0')).toBeInTheDocument();
    expect(platform.planned).toEqual([
      { operation: 'rollback-service', input },
    ]);
    expect(platform.started).toEqual([]);

    await userEvent.click(screen.getByRole('button', { name: 'Roll back' }));
    await waitFor(() => expect(platform.started).toHaveLength(1));
  });
});

describe('deploying', () => {
  const platformForDeploy = () =>
    FakePlatform.create()
      .answer('list-tenants', () => ({
        items: [
          sampleTenant(),
          sampleTenant({ tenant: 'globex', role: 'viewer' }),
        ],
      }))
      .answer('list-services', () => ({ items: [sampleService()] }))
      .planAs(() => samplePlan())
      .startAs(() => sampleOperation());

  it('deploys a new service', async () => {
    const platform = platformForDeploy();
    render(platform, '/services/deploy?tenant=acme');

    await userEvent.type(await screen.findByLabelText(/^Service/), 'cart');
    await userEvent.type(screen.getByLabelText(/^Image/), 'ghcr.io/acme/cart');
    await userEvent.type(screen.getByLabelText(/^Tag/), '0.1.0');
    await userEvent.type(screen.getByLabelText(/^Port/), '8080');
    await userEvent.click(
      screen.getByRole('button', { name: 'Review the plan' }),
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Deploy' }),
    );
    expect(platform.planned).toEqual([
      {
        operation: 'deploy-service',
        input: {
          tenant: 'acme',
          service: 'cart',
          image: 'ghcr.io/acme/cart',
          tag: '0.1.0',
          type: 'web',
          port: 8080,
        },
      },
    ]);
    await waitFor(() => expect(platform.started).toHaveLength(1));
  });

  it('asks for no more than the tag of a service that is there', async () => {
    const platform = platformForDeploy();
    render(platform, '/services/deploy?tenant=acme&service=shop');

    expect(await screen.findByText('It runs 1.4.0 now')).toBeInTheDocument();
    expect(screen.queryByLabelText('Type')).not.toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/^Tag/), '1.5.0');
    await userEvent.click(
      screen.getByRole('button', { name: 'Review the plan' }),
    );

    await screen.findByRole('button', { name: 'Deploy' });
    expect(platform.planned[0].input).toEqual({
      tenant: 'acme',
      service: 'shop',
      tag: '1.5.0',
    });
  });

  it('offers only tenants in which one may deploy', async () => {
    render(platformForDeploy(), '/services/deploy');

    await userEvent.click(
      await screen.findByRole('button', { name: /Choose a tenant/ }),
    );

    expect(
      (await screen.findAllByRole('option')).map(option => option.textContent),
    ).toEqual(['acme']);
  });

  it('sends whoever has no tenant to make one', async () => {
    render(
      platformForDeploy().answer('list-tenants', () => ({ items: [] })),
      '/services/deploy',
    );

    expect(
      await screen.findByRole('link', { name: 'Create a tenant' }),
    ).toHaveAttribute('href', '/tenants/new');
  });

  it('does not plan an empty form', async () => {
    const platform = platformForDeploy();
    render(platform, '/services/deploy');

    await userEvent.click(
      await screen.findByRole('button', { name: 'Review the plan' }),
    );

    expect(screen.getByText('Choose the tenant')).toBeInTheDocument();
    expect(screen.getByLabelText(/^Tag/)).toBeInvalid();
    expect(platform.planned).toEqual([]);
  });
});
