import { mockServices } from '@backstage/backend-test-utils';
import { readNeighborUrl } from './neighbors';

describe('readNeighborUrl', () => {
  const read = (url?: string) =>
    readNeighborUrl(
      mockServices.rootConfig({
        data: { mctl: { logs: { loki: url === undefined ? {} : { url } } } },
      }),
      'mctl.logs.loki.url',
    );

  it('reads the address, if there is one', () => {
    expect(read('http://loki.monitoring:3100')).toBe(
      'http://loki.monitoring:3100',
    );
    expect(read()).toBeUndefined();
  });

  it.each(['loki:3100', 'file:///etc/passwd', 'not an address'])(
    'refuses %s',
    url => {
      expect(() => read(url)).toThrow(
        'mctl.logs.loki.url must be an address such as',
      );
    },
  );
});
