import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const settings = sqliteTable('settings', { key: text('key').primaryKey(), value: text('value').notNull() });

/** People who may act in team mode; solo mode has one operator and no sign-in. */
export const users = sqliteTable('users', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  rolesJson: text('roles_json').notNull(),
  passwordHash: text('password_hash'),
  isActive: integer('is_active').notNull(),
  version: integer('version').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});

/** One row a command, refused ones included, each chained to the one before by hash; append-only. */
export const auditRows = sqliteTable('audit_rows', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  at: text('at').notNull(),
  businessDate: text('business_date').notNull(),
  actor: text('actor').notNull(),
  host: text('host').notNull(),
  procedure: text('procedure').notNull(),
  requestId: text('request_id'),
  inputSha256: text('input_sha256').notNull(),
  outcome: text('outcome').notNull(),
  /** What changed, before and after, without bank or identity numbers. */
  changesJson: text('changes_json').notNull(),
  appVersion: text('app_version').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
});

/** Answers of commands by request id: the same request again is a success, another input under it is a conflict. */
export const requests = sqliteTable('requests', {
  requestId: text('request_id').primaryKey(),
  procedure: text('procedure').notNull(),
  inputSha256: text('input_sha256').notNull(),
  outputJson: text('output_json').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});
