import {
  ERROR_STATUS,
  type ErrorBody,
  type ErrorCode,
  type InputFault,
} from '@mctl/plugin-platform-common';
import { isError } from '@backstage/errors';

/** What a {@link PlatformError} says besides its message. @public */
export interface PlatformErrorOptions {
  /** What to do about it. */
  hint?: string;
  faults?: InputFault[];
  operationId?: string;
  /** Details that the code documents, such as the plan to confirm. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * An error that every surface answers with its stable code.
 *
 * @public
 */
export class PlatformError extends Error {
  readonly name = 'PlatformError';
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly faults?: InputFault[];
  readonly operationId?: string;
  readonly details?: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    options: PlatformErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.faults = options.faults;
    this.operationId = options.operationId;
    this.details = options.details;
  }

  /** The HTTP status of the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** Whether a value is a {@link PlatformError}, also across package copies. @public */
export function isPlatformError(error: unknown): error is PlatformError {
  return isError(error) && error.name === 'PlatformError' && 'code' in error;
}

const CODE_OF_BACKSTAGE_ERROR: Readonly<Record<string, ErrorCode>> = {
  InputError: 'invalid_input',
  AuthenticationError: 'unauthenticated',
  NotAllowedError: 'not_allowed',
  NotFoundError: 'not_found',
  ConflictError: 'conflict',
  ServiceUnavailableError: 'unavailable',
};

/**
 * Turns anything thrown into a {@link PlatformError}. Errors that the platform
 * does not know keep their text to themselves: it may hold paths or SQL.
 *
 * @public
 */
export function toPlatformError(error: unknown): PlatformError {
  if (isPlatformError(error)) {
    return error;
  }
  const code = isError(error) ? CODE_OF_BACKSTAGE_ERROR[error.name] : undefined;
  if (code && isError(error)) {
    return new PlatformError(code, ownMessage(error.message), { cause: error });
  }
  return new PlatformError(
    'internal',
    'Something went wrong inside the platform',
    {
      hint: 'Try again; if it happens again, tell a platform admin the request id.',
      cause: error,
    },
  );
}

/**
 * The message without its cause, which Backstage's errors append: what is meant
 * for the caller is the sentence before, the rest may hold paths or hosts.
 */
function ownMessage(message: string): string {
  return message.split('; caused by ')[0];
}

/** The body that an error is answered with. @public */
export function toErrorBody(
  error: PlatformError,
  requestId?: string,
): ErrorBody {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.hint && { hint: error.hint }),
      ...(error.faults?.length && {
        path: error.faults[0].path,
        faults: error.faults,
      }),
      ...(error.operationId && { operationId: error.operationId }),
      ...(requestId && { requestId }),
      ...(error.details && { details: error.details }),
    },
  };
}
