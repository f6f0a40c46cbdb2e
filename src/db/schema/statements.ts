import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { partners } from './partners.ts';
import { payoutRuns } from './payouts.ts';

/**
 * Every issue of a statement, the first and those after it (6.5): what names and accounts it bore on that day. Its figures are those of
 * the approved run and the posted lines, which do not change; append-only.
 */
export const statementIssues = sqliteTable(
  'statement_issues',
  {
    quarter: text('quarter')
      .notNull()
      .references(() => payoutRuns.quarter),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    revision: integer('revision').notNull(),
    number: text('number').notNull(),
    issuedOn: text('issued_on').notNull(),
    reason: text('reason').notNull(),
    /** Names of the facts that differ from the issue before. */
    changedJson: text('changed_json').notNull(),
    factsJson: text('facts_json').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.quarter, t.partnerId, t.revision] })],
);
