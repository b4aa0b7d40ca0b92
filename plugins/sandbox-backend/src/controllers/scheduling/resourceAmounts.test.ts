import fc from 'fast-check';
import type { Container, Pod } from '../../store/objects';
import { podOf } from './__testUtils__/nodes';
import {
  addAmounts,
  podLimits,
  podRequests,
  readAmounts,
  subtractAmounts,
} from './resourceAmounts';

const container = (cpu: string, more: Partial<Container> = {}): Container => ({
  name: 'c',
  image: 'c:1',
  resources: { requests: { cpu } },
  ...more,
});
const sidecar = (cpu: string) => container(cpu, { restartPolicy: 'Always' });
const pod = (spec: Partial<Pod['spec']>) => podOf({ name: 'shop', spec });

const amounts = () =>
  fc.dictionary(
    fc.constantFrom('cpu', 'memory', 'pods', 'nvidia.com/gpu'),
    fc.integer({ min: 0, max: 10 ** 9 }),
  );

describe('readAmounts', () => {
  it('reads quantities in thousandths, and nothing from nothing', () => {
    expect(readAmounts({ cpu: '250m', memory: '1Ki', pods: 3 })).toEqual({
      cpu: 250,
      memory: 1_024_000,
      pods: 3000,
    });
    expect(readAmounts(undefined)).toEqual({});
  });
});

describe('addAmounts', () => {
  it('is undone by subtractAmounts', () => {
    fc.assert(
      fc.property(amounts(), amounts(), (a, b) => {
        const back = subtractAmounts(addAmounts(a, b), b);
        for (const name of Object.keys({ ...a, ...b })) {
          expect(back[name]).toBe(a[name] ?? 0);
        }
      }),
    );
  });

  it('does not mind the order, and changes neither', () => {
    fc.assert(
      fc.property(amounts(), amounts(), (a, b) => {
        const before = structuredClone([a, b]);
        expect(addAmounts(a, b)).toEqual(addAmounts(b, a));
        expect([a, b]).toEqual(before);
      }),
    );
  });
});

describe('podRequests', () => {
  it.each<[string, Partial<Pod['spec']>, number]>([
    ['containers', { containers: [container('1'), container('500m')] }, 1500],
    [
      'the greediest init container, if that is more',
      {
        containers: [container('1')],
        initContainers: [container('3'), container('2')],
      },
      3000,
    ],
    [
      'not init containers that need less',
      { containers: [container('2')], initContainers: [container('1')] },
      2000,
    ],
    [
      'sidecars, which stay',
      { containers: [container('1')], initContainers: [sidecar('500m')] },
      1500,
    ],
    [
      'sidecars beside an init container that comes after them',
      {
        containers: [container('100m')],
        initContainers: [sidecar('500m'), container('2')],
      },
      2500,
    ],
    [
      'no sidecars beside an init container that comes before them',
      {
        containers: [container('100m')],
        initContainers: [container('2'), sidecar('500m')],
      },
      2000,
    ],
  ])('counts %s', (_, spec, cpu) => {
    expect(podRequests(pod(spec)).cpu).toBe(cpu);
  });

  it('takes a limit for the request that is left out', () => {
    const resources = {
      limits: { cpu: '2', memory: '1Gi' },
      requests: { cpu: '1' },
    };
    const spec = { containers: [container('0', { resources })] };
    expect(podRequests(pod(spec))).toEqual({
      cpu: 1000,
      memory: 2 ** 30 * 1000,
    });
  });

  it('keeps apart the most of each resource', () => {
    const needs = (requests: Record<string, string>) =>
      container('0', { resources: { requests } });
    const spec = {
      containers: [needs({ cpu: '2', memory: '1Ki' })],
      initContainers: [needs({ cpu: '1', memory: '2Ki', gpu: '1' })],
    };
    expect(podRequests(pod(spec))).toEqual({
      cpu: 2000,
      memory: 2_048_000,
      gpu: 1000,
    });
  });

  it('is at least what any moment of the pod needs, and no more than all', () => {
    const milli = fc.integer({ min: 0, max: 4000 });
    fc.assert(
      fc.property(
        fc.array(milli, { minLength: 1, maxLength: 4 }),
        fc.array(fc.record({ cpu: milli, stays: fc.boolean() }), {
          maxLength: 5,
        }),
        (main, init) => {
          const { cpu } = podRequests(
            pod({
              containers: main.map(each => container(`${each}m`)),
              initContainers: init.map(each =>
                each.stays
                  ? sidecar(`${each.cpu}m`)
                  : container(`${each.cpu}m`),
              ),
            }),
          );
          const sum = (values: readonly number[]) =>
            values.reduce((total, value) => total + value, 0);
          const staying = (until: number) =>
            sum(
              init
                .slice(0, until)
                .filter(each => each.stays)
                .map(each => each.cpu),
            );
          const moments = [
            ...init.map((each, index) => staying(index) + each.cpu),
            staying(init.length) + sum(main),
          ];
          expect(cpu).toBe(Math.max(...moments));
        },
      ),
    );
  });
});

describe('podLimits', () => {
  it('counts only what is limited', () => {
    const limited = container('1', { resources: { limits: { cpu: '2' } } });
    const spec = { containers: [limited, container('1')] };
    expect(podLimits(pod(spec))).toEqual({ cpu: 2000 });
  });
});
