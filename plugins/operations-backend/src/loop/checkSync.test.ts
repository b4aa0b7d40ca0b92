import type { ApplicationStatus } from '@mctl/plugin-cluster-node';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import { checkSync } from './checkSync';

const COMMIT = 'c'.repeat(40);
const DESCENDANT = 'd'.repeat(40);
const OLDER = '0'.repeat(40);

describe('checkSync', () => {
  const cluster = new FakeClusterStatus();
  const isAncestor = jest.fn(
    async (ancestor: string, descendant: string) =>
      ancestor === COMMIT && descendant === DESCENDANT,
  );
  const check = (...applications: string[]) =>
    checkSync({
      targets: applications.map(application => ({
        application,
        expect: 'present',
      })),
      commit: COMMIT,
      cluster,
      repository: { isAncestor },
    });

  const failedSync = (
    revision: string | null,
    phase = 'Failed',
  ): ApplicationStatus['operation'] => ({
    phase,
    message: 'no',
    revision,
    startedAt: null,
    finishedAt: null,
  });

  it.each([COMMIT, DESCENDANT])('passes at revision %s', async revision => {
    cluster.setApplication('acme', { revision });
    await expect(check('acme')).resolves.toEqual({
      outcome: 'passed',
      message: 'Argo CD has ccccccc',
    });
  });

  it.each([OLDER, null])('waits at revision %s', async revision => {
    cluster.setApplication('acme', { revision });
    await expect(check('acme')).resolves.toMatchObject({
      outcome: 'waiting',
      message: 'Argo CD has not seen the commit in acme yet',
    });
  });

  it.each(['OutOfSync', 'Unknown'] as const)(
    'waits while what it has is %s',
    async sync => {
      cluster.setApplication('acme', { revision: COMMIT, sync });
      await expect(check('acme')).resolves.toMatchObject({
        outcome: 'waiting',
        message: 'Argo CD is applying acme',
      });
    },
  );

  it.each(['Failed', 'Error'])('fails when its sync is %s', async phase => {
    cluster.setApplication('acme', {
      sync: 'OutOfSync',
      revision: COMMIT,
      operation: failedSync(DESCENDANT, phase),
      conditions: [
        { type: 'SyncError', message: 'why', time: '2026-01-01T00:00:00Z' },
      ],
    });
    await expect(check('acme')).resolves.toEqual({
      outcome: 'failed',
      message: 'Argo CD could not apply acme: no',
      evidence: [
        {
          source: 'argocd',
          object: 'Application acme',
          reason: 'SyncError',
          message: 'why',
          time: '2026-01-01T00:00:00Z',
        },
        {
          source: 'argocd',
          object: 'Application acme',
          reason: phase,
          message: 'no',
        },
      ],
    });
  });

  it.each([OLDER, null])(
    'does not take the failure of revision %s for its own',
    async revision => {
      cluster.setApplication('acme', {
        revision: COMMIT,
        operation: failedSync(revision),
      });
      await expect(check('acme')).resolves.toMatchObject({ outcome: 'passed' });
    },
  );

  it('wants every application, not one of them', async () => {
    cluster.setApplication('acme', { revision: COMMIT });
    cluster.setApplication('acme.project', { revision: OLDER });
    await expect(check('acme', 'acme.project')).resolves.toMatchObject({
      outcome: 'waiting',
      message: expect.stringContaining('acme.project'),
    });
  });

  it('waits for what has never been seen', async () => {
    await expect(check('initech')).resolves.toMatchObject({
      outcome: 'waiting',
      message: expect.stringContaining('cannot be seen'),
    });
  });

  it('does not take what cannot be seen for gone', async () => {
    const blind = new FakeClusterStatus();
    blind.setApplication('acme', null);
    blind.lose('The connection was refused');
    await expect(
      checkSync({
        targets: [{ application: 'acme', expect: 'absent' }],
        commit: COMMIT,
        cluster: blind,
        repository: { isAncestor },
      }),
    ).resolves.toMatchObject({
      outcome: 'waiting',
      message: 'Argo CD cannot be seen: The connection was refused',
    });
  });
});
