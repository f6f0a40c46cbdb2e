import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { partners } from './partners.ts';
import { payoutRuns } from './payouts.ts';

/** Files given to a bank (6.6): what went out when, with its hash; append-only. */
export const bankExports = sqliteTable('bank_exports', {
  id: integer('id').primaryKey(),
  quarter: text('quarter')
    .notNull()
    .references(() => payoutRuns.quarter),
  profile: text('profile').notNull(),
  fileName: text('file_name').notNull(),
  sha256: text('sha256').notNull(),
  payments: integer('payments').notNull(),
  totalPaisa: integer('total_paisa').notNull(),
  exportedOn: text('exported_on').notNull(),
  /** The instant a file of messages bears; the same whenever it is written again. */
  exportedAt: text('exported_at').notNull(),
  /** Why payments went out again; empty for a first time. */
  reason: text('reason').notNull(),
  actor: text('actor').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});

/** The payments of a file: none goes out twice by accident. */
export const bankExportPayments = sqliteTable(
  'bank_export_payments',
  {
    exportId: integer('export_id')
      .notNull()
      .references(() => bankExports.id),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    reference: text('reference').notNull(),
    amountPaisa: integer('amount_paisa').notNull(),
  },
  (t) => [primaryKey({ columns: [t.exportId, t.partnerId] })],
);
