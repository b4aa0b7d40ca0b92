import { newStore } from '../testing/newStore';
import type { AdmissionRequest } from './admission';
import type { StoreEvent } from './History';
import type { ObjectStore } from './ObjectStore';
import { CONFIG_MAPS, DEPLOYMENTS, QUOTAS } from './resources';
import { StatusError } from './StatusError';

const map = (name: string, data: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'acme' },
  data,
});
const key = { namespace: 'acme', name: 'a' };

describe('admission', () => {
  let store: ObjectStore;
  let asked: AdmissionRequest[];

  beforeEach(() => {
    store = newStore({ namespaces: ['acme'] });
    asked = [];
  });

  /** Has something asked before anything is stored. */
  function admit(
    decide: (request: AdmissionRequest) => AdmissionRequest['object'],
  ) {
    store.addAdmission({
      admit: request => {
        asked.push(request);
        return decide(request);
      },
    });
  }
  const add = (name: string) =>
    admit(({ object }) => ({
      ...object,
      data: { ...(object as { data?: object }).data, [name]: '1' },
    }));

  it('is asked in order, each about what the one before made of it', () => {
    add('first');
    add('second');
    const created = store.create(CONFIG_MAPS, map('a', { own: '1' }));
    expect(created.data).toEqual({ own: '1', first: '1', second: '1' });
    expect(asked.map(({ object }) => Object.keys(Object(object).data))).toEqual(
      [['own'], ['own', 'first']],
    );
    expect(asked[0]).toMatchObject({
      operation: 'CREATE',
      type: CONFIG_MAPS,
      dryRun: false,
    });
    expect(asked[0]).not.toHaveProperty('previous');
  });

  it('sees what a change replaces, and does not see what controllers do', () => {
    store.create(CONFIG_MAPS, map('a'));
    admit(({ object }) => object);
    store.modify(CONFIG_MAPS, 'acme', 'a', draft => {
      draft.data = { by: 'a controller' };
    });
    expect(asked).toEqual([]);
    store.replace(CONFIG_MAPS, map('a', { by: 'somebody' }), key);
    expect(asked).toMatchObject([
      {
        operation: 'UPDATE',
        object: { data: { by: 'somebody' } },
        previous: { data: { by: 'a controller' } },
      },
    ]);
  });

  it('is not asked about a status', () => {
    store.create(QUOTAS, {
      metadata: { name: 'a', namespace: 'acme' },
      spec: {},
    });
    admit(({ object }) => object);
    store.replace(QUOTAS, { status: { used: {} } }, { ...key, status: true });
    expect(asked).toEqual([]);
  });

  it('keeps out what it does not want, and nobody hears of it', () => {
    const heard: StoreEvent[] = [];
    store.subscribe(event => heard.push(event));
    admit(({ type, object }) => {
      throw StatusError.forbidden(type, object.metadata.name, 'no room');
    });
    expect(() => store.create(CONFIG_MAPS, map('a'))).toThrow(
      'configmaps "a" is forbidden: no room',
    );
    expect(store.list(CONFIG_MAPS)).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('may not make an object that is invalid', () => {
    admit(({ object }) => ({ ...object, data: { a: 1 } }) as never);
    expect(() => store.create(CONFIG_MAPS, map('a'))).toThrow(
      'data.a: Invalid value: 1',
    );
  });

  it('is not asked about what is invalid already', () => {
    admit(({ object }) => object);
    expect(() =>
      store.create(DEPLOYMENTS, { metadata: { name: 'a', namespace: 'acme' } }),
    ).toThrow('spec.selector: Required value');
    expect(asked).toEqual([]);
  });
});

describe('a dry run', () => {
  let store: ObjectStore;
  let heard: StoreEvent[];

  beforeEach(() => {
    store = newStore({ namespaces: ['acme'] });
    store.create(CONFIG_MAPS, map('a', { old: '1' }));
    heard = [];
    store.subscribe(event => heard.push(event));
  });

  const outcome = () => ({
    heard,
    data: store.get(CONFIG_MAPS, 'acme', 'a')?.data,
  });
  const nothing = { heard: [], data: { old: '1' } };

  it('creates, changes and deletes nothing', () => {
    const created = store.create(CONFIG_MAPS, map('b'), { dryRun: true });
    expect(created.metadata).toMatchObject({
      name: 'b',
      uid: expect.any(String),
    });
    expect(store.get(CONFIG_MAPS, 'acme', 'b')).toBeUndefined();
    expect(
      store.replace(CONFIG_MAPS, map('a', { new: '1' }), {
        ...key,
        dryRun: true,
      }),
    ).toMatchObject({ data: { new: '1' }, metadata: { generation: 2 } });
    expect(
      store.delete(CONFIG_MAPS, 'acme', 'a', { dryRun: true }).metadata.name,
    ).toBe('a');
    expect(outcome()).toEqual(nothing);
  });

  it('is refused as the real thing would be', () => {
    store.addAdmission({
      admit: ({ type, object, dryRun }) => {
        throw StatusError.forbidden(type, object.metadata.name, String(dryRun));
      },
    });
    const dryRun = { dryRun: true };
    expect(() => store.create(CONFIG_MAPS, map('b'), dryRun)).toThrow(
      'is forbidden: true',
    );
    expect(() => store.create(CONFIG_MAPS, map('a'), dryRun)).toThrow(
      'already exists',
    );
    expect(() =>
      store.replace(CONFIG_MAPS, map('x'), { ...key, name: 'x', ...dryRun }),
    ).toThrow('not found');
    expect(() => store.delete(CONFIG_MAPS, 'acme', 'x', dryRun)).toThrow(
      'not found',
    );
    expect(outcome()).toEqual(nothing);
  });
});
