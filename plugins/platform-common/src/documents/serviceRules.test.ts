import { serviceDocumentSchema, type ServiceDocument } from '.';

type Spec = ServiceDocument['spec'];

const web: Spec = {
  type: 'web',
  image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
  port: 8080,
  replicas: 1,
};

const cron: Spec = {
  type: 'cron',
  schedule: '*/15 * * * *',
  image: web.image,
};

function faultsOf(spec: object): string[] {
  const { error } = serviceDocumentSchema.safeParse({
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name: 'shop', tenant: 'acme' },
    spec,
  });
  return (error?.issues ?? []).map(
    ({ path, message }) => `${path.slice(1).join('.')}: ${message}`,
  );
}

describe('a service document with every field', () => {
  it('is valid', () => {
    const spec: Spec = {
      type: 'web',
      source: {
        repository: 'acme/shop',
        ref: 'feature/cart',
        dockerfile: 'docker/Dockerfile',
      },
      image: {
        repository: 'ghcr.io/acme/shop',
        tag: '1.4.0',
        digest: `sha256:${'0'.repeat(64)}`,
        pullSecret: 'registry',
      },
      command: ['node'],
      args: ['server.js'],
      port: 8080,
      metrics: { port: 9090, path: '/metrics' },
      autoscaling: { min: 1, max: 5, cpu: 80 },
      profile: 'small',
      env: { APP_ENV: 'production' },
      secrets: { API_KEY: { version: 3 } },
      files: { '/etc/shop/app.yaml': 'a: 1\n' },
      probes: {
        liveness: { path: '/healthz' },
        readiness: { path: '/readyz', port: 9090 },
        startup: { tcp: 8080 },
      },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      strategy: 'rolling',
      restarts: 2,
      deploys: { auto: false },
    };
    expect(faultsOf(spec)).toEqual([]);
  });
});

describe('the schedule', () => {
  it.each(['*/15 * * * *', '0 3 * * MON-FRI', '@daily', '0 0 1,15 * *'])(
    'may be %s',
    schedule => {
      expect(faultsOf({ ...cron, schedule })).toEqual([]);
    },
  );

  it.each([
    '0 99 * * *',
    '0 0 31 2 *',
    '* * * * * *',
    '@reboot',
    'every day',
    '0 3 * * *\n',
    '',
  ])('may not be %j', schedule => {
    expect(faultsOf({ ...cron, schedule })).toEqual([
      expect.stringContaining('schedule: must be five cron fields'),
    ]);
  });

  it('is needed for cron, and for nothing else', () => {
    expect(faultsOf({ ...cron, schedule: undefined })).toEqual([
      'schedule: is needed for a service of type cron',
    ]);
    expect(faultsOf({ ...web, schedule: '@daily' })).toEqual([
      'schedule: is for type cron only, this is web',
    ]);
  });
});

describe('a cron service', () => {
  it.each([
    ['port', 8080],
    ['metrics', { port: 9090, path: '/metrics' }],
    ['autoscaling', { min: 1, max: 2, cpu: 80 }],
    ['probes', {}],
    ['strategy', 'recreate'],
    ['jobs', {}],
  ])('has no %s', (name, value) => {
    expect(faultsOf({ ...cron, [name]: value })).toEqual([
      `${name}: does not fit a service of type cron`,
    ]);
  });

  it('may sleep but not multiply', () => {
    expect(faultsOf({ ...cron, replicas: 0 })).toEqual([]);
    expect(faultsOf({ ...cron, replicas: 2 })).toEqual([
      'replicas: must be 0 (asleep) or 1 for a service of type cron',
    ]);
  });
});

describe('replicas', () => {
  it('are at most 50', () => {
    expect(faultsOf({ ...web, replicas: 50 })).toEqual([]);
    expect(faultsOf({ ...web, replicas: 51 })).toHaveLength(1);
  });

  it('are needed unless autoscaling is on', () => {
    expect(faultsOf({ ...web, replicas: undefined })).toEqual([
      'replicas: is needed while autoscaling is off',
    ]);
  });

  it('exclude autoscaling', () => {
    expect(
      faultsOf({ ...web, autoscaling: { min: 1, max: 2, cpu: 80 } }),
    ).toEqual(['replicas: must be left out while autoscaling is on']);
  });

  it('are bound by autoscaling in the right order', () => {
    expect(
      faultsOf({
        ...web,
        replicas: undefined,
        autoscaling: { min: 3, max: 2, cpu: 80 },
      }),
    ).toEqual(['autoscaling.min: min must not be greater than max']);
  });
});

