import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Operation } from '@mctl/plugin-platform-common';
import {
  callCapability,
  toPlatformError,
  type Caller,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { RESERVED_ARGUMENTS } from './reservedArguments';
import {
  answerResult,
  errorResult,
  operationResult,
  planResult,
} from './results';
import type { CatalogEntry } from './ToolCatalog';

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
    const { capability, tool } = call.entry;
    try {
      const outcome = await callCapability({
        runner: this.#runner,
        capability,
        arguments: call.arguments,
        reserved: RESERVED_ARGUMENTS,
        caller: call.caller,
        signal: call.signal,
        onProgress: call.report,
      });
      switch (outcome.kind) {
        case 'answer':
          return answerResult(outcome.answer);
        case 'plan':
          return planResult(outcome.plan, {
            tool: tool.name,
            dryRun: outcome.dryRun,
          });
        default:
          return operationResult(outcome.operation);
      }
    } catch (thrown) {
      const error = toPlatformError(thrown);
      const requestId = randomUUID();
      if (error.code === 'internal') {
        this.#logger
          .child({ requestId, tool: tool.name })
          .error('A tool call failed', toError(thrown));
      }
      return errorResult(error, requestId);
    }
  }
}
