import fc from 'fast-check';
import type { LimitRangeItem } from '../../store/configurationObjects';
import type { Pod } from '../../store/objects';
import { CLAIMS, LIMIT_RANGES } from '../../store/resources';
import { failureOf } from '../../testing/failureOf';
import { newStore } from '../../testing/newStore';
import { createPod } from '../__testUtils__/startControllers';
import { LimitRangeAdmission } from './LimitRangeAdmission';

function start(...limits: LimitRangeItem[]) {
  const store = newStore({ namespaces: ['acme', 'other'] });
  store.addAdmission(new LimitRangeAdmission({ store }));
  store.create(LIMIT_RANGES, {
    metadata: { name: 'defaults', namespace: 'acme' },
    spec: { limits },
  });
  return store;
}

function resourcesOf(pod: Pod) {
  return pod.spec.containers[0].resources;
}

describe('LimitRangeAdmission', () => {
  it('fills in what a container leaves out, and notes it', () => {
    const store = start({
      type: 'Container',
      default: { cpu: '500m', memory: '256Mi' },
      defaultRequest: { cpu: '100m', memory: '128Mi' },
    });
    const pod = createPod(store, 'a', { requests: { cpu: '200m' } });
    expect(resourcesOf(pod)).toEqual({
      requests: { cpu: '200m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
    });
    expect(pod.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: memory request for container main; cpu, memory limit for container main',
    });
  });

  it('leaves alone what is complete', () => {
    const store = start({ type: 'Container', default: { cpu: '500m' } });
    const pod = createPod(store, 'a', { limits: { cpu: '1' } });
    expect(resourcesOf(pod)).toEqual({
      requests: { cpu: '1' },
      limits: { cpu: '1' },
    });
    expect(pod.metadata.annotations).toBeUndefined();
  });

  it('gives init containers the same', () => {
    const store = start({ type: 'Container', default: { cpu: '500m' } });
    const pod = createPod(store, 'a', {
      spec: { initContainers: [{ name: 'init', image: 'acme/a:1' }] },
    });
    expect(pod.spec.initContainers?.[0].resources).toEqual({
      requests: { cpu: '500m' },
      limits: { cpu: '500m' },
    });
  });

  // SetDefaults_LimitRangeItem of kubernetes/pkg/apis/core/v1.
  it('takes the largest allowed as the default', () => {
    const store = start({ type: 'Container', max: { cpu: '2' } });
    expect(resourcesOf(createPod(store, 'a'))).toEqual({
      requests: { cpu: '2' },
      limits: { cpu: '2' },
    });
  });

  // The messages are those of minConstraint, maxConstraint and
  // limitRequestRatioConstraint of plugin/pkg/admission/limitranger.
  it.each<[string, LimitRangeItem, object, string]>([
    [
      'a limit that is too large',
      { type: 'Container', max: { cpu: '2' } },
      { limits: { cpu: '3' } },
      '[maximum cpu usage per Container is 2, but limit is 3]',
    ],
    [
      'a request that is too small',
      { type: 'Container', min: { memory: '64Mi' } },
      { requests: { memory: '32Mi' } },
      '[minimum memory usage per Container is 64Mi, but request is 32Mi]',
    ],
    [
      'a request for nothing where a least is set for the pod',
      { type: 'Pod', min: { cpu: '100m' } },
      {},
      '[minimum cpu usage per Pod is 100m.  No request is specified]',
    ],
    [
      'a pod without a limit',
      { type: 'Pod', max: { memory: '1Gi' } },
      { requests: { memory: '32Mi' } },
      '[maximum memory usage per Pod is 1Gi.  No limit is specified]',
    ],
    [
      'a limit far above the request',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '500m' } },
      '[cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000]',
    ],
  ])('refuses %s', (_, item, options, fault) => {
    const store = start(item);
    expect(failureOf(() => createPod(store, 'a', options))).toMatchObject({
      code: 403,
      message: `pods "a" is forbidden: ${fault.slice(1, -1)}`,
    });
  });

  it('names several faults together', () => {
    const store = start({
      type: 'Container',
      max: { cpu: '1', memory: '1Gi' },
    });
    expect(
      failureOf(() =>
        createPod(store, 'a', { limits: { cpu: '2', memory: '2Gi' } }),
      ),
    ).toHaveProperty(
      'message',
      'pods "a" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    );
  });

  it.each([
    [
      '1Gi',
      'minimum storage usage per PersistentVolumeClaim is 2Gi, but request is 1Gi',
    ],
    [
      '20Gi',
      'maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi',
    ],
  ])('refuses a claim of %s', (storage, fault) => {
    const store = start({
      type: 'PersistentVolumeClaim',
      min: { storage: '2Gi' },
      max: { storage: '10Gi' },
    });
    const create = (name: string, size: string) =>
      store.create(CLAIMS, {
        metadata: { name, namespace: 'acme' },
        spec: { resources: { requests: { storage: size } } },
      });
    expect(failureOf(() => create('c', storage))).toHaveProperty(
      'message',
      `persistentvolumeclaims "c" is forbidden: ${fault}`,
    );
    expect(create('d', '5Gi')).toBeDefined();
  });

  it('leaves other namespaces alone', () => {
    const store = start({ type: 'Container', default: { cpu: '500m' } });
    const pod = createPod(store, 'a', { metadata: { namespace: 'other' } });
    expect(resourcesOf(pod)).toEqual({});
  });

  it('lets through what it made itself, whatever was left out', () => {
    const amount = fc.integer({ min: 100, max: 500 });
    fc.assert(
      fc.property(
        fc.option(amount, { nil: undefined }),
        fc.option(amount, { nil: undefined }),
        (request, limit) => {
          fc.pre((request ?? 0) <= (limit ?? 500));
          const store = start({
            type: 'Container',
            min: { cpu: '100m' },
            max: { cpu: '500m' },
          });
          const pod = createPod(store, 'a', {
            requests: request ? { cpu: `${request}m` } : undefined,
            limits: limit ? { cpu: `${limit}m` } : undefined,
          });
          expect(resourcesOf(pod)).toEqual({
            requests: { cpu: `${request ?? limit ?? 500}m` },
            limits: { cpu: `${limit ?? 500}m` },
          });
        },
      ),
    );
  });
});
