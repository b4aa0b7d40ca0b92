import { CustomErrorBase } from '@backstage/errors';
import type {
  ErrorBody,
  ErrorCode,
  InputFault,
} from '@mctl/plugin-platform-common';

/**
 * The code of an error: one of the contract's, or `unreachable` when no answer
 * came, or `unexpected` when the answer was not the platform's.
 *
 * @public
 */
export type PlatformErrorCode = ErrorCode | 'unreachable' | 'unexpected';

/** An error that the platform answered, or the lack of an answer. @public */
export class PlatformError extends CustomErrorBase {
  readonly name = 'PlatformError';
  readonly code: PlatformErrorCode;
  /** HTTP status; undefined when no answer came. */
  readonly status?: number;
  /** What to do about it. */
  readonly hint?: string;
  readonly faults: readonly InputFault[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId?: string;

  constructor(options: {
    code: PlatformErrorCode;
    message: string;
    status?: number;
    hint?: string;
    faults?: readonly InputFault[];
    details?: Readonly<Record<string, unknown>>;
    requestId?: string;
    cause?: unknown;
  }) {
    super(options.message, options.cause);
    this.code = options.code;
    this.status = options.status;
    this.hint = options.hint;
    this.faults = options.faults ?? [];
    this.details = options.details ?? {};
    this.requestId = options.requestId;
  }

  /** Reads the body of an answer that is not a success. */
  static async fromResponse(response: Response): Promise<PlatformError> {
    return PlatformError.fromBody(await response.text(), response.status);
  }

  /** Reads a body that tells an error. */
  static fromBody(text: string, status: number): PlatformError {
    const body = parseErrorBody(text);
    if (!body) {
      return new PlatformError({
        code: 'unexpected',
        status,
        message: `The platform gave an answer that cannot be read (${status})`,
        hint: 'Try again in a moment. If it stays, tell a platform admin.',
      });
    }
    const { error } = body;
    return new PlatformError({
      code: error.code ?? codeOfStatus(status),
      status,
      message: error.message,
      hint: error.hint,
      faults: error.faults ?? faultAt(error),
      details: error.details,
      requestId: error.requestId,
    });
  }

  /** Any thrown value as a platform error. */
  static from(error: unknown): PlatformError {
    if (error instanceof PlatformError) {
      return error;
    }
    return new PlatformError({
      code: 'unreachable',
      message: 'The platform does not answer',
      hint: 'Check your connection. The page tries again by itself.',
      cause: error,
    });
  }
}

function faultAt(error: ReceivedErrorBody['error']): InputFault[] {
  return error.path === undefined
    ? []
    : [{ path: error.path, message: error.message }];
}

/** Errors of Backstage itself carry no code of ours. */
function codeOfStatus(status: number): PlatformErrorCode {
  switch (status) {
    case 400:
      return 'invalid_input';
    case 401:
      return 'unauthenticated';
    case 403:
      return 'not_allowed';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 503:
      return 'unavailable';
    default:
      return 'unexpected';
  }
}

type ReceivedErrorBody = {
  error: Omit<ErrorBody['error'], 'code'> & { code?: ErrorCode };
};

function parseErrorBody(text: string): ReceivedErrorBody | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
  return isErrorBody(body) ? body : undefined;
}

function isErrorBody(body: unknown): body is ReceivedErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) {
    return false;
  }
  const { error } = body;
  return (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  );
}
