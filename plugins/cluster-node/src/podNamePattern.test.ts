import { podNamePattern, requireName } from './podNamePattern';

const fits = (service: string, pod: string) =>
  new RegExp(`^(?:${podNamePattern(service)})$`).test(pod);

describe('podNamePattern', () => {
  it.each([
    'shop-6c9f7d8b5c-x7k2p',
    'shop-28912345-x7k2p',
    'shop--before-deploy-x7k2p',
  ])('fits %s', pod => {
    expect(fits('shop', pod)).toBe(true);
  });

  it.each([
    'shop-api-6c9f7d8b5c-x7k2p',
    'shop-api--before-deploy-x7k2p',
    'my-shop-6c9f7d8b5c-x7k2p',
    'shop',
    'shopper-6c9f7d8b5c-x7k2p',
  ])('leaves %s to another service', pod => {
    expect(fits('shop', pod)).toBe(false);
  });

  it.each(['', '.*', 'a"b', 'a}', 'a|b', 'a\n', 'A', 'a--b', 'a'.repeat(64)])(
    'lets nothing but a name into a query: %j',
    name => {
      expect(() => podNamePattern(name)).toThrow(RangeError);
      expect(() => requireName(name)).toThrow(RangeError);
    },
  );
});
