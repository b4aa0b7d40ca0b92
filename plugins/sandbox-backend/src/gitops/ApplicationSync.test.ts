import { kubeTime } from '../store/objects';
import {
  APP_PROJECTS,
  CONFIG_MAPS,
  DEPLOYMENTS,
  EXTERNAL_SECRETS,
  JOBS,
} from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { startApplications } from './__testUtils__/startApplications';
import type { Manifest } from './loadManifests';
import { IN_CLUSTER } from './projectRules';

const ARGO = 'argocd.argoproj.io';

function manifest(
  apiVersion: string,
  kind: string,
  name: string,
  fields: object = {},
  annotations: Record<string, string> = {},
): Manifest {
  return {
    apiVersion,
    kind,
    metadata: { name, annotations },
    ...fields,
  } as Manifest;
}
const map = (
  name: string,
  data: string,
  annotations: Record<string, string> = {},
) => manifest('v1', 'ConfigMap', name, { data: { data } }, annotations);
const preSync = (wave: number) => ({
  [`${ARGO}/hook`]: 'PreSync',
  [`${ARGO}/hook-delete-policy`]: 'BeforeHookCreation',
  [`${ARGO}/sync-wave`]: String(wave),
});
const pods = {
  metadata: { labels: { app: 'shop' } },
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'shop', image: 'shop:1' }],
  },
};
const migrate = manifest(
  'batch/v1',
  'Job',
  'migrate',
  { spec: { backoffLimit: 0, template: pods } },
  preSync(0),
);
const deployment = manifest('apps/v1', 'Deployment', 'shop', {
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'shop' } },
    template: { ...pods, spec: { containers: pods.spec.containers } },
  },
});

/** Applications whose jobs and deployments a test brings to their end. */
function start(options: Parameters<typeof startApplications>[0] = {}) {
  const started = startApplications(options);
  const { store, clock } = started;
  const operation = () => started.application('shop')?.status?.operationState;
  const endJob = (type: 'Complete' | 'Failed') => {
    store.modify(JOBS, 'acme', 'migrate', draft => {
      draft.status = {
        conditions: [
          {
            type,
            status: 'True',
            message: 'Job has reached the specified backoff limit',
            lastTransitionTime: kubeTime(clock.now()),
          },
        ],
      };
    });
    clock.advance(100);
  };
  const rollOut = () => {
    store.modify(DEPLOYMENTS, 'acme', 'shop', draft => {
      draft.status = {
        observedGeneration: draft.metadata.generation,
        replicas: 1,
        updatedReplicas: 1,
        availableReplicas: 1,
      };
    });
    clock.advance(100);
  };
  const job = () => store.get(JOBS, 'acme', 'migrate');
  return { ...started, operation, endJob, rollOut, job };
}

