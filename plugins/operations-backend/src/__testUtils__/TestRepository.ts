import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { BareGitRepository } from '@mctl/plugin-gitops-node';

const run = promisify(execFile);

const PLATFORM = `apiVersion: mctl.ai/v1
kind: Platform
metadata: {name: platform}
spec:
  defaults:
    quota: {cpu: "4", memory: 8Gi, pods: 30, storage: 50Gi}
    resources:
      requests: {cpu: 100m, memory: 128Mi}
      limits: {cpu: 500m, memory: 256Mi}
    replicas: 1
    port: 8080
    network: {internetEgress: false}
`;

function tenantDocument(name: string, members: Record<string, string>): string {
  return JSON.stringify({
    apiVersion: 'mctl.ai/v1',
    kind: 'Tenant',
    metadata: { name },
    spec: {
      displayName: name,
      members: Object.entries(members).map(([user, role]) => ({ user, role })),
      quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
      network: { internetEgress: false, allowFrom: [] },
    },
  });
}

/** What a test repository starts as: `acme` of ada, and `globex` of ben. */
const SEED: Record<string, string> = {
  'platform.yaml': PLATFORM,
  'tenants/acme/tenant.yaml': tenantDocument('acme', {
    ada: 'owner',
    dev: 'developer',
    eve: 'viewer',
  }),
  'tenants/globex/tenant.yaml': tenantDocument('globex', { ben: 'owner' }),
};

/** A real bare repository in a temporary folder. */
export class TestRepository {
  readonly directory: string;
  readonly repository: BareGitRepository;
  readonly #root: string;
  #pushes = 0;

  static async create(): Promise<TestRepository> {
    const root = await mkdtemp(join(tmpdir(), 'mctl-operations-'));
    const seed = join(root, 'seed');
    for (const [path, content] of Object.entries(SEED)) {
      await mkdir(dirname(join(seed, path)), { recursive: true });
      await writeFile(join(seed, path), content);
    }
    const directory = join(root, 'gitops.git');
    return new TestRepository(
      root,
      directory,
      await BareGitRepository.create({
        directory,
        branch: 'main',
        seedFrom: seed,
        logger: mockServices.logger.mock(),
      }),
    );
  }

  private constructor(
    root: string,
    directory: string,
    repository: BareGitRepository,
  ) {
    this.#root = root;
    this.directory = directory;
    this.repository = repository;
  }

  /** Folder for whatever else a test keeps beside the repository. */
  get root(): string {
    return this.#root;
  }

  /** Runs Git in the repository and returns what it prints. */
  async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', ['--git-dir', this.directory, ...args]);
    return stdout.trim();
  }

  /** Makes a commit that no operation of the ledger knows. */
  async push(path: string, content: string): Promise<string> {
    this.#pushes += 1;
    const snapshot = await this.repository.refresh();
    const result = await this.repository.commit({
      operationId: `someone-else-${this.#pushes}`,
      base: snapshot.commit,
      changes: [{ path, content }],
      writes: [`${dirname(path)}/`],
      title: 'chore: push from elsewhere',
      trailers: {},
    });
    if (result.outcome !== 'committed') {
      throw new Error(`${path} was not pushed`);
    }
    return result.commit;
  }

  /** Ids of the commits that carry the operation's trailer, newest first. */
  async commitsOf(operationId: string): Promise<string[]> {
    const log = await this.git(
      'log',
      '--format=%H',
      `--grep=^Operation: ${operationId}$`,
      'main',
    );
    return log.split('\n').filter(Boolean);
  }

  async read(path: string): Promise<string> {
    return this.git('show', `main:${path}`);
  }

  async remove(): Promise<void> {
    await this.repository.stop();
    await rm(this.#root, { recursive: true, force: true });
  }
}
