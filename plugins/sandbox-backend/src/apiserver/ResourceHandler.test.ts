import { KubeConfig, makeInformer, CoreV1Api } from '@kubernetes/client-node';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  DISRUPTION_BUDGETS,
  PODS,
} from '../store/resources';
import { createShop } from '../testing/createShop';
import { TestApi } from './__testUtils__/TestApi';

const NAMESPACE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const METRICS = '/apis/metrics.k8s.io/v1beta1';
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

describe('ResourceHandler', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await TestApi.start();
    createShop(api.store);
  });

  afterEach(() => api.stop());

  it('reads and changes how many there are, apart from the rest', async () => {
    const path = `${APPS}/deployments/shop/scale`;
    const { body: scale } = await api.send('GET', path);
    expect(scale).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'app=shop' },
    });
    const scaled = await api.send('PUT', path, {
      body: { ...scale, spec: { replicas: 3 } },
    });
    expect(scaled.body.spec).toEqual({ replicas: 3 });
    // What was read before is too old now.
    expect(
      await api.send('PUT', path, { body: { ...scale, spec: {} } }),
    ).toMatchObject({ status: 409 });
    const stopped = await api.send('PATCH', path, {
      body: { spec: { replicas: 0 } },
      ...merge,
    });
    // Go leaves zeros out.
    expect(stopped.body.spec).toEqual({});
    expect(api.store.get(DEPLOYMENTS, 'default', 'shop')?.spec.replicas).toBe(
      0,
    );
  });

  it.each([
    [{ replicas: -1 }, 422, 'must be greater than or equal to 0'],
    [{ replicas: 'two' }, 422, 'expected number'],
  ])('refuses a scale of %j', async (spec, status, message) => {
    const answer = await api.send('PATCH', `${APPS}/deployments/shop/scale`, {
      body: { spec },
      ...merge,
    });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it('has a scale only where there is something to scale', async () => {
    expect(
      await api.send('GET', `${NAMESPACE}/configmaps/config/scale`),
    ).toMatchObject({ status: 404 });
    expect(
      await api.send('DELETE', `${APPS}/deployments/shop/scale`),
    ).toMatchObject({ status: 405 });
  });

  it('evicts within what budgets allow', async () => {
    const path = `${NAMESPACE}/pods/shop-1-a/eviction`;
    const eviction = (fields: object = {}) =>
      api.send('POST', path, {
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: 'shop-1-a' },
          ...fields,
        },
      });
    const refused = await eviction();
    expect(refused).toMatchObject({
      status: 429,
      body: {
        reason: 'TooManyRequests',
        details: {
          causes: [
            {
              message:
                'The disruption budget budget needs 1 healthy pods and has 1 currently',
            },
          ],
        },
      },
    });
    expect(await eviction({ metadata: { name: 'x' } })).toMatchObject({
      status: 400,
    });
    for (const spec of [
      { maxUnavailable: 0 },
      { minAvailable: '50%' },
      { minAvailable: '1%' },
    ]) {
      api.store.modify(DISRUPTION_BUDGETS, 'default', 'budget', draft => {
        draft.spec = { selector: draft.spec.selector, ...spec };
      });
      expect((await eviction()).status).toBe(429);
    }
    api.store.modify(DISRUPTION_BUDGETS, 'default', 'budget', draft => {
      draft.spec = { selector: draft.spec.selector, maxUnavailable: '100%' };
    });
    expect(
      await eviction({ deleteOptions: { dryRun: ['All'] } }),
    ).toMatchObject({ status: 201 });
    const pod = () => api.store.get(PODS, 'default', 'shop-1-a')?.metadata;
    expect(pod()).not.toHaveProperty('deletionTimestamp');
    expect(await eviction()).toMatchObject({
      status: 201,
      body: { status: 'Success' },
    });
    expect(pod()).toHaveProperty('deletionTimestamp');
  });

  it('evicts what is not ready without asking a budget', async () => {
    api.store.modify(PODS, 'default', 'shop-1-a', draft => {
      draft.status = { phase: 'Running' };
    });
    expect(
      await api.send('POST', `${NAMESPACE}/pods/shop-1-a/eviction`, {
        body: {},
      }),
    ).toMatchObject({ status: 201 });
  });

  it('serves metrics as a metrics server does', async () => {
    api.usage.set('shop-1-a', [
      { container: 'shop', cpuCores: 0.1234567891, memoryBytes: 1536 },
    ]);
    const { body } = await api.send(
      'GET',
      `${METRICS}/namespaces/default/pods?labelSelector=app%3Dshop`,
    );
    expect(body).toMatchObject({
      kind: 'PodMetricsList',
      items: [
        {
          metadata: { name: 'shop-1-a', labels: { app: 'shop' } },
          containers: [
            { name: 'shop', usage: { cpu: '123456789n', memory: '2Ki' } },
          ],
        },
      ],
    });
    expect((await api.send('GET', `${METRICS}/nodes/node`)).body).toMatchObject(
      { kind: 'NodeMetrics', usage: { cpu: '173456789n' } },
    );
    for (const [method, path, status] of [
      ['GET', '/nodes/nope', 404],
      ['GET', '/namespaces/default/pods/nope', 404],
      ['GET', '/pods?watch=1', 405],
      ['DELETE', '/nodes/node', 405],
    ] as const) {
      expect(await api.send(method, METRICS + path)).toMatchObject({ status });
    }
    expect((await api.send('GET', METRICS)).body.resources).toMatchObject([
      { name: 'pods', kind: 'PodMetrics', verbs: ['get', 'list'] },
      { name: 'nodes', namespaced: false },
    ]);
  });

  it.each([
    ['application/vnd.kubernetes.protobuf', 406],
    ['application/cbor', 406],
    ['application/vnd.kubernetes.protobuf,application/json', 200],
    ['application/cbor;q=1, */*;q=0.5', 200],
    ['', 200],
  ])('answers who accepts "%s" with %i', async (accept, status) => {
    const answer = await api.send('GET', `${NAMESPACE}/pods`, {
      headers: { accept },
    });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['fieldManager=me&fieldValidation=Strict&pretty=true&made=up', 201],
    ['dryRun=All', 201],
    ['dryRun=', 201],
    ['dryRun=Some', 422],
  ])('takes a new object with ?%s: %i', async (query, status) => {
    const answer = await api.send('POST', `${NAMESPACE}/configmaps?${query}`, {
      body: { metadata: { name: 'new' } },
    });
    expect(answer.status).toBe(status);
    expect(api.store.get(CONFIG_MAPS, 'default', 'new') !== undefined).toBe(
      status === 201 && !query.includes('All'),
    );
  });

  it('patches no custom resource by rules that it does not have', async () => {
    const answer = await api.send(
      'PATCH',
      '/apis/external-secrets.io/v1/namespaces/default/externalsecrets/a',
      {
        body: {},
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
      },
    );
    expect(answer.status).toBe(404);
    await api.send(
      'POST',
      '/apis/external-secrets.io/v1/namespaces/default/externalsecrets',
      { body: { metadata: { name: 'a' }, spec: {} } },
    );
    expect(
      await api.send(
        'PATCH',
        '/apis/external-secrets.io/v1/namespaces/default/externalsecrets/a',
        {
          body: {},
          headers: { 'content-type': 'application/strategic-merge-patch+json' },
        },
      ),
    ).toMatchObject({ status: 415 });
  });

  it('sends all there is first when a watch asks for it, and says when', async () => {
    const query = new URLSearchParams({
      watch: '1',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '0',
    });
    const { lines } = await api.send('GET', `${NAMESPACE}/configmaps?${query}`);
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { type: 'ADDED', object: { metadata: { name: 'config' } } },
      {
        type: 'BOOKMARK',
        object: {
          kind: 'ConfigMap',
          metadata: {
            resourceVersion: String(api.store.resourceVersion),
            annotations: { 'k8s.io/initial-events-end': 'true' },
          },
        },
      },
    ]);
  });

  it('feeds an informer of the Kubernetes client', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(api.kubeConfigFile);
    const client = kubeConfig.makeApiClient(CoreV1Api);
    const informer = makeInformer(kubeConfig, `${NAMESPACE}/configmaps`, () =>
      client.listNamespacedConfigMap({ namespace: 'default', limit: 1 }),
    );
    const added = new Promise(resolve => {
      informer.on('add', object => {
        if (object.metadata?.name === 'later') {
          resolve(object.data);
        }
      });
    });
    await informer.start();
    api.store.create(CONFIG_MAPS, {
      metadata: { name: 'later', namespace: 'default' },
      data: { a: '1' },
    });
    expect(await added).toEqual({ a: '1' });
    await informer.stop();
  });
});
