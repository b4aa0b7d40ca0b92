import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { renderedObjects } from '../__testUtils__/policySubjects';
import { findObjectFaults } from './findObjectFaults';
import type { RenderedObject } from './RenderedObject';

const SPEC: Partial<ServiceDocument['spec']> = {
  metrics: { port: 9090, path: '/metrics' },
  secrets: { API_KEY: { version: 3 } },
};

/** The rendered object of a kind, with another value at a path. */
function spoilt(kind: string, path: string, value: unknown): RenderedObject {
  const object = renderedObjects(SPEC).find(each => each.kind === kind);
  if (!object) {
    throw new Error(`no ${kind} is rendered`);
  }
  const keys = path.split('.');
  const parent = keys
    .slice(0, -1)
    .reduce<unknown>((node, key) => Reflect.get(Object(node), key), object);
  Reflect.set(Object(parent), keys[keys.length - 1], value);
  return object;
}

function faultsAt(kind: string, path: string, value: unknown) {
  return findObjectFaults(spoilt(kind, path, value)).map(fault => fault.path);
}

describe('custom kinds', () => {
  it('are valid as they are rendered', () => {
    expect(renderedObjects(SPEC).flatMap(findObjectFaults)).toEqual([]);
  });

  it.each([
    ['ExternalSecret', 'spec.data', []],
    ['ExternalSecret', 'spec.data.0.remoteRef.version', 'latest'],
    ['ExternalSecret', 'spec.data.0.remoteRef.version', 3],
    ['ExternalSecret', 'spec.data.0.secretKey', 'a b'],
    ['ExternalSecret', 'spec.secretStoreRef.kind', 'ClusterSecretStore'],
    ['ExternalSecret', 'spec.target.name', ''],
    ['ExternalSecret', 'spec.refreshPolicy', 'Sometimes'],
    ['ServiceMonitor', 'spec.endpoints', []],
    ['ServiceMonitor', 'spec.endpoints.0.path', 'metrics'],
    ['ServiceMonitor', 'spec.endpoints.0.port', 9090],
    ['ServiceMonitor', 'spec.selector.matchLabels', { a: 1 }],
  ])('of %s refuse at %s the value %j', (kind, path, value) => {
    expect(faultsAt(kind, path, value).some(at => at.startsWith(path))).toBe(
      true,
    );
  });

  it.each([
    ['ExternalSecret', 'spec.dataFrom', 'spec'],
    ['ExternalSecret', 'spec.data.0.sourceRef', 'spec.data.0'],
    ['ServiceMonitor', 'spec.namespaceSelector', 'spec'],
    ['ServiceMonitor', 'status', ''],
  ])('of %s refuse the field %s, which is never rendered', (kind, path, at) => {
    expect(faultsAt(kind, path, {})).toContain(at);
  });
});
