import { CustomErrorBase } from '@backstage/errors';

/** Thrown when another worker has claimed the operation since. */
export class LostFenceError extends CustomErrorBase {
  readonly name = 'LostFenceError' as const;

  constructor(id: string) {
    super(`Another worker has taken over ${id}`);
  }
}