describe('resources', () => {
  const resources = (requests: string, limits: string) => ({
    ...web,
    resources: {
      requests: { cpu: '100m', memory: requests },
      limits: { cpu: '1', memory: limits },
    },
  });

  it('are compared as quantities', () => {
    expect(faultsOf(resources('1000Mi', '1Gi'))).toEqual([]);
    expect(faultsOf(resources('1Gi', '1G'))).toEqual([
      'resources.requests.memory: must not be greater than the limit: 1Gi is more than 1G',
    ]);
  });

  it.each(['-1', '4 GB', '1e400'])('are not %j', memory => {
    expect(faultsOf(resources(memory, '1Gi'))).toEqual([
      expect.stringMatching(
        /^resources\.requests\.memory: must be a Kubernetes quantity/,
      ),
    ]);
  });

  it('exclude a profile', () => {
    expect(
      faultsOf({ ...resources('1Mi', '1Gi'), profile: 'small' }),
    ).toHaveLength(1);
  });
});

describe('probes', () => {
  it('ask a port that is there', () => {
    expect(faultsOf({ ...web, probes: { liveness: { tcp: 8081 } } })).toEqual([
      'probes.liveness.tcp: 8081 is not a port of the service: it listens on 8080',
    ]);
    expect(
      faultsOf({
        ...web,
        metrics: { port: 9090, path: '/metrics' },
        probes: { readiness: { path: '/readyz', port: 9091 } },
      }),
    ).toEqual([
      'probes.readiness.port: 9091 is not a port of the service: it listens on 8080 and 9090',
    ]);
  });

  it('need a port in a worker', () => {
    const worker = { ...web, type: 'worker', port: undefined };
    expect(
      faultsOf({ ...worker, probes: { liveness: { path: '/healthz' } } }),
    ).toEqual(['probes.liveness: needs a port: the service listens on none']);
    expect(
      faultsOf({ ...worker, probes: { liveness: { tcp: 8080 } } }),
    ).toEqual([
      'probes.liveness.tcp: 8080 is not a port of the service: it listens on none',
    ]);
  });
});

describe('files and volumes', () => {
  const data = { name: 'data', path: '/data', size: '5Gi' };

  it.each([
    'etc/app.yaml',
    '/etc/../app.yaml',
    '/etc//app.yaml',
    '/etc/app/',
    '/',
    '/etc/a b',
    '/etc/$(HOME)',
  ])('are not put at %s', path => {
    expect(faultsOf({ ...web, files: { [path]: '' } })).toHaveLength(1);
  });

  it('do not overlap', () => {
    expect(
      faultsOf({ ...web, volumes: [data, { ...data, name: 'more' }] }),
    ).toEqual([
      'volumes.1.path: overlaps with /data, which is mounted already',
    ]);
    expect(
      faultsOf({ ...web, volumes: [{ ...data, path: '/tmp/data' }] }),
    ).toEqual(['volumes.0.path: overlaps with /tmp, which is mounted already']);
    expect(
      faultsOf({ ...web, files: { '/etc/a': '', '/etc/a/b': '' } }),
    ).toHaveLength(1);
  });

  it('let a file lie in a volume', () => {
    expect(
      faultsOf({ ...web, volumes: [data], files: { '/data/app.yaml': '' } }),
    ).toEqual([]);
  });

  it('have names of their own', () => {
    expect(
      faultsOf({ ...web, volumes: [data, { ...data, path: '/more' }] }),
    ).toEqual(['volumes.1.name: "data" is taken']);
    expect(faultsOf({ ...web, volumes: [{ ...data, name: 'tmp' }] })).toEqual([
      'volumes.0.name: "tmp" is taken',
    ]);
  });

  it('hold what a ConfigMap can take, counted in bytes', () => {
    const content = 'ä'.repeat(250_000);
    expect(
      faultsOf({ ...web, files: { '/a': content, '/b': content } }),
    ).toEqual(['files: hold 1000000 bytes together, at most 900000 fit']);
  });

  it('are attached to one pod at a time', () => {
    expect(faultsOf({ ...web, volumes: [data], replicas: 2 })).toEqual([
      'replicas: must be at most 1 with volumes: a volume is attached to one pod at a time',
    ]);
    expect(
      faultsOf({ ...web, volumes: [data], strategy: 'rolling' }),
    ).toHaveLength(1);
    expect(
      faultsOf({
        ...web,
        volumes: [data],
        replicas: undefined,
        autoscaling: { min: 1, max: 2, cpu: 80 },
      }),
    ).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('are not environment variables as well', () => {
    expect(
      faultsOf({ ...web, env: { KEY: 'a' }, secrets: { KEY: { version: 1 } } }),
    ).toEqual(['secrets.KEY: is an environment variable of env already']);
  });
});

describe('the source', () => {
  it.each(['acme', 'acme/shop/more', '../shop', 'acme/sh op', 'acme/shop\n'])(
    'is not the repository %j',
    repository => {
      expect(faultsOf({ ...web, source: { repository } })).toHaveLength(1);
    },
  );

  it.each(['../Dockerfile', '/Dockerfile', 'a/../../Dockerfile'])(
    'has no Dockerfile %s',
    dockerfile => {
      expect(
        faultsOf({ ...web, source: { repository: 'acme/shop', dockerfile } }),
      ).toHaveLength(1);
    },
  );
});