describe('a sync with a hook', () => {
  it('runs the hook first, and the rest when it succeeded', () => {
    const { commit, application, operation, maps, endJob } = start();
    commit({ shop: { manifests: [map('a', '1'), migrate] } });
    expect(maps()).toEqual([]);
    expect(operation()).toMatchObject({
      phase: 'Running',
      message: 'waiting for completion of hook batch/Job/migrate',
      syncResult: { revision: 'commit1' },
    });
    expect(operation()).not.toHaveProperty('finishedAt');
    expect(application('shop')?.status?.sync.status).toBe('OutOfSync');
    endJob('Complete');
    expect(maps()).toEqual(['a']);
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'Synced', revision: 'commit1' },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', finishedAt: expect.any(String) },
      // What is a hook is no part of what is compared.
      resources: [{ kind: 'ConfigMap', name: 'a' }],
    });
  });

  it('fails with the hook, leaves the rest as it was, and does not try again', () => {
    const { clock, commit, application, operation, maps, endJob, job } =
      start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    const { uid } = job()?.metadata ?? {};
    endJob('Failed');
    expect(operation()).toMatchObject({
      phase: 'Failed',
      message: 'one or more synchronization tasks completed unsuccessfully',
    });
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'OutOfSync' },
      conditions: [
        {
          type: 'SyncError',
          message: expect.stringContaining('completed unsuccessfully'),
        },
      ],
    });
    clock.advance(60_000);
    expect(maps()).toEqual([]);
    expect(job()?.metadata.uid).toBe(uid);
  });

  it('makes the hook anew for the next release only', () => {
    const { clock, store, commit, endJob, job, maps } = start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    endJob('Complete');
    const first = job()?.metadata.uid;
    // Drift is healed without hooks, as Argo CD's partial syncs are.
    store.delete(CONFIG_MAPS, 'acme', 'a');
    clock.advance(1000);
    expect(maps()).toEqual(['a']);
    expect(job()?.metadata.uid).toBe(first);
    commit({ shop: { manifests: [migrate, map('a', '2')] } });
    const second = job()?.metadata.uid;
    expect(second).not.toBe(first);
    expect(store.get(CONFIG_MAPS, 'acme', 'a')?.data).toEqual({ data: '1' });
    endJob('Complete');
    expect(store.get(CONFIG_MAPS, 'acme', 'a')?.data).toEqual({ data: '2' });
    expect(job()?.metadata.uid).toBe(second);
  });

  it('runs hooks in their waves, each with what it needs', () => {
    const { store, clock, commit, operation, job } = start();
    const secret = manifest(
      'external-secrets.io/v1',
      'ExternalSecret',
      'values',
      { spec: {} },
      preSync(-1),
    );
    commit({ shop: { manifests: [migrate, secret, map('a', '1')] } });
    expect(job()).toBeUndefined();
    expect(operation()?.message).toBe(
      'waiting for completion of hook external-secrets.io/ExternalSecret/values',
    );
    store.modify(EXTERNAL_SECRETS, 'acme', 'values', draft => {
      draft.status = { conditions: [{ type: 'Ready', status: 'True' }] };
    });
    clock.advance(100);
    expect(job()).toBeDefined();
  });

  it('lets a hook of an older release end before it begins with the next', () => {
    const { clock, store, commit, endJob, job, operation } = start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    const first = job()?.metadata.uid;
    commit({ shop: { manifests: [migrate, map('a', '2')] } });
    expect(job()?.metadata.uid).toBe(first);
    endJob('Complete');
    clock.advance(1000);
    expect(job()?.metadata.uid).not.toBe(first);
    endJob('Complete');
    expect(store.get(CONFIG_MAPS, 'acme', 'a')?.data).toEqual({ data: '2' });
    expect(operation()).toMatchObject({
      phase: 'Succeeded',
      syncResult: { revision: 'commit2' },
    });
  });

  it('remembers over a restart that a hook failed', () => {
    const first = start();
    const manifests = [migrate, map('a', '1')];
    first.commit({ shop: { manifests } });
    first.endJob('Failed');
    const { uid } = first.job()?.metadata ?? {};
    first.stop();
    const second = start({ store: first.store });
    second.commit({ shop: { manifests } });
    expect(second.job()?.metadata.uid).toBe(uid);
    expect(second.operation()?.phase).toBe('Failed');
  });

  it('does not sync for a hook alone', () => {
    const { commit, endJob, job, application } = start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    endJob('Complete');
    const first = job()?.metadata.uid;
    const other = { ...migrate, spec: { backoffLimit: 1, template: pods } };
    commit({ shop: { manifests: [other, map('a', '1')] } });
    expect(job()?.metadata.uid).toBe(first);
    expect(application('shop')?.status?.sync).toEqual({
      status: 'Synced',
      revision: 'commit2',
    });
  });

  it('fails when somebody takes the hook away', () => {
    const { store, clock, commit, operation } = start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    store.remove(JOBS, 'acme', 'migrate');
    clock.advance(1000);
    expect(operation()?.phase).toBe('Failed');
  });

  it('takes hooks along when the application goes', () => {
    const { commit, job, application, endJob } = start();
    commit({ shop: { manifests: [migrate, map('a', '1')] } });
    endJob('Complete');
    commit({});
    expect(job()).toBeUndefined();
    expect(application('shop')).toBeUndefined();
  });
});

