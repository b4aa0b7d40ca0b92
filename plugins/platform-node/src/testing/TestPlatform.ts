import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Operation, Plan } from '@mctl/plugin-platform-common';
import {
  BareGitRepository,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { AccessDecisions } from '../access/AccessDecisions';
import { SCOPES, type Caller } from '../caller/Caller';
import { CallerLimits } from '../capabilities/CallerLimits';
import { CapabilityRegistry } from '../capabilities/CapabilityRegistry';
import {
  CapabilityRunner,
  type CapabilityRunnerOptions,
  type CommandResult,
  type StartResult,
} from '../capabilities/CapabilityRunner';
import { CursorSeal } from '../capabilities/CursorSeal';
import type { Capability } from '../capabilities/definitions';
import { makePlan } from '../capabilities/planning';
import { MemoryCluster } from './MemoryCluster';
import { MemoryLedger } from './MemoryLedger';
import { MemoryLogs } from './MemoryLogs';
import { MemoryMetrics } from './MemoryMetrics';
import { sampleFiles } from './sampleFiles';

const DOMAIN = 'apps.test';
const PUSHER = 'Platform Person <person@platform.test>';

const silentLogger: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLogger,
};

/** What a {@link TestPlatform} is made of. */
export interface TestPlatformOptions {
  capabilities: Capability[];
  /** Files besides those of {@link sampleFiles}. */
  files?: Readonly<Record<string, string>>;
  disabled?: string[];
  limits?: CapabilityRunnerOptions['limits'];
}

/**
 * A capability runner on a real repository, with a cluster and a ledger in
 * memory. Its clock stands still until a test moves it.
 */
export class TestPlatform {
  /** Where the platform's time is. */
  now = new Date('2026-03-01T10:00:00.000Z');
  readonly cluster = new MemoryCluster(() => this.now);
  readonly logs = new MemoryLogs(() => this.now);
  readonly metrics = new MemoryMetrics(() => this.now);
  readonly ledger = new MemoryLedger(() => this.now);
  readonly registry = CapabilityRegistry.create();
  readonly repository: BareGitRepository;
  readonly access: AccessDecisions;
  readonly runner: CapabilityRunner;
  /** Folder of the bare repository. */
  readonly directory: string;
  readonly #root: string;
  #keys = 0;

