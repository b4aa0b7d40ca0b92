import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  platformApiRef,
  type ServiceDetails,
  type ServiceLogs,
} from '@mctl/plugin-platform-react';
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

function render(
  platform: FakePlatform,
  part: string,
  details: Partial<ServiceDetails> = {},
) {
  platform
    .answer('whoami', () => sampleWhoAmI())
    .answer('get-service-status', () => sampleServiceDetails(details));
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

describe('the overview of a service', () => {
  it('links to where it answers', async () => {
    render(FakePlatform.create(), '');

    expect(
      await screen.findByRole('link', { name: /shop--acme\.localhost/ }),
    ).toHaveAttribute('href', 'http://shop--acme.localhost:8088');
  });

  it('leaves out what the service does not have', async () => {
    render(FakePlatform.create(), '');

    await screen.findByRole('heading', { name: 'Pods' });
    for (const name of ['Autoscaling', 'Schedule', 'Jobs', 'Volumes']) {
      expect(screen.queryByRole('heading', { name })).not.toBeInTheDocument();
    }
  });

  it('shows what it has', async () => {
    render(FakePlatform.create(), '', {
      autoscaling: seen({
        min: 1,
        max: 5,
        current: 2,
        desired: 3,
        cpu: { target: 80, current: null },
      }),
      schedule: seen({
        schedule: '*/5 * * * *',
        paused: true,
        active: 0,
        lastScheduledAt: null,
        lastSucceededAt: null,
      }),
      jobs: seen([
        {
          name: 'shop-1',
          purpose: 'before_deploy',
          state: 'failed',
          reason: 'BackoffLimitExceeded',
          message: 'Job has reached the specified backoff limit',
          startedAt: null,
          finishedAt: null,
        },
      ]),
      volumes: seen([
        {
          name: 'shop--data',
          phase: 'Bound',
          requested: '5Gi',
          capacity: '5Gi',
        },
      ]),
    });

    expect(await screen.findByText('1 to 5 at 80 % CPU')).toBeInTheDocument();
    expect(
      screen.getByText('not measured of the request, wanted 80 %'),
    ).toBeInTheDocument();
    expect(screen.getByText('Paused')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /shop-1/ })).toHaveTextContent(
      'Job has reached the specified backoff limit',
    );
    expect(screen.getByRole('row', { name: /shop--data/ })).toHaveTextContent(
      'Bound',
    );
  });

  it('shows an autoscaler that cannot be seen as unknown', async () => {
    render(FakePlatform.create(), '', {
      autoscaling: unseen('The watch was lost'),
    });

    expect(await screen.findByText('The watch was lost')).toBeInTheDocument();
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
