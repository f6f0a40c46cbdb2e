import { z } from 'zod';
import { BILLING_KINDS, CANCEL_REASONS, CONTRACT_TYPES, RATE_SOURCES } from '../shared/vocab.ts';
import { command, intake, query } from './define.ts';
import {
  amount,
  code,
  count,
  entry,
  isoDate,
  listFilter,
  listInput,
  listOutput,
  month,
  nothing,
  rate,
  reason,
  shownState,
  tier,
  totalsInput,
  totalsOutput,
  twoKeys,
  version,
} from './values.ts';

export const dealRow = z.strictObject({
  deal: code,
  partner: code,
  partnerName: z.string(),
  client: z.string(),
  contractType: z.enum(CONTRACT_TYPES),
  contractValuePaisa: amount,
  expectedMonthlyPaisa: amount.nullable(),
  signedOn: isoDate,
  startOn: isoDate,
  durationMonths: z.int().nullable(),
  status: z.enum(['running', 'beyond_term', 'completed', 'cancelled', 'clawed_back', 'voided']),
  tier,
  rateBps: rate,
  rateSource: z.enum(RATE_SOURCES),
  billedPaisa: amount,
  accruedPaisa: amount,
});

export const dealRecord = dealRow.extend({
  completedOn: isoDate.nullable(),
  cancelledOn: isoDate.nullable(),
  cancelReason: z.enum(CANCEL_REASONS).nullable(),
  voidedOn: isoDate.nullable(),
  voidReason: z.string().nullable(),
  ownRateReason: z.string().nullable(),
  /** Last day on which a client's cancellation would still claw back (5.1). */
  clawbackUntil: isoDate,
  version: z.int(),
  source: z.strictObject({ file: z.string(), row: z.int() }).nullable(),
  strip: z.array(
    z.strictObject({
      month,
      expectedPaisa: amount,
      billedPaisa: amount,
      expectedCommissionPaisa: amount,
      accruedPaisa: amount,
      toAccruePaisa: amount,
      status: z.string(),
      beyondTerm: z.boolean(),
      work: z.string().nullable(),
    }),
  ),
  lines: z.array(
    z.strictObject({
      period: month,
      invoiceNo: z.string(),
      invoiceDate: isoDate,
      kind: z.enum(BILLING_KINDS),
      amountPaisa: amount,
      exception: z.string().nullable(),
      decision: z.string().nullable(),
      postedIn: month.nullable(),
      accrualId: z.int().nullable(),
      accruedPaisa: amount.nullable(),
      file: z.string().nullable(),
      row: z.int().nullable(),
    }),
  ),
  accruals: z.array(
    z.strictObject({
      id: z.int(),
      period: month,
      postedIn: month,
      kind: z.string(),
      invoiceNo: z.string().nullable(),
      basePaisa: amount,
      rateBps: rate,
      amountPaisa: amount,
    }),
  ),
});

export const dealFilter = listFilter({
  text: z.string().max(200),
  partner: code,
  contractType: z.enum(CONTRACT_TYPES),
  status: dealRow.shape.status,
  signedFrom: isoDate,
  signedTo: isoDate,
});