  static async create(options: TestPlatformOptions): Promise<TestPlatform> {
    const root = await mkdtemp(join(tmpdir(), 'mctl-platform-'));
    const seed = join(root, 'seed');
    const files = { ...sampleFiles, ...options.files };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(seed, path)), { recursive: true });
      await writeFile(join(seed, path), content);
    }
    const clock: { now?: () => Date } = {};
    const directory = join(root, 'gitops.git');
    const repository = await BareGitRepository.create({
      directory,
      branch: 'main',
      seedFrom: seed,
      logger: silentLogger,
      now: () => clock.now?.() ?? new Date('2026-03-01T09:00:00.000Z'),
    });
    const platform = new TestPlatform({ ...options, root, repository });
    clock.now = () => platform.now;
    await repository.refresh();
    return platform;
  }

  private constructor(
    options: TestPlatformOptions & {
      root: string;
      repository: BareGitRepository;
    },
  ) {
    this.#root = options.root;
    this.directory = join(options.root, 'gitops.git');
    this.repository = options.repository;
    this.access = AccessDecisions.create({
      repository: this.repository,
      admins: ['user:default/admin'],
      maxRoleAge: 300_000,
      now: () => this.now.getTime(),
    });
    this.registry.register(...options.capabilities);
    this.registry.freeze();
    this.runner = CapabilityRunner.create({
      registry: this.registry,
      access: this.access,
      repository: this.repository,
      cluster: this.cluster,
      logs: this.logs,
      metrics: this.metrics,
      cursors: CursorSeal.create({ key: Buffer.alloc(32, 'cursors') }),
      now: () => this.now,
      limits:
        options.limits ??
        CallerLimits.create({ reads: 10_000, writes: 10_000, burst: 0 }),
      domain: DOMAIN,
      disabled: options.disabled ?? [],
    });
    this.runner.connectLedger(this.ledger);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  plan(
    operation: string,
    input: unknown,
    user: string | Caller = 'ada',
  ): Promise<Plan> {
    return this.runner.plan({ operation, input, caller: callerOf(user) });
  }

  query(
    name: string,
    input: unknown = {},
    user: string | Caller = 'ada',
  ): Promise<Record<string, unknown>> {
    return this.runner.query({ name, input, caller: callerOf(user) });
  }

  /** Starts an operation under a key of its own, unless one is given. */
  start(
    operation: string,
    input: unknown,
    options: {
      user?: string | Caller;
      planHash?: string;
      idempotencyKey?: string;
      reason?: string;
    } = {},
  ): Promise<StartResult> {
    this.#keys += 1;
    const { user = 'ada', idempotencyKey = `key-${this.#keys}` } = options;
    return this.runner.start({
      operation,
      input,
      caller: callerOf(user),
      planHash: options.planHash,
      reason: options.reason,
      idempotencyKey,
    });
  }

  /** Runs a command under a key of its own, unless one is given. */
  command(
    command: string,
    input: unknown,
    options: {
      user?: string | Caller;
      idempotencyKey?: string;
      reason?: string;
    } = {},
  ): Promise<CommandResult> {
    this.#keys += 1;
    const { user = 'ada', idempotencyKey = `key-${this.#keys}` } = options;
    return this.runner.command({
      command,
      input,
      caller: callerOf(user),
      reason: options.reason,
      idempotencyKey,
    });
  }

  /**
   * Starts an operation with the hash of its plan, commits it and ends it in a
   * state.
   */
  async carryOut(
    operation: string,
    input: unknown,
    options: { user?: string; state?: Operation['state'] } = {},
  ): Promise<Operation> {
    const { user = 'ada', state = 'succeeded' } = options;
    const { hash } = await this.plan(operation, input, user);
    const started = await this.start(operation, input, {
      user,
      planHash: hash,
    });
    const { id } = started.operation;
    const definition = this.registry.get(operation);
    if (definition.kind !== 'operation') {
      throw new Error(`${operation} is no operation`);
    }
    const accepted = this.ledger.acceptedAs(id);
    const snapshot = await this.repository.refresh();
    const { changes, planned } = await makePlan({
      definition,
      input: accepted.input,
      resolved: accepted.resolved,
      snapshot,
      repository: this.repository,
      domain: DOMAIN,
    });
    const result = await this.repository.commit({
      operationId: id,
      base: snapshot.commit,
      changes,
      writes: definition.writes(accepted.input),
      title: planned.title,
      trailers: { Actor: accepted.actor.user },
    });
    if (result.outcome !== 'committed') {
      throw new Error('Somebody else committed');
    }
    return this.ledger.update(id, {
      state,
      commit: result.commit,
      result: planned.result ?? null,
    });
  }

  /** Pushes a commit as a person does; `null` removes a file. */
  async push(
    files: Readonly<Record<string, string | null>>,
    message = 'chore: push by hand',
  ): Promise<RepositorySnapshot> {
    const lines = Object.entries(files).map(([path, content]) =>
      content === null
        ? `D ${path}\n`
        : `M 100644 inline ${path}\n${data(content)}`,
    );
    const seconds = Math.floor(this.now.getTime() / 1000);
    const git = spawn(
      'git',
      ['--git-dir', this.directory, 'fast-import', '--quiet'],
      { stdio: ['pipe', 'ignore', 'inherit'] },
    );
    const ended = once(git, 'close');
    git.stdin.end(
      `commit refs/heads/main\ncommitter ${PUSHER} ${seconds} +0000\n${data(
        message,
      )}from refs/heads/main^0\n${lines.join('')}`,
    );
    const [exitCode] = await ended;
    if (exitCode !== 0) {
      throw new Error(`git fast-import ended with ${exitCode}`);
    }
    return this.repository.refresh();
  }

  /** The text of a file as it is on main. */
  async read(path: string): Promise<string> {
    const snapshot = await this.repository.refresh();
    const blob = snapshot.blob(path);
    if (!blob) {
      throw new Error(`There is no ${path}`);
    }
    const contents = await this.repository.readBlobs([blob]);
    return String(contents.get(blob));
  }

  async stop(): Promise<void> {
    await this.repository.stop();
    await rm(this.#root, { recursive: true, force: true });
  }
}

/** A signed-in person of the default namespace. */
export function testCaller(name: string, caller: Partial<Caller> = {}): Caller {
  return {
    user: `user:default/${name}`,
    scopes: SCOPES,
    tokenKind: 'backstage',
    client: null,
    via: 'rest',
    ...caller,
  };
}

function callerOf(user: string | Caller): Caller {
  return typeof user === 'string' ? testCaller(user) : user;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
