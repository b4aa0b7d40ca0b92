import { z } from 'zod';
import type { FileWrite } from '@mctl/plugin-gitops-node';
import { TestPlatform } from '../testing/TestPlatform';
import { defineOperation } from './definitions';
import { makePlan } from './planning';

const path = 'tenants/acme/notes/note.yaml';
const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: note}\n';

function writeFiles(files: FileWrite[]) {
  return defineOperation({
    name: 'write-files',
    title: 'Write files',
    description: 'Writes files.',
    risk: 'write',
    role: 'developer',
    input: z.object({ tenant: z.string() }),
    subject: ({ tenant }) => `files:${tenant}`,
    writes: ({ tenant }) => [`tenants/${tenant}/`],
    plan: () => ({
      changes: files,
      summary: 'Files are there',
      title: 'feat: write files',
    }),
    sync: () => [],
    verify: {
      proves: 'files are there',
      deadline: 1,
      check: () => ({ outcome: 'passed', message: 'There' }),
    },
  });
}

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.create({
    capabilities: [],
    files: {
      [path]: text,
      'tenants/acme/notes/old.yaml': text.replace('note', 'old'),
    },
  });
});
afterAll(() => platform.stop());

async function planOf(
  files: FileWrite[],
  options: { note?: string; digest?: string; tenant?: string } = {},
) {
  const { digest, tenant = 'acme', ...rest } = options;
  return makePlan({
    definition: writeFiles(files),
    input: { tenant, ...rest },
    resolved: digest ? { digest } : {},
    snapshot: await platform.repository.refresh(),
    repository: platform.repository,
    domain: 'apps.test',
  });
}

describe('makePlan', () => {
  it('shows what changes, as files and as objects', async () => {
    const { plan } = await planOf([
      { path, content: text.replace('v1', 'v2') },
      { path: 'tenants/acme/notes/new.txt', content: 'one\n' },
      { path: 'tenants/acme/notes/old.yaml', content: null },
    ]);
    expect(plan.changes.map(change => [change.path, change.change])).toEqual([
      ['tenants/acme/notes/new.txt', 'add'],
      [path, 'modify'],
      ['tenants/acme/notes/old.yaml', 'delete'],
    ]);
    const [added, modified, deleted] = plan.changes.map(({ diff }) => diff);
    expect(added).toContain('--- /dev/null\n+++ b/tenants/acme/notes/new.txt');
    expect(added).toContain('+one\n');
    expect(modified).toContain(`--- a/${path}\n+++ b/${path}`);
    expect(modified).toContain('-apiVersion: v1\n+apiVersion: v2\n');
    expect(deleted).toContain('+++ /dev/null');
    expect(plan.resources).toEqual([
      { action: 'modify', kind: 'ConfigMap', name: 'note' },
      { action: 'delete', kind: 'ConfigMap', name: 'old' },
    ]);
    expect(plan).toMatchObject({
      operation: 'write-files',
      subject: 'files:acme',
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      summary: 'Files are there',
      quota: null,
      policy: [],
      warnings: [],
      needs: { confirmation: false, approval: null },
    });
  });

  it('leaves out what is so already', async () => {
    const { plan, changes } = await planOf([
      { path, content: text },
      { path: 'tenants/acme/notes/never-was.txt', content: null },
    ]);
    expect(plan.changes).toEqual([]);
    expect(plan.resources).toEqual([]);
    expect(changes).toEqual([]);
  });

  it('has the same hash whatever else is committed in between', async () => {
    const files = [{ path, content: 'b\n' }];
    const before = await planOf(files);
    await platform.push({ 'tenants/globex/notes/other.txt': 'x\n' });
    const after = await planOf(files);
    expect(after.plan.baseCommit).not.toBe(before.plan.baseCommit);
    expect(after.plan.hash).toBe(before.plan.hash);
  });

  it('has the same hash in whatever order files are given', async () => {
    const files = [
      { path, content: 'b\n' },
      { path: 'tenants/acme/notes/a.txt', content: 'a\n' },
    ];
    const [one, other] = await Promise.all([
      planOf(files),
      planOf([...files].reverse()),
    ]);
    expect(one.plan).toEqual(other.plan);
  });

  it('has another hash for another byte, input, look-up or subject', async () => {
    const files = [{ path, content: 'b\n' }];
    const plans = await Promise.all([
      planOf(files),
      planOf([{ path, content: 'b' }]),
      planOf([{ path, content: null }]),
      planOf([{ path: 'tenants/acme/notes/b.txt', content: 'b\n' }]),
      planOf(files, { note: 'x' }),
      planOf(files, { note: 'y' }),
      planOf(files, { digest: 'sha256:1' }),
      planOf(files, { digest: 'sha256:2' }),
      planOf(files, { tenant: 'globex' }),
    ]);
    const hashes = new Set(plans.map(({ plan }) => plan.hash));
    expect(hashes.size).toBe(plans.length);
  });

  it('has another hash once what it would change was changed', async () => {
    const files = [{ path, content: 'b\n' }];
    const before = await planOf(files);
    await platform.push({ [path]: `${text}# by hand\n` });
    const after = await planOf(files);
    expect(after.plan.hash).not.toBe(before.plan.hash);
  });
});
