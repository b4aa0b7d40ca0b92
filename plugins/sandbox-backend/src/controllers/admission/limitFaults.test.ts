import fc from 'fast-check';
import type { LimitRangeItem } from '../../store/configurationObjects';
import type { Container } from '../../store/objects';
import { limitFaults } from './limitFaults';

const container = (
  requests?: Record<string, string>,
  limits?: Record<string, string>,
): Container => ({
  name: 'a',
  image: 'a:1',
  resources: { ...(requests && { requests }), ...(limits && { limits }) },
});
const item = (fields: Partial<LimitRangeItem>): LimitRangeItem => ({
  type: 'Container',
  ...fields,
});

describe('limitFaults', () => {
  // The messages are those of plugin/pkg/admission/limitranger.
  it.each<[Partial<LimitRangeItem>, Container, string[]]>([
    [
      { min: { cpu: '100m' } },
      container(),
      ['minimum cpu usage per Container is 100m.  No request is specified'],
    ],
    [
      { min: { cpu: '100m' } },
      container({ cpu: '50m' }),
      ['minimum cpu usage per Container is 100m, but request is 50m'],
    ],
    [
      { min: { cpu: '100m' } },
      container({ cpu: '100m' }, { cpu: '99m' }),
      ['minimum cpu usage per Container is 100m, but limit is 99m'],
    ],
    [
      { max: { memory: '1Gi' } },
      container({ memory: '1Gi' }),
      ['maximum memory usage per Container is 1Gi.  No limit is specified'],
    ],
    [
      { max: { memory: '1Gi' } },
      container({}, { memory: '2Gi' }),
      ['maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ],
    [
      { max: { cpu: '1' } },
      container({ cpu: '2' }, { cpu: '1' }),
      ['maximum cpu usage per Container is 1, but request is 2'],
    ],
    [
      { maxLimitRequestRatio: { cpu: '2' } },
      container({ cpu: '100m' }, { cpu: '300m' }),
      [
        'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
      ],
    ],
    [
      { min: { memory: '1Mi', cpu: '1' } },
      container({ memory: '1Ki', cpu: '1m' }),
      [
        'minimum cpu usage per Container is 1, but request is 1m',
        'minimum memory usage per Container is 1Mi, but request is 1Ki',
      ],
    ],
  ])('says what breaks %j', (limits, one, expected) => {
    expect(limitFaults(item(limits), { containers: [one] })).toEqual(expected);
  });

  it.each<[Partial<LimitRangeItem>, Container]>([
    [{}, container()],
    [{ min: { cpu: '1' } }, container({ cpu: '1000m' })],
    [{ max: { cpu: '1' } }, container({ cpu: '1' }, { cpu: '1' })],
    [
      { maxLimitRequestRatio: { cpu: '3' } },
      container({ cpu: '100m' }, { cpu: '300m' }),
    ],
  ])('lets through what keeps to %j', (limits, one) => {
    expect(limitFaults(item(limits), { containers: [one] })).toEqual([]);
  });

  it('looks at each container, also those that only start', () => {
    const small = container({ cpu: '1m' });
    const faults = limitFaults(item({ min: { cpu: '2m' } }), {
      containers: [small, container({ cpu: '2m' })],
      initContainers: [small],
    });
    expect(faults).toHaveLength(2);
  });

  it('adds up the containers of a pod', () => {
    const half = container({ cpu: '600m' }, { cpu: '600m' });
    const pod = item({ type: 'Pod', max: { cpu: '1' } });
    expect(limitFaults(pod, { containers: [half] })).toEqual([]);
    expect(limitFaults(pod, { containers: [half, half] })).toEqual([
      'maximum cpu usage per Pod is 1, but limit is 1200m',
    ]);
  });

  it('measures claims by claims, and nothing else', () => {
    const claim = { requests: { storage: '5Gi' } };
    const bounds = { min: { storage: '10Gi' } };
    const ofClaims = item({ type: 'PersistentVolumeClaim', ...bounds });
    expect(limitFaults(ofClaims, { claim })).toEqual([
      'minimum storage usage per PersistentVolumeClaim is 10Gi, but request is 5Gi',
    ]);
    expect(limitFaults(item(bounds), { claim })).toEqual([]);
    expect(limitFaults(ofClaims, { containers: [container()] })).toEqual([]);
    expect(
      limitFaults(
        item({ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }),
        { claim },
      ),
    ).toEqual([
      'maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 5Gi',
    ]);
  });

  it('finds a fault exactly where an amount is out of bounds', () => {
    const milli = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(milli, milli, milli, milli, (low, span, request, extra) => {
        const limit = request + extra;
        const high = low + span;
        const faults = limitFaults(
          item({ min: { cpu: `${low}m` }, max: { cpu: `${high}m` } }),
          {
            containers: [
              container({ cpu: `${request}m` }, { cpu: `${limit}m` }),
            ],
          },
        );
        expect(faults.length > 0).toBe(request < low || limit > high);
      }),
    );
  });
});
