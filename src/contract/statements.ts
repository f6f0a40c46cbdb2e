import { z } from 'zod';
import { ACCRUAL_KINDS, CONTRACT_TYPES, HOLD_REASONS, PAYOUT_STATES, TAX_STANDINGS } from '../shared/vocab.ts';
import { command, document, fileOutput, query } from './define.ts';
import { amount, code, count, isoDate, month, quarter, rate, reason, tier } from './values.ts';

const figures = {
  openingPaisa: amount,
  accruedPaisa: amount,
  adjustmentsPaisa: amount,
  clawbackPaisa: amount,
  grossPaisa: amount,
  withholdingPaisa: amount,
  netPaisa: amount,
  carriedPaisa: amount,
};

const head = {
  quarter,
  /** Null: a draft, as long as the run is not approved. */
  number: z.string().nullable(),
  partner: code,
  name: z.string(),
  state: z.enum(PAYOUT_STATES),
  ...figures,
};

/** Dates that every statement of a run has alike; null for drafts. */
const dates = { statementOn: isoDate.nullable(), disputeBy: isoDate.nullable() };

const statementLine = z.strictObject({
  /** Names the line on paper and on the telephone. */
  code: z.string(),
  id: z.int(),
  deal: code,
  kind: z.enum(ACCRUAL_KINDS),
  period: month,
  postedIn: month,
  invoiceNo: z.string().nullable(),
  billedPaisa: amount,
  rateBps: rate,
  tier,
  amountPaisa: amount,
  /** Code of the line that this one takes back. */
  reverses: z.string().nullable(),
});

const runInput = z.strictObject({ quarter });

/** Which statement, as of which issue (the last unless told), and how its figures are grouped. */
const paperInput = runInput.extend({ partner: code, revision: z.int().min(1).optional(), grouping: z.enum(['thousands', 'lakh']).optional() });

export const statementsProcedures = {
  'statements.list': query({
    summary: 'The statements of a quarter, one per partner, numbered without gaps once the run is approved',
    rules: ['6.5'],
    input: runInput,
    output: z.strictObject({
      quarter,
      runState: z.enum(['none', 'proposed', 'approved', 'sent', 'paid']),
      ...dates,
      /** `revision`: how often it was issued; 0 for a draft. */
      rows: z.array(z.strictObject(head).omit({ quarter: true }).extend({ lines: count, revision: count })),
      totals: z.strictObject({ ...figures, lines: count }),
    }),
  }),
  'statements.get': query({
    summary: 'What the statement of a partner and quarter says',
    rules: ['6.5', '7.1'],
    input: runInput.extend({ partner: code }),
    output: z.strictObject({
      ...head,
      ...dates,
      valueOn: isoDate,
      termsVersion: z.int(),
      minimumPayoutPaisa: amount,
      holdReason: z.enum(HOLD_REASONS).nullable(),
      payment: z.strictObject({ bankTitle: z.string().nullable(), bankName: z.string().nullable(), ibanMasked: z.string().nullable() }),
      tax: z.strictObject({
        standing: z.enum(TAX_STANDINGS).nullable(),
        basePaisa: amount,
        rateBps: rate.nullable(),
        section: z.string().nullable(),
        reference: z.string().nullable(),
      }),
      deals: z.array(
        z.strictObject({
          deal: code,
          client: z.string(),
          contractType: z.enum(CONTRACT_TYPES),
          contractValuePaisa: amount,
          billedPaisa: amount,
          amountPaisa: amount,
          lines: z.array(statementLine),
        }),
      ),
      adjustments: z.array(statementLine),
      clawbacks: z.array(statementLine),
    }),
    errors: ['NOT_FOUND'],
  }),
  'statements.line': query({
    summary: 'The posted line that a code of a statement names',
    rules: ['6.5', '7.1'],
    input: z.strictObject({ code: z.string().trim().min(1).max(20) }),
    output: z.strictObject({ line: statementLine, partner: code, quarter, number: z.string().nullable() }),
    errors: ['BAD_INPUT', 'NOT_FOUND'],
  }),
  'statements.issue': command({
    summary: 'Issues the statements of an approved run: from then on each bears the names and accounts of that day; those issued stay as they are',
    rules: ['6.5'],
    permission: 'finance',
    input: runInput,
    output: z.strictObject({ issued: count, already: count }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'statements.reissue': command({
    summary: 'Issues a statement again, with the names and accounts of today and marks of what changed',
    rules: ['6.5'],
    permission: 'finance',
    input: runInput.extend({ partner: code, reason }),
    output: z.strictObject({ number: z.string(), revision: z.int(), changed: z.array(z.string()) }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'statements.pdf': document({
    summary: 'A statement as PDF: as issued, to the byte; a draft with its mark before that',
    rules: ['6.5'],
    input: paperInput,
    output: fileOutput,
    errors: ['NOT_FOUND'],
  }),
  'statements.workbook': document({
    summary: 'The twin of a statement as workbook: its sums are formulas over the lines, and every line is recomputed',
    rules: ['6.5'],
    input: paperInput,
    output: fileOutput,
    errors: ['NOT_FOUND'],
  }),
};
