import fc from 'fast-check';
import { RESOURCE_TYPES } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { parseTarget } from './requestTarget';

const read = (path: string) => {
  const target = parseTarget(path);
  return target && { ...target, type: target.type.plural };
};

describe('parseTarget', () => {
  it.each([
    ['/api/v1/namespaces', 'namespaces', undefined, undefined, undefined],
    ['/api/v1/namespaces/acme', 'namespaces', undefined, 'acme', undefined],
    [
      '/api/v1/namespaces/acme/status',
      'namespaces',
      undefined,
      'acme',
      'status',
    ],
    ['/api/v1/pods', 'pods', undefined, undefined, undefined],
    ['/api/v1/namespaces/acme/pods', 'pods', 'acme', undefined, undefined],
    ['/api/v1/namespaces/acme/pods/a/log', 'pods', 'acme', 'a', 'log'],
    [
      '/apis/apps/v1/namespaces/acme/deployments/shop',
      'deployments',
      'acme',
      'shop',
      undefined,
    ],
    ['/api/v1/namespaces/a%2Fb', 'namespaces', undefined, 'a/b', undefined],
  ])('reads %s', (path, type, namespace, name, subresource) => {
    expect(read(path)).toEqual({ type, namespace, name, subresource });
  });

  it.each([
    '/api',
    '/api/v1',
    '/api/v2/pods',
    '/apis/apps/v1/pods',
    '/apis/apps/v1beta1/deployments',
    '/api/v1/nothing',
    '/api/v1/pods/shop',
    '/api/v1/namespaces/acme/pods/a/log/more',
    '/api/v1/nodes/a/status/more',
    '/api/v1/constructor',
  ])('finds no resource at %s', path => {
    expect(parseTarget(path)).toBeUndefined();
  });

  it('refuses a path that cannot be decoded', () => {
    expect(() => parseTarget('/api/v1/namespaces/%E0%A4%A')).toThrow(
      StatusError,
    );
  });

  it('reads every resource by the path it is described with', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RESOURCE_TYPES),
        fc.stringMatching(/^[a-z0-9-]{1,20}$/),
        (type, name) => {
          const root = type.group ? `/apis/${type.group}` : '/api';
          const scope = type.namespaced ? '/namespaces/acme' : '';
          expect(
            parseTarget(
              `${root}/${type.version}${scope}/${type.plural}/${name}`,
            ),
          ).toEqual({
            type,
            namespace: type.namespaced ? 'acme' : undefined,
            name,
            subresource: undefined,
          });
        },
      ),
    );
  });
});
