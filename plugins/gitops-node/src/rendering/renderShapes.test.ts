import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { parse } from 'yaml';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import { renderService } from './renderService';
import { renderTenant } from './renderTenant';

type Spec = Partial<ServiceDocument['spec']>;

const platform = {
  ...samplePlatform,
  spec: {
    ...samplePlatform.spec,
    profiles: {
      large: {
        requests: { cpu: '1', memory: '1Gi' },
        limits: { cpu: '2', memory: '2Gi' },
      },
    },
  },
};

/** A service with every part that a document can have, but volumes. */
const FULL: Spec = {
  source: { repository: 'acme/shop', ref: 'main' },
  image: {
    repository: 'ghcr.io/acme/shop',
    tag: '1.4.0',
    digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
    pullSecret: 'registry',
  },
  command: ['./shop'],
  args: ['--env', '$(APP_ENV)'],
  port: 3000,
  metrics: { port: 9090, path: '/metrics' },
  replicas: undefined,
  autoscaling: { min: 2, max: 5, cpu: 80 },
  profile: 'large',
  env: { APP_ENV: 'production', GREETING: "it's: {{ here }}\n---\n" },
  secrets: { API_KEY: { version: 3 } },
  files: { '/etc/shop/app.yaml': 'a: b\n', '/etc/shop/@x': '${{ no }}' },
  probes: {
    liveness: { path: '/healthz' },
    readiness: { path: '/readyz' },
    startup: { tcp: 9090 },
  },
  jobs: { beforeDeploy: { command: ['./migrate'], args: ['up'] } },
  restarts: 2,
  deploys: { auto: true },
};

const SHAPES: Record<string, Spec> = {
  'a web service with every part': FULL,
  'the least web service': { replicas: 1 },
  'a worker with volumes': {
    type: 'worker',
    replicas: 1,
    volumes: [
      { name: 'data', path: '/data', size: '5Gi' },
      { name: 'cache', path: '/var/cache', size: '512Mi' },
    ],
  },
  'a worker with metrics': {
    type: 'worker',
    metrics: { port: 9100, path: '/metrics' },
    strategy: 'recreate',
  },
  'a cron service': {
    type: 'cron',
    schedule: '*/15 * * * *',
    replicas: undefined,
    command: ['./report'],
    files: { '/etc/report': 'x' },
  },
  'a cron service that sleeps': {
    type: 'cron',
    schedule: '@daily',
    replicas: 0,
  },
};

function files(spec: Spec) {
  return renderService(sampleService('acme', 'shop', spec), {
    tenant: sampleTenant(),
    platform,
    domain: 'apps.test',
  });
}

/** The parsed objects by file name. */
function objects(spec: Spec) {
  return new Map(
    files(spec).map(({ path, content }) => [
      path.replace(/^.*\//, '').replace(/\.yaml$/, ''),
      parse(content),
    ]),
  );
}

function podSpec(spec: Spec, file = 'deployment') {
  return objects(spec).get(file).spec.template.spec;
}

describe('what is written for', () => {
  it.each(Object.entries(SHAPES))('%s', (_, spec) => {
    expect(
      files(spec)
        .map(({ path, content }) => `# ${path}\n${content}`)
        .join('\n'),
    ).toMatchSnapshot();
  });

  it('a tenant with previews', () => {
    const tenant = sampleTenant('acme', {
      network: { internetEgress: true, allowFrom: ['billing'] },
      previews: {
        enabled: true,
        quota: { cpu: '1', memory: '2Gi', pods: 8 },
        maxTtl: '72h',
      },
    });
    expect(
      renderTenant(tenant, { platform })
        .map(({ path, content }) => `# ${path}\n${content}`)
        .join('\n'),
    ).toMatchSnapshot();
  });
});

describe('autoscaling', () => {
  it('leaves the number of replicas to the autoscaler', () => {
    const manifests = objects(FULL);
    expect(manifests.get('deployment').spec).not.toHaveProperty('replicas');
    expect(manifests.get('horizontal-pod-autoscaler').spec).toMatchObject({
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'shop',
      },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [
        { resource: { name: 'cpu', target: { averageUtilization: 80 } } },
      ],
    });
  });

  it('is gone once it is off', () => {
    const manifests = objects({ ...FULL, autoscaling: undefined, replicas: 3 });
    expect(manifests.has('horizontal-pod-autoscaler')).toBe(false);
    expect(manifests.get('deployment').spec.replicas).toBe(3);
  });
});

describe('a disruption budget', () => {
  it.each([
    [{ replicas: 0 }, false],
    [{ replicas: 1 }, false],
    [{ replicas: 2 }, true],
    [{ replicas: undefined, autoscaling: { min: 1, max: 1, cpu: 1 } }, false],
    [{ replicas: undefined, autoscaling: { min: 1, max: 2, cpu: 1 } }, true],
  ])('of %j is there: %s', (spec, expected) => {
    expect(objects(spec).has('pod-disruption-budget')).toBe(expected);
  });
});

