import { addBilledTotals } from '../../db/repos/deals.ts';
import type { SqlValue } from '../../db/tx.ts';
import type { ImportRow } from '../../importers/index.ts';
import { formatPlainRupees, paisa } from '../../shared/paisa.ts';
import { type Batch, countsOf, fail } from './batch.ts';

type Row = ImportRow<'billing'>;

/** A staged row that was not taken: its deal is missing or voided, or a line is stored under its key. */
interface LeftOver {
  /** Place in the stage, from 1. */
  readonly n: number;
  readonly dealId: number | null;
  readonly voidedOn: string | null;
  readonly period: string;
  readonly invoiceDate: string;
  readonly kind: string;
  readonly amountPaisa: number;
  readonly source: string | null;
}

/** Rows go through a temporary table in blocks. Until a block's INSERT ends, SQLite keeps a copy of each page it touched: larger blocks are hardly faster and cost memory. */
const BLOCK_ROWS = 2_000;
/** So many rows a statement, because binding costs less than starting one. */
const STAGED_AT_ONCE = 50;

/** Takes billing lines (3.1): one invoice number once per deal; the same line again changes nothing, other content under it is an error that names both. */
export function applyBilling(batch: Batch, rows: readonly Row[], broughtDeals: Iterable<string>): void {
  const { db, seq } = batch.context;
  const counts = countsOf(batch, 'billing');
  if (rows.length === 0) return;
  // When deals of this import were refused, their lines are not blamed for it.
  const brought = new Set(broughtDeals);
  db.run(
    `CREATE TEMP TABLE IF NOT EXISTS staged_billing (n INTEGER PRIMARY KEY, deal_code TEXT, period TEXT, invoice_no TEXT, invoice_date TEXT, kind TEXT,
     amount_paisa INTEGER, import_file_id INTEGER, import_row INTEGER)`,
  );
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    batch.context.progress('billing', from, rows.length);
    batch.context.checkCancelled();
    const block = rows.slice(from, from + BLOCK_ROWS);
    stage(batch, block);
    const added = db.run(
      `INSERT INTO billing_lines (deal_id, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq)
       SELECT d.id, s.period, s.invoice_no, s.invoice_date, s.kind, s.amount_paisa, s.import_file_id, s.import_row, ?
       FROM temp.staged_billing s CROSS JOIN deals d ON d.code = s.deal_code WHERE d.voided_on IS NULL ORDER BY s.n
       ON CONFLICT (deal_id, invoice_no) DO NOTHING`,
      [seq],
    ).changes;
    counts.new += added;
    if (added < block.length) judgeLeftOvers(batch, block, brought);
  }
  addBilledTotals(db, seq);
}

function stage({ context: { db }, fileIds }: Batch, block: readonly Row[]): void {
  const inserting = (count: number): ((params: readonly SqlValue[]) => number) =>
    db.prepare(
      `INSERT INTO temp.staged_billing (deal_code, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row)
       VALUES ${Array(count).fill('(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
    );
  const paramsOf = ({ values: v, file, row }: Row): SqlValue[] => [
    v.dealCode,
    v.period,
    v.invoiceNo,
    v.invoiceDate,
    v.kind,
    v.amountPaisa,
    fileIds[file] ?? null,
    row,
  ];
  db.run('DELETE FROM temp.staged_billing');
  const whole = block.length - (block.length % STAGED_AT_ONCE);
  const [insertMany, insertOne] = [inserting(STAGED_AT_ONCE), inserting(1)];
  for (let at = 0; at < whole; at += STAGED_AT_ONCE) insertMany(block.slice(at, at + STAGED_AT_ONCE).flatMap(paramsOf));
  for (const row of block.slice(whole)) insertOne(paramsOf(row));
}

function judgeLeftOvers(batch: Batch, block: readonly Row[], brought: ReadonlySet<string>): void {
  const left = batch.context.db.all<LeftOver>(
    `SELECT s.n, d.id AS dealId, d.voided_on AS voidedOn, l.period, l.invoice_date AS invoiceDate, l.kind, l.amount_paisa AS amountPaisa,
            f.name || ', row ' || l.import_row AS source
     FROM temp.staged_billing s LEFT JOIN deals d ON d.code = s.deal_code
     LEFT JOIN billing_lines l ON l.deal_id = d.id AND l.invoice_no = s.invoice_no LEFT JOIN import_files f ON f.id = l.import_file_id
     WHERE d.id IS NULL OR d.voided_on IS NOT NULL OR l.recorded_seq < ? ORDER BY s.n`,
    [batch.context.seq],
  );
  for (const stored of left) {
    const row = block[stored.n - 1];
    if (row) judge(batch, row, stored, brought);
  }
}

function judge(batch: Batch, row: Row, stored: LeftOver, brought: ReadonlySet<string>): void {
  const v = row.values;
  if (stored.dealId === null) {
    if (!brought.has(v.dealCode))
      fail(batch, row, 'deal_code', 'UNKNOWN_DEAL', `There is no deal "${v.dealCode}". Register the deal first or in the same import.`);
  } else if (stored.voidedOn !== null) fail(batch, row, 'deal_code', 'DEAL_VOIDED', `${v.dealCode} was voided on ${stored.voidedOn} and takes no billing.`);
  else if (stored.period === v.period && stored.invoiceDate === v.invoiceDate && stored.kind === v.kind && stored.amountPaisa === v.amountPaisa)
    countsOf(batch, 'billing').unchanged += 1;
  else reportOther(batch, row, stored);
}

type Line = Pick<LeftOver, 'kind' | 'amountPaisa' | 'period' | 'invoiceDate'>;

function reportOther(batch: Batch, row: Row, stored: LeftOver): void {
  const v = row.values;
  const show = (line: Line): string =>
    `${line.kind.replace('_', ' ')} of PKR ${formatPlainRupees(paisa(line.amountPaisa))} for ${line.period}, dated ${line.invoiceDate}`;
  fail(
    batch,
    row,
    'invoice_no',
    'INVOICE_DIFFERS',
    `Invoice ${v.invoiceNo} of ${v.dealCode} is already here as ${show(stored)} (${stored.source ?? 'earlier'}); this row says ${show(v)}. An invoice number is used once per deal (rule 3.1): correct it by a credit note or another number.`,
  );
}
