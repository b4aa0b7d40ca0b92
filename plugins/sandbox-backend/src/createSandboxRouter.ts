import { isError } from '@backstage/errors';
import {
  imageTag,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import {
  type AccessDecisions,
  type CallerService,
  PlatformError,
  toErrorBody,
  toPlatformError,
} from '@mctl/plugin-platform-node';
import express, { type ErrorRequestHandler, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { FaultBook } from './faults/FaultBook';
import { FAULT_KINDS, FAULT_NAMES } from './faults/kinds';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const MAX_DELAY_MS = 24 * UNIT_MS.h;

/** Seconds, or a number with its unit such as `30s`; in milliseconds. */
const delay = z
  .union([
    z
      .number()
      .nonnegative()
      .transform(seconds => seconds * UNIT_MS.s),
    z
      .string()
      .regex(/^\d{1,6}(?:ms|s|m|h)$/, {
        error: 'must be seconds, or a number with its unit such as 30s or 5m',
      })
      .transform(text => {
        const unit = Object.entries(UNIT_MS).find(
          ([name]) => text.replace(/\d+/, '') === name,
        );
        return Number.parseInt(text, 10) * (unit?.[1] ?? UNIT_MS.s);
      }),
  ])
  .refine(ms => ms <= MAX_DELAY_MS, { error: 'must be at most 24h' });

const paramsSchema = z.object({ tenant: tenantName, service: serviceName });
/** What is down: a host and, when it is not 5432, its port. */
const target = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9]\d{0,4})?$/, {
    error: 'must be a host in lower case, or host:port, such as database:5432',
  })
  .refine(text => Number(text.split(':')[1] ?? 1) <= 65535, {
    error: 'must have a port up to 65535',
  });

const bodySchema = z
  .strictObject({
    fault: z.enum(FAULT_NAMES, {
      error: `must be one of ${FAULT_NAMES.join(', ')}`,
    }),
    release: imageTag.optional(),
    after: delay.optional(),
    target: target.optional(),
  })
  .superRefine((body, context) => {
    const takesTarget = body.fault === 'dependency-down';
    if (takesTarget === (body.target !== undefined)) {
      return;
    }
    context.addIssue({
      code: 'custom',
      path: ['target'],
      message: takesTarget
        ? 'dependency-down needs the host that is down, such as database:5432'
        : `${body.fault} takes no target; only dependency-down does`,
    });
  });

/** Express tells error handlers by their four parameters. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const refusal = isUnreadableBody(error)
    ? new PlatformError('invalid_input', 'The body is not valid JSON')
    : toPlatformError(error);
  if (refusal.code === 'internal') {
    next(error);
    return;
  }
  response.status(refusal.status).json(toErrorBody(refusal));
};

/** Faults of the sandbox cluster over HTTP; for platform admins only. */
export function createSandboxRouter(options: {
  faults: FaultBook;
  callers: CallerService;
  access: AccessDecisions;
}): Router {
  const { faults, callers, access } = options;
  const router = PromiseRouter();
  router.use(async (request, _response, next) => {
    const { user } = await callers.fromRequest(request, { via: 'rest' });
    access.decideGlobally({ user, required: 'admin' });
    next();
  });
  router.use(express.json({ limit: '16kb' }));

  router.get('/v1/faults', async (_request, response) => {
    response.json({
      kinds: Object.entries(FAULT_KINDS).map(([name, description]) => ({
        name,
        description,
      })),
      items: faults.list(),
    });
  });

  router.put('/v1/faults/:tenant/:service', async (request, response) => {
    const { tenant, service } = parse(paramsSchema, request.params);
    const { after, ...what } = parse(bodySchema, request.body);
    response.json(faults.inject({ tenant, service, ...what, afterMs: after }));
  });

  router.delete('/v1/faults/:tenant/:service', async (request, response) => {
    const { tenant, service } = parse(paramsSchema, request.params);
    if (!faults.clear(tenant, service)) {
      throw new PlatformError(
        'not_found',
        `No fault is injected into ${tenant}/${service}`,
      );
    }
    response.status(204).end();
  });

  router.use(answerError);
  return router;
}

function isUnreadableBody(error: unknown): boolean {
  return (
    isError(error) && 'type' in error && error.type === 'entity.parse.failed'
  );
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => ({
      path: issue.path.join('.'),
      message: issue.message,
    }));
    throw new PlatformError(
      'invalid_input',
      faults
        .map(({ path, message }) => (path ? `${path}: ${message}` : message))
        .join('; '),
      { faults },
    );
  }
  return parsed.data;
}
