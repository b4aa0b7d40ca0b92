import type { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform, namespaceInfo } from '../testing';
import { namespaceReady } from './namespaceReady';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
});
afterEach(() => platform.stop());

describe('the proof that a tenant is ready', () => {
  const quotas = [{ name: 'tenant', hard: {}, used: {} }];
  it.each([
    ['nothing is there', undefined, 'waiting', 'is not there yet'],
    [
      'it is being deleted',
      { phase: 'Terminating', quotas },
      'waiting',
      'Term',
    ],
    ['it has no quota', {}, 'waiting', 'no quota yet'],
    [
      'it has another quota only',
      { quotas: [{ ...quotas[0], name: 'other' }] },
      'waiting',
      'no quota yet',
    ],
    ['it is active with its quota', { quotas }, 'passed', 'has its quota'],
  ] as const)('when %s', async (_, info, outcome, message) => {
    if (info) {
      platform.cluster.namespaces.set(
        'acme',
        namespaceInfo('acme', {
          ...info,
          quotas: [...('quotas' in info ? info.quotas : [])],
        }),
      );
    }
    expect(await check()).toEqual({
      outcome,
      message: expect.stringContaining(message),
    });
  });

  it('waits while the cluster cannot be seen, whatever was seen last', async () => {
    platform.cluster.namespaces.set('acme', namespaceInfo('acme', { quotas }));
    platform.cluster.outage = 'connection refused';
    expect(await check()).toEqual({
      outcome: 'waiting',
      message: 'The cluster cannot be seen: connection refused',
    });
  });

  async function check() {
    const snapshot = await platform.repository.refresh();
    return namespaceReady.check({
      input: { tenant: 'acme' },
      resolved: {},
      commit: snapshot.commit,
      committedAt: snapshot.observedAt,
      snapshot,
      cluster: platform.cluster,
    });
  }
});
