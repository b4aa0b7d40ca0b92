import fc from 'fast-check';
import { FileTree } from './FileTree';
import { guardChangeSet, guardTree } from './guardPaths';
import { UnsafePathError } from './UnsafePathError';

const WRITES = ['tenants/acme/'];

function write(path: string) {
  return [{ path, content: 'x' }];
}

/** The error that the guard throws at a write, when it throws one. */
function guardWrite(path: string): string | undefined {
  try {
    guardChangeSet(write(path), WRITES);
    return undefined;
  } catch (error) {
    return error instanceof UnsafePathError ? 'UnsafePathError' : String(error);
  }
}

function tree(...entries: Array<[path: string, mode?: string]>): FileTree {
  return FileTree.create(
    entries.map(([path, mode = '100644']) => ({ path, mode, blob: '0' })),
  );
}

describe('guardChangeSet', () => {
  it('lets plain paths below a prefix through', () => {
    expect(() =>
      guardChangeSet(
        [
          ...write('tenants/acme/tenant.yaml'),
          ...write('tenants/acme/domains/shop.acme.test/domain.yaml'),
        ],
        WRITES,
      ),
    ).not.toThrow();
  });

  it.each([
    'tenants/acme/../billing/tenant.yaml',
    'tenants/acme/./x',
    'tenants/acme/%2e%2e/x',
    'tenants/acme/x\0',
    'tenants/acme/x\ny',
    'tenants/acme/.git/hooks/post-receive',
    'tenants/acme/.GIT/config',
    'tenants/acme/.gitmodules',
    'tenants/acme/git~1/config',
    'tenants/acme/.g\u200cit/config',
    'tenants/acme/\uff0e\uff0e/x',
    'tenants/acme/cafe\u0301',
    'tenants/acme/trailing.',
    'tenants/acme/trailing ',
    'tenants/acme/back\\slash',
    'tenants/acme//x',
    'tenants/acme/',
    'tenants/acme/-rf',
    'tenants/acme/Upper.yaml',
    'tenants/acme/"quoted"',
    `tenants/acme/${'x'.repeat(256)}`,
    `tenants/acme/${'x/'.repeat(600)}x`,
    '/tenants/acme/x',
    'tenants/acme',
    'tenants/acme-x/tenant.yaml',
    'tenants/billing/tenant.yaml',
    'platform.yaml',
    '',
  ])('refuses to write %j', path => {
    expect(() => guardChangeSet(write(path), WRITES)).toThrow(UnsafePathError);
  });

  it.each(['tenants/acme', '/', '', '../', 'tenants/../', 'tenants//'])(
    'refuses the prefix %j',
    prefix => {
      expect(() => guardChangeSet([], [prefix])).toThrow(UnsafePathError);
    },
  );

  it('refuses a path that occurs twice', () => {
    expect(() =>
      guardChangeSet(
        [...write('tenants/acme/a'), ...write('tenants/acme/a')],
        WRITES,
      ),
    ).toThrow('it occurs twice');
  });

  it('lets nothing through but plain names below a prefix', () => {
    const segment = fc.oneof(
      fc.constantFrom('..', '.', '', '.git', '.GIT', 'git~1', '%2e%2e', 'a\\b'),
      fc.constantFrom(
        'tenants',
        'acme',
        'acme-x',
        'billing',
        'services',
        'a.b',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const anyPath = fc.oneof(
      fc.array(segment, { maxLength: 6 }).map(parts => parts.join('/')),
      fc
        .array(segment, { minLength: 1, maxLength: 4 })
        .map(parts => `tenants/acme/${parts.join('/')}`),
    );
    fc.assert(
      fc.property(anyPath, path => {
        const isPlain =
          /^tenants\/acme(?:\/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)+$/.test(path);
        expect(guardWrite(path)).toBe(isPlain ? undefined : 'UnsafePathError');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('guardTree', () => {
  it.each([
    ['a symbolic link', '120000'],
    ['a submodule', '160000'],
    ['an executable', '100755'],
  ])('refuses to touch %s', (_, mode) => {
    const linked = tree(['tenants/acme/link', mode]);
    for (const content of ['x', null]) {
      expect(() =>
        guardTree([{ path: 'tenants/acme/link', content }], linked),
      ).toThrow(mode);
    }
  });

  it.each(['120000', '160000', '100644'])(
    'refuses to write below what is no folder, of mode %s',
    mode => {
      expect(() =>
        guardTree(
          write('tenants/acme/link/x'),
          tree(['tenants/acme/link', mode]),
        ),
      ).toThrow('tenants/acme/link is no folder');
    },
  );

  it.each([
    ['tenants/ACME/tenant.yaml', 'tenants/acme/tenant.yaml'],
    ['tenants/acme/Services/x', 'tenants/acme/services/shop/service.yaml'],
    ['tenants/acme/\u212aey', 'tenants/acme/key'],
    ['tenants/acme/\u017fervices/x', 'tenants/acme/services/y'],
  ])('refuses what differs from %j only in case: %j', (existing, path) => {
    expect(() => guardTree(write(path), tree([existing]))).toThrow(
      'only in case',
    );
  });

  it('refuses a file where there is a folder, unless it goes away', () => {
    const folder = tree(['tenants/acme/a/b']);
    expect(() => guardTree(write('tenants/acme/a'), folder)).toThrow(
      'it is a folder',
    );
    expect(() =>
      guardTree(
        [
          ...write('tenants/acme/a'),
          { path: 'tenants/acme/a/b', content: null },
        ],
        folder,
      ),
    ).not.toThrow();
  });

  it('refuses a file and a folder of one name in the same change', () => {
    expect(() =>
      guardTree(
        [...write('tenants/acme/a'), ...write('tenants/acme/a/b')],
        tree(),
      ),
    ).toThrow('tenants/acme/a is no folder');
  });

  it('removes what people named, when it is there', () => {
    const change = [{ path: 'tenants/acme/README Ä.md', content: null }];
    expect(() => guardChangeSet(change, WRITES)).not.toThrow();
    expect(() =>
      guardTree(change, tree(['tenants/acme/README Ä.md'])),
    ).not.toThrow();
    expect(() => guardTree(change, tree())).toThrow('no such file');
  });
});
