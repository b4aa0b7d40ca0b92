import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readPlatformSettings } from './settings';

function read(data: JsonObject) {
  return readPlatformSettings(mockServices.rootConfig({ data }));
}

describe('readPlatformSettings', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      domain: 'localhost',
      admins: [],
      maxRoleAge: 300_000,
      disabledOperations: [],
      rateLimit: { reads: 300, writes: 60, burst: 100 },
      urls: {
        portal: 'http://localhost:7007',
        mcp: 'http://localhost:7007/mcp',
        services: 'http://{host}:8088',
      },
    });
  });

  it('takes what the configuration says', () => {
    expect(
      read({
        app: { baseUrl: 'https://portal.test/' },
        backend: { baseUrl: 'https://api.test' },
        mctl: {
          domain: 'apps.test',
          cluster: { type: 'kubernetes' },
          admins: ['user:default/guest'],
          identity: { maxRoleAge: '90s' },
          operations: {
            disabled: ['delete-tenant'],
            rateLimit: { reads: 3, writes: 2, burst: 1 },
          },
        },
      }),
    ).toEqual({
      domain: 'apps.test',
      admins: ['user:default/guest'],
      maxRoleAge: 90_000,
      disabledOperations: ['delete-tenant'],
      rateLimit: { reads: 3, writes: 2, burst: 1 },
      urls: {
        portal: 'https://portal.test',
        mcp: 'https://api.test/mcp',
        services: 'https://{host}',
      },
    });
  });

  it('prefers the public names that are set for the platform', () => {
    expect(
      read({
        app: { baseUrl: 'https://portal.test' },
        mctl: {
          urls: { portal: 'https://mctl.test/', mcp: 'https://mcp.test/mcp' },
        },
      }).urls,
    ).toMatchObject({
      portal: 'https://mctl.test',
      mcp: 'https://mcp.test/mcp',
    });
  });

  it.each([
    [{ sandbox: { ingressPort: 9000 } }, 'http://{host}:9000'],
    [{ cluster: { type: 'kubernetes' } }, 'https://{host}'],
    [{ urls: { services: 'https://{host}:8443' } }, 'https://{host}:8443'],
  ])('with %j, services answer at %s', (mctl, services) => {
    expect(read({ mctl }).urls.services).toBe(services);
  });

  it('refuses an address of services without a place for the host', () => {
    expect(() =>
      read({ mctl: { urls: { services: 'https://apps.test' } } }),
    ).toThrow('mctl.urls.services must contain {host}');
  });

  it.each([
    { mctl: { admins: 'user:default/guest' } },
    { mctl: { identity: { maxRoleAge: 'soon' } } },
    { mctl: { operations: { rateLimit: { reads: 'many' } } } },
  ])('refuses %j', data => {
    expect(() => read(data)).toThrow();
  });
});
