import { InputError } from '@backstage/errors';

/** A change set touches a path that it must not. @public */
export class UnsafePathError extends InputError {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`the path ${JSON.stringify(path)} must not be changed: ${reason}`);
    this.path = path;
  }
}
