import type { Knex } from 'knex';

/** What differs between the databases that the ledger runs on. */
export interface Dialect {
  /** Milliseconds since 1970 by the clock of the database. */
  now: string;
  /** Keeps two workers from waiting for the same row. */
  skipLocked: string;
}

/** The dialect of a client, by its name in knex. */
export function dialectOf(client: string): Dialect {
  return client === 'pg'
    ? {
        now: `(extract(epoch from clock_timestamp()) * 1000)::bigint`,
        skipLocked: 'FOR UPDATE SKIP LOCKED',
      }
    : {
        now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
        // SQLite has one writer at a time.
        skipLocked: '',
      };
}

/** What the pool hands out on SQLite. */
interface SqliteConnection {
  pragma(source: string): unknown;
}

/**
 * Makes a database durable: on SQLite every commit reaches the disk before it
 * is acknowledged, and readers do not block the writer.
 */
export async function makeDurable(knex: Knex): Promise<void> {
  if (knex.client.config.client === 'pg') {
    return;
  }
  await knex.raw('PRAGMA journal_mode = WAL');
  await knex.raw('PRAGMA synchronous = FULL');
  // The file remembers its journal; each connection has to be told the rest.
  knex.client.pool.on(
    'createSuccess',
    (_event: number, connection: SqliteConnection) => {
      connection.pragma('synchronous = FULL');
    },
  );
}
