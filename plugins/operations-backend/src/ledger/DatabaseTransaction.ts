import type { Knex } from 'knex';
import type { LedgerTransaction } from '@mctl/plugin-platform-node';

/** A transaction of this ledger, as it hands it to commands. */
export class DatabaseTransaction implements LedgerTransaction {
  readonly knex: Knex.Transaction;
  readonly #callbacks: Array<() => void> = [];

  constructor(knex: Knex.Transaction) {
    this.knex = knex;
  }

  /**
   * The transaction behind the handle that a command was given.
   *
   * @throws TypeError when it is the handle of another ledger
   */
  static of(transaction: LedgerTransaction): DatabaseTransaction {
    if (!(transaction instanceof DatabaseTransaction)) {
      throw new TypeError('The transaction belongs to another ledger');
    }
    return transaction;
  }

  afterCommit(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** Tells whoever waits for it that everything is kept. */
  committed(): void {
    this.#callbacks.splice(0).forEach(callback => callback());
  }
}
