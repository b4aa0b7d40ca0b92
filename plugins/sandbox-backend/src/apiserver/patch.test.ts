import fc from 'fast-check';
import type { KubeObject } from '../store/objects';
import { DEPLOYMENTS } from '../store/resources';
import { mergeJson, mergeStrategically } from './mergeJson';
import { APPLY_PATCH, parseDraft, patchObject } from './patch';

const current: KubeObject = Object.freeze({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'shop',
    uid: '1',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { app: 'shop', tier: 'web' },
  },
  spec: {
    paused: true,
    args: ['a', 'b'],
    containers: [
      {
        name: 'shop',
        image: 'shop:1',
        env: [{ name: 'A', value: '1' }],
        ports: [{ containerPort: 80 }],
      },
      { name: 'proxy', image: 'proxy:1' },
    ],
  },
});

const patched = (contentType: string, body: unknown) =>
  patchObject({
    type: DEPLOYMENTS,
    current,
    contentType,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const strategic = (spec: object) =>
  patched('application/strategic-merge-patch+json', { spec }).spec;

describe('patchObject', () => {
  it('merges by RFC 7386: null removes, lists are replaced', () => {
    expect(
      patched('application/merge-patch+json', {
        metadata: { labels: { tier: null, team: 'a' } },
        spec: { containers: [{ name: 'x' }], paused: null },
      }),
    ).toMatchObject({
      metadata: { labels: { app: 'shop', team: 'a' } },
      spec: { containers: [{ name: 'x' }] },
    });
  });

  it('follows the operations of a JSON patch, or none of them', () => {
    expect(
      patched('application/json-patch+json', [
        { op: 'test', path: '/spec/paused', value: true },
        { op: 'replace', path: '/spec/containers/0/image', value: 'shop:2' },
        { op: 'remove', path: '/spec/paused' },
      ]).spec,
    ).toMatchObject({
      containers: [{ image: 'shop:2' }, { image: 'proxy:1' }],
    });
    for (const patch of [
      [{ op: 'test', path: '/spec/paused', value: false }],
      [{ op: 'remove', path: '/nope/x' }],
      [{ op: 'leap', path: '/spec' }],
      [null],
      {},
    ]) {
      expect(() => patched('application/json-patch+json', patch)).toThrow(
        expect.objectContaining({ code: 400 }),
      );
    }
  });

  it.each(['application/strategic-merge-patch+json', APPLY_PATCH])(
    'merges lists by name with %s',
    contentType => {
      expect(
        patched(contentType, {
          spec: {
            containers: [
              { name: 'proxy', image: 'proxy:2' },
              { name: 'new', image: 'new:1' },
              { name: 'shop', env: [{ name: 'B', value: '2' }] },
            ],
          },
        }).spec,
      ).toMatchObject({
        paused: true,
        containers: [
          {
            name: 'shop',
            image: 'shop:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
          { name: 'proxy', image: 'proxy:2' },
          { name: 'new', image: 'new:1' },
        ],
      });
    },
  );

  it('follows the directives that kubectl apply sends', () => {
    expect(
      strategic({
        $retainKeys: ['type'],
        $setElementOrder: [],
        '$setElementOrder/containers': [{ name: 'shop' }],
        '$deleteFromPrimitiveList/args': ['a'],
        containers: [{ name: 'proxy', $patch: 'delete' }],
      }),
    ).toEqual({
      paused: true,
      args: ['b'],
      containers: [expect.objectContaining({ name: 'shop' })],
    });
    expect(
      strategic({ containers: [{ $patch: 'replace' }, { name: 'one' }] }),
    ).toMatchObject({ containers: [{ name: 'one' }] });
    expect(strategic({ $patch: 'replace', paused: false })).toEqual({
      paused: false,
    });
  });

  it('merges ports by their number, and lists without names not at all', () => {
    expect(
      strategic({
        args: ['c'],
        containers: [
          {
            name: 'shop',
            ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }],
          },
        ],
      }),
    ).toMatchObject({
      args: ['c'],
      containers: [
        {
          ports: [{ containerPort: 80, name: 'http' }, { containerPort: 81 }],
        },
        {},
      ],
    });
  });

  it('says which kinds of patch there are', () => {
    expect(() => patched('text/plain', {})).toThrow(
      expect.objectContaining({
        code: 415,
        message: expect.stringContaining('application/merge-patch+json'),
      }),
    );
  });

  it('takes a field that is named as something every object has', () => {
    expect(mergeStrategically({}, { toString: [{ a: 1 }] })).toEqual({
      toString: [{ a: 1 }],
    });
  });

  it('leaves the object that is patched as it is', () => {
    const before = structuredClone(current);
    fc.assert(
      fc.property(fc.object(), patch => {
        mergeJson(current, patch);
        mergeStrategically(current, patch);
        expect(current).toEqual(before);
      }),
    );
  });

  it('is at rest after the first time', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergeJson(target, patch);
        expect(mergeJson(once, patch)).toEqual(once);
      }),
    );
  });

  it('lets nobody change the prototype of objects', () => {
    patched('application/merge-patch+json', '{"__proto__": {"bad": true}}');
    expect({}).not.toHaveProperty('bad');
  });
});

describe('parseDraft', () => {
  it('reads JSON and YAML', () => {
    expect(parseDraft('{"metadata": {"name": "a"}}')).toEqual({
      metadata: { name: 'a' },
    });
    expect(parseDraft('metadata:\n  name: a\n')).toEqual({
      metadata: { name: 'a' },
    });
  });

  it.each([
    '',
    '[]',
    'a',
    '1',
    '{',
    'a: b: c',
    'metadata: a',
    '{"metadata": 1}',
    'metadata: {name: 1}',
  ])('refuses %j', body => {
    expect(() => parseDraft(body)).toThrow(
      expect.objectContaining({
        code: 400,
        message: expect.stringContaining('the object provided is unrecognized'),
      }),
    );
  });
});
