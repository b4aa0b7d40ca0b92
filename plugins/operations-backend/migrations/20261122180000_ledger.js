// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operations', table => {
    table.comment(
      'One row an operation: what was asked for and where it stands',
    );
    table.bigIncrements('sequence').comment('The order of acceptance');
    table.string('id', 32).notNullable().unique().comment('op_ and a ULID');
    table.string('operation', 64).notNullable().comment('Capability name');
    table.string('tenant', 63).nullable();
    table.string('subject', 200).notNullable().comment('What it changes');
    table
      .boolean('exclusive')
      .notNullable()
      .comment('Cancels what is queued in its tenant and supersedes the rest');
    table.string('state', 32).notNullable();
    table.string('step', 16).nullable();
    table.text('input').notNullable().comment('JSON, without secrets');
    table.text('resolved').notNullable().comment('JSON, looked up once');
    table
      .text('plan')
      .notNullable()
      .comment('JSON, the plan as it was accepted or made anew');
    table
      .boolean('plan_bound')
      .notNullable()
      .comment('The caller named the hash of the plan: no other plan may run');
    table.string('actor_user', 255).notNullable();
    table.string('actor_via', 16).notNullable();
    table.string('actor_client', 64).nullable();
    table.text('reason').nullable();
    table
      .string('commit_id', 64)
      .nullable()
      .comment('Set once the commit stands on main');
    table
      .bigInteger('committed_at')
      .nullable()
      .comment('Milliseconds since 1970');
    table.text('steps').notNullable().comment('JSON');
    table
      .text('planned_result')
      .nullable()
      .comment('JSON, the result should it succeed');
    table.text('result').nullable().comment('JSON');
    table.text('error').nullable().comment('JSON');
    table
      .bigInteger('created_at')
      .notNullable()
      .comment('Milliseconds since 1970');
    table
      .bigInteger('updated_at')
      .notNullable()
      .comment('Milliseconds since 1970');
    table
      .bigInteger('finished_at')
      .nullable()
      .comment('Milliseconds since 1970');
    table
      .bigInteger('due_at')
      .notNullable()
      .comment('When to look at it again');
    table.string('worker', 64).nullable().comment('Who claimed it last');
    table
      .integer('fence')
      .notNullable()
      .defaultTo(0)
      .comment('Grows with each claim; every write of a worker names it');
    table
      .bigInteger('lease_until')
      .notNullable()
      .defaultTo(0)
      .comment('Until then the claim holds, by the clock of the database');
    table
      .integer('conflicts')
      .notNullable()
      .defaultTo(0)
      .comment('How often main moved under its commit');
    table
      .integer('failures')
      .notNullable()
      .defaultTo(0)
      .comment('Unexpected errors in a row');
    table
      .integer('events')
      .notNullable()
      .defaultTo(0)
      .comment('Sequence of its newest event');
    table.index(['state', 'due_at'], 'operations_due_idx');
    table.index(['tenant', 'sequence'], 'operations_tenant_idx');
    table.index(['subject', 'sequence'], 'operations_subject_idx');
  });

  await knex.schema.createTable('operation_events', table => {
    table.comment('What the event stream of an operation sends, oldest first');
    table.string('operation_id', 32).notNullable();
    table.integer('sequence').notNullable();
    table.string('type', 8).notNullable();
    table.bigInteger('time').notNullable();
    table.text('data').notNullable().comment('JSON');
    table.primary(['operation_id', 'sequence']);
  });

  await knex.schema.createTable('idempotency_keys', table => {
    table.comment('Which operation a key stands for, for 7 days');
    table.string('user', 255).notNullable();
    table.string('capability', 64).notNullable();
    table.string('key', 200).notNullable();
    table.string('request_hash', 64).notNullable();
    table.string('operation_id', 32).notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['user', 'capability', 'key']);
    table.index(['created_at'], 'idempotency_keys_created_at_idx');
  });

  await knex.schema.createTable('audit_events', table => {
    table.comment('Who asked for what, and what became of the request');
    table.bigIncrements('sequence');
    table.bigInteger('time').notNullable();
    table.string('event', 16).notNullable();
    table.string('capability', 64).notNullable();
    table.string('user', 255).notNullable();
    table.string('via', 16).notNullable();
    table.string('client', 64).nullable();
    table.string('tenant', 63).nullable();
    table.string('outcome', 16).notNullable();
    table.string('code', 64).nullable();
    table.string('operation_id', 32).nullable();
    table.index(['tenant', 'sequence'], 'audit_events_tenant_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('audit_events');
  await knex.schema.dropTable('idempotency_keys');
  await knex.schema.dropTable('operation_events');
  await knex.schema.dropTable('operations');
};
