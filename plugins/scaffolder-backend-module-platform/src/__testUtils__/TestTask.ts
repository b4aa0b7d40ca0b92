import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { Operation } from '@mctl/plugin-platform-common';
import type { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { createRunOperationAction } from '../actions/createRunOperationAction';

type Action = ReturnType<typeof createRunOperationAction>;
type ActionContext = Parameters<Action['handler']>[0];

/** What a task of ada's runs with, unless a test says otherwise. */
export interface TestTaskOptions {
  id?: string;
  credentials?: BackstageCredentials;
  isDryRun?: boolean;
  signal?: AbortSignal;
}

/** A task with one step `run`, whose action uses a platform of the test. */
export class TestTask {
  /** Everything in the log of the task. */
  readonly log: string[] = [];
  readonly output: Record<string, unknown> = {};
  readonly logger = mockServices.logger.mock();
  readonly #platform: TestPlatform;
  readonly #options: TestTaskOptions;
  /** What the scaffolder keeps of a task between its runs. */
  readonly #checkpoints = new Map<string, unknown>();

  static create(platform: TestPlatform, options: TestTaskOptions = {}) {
    return new TestTask(platform, options);
  }

  private constructor(platform: TestPlatform, options: TestTaskOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  /** The operations that were started, oldest first. */
  async operations(): Promise<Operation[]> {
    const recent = await this.#platform.ledger.recentOperations({ limit: 100 });
    return recent.reverse();
  }

  /** Forgets what the scaffolder keeps, as when the process dies too early. */
  forget(): void {
    this.#checkpoints.clear();
  }

  /** Runs the step, again if it ran before. */
  async run(
    input: ActionContext['input'],
    options: TestTaskOptions = {},
  ): Promise<void> {
    const {
      id = 'task-1',
      credentials = mockCredentials.user('user:default/ada'),
      isDryRun,
      signal,
    } = { ...this.#options, ...options };
    const taskLogger = mockServices.logger.mock();
    taskLogger.info.mockImplementation(line => this.log.push(line));
    const { runner } = this.#platform;
    const action = createRunOperationAction({
      auth: mockServices.auth(),
      logger: this.logger,
      runner,
    });
    const checkpoints = this.#checkpoints;
    const context: ActionContext = {
      ...createMockActionContext(),
      input,
      logger: taskLogger,
      task: { id },
      step: { id: 'run' },
      isDryRun,
      signal,
      getInitiatorCredentials: async () => credentials,
      output: (name, value) => {
        this.output[name] = value;
      },
      async checkpoint({ key, fn }) {
        const value = checkpoints.has(key) ? checkpoints.get(key) : await fn();
        checkpoints.set(key, value);
        return value as Awaited<ReturnType<typeof fn>>;
      },
    };
    await action.handler(context);
  }
}
