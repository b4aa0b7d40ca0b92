import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Operation, Plan } from '@mctl/plugin-platform-common';
import {
  planToConfirm,
  toErrorBody,
  type PlatformError,
} from '@mctl/plugin-platform-node';
import { describeOperation } from '../text/describeOperation';
import { describePlan } from '../text/describePlan';
import { describeValue } from '../text/describeValue';

/**
 * Where an error result carries its code and details for programs.
 *
 * @remarks
 * Not `structuredContent`: clients of the 2025 SDK check that against the
 * output schema even when the result is an error, and would hide the message.
 */
export const ERROR_META = 'mctl.ai/error';

/** The result of a query, or of a command. */
export function answerResult(value: Record<string, unknown>): CallToolResult {
  return result(describeValue(value), value);
}

/** The result of an operation that was started. */
export function operationResult(operation: Operation): CallToolResult {
  return result(describeOperation(operation), { ...operation });
}

/** The result of a dry run, or of a call that a person must confirm first. */
export function planResult(
  plan: Plan,
  options: { tool: string; dryRun: boolean },
): CallToolResult {
  return result(describePlan(plan, options), { plan, needs: plan.needs });
}

/** The result of a call that was refused or failed. */
export function errorResult(
  error: PlatformError,
  requestId: string,
): CallToolResult {
  const body = toErrorBody(error, requestId);
  const newPlan = planToConfirm(error);
  const lines = [
    `${error.code}: ${error.message}`,
    ...(error.hint ? [error.hint] : []),
    ...(error.operationId ? [`operation: ${error.operationId}`] : []),
    ...(newPlan ? [`current plan: ${newPlan.summary} (${newPlan.hash})`] : []),
    ...(error.code === 'internal' ? [`request: ${requestId}`] : []),
  ];
  return {
    isError: true,
    content: [{ type: 'text', text: lines.join('\n') }],
    _meta: { [ERROR_META]: body.error },
  };
}

function result(
  text: string,
  structuredContent: Record<string, unknown>,
): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent };
}
