import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toErrorBody, toPlatformError } from '@mctl/plugin-platform-node';

/** Answers every error with the platform's own body and status. */
export function createErrorMiddleware(
  logger: LoggerService,
): ErrorRequestHandler {
  return (thrown, _request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const requestId = randomUUID();
    const error = toPlatformError(bodyFault(thrown) ?? thrown);
    if (error.status >= 500) {
      logger.error(`Request ${requestId} failed`, { error: String(thrown) });
    }
    const retryAfter = error.details?.retryAfterSeconds;
    if (typeof retryAfter === 'number') {
      response.setHeader('Retry-After', String(retryAfter));
    }
    response.status(error.status).json(toErrorBody(error, requestId));
  };
}

/** What Express says of a body that it could not read. */
function bodyFault(thrown: unknown) {
  if (
    thrown instanceof Error &&
    'type' in thrown &&
    typeof thrown.type === 'string' &&
    thrown.type.startsWith('e')
  ) {
    return toBodyError(thrown.type);
  }
  return undefined;
}

function toBodyError(type: string) {
  const message =
    type === 'entity.too.large'
      ? 'The body is larger than 256 kB'
      : 'The body is not valid JSON';
  return Object.assign(new Error(message), { name: 'InputError' });
}
