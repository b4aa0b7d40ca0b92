import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { TestApi } from './__testUtils__/TestApi';

const MAPS = '/api/v1/namespaces/default/configmaps';

describe('ApiServer', () => {
  let api: TestApi;
  let store: ObjectStore;
  const send = (...args: Parameters<TestApi['send']>) => api.send(...args);

  beforeAll(async () => {
    api = await TestApi.start({ historyLimit: 5 });
    store = api.store;
  });

  afterAll(() => api.stop());

  const map = (name: string, data: Record<string, string>, labels = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
    data,
  });
  const patch = (name: string, kind: string, body: unknown) =>
    send('PATCH', `${MAPS}/${name}`, {
      body,
      headers: { 'content-type': `application/${kind}` },
    });

  it.each([
    ['no token', { authorization: '' }, 401, 'Unauthorized'],
    ['a wrong token', { authorization: 'Bearer x' }, 401, 'Unauthorized'],
    ['another host', { host: 'evil.test:6445' }, 403, 'Forbidden'],
    ['a host that ends alike', { host: 'xlocalhost' }, 403, 'Forbidden'],
  ])('refuses a request with %s', async (_, headers, status, reason) => {
    const answer = await send('GET', '/api/v1/namespaces', { headers });
    expect(answer).toMatchObject({
      status,
      body: { kind: 'Status', status: 'Failure', reason, code: status },
    });
  });

  it('answers with the words of an API server', async () => {
    expect(await send('GET', `${MAPS}/nope`)).toMatchObject({
      status: 404,
      body: {
        reason: 'NotFound',
        message: 'configmaps "nope" not found',
        details: { name: 'nope', kind: 'configmaps' },
      },
    });
    expect(await send('GET', '/apis/nope/v1/things')).toMatchObject({
      status: 404,
      body: { message: 'the server could not find the requested resource' },
    });
    await send('POST', MAPS, { body: map('twice', {}) });
    expect(await send('POST', MAPS, { body: map('twice', {}) })).toMatchObject({
      status: 409,
      body: { message: 'configmaps "twice" already exists' },
    });
    expect(
      await send('POST', '/api/v1/namespaces/gone/configmaps', {
        body: map('a', {}),
      }),
    ).toMatchObject({
      status: 404,
      body: { message: 'namespaces "gone" not found' },
    });
    expect(
      await send('POST', MAPS, { body: map('Not_A_Name', {}) }),
    ).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
  });

  it('patches in every way', async () => {
    await send('POST', MAPS, { body: map('p', { a: '1', b: '2' }) });
    const steps: Array<[string, unknown, object]> = [
      ['merge-patch+json', { data: { a: null, c: '3' } }, { b: '2', c: '3' }],
      [
        'json-patch+json',
        [{ op: 'replace', path: '/data/b', value: '4' }],
        { b: '4', c: '3' },
      ],
      ['strategic-merge-patch+json', { data: { c: null } }, { b: '4' }],
      ['apply-patch+yaml', 'data: {d: "5"}', { b: '4', d: '5' }],
    ];
    for (const [kind, body, data] of steps) {
      expect((await patch('p', kind, body)).body.data).toEqual(data);
    }
    expect(await patch('p', 'xml', '<a/>')).toMatchObject({ status: 415 });
    expect(
      await patch('p', 'json-patch+json', [{ op: 'remove', path: '/nope/x' }]),
    ).toMatchObject({ status: 400 });
    expect(
      await patch('new', 'apply-patch+yaml', 'data: {a: "1"}'),
    ).toMatchObject({ status: 201, body: { metadata: { name: 'new' } } });
  });

  it('refuses to overwrite what somebody else changed', async () => {
    const { body: first } = await send('POST', MAPS, { body: map('c', {}) });
    await patch('c', 'merge-patch+json', { data: { a: '1' } });
    expect(
      await send('PUT', `${MAPS}/c`, { body: { ...first, data: { a: '2' } } }),
    ).toMatchObject({
      status: 409,
      body: {
        message: expect.stringContaining('the object has been modified'),
      },
    });
  });

  it.each([
    ['labelSelector=tier%3Dweb', ['web']],
    ['labelSelector=tier!%3Dweb,tier', ['db']],
    ['labelSelector=tier+in+(web,db)', ['db', 'web']],
    ['labelSelector=tier+notin+(web),tier', ['db']],
    ['labelSelector=!tier,kind', ['bare']],
    ['fieldSelector=metadata.name%3Ddb', ['db']],
    ['fieldSelector=metadata.name!%3Ddb&labelSelector=tier', ['web']],
  ])('selects by %s', async (query, names) => {
    for (const [name, labels] of [
      ['web', { tier: 'web', kind: 'x' }],
      ['db', { tier: 'db', kind: 'x' }],
      ['bare', { kind: 'x' }],
    ] as const) {
      await send('PATCH', `${MAPS}/${name}`, {
        body: JSON.stringify(map(name, {}, labels)),
        headers: { 'content-type': 'application/apply-patch+yaml' },
      });
    }
    const { body } = await send('GET', `${MAPS}?${query}`);
    expect(
      body.items
        .map(({ metadata }: { metadata: { name: string } }) => metadata.name)
        .sort(),
    ).toEqual(names);
  });

  it('tells a watch what it missed, and 410 when that is forgotten', async () => {
    const { body: list } = await send('GET', MAPS);
    await send('POST', MAPS, { body: map('seen', {}) });
    const watch = (since: string) =>
      send('GET', `${MAPS}?watch=1&resourceVersion=${since}&timeoutSeconds=0`);
    const missed = await watch(list.metadata.resourceVersion);
    expect(missed.lines.map(line => JSON.parse(line))).toMatchObject([
      { type: 'ADDED', object: { metadata: { name: 'seen' } } },
    ]);
    for (let change = 0; change < 20; change += 1) {
      await patch('seen', 'merge-patch+json', {
        data: { change: String(change) },
      });
    }
    const expired = await watch(list.metadata.resourceVersion);
    expect(expired.lines.map(line => JSON.parse(line))).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
    ]);
  });

  it('prints tables for kubectl', async () => {
    store.create(PODS, {
      metadata: { name: 'p', namespace: 'default' },
      spec: { containers: [{ name: 'a', image: 'b:1' }] },
    });
    const { body } = await send('GET', '/api/v1/pods', {
      headers: {
        accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      },
    });
    expect(
      body.columnDefinitions
        .filter(({ priority }: { priority: number }) => priority === 0)
        .map(({ name }: { name: string }) => name),
    ).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
    expect(body.rows[0].cells.slice(0, 4)).toEqual([
      'p',
      '0/1',
      'Pending',
      '0',
    ]);
  });

  it.each([
    ['said', { 'content-length': String(3 * 1024 * 1024 + 1) }],
    ['not said', { 'transfer-encoding': 'chunked' }],
  ])('refuses a body whose size is too large and %s', async (_, headers) => {
    const body = `{"data": {"a": "${'x'.repeat(3 * 1024 * 1024 - 18)}"}}`;
    expect(Buffer.byteLength(body)).toBe(3 * 1024 * 1024 + 1);
    expect(await send('POST', MAPS, { body, headers })).toMatchObject({
      status: 413,
      body: {
        reason: 'RequestEntityTooLarge',
        message: 'Request entity too large: limit is 3145728',
      },
    });
  });

  it('takes a body that is as large as can be', async () => {
    const json = JSON.stringify(map('large', { a: '' }));
    const body = json.replace(
      '"a":""',
      `"a":"${'x'.repeat(3 * 1024 * 1024 - json.length)}"`,
    );
    expect(await send('POST', MAPS, { body })).toMatchObject({ status: 201 });
  });

  it('says what to do about protobuf', async () => {
    expect(
      await send('POST', '/api/v1/namespaces', {
        body: 'k8s\0',
        headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
      }),
    ).toMatchObject({
      status: 415,
      body: {
        kind: 'Status',
        reason: 'UnsupportedMediaType',
        message: expect.stringContaining('kubectl create -f'),
      },
    });
  });

  it.each([
    ['GET', '/api/v1/namespaces/%E0%A4%A', 400],
    ['GET', '//evil.test/api', 404],
    ['GET', '/api/v1/namespaces/default/nothing', 404],
    ['GET', '/api/v1/namespaces/default/pods/nope/exec', 404],
    ['GET', '/api/v1/namespaces/default/configmaps/p/exec', 404],
    ['GET', '/apis/apps/v1/namespaces/default/deployments/d/log', 404],
    ['DELETE', '/api/v1/pods', 405],
    ['POST', '/api/v1/pods', 405],
    ['PUT', MAPS, 405],
    ['TRACE', MAPS, 405],
    ['GET', `${MAPS}?watch=1&resourceVersion=abc`, 400],
    ['GET', '/api/v1/namespaces/default/pods/nope/log?tailLines=1', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect(await send(method, path)).toMatchObject({
      status,
      body: { kind: 'Status', code: status },
    });
  });

  it('tells a stranger nothing, not even what there is', async () => {
    const headers = { authorization: 'Bearer x' };
    for (const path of ['/version', '/healthz', '/openapi/v2', '/nope']) {
      expect(await send('GET', path, { headers })).toMatchObject({
        status: 401,
      });
    }
  });

  it('describes the resources that it has', async () => {
    const { body } = await send('GET', '/apis/apps/v1');
    expect(body.resources.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['deployments', 'deployments/status']),
    );
    expect((await send('GET', '/apis/apps')).body.versions).toEqual([
      { groupVersion: 'apps/v1', version: 'v1' },
    ]);
    expect(await send('GET', '/apis/nope')).toMatchObject({ status: 404 });
    const { body: openApi } = await send('GET', '/openapi/v3/apis/apps/v1');
    expect(Object.keys(openApi.paths)).toContain(
      '/apis/apps/v1/deployments/{name}',
    );
  });
});
