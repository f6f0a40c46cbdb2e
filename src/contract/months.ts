import { z } from 'zod';
import { ACCRUAL_KINDS, HOLD_REASONS, PAYOUT_STATES, RATE_SOURCES, TAX_STANDINGS } from '../shared/vocab.ts';
import { command, document, fileOutput, query, rehearsal } from './define.ts';
import {
  amount,
  code,
  count,
  instant,
  isoDate,
  listFilter,
  listInput,
  listOutput,
  month,
  nothing,
  oneKey,
  quarter,
  rate,
  reason,
  tier,
  totalsInput,
  totalsOutput,
  version,
} from './values.ts';

const accrualKind = z.enum(ACCRUAL_KINDS);

/** `text`: the code of a deal or of a partner. */
export const accrualFilter = listFilter({
  text: z.string().max(64),
  partner: code,
  deal: code,
  postedIn: month,
  /** First and last month of posting, both included. */
  postedFrom: month,
  postedTo: month,
  kind: accrualKind,
  /** A line and the correction that takes it back. */
  pair: z.int(),
});

const closeTotals = z.strictObject({
  recurringPaisa: amount,
  fixedPricePaisa: amount,
  clawbackPaisa: amount,
  adjustmentPaisa: amount,
  totalPaisa: amount,
  lines: count,
  partners: count,
  lateLines: count,
});

const blocker = z.strictObject({ deal: code, month, status: z.string(), message: z.string() });

export const monthsProcedures = {
  'months.list': query({
    summary: 'Closed months, and the next to close with what waits for it',
    rules: ['3.6'],
    input: nothing,
    output: z.strictObject({
      closed: z.array(z.strictObject({ month, closedAt: instant, closedBy: z.string(), lines: count, totalPaisa: amount, digest: z.string() })),
      /** Null while there is nothing to post. */
      next: month.nullable(),
    }),
  }),
  'months.preview': rehearsal({
    summary: 'What closing a month would post, and what still stands in its way; stores nothing',
    rules: ['3.6'],
    input: z.strictObject({ month }),
    output: z.strictObject({ month, digest: z.string(), totals: closeTotals, blockers: z.array(blocker), blockerCount: count, warnings: z.array(z.string()) }),
    errors: ['MONTH_ALREADY_CLOSED', 'MONTH_OUT_OF_ORDER'],
  }),
  'months.close': command({
    summary: 'Posts what accrues in a month and freezes it',
    rules: ['3.6', '3.8', '5.1'],
    permission: 'finance',
    input: z.strictObject({ month, digest: z.string().optional(), acceptVariances: reason.optional() }),
    output: z.strictObject({ month, totals: closeTotals, digest: z.string(), variancesWorked: count, exceptionsLeftOut: count }),
    errors: ['MONTH_ALREADY_CLOSED', 'MONTH_OUT_OF_ORDER', 'MONTH_NOT_READY', 'PREVIEW_STALE'],
  }),
  'accruals.list': query({
    summary: 'Posted lines of a range of months of posting',
    rules: ['3.2', '3.3', '3.4', '5.1'],
    frozen: true,
    input: z.strictObject({ from: month, to: month }),
    output: z.array(
      z.strictObject({
        deal: code,
        partner: code,
        period: month,
        postedIn: month,
        kind: accrualKind,
        invoiceNo: z.string().nullable(),
        basePaisa: amount,
        rateBps: rate,
        amountPaisa: amount,
      }),
    ),
  }),
  'accruals.page': query({
    summary: 'The accruals ledger, page by page',
    input: listInput(accrualFilter, oneKey(['postedIn', 'partner', 'deal'])),
    output: listOutput(
      z.strictObject({
        id: z.int(),
        deal: code,
        partner: code,
        client: z.string(),
        period: month,
        postedIn: month,
        kind: accrualKind,
        invoiceNo: z.string().nullable(),
        basePaisa: amount,
        rateBps: rate,
        rateSource: z.enum(RATE_SOURCES),
        tier,
        amountPaisa: amount,
        beyondTerm: z.boolean(),
        /** The line that this one takes back, and the one that takes this back. */
        reversesId: z.int().nullable(),
        reversedById: z.int().nullable(),
      }),
    ),
  }),
  'accruals.totals': query({
    summary: 'Count and sums over all lines of a filter of the accruals ledger',
    input: totalsInput(accrualFilter),
    output: totalsOutput(z.strictObject({ basePaisa: amount, amountPaisa: amount })),
  }),
  'journal.trialBalance': query({
    summary: 'Debits and credits by account after a month',
    rules: ['3.8'],
    frozen: true,
    input: z.strictObject({ asOf: month }),
    output: z.array(z.strictObject({ account: z.string(), debitPaisa: amount, creditPaisa: amount })),
  }),
  'journal.entries': query({
    summary: 'Journal entries of a month with their lines',
    rules: ['3.8'],
    input: z.strictObject({ month, after: z.int().optional(), limit: z.int().min(1).max(500).optional() }),
    output: z.strictObject({
      entries: z.array(
        z.strictObject({
          id: z.int(),
          postedOn: isoDate,
          event: z.string(),
          reference: z.string(),
          description: z.string(),
          partner: code.nullable(),
          lines: z.array(z.strictObject({ account: z.string(), partner: code.nullable(), debitPaisa: amount, creditPaisa: amount })),
        }),
      ),
      next: z.int().nullable(),
      count,
    }),
  }),
  'journal.map': query({
    summary: 'Which event posts to which accounts',
    rules: ['3.8', '5.3'],
    input: nothing,
    output: z.strictObject({
      accounts: z.array(z.strictObject({ account: z.string(), number: z.string(), name: z.string() })),
      postings: z.array(
        z.strictObject({
          event: z.string(),
          when: z.string(),
          debit: z.array(z.string()),
          credit: z.array(z.string()),
          rule: z.string(),
          negative: z.string().nullable(),
        }),
      ),
    }),
  }),
  'exports.journal': document({
    summary: 'The journal of a range of months as CSV',
    rules: ['3.8'],
    permission: 'finance',
    input: z.strictObject({ from: month, to: month }),
    output: fileOutput,
  }),
};

