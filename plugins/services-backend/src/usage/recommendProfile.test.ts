import fc from 'fast-check';
import { inWords, recommendProfile } from './recommendProfile';

const MI = 1024 ** 2;
const profiles = {
  large: {
    requests: { cpu: '1', memory: '1Gi' },
    limits: { cpu: '2', memory: '2Gi' },
  },
  small: {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '500m', memory: '256Mi' },
  },
  medium: {
    requests: { cpu: '250m', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  },
};

function recommend(
  cpuP95Cores: number,
  memoryMi: number,
  covered = 604_800,
  lookbackSeconds = 604_800,
) {
  return recommendProfile({
    peaks: {
      cpuP95Cores,
      memoryMaxBytes: memoryMi * MI,
      coveredSeconds: covered,
    },
    lookbackSeconds,
    profiles,
  });
}

describe('recommendProfile', () => {
  it.each([
    ['hardly anything', 0.001, 10, 'small'],
    ['CPU at the edge of its headroom', 0.083, 10, 'small'],
    ['CPU just beyond it', 0.084, 10, 'medium'],
    ['memory at the edge of what is requested', 0.01, 128, 'small'],
    ['memory just beyond it', 0.01, 129, 'medium'],
    ['much CPU', 0.5, 10, 'large'],
    ['more than there is', 2, 10, null],
    ['more memory than may be used', 0.01, 1_800, null],
  ])('for %s', (_, cpu, memory, profile) => {
    expect(recommend(cpu, memory)).toMatchObject({ enough: true, profile });
  });

  it('states what it rests on', () => {
    expect(recommend(0.1, 100)).toEqual({
      enough: true,
      profile: 'medium',
      resources: profiles.medium,
      needs: {
        cpuRequest: expect.closeTo(0.12),
        memoryRequest: 100 * MI,
        memoryLimit: 125 * MI,
      },
    });
  });

  it.each([
    [
      604_800,
      60_479,
      'there are figures of 16.8 hours only, and a recommendation for this lookback needs 16.8 hours',
    ],
    [3_600, 1_799, 'there are figures of 30 minutes only'],
    [604_800, 0, 'there are figures of 0 minutes only'],
  ])(
    'needs enough history of %d s: %d s are too little',
    (lookback, covered, reason) => {
      expect(recommend(0.1, 100, covered, lookback)).toEqual({
        enough: false,
        reason: expect.stringContaining(reason),
      });
    },
  );

  it('never names a profile that is too small, nor one too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.integer({ min: 0, max: 3_000 }),
        (cpu, memory) => {
          const found = recommend(cpu, memory);
          if (!found.enough) {
            throw new Error(found.reason);
          }
          const fits = [
            ['small', 0.1, 128, 256],
            ['medium', 0.25, 512, 1024],
            ['large', 1, 1024, 2048],
          ].find(
            ([, request, requestMi, limitMi]) =>
              Number(request) >= cpu * 1.2 &&
              Number(requestMi) >= memory &&
              Number(limitMi) >= memory * 1.25,
          );
          expect(found.profile).toBe(fits?.[0] ?? null);
        },
      ),
    );
  });
});

describe('inWords', () => {
  it.each([
    [0, '0 minutes'],
    [1_800, '30 minutes'],
    [7_200, '2 hours'],
    [60_480, '16.8 hours'],
    [604_800, '7 days'],
  ])('%d s are %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});
