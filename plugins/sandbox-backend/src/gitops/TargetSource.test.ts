import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import { ManualClock } from '../testing/ManualClock';
import { TestRepository } from '../testing/TestRepository';
import { type Targets, TargetSource } from './TargetSource';

describe('TargetSource', () => {
  const logger = mockServices.logger.mock();
  let folder: string;
  let repository: TestRepository;
  let source: TargetSource | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-targets-'));
    repository = await TestRepository.create({ folder, logger });
    logger.warn.mockClear();
  });

  afterEach(async () => {
    await source?.stop();
    await repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Follows a repository; what it finds can be awaited by commit. */
  function follow(git: Partial<GitOpsRepository> = {}) {
    const clock = new ManualClock();
    const found: Targets[] = [];
    const waiting = new Map<string, (targets: Targets) => void>();
    const target: GitOpsRepository = new Proxy(repository.git, {
      get(real, key) {
        const value = Reflect.get(git, key) ?? Reflect.get(real, key);
        return typeof value === 'function' ? value.bind(real) : value;
      },
    });
    source = TargetSource.create({
      repository: target,
      logger,
      schedule: clock.schedule,
      onTargets: targets => {
        found.push(targets);
        waiting.get(targets.commit)?.(targets);
      },
    });
    source.start();
    const at = (commit: string) =>
      new Promise<Targets>(resolve => {
        const known = found.find(targets => targets.commit === commit);
        if (known) {
          resolve(known);
        } else {
          waiting.set(commit, resolve);
        }
      });
    return { at, clock, found };
  }

  it('finds one application for each folder, tenants first', async () => {
    await repository.putTenant('acme');
    const commit = await repository.putService('acme', 'shop', { tag: '1' });
    const { applications } = await follow().at(commit);
    expect(
      [...applications.values()].map(({ name, project, namespace, wave }) => ({
        name,
        project,
        namespace,
        wave,
      })),
    ).toEqual(
      expect.arrayContaining([
        {
          name: 'acme.project',
          project: 'platform',
          namespace: 'argocd',
          wave: 0,
        },
        { name: 'acme', project: 'platform', namespace: 'acme', wave: 1 },
        { name: 'acme.svc.shop', project: 'acme', namespace: 'acme', wave: 2 },
      ]),
    );
    expect(applications.size).toBe(3);
  });

  it('reads again only what a commit changed', async () => {
    await repository.putTenant('acme');
    const first = await repository.putService('acme', 'shop', { tag: '1' });
    const { at } = follow();
    const before = await at(first);
    const second = await repository.putService('acme', 'shop', { tag: '2' });
    const after = await at(second);
    expect(after.applications.get('acme')).toBe(
      before.applications.get('acme'),
    );
    expect(after.applications.get('acme.svc.shop')).not.toEqual(
      before.applications.get('acme.svc.shop'),
    );
  });

  it('says in which tenants a commit changed nothing', async () => {
    await repository.putTenant('acme');
    await repository.putService('acme', 'shop', { tag: '1' });
    const first = await repository.putTenant('other');
    const { at } = follow();
    expect((await at(first)).unchangedTenants).toEqual(new Set());
    const second = await repository.putService('acme', 'shop', { tag: '2' });
    expect((await at(second)).unchangedTenants).toEqual(new Set(['other']));
    // A document, from which nothing is rendered anew.
    const third = await repository.commit([
      { path: 'tenants/other/notes.md', content: 'Hello' },
    ]);
    expect((await at(third)).unchangedTenants).toEqual(new Set(['acme']));
    const fourth = await repository.remove('tenants/other/');
    expect((await at(fourth)).unchangedTenants).toEqual(new Set(['acme']));
  });

  it('keeps a folder that cannot be read from stopping the others', async () => {
    await repository.putTenant('acme');
    const commit = await repository.putService('acme', 'shop', { tag: '1' });
    const snapshot = await repository.git.refresh();
    const lost = snapshot.blob(
      'tenants/acme/services/shop/manifests/deployment.yaml',
    );
    const { at } = follow({
      async readBlobs(blobs) {
        if (blobs.includes(lost ?? '')) {
          throw new NotFoundError(`the repository has no ${lost}`);
        }
        return repository.git.readBlobs(blobs);
      },
    });
    const { applications } = await at(commit);
    expect(applications.get('acme.svc.shop')?.content).toEqual({
      fault: `the repository has no ${lost}`,
    });
    expect(applications.get('acme')?.content).toHaveProperty('manifests');
  });

  it('tries again when the repository fails', async () => {
    const commit = await repository.putTenant('acme');
    let failures = 0;
    const warned = new EventEmitter();
    const failed = once(warned, 'warned');
    logger.warn.mockImplementation(() => warned.emit('warned'));
    const { at, clock, found } = follow({
      async readBlobs(blobs) {
        failures += 1;
        if (failures === 1) {
          throw new Error('git has gone away');
        }
        return repository.git.readBlobs(blobs);
      },
    });
    await failed;
    expect(found).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('git has gone away'),
    );
    clock.advance(2000);
    expect((await at(commit)).applications.size).toBe(2);
  });
});
