import { CustomErrorBase } from '@backstage/errors';
import { qualifiedName, type ResourceType } from './resources';

const CODES = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  InternalError: 500,
} as const;

/** Why a Kubernetes API server refuses a request. */
export type StatusReason = keyof typeof CODES;

/** A refusal, in the words of a Kubernetes API server. */
export class StatusError extends CustomErrorBase {
  readonly reason: StatusReason;
  readonly code: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    reason: StatusReason,
    message: string,
    details?: Record<string, unknown>,
  ) {
    super(message);
    this.reason = reason;
    this.code = CODES[reason];
    this.details = details;
  }

  static notFound(type: ResourceType, name: string): StatusError {
    return new StatusError(
      'NotFound',
      `${qualifiedName(type)} "${name}" not found`,
      about(type, name),
    );
  }

  static alreadyExists(type: ResourceType, name: string): StatusError {
    return new StatusError(
      'AlreadyExists',
      `${qualifiedName(type)} "${name}" already exists`,
      about(type, name),
    );
  }

  static forbidden(
    type: ResourceType,
    name: string,
    because: string,
  ): StatusError {
    return new StatusError(
      'Forbidden',
      `${qualifiedName(type)} "${name}" is forbidden: ${because}`,
      about(type, name),
    );
  }

  static conflict(
    type: ResourceType,
    name: string,
    because: string,
  ): StatusError {
    return new StatusError(
      'Conflict',
      `Operation cannot be fulfilled on ${qualifiedName(type)} "${name}": ${because}`,
      about(type, name),
    );
  }

  static invalid(type: ResourceType, name: string, fault: string): StatusError {
    const kind = type.group ? `${type.kind}.${type.group}` : type.kind;
    return new StatusError(
      'Invalid',
      `${kind} "${name}" is invalid: ${fault}`,
      about(type, name),
    );
  }

  static expired(): StatusError {
    return new StatusError('Expired', 'too old resource version');
  }

  /** The `Status` object that the API answers. */
  toStatus() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }
}

function about(type: ResourceType, name: string) {
  return {
    name,
    ...(type.group && { group: type.group }),
    kind: type.plural,
  };
}
