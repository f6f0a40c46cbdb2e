import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import { partners } from './partners.ts';

/** One run a quarter (6.1); proposed again any number of times until approved (6.4). */
export const payoutRuns = sqliteTable('payout_runs', {
  quarter: text('quarter').primaryKey(),
  state: text('state', { enum: ['proposed', 'approved', 'sent', 'paid'] }).notNull(),
  dueOn: text('due_on').notNull(),
  valueOn: text('value_on').notNull(),
  termsVersionId: integer('terms_version_id').notNull(),
  digest: text('digest').notNull(),
  proposedBy: text('proposed_by').notNull(),
  proposedAt: text('proposed_at').notNull(),
  approvedBy: text('approved_by'),
  approvedAt: text('approved_at'),
  recordedSeq: integer('recorded_seq').notNull(),
});

/** What a run gives each partner (6.2, 6.3); figures freeze on approval, states go on. */
export const payoutItems = sqliteTable(
  'payout_items',
  {
    id: integer('id').primaryKey(),
    quarter: text('quarter')
      .notNull()
      .references(() => payoutRuns.quarter),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    openingPaisa: integer('opening_paisa').notNull(),
    accruedPaisa: integer('accrued_paisa').notNull(),
    adjustmentsPaisa: integer('adjustments_paisa').notNull(),
    clawbackPaisa: integer('clawback_paisa').notNull(),
    grossPaisa: integer('gross_paisa').notNull(),
    withholdingPaisa: integer('withholding_paisa').notNull(),
    netPaisa: integer('net_paisa').notNull(),
    carriedPaisa: integer('carried_paisa').notNull(),
    /** First and last month of posting that a payment settles; both null when nothing is paid. */
    settlesFrom: text('settles_from'),
    settlesTo: text('settles_to'),
    withholdingBasePaisa: integer('withholding_base_paisa').notNull(),
    withholdingRateBps: integer('withholding_rate_bps'),
    withholdingSection: text('withholding_section'),
    withholdingReference: text('withholding_reference'),
    standing: text('standing'),
    state: text('state').notNull(),
    holdReason: text('hold_reason'),
    /** Fingerprint of account title and IBAN as proposed: another account needs another approval (6.4). */
    payeeSha256: text('payee_sha256').notNull(),
    paidOn: text('paid_on'),
    version: integer('version').notNull(),
  },
  (t) => [unique('payout_items_key').on(t.quarter, t.partnerId), index('payout_items_by_partner').on(t.partnerId, t.quarter)],
);

/** Every step of a run or one of its payments, append-only. */
export const payoutEvents = sqliteTable(
  'payout_events',
  {
    id: integer('id').primaryKey(),
    quarter: text('quarter').notNull(),
    partnerId: integer('partner_id').references(() => partners.id),
    state: text('state').notNull(),
    reason: text('reason'),
    actor: text('actor').notNull(),
    at: text('at').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('payout_events_by_quarter').on(t.quarter, t.id)],
);
