// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('command_answers', table => {
    table.comment('What a command was answered with under a key, for 7 days');
    table.string('user', 255).notNullable();
    table.string('capability', 64).notNullable();
    table.string('key', 200).notNullable();
    table.string('request_hash', 64).notNullable();
    table.text('answer').notNullable().comment('JSON');
    table.bigInteger('created_at').notNullable();
    table.primary(['user', 'capability', 'key']);
    table.index(['created_at'], 'command_answers_created_at_idx');
  });

  await knex.schema.alterTable('operations', table => {
    table
      .integer('committing')
      .nullable()
      .comment('Fence of a worker that may be writing the commit right now');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('operations', table => {
    table.dropColumn('committing');
  });
  await knex.schema.dropTable('command_answers');
};
