import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import { importFiles } from './imports.ts';
import { partners } from './partners.ts';

/** Registered deals (2.5). Tier and rate at registration never change; months are kept beside dates for set-based rules. */
export const deals = sqliteTable(
  'deals',
  {
    id: integer('id').primaryKey(),
    code: text('code').notNull().unique(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    client: text('client').notNull(),
    contractType: text('contract_type').notNull(),
    contractValuePaisa: integer('contract_value_paisa').notNull(),
    signedOn: text('signed_on').notNull(),
    startOn: text('start_on').notNull(),
    startMonth: text('start_month').notNull(),
    durationMonths: integer('duration_months'),
    /** Last month of the term; null: open-ended or fixed price. */
    termEndMonth: text('term_end_month'),
    expectedMonthlyPaisa: integer('expected_monthly_paisa'),
    /** Last month in which billing is expected (4): the earlier of term end and cancellation, `9999-12` when open, null when never. */
    expectedUntil: text('expected_until'),
    ownRateBps: integer('own_rate_bps'),
    ownRateReason: text('own_rate_reason'),
    completedOn: text('completed_on'),
    completedMonth: text('completed_month'),
    completionSeq: integer('completion_seq'),
    cancelledOn: text('cancelled_on'),
    cancelledMonth: text('cancelled_month'),
    cancelReason: text('cancel_reason'),
    cancellationSeq: integer('cancellation_seq'),
    /** 1 when 5.1 or 5.2 applies. */
    clawedBack: integer('clawed_back').notNull(),
    /** Audit number of the close that posted, or would have posted, the clawback (3.5). */
    clawbackCloseSeq: integer('clawback_close_seq'),
    voidedOn: text('voided_on'),
    voidReason: text('void_reason'),
    /** From this day on the deal is no credited referral (1.2). */
    uncountedFrom: text('uncounted_from'),
    /** How the deal ended, worked out from the columns above; null while it runs. */
    ending: text('ending').generatedAlwaysAs(
      sql`CASE WHEN voided_on IS NOT NULL THEN 'voided' WHEN clawed_back = 1 THEN 'clawed_back' WHEN cancelled_on IS NOT NULL THEN 'cancelled' WHEN completed_on IS NOT NULL THEN 'completed' END`,
      { mode: 'virtual' },
    ),
    registeredTier: text('registered_tier').notNull(),
    registeredRateBps: integer('registered_rate_bps').notNull(),
    registeredRateSource: text('registered_rate_source').notNull(),
    termsVersionId: integer('terms_version_id').notNull(),
    importFileId: integer('import_file_id').references(() => importFiles.id),
    importRow: integer('import_row'),
    version: integer('version').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [
    // Each sort of the list has an index that holds what the list filters by: looking past deals that do not match costs a tenth.
    index('deals_by_partner').on(t.partnerId, t.signedOn, t.code, t.ending, t.termEndMonth, t.contractType),
    index('deals_by_signed').on(t.signedOn, t.id, t.ending, t.termEndMonth, t.contractType),
    index('deals_by_code').on(t.code, t.id, t.ending, t.termEndMonth, t.contractType),
    index('deals_by_client').on(t.client, t.code, t.partnerId, t.ending, t.termEndMonth, t.contractType),
    index('deals_by_value').on(t.contractValuePaisa, t.id, t.ending, t.termEndMonth, t.contractType),
    index('deals_by_type').on(t.contractType),
    index('deals_by_term_end').on(t.termEndMonth),
    index('deals_by_ending').on(t.ending).where(sql`ending IS NOT NULL`),
    index('deals_by_cancelled_month').on(t.cancelledMonth),
    index('deals_by_completed_month').on(t.completedMonth),
    index('deals_by_expected_until').on(t.expectedUntil, t.startMonth),
  ],
);

/** Billed and accrued on each deal so far, kept by the transactions that bring lines and that post. Re-derived by verify. */
export const dealTotals = sqliteTable(
  'deal_totals',
  {
    dealId: integer('deal_id')
      .primaryKey()
      .references(() => deals.id),
    billedPaisa: integer('billed_paisa').notNull(),
    accruedPaisa: integer('accrued_paisa').notNull(),
  },
  (t) => [index('deal_totals_by_accrued').on(t.accruedPaisa, t.dealId)],
);

/** Client billing, net of sales tax (3.1). */
export const billingLines = sqliteTable(
  'billing_lines',
  {
    id: integer('id').primaryKey(),
    dealId: integer('deal_id')
      .notNull()
      .references(() => deals.id),
    period: text('period').notNull(),
    invoiceNo: text('invoice_no').notNull(),
    invoiceDate: text('invoice_date').notNull(),
    kind: text('kind').notNull(),
    amountPaisa: integer('amount_paisa').notNull(),
    importFileId: integer('import_file_id').references(() => importFiles.id),
    importRow: integer('import_row'),
    /** Audit number of the command that brought it: what a close could know. */
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [
    unique('billing_lines_key').on(t.dealId, t.invoiceNo),
    index('billing_lines_by_period').on(t.period, t.dealId),
    index('billing_lines_by_seq').on(t.recordedSeq),
  ],
);

/** A person's word on an exception of 3.5: let it accrue, or leave it out. About a line, or about a deal's completion. The latest stands. */
export const exceptionDecisions = sqliteTable(
  'exception_decisions',
  {
    id: integer('id').primaryKey(),
    billingLineId: integer('billing_line_id').references(() => billingLines.id),
    dealId: integer('deal_id')
      .notNull()
      .references(() => deals.id),
    decision: text('decision', { enum: ['accept', 'leave_out', 'withdrawn'] }).notNull(),
    reason: text('reason').notNull(),
    decidedBy: text('decided_by').notNull(),
    decidedAt: text('decided_at').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [
    index('exception_decisions_by_line').on(t.billingLineId, t.id),
    index('exception_decisions_by_deal').on(t.dealId, t.id),
    index('exception_decisions_by_seq').on(t.recordedSeq),
  ],
);

/** How a variance was worked (4), with the figures it was worked at: other figures open it again. */
export const varianceWork = sqliteTable(
  'variance_work',
  {
    id: integer('id').primaryKey(),
    dealId: integer('deal_id')
      .notNull()
      .references(() => deals.id),
    month: text('month').notNull(),
    action: text('action', { enum: ['explained', 'corrected', 'escalated', 'reopened'] }).notNull(),
    reason: text('reason').notNull(),
    status: text('status').notNull(),
    expectedPaisa: integer('expected_paisa').notNull(),
    billedPaisa: integer('billed_paisa').notNull(),
    workedBy: text('worked_by').notNull(),
    workedAt: text('worked_at').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('variance_work_by_deal').on(t.dealId, t.month, t.id)],
);

export const leads = sqliteTable(
  'leads',
  {
    id: integer('id').primaryKey(),
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    client: text('client').notNull(),
    contactName: text('contact_name').notNull(),
    contactEmail: text('contact_email').notNull(),
    submittedOn: text('submitted_on').notNull(),
    status: text('status').notNull(),
    contactTitle: text('contact_title'),
    contactPhone: text('contact_phone'),
    description: text('description'),
    estimatedValuePaisa: integer('estimated_value_paisa'),
    timeline: text('timeline'),
    services: text('services'),
    decisionTimeline: text('decision_timeline'),
    industry: text('industry'),
    qualifiedOn: text('qualified_on'),
    closedOn: text('closed_on'),
    lostReason: text('lost_reason'),
    dealCode: text('deal_code'),
    version: integer('version').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [unique('leads_key').on(t.partnerId, t.client, t.contactEmail, t.submittedOn)],
);
