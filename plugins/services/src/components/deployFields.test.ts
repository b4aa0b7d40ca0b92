import fc from 'fast-check';
import { deployFaults, deployInput, type DeployFields } from './deployFields';

const FIELDS: DeployFields = {
  tenant: 'acme',
  service: 'shop',
  type: 'web',
  image: 'ghcr.io/acme/shop',
  tag: '1.4.0',
  port: '',
  schedule: '',
};
const EXISTING = {
  service: 'shop',
  type: 'web',
  image: 'ghcr.io/acme/shop',
  tag: '1.3.0',
};

function faultsOf(changes: Partial<DeployFields>, existing = false) {
  const faults = deployFaults(
    { ...FIELDS, ...changes },
    existing ? EXISTING : undefined,
  );
  return Object.entries(faults).flatMap(([name, fault]) =>
    fault === undefined ? [] : [name],
  );
}

describe('deployFaults', () => {
  it('finds nothing wrong with a good form', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each<[string, Partial<DeployFields>]>([
    ['tenant', { tenant: '' }],
    ['service', { service: 'Shop' }],
    ['image', { image: '' }],
    ['image', { image: 'ghcr.io/acme/shop:1.4.0' }],
    ['tag', { tag: '' }],
    ['tag', { tag: '1.4.0 ' }],
    ['port', { port: '0' }],
    ['port', { port: '65536' }],
    ['port', { port: '8080x' }],
  ])('finds the fault in %s: %j', (name, changes) => {
    expect(faultsOf(changes)).toEqual([name]);
  });

  it('needs no image for a service that has one', () => {
    expect(faultsOf({ image: '' }, true)).toEqual([]);
  });

  it('does not look at the port of a worker', () => {
    expect(faultsOf({ type: 'worker', port: 'none' })).toEqual([]);
  });

  it('takes exactly the ports that exist', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 70_000 }), port => {
        expect(faultsOf({ port: String(port) }).includes('port')).toBe(
          port < 1 || port > 65_535,
        );
      }),
    );
  });
});

describe('deployInput', () => {
  it('names everything for a new service, with real types', () => {
    expect(deployInput({ ...FIELDS, port: '8080' }, undefined)).toEqual({
      tenant: 'acme',
      service: 'shop',
      image: 'ghcr.io/acme/shop',
      tag: '1.4.0',
      type: 'web',
      port: 8080,
    });
  });

  it('names only what changes for a service that is there', () => {
    expect(deployInput(FIELDS, EXISTING)).toEqual({
      tenant: 'acme',
      service: 'shop',
      tag: '1.4.0',
    });
  });

  it('sends no port for a worker', () => {
    expect(
      deployInput({ ...FIELDS, type: 'worker', port: '8080' }, undefined),
    ).not.toHaveProperty('port');
  });
});
