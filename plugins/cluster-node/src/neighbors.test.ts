import { mockServices } from '@backstage/backend-test-utils';
import { readNeighborUrl, readPrometheusUrl } from './neighbors';

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

describe('readPrometheusUrl', () => {
  it.each<[string, object, string | undefined]>([
    ['the sandbox itself', {}, 'http://127.0.0.1:8088'],
    [
      'the sandbox on another port',
      { sandbox: { ingressPort: 9 } },
      'http://127.0.0.1:9',
    ],
    [
      'nothing when the port is left to chance',
      { sandbox: { ingressPort: 0 } },
      undefined,
    ],
    [
      'nothing for a real cluster',
      { cluster: { type: 'kubernetes' } },
      undefined,
    ],
    [
      'what is configured',
      { metrics: { prometheus: { url: 'https://p.test' } } },
      'https://p.test',
    ],
  ])('is %s', (_, mctl, url) => {
    const data = { mctl: JSON.parse(JSON.stringify(mctl)) };
    expect(readPrometheusUrl(mockServices.rootConfig({ data }))).toBe(url);
  });
});
