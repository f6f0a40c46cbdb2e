import { sql } from 'drizzle-orm';
import { type AnySQLiteColumn, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { billingLines, deals } from './deals.ts';
import { partners } from './partners.ts';

export const months = sqliteTable('months', {
  month: text('month').primaryKey(),
  closedAt: text('closed_at').notNull(),
  closedBy: text('closed_by').notNull(),
  closeSeq: integer('close_seq').notNull(),
  lineCount: integer('line_count').notNull(),
  totalPaisa: integer('total_paisa').notNull(),
  /** SHA-256 over the month's posted lines in their listed order: the fingerprint of the close. */
  digest: text('digest').notNull(),
});

/** Posted commission: append-only, closed with its month (3.6). Each line carries what explains it. */
export const accrualLines = sqliteTable(
  'accrual_lines',
  {
    id: integer('id').primaryKey(),
    dealId: integer('deal_id')
      .notNull()
      .references(() => deals.id),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    period: text('period').notNull(),
    postedIn: text('posted_in').notNull(),
    kind: text('kind').notNull(),
    invoiceNo: text('invoice_no'),
    basePaisa: integer('base_paisa').notNull(),
    rateBps: integer('rate_bps').notNull(),
    amountPaisa: integer('amount_paisa').notNull(),
    rateSource: text('rate_source').notNull(),
    tier: text('tier').notNull(),
    termsVersionId: integer('terms_version_id').notNull(),
    beyondTerm: integer('beyond_term').notNull(),
    /** 1: an exception that finance let accrue. */
    accepted: integer('accepted').notNull(),
    billingLineId: integer('billing_line_id').references(() => billingLines.id),
    reversesId: integer('reverses_id').references((): AnySQLiteColumn => accrualLines.id),
  },
  (t) => [
    index('accrual_lines_by_posted').on(t.postedIn, t.partnerId),
    // the deal alone: every close writes all over this index, so it is kept small
    index('accrual_lines_by_deal').on(t.dealId),
    uniqueIndex('accrual_lines_once_per_line').on(t.billingLineId).where(sql`billing_line_id IS NOT NULL AND reverses_id IS NULL`),
    uniqueIndex('accrual_lines_reversed_once').on(t.reversesId).where(sql`reverses_id IS NOT NULL`),
    index('accrual_lines_by_kind').on(t.kind, t.dealId).where(sql`kind <> 'recurring'`),
    uniqueIndex('accrual_lines_completed_once').on(t.dealId).where(sql`kind = 'fixed_price'`),
  ],
);

/** Totals per partner and month of posting, kept in the posting transaction and re-derived by verify. */
export const partnerMonths = sqliteTable(
  'partner_months',
  {
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    month: text('month').notNull(),
    accruedPaisa: integer('accrued_paisa').notNull(),
    adjustmentsPaisa: integer('adjustments_paisa').notNull(),
    clawbackPaisa: integer('clawback_paisa').notNull(),
    lineCount: integer('line_count').notNull(),
    quarter: text('quarter').generatedAlwaysAs(sql`substr(month, 1, 4) || '-Q' || ((CAST(substr(month, 6, 2) AS INTEGER) + 2) / 3)`, { mode: 'virtual' }),
  },
  (t) => [
    primaryKey({ columns: [t.month, t.partnerId] }),
    index('partner_months_by_partner').on(t.partnerId),
    // whole: a quarter is added up without a look at the table
    index('partner_months_by_quarter').on(t.quarter, t.partnerId, t.accruedPaisa, t.adjustmentsPaisa, t.clawbackPaisa),
  ],
);

/** Where each partner stands now: all posted less all paid; what of a negative balance the journal shows as receivable (5.3). Re-derived by verify. */
export const partnerBalances = sqliteTable('partner_balances', {
  partnerId: integer('partner_id')
    .primaryKey()
    .references(() => partners.id),
  balancePaisa: integer('balance_paisa').notNull(),
  receivablePaisa: integer('receivable_paisa').notNull(),
});
