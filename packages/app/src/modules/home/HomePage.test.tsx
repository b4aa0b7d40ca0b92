import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  sampleService,
  sampleTenant,
  sampleWhoAmI,
  seen,
  unseen,
} from '@mctl/plugin-platform-react/testUtils';
import { HomePage } from './HomePage';

function platformWith(options: {
  tenants?: ReturnType<typeof sampleTenant>[];
  services?: ReturnType<typeof sampleService>[];
}) {
  return FakePlatform.create()
    .answer('whoami', () => sampleWhoAmI())
    .answer('list-tenants', () => ({ items: options.tenants ?? [] }))
    .answer('list-services', () => ({ items: options.services ?? [] }))
    .answer('list-operations', ({ state }) => ({
      items:
        state === 'failed'
          ? [sampleOperation({ id: 'op_7', state: 'failed' })]
          : [],
    }));
}

function render(platform: FakePlatform) {
  renderInTestApp(<HomePage />, { apis: [[platformApiRef, platform]] });
}

describe('HomePage', () => {
  it('takes a newcomer to their first tenant', async () => {
    render(platformWith({}));

    expect(
      await screen.findByRole('link', { name: 'Create your tenant' }),
    ).toHaveAttribute('href', '/tenants/new');
    expect(screen.queryByText('Needs attention')).not.toBeInTheDocument();
  });

  it('shows what is broken and what is not known, with the reason', async () => {
    render(
      platformWith({
        tenants: [sampleTenant()],
        services: [
          sampleService({ service: 'well' }),
          sampleService({
            service: 'broken',
            health: seen({ status: 'Degraded', message: 'CrashLoopBackOff' }),
          }),
          sampleService({
            service: 'stuck',
            health: seen({
              status: 'Progressing',
              message: 'ImagePullBackOff',
            }),
          }),
          sampleService({
            service: 'silent',
            health: unseen('The watch was lost'),
          }),
        ],
      }),
    );

    expect(
      await screen.findByRole('row', { name: /broken.*CrashLoopBackOff/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /stuck.*ImagePullBackOff/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /silent.*The watch was lost/ }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('row', { name: /well/ })).not.toBeInTheDocument();
  });

  it('says so when all is well', async () => {
    render(
      platformWith({ tenants: [sampleTenant()], services: [sampleService()] }),
    );

    expect(
      await screen.findByText('Your one service is well.'),
    ).toBeInTheDocument();
  });

  it('does not speak of services it has not looked at', async () => {
    render(
      platformWith({ tenants: [sampleTenant()] }).answer(
        'list-services',
        () => ({ items: [sampleService()], nextCursor: 'more', total: 700 }),
      ),
    );

    expect(
      await screen.findByText(/^The first 1 of 700 services are well/),
    ).toBeInTheDocument();
  });

  it('shows operations that failed', async () => {
    render(platformWith({ tenants: [sampleTenant()] }));

    expect(
      await screen.findByRole('link', { name: 'Deploy service' }),
    ).toHaveAttribute('href', '/operations/op_7');
    expect(screen.getByText('Nothing is running.')).toBeInTheDocument();
  });
});
