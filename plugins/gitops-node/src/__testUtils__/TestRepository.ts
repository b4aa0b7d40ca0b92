import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import {
  BareGitRepository,
  type BareGitRepositoryOptions,
} from '../BareGitRepository';
import { createDocumentText } from '../documents/createDocumentText';
import type { ChangeSet, CommitRequest } from '../types';
import { samplePlatform } from './sampleDocuments';

const run = promisify(execFile);

/** A folder with a bare repository, opened, and a person's clone of it. */
export class TestRepository {
  readonly root: string;
  readonly #opened: BareGitRepository[] = [];

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<TestRepository> {
    const root = await mkdtemp(join(tmpdir(), 'gitops-'));
    const repository = new TestRepository(root);
    await repository.#write(join(root, 'seed'), [
      { path: 'platform.yaml', content: createDocumentText(samplePlatform) },
    ]);
    return repository;
  }

  get directory(): string {
    return join(this.root, 'gitops.git');
  }

  /** Opens the repository; polls only when asked to. */
  async open(
    options: Partial<BareGitRepositoryOptions> = {},
  ): Promise<BareGitRepository> {
    const opened = await BareGitRepository.create({
      directory: this.directory,
      branch: 'main',
      seedFrom: join(this.root, 'seed'),
      logger: mockServices.logger.mock(),
      pollIntervalMs: 3_600_000,
      ...options,
    });
    this.#opened.push(opened);
    return opened;
  }

  /** Runs git as a person would, in the bare repository unless told. */
  async git(args: string[], directory = this.directory): Promise<string> {
    const { stdout } = await run('git', args, {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Person',
        GIT_AUTHOR_EMAIL: 'person@acme.test',
        GIT_COMMITTER_NAME: 'Person',
        GIT_COMMITTER_EMAIL: 'person@acme.test',
      },
    });
    return stdout.trim();
  }

  /** Changes files in a clone, as a person would, and pushes them. */
  async push(
    changes: ChangeSet,
    options: { message?: string; force?: boolean; amend?: boolean } = {},
  ): Promise<string> {
    const clone = await mkdtemp(join(this.root, 'clone-'));
    await this.git(['clone', '--quiet', this.directory, '.'], clone);
    await this.#write(clone, changes);
    await this.git(['add', '--all', '--force'], clone);
    await this.git(
      [
        'commit',
        '--quiet',
        '--allow-empty',
        ...(options.amend ? ['--amend'] : []),
        `--message=${options.message ?? 'by hand'}`,
      ],
      clone,
    );
    await this.git(
      ['push', '--quiet', ...(options.force ? ['--force'] : []), 'origin'],
      clone,
    );
    return this.git(['rev-parse', 'HEAD'], clone);
  }

  async head(): Promise<string> {
    return this.git(['rev-parse', 'refs/heads/main']);
  }

  /** Full names of the references that anyone looks at. */
  async references(): Promise<string[]> {
    const names = await this.git(['for-each-ref', '--format=%(refname)']);
    return names
      .split('\n')
      .filter(name => !name.startsWith('refs/mctl/staging/'));
  }

  async read(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8');
  }

  async remove(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map(opened => opened.stop()));
    await rm(this.root, { recursive: true, force: true });
  }

  async #write(folder: string, changes: ChangeSet): Promise<void> {
    for (const { path, content } of changes) {
      const file = join(folder, path);
      if (content === null) {
        await rm(file);
      } else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
  }
}

/** A commit request on a base, for tests that look at something else. */
export function commitRequest(
  base: string,
  options: Partial<CommitRequest> = {},
): CommitRequest {
  return {
    operationId: 'op_1',
    base,
    changes: [{ path: 'tenants/acme/notes.txt', content: 'hello\n' }],
    writes: ['tenants/acme/'],
    title: 'feat(acme): test',
    trailers: { Actor: 'user:default/octocat', Via: 'rest' },
    ...options,
  };
}
