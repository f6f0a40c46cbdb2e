import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { partners } from './partners.ts';

/** Balanced journal entries (3.8), append-only. */
export const journalEntries = sqliteTable(
  'journal_entries',
  {
    id: integer('id').primaryKey(),
    postedOn: text('posted_on').notNull(),
    month: text('month').notNull(),
    event: text('event').notNull(),
    reference: text('reference').notNull(),
    description: text('description').notNull(),
    partnerId: integer('partner_id').references(() => partners.id),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('journal_entries_by_month').on(t.month, t.id), index('journal_entries_by_reference').on(t.event, t.reference)],
);

export const journalLines = sqliteTable(
  'journal_lines',
  {
    id: integer('id').primaryKey(),
    entryId: integer('entry_id')
      .notNull()
      .references(() => journalEntries.id),
    account: text('account').notNull(),
    partnerId: integer('partner_id').references(() => partners.id),
    debitPaisa: integer('debit_paisa').notNull(),
    creditPaisa: integer('credit_paisa').notNull(),
  },
  (t) => [index('journal_lines_by_entry').on(t.entryId), index('journal_lines_by_account').on(t.account)],
);
