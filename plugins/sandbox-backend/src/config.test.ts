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
      nodes: { count: 3, cpu: '8', memory: '32Gi', pods: 110 },
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

  // The environment gives every value as text.
  it.each([1, 500, '150'])('has %p nodes', nodes => {
    expect(
      readSandboxSettings(config({ mctl: { sandbox: { nodes } } })),
    ).toMatchObject({ nodes: { count: Number(nodes), pods: 110 } });
  });

  it.each([0, -1, 2.5, 501])('refuses to have %p nodes', nodes => {
    expect(() =>
      readSandboxSettings(config({ mctl: { sandbox: { nodes } } })),
    ).toThrow(
      'mctl.sandbox.nodes must be a whole number of nodes from 1 to 500',
    );
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
