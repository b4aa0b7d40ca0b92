import { ServiceUnavailableError } from '@backstage/errors';

/** The API server refused. @public */
export class KubernetesApiError extends ServiceUnavailableError {
  /** HTTP status. */
  readonly status: number;
  /** What the API server says, without what it was asked. */
  readonly reason: string;

  constructor(status: number, path: string, reason: string) {
    super(`The cluster answered ${status} to ${path}: ${reason}`);
    this.status = status;
    this.reason = reason;
  }
}
