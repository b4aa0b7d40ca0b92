import { InputError } from '@backstage/errors';

/** A document cannot be read: what is wrong with it, fault by fault. @public */
export class InvalidDocumentError extends InputError {
  readonly faults: readonly string[];

  constructor(options: { path: string; faults: readonly string[] }) {
    super(`${options.path} is invalid: ${options.faults.join('; ')}`);
    this.faults = options.faults;
  }
}
