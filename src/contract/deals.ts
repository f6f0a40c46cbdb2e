import { z } from 'zod';
import { BILLING_KINDS, CANCEL_REASONS, CONTRACT_TYPES, RATE_SOURCES } from '../shared/vocab.ts';
import { command, query } from './define.ts';
import { amount, code, count, isoDate, listInput, listOutput, month, nothing, rate, reason, tier } from './values.ts';

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

export const dealsProcedures = {
  'deals.list': query({
    summary: 'Registered deals',
    input: listInput(
      { text: z.string().max(200), partner: code, contractType: z.enum(CONTRACT_TYPES), status: dealRow.shape.status, signedFrom: isoDate, signedTo: isoDate },
      ['signedOn', 'deal', 'client', 'contractValuePaisa'],
    ),
    output: listOutput(dealRow, z.strictObject({ contractValuePaisa: amount, billedPaisa: amount, accruedPaisa: amount })),
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
    input: z.strictObject({ deal: code, reason, version: z.int().optional() }),
    output: z.strictObject({ deal: code, voidedOn: isoDate }),
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
  'reconciliation.work': command({
    summary: 'Explains or escalates variances, or marks them corrected by billing; kept with who, when and why',
    rules: ['4'],
    permission: 'finance',
    input: z.strictObject({ month, deals: z.array(code).min(1).max(10_000), action: z.enum(['explained', 'corrected', 'escalated']), reason }),
    output: z.strictObject({ worked: count, refused: z.array(z.strictObject({ deal: code, why: z.string() })) }),
  }),
  'exceptions.list': query({
    summary: 'Lines and completions that do not accrue, with the rule each breaks',
    rules: ['3.5'],
    input: z.strictObject({ open: z.boolean().optional(), through: month.optional() }),
    output: z.array(exceptionRow),
  }),
  'exceptions.decide': command({
    summary: 'Lets an exception accrue, or leaves it out, with a reason',
    rules: ['3.5'],
    permission: 'finance',
    input: z.strictObject({
      items: z
        .array(z.strictObject({ deal: code, invoiceNo: z.string().nullable() }))
        .min(1)
        .max(10_000),
      decision: z.enum(['accept', 'leave_out']),
      reason,
    }),
    output: z.strictObject({ decided: count }),
    errors: ['NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
};