describe('what is pruned last', () => {
  const last = { [`${ARGO}/sync-options`]: 'PruneLast=true' };

  it('stays until what took its place is healthy', () => {
    const { commit, maps, rollOut, operation, application } = start();
    commit({ shop: { manifests: [map('config-1', '1', last), deployment] } });
    rollOut();
    const next = {
      ...deployment,
      spec: { ...(deployment.spec as object), replicas: 2 },
    };
    commit({ shop: { manifests: [map('config-2', '2', last), next] } });
    expect(maps()).toEqual(['config-1', 'config-2']);
    expect(operation()).toMatchObject({
      phase: 'Running',
      message: 'waiting for healthy state of apps/Deployment/shop',
    });
    expect(application('shop')?.status?.sync.status).toBe('OutOfSync');
    commit({ shop: { manifests: [map('config-2', '2', last), deployment] } });
    rollOut();
    expect(maps()).toEqual(['config-2']);
    expect(operation()?.phase).toBe('Succeeded');
  });

  it('lets the next release through when health never comes', () => {
    const { commit, maps, rollOut, operation } = start();
    commit({ shop: { manifests: [map('config-1', '1', last), deployment] } });
    rollOut();
    const broken = {
      ...deployment,
      spec: { ...(deployment.spec as object), replicas: 2 },
    };
    commit({ shop: { manifests: [map('config-2', '2', last), broken] } });
    expect(operation()?.phase).toBe('Running');
    commit({ shop: { manifests: [map('config-1', '1', last), deployment] } });
    rollOut();
    expect(maps()).toEqual(['config-1']);
    expect(operation()?.phase).toBe('Succeeded');
  });
});

describe('a project', () => {
  it('keeps out kinds and namespaces, and then nothing is applied', () => {
    const { commit, application, maps, store, clock } = start({
      project: {
        destinations: [{ server: IN_CLUSTER, namespace: 'acme' }],
        namespaceResourceWhitelist: [{ group: '', kind: 'ConfigMap' }],
      },
    });
    const elsewhere = map('b', '1');
    Object.assign(elsewhere.metadata, { namespace: 'other' });
    const namespace = manifest('v1', 'Namespace', 'more');
    commit({
      shop: { manifests: [map('a', '1'), deployment, elsewhere, namespace] },
    });
    expect(maps()).toEqual([]);
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'OutOfSync', revision: 'commit1' },
      health: { status: 'Missing' },
      operationState: {
        phase: 'Failed',
        message: 'one or more synchronization tasks are not valid',
        syncResult: {
          resources: [
            {
              kind: 'Deployment',
              status: 'SyncFailed',
              message:
                'resource apps:Deployment is not permitted in project acme',
            },
            {
              kind: 'ConfigMap',
              message: "namespace other is not permitted in project 'acme'",
            },
            {
              kind: 'Namespace',
              message: 'resource :Namespace is not permitted in project acme',
            },
          ],
        },
      },
    });
    // Looked at again when the project changes.
    store.modify(APP_PROJECTS, 'argocd', 'acme', draft => {
      delete draft.spec.namespaceResourceWhitelist;
      draft.spec.destinations = [{ server: '*', namespace: '*' }];
      draft.spec.clusterResourceWhitelist = [{ group: '*', kind: 'Name*' }];
    });
    clock.advance(1000);
    expect(maps()).toContain('a');
  });

  it('has to be there', () => {
    const { commit, application, store, clock } = start();
    commit({ shop: { manifests: [map('a', '1')] } }, { project: 'nobody' });
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'Unknown' },
      health: { status: 'Unknown' },
      conditions: [
        {
          type: 'InvalidSpecError',
          message:
            'Application referencing project nobody which does not exist',
        },
      ],
    });
    store.create(APP_PROJECTS, {
      metadata: { name: 'nobody', namespace: 'argocd' },
      spec: { destinations: [{ server: '*', namespace: 'ac*' }] },
    });
    clock.advance(1000);
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'Synced' },
      conditions: [],
    });
  });

  it('has to allow where the application goes', () => {
    const { commit, application } = start();
    commit({ shop: { manifests: [] } }, { namespace: 'kube-system' });
    expect(application('shop')?.status?.conditions).toMatchObject([
      {
        type: 'InvalidSpecError',
        message:
          "application destination server 'https://kubernetes.default.svc' and namespace 'kube-system' do not match any of the allowed destinations in project 'acme'",
      },
    ]);
  });
});

it('keeps the time at which a sync began', () => {
  const { clock, commit, operation, endJob } = start();
  commit({ shop: { manifests: [migrate, map('a', '1')] } });
  const began = operation()?.startedAt;
  clock.advance(5000);
  endJob('Complete');
  expect(began).toBe(kubeTime(new ManualClock().now()));
  expect(operation()).toMatchObject({
    startedAt: began,
    finishedAt: '2026-01-01T00:00:05Z',
  });
});