describe('files', () => {
  const withFiles = (content: string): Spec => ({
    files: { '/etc/a/app.yaml': content, '/etc/b/app.yaml': 'other' },
  });

  it('with new content make a new pod template', () => {
    const [one, other] = ['1', '2'].map(each => podSpec(withFiles(each)));
    expect(one.volumes[1].configMap.name).toMatch(/^shop--files-[0-9a-f]{10}$/);
    expect(one.volumes[1]).not.toEqual(other.volumes[1]);
    expect(one.containers).toEqual(other.containers);
  });

  it('of the same name in two folders stay apart', () => {
    expect(objects(withFiles('x')).get('config-map').data).toEqual({
      '0-app.yaml': 'x',
      '1-app.yaml': 'other',
    });
  });

  it('have keys that a ConfigMap can hold', () => {
    const path = `/etc/${'x'.repeat(300)}@+.conf`;
    const [key] = Object.keys(
      objects({ files: { [path]: 'x' } }).get('config-map').data,
    );
    expect(key).toMatch(/^[-._a-zA-Z0-9]{1,253}$/);
  });
});

describe('secrets', () => {
  const withVersion = (version: number): Spec => ({
    secrets: { API_KEY: { version }, DB: { version: 1 } },
  });

  it('are fetched at exactly the pinned version, into a name of its own', () => {
    const secret = objects(withVersion(3)).get('external-secret');
    expect(secret.spec.data[0]).toEqual({
      secretKey: 'API_KEY',
      remoteRef: { key: 'acme/shop/API_KEY', property: 'value', version: '3' },
    });
    expect(secret.spec.target.name).not.toBe(
      objects(withVersion(4)).get('external-secret').spec.target.name,
    );
    expect(podSpec(withVersion(3)).containers[0].env[0]).toEqual({
      name: 'API_KEY',
      valueFrom: {
        secretKeyRef: { name: secret.spec.target.name, key: 'API_KEY' },
      },
    });
  });

  it('are not put into texts that name them', () => {
    const [container] = podSpec({
      ...withVersion(1),
      env: { URL: 'x?$(API_KEY)' },
    }).containers;
    expect(container.env[0]).toEqual({ name: 'URL', value: 'x?$$(API_KEY)' });
  });
});

describe('the job before a release', () => {
  const manifests = objects(FULL);
  const job = manifests.get('before-deploy-job');

  it('runs before the sync, is made anew each time, and runs once', () => {
    expect(job.metadata).toMatchObject({
      name: 'shop--before-deploy',
      annotations: {
        'argocd.argoproj.io/hook': 'PreSync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        'argocd.argoproj.io/sync-wave': '0',
      },
    });
    expect(job.spec.backoffLimit).toBe(0);
  });

  it('has image, variables, files and secrets of the release', () => {
    const pod = job.spec.template.spec;
    const served = podSpec(FULL);
    expect(pod.containers[0]).toMatchObject({
      image: served.containers[0].image,
      command: ['./migrate'],
      args: ['up'],
      volumeMounts: served.containers[0].volumeMounts,
    });
    const wave = (file: string) =>
      manifests.get(file).metadata.annotations['argocd.argoproj.io/sync-wave'];
    expect(wave('before-deploy-config-map')).toBe('-1');
    expect(wave('before-deploy-external-secret')).toBe('-1');
    expect(pod.volumes[1].configMap.name).toBe(
      manifests.get('before-deploy-config-map').metadata.name,
    );
  });

  it('has pods that the selector of the service does not find', () => {
    const { matchLabels } = manifests.get('deployment').spec.selector;
    const { labels } = job.spec.template.metadata;
    expect(
      Object.entries(matchLabels).every(
        ([key, value]) => labels[key] === value,
      ),
    ).toBe(false);
  });
});

describe('names', () => {
  it('of a volume are not those of another service', () => {
    const claim = (service: string, volume: string) =>
      renderService(
        sampleService('acme', service, {
          replicas: 1,
          volumes: [{ name: volume, path: '/data', size: '1Gi' }],
        }),
        { tenant: sampleTenant(), platform, domain: 'apps.test' },
      )
        .map(({ content }) => parse(content))
        .find(({ kind }) => kind === 'PersistentVolumeClaim').metadata.name;
    expect(claim('ab', 'cd-ef')).not.toBe(claim('ab-cd', 'ef'));
  });
});

describe('a restart', () => {
  it('changes the pod template and nothing of the container', () => {
    const template = (restarts?: number) =>
      objects({ restarts }).get('deployment').spec.template;
    expect(template(1).metadata.annotations).toEqual({
      'mctl.ai/restarts': '1',
    });
    expect(template(2)).not.toEqual(template(1));
    expect(template(2).spec).toEqual(template(1).spec);
    expect(template(0)).toEqual(template(undefined));
  });
});

describe('the ports of metrics', () => {
  it('are not opened twice when they are those of the service', () => {
    const manifests = objects({
      port: 9090,
      metrics: { port: 9090, path: '/metrics' },
    });
    expect(manifests.get('service').spec.ports).toHaveLength(1);
    expect(manifests.get('service-monitor').spec.endpoints).toEqual([
      { port: 'http', path: '/metrics' },
    ]);
  });

  it('stay apart from the one that requests come in by', () => {
    expect(
      objects({ port: 8080, metrics: { port: 80, path: '/m' } }).get('service')
        .spec.ports,
    ).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 9090, targetPort: 'metrics' },
    ]);
  });
});

describe('a profile', () => {
  it('gives a container its resources', () => {
    expect(podSpec({ profile: 'large' }).containers[0].resources).toEqual(
      platform.spec.profiles.large,
    );
  });

  it.each(['giant', 'toString', '__proto__'])(
    'that is not there is told: %s',
    profile => {
      expect(() => files({ profile })).toThrow(
        `the Service acme/shop is invalid: spec.profile: the platform has no profile "${profile}"; there is: large`,
      );
    },
  );
});
