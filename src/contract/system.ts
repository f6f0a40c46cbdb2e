import { z } from 'zod';
import { IMPORT_KINDS } from '../shared/vocab.ts';
import { command, intake, query } from './define.ts';
import { amount, code, count, instant, isoDate, month, nothing, quarter } from './values.ts';

const finding = z.strictObject({ file: z.string(), row: z.int(), column: z.string(), code: z.string(), message: z.string() });
const kindCounts = z.strictObject({ new: count, changed: count, unchanged: count });
const sourceFile = z.strictObject({
  name: z.string(),
  sha256: z.string(),
  bytes: count,
  kinds: z.array(z.strictObject({ kind: z.enum(IMPORT_KINDS), rows: count })),
  unknownColumns: z.array(z.string()),
});

export const importReport = z.strictObject({
  dryRun: z.boolean(),
  taken: z.boolean(),
  counts: z.partialRecord(z.enum(IMPORT_KINDS), kindCounts),
  files: z.array(sourceFile),
  errors: z.array(finding),
  errorCount: count,
  warnings: z.array(finding),
  warningCount: count,
});

export const importsProcedures = {
  'imports.run': intake({
    summary: 'Takes import files in one transaction, or reports every bad row and takes nothing',
    rules: ['2.5', '3.1'],
    permission: 'finance',
    input: z.strictObject({
      files: z
        .array(
          z.strictObject({
            name: z.string().min(1).max(255),
            /** The content as base64; the command line and the desktop shell may name a path instead. */
            base64: z.string().optional(),
            path: z.string().optional(),
            kind: z.enum(IMPORT_KINDS).optional(),
            mapping: z.record(z.string(), z.string()).optional(),
            dateOrder: z.enum(['iso', 'dmy', 'mdy']).optional(),
            delimiter: z.enum([',', ';', '\t']).optional(),
          }),
        )
        .min(1)
        .max(200),
      dryRun: z.boolean().optional(),
    }),
    output: importReport,
    errors: ['IMPORT_REFUSED', 'FILE_UNREADABLE', 'FILE_TOO_LARGE'],
  }),
  'imports.list': query({
    summary: 'What was imported when, from which files',
    input: nothing,
    output: z.array(
      z.strictObject({
        id: z.int(),
        importedAt: instant,
        actor: z.string(),
        counts: z.partialRecord(z.enum(IMPORT_KINDS), kindCounts),
        files: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: count })),
      }),
    ),
  }),
};

/** One step of a derivation; the parts of a figure add up to it (`sumsTo` says how). */
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
  combine: 'leaf' | 'sum' | 'product' | 'facts';
  parts: ProofNode[];
}

/** What a proof can be asked about. */
export const proofSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accrual'), id: z.int() }),
  z.strictObject({ kind: z.literal('tier'), partner: code, on: isoDate }),
  z.strictObject({ kind: z.literal('count'), partner: code, on: isoDate }),
  z.strictObject({
    kind: z.literal('payout'),
    quarter,
    partner: code,
    figure: z.enum(['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa']),
  }),
  z.strictObject({
    kind: z.literal('payoutTotal'),
    quarter,
    figure: z.enum(['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa']),
  }),
  z.strictObject({ kind: z.literal('balance'), partner: code, asOf: month }),
  z.strictObject({
    kind: z.literal('reconciliation'),
    deal: code,
    month,
    figure: z.enum(['expectedPaisa', 'billedPaisa', 'expectedCommissionPaisa', 'accruedPaisa']),
  }),
  z.strictObject({ kind: z.literal('month'), month, figure: z.enum(['recurring', 'fixed_price', 'clawback', 'adjustment', 'total']) }),
  z.strictObject({ kind: z.literal('dealTotal'), deal: code, figure: z.enum(['billedPaisa', 'accruedPaisa']) }),
  z.strictObject({ kind: z.literal('account'), account: z.string(), asOf: month, side: z.enum(['debit', 'credit']) }),
  z.strictObject({ kind: z.literal('rate'), deal: code }),
]);

const check = z.strictObject({ name: z.string(), what: z.string(), ok: z.boolean(), checked: count, problems: z.array(z.string()), problemCount: count });

export const systemProcedures = {
  'system.info': query({
    summary: 'The open file: where, what mode, how it stands',
    input: nothing,
    output: z.strictObject({
      appVersion: z.string(),
      path: z.string(),
      mode: z.enum(['solo', 'team']),
      isSample: z.boolean(),
      today: isoDate,
      actor: z.string(),
      schemaVersion: z.int(),
      counts: z.strictObject({ partners: count, deals: count, billingLines: count, accrualLines: count }),
      lastVerify: z.strictObject({ at: instant, ok: z.boolean() }).nullable(),
      lastBackup: z.strictObject({ at: instant, path: z.string() }).nullable(),
    }),
  }),
  'system.verify': query({
    summary: 'Recomputes everything from sources and checks every invariant',
    input: nothing,
    output: z.strictObject({ ok: z.boolean(), checks: z.array(check) }),
  }),
  'system.recordVerify': command({
    summary: 'Notes when the file was verified and with what result',
    permission: 'read',
    input: z.strictObject({ ok: z.boolean() }),
    output: z.strictObject({ at: instant }),
  }),
  'proof.of': query({
    summary: 'The whole derivation of a figure, down to its sources',
    input: proofSubject,
    output: proofNode,
    errors: ['NOT_FOUND'],
  }),
  'today.summary': query({
    summary: 'What waits to be done, and the money of the quarter',
    input: nothing,
    output: z.strictObject({
      today: isoDate,
      month,
      quarter,
      nextClose: month.nullable(),
      nextPayout: z.strictObject({ quarter, state: z.string(), dueOn: isoDate }).nullable(),
      queues: z.array(z.strictObject({ name: z.string(), title: z.string(), count, oldest: isoDate.nullable(), due: isoDate.nullable(), to: z.string() })),
      figures: z.array(z.strictObject({ name: z.string(), title: z.string(), paisa: amount, subject: proofSubject.nullable() })),
      imports: z.array(z.strictObject({ id: z.int(), importedAt: instant, actor: z.string(), rows: count })),
    }),
  }),
  'audit.list': query({
    summary: 'The audit trail, newest first',
    input: z.strictObject({ before: z.int().optional(), limit: z.int().min(1).max(500).optional(), procedure: z.string().optional() }),
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          seq: z.int(),
          at: instant,
          businessDate: isoDate,
          actor: z.string(),
          host: z.string(),
          procedure: z.string(),
          outcome: z.string(),
          changes: z.unknown(),
          hash: z.string(),
        }),
      ),
      next: z.int().nullable(),
    }),
  }),
};
