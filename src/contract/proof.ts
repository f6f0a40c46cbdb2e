import { z } from 'zod';
import { QUEUES } from '../shared/vocab.ts';
import { dealFilter } from './deals.ts';
import { query, rehearsal } from './define.ts';
import { accrualFilter } from './months.ts';
import { partnerFilter } from './partners.ts';
import { amount, code, isoDate, month, quarter, tier } from './values.ts';

const payoutFigure = z.enum([
  'openingPaisa',
  'accruedPaisa',
  'adjustmentsPaisa',
  'clawbackPaisa',
  'grossPaisa',
  'withholdingPaisa',
  'netPaisa',
  'carriedPaisa',
]);
const reconciliationFigure = z.enum(['expectedPaisa', 'billedPaisa', 'differencePaisa', 'expectedCommissionPaisa', 'accruedPaisa', 'toAccruePaisa']);
const monthFigure = z.enum(['recurring', 'fixed_price', 'clawback', 'adjustment', 'total']);
/** Null: the completion of a fixed-price deal. */
const invoiceNo = z.string().max(200).nullable();

/** What a proof can be asked about; figures that a list totals are asked with the list's own filter. */
export const proofSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accrual'), id: z.int(), figure: z.enum(['basePaisa', 'rateBps', 'amountPaisa']).optional() }),
  z.strictObject({ kind: z.literal('accrualsTotal'), filter: accrualFilter, figure: z.enum(['basePaisa', 'amountPaisa', 'count']) }),
  z.strictObject({ kind: z.literal('tier'), partner: code, on: isoDate }),
  z.strictObject({ kind: z.literal('count'), partner: code, on: isoDate }),
  z.strictObject({ kind: z.literal('missing'), partner: code, on: isoDate, to: z.enum(['nextTier', 'recover']) }),
  z.strictObject({ kind: z.literal('tierChange'), partner: code, on: isoDate, to: tier }),
  z.strictObject({ kind: z.literal('tierTerms'), tier, on: isoDate, figure: z.enum(['minReferrals', 'rateBps', 'coopPaisa']) }),
  z.strictObject({ kind: z.literal('tierPartners'), tier, on: isoDate }),
  z.strictObject({ kind: z.literal('payout'), quarter, partner: code, figure: payoutFigure }),
  z.strictObject({ kind: z.literal('payoutTotal'), quarter, figure: payoutFigure }),
  z.strictObject({ kind: z.literal('withholdingRate'), quarter, partner: code }),
  z.strictObject({ kind: z.literal('balance'), partner: code, asOf: month }),
  z.strictObject({
    kind: z.literal('partnerTotal'),
    partner: code,
    from: month,
    to: month,
    figure: z.enum(['accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'paidPaisa', 'postedPaisa']),
  }),
  z.strictObject({ kind: z.literal('partnersTotal'), filter: partnerFilter, figure: z.enum(['payablePaisa', 'deals', 'count']) }),
  z.strictObject({ kind: z.literal('reconciliation'), deal: code, month, figure: reconciliationFigure }),
  z.strictObject({ kind: z.literal('reconciliationTotal'), month, figure: z.enum([...reconciliationFigure.options, 'open']) }),
  z.strictObject({ kind: z.literal('exception'), deal: code, invoiceNo, figure: z.enum(['amountPaisa', 'wouldAccruePaisa']) }),
  z.strictObject({ kind: z.literal('month'), month, figure: monthFigure }),
  z.strictObject({
    kind: z.literal('dealTotal'),
    deal: code,
    figure: z.enum(['contractValuePaisa', 'expectedMonthlyPaisa', 'billedPaisa', 'unbilledPaisa', 'accruedPaisa']),
  }),
  z.strictObject({ kind: z.literal('dealsTotal'), filter: dealFilter, figure: z.enum(['contractValuePaisa', 'billedPaisa', 'accruedPaisa', 'count']) }),
  /** How many lines the file holds. */
  z.strictObject({ kind: z.literal('billingLines') }),
  z.strictObject({ kind: z.literal('billing'), deal: code, invoiceNo: z.string().max(200) }),
  z.strictObject({ kind: z.literal('account'), account: z.string(), asOf: month, side: z.enum(['debit', 'credit']) }),
  z.strictObject({ kind: z.literal('entry'), entry: z.int(), account: z.string() }),
  z.strictObject({ kind: z.literal('rate'), deal: code }),
  z.strictObject({ kind: z.literal('partnerRate'), partner: code, on: isoDate }),
  z.strictObject({ kind: z.literal('queue'), queue: z.enum(QUEUES) }),
]);

export type ProofSubject = z.input<typeof proofSubject>;

/** One step of a derivation; the parts of a figure add up to it (`combine` says how). */
export const proofNode: z.ZodType<ProofNode, ProofNode> = z.lazy(() =>
  z.strictObject({
    label: z.string(),
    value: z.union([
      z.strictObject({ paisa: amount }),
      z.strictObject({ bps: z.int() }),
      z.strictObject({ count: z.int() }),
      z.strictObject({ text: z.string() }),
    ]),
    rule: z.string().nullable(),
    termsVersion: z.int().nullable(),
    source: z.strictObject({ file: z.string(), row: z.int() }).nullable(),
    link: z.strictObject({ kind: z.string(), id: z.string() }).nullable(),
    note: z.string().nullable(),
    /** What to ask for the proof of this step itself, where this one stops. */
    deeper: proofSubject.nullable(),
    /** `sum`: the parts add up to the value; `product`: base × rate, rounded; `facts`: the parts explain it. */
    combine: z.enum(['leaf', 'sum', 'product', 'facts']),
    parts: z.array(proofNode),
  }),
);

export interface ProofNode {
  label: string;
  value: { paisa: number } | { bps: number } | { count: number } | { text: string };
  rule: string | null;
  termsVersion: number | null;
  source: { file: string; row: number } | null;
  link: { kind: string; id: string } | null;
  note: string | null;
  deeper: ProofSubject | null;
  combine: 'leaf' | 'sum' | 'product' | 'facts';
  parts: ProofNode[];
}

export const proofProcedures = {
  'proof.of': query({
    summary: 'The whole derivation of a figure, down to its sources',
    input: proofSubject,
    output: proofNode,
    errors: ['NOT_FOUND'],
  }),
  'proof.ofPreview': rehearsal({
    summary: 'The derivation of what closing a month would post; stores nothing',
    rules: ['3.6'],
    input: z.strictObject({ month, figure: monthFigure }),
    output: proofNode,
    errors: ['MONTH_ALREADY_CLOSED', 'MONTH_OUT_OF_ORDER'],
  }),
};
