import { RE2JS, RE2JSSyntaxException } from 're2js';
import { QueryError } from './QueryError';

/**
 * A regular expression of a label matcher, in the syntax that Prometheus has,
 * which no text keeps busy for long. The whole value must fit.
 *
 * @throws QueryError
 */
export function labelPattern(text: string): RE2JS {
  try {
    return RE2JS.compile(text, RE2JS.DOTALL);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      throw new QueryError(
        'bad_data',
        `invalid parameter "query": ${error.message}`,
      );
    }
    throw error;
  }
}