const payoutItem = z.strictObject({
  partner: code,
  openingPaisa: amount,
  accruedPaisa: amount,
  adjustmentsPaisa: amount,
  clawbackPaisa: amount,
  grossPaisa: amount,
  withholdingPaisa: amount,
  netPaisa: amount,
  carriedPaisa: amount,
  state: z.enum(PAYOUT_STATES),
});

const runAnswer = z.strictObject({
  quarter,
  state: z.string(),
  payments: count,
  held: count,
  rolled: count,
  grossPaisa: amount,
  withholdingPaisa: amount,
  netPaisa: amount,
  valueOn: isoDate,
  dueOn: isoDate,
});

const comparedFigures = payoutItem.omit({ partner: true, state: true, grossPaisa: true });

/** What goes out now, what went out before, and the parts that the difference between them adds up from. */
const outgoing = {
  outgoingPaisa: amount,
  previousPaisa: amount,
  differencePaisa: amount,
  openingPaisa: amount,
  accruedPaisa: amount,
  adjustmentsPaisa: amount,
  clawbackPaisa: amount,
  /** More carried on is less paid: below zero. */
  carriedPaisa: amount,
  withholdingPaisa: amount,
  holdPaisa: amount,
};

const PAYOUT_ERRORS = [
  'QUARTER_NOT_CLOSED',
  'QUARTER_OUT_OF_ORDER',
  'TRANSITION_REFUSED',
  'WITHHOLDING_RATE_MISSING',
  'MAKER_IS_CHECKER',
  'PREVIEW_STALE',
  'CONFLICT',
] as const;
const runInput = z.strictObject({ quarter });
const runAct = runInput.extend({ version: version.optional() });

