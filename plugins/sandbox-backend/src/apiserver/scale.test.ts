import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import { DEPLOYMENTS } from '../store/resources';
import { scaleOf, withScale } from './scale';

function create(replicas = 3) {
  const store = newStore({ namespaces: ['acme'] });
  const labels = { tier: 'web', app: 'shop' };
  return store.create(DEPLOYMENTS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
      },
    },
  });
}

describe('scaleOf', () => {
  it('says how many there should be and are, and which', () => {
    const deployment = create();
    expect(
      scaleOf({
        ...deployment,
        status: { ...deployment.status, replicas: 2 },
      }),
    ).toEqual({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: {
        name: 'shop',
        namespace: 'acme',
        uid: deployment.metadata.uid,
        resourceVersion: deployment.metadata.resourceVersion,
        creationTimestamp: deployment.metadata.creationTimestamp,
      },
      spec: { replicas: 3 },
      status: { replicas: 2, selector: 'app=shop,tier=web' },
    });
  });

  it('leaves out zero where Go does', () => {
    const { spec, status } = scaleOf(create(0));
    expect(spec).toEqual({});
    expect(status.replicas).toBe(0);
  });
});

describe('withScale', () => {
  it('changes the number and nothing else', () => {
    const deployment = create();
    const scale = scaleOf(deployment);
    const same = withScale(deployment, { ...scale });
    expect(same).toEqual(deployment);
    expect(withScale(deployment, { ...scale, spec: { replicas: 5 } })).toEqual({
      ...deployment,
      spec: { ...deployment.spec, replicas: 5 },
    });
  });

  it('takes nothing for zero, as it was written', () => {
    expect(withScale(create(), { spec: {} }).spec).toMatchObject({
      replicas: 0,
    });
    expect(withScale(create(), {}).spec).toMatchObject({ replicas: 0 });
  });

  it('expects the version and the identity that it is given, if any', () => {
    const deployment = create();
    const metadata = (given: object) =>
      withScale(deployment, { metadata: given, spec: { replicas: 1 } })
        .metadata;
    expect(metadata({ resourceVersion: '7', uid: 'other' })).toMatchObject({
      resourceVersion: '7',
      uid: 'other',
    });
    expect(metadata({})).toMatchObject({
      resourceVersion: '',
      uid: deployment.metadata.uid,
    });
  });

  it.each<[string, object, number, string]>([
    ['a number below zero', { spec: { replicas: -1 } }, 422, 'greater than'],
    ['half a pod', { spec: { replicas: 1.5 } }, 422, 'spec.replicas'],
    ['a text', { spec: { replicas: '2' } }, 422, 'spec.replicas'],
    ['another kind', { kind: 'Deployment' }, 422, 'kind'],
    [
      'the scale of something else',
      { metadata: { name: 'other' } },
      400,
      'the name of the object (other) does not match the name on the URL (shop)',
    ],
  ])('refuses %s', (_, scale, code, message) => {
    expect(failureOf(() => withScale(create(), { ...scale }))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
