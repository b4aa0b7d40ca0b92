import { CustomErrorBase } from '@backstage/errors';
import { qualifiedName, type ResourceType } from './resources';

const CODES = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
} as const;

/** Why a Kubernetes API server refuses a request. */
export type StatusReason = keyof typeof CODES;

/** A refusal, in the words of a Kubernetes API server. */
export class StatusError extends CustomErrorBase {
  readonly reason: StatusReason;
  readonly code: number;
  readonly details: Record<string, unknown> | undefined;
  /** What the `Status` object says of the list it stands for. */
  readonly listMeta: { continue?: string };

  constructor(
    reason: StatusReason,
    message: string,
    details?: Record<string, unknown>,
    listMeta: { continue?: string } = {},
  ) {
    super(message);
    this.reason = reason;
    this.code = CODES[reason];
    this.details = details;
    this.listMeta = listMeta;
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

  /** @param faults - one or more, each as `field: message` */
  static invalid(
    type: ResourceType,
    name: string,
    faults: string | readonly string[],
  ): StatusError {
    const list = typeof faults === 'string' ? [faults] : faults;
    const kind = type.group ? `${type.kind}.${type.group}` : type.kind;
    return new StatusError(
      'Invalid',
      `${kind} "${name}" is invalid: ${list.length === 1 ? list[0] : `[${list.join(', ')}]`}`,
      // What kubectl prints comes from here, and not from the message.
      { ...about(type, name), kind: type.kind, causes: list.map(causeOf) },
    );
  }

  /** Changes after `wanted` are asked for, but known only after `oldest`. */
  static expired(wanted: number, oldest: number): StatusError {
    return new StatusError(
      'Expired',
      `too old resource version: ${wanted} (${oldest})`,
    );
  }

  /** A version that is not there yet, at least not here. */
  static tooLarge(wanted: number, current: number): StatusError {
    return new StatusError(
      'Timeout',
      `Too large resource version: ${wanted}, current: ${current}`,
      {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
          },
        ],
        retryAfterSeconds: 1,
      },
    );
  }

  /** The `Status` object that the API answers. */
  toStatus() {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.listMeta,
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

const CAUSES = {
  'Required value': 'FieldValueRequired',
  Forbidden: 'FieldValueForbidden',
  'Unsupported value': 'FieldValueNotSupported',
} as const;

/** One fault apart, as `field.Error` of Kubernetes is. */
function causeOf(fault: string) {
  const [, field, message] = /^([^:]+): (.*)$/s.exec(fault) ?? ['', '', fault];
  const known = Object.entries(CAUSES).find(([start]) =>
    message.startsWith(start),
  );
  return {
    reason: known?.[1] ?? 'FieldValueInvalid',
    message,
    ...(field && { field }),
  };
}
