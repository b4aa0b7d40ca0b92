import fc from 'fast-check';
import { gitBlobId } from '@mctl/plugin-gitops-node';
import { notePath } from '../__testUtils__/noteCapabilities';
import { TestRepository } from '../__testUtils__/TestRepository';
import { DraftRepository } from './DraftRepository';

const FOLDER = 'tenants/acme/notes/';

describe('DraftRepository', () => {
  let test: TestRepository;

  beforeEach(async () => {
    test = await TestRepository.create();
  });

  afterEach(async () => {
    await test.remove();
  });

  it('shows what was drafted, and leaves the snapshot as it is', async () => {
    const path = notePath('acme', 'hello');
    const snapshot = await test.repository.refresh();
    const draft = DraftRepository.create(test.repository, snapshot);
    draft.apply([{ path, content: 'one\n' }]);
    const blob = String(draft.snapshot.blob(path));
    draft.apply([{ path, content: 'two\n' }]);

    expect(blob).toBe(gitBlobId('one\n'));
    expect(draft.snapshot.blob(path)).toBe(gitBlobId('two\n'));
    expect(draft.snapshot.commit).toBe(snapshot.commit);
    expect(snapshot.blob(path)).toBeUndefined();
    const platform = String(snapshot.blob('platform.yaml'));
    await expect(draft.readBlobs([blob, platform])).resolves.toEqual(
      new Map([
        [blob, 'one\n'],
        [platform, expect.stringContaining('kind: Platform')],
      ]),
    );
  });

  it('parses documents that are drafted, also broken ones', async () => {
    const snapshot = await test.repository.refresh();
    const draft = DraftRepository.create(test.repository, snapshot);
    const path = 'tenants/acme/tenant.yaml';
    draft.apply([{ path, content: 'kind: Tenant\n' }]);
    expect(draft.snapshot.tenants.has('acme')).toBe(false);
    expect(draft.snapshot.faultsOf(path)).toBeDefined();
    draft.apply([{ path, content: null }]);
    expect(draft.snapshot.hasTenant('acme')).toBe(false);
    expect(draft.snapshot.tenants.has('globex')).toBe(true);
  });

  it('is what the repository is after the same changes', async () => {
    const anyNotes = fc.dictionary(
      fc.constantFrom('one', 'two', 'three'),
      fc.option(fc.constantFrom('a\n', 'b\n', ''), { nil: null }),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyNotes, { minLength: 1, maxLength: 3 }),
        async groups => {
          const before = await test.repository.refresh();
          const draft = DraftRepository.create(test.repository, before);
          const commits = groups.map((notes, index) => {
            const changes = Object.entries(notes)
              .map(([note, content]) => ({
                path: notePath('acme', note),
                content,
              }))
              .filter(
                ({ path, content }) =>
                  content !== null || draft.snapshot.blob(path),
              );
            draft.apply(changes);
            return {
              operationId: `draft-${before.commit.slice(0, 12)}-${index}`,
              changes,
              writes: [FOLDER],
              title: 'test: draft',
              trailers: {},
            };
          });
          const result = await test.repository.commitGroup({
            base: before.commit,
            commits,
          });
          expect(result).toMatchObject({ outcome: 'committed' });
          const after = await test.repository.refresh();
          expect(draft.snapshot.list('tenants/')).toEqual(
            after.list('tenants/'),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('cannot be made of anything but a snapshot', async () => {
    const snapshot = await test.repository.refresh();
    const draft = DraftRepository.create(test.repository, { ...snapshot });
    expect(() => draft.apply([])).toThrow('only a snapshot');
  });
});
