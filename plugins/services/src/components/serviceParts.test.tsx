import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { platformApiRef, type ServiceLogs } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleServiceConfig,
  sampleServiceDetails,
  sampleUsage,
  sampleWhoAmI,
  seen,
  unseen,
} from '@mctl/plugin-platform-react/testUtils';
import { ServicesRouter } from './ServicesRouter';

function render(platform: FakePlatform, part: string, role = 'owner' as const) {
  platform
    .answer('whoami', () =>
      sampleWhoAmI({ tenants: [{ tenant: 'acme', role }] }),
    )
    .answer('get-service-status', () => sampleServiceDetails());
  renderInTestApp(<ServicesRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/services/*',
    initialRouteEntries: [`/services/acme/shop${part}`],
  });
}

describe('the head of a service', () => {
  it('leads to every part', async () => {
    render(FakePlatform.create(), '');

    for (const [name, href] of [
      ['Overview', ''],
      ['Releases', '/releases'],
      ['Logs', '/logs'],
      ['Events', '/events'],
      ['Usage', '/usage'],
      ['Configuration', '/configuration'],
    ]) {
      expect(await screen.findByRole('tab', { name })).toHaveAttribute(
        'href',
        `/services/acme/shop${href}`,
      );
    }
  });

  it('offers what else can be done', async () => {
    render(FakePlatform.create(), '');

    await userEvent.click(await screen.findByRole('button', { name: 'More' }));

    expect(
      screen.getAllByRole('menuitem').map(item => item.textContent),
    ).toEqual(['Scale', 'Configure', 'Change the size', 'Restart', 'Retire']);
  });
});

describe('the logs of a service', () => {
  const logs = (changes: Partial<ServiceLogs> = {}): ServiceLogs => ({
    lines: seen([
      {
        time: '2026-03-01T12:00:00.000000001Z',
        pod: 'shop-1',
        container: 'shop',
        level: 'error',
        text: 'ECONNREFUSED 10.0.0.5:5432',
      },
    ]),
    sources: seen([{ pod: 'shop-1', container: 'shop', lines: 1 }]),
    more: false,
    ...changes,
  });

  it('shows lines and asks by text and level', async () => {
    const platform = FakePlatform.create().answer('get-service-logs', () =>
      logs(),
    );
    render(platform, '/logs');

    expect(
      await screen.findByText('ECONNREFUSED 10.0.0.5:5432'),
    ).toBeInTheDocument();
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Text in the lines' }),
      'ECONN',
    );
    await userEvent.click(
      screen.getByRole('switch', { name: 'Before the last restart' }),
    );

    await waitFor(() =>
      expect(platform.queries.at(-1)).toEqual({
        name: 'get-service-logs',
        input: {
          tenant: 'acme',
          service: 'shop',
          text: 'ECONN',
          level: undefined,
          since: '1h',
          previous: true,
          limit: 500,
        },
      }),
    );
  });

  it('names a pod whose log cannot be read', async () => {
    render(
      FakePlatform.create().answer('get-service-logs', () =>
        logs({
          sources: seen([
            { pod: 'shop-2', container: 'shop', unknown: 'It is forbidden' },
          ]),
        }),
      ),
      '/logs',
    );

    expect(
      await screen.findByText('The log of shop-2 cannot be read'),
    ).toBeInTheDocument();
    expect(screen.getByText('It is forbidden')).toBeInTheDocument();
  });

  it('does not show unknown as silence', async () => {
    render(
      FakePlatform.create().answer('get-service-logs', () =>
        logs({ lines: unseen('No pod answers'), sources: unseen('none') }),
      ),
      '/logs',
    );

    expect(await screen.findByText('No pod answers')).toBeInTheDocument();
    expect(screen.queryByText(/wrote nothing/)).not.toBeInTheDocument();
  });
});

describe('the events of a service', () => {
  it('shows the newest first, and warnings alone on request', async () => {
    const event = {
      type: 'Warning',
      reason: 'BackOff',
      object: 'Pod shop-1',
      message: 'Back-off restarting failed container',
      count: 3,
      firstSeen: '2026-03-01T11:00:00.000Z',
      lastSeen: '2026-03-01T12:00:00.000Z',
      component: 'kubelet',
    };
    const platform = FakePlatform.create().answer(
      'get-service-events',
      input => ({
        events: seen(
          input.type
            ? [event]
            : [event, { ...event, type: 'Normal', reason: 'Pulled' }],
        ),
      }),
    );
    render(platform, '/events');

    const rows = await screen.findAllByRole('row', { name: /Pulled|BackOff/ });
    expect(rows[0]).toHaveTextContent('Pulled');
    await userEvent.click(
      screen.getByRole('switch', { name: 'Warnings only' }),
    );

    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /Pulled/ }),
      ).not.toBeInTheDocument(),
    );
  });
});

describe('the usage of a service', () => {
  const sizing = {
    lookbackSeconds: 604_800,
    current: sampleServiceConfig().resources,
    figures: seen({
      cpuP95Cores: 0.8,
      memoryMaxBytes: 900_000_000,
      coveredSeconds: 600_000,
    }),
    formula: 'The smallest profile that fits.',
  };

  it('shows what is used and recommends another size', async () => {
    render(
      FakePlatform.create()
        .answer('get-resource-usage', () => sampleUsage())
        .answer('get-sizing-recommendation', () => ({
          ...sizing,
          recommendation: seen({
            profile: 'large',
            change: 'apply' as const,
            message: 'The profile large fits what the service used.',
          }),
        })),
      '/usage',
    );

    expect(
      await screen.findByText('CPU 120m, memory 128 MiB in 2 pods'),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('link', { name: 'Change to large' }),
    ).toHaveAttribute('href', '/services/acme/shop/size?profile=large');
    expect(
      screen.getByText('There are no figures of this time.'),
    ).toBeInTheDocument();
  });

  it('says unknown without metrics', async () => {
    render(
      FakePlatform.create()
        .answer('get-resource-usage', () =>
          sampleUsage({ trend: unseen('No Prometheus is configured') }),
        )
        .answer('get-sizing-recommendation', () => ({
          ...sizing,
          figures: unseen('No Prometheus is configured'),
          recommendation: unseen('No figures'),
        })),
      '/usage',
    );

    expect(
      await screen.findByText('No Prometheus is configured'),
    ).toBeInTheDocument();
    expect(await screen.findByText('No figures')).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: /Change to/ }),
    ).not.toBeInTheDocument();
  });
});

describe('the configuration of a service', () => {
  it('shows settings and drift', async () => {
    render(
      FakePlatform.create().answer('get-service-config', () =>
        sampleServiceConfig(
          {
            env: { APP_ENV: 'production' },
            secrets: { API_KEY: { version: 3 } },
            probes: { liveness: { path: '/healthz' } },
            volumes: [{ name: 'data', path: '/data', size: '5Gi' }],
            files: { '/etc/app.yaml': 'a: 1' },
          },
          {
            drift: {
              state: 'not_rendered',
              files: ['deployment.yaml'],
              message: 'Somebody edited it by hand',
            },
          },
        ),
      ),
      '/configuration',
    );

    expect(
      await screen.findByText('Somebody edited it by hand'),
    ).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /APP_ENV/ })).toHaveTextContent(
      'production',
    );
    expect(screen.getByRole('row', { name: /API_KEY/ })).toHaveTextContent(
      'secret, version 3',
    );
    expect(screen.getByText('/healthz')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /data/ })).toHaveTextContent('5Gi');
    expect(screen.getByRole('row', { name: /app\.yaml/ })).toBeInTheDocument();
  });
});
