import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Operation } from '@mctl/plugin-platform-common';
import {
  PlatformError,
  toPlatformError,
  type Caller,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { followOperation } from './followOperation';
import { isDeeperThan } from './isDeeperThan';
import { splitArguments } from './reservedArguments';
import {
  errorResult,
  operationResult,
  planResult,
  planToConfirm,
  queryResult,
} from './results';
import type { CatalogEntry } from './ToolCatalog';

const MAX_DEPTH = 32;
const LONGEST_WAIT = 10 * 60 * 1000;

/** One call of a tool. */
export interface ToolCall {
  entry: CatalogEntry;
  arguments: Record<string, unknown>;
  caller: Caller;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  /** Tells the client how far an operation is, when it asked for that. */
  report?(operation: Operation): Promise<void>;
}

/** Carries a tool call to the capability runner and its answer back. */
export class ToolCaller {
  readonly #runner: CapabilityRunner;
  readonly #logger: LoggerService;

  static create(options: { runner: CapabilityRunner; logger: LoggerService }) {
    return new ToolCaller(options);
  }

  private constructor(options: {
    runner: CapabilityRunner;
    logger: LoggerService;
  }) {
    this.#runner = options.runner;
    this.#logger = options.logger;
  }

  /** What the platform refuses is a result too, so that a model can react. */
  async call(call: ToolCall): Promise<CallToolResult> {
    try {
      if (isDeeperThan(call.arguments, MAX_DEPTH)) {
        throw new PlatformError(
          'invalid_input',
          `The arguments are nested more than ${MAX_DEPTH} levels deep`,
        );
      }
      return call.entry.capability.kind === 'query'
        ? await this.#query(call)
        : await this.#operate(call);
    } catch (thrown) {
      const error = toPlatformError(thrown);
      const requestId = randomUUID();
      if (error.code === 'internal') {
        this.#logger
          .child({ requestId, tool: call.entry.tool.name })
          .error('A tool call failed', toError(thrown));
      }
      return errorResult(error, requestId);
    }
  }

  async #query(call: ToolCall): Promise<CallToolResult> {
    return queryResult(
      await this.#runner.query({
        name: call.entry.capability.name,
        input: call.arguments,
        caller: call.caller,
        signal: call.signal,
      }),
    );
  }

  async #operate(call: ToolCall): Promise<CallToolResult> {
    const { entry, caller } = call;
    const { reserved, input } = splitArguments(call.arguments);
    const request = { operation: entry.capability.name, input, caller };
    const tool = entry.tool.name;

    if (reserved.dry_run) {
      const plan = await this.#runner.plan(request);
      return planResult(plan, { tool, dryRun: true });
    }

    let operation: Operation;
    try {
      ({ operation } = await this.#runner.start({
        ...request,
        planHash: reserved.plan_hash,
        reason: reserved.reason,
        idempotencyKey: reserved.idempotency_key ?? randomUUID(),
      }));
    } catch (thrown) {
      const error = toPlatformError(thrown);
      const plan = planToConfirm(error);
      if (error.code === 'confirmation_required' && plan) {
        return planResult(plan, { tool, dryRun: false });
      }
      throw error;
    }
    return operationResult(
      reserved.wait ? await this.#follow(call, operation) : operation,
    );
  }

  #follow(call: ToolCall, operation: Operation): Promise<Operation> {
    return followOperation({
      operation,
      look: input =>
        this.#runner.query({
          name: 'get-operation',
          input,
          caller: call.caller,
          signal: call.signal,
        }),
      report: call.report,
      longest: LONGEST_WAIT,
      signal: call.signal,
    });
  }
}
