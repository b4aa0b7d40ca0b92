import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import {
  PlatformError,
  type Caller,
  type CallerService,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { parseQueryParameters } from './parseQueryParameters';

/** What the routers of this plugin need. */
export interface RouterOptions {
  runner: CapabilityRunner;
  callers: CallerService;
}

const planBody = z.strictObject({
  operation: z.string(),
  input: z.unknown(),
});

const startBody = z.strictObject({
  operation: z.string(),
  input: z.unknown(),
  planHash: z.string().max(100).optional(),
  reason: z.string().max(500).optional(),
});

const commandBody = z.strictObject({
  input: z.unknown(),
  reason: z.string().max(500).optional(),
});

const subjectBody = commandBody.omit({ input: true });

/** Commands on one operation that have a path of their own. */
const OPERATION_COMMANDS: Readonly<Record<string, string>> = {
  cancel: 'cancel-operation',
};

/** REST of all capabilities: describe, query, plan, start, command. */
export function createCapabilitiesRouter(
  options: RouterOptions,
): express.Router {
  const { runner, callers } = options;
  const router = Router();
  const callerOf = (request: express.Request): Promise<Caller> =>
    callers.fromRequest(request, { via: 'rest' });

  router.get('/capabilities', async (request, response) => {
    await callerOf(request);
    response.json({ items: runner.describe() });
  });

  router.get('/capabilities/:name', async (request, response) => {
    await callerOf(request);
    response.json(describe(runner, request.params.name));
  });

  router.get('/queries/:name', async (request, response) => {
    const caller = await callerOf(request);
    const { name } = request.params;
    response.json(
      await runner.query({
        name,
        input: parseQueryParameters(queryOf(request), describe(runner, name)),
        caller,
        signal: leaving(response),
      }),
    );
  });

  router.post('/plans', async (request, response) => {
    const caller = await callerOf(request);
    const { operation, input } = parseBody(planBody, request.body);
    response.json(await runner.plan({ operation, input, caller }));
  });

  router.post('/operations', async (request, response) => {
    const caller = await callerOf(request);
    const body = parseBody(startBody, request.body);
    const { operation, replayed } = await runner.start({
      ...body,
      caller,
      idempotencyKey: idempotencyKeyOf(request),
    });
    markReplayed(response, replayed);
    response
      .status(202)
      .location(`${request.baseUrl}/operations/${operation.id}`)
      .json(operation);
  });

  const answerCommand = async (
    request: express.Request,
    response: express.Response,
    call: { command: string; input: unknown; reason?: string; caller: Caller },
  ) => {
    const { answer, replayed } = await runner.command({
      ...call,
      idempotencyKey: idempotencyKeyOf(request),
    });
    markReplayed(response, replayed);
    response.json(answer);
  };

  router.post('/commands/:name', async (request, response) => {
    const caller = await callerOf(request);
    const body = parseBody(commandBody, request.body, '{input}');
    const { name: command } = request.params;
    await answerCommand(request, response, { ...body, command, caller });
  });

  router.post('/operations/:id/:command', async (request, response, next) => {
    const { id, command: verb } = request.params;
    if (!Object.hasOwn(OPERATION_COMMANDS, verb)) {
      next();
      return;
    }
    const caller = await callerOf(request);
    const body = parseBody(subjectBody, request.body ?? {}, '{reason?}');
    const command = OPERATION_COMMANDS[verb];
    await answerCommand(request, response, {
      ...body,
      command,
      input: { id },
      caller,
    });
  });

  router.get('/operations', async (request, response) => {
    const caller = await callerOf(request);
    response.json(
      await runner.query({
        name: 'list-operations',
        input: parseQueryParameters(
          queryOf(request),
          describe(runner, 'list-operations'),
        ),
        caller,
      }),
    );
  });

  router.get('/operations/:id', async (request, response) => {
    const caller = await callerOf(request);
    response.json(
      await runner.query({
        name: 'get-operation',
        input: {
          ...parseQueryParameters(
            queryOf(request),
            describe(runner, 'get-operation'),
          ),
          id: request.params.id,
        },
        caller,
        signal: leaving(response),
      }),
    );
  });

  return router;
}

function describe(runner: CapabilityRunner, name: string) {
  const description = runner
    .describe()
    .find(capability => capability.name === name);
  if (!description) {
    throw new PlatformError('not_found', `There is no capability "${name}"`, {
      hint: 'GET /api/operations/v1/capabilities lists every capability.',
    });
  }
  return description;
}

/** A repeated write must be known as one. */
function idempotencyKeyOf(request: express.Request): string {
  const key = request.header('Idempotency-Key');
  if (!key) {
    throw new PlatformError(
      'idempotency_key_required',
      'A write needs the header Idempotency-Key',
      { hint: 'Send a fresh UUID for each thing you want done.' },
    );
  }
  return key;
}

function markReplayed(response: express.Response, replayed: boolean): void {
  if (replayed) {
    response.setHeader('Idempotency-Replayed', 'true');
  }
}

function queryOf(request: express.Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}

/** A signal that says that the client has gone. */
function leaving(response: express.Response): AbortSignal {
  const controller = new AbortController();
  if (response.closed) {
    controller.abort();
  }
  response.once('close', () => controller.abort());
  return controller.signal;
}

function parseBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  shape = '{operation, input}',
): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    }));
    throw new PlatformError(
      'invalid_input',
      `The body is not valid: ${faults
        .map(({ path, message }) => (path ? `${path}: ${message}` : message))
        .join('; ')}`,
      {
        faults,
        hint: `Send ${shape} as JSON; what is no input stands beside it.`,
      },
    );
  }
  return parsed.data;
}
