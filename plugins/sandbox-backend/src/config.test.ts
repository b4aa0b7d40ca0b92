import { mockServices } from '@backstage/backend-test-utils';
import { readSandboxSettings } from './config';

const config = (data: object) =>
  mockServices.rootConfig({ data: JSON.parse(JSON.stringify(data)) });

describe('readSandboxSettings', () => {
  const { NODE_ENV } = process.env;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV });
  });

  it('has a default for everything', () => {
    expect(readSandboxSettings(config({}))).toEqual({
      port: 6445,
      ingressPort: 8088,
      knownTags: undefined,
    });
  });

  it('is off when another cluster is used', () => {
    expect(
      readSandboxSettings(
        config({ mctl: { cluster: { type: 'kubernetes' } } }),
      ),
    ).toBeUndefined();
  });

  it.each([-1, 65536, 1.5])('refuses the port %p', port => {
    expect(() =>
      readSandboxSettings(config({ mctl: { sandbox: { port } } })),
    ).toThrow('mctl.sandbox.port');
    expect(() =>
      readSandboxSettings(config({ mctl: { sandbox: { ingressPort: port } } })),
    ).toThrow('mctl.sandbox.ingressPort must be a port from 0 to 65535');
  });

  it.each([
    {},
    { listen: ':7007' },
    { listen: { port: 7007 } },
    { listen: { host: '0.0.0.0' } },
  ])('refuses to start in production with the backend at %j', backend => {
    Object.assign(process.env, { NODE_ENV: 'production' });
    expect(() => readSandboxSettings(config({ backend }))).toThrow(
      'refuses to start in production',
    );
  });

  it.each([
    { listen: { host: '127.0.0.1' } },
    { listen: 'localhost:7007' },
    { listen: '[::1]:7007' },
  ])('starts in production with the backend at %j', backend => {
    Object.assign(process.env, { NODE_ENV: 'production' });
    expect(readSandboxSettings(config({ backend }))).toBeDefined();
  });
});
