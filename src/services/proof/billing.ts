import type { ProofNode } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { CORRECTED_NOTE, correctionFacts } from './corrections.ts';
import { sourceOf } from './deal-facts.ts';
import { Budget, countSum, fact, facts, leaf, listed, type More, sum } from './node.ts';

/** Billing lines of a deal as sources of a sum (3.1, section 4). */
export function billingSum(
  db: ReadDb,
  budget: Budget,
  label: string,
  deal: { id: number; code: string },
  months: { from: string; to: string },
  value: number,
  more: More = {},
): ProofNode {
  const rows = db.all<{ period: string; invoiceNo: string; kind: string; amountPaisa: number; file: string | null; row: number | null }>(
    `SELECT l.period, l.invoice_no AS invoiceNo, l.kind, l.amount_paisa AS amountPaisa, f.name AS file, l.import_row AS row FROM billing_lines l LEFT JOIN import_files f ON f.id = l.import_file_id
     WHERE l.deal_id = ? AND l.period >= ? AND l.period <= ? ORDER BY l.period, l.id`,
    [deal.id, months.from, months.to],
  );
  const link = { kind: 'deal', id: deal.code };
  if (budget.take(rows.length)) {
    const parts = rows.map((row) =>
      leaf(
        `${row.kind === 'credit_note' ? 'Credit note' : 'Invoice'} ${row.invoiceNo} for ${row.period}`,
        { paisa: row.amountPaisa },
        { rule: '3.1', source: sourceOf(row), link: { kind: 'billing', id: `${deal.code}#${row.invoiceNo}` } },
      ),
    );
    return sum(label, value, parts, { link, ...more });
  }
  const years = new Map<string, number>();
  for (const row of rows) years.set(row.period.slice(0, 4), (years.get(row.period.slice(0, 4)) ?? 0) + row.amountPaisa);
  return sum(
    label,
    value,
    [...years].map(([year, paisa]) => leaf(`Billed for ${year}`, { paisa }, { link })),
    { link, ...more },
  );
}

/** One billing line with the row it came from and what became of it; null when there is none of that number. */
export function lineLeaf(db: ReadDb, deal: { readonly id: number; readonly code: string }, invoiceNo: string): ProofNode | null {
  const line = db.get<{
    id: number;
    period: string;
    kind: string;
    invoiceDate: string;
    amountPaisa: number;
    file: string | null;
    row: number | null;
    accrualId: number | null;
    postedIn: string | null;
  }>(
    `SELECT l.id, l.period, l.kind, l.invoice_date AS invoiceDate, l.amount_paisa AS amountPaisa, f.name AS file, l.import_row AS row, a.id AS accrualId, a.posted_in AS postedIn
     FROM billing_lines l LEFT JOIN import_files f ON f.id = l.import_file_id LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL WHERE l.deal_id = ? AND l.invoice_no = ?`,
    [deal.id, invoiceNo],
  );
  if (line === undefined) return null;
  const posted =
    line.accrualId === null
      ? fact('Accrues', 'not posted so far', { rule: '3.6' })
      : fact('Accrued', `in ${line.postedIn ?? ''}`, {
          rule: '3.2',
          link: { kind: 'accrual', id: `${deal.code}#${line.accrualId}` },
          deeper: { kind: 'accrual', id: line.accrualId },
        });
  const corrected = correctionFacts(db, line.id);
  return facts(
    `${line.kind === 'credit_note' ? 'Credit note' : 'Invoice'} ${invoiceNo} of ${deal.code}, billed for ${line.period}`,
    { paisa: line.amountPaisa },
    [fact('Dated', line.invoiceDate, { rule: '3.1' }), ...corrected, posted],
    {
      rule: '3.1',
      source: sourceOf(line),
      link: { kind: 'deal', id: deal.code },
      note: `Net of sales tax, as imported.${corrected.length === 0 ? '' : ` ${CORRECTED_NOTE}`}`,
    },
  );
}

/** How many billing lines the file holds, by billing month (3.1). */
export function billingLinesProof(db: ReadDb): ProofNode {
  const months = db.all<{ label: string; value: number }>('SELECT period AS label, count(*) AS value FROM billing_lines GROUP BY period ORDER BY period');
  const rows = months.map((row) => ({ ...row, more: { link: { kind: 'reconciliation', id: row.label } } }));
  return countSum('Billing lines of the file', listed('count', rows, new Budget()), { rule: '3.1' });
}
