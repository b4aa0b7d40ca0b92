import { claimStatement } from './claimStatement';
import { dialectOf } from './dialect';

describe('dialectOf', () => {
  it('takes the time from Postgres and skips what others hold', () => {
    const dialect = dialectOf('pg');

    expect(dialect.now).toContain('clock_timestamp()');
    expect(claimStatement(dialect)).toMatch(
      /LIMIT 1 FOR UPDATE SKIP LOCKED\)\s+RETURNING \*$/,
    );
  });

  it('locks no row on SQLite, which has one writer', () => {
    const dialect = dialectOf('better-sqlite3');

    expect(dialect.now).toContain('unixepoch');
    expect(claimStatement(dialect)).not.toContain('FOR UPDATE');
  });
});
