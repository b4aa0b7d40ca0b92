import { mockServices } from '@backstage/backend-test-utils';
import { checkEmbedded } from './checkEmbedded';

function configOf(options: {
  listen?: string | { host?: string; port: number };
  cluster?: string;
  provider?: boolean;
}) {
  const { listen, cluster, provider = true } = options;
  return mockServices.rootConfig({
    data: {
      auth: { providers: provider ? { local: {} } : {} },
      ...(listen && { backend: { listen } }),
      ...(cluster && { mctl: { cluster: { type: cluster } } }),
    },
  });
}

describe('checkEmbedded', () => {
  it.each([
    ['127.0.0.1:7007'],
    [{ host: '127.0.0.1', port: 7007 }],
    [{ host: 'localhost', port: 7007 }],
    [{ host: '::1', port: 7007 }],
  ])('lets the local people sign in in production on %j', listen => {
    expect(checkEmbedded(configOf({ listen }), 'production')).toBe(true);
  });

  it.each([
    [undefined],
    [':7007'],
    ['0.0.0.0:7007'],
    ['127.0.0.1.example.com:7007'],
    [{ port: 7007 }],
    [{ host: '0.0.0.0', port: 7007 }],
    [{ host: '::', port: 7007 }],
    [{ host: '10.0.0.1', port: 7007 }],
  ])('refuses to start in production on %j', listen => {
    expect(() => checkEmbedded(configOf({ listen }), 'production')).toThrow(
      /guest, ada, ben.*remove auth\.providers\.local.*backend\.listen\.host/,
    );
  });

  it('does not ask where the backend listens during development', () => {
    expect(
      checkEmbedded(configOf({ listen: '0.0.0.0:7007' }), 'development'),
    ).toBe(true);
  });

  it.each([{ provider: false }, { cluster: 'kubernetes' }])(
    'leaves the local people out with %j',
    options => {
      expect(checkEmbedded(configOf(options), 'production')).toBe(false);
    },
  );
});
