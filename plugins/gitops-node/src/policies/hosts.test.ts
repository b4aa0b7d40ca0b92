import { renderedObjects, subjectOf } from '../__testUtils__/policySubjects';
import type { RenderedObject } from '../validation/RenderedObject';
import { hosts } from './hosts';

function object(kind: string, spec: object): RenderedObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'shop', namespace: 'acme' },
    spec,
  };
}

function faultsOf(each: RenderedObject): string[] {
  return hosts(subjectOf(each), { action: 'deny' }).map(
    ({ message }) => message,
  );
}

describe('the policy hosts', () => {
  it('has nothing against what the platform renders', () => {
    expect(renderedObjects().flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    [
      { rules: [{ host: 'shop--billing.apps.test' }] },
      "the host shop--billing.apps.test is not the service's own",
    ],
    [
      { rules: [{ host: '*.apps.test' }] },
      "the host *.apps.test is not the service's own",
    ],
    [{ rules: [{ http: {} }] }, 'it takes the requests for every host'],
    [
      { defaultBackend: { service: { name: 'shop' } } },
      'it takes the requests that no host is there for',
    ],
    [
      {
        rules: [{ host: 'shop--acme.apps.test' }],
        tls: [{ hosts: ['bank.test'] }],
      },
      "the host bank.test is not the service's own",
    ],
  ])('refuses the ingress %j', (spec, message) => {
    expect(faultsOf(object('Ingress', spec))).toEqual([message]);
  });

  it.each([
    [
      { type: 'LoadBalancer' },
      'it is of type LoadBalancer, a way past the ingress',
    ],
    [{ type: 'NodePort' }, 'it is of type NodePort, a way past the ingress'],
    [
      { type: 'ExternalName', externalName: 'x.test' },
      'it is of type ExternalName, a way past the ingress',
    ],
    [{ externalIPs: ['203.0.113.7'] }, 'it takes the traffic for 203.0.113.7'],
  ])('refuses the service %j', (spec, message) => {
    expect(faultsOf(object('Service', spec))).toEqual([message]);
  });

  it('says which host is right', () => {
    const [{ remedy }] = hosts(
      subjectOf(object('Ingress', { rules: [{ host: 'a.test' }] })),
      { action: 'deny' },
    );
    expect(remedy).toBe(
      'A service answers under shop--acme.apps.test and the domains that are verified for it.',
    );
  });
});
