import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isPlatformError,
  PlatformError,
  toErrorBody,
  toPlatformError,
} from '@mctl/plugin-platform-node';

const MESSAGE_OF_FAULT: Readonly<Record<string, string>> = {
  'entity.too.large': 'The body is larger than 256 kB',
  'entity.parse.failed': 'The body is not valid JSON',
};

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
    const error = toPlatformError(requestFault(thrown) ?? thrown);
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

/** What Express says of a request that it could not read. */
function requestFault(thrown: unknown): PlatformError | undefined {
  if (
    isPlatformError(thrown) ||
    !(thrown instanceof Error) ||
    !('status' in thrown) ||
    typeof thrown.status !== 'number' ||
    thrown.status < 400 ||
    thrown.status >= 500
  ) {
    return undefined;
  }
  const type = 'type' in thrown ? String(thrown.type) : '';
  return new PlatformError(
    'invalid_input',
    MESSAGE_OF_FAULT[type] ?? thrown.message,
    { cause: thrown },
  );
}
