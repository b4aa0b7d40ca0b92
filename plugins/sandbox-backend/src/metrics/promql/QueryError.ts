import { CustomErrorBase } from '@backstage/errors';

/** A query that cannot be answered, in the form that Prometheus gives it. */
export class QueryError extends CustomErrorBase {
  /** `bad_data` for what is no query, `execution` for what fails. */
  readonly type: 'bad_data' | 'execution';

  constructor(type: 'bad_data' | 'execution', message: string) {
    super(message);
    this.type = type;
  }
}
