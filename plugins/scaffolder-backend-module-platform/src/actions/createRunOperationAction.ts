import { createHash } from 'node:crypto';
import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, toError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  isFinal,
  operationSchema,
  withoutEmptyParts,
  type Operation,
  type OperationStep,
} from '@mctl/plugin-platform-common';
import {
  followOperation,
  isPlatformError,
  PlatformError,
  SCOPES,
  toPlatformError,
  type Caller,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { cancelWithTask } from './cancelWithTask';
import { describeOutcome } from './describeOutcome';
import { describePlan } from './describePlan';
import { describeStep } from './describeStep';
import { UnsuccessfulOperationError } from './UnsuccessfulOperationError';
import { runOperationExamples } from './runOperationExamples';

/** What {@link createRunOperationAction} needs. */
export interface RunOperationOptions {
  auth: Pick<AuthService, 'isPrincipal'>;
  /** For what must not stand in the log of a task. */
  logger: LoggerService;
  runner: Pick<CapabilityRunner, 'command' | 'plan' | 'query' | 'start'>;
}

/** The action `mctl:operation:run`: starts an operation and follows it. */
export function createRunOperationAction(options: RunOperationOptions) {
  const { auth, logger, runner } = options;
  return createTemplateAction({
    id: 'mctl:operation:run',
    description:
      'Starts an operation of the platform as the person who runs the task, and follows it to its end. The step succeeds when the operation is verified in the cluster; a task that is cancelled cancels it, as long as nothing is committed. Parts of the input that a form left empty are left out.',
    examples: runOperationExamples,
    supportsDryRun: true,
    schema: {
      input: {
        operation: z =>
          z.string().describe('Name of the operation, such as deploy-service'),
        input: z =>
          z.record(z.unknown()).describe('What the operation takes as input'),
        planHash: z =>
          z
            .string()
            .optional()
            .describe(
              'Hash of the plan to run; destructive operations need it',
            ),
        reason: z =>
          z.string().optional().describe('Why, for those who read it later'),
        wait: z =>
          z
            .boolean()
            .optional()
            .describe('Whether to follow it to its end, which is the default'),
      },
      output: {
        id: z => z.string().describe('Id of the operation, op_…'),
        state: z => z.string().describe('State of the operation'),
        outcome: z =>
          z
            .string()
            .describe('What became of it, in a sentence or two for people'),
        subject: z =>
          z.string().describe('What it changes, such as service:acme/shop'),
        result: z =>
          z
            .record(z.unknown())
            .optional()
            .describe('What the operation answers with'),
        commit: z =>
          z.string().optional().describe('The commit that holds the change'),
        portalUrl: z => z.string().describe('Page of the operation'),
      },
    },
    async handler(ctx) {
      const { operation: name, planHash, reason, wait = true } = ctx.input;
      const input = withoutEmptyParts(ctx.input.input);
      const caller = callerOf(await ctx.getInitiatorCredentials(), auth);
      try {
        if (ctx.isDryRun) {
          const plan = await runner.plan({ operation: name, input, caller });
          describePlan(plan).forEach(line => ctx.logger.info(line));
          return;
        }

        const key = requestKey(ctx.task.id, ctx.step?.id, name, input);
        const id = await ctx.checkpoint({
          key,
          fn: async () => {
            const { operation } = await runner.start({
              operation: name,
              input,
              caller,
              planHash,
              reason,
              idempotencyKey: `scaffolder:${key}`,
            });
            return operation.id;
          },
        });
        const tell = stepTeller(line => ctx.logger.info(line));
        let operation = operationSchema.parse(
          await runner.query({ name: 'get-operation', input: { id }, caller }),
        ) as Operation;
        ctx.logger.info(`${name} is ${id}: ${operation.links.portal}`);
        if (wait) {
          operation = await followOperation({
            operation,
            runner,
            caller,
            onProgress: tell,
            signal: ctx.signal,
          });
          tell(operation);
          if (!isFinal(operation.state)) {
            const goesOn = await cancelWithTask({ operation, runner, caller });
            throw new UnsuccessfulOperationError(operation, { goesOn });
          }
          if (operation.state !== 'succeeded') {
            throw new UnsuccessfulOperationError(operation);
          }
        }
        ctx.output('id', operation.id);
        ctx.output('state', operation.state);
        ctx.output('outcome', describeOutcome(operation));
        ctx.output('subject', operation.subject);
        ctx.output('portalUrl', operation.links.portal);
        if (operation.result) {
          ctx.output('result', operation.result);
        }
        if (operation.commit) {
          ctx.output('commit', operation.commit);
        }
      } catch (thrown) {
        throw explain(thrown, logger);
      }
    },
  });
}

const ENDED: ReadonlySet<OperationStep['state']> = new Set([
  'succeeded',
  'failed',
  'skipped',
]);

/** Tells of each step once, when it has ended. */
function stepTeller(
  say: (line: string) => void,
): (operation: Operation) => void {
  const told = new Set<string>();
  return ({ steps }) => {
    for (const step of steps) {
      if (ENDED.has(step.state) && !told.has(step.name)) {
        told.add(step.name);
        say(describeStep(step));
      }
    }
  };
}

/** The person who runs the task; nothing runs without one. */
function callerOf(
  credentials: BackstageCredentials,
  auth: RunOperationOptions['auth'],
): Caller {
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(
      'Operations run as a person, and this task belongs to none',
    );
  }
  return {
    user: credentials.principal.userEntityRef,
    scopes: SCOPES,
    tokenKind: 'backstage',
    client: null,
    via: 'scaffolder',
    credentials,
  };
}

/**
 * What a step of a task asks for. A task that is recovered or retried asks for
 * the same again; each round of a step with `each` asks for something else.
 */
function requestKey(
  task: string,
  step: string | undefined,
  operation: string,
  input: Record<string, unknown>,
): string {
  return createHash('sha256')
    .update(JSON.stringify([task, step, operation, input]))
    .digest('hex');
}

function explain(thrown: unknown, logger: LoggerService): Error {
  const error =
    thrown instanceof UnsuccessfulOperationError
      ? thrown
      : explainRefusal(thrown, logger);
  // The scaffolder writes the stack into the log that the person reads.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** A task shows nothing but the message, so that says what to do as well. */
function explainRefusal(thrown: unknown, logger: LoggerService): Error {
  const { code, hint, message } = toPlatformError(thrown);
  if (!isPlatformError(thrown) && code === 'internal') {
    logger.error('A scaffolder step failed', toError(thrown));
  }
  return new PlatformError(code, hint ? `${message}. ${hint}` : message, {
    hint,
  });
}