export const dealsProcedures = {
  'deals.list': query({
    summary: 'Registered deals',
    input: listInput(dealFilter, twoKeys(['signedOn', 'deal', 'client', 'partnerName', 'contractValuePaisa', 'accruedPaisa'])),
    output: listOutput(dealRow),
  }),
  'deals.totals': query({
    summary: 'Count and sums over all deals of a filter',
    input: totalsInput(dealFilter),
    output: totalsOutput(z.strictObject({ contractValuePaisa: amount, billedPaisa: amount, accruedPaisa: amount })),
  }),
  'deals.get': query({
    summary: 'One deal with its months, lines and postings',
    input: z.strictObject({ deal: code }),
    output: dealRecord,
    errors: ['NOT_FOUND'],
  }),
  'deals.rates': query({
    summary: 'Tier, rate and its source as stored at registration',
    rules: ['1.6', '2.5'],
    frozen: true,
    input: nothing,
    output: z.array(z.strictObject({ deal: code, partner: code, tier, rateBps: rate, source: z.enum(RATE_SOURCES) })),
  }),
  'deals.void': command({
    summary: 'Voids a deal registered by mistake; it stops counting from today. Refused once it has billing or postings: cancel it then',
    rules: ['1.2'],
    permission: 'deals',
    input: z.strictObject({ deal: code, reason, version: version.optional() }),
    output: z.strictObject({ deal: code, voidedOn: isoDate }),
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
  'deals.enter': intake({
    summary: 'Registers a deal typed on a screen, or changes one, by the rules of the deals file; a dry run tells the tier and rate it would get',
    rules: ['1.3', '1.6', '2.5'],
    permission: 'deals',
    input: entry,
    output: z.strictObject({
      deal: code,
      isNew: z.boolean(),
      tier,
      rateBps: rate,
      rateSource: z.enum(RATE_SOURCES),
      /** The worked commission of 2.5: of a month's expected billing, or of the whole contract at completion. */
      worked: z.strictObject({ per: z.enum(['month', 'completion']), basePaisa: amount, commissionPaisa: amount }),
      version: z.int(),
    }),
    errors: ['CONFLICT'],
  }),
  'deals.complete': command({
    summary: 'Records the completion of a fixed-price deal',
    rules: ['3.3'],
    permission: 'deals',
    input: z.strictObject({ deal: code, completedOn: isoDate, version: version.optional() }),
    output: z.strictObject({ deal: code, completedOn: isoDate, version: z.int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'deals.cancel': command({
    summary: 'Records that a deal ended, and why; whether its commission is clawed back follows from the dates',
    rules: ['3.5', '5.1', '5.2'],
    permission: 'deals',
    input: z.strictObject({ deal: code, cancelledOn: isoDate, cancelReason: z.enum(CANCEL_REASONS), reason, version: version.optional() }),
    output: z.strictObject({ deal: code, cancelledOn: isoDate, clawedBack: z.boolean(), version: z.int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'deals.takeBack': command({
    summary: 'Takes a completion, cancellation or voiding back while no month was closed on it',
    permission: 'deals',
    input: z.strictObject({ deal: code, what: z.enum(['completion', 'cancellation', 'voiding']), since: z.int(), version }),
    output: z.strictObject({ deal: code, version: z.int() }),
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
};

const exceptionRow = z.strictObject({
  deal: code,
  partner: code,
  client: z.string(),
  period: month,
  /** Null for a fixed-price completion. */
  invoiceNo: z.string().nullable(),
  amountPaisa: amount,
  wouldAccruePaisa: amount,
  code: z.enum(['before_start', 'after_cancellation', 'clawed_back', 'after_clawback_close', 'completed_after_cancellation', 'completed_after_clawback_close']),
  explanation: z.string(),
  decision: z.enum(['accept', 'leave_out']).nullable(),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  version,
});

export const reconciliationProcedures = {
  'reconciliation.month': query({
    summary: 'Expected against billed and accrued for each deal of a month',
    rules: ['4'],
    frozen: true,
    input: z.strictObject({ month }),
    output: z.array(
      z.strictObject({
        deal: code,
        expectedPaisa: amount,
        billedPaisa: amount,
        expectedCommissionPaisa: amount,
        accruedPaisa: amount,
        status: z.enum(['exception', 'matched', 'unexpected', 'missing', 'under_billed', 'over_billed']),
        beyondTerm: z.boolean(),
      }),
    ),
  }),
  'reconciliation.list': query({
    summary: 'The reconciliation of a month to work on: names, differences, how each was worked',
    rules: ['4'],
    input: z.strictObject({ month, open: z.boolean().optional() }),
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          deal: code,
          partner: code,
          partnerName: z.string(),
          client: z.string(),
          contractType: z.enum(CONTRACT_TYPES),
          expectedPaisa: amount,
          billedPaisa: amount,
          differencePaisa: amount,
          expectedCommissionPaisa: amount,
          accruedPaisa: amount,
          /** What of the month's lines still waits for a close. */
          toAccruePaisa: amount,
          status: z.enum(['exception', 'matched', 'unexpected', 'missing', 'under_billed', 'over_billed']),
          beyondTerm: z.boolean(),
          isOpen: z.boolean(),
          work: z.strictObject({ action: z.string(), reason: z.string(), by: z.string(), at: z.string() }).nullable(),
          version: shownState,
        }),
      ),
      totals: z.strictObject({
        expectedPaisa: amount,
        billedPaisa: amount,
        differencePaisa: amount,
        expectedCommissionPaisa: amount,
        accruedPaisa: amount,
        toAccruePaisa: amount,
        open: count,
      }),
    }),
  }),
  'reconciliation.addsUp': query({
    summary: 'Sets of up to four open lines that add up to a difference, the nearest first; a suggestion only',
    rules: ['4'],
    input: z.strictObject({ deal: code, month }),
    output: z.strictObject({
      differencePaisa: amount,
      tolerancePaisa: amount,
      /** Lines that were looked at. */
      considered: count,
      sets: z.array(
        z.strictObject({
          sumPaisa: amount,
          /** How near its farthest line is to the variance. */
          near: z.enum(['deal', 'client', 'partner', 'other']),
          lines: z.array(z.strictObject({ deal: code, client: z.string(), period: month, invoiceNo: z.string(), amountPaisa: amount })),
        }),
      ),
    }),
    errors: ['NOT_FOUND', 'BAD_INPUT'],
  }),
  'reconciliation.work': command({
    summary: 'Explains or escalates variances, marks them corrected by billing, or opens them again; kept with who, when and why',
    rules: ['4'],
    permission: 'finance',
    input: z.strictObject({
      month,
      deals: z.array(code).min(1).max(10_000),
      action: z.enum(['explained', 'corrected', 'escalated', 'reopened']),
      reason,
      /** By deal: its row as the screen showed it. */
      versions: z.record(code, shownState).optional(),
    }),
    output: z.strictObject({ worked: count, refused: z.array(z.strictObject({ deal: code, why: z.string() })) }),
    errors: ['CONFLICT'],
  }),
  'exceptions.list': query({
    summary: 'Lines and completions that do not accrue, with the rule each breaks',
    rules: ['3.5'],
    input: z.strictObject({ open: z.boolean().optional(), through: month.optional() }),
    output: z.array(exceptionRow),
  }),
  'exceptions.decide': command({
    summary: 'Lets an exception accrue, leaves it out, or withdraws the decision, with a reason',
    rules: ['3.5'],
    permission: 'finance',
    input: z.strictObject({
      items: z
        .array(z.strictObject({ deal: code, invoiceNo: z.string().nullable(), version: version.optional() }))
        .min(1)
        .max(10_000),
      decision: z.enum(['accept', 'leave_out', 'withdrawn']),
      reason,
    }),
    output: z.strictObject({ decided: count }),
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
};
