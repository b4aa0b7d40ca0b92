import fc from 'fast-check';
import type { ObjectStore } from '../../store/ObjectStore';
import {
  CLAIMS,
  CONFIG_MAPS,
  PODS,
  QUOTAS,
  SERVICES,
} from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import { failureOf } from '../../testing/failureOf';
import { newStore } from '../../testing/newStore';
import { createPod, reportPod } from '../__testUtils__/startControllers';
import { addAdmissions } from '../admission/addAdmissions';
import { readAmounts } from '../scheduling/resourceAmounts';
import { QuotaUsage } from './QuotaUsage';

function start(hard: Record<string, string> = {}) {
  const store = newStore({ namespaces: ['acme', 'other'] });
  const usage = QuotaUsage.create({ store });
  addAdmissions({ store, usage });
  store.create(QUOTAS, {
    metadata: { name: 'tenant', namespace: 'acme' },
    spec: { hard },
  });
  return { store, usage };
}

function createClaim(store: ObjectStore, name: string, storage: string) {
  return store.create(CLAIMS, {
    metadata: { name, namespace: 'acme' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      resources: { requests: { storage } },
    },
  });
}

describe('QuotaAdmission', () => {
  it('refuses a pod too many, with 403', () => {
    const { store } = start({ pods: '2' });
    createPod(store, 'a');
    createPod(store, 'b');
    expect(failureOf(() => createPod(store, 'c'))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'pods "c" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=2, limited: pods=2',
    });
  });

  it('names all that is exceeded, in their order', () => {
    const { store } = start({
      'requests.memory': '1Gi',
      'requests.cpu': '1',
      'limits.cpu': '10',
      pods: '9',
    });
    const limits = { cpu: '2' };
    createPod(store, 'a', {
      requests: { cpu: '600m', memory: '768Mi' },
      limits,
    });
    const failure = failureOf(() =>
      createPod(store, 'b', {
        requests: { cpu: '500m', memory: '512Mi' },
        limits,
      }),
    );
    expect(failure).toHaveProperty(
      'message',
      'pods "b" is forbidden: exceeded quota: tenant, requested: requests.cpu=500m,requests.memory=512Mi, used: requests.cpu=600m,requests.memory=768Mi, limited: requests.cpu=1,requests.memory=1Gi',
    );
  });

  it('takes what fits exactly', () => {
    const { store } = start({ 'requests.cpu': '1' });
    createPod(store, 'a', { requests: { cpu: '600m' } });
    createPod(store, 'b', { requests: { cpu: '400m' } });
    expect(store.list(PODS)).toHaveLength(2);
  });

  it('counts a limit as the request that is left out', () => {
    const { store } = start({ 'requests.cpu': '1' });
    createPod(store, 'a', { limits: { cpu: '1' } });
    expect(
      failureOf(() => createPod(store, 'b', { limits: { cpu: '1' } })),
    ).toHaveProperty(
      'message',
      'pods "b" is forbidden: exceeded quota: tenant, requested: requests.cpu=1, used: requests.cpu=1, limited: requests.cpu=1',
    );
  });

  // `podEvaluator.Constraints` of kubernetes/pkg/quota/v1/evaluator/core.
  it('insists that containers say what they need of what is limited', () => {
    const { store } = start({
      'limits.cpu': '4',
      'limits.memory': '8Gi',
      'requests.cpu': '4',
    });
    expect(failureOf(() => createPod(store, 'a'))).toMatchObject({
      code: 403,
      message:
        'pods "a" is forbidden: failed quota: tenant: must specify limits.cpu for: main; limits.memory for: main; requests.cpu for: main',
    });
  });

  it('insists for init containers too', () => {
    const { store } = start({ cpu: '4' });
    const failure = failureOf(() =>
      createPod(store, 'a', {
        requests: { cpu: '1' },
        spec: { initContainers: [{ name: 'migrate', image: 'acme/a:1' }] },
      }),
    );
    expect(failure).toHaveProperty(
      'message',
      'pods "a" is forbidden: failed quota: tenant: must specify cpu for: migrate',
    );
  });

  it('gives back what ended or went away', () => {
    const { store } = start({ pods: '1' });
    createPod(store, 'a');
    reportPod(store, 'a', 'Succeeded');
    createPod(store, 'b');
    store.remove(PODS, 'acme', 'b');
    createPod(store, 'c');
    expect(() => createPod(store, 'd')).toThrow('exceeded quota');
  });

  it('refuses on a dry run too, which counts nothing', () => {
    const { store } = start({ 'count/configmaps': '1' });
    const draft = (name: string) => ({ metadata: { name, namespace: 'acme' } });
    store.create(CONFIG_MAPS, draft('a'), { dryRun: true });
    store.create(CONFIG_MAPS, draft('b'));
    expect(() =>
      store.create(CONFIG_MAPS, draft('c'), { dryRun: true }),
    ).toThrow(
      'configmaps "c" is forbidden: exceeded quota: tenant, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
    );
  });

  it('counts storage, and what it grows by', () => {
    const { store } = start({ 'requests.storage': '10Gi' });
    createClaim(store, 'a', '6Gi');
    expect(() => createClaim(store, 'b', '5Gi')).toThrow(
      'persistentvolumeclaims "b" is forbidden: exceeded quota: tenant, requested: requests.storage=5Gi, used: requests.storage=6Gi, limited: requests.storage=10Gi',
    );
  });

  it.each([
    ['LoadBalancer', 'services.loadbalancers'],
    ['NodePort', 'services.nodeports'],
  ])('keeps services of type %s out', (type, resource) => {
    const { store } = start({ [resource]: '0' });
    const create = (service: string, ofType?: string) =>
      store.create(SERVICES, {
        metadata: { name: service, namespace: 'acme' },
        spec: { type: ofType, ports: [{ port: 80 }] },
      });
    expect(failureOf(() => create('a', type))).toHaveProperty(
      'message',
      `services "a" is forbidden: exceeded quota: tenant, requested: ${resource}=1, used: ${resource}=0, limited: ${resource}=0`,
    );
    expect(create('b')).toBeDefined();
  });

  it('leaves other namespaces alone', () => {
    const { store } = start({ pods: '0' });
    createPod(store, 'a', { metadata: { namespace: 'other' } });
    expect(store.list(PODS, 'other')).toHaveLength(1);
  });

  it('asks every quota of a namespace', () => {
    const { store } = start({ pods: '5' });
    store.create(QUOTAS, {
      metadata: { name: 'strict', namespace: 'acme' },
      spec: { hard: { pods: '0' } },
    });
    expect(() => createPod(store, 'a')).toThrow('exceeded quota: strict');
    store.delete(QUOTAS, 'acme', 'strict');
    expect(createPod(store, 'a')).toBeDefined();
  });

  it('never lets a namespace use more than its quota', () => {
    const action = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      cpu: fc.integer({ min: 1, max: 2000 }),
      what: fc.constantFrom<'create' | 'remove' | 'end'>(
        'create',
        'create',
        'remove',
        'end',
      ),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), steps => {
        const { store, usage } = start({ pods: '3', 'requests.cpu': '3' });
        for (const { name, cpu, what } of steps) {
          const step = {
            create: () =>
              createPod(store, name, { requests: { cpu: `${cpu}m` } }),
            remove: () => store.remove(PODS, 'acme', name),
            end: () => reportPod(store, name, 'Failed'),
          }[what];
          const failure = failureOf(step);
          expect(failure ?? new StatusError('Forbidden', '')).toBeInstanceOf(
            StatusError,
          );
          const active = store
            .list(PODS, 'acme')
            .filter(({ status }) => status?.phase === 'Pending');
          const asked = active
            .map(
              ({ spec }) =>
                readAmounts(spec.containers[0].resources?.requests).cpu,
            )
            .reduce((sum, value) => sum + value, 0);
          expect(active.length).toBeLessThanOrEqual(3);
          expect(asked).toBeLessThanOrEqual(3000);
          // The account that is kept agrees with the one made anew.
          expect(usage.usedIn('acme')['requests.cpu'] ?? 0).toBe(asked);
          expect(QuotaUsage.create({ store }).usedIn('acme').pods ?? 0).toBe(
            usage.usedIn('acme').pods ?? 0,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});