export const payoutsProcedures = {
  'payouts.quarter': query({
    summary: 'The quarter per partner: opening to gross, withholding, net and carried',
    rules: ['6.2', '6.3'],
    frozen: true,
    input: runInput,
    output: z.array(payoutItem),
    errors: ['WITHHOLDING_RATE_MISSING'],
  }),
  'payouts.run': query({
    summary: 'A payout run to work on: names, standing, holds, warnings, what may be done next',
    rules: ['6.1', '6.4'],
    input: runInput,
    output: z.strictObject({
      quarter,
      /** `none` until proposed. */
      state: z.enum(['none', 'proposed', 'approved', 'sent', 'paid']),
      dueOn: isoDate,
      valueOn: isoDate,
      /** What rolls over is less than this (6.2). */
      minimumPayoutPaisa: amount,
      version,
      proposedBy: z.string().nullable(),
      approvedBy: z.string().nullable(),
      items: z.array(
        payoutItem.extend({
          name: z.string(),
          standing: z.enum(TAX_STANDINGS).nullable(),
          withholdingRateBps: rate.nullable(),
          withholdingReference: z.string().nullable(),
          holdReason: z.enum(HOLD_REASONS).nullable(),
          /** What was said at its last hold, release or return. */
          note: z.string().nullable(),
          ibanMasked: z.string().nullable(),
          warnings: z.array(z.string()),
          version,
        }),
      ),
      totals: payoutItem.omit({ partner: true, state: true }),
      actions: z.array(z.strictObject({ name: z.enum(['propose', 'approve', 'send', 'pay']), disabledReason: z.string().nullable() })),
    }),
    errors: ['WITHHOLDING_RATE_MISSING'],
  }),
  'payouts.compare': query({
    summary: 'What goes out to each partner in this run and in the last before it, and what the difference is made of',
    rules: ['6.2', '6.3', '6.4'],
    input: runInput,
    output: z.strictObject({
      quarter,
      previous: quarter.nullable(),
      rows: z.array(
        z.strictObject({
          partner: code,
          name: z.string(),
          state: z.enum(PAYOUT_STATES).nullable(),
          previousState: z.enum(PAYOUT_STATES).nullable(),

          /** The figures of the two payments themselves; null where a run has none. */
          current: comparedFigures.nullable(),
          before: comparedFigures.nullable(),
          ...outgoing,
        }),
      ),
      totals: z.strictObject(outgoing),
    }),
    errors: ['WITHHOLDING_RATE_MISSING'],
  }),
  'payouts.propose': command({
    summary: 'Works out the run of a quarter; again as often as one likes until it is approved',
    rules: ['6.1', '6.2', '6.3', '6.4'],
    permission: 'finance',
    input: runAct.extend({ valueOn: isoDate.optional() }),
    output: runAnswer,
    errors: PAYOUT_ERRORS,
  }),
  'payouts.approve': command({
    summary: 'Approves exactly what was proposed',
    rules: ['6.4'],
    permission: 'approve',
    input: runAct,
    output: runAnswer,
    errors: PAYOUT_ERRORS,
  }),
  'payouts.send': command({
    summary: 'Marks approved (and failed) payments as sent to the bank',
    rules: ['6.4'],
    permission: 'finance',
    input: runAct,
    output: runAnswer,
    errors: PAYOUT_ERRORS,
  }),
  'payouts.pay': command({
    summary: "Records the bank's confirmation of what was sent and posts it",
    rules: ['6.4', '3.8'],
    permission: 'finance',
    input: runAct,
    output: runAnswer,
    errors: PAYOUT_ERRORS,
  }),
  'payouts.hold': command({
    summary: 'Holds one payment with a reason',
    rules: ['6.4'],
    permission: 'finance',
    input: runAct.extend({ partner: code, reason: z.enum(['suspended', 'compliance']), note: reason }),
    output: runAnswer,
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
  'payouts.release': command({
    summary: 'Releases a held payment whose cause is gone',
    rules: ['6.4'],
    permission: 'finance',
    input: runAct.extend({ partner: code, note: reason }),
    output: runAnswer,
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
  'payouts.fail': command({
    summary: 'Records that the bank returned a payment; it can be sent again',
    rules: ['6.4'],
    permission: 'finance',
    input: runAct.extend({ partner: code, note: reason }),
    output: runAnswer,
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
};
