import { sampleService } from '../__testUtils__/sampleDocuments';
import {
  renderedObjects,
  renderedPod,
  subjectOf,
} from '../__testUtils__/policySubjects';
import { probes } from './probes';
import { replicas } from './replicas';
import { resourceLimits } from './resourceLimits';
import { volumeSize } from './volumeSize';

describe('the policy resourceLimits', () => {
  const messages = (resources: object | undefined) =>
    resourceLimits(subjectOf(renderedPod({}, { resources })), {
      action: 'deny',
      cpu: '8',
      memory: '16Gi',
    }).map(({ message }) => message);

  it.each([
    [{ cpu: '8', memory: '16Gi' }, []],
    [{ cpu: '8000m', memory: '16384Mi' }, []],
    [
      { cpu: '8001m', memory: '16Gi' },
      ['the container shop may use 8001m of cpu, more than the 8 that one may'],
    ],
    [
      { cpu: '1', memory: '17Gi' },
      [
        'the container shop may use 17Gi of memory, more than the 16Gi that one may',
      ],
    ],
    [{ cpu: '1' }, ['the container shop has no limit of memory']],
    [
      { cpu: 'lots', memory: '1Gi' },
      ['the container shop has no limit of cpu'],
    ],
  ])('finds in the limits %j %j', (limits, expected) => {
    expect(messages({ limits })).toEqual(expected);
  });

  it('finds a container without any', () => {
    expect(messages(undefined)).toHaveLength(2);
  });
});

describe('the policy replicas', () => {
  const check = (spec: Parameters<typeof renderedObjects>[0], max: number) =>
    renderedObjects(spec).flatMap(object =>
      replicas(subjectOf(object), { action: 'deny', max }),
    );

  it('counts fixed replicas and the most of autoscaling', () => {
    expect(check({ replicas: 5 }, 5)).toEqual([]);
    expect(check({ replicas: 6 }, 5)).toEqual([
      {
        key: 'replicas',
        amount: 6n,
        message: 'up to 6 replicas are more than the 5 that a service may have',
        remedy: 'Ask for at most 5.',
      },
    ]);
    const autoscaling = { min: 1, max: 9, cpu: 80 };
    expect(check({ replicas: undefined, autoscaling }, 9)).toEqual([]);
    expect(check({ replicas: undefined, autoscaling }, 8)).toHaveLength(1);
  });
});

describe('the policy volumeSize', () => {
  it('compares sizes as quantities', () => {
    const check = (size: string) =>
      renderedObjects({
        replicas: 1,
        volumes: [{ name: 'data', path: '/data', size }],
      }).flatMap(object =>
        volumeSize(subjectOf(object), { action: 'deny', max: '1Gi' }),
      );
    expect(check('1024Mi')).toEqual([]);
    expect(check('1025Mi').map(({ message }) => message)).toEqual([
      'a volume of 1025Mi is more than the 1Gi that one may have',
    ]);
  });
});

describe('the policy probes', () => {
  const check = (spec: Parameters<typeof renderedObjects>[0]) =>
    renderedObjects(spec).flatMap(object =>
      probes(
        {
          ...subjectOf(object),
          document: sampleService('acme', 'shop', spec),
        },
        { action: 'warn' },
      ),
    );

  it('wants a readiness probe of the service itself, once', () => {
    expect(check({})).toHaveLength(1);
    expect(check({ probes: { liveness: { path: '/' } } })).toHaveLength(1);
    expect(check({ probes: { readiness: { path: '/readyz' } } })).toEqual([]);
  });

  it('asks none of a worker', () => {
    expect(check({ type: 'worker' })).toEqual([]);
  });
});
