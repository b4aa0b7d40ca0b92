import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { targetPaths } from '@backstage/cli-common';
import { resolveStateDirectory } from './stateDirectory';

const config = (mctl: { stateDir?: string }) =>
  mockServices.rootConfig({ data: { mctl } });

describe('resolveStateDirectory', () => {
  it('is .mctl at the root of the checkout', () => {
    expect(resolveStateDirectory(config({}))).toBe(
      join(__dirname, '../../../.mctl'),
    );
  });

  it('can be anywhere', () => {
    expect(resolveStateDirectory(config({ stateDir: '/var/lib/x' }))).toBe(
      '/var/lib/x',
    );
  });

  describe('in another checkout', () => {
    let root: string;
    beforeEach(async () => {
      root = await realpath(await mkdtemp(join(tmpdir(), 'mctl-root-')));
      await mkdir(join(root, 'plugins/x/src'), { recursive: true });
      await writeFile(
        join(root, 'package.json'),
        JSON.stringify({ name: 'root', workspaces: ['plugins/*'] }),
      );
      await writeFile(join(root, 'plugins/x/package.json'), '{"name": "x"}');
    });

    afterEach(async () => {
      jest.restoreAllMocks();
      await rm(root, { recursive: true });
    });

    it.each(['.', 'plugins/x', 'plugins/x/src'])(
      'is the same when started in %s',
      folder => {
        jest.spyOn(process, 'cwd').mockReturnValue(join(root, folder));
        expect(resolveStateDirectory(config({}))).toBe(join(root, '.mctl'));
        expect(resolveStateDirectory(config({ stateDir: 'data/x' }))).toBe(
          // The rule by which the GitOps repository is found.
          join(targetPaths.rootDir, 'data/x'),
        );
      },
    );
  });
});
