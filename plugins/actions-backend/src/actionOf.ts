import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryActionOptions } from '@backstage/backend-plugin-api/alpha';
import { toError } from '@backstage/errors';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import {
  callCapability,
  PlatformError,
  plannedSchema,
  ReservedFields,
  toPlatformError,
  type CallerService,
  type CallOutcome,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { shownObject } from './bridge/shownObject';
import type { JsonSchema } from './bridge/toZod3';

type AnyObject = ReturnType<typeof shownObject>;

/** What actions are made with. */
export interface ActionOptions {
  runner: CapabilityRunner;
  callers: Pick<CallerService, 'fromCredentials'>;
  logger: LoggerService;
}

const RESERVED_FIELDS = ReservedFields.create({ surface: 'an action' });
const PLANNED = z.toJSONSchema(plannedSchema, { io: 'output' }) as JsonSchema;

/** The action of a capability, under the capability's name. */
export function actionOf(
  capability: CapabilityDescription,
  options: ActionOptions,
): ActionsRegistryActionOptions<AnyObject, AnyObject> {
  const { callers, logger, runner } = options;
  // Made once: the registry asks for them on every call and every list.
  const input = shownObject(RESERVED_FIELDS.addTo(capability));
  const output = shownObject(outputOf(capability));
  return {
    name: capability.name,
    title: capability.title,
    description: capability.description,
    attributes: {
      readOnly: capability.kind === 'query',
      destructive: capability.risk === 'destructive',
      // The same input without an idempotency key does it once more.
      idempotent: capability.kind === 'query',
    },
    schema: { input: () => input, output: () => output },
    async action({ input: asked, credentials }) {
      try {
        const outcome = await callCapability({
          runner,
          capability,
          arguments: requireObject(asked),
          reserved: RESERVED_FIELDS,
          caller: callers.fromCredentials(credentials, { via: 'action' }),
        });
        return { output: resultOf(outcome) };
      } catch (thrown) {
        throw refusal(thrown, logger, capability.name);
      }
    },
  };
}

/** An action has one object of fields, so a plan shares it with the operation. */
function outputOf({ kind, outputSchema }: CapabilityDescription): JsonSchema {
  if (kind !== 'operation') {
    return outputSchema;
  }
  const operation = outputSchema as JsonSchema;
  const { plan, ...properties } = operation.properties ?? {};
  const { plan: planned, needs } = PLANNED.properties ?? {};
  return {
    type: 'object',
    properties: { ...properties, plan: { anyOf: [plan, planned] }, needs },
  };
}

function resultOf(outcome: CallOutcome): Record<string, unknown> {
  switch (outcome.kind) {
    case 'answer':
      return outcome.answer;
    case 'operation':
      return { ...outcome.operation };
    default:
      return { plan: outcome.plan, needs: outcome.plan.needs };
  }
}

function requireObject(asked: unknown): Record<string, unknown> {
  if (typeof asked === 'object' && asked !== null && !Array.isArray(asked)) {
    return { ...asked };
  }
  if (asked === undefined || asked === null) {
    return {};
  }
  throw new PlatformError('invalid_input', 'The input must be an object', {
    faults: [{ path: '', message: 'must be an object' }],
  });
}

/** The error as the caller may see it: without its cause and its stack. */
function refusal(
  thrown: unknown,
  logger: LoggerService,
  action: string,
): PlatformError {
  const { code, message, hint, faults, operationId, details } =
    toPlatformError(thrown);
  const requestId = randomUUID();
  if (code === 'internal') {
    logger
      .child({ requestId, action })
      .error('An action failed', toError(thrown));
  }
  const error = new PlatformError(code, message, {
    hint,
    faults,
    operationId,
    details,
  });
  error.stack = `${error.name}: ${message}`;
  return Object.assign(error, { requestId });
}
