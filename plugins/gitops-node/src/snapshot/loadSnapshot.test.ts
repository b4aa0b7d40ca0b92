import fc from 'fast-check';
import { mockServices } from '@backstage/backend-test-utils';
import { createDocumentText } from '../documents/createDocumentText';
import { GitProcess } from '../git/GitProcess';
import { ObjectReader } from '../git/ObjectReader';
import { PipelineWriter } from '../git/PipelineWriter';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import { TestRepository } from '../__testUtils__/TestRepository';
import { changeSnapshot } from './changeSnapshot';
import { loadSnapshot, updateSnapshot } from './loadSnapshot';
import type { Snapshot } from './Snapshot';

const BRANCH = 'refs/heads/main';

const TENANTS = ['acme', 'acme-x', 'billing'];
const SERVICES = ['shop', 'api'];

const anyDocumentWrite = fc.oneof(
  fc
    .tuple(fc.constantFrom(...TENANTS), fc.integer({ min: 1, max: 3 }))
    .map(([tenant, pods]) => ({
      path: `tenants/${tenant}/tenant.yaml`,
      content: createDocumentText(
        sampleTenant(tenant, {
          quota: { cpu: '4', memory: '8Gi', pods, storage: '50Gi' },
        }),
      ),
    })),
  fc
    .tuple(
      fc.constantFrom(...TENANTS),
      fc.constantFrom(...SERVICES),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([tenant, service, replicas]) => ({
      path: `tenants/${tenant}/services/${service}/service.yaml`,
      content: createDocumentText(sampleService(tenant, service, { replicas })),
    })),
  fc.integer({ min: 1, max: 3 }).map(replicas => ({
    path: 'platform.yaml',
    content: createDocumentText({
      ...samplePlatform,
      spec: { defaults: { ...samplePlatform.spec.defaults, replicas } },
    }),
  })),
);

const anyPath = fc.oneof(
  anyDocumentWrite.map(({ path }) => path),
  fc.constantFrom('tenants/acme/notes.txt', 'tenants/acme/manifests/a.yaml'),
);

/** A step that may write something valid, something broken, or remove. */
const anyWrite = fc.oneof(
  { weight: 3, arbitrary: anyDocumentWrite },
  fc.record({ path: anyPath, content: fc.constantFrom('', '{', 'a: b\n') }),
  fc.record({ path: anyPath, content: fc.constant(null) }),
);

function describeSnapshot(snapshot: Snapshot) {
  const { content, ...rest } = snapshot;
  return {
    ...rest,
    tenants: Array.from(snapshot.tenants),
    services: Array.from(snapshot.services),
    files: content.tree.all(),
    servicesOf: TENANTS.map(tenant => snapshot.servicesOf(tenant)),
  };
}

describe('updateSnapshot', () => {
  let test: TestRepository;

  beforeEach(async () => {
    test = await TestRepository.create();
    await test.open();
  });

  afterEach(async () => {
    await test.remove();
  });

  it('and changeSnapshot come to what a full load comes to, after any commits', async () => {
    const git = new GitProcess(test.directory);
    const objects = new ObjectReader(git);
    const writer = new PipelineWriter({
      git,
      logger: mockServices.logger.mock(),
    });
    const observedAt = '2026-01-01T00:00:00.000Z';
    const seed = await test.head();
    const first = await loadSnapshot({
      git,
      objects,
      commit: seed,
      observedAt,
    });
    const anyCommit = fc.uniqueArray(anyWrite, {
      selector: write => write.path,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCommit, { minLength: 1, maxLength: 4 }),
        async commits => {
          await test.git(['update-ref', BRANCH, seed]);
          let snapshot = first;
          for (const changes of commits) {
            const { tree } = snapshot.content;
            const possible = changes.filter(
              change => change.content !== null || tree.get(change.path),
            );
            const result = await writer.write({
              parent: snapshot.commit,
              branchRef: BRANCH,
              commits: [{ message: 'x\n', changes: possible }],
            });
            const commit = await test.head();
            expect(result).toEqual({ outcome: 'committed', commits: [commit] });
            const foreseen = changeSnapshot(snapshot, possible);
            const source = { git, objects, commit, observedAt };
            const lastPlatform = snapshot.platform;
            ({ snapshot } = await updateSnapshot(source, snapshot));
            expect(describeSnapshot(snapshot)).toEqual(
              describeSnapshot(await loadSnapshot(source, lastPlatform)),
            );
            expect(
              describeSnapshot(foreseen.seenAt(observedAt, commit)),
            ).toEqual(describeSnapshot(snapshot));
          }
        },
      ),
      { numRuns: 25 },
    );
    await writer.stop();
    objects.stop();
  }, 60_000);

  it('lists the services of a tenant and of no other, in order', async () => {
    const service = (tenant: string, name: string) => ({
      path: `tenants/${tenant}/services/${name}/service.yaml`,
      content: createDocumentText(sampleService(tenant, name)),
    });
    const repository = await test.open();
    await test.push([
      service('acme-x', 'shop'),
      service('acme', 'shop'),
      service('acme', 'api'),
    ]);
    const snapshot = await repository.refresh();
    const names = (tenant: string) =>
      snapshot.servicesOf(tenant).map(({ document }) => document.metadata.name);
    expect(names('acme')).toEqual(['api', 'shop']);
    expect(names('acme-x')).toEqual(['shop']);
    expect(names('ac')).toEqual([]);
    expect(snapshot.hasTenant('ac')).toBe(false);
    expect(snapshot.hasTenant('acme')).toBe(true);
    expect(snapshot.list('tenants/acme/').map(({ path }) => path)).toEqual([
      'tenants/acme/services/api/service.yaml',
      'tenants/acme/services/shop/service.yaml',
    ]);
  });
});
