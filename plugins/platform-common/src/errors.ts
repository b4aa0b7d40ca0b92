/**
 * The body of every error that the platform answers.
 *
 * @public
 */
export interface ErrorBody {
  error: {
    /** Stable, snake_case. */
    code: ErrorCode;
    /** What is wrong, for a person. */
    message: string;
    /** What to do about it. */
    hint?: string;
    /** Every fault in the input, by path. */
    path?: string;
    faults?: InputFault[];
    operationId?: string;
    requestId?: string;
    /** Code-specific details, such as the current plan of `confirmation_required`. */
    details?: Record<string, unknown>;
  };
}

/** One fault in an input. @public */
export interface InputFault {
  /** Where it is, such as `image.tag`; empty for the input as a whole. */
  path: string;
  message: string;
}

/** The codes of errors and of the HTTP status each is answered with. @public */
export const ERROR_STATUS = {
  invalid_input: 400,
  idempotency_key_required: 400,
  unauthenticated: 401,
  role_too_small: 403,
  insufficient_scope: 403,
  not_allowed: 403,
  not_found: 404,
  already_exists: 409,
  conflict: 409,
  confirmation_required: 409,
  plan_changed: 409,
  idempotency_key_reused: 422,
  policy_violation: 422,
  quota_exceeded: 422,
  not_possible: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  roles_unknown: 503,
  operation_disabled: 503,
} as const;

/** A stable error code. @public */
export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * Why an operation failed, as it stands on the operation.
 *
 * @public
 */
export interface OperationError {
  code: OperationErrorCode;
  message: string;
  hint?: string;
  /** What was seen in the world that shows it, newest last. */
  evidence: Evidence[];
}

/** Codes of failed operations. @public */
export type OperationErrorCode =
  | 'plan_changed'
  | 'plan_failed'
  | 'commit_rejected'
  | 'commit_conflict'
  | 'history_rewritten'
  | 'sync_failed'
  | 'sync_timeout'
  | 'verification_failed'
  | 'verification_timeout'
  | 'internal';

/** One piece of evidence. @public */
export interface Evidence {
  /** Where it comes from, such as `event` or `pod`. */
  source: string;
  /** The object it is about, such as `Pod acme/shop-6c…`. */
  object?: string;
  reason?: string;
  message: string;
  /** ISO 8601. */
  time?: string;
  count?: number;
}
