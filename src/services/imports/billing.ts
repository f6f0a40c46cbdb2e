import type { ImportRow } from '../../importers/index.ts';
import { formatPlainRupees, paisa } from '../../shared/paisa.ts';
import { type Batch, countsOf, fail } from './batch.ts';

type Row = ImportRow<'billing'>;

interface StoredLine {
  readonly period: string;
  readonly invoiceDate: string;
  readonly kind: string;
  readonly amountPaisa: number;
  readonly source: string | null;
}

/** Takes billing lines (3.1): one invoice number once per deal; the same line again changes nothing, other content under it is an error that names both. */
export function applyBilling(batch: Batch, rows: readonly Row[], broughtDeals: Iterable<string>): void {
  const { db, seq } = batch.context;
  const deals = new Map(
    db.all<{ code: string; id: number; voidedOn: string | null }>('SELECT code, id, voided_on AS voidedOn FROM deals').map((deal) => [deal.code, deal]),
  );
  // When deals of this import were refused, their lines are not blamed for it.
  const brought = new Set(broughtDeals);
  const insert = db.prepare(
    `INSERT INTO billing_lines (deal_id, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (deal_id, invoice_no) DO NOTHING`,
  );
  const counts = countsOf(batch, 'billing');
  for (const [index, row] of rows.entries()) {
    if (index % 5000 === 0) {
      batch.context.progress('billing', index, rows.length);
      batch.context.checkCancelled();
    }
    const v = row.values;
    const deal = deals.get(v.dealCode);
    if (!deal && brought.has(v.dealCode)) continue;
    if (!deal) {
      fail(batch, row, 'deal_code', 'UNKNOWN_DEAL', `There is no deal "${v.dealCode}". Register the deal first or in the same import.`);
      continue;
    }
    if (deal.voidedOn !== null) {
      fail(batch, row, 'deal_code', 'DEAL_VOIDED', `${v.dealCode} was voided on ${deal.voidedOn} and takes no billing.`);
      continue;
    }
    const added = insert([deal.id, v.period, v.invoiceNo, v.invoiceDate, v.kind, v.amountPaisa, batch.fileIds[row.file] ?? null, row.row, seq]);
    if (added === 1) counts.new += 1;
    else compareWithStored(batch, row, deal.id);
  }
}

function compareWithStored(batch: Batch, row: Row, dealId: number): void {
  const v = row.values;
  const stored = batch.context.db.get<StoredLine>(
    `SELECT l.period, l.invoice_date AS invoiceDate, l.kind, l.amount_paisa AS amountPaisa, f.name || ', row ' || l.import_row AS source
     FROM billing_lines l LEFT JOIN import_files f ON f.id = l.import_file_id WHERE l.deal_id = ? AND l.invoice_no = ?`,
    [dealId, v.invoiceNo],
  );
  if (stored && stored.period === v.period && stored.invoiceDate === v.invoiceDate && stored.kind === v.kind && stored.amountPaisa === v.amountPaisa) {
    countsOf(batch, 'billing').unchanged += 1;
    return;
  }
  const show = (line: Omit<StoredLine, 'source'>): string =>
    `${line.kind.replace('_', ' ')} of PKR ${formatPlainRupees(paisa(line.amountPaisa))} for ${line.period}, dated ${line.invoiceDate}`;
  fail(
    batch,
    row,
    'invoice_no',
    'INVOICE_DIFFERS',
    `Invoice ${v.invoiceNo} of ${v.dealCode} is already here as ${stored ? show(stored) : 'another line'} (${stored?.source ?? 'earlier'}); this row says ${show(v)}. An invoice number is used once per deal (rule 3.1): correct it by a credit note or another number.`,
  );
}
