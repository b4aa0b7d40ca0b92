import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import {
  releaseOf,
  sameRelease,
  withRelease,
  type ReleaseSpec,
} from './release';

const word = fc.constantFrom('a', 'b', 'c');
const words = fc.array(word, { maxLength: 2 });
const probe = fc.oneof(
  fc.record({ path: word.map(path => `/${path}`) }),
  fc.record({ tcp: fc.constantFrom(80, 8080) }),
);
const anyRelease: fc.Arbitrary<ReleaseSpec> = fc.record(
  {
    image: fc.record({ repository: word, tag: word }),
    command: words,
    args: words,
    env: fc.dictionary(word, word, { noNullPrototype: true }),
    probes: fc.record({ liveness: probe }),
    files: fc.dictionary(
      word.map(name => `/etc/${name}`),
      word,
      {
        noNullPrototype: true,
      },
    ),
    secrets: fc.dictionary(
      word,
      fc.record({ version: fc.constantFrom(1, 2) }),
      {
        noNullPrototype: true,
      },
    ),
    jobs: fc.record({
      beforeDeploy: fc.record({ command: fc.tuple(word) }),
    }),
  },
  { requiredKeys: ['image'], noNullPrototype: true },
);
const anyDocument: fc.Arbitrary<ServiceDocument> = fc
  .record({
    release: anyRelease,
    replicas: fc.nat(3),
    deploys: fc.option(fc.record({ auto: fc.boolean() }), { nil: undefined }),
  })
  .map(({ release, replicas, deploys }) => ({
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name: 'shop', tenant: 'acme' },
    spec: { type: 'web', replicas, ...(deploys && { deploys }), ...release },
  }));

describe('sameRelease', () => {
  it('is an equivalence: that of equal data', () => {
    fc.assert(
      fc.property(anyRelease, anyRelease, (a, b) => {
        expect(sameRelease(a, structuredClone(a))).toBe(true);
        expect(sameRelease(a, b)).toBe(isDeepStrictEqual(a, b));
      }),
    );
  });

  it('does not depend on the order of keys, only of arguments', () => {
    const image = { repository: 'shop', tag: '1' };
    expect(
      sameRelease(
        { image, env: { A: '1', B: '2' } },
        { env: { B: '2', A: '1' }, image: { tag: '1', repository: 'shop' } },
      ),
    ).toBe(true);
    expect(
      sameRelease({ image, args: ['a', 'b'] }, { image, args: ['b', 'a'] }),
    ).toBe(false);
  });

  it.each<[string, Partial<ReleaseSpec>]>([
    ['image', { image: { repository: 'other', tag: '1' } }],
    ['tag', { image: { repository: 'shop', tag: '2' } }],
    ['command', { command: ['run'] }],
    ['arguments', { args: ['run'] }],
    ['environment', { env: { A: '2' } }],
    ['probes', { probes: { liveness: { tcp: 80 } } }],
    ['file', { files: { '/etc/a': '1' } }],
    ['secret version', { secrets: { KEY: { version: 2 } } }],
    ['job', { jobs: { beforeDeploy: { command: ['./migrate'] } } }],
  ])('sees another %s', (_, change) => {
    const release = {
      image: { repository: 'shop', tag: '1' },
      env: { A: '1' },
    };
    expect(sameRelease(release, { ...release, ...change })).toBe(false);
  });
});

describe('withRelease', () => {
  it('gives a document back the release it had', () => {
    fc.assert(
      fc.property(anyDocument, document => {
        expect(withRelease(document, releaseOf(document))).toEqual(document);
      }),
    );
  });

  it('brings the whole release, and touches nothing else', () => {
    fc.assert(
      fc.property(anyDocument, anyRelease, (document, release) => {
        const changed = withRelease(document, release);
        expect(sameRelease(releaseOf(changed), release)).toBe(true);
        expect(changed.metadata).toEqual(document.metadata);
        expect(changed.spec.replicas).toBe(document.spec.replicas);
        expect(changed.spec.deploys).toEqual(document.spec.deploys);
      }),
    );
  });
});
