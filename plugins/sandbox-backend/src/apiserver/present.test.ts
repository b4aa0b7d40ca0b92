import type { ServerResponse } from 'node:http';
import { newStore } from '../testing/newStore';
import { CONFIG_MAPS } from '../store/resources';
import { presentList, presentObject } from './present';
import type { ResourceRequest } from './resourceRequest';

const now = new Date('2026-01-01T01:00:00Z');
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const request = (accept: string, query = ''): ResourceRequest => ({
  method: 'GET',
  target: {
    type: CONFIG_MAPS,
    namespace: 'acme',
    name: undefined,
    subresource: undefined,
  },
  query: new URLSearchParams(query),
  accept,
  contentType: '',
  body: '',
  // Nothing is written by who presents.
  response: Object.create(null) as ServerResponse,
});

const store = newStore({ namespaces: ['acme'] });
const map = store.create(CONFIG_MAPS, {
  metadata: { name: 'config', namespace: 'acme' },
  data: { a: '1', b: '2' },
});
const metadata = { resourceVersion: '7', continue: 'x' };

describe('presentObject', () => {
  it('is the object itself unless a table is asked for', () => {
    expect(presentObject(request('application/json'), map, now)).toBe(map);
    expect(presentObject(request(''), map, now)).toBe(map);
  });

  it('is a table with the version of the object', () => {
    expect(presentObject(request(TABLE), map, now)).toMatchObject({
      kind: 'Table',
      metadata: { resourceVersion: map.metadata.resourceVersion },
      rows: [{ cells: ['config', 2, '60m'] }],
    });
  });

  it.each([
    ['', 'PartialObjectMetadata'],
    ['includeObject=Metadata', 'PartialObjectMetadata'],
    ['includeObject=Object', 'ConfigMap'],
  ])('sends along with %p a %s', (query, kind) => {
    expect(presentObject(request(TABLE, query), map, now)).toMatchObject({
      rows: [{ object: { kind, metadata: { name: 'config' } } }],
    });
  });
});

describe('presentList', () => {
  const page = { items: [map], metadata };

  it('is a list of the kind', () => {
    expect(presentList(request('application/json'), page, now)).toEqual({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata,
      items: [map],
    });
  });

  it('is a table that can be gone on with', () => {
    const table = presentList(request(TABLE), page, now);
    expect(table).toMatchObject({ kind: 'Table', metadata });
    expect(table).toHaveProperty('rows.length', 1);
  });

  it('has columns even without rows', () => {
    const empty = { items: [], metadata };
    expect(presentList(request(TABLE), empty, now)).toMatchObject({
      rows: [],
      columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
    });
  });
});
