/** Years of closed months that nobody measures, inserted by statement: billing, posted lines, totals and journal, without audit. No index is kept while lines are added, and no fsync waited for. */
import { postPartnerTotals } from '../src/db/repos/accruals.ts';
import { postMonthEntries } from '../src/db/repos/journal.ts';
import type { Connection } from '../src/db/tx.ts';
import { addMonths, type Month } from '../src/shared/calendar.ts';

const BILLING = `INSERT INTO billing_lines (deal_id, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq)
  SELECT id, :month, 'H-' || :month || '-' || id, :month || '-28', 'invoice', coalesce(expected_monthly_paisa, contract_value_paisa / 60), NULL, NULL, :seq FROM deals ORDER BY id`;

const POSTED = `INSERT INTO accrual_lines (deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, billing_line_id, reverses_id)
  SELECT d.id, d.partner_id, :month, :month, 'recurring', l.invoice_no, l.amount_paisa, d.registered_rate_bps, (l.amount_paisa * d.registered_rate_bps + 5000) / 10000,
    d.registered_rate_source, d.registered_tier, d.terms_version_id, 0, 0, l.id, NULL
  FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE l.id > :before AND d.contract_type <> 'fixed_price' ORDER BY l.id`;

/** What is kept per deal beside the lines, over all of them at once. */
const DEAL_TOTALS = `INSERT INTO deal_totals (deal_id, billed_paisa, accrued_paisa)
  SELECT b.deal_id, b.paisa, coalesce(a.paisa, 0) FROM (SELECT deal_id, sum(amount_paisa) AS paisa FROM billing_lines GROUP BY deal_id) b
    LEFT JOIN (SELECT deal_id, sum(amount_paisa) AS paisa FROM accrual_lines GROUP BY deal_id) a ON a.deal_id = b.deal_id WHERE true
  ON CONFLICT (deal_id) DO UPDATE SET billed_paisa = excluded.billed_paisa, accrued_paisa = excluded.accrued_paisa`;

const CLOSED = `INSERT INTO months (month, closed_at, closed_by, close_seq, line_count, total_paisa, digest)
  SELECT :month, '', 'history', :seq, sum(line_count), sum(accrued_paisa), '' FROM partner_months WHERE month = :month`;

/** A file that is made anew when its making is interrupted. */
const UNSAFE = ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -524288'];

/** Adds the closed months `from` to before `until` to a file that has deals and nothing billed; the file has to be opened anew afterwards. */
export function addHistory(connection: Connection, from: Month, until: Month): void {
  const months: Month[] = [];
  for (let month = from; month < until; month = addMonths(month, 1)) months.push(month);
  const seq = connection.get<{ seq: number }>('SELECT max(seq) AS seq FROM audit_rows')?.seq ?? 0;
  for (const pragma of UNSAFE) connection.raw.pragma(pragma);
  withoutIndexes(connection, ['billing_lines', 'accrual_lines'], () => {
    for (const month of months) addLines(connection, month, seq);
  });
  connection.write((db) => void db.run(DEAL_TOTALS));
  for (const month of months) {
    connection.write((db) => {
      postPartnerTotals(db, month);
      postMonthEntries(db, month, seq + 1);
      db.run(CLOSED, { month, seq });
    });
  }
}

function addLines(connection: Connection, month: Month, seq: number): void {
  connection.write((db) => {
    const before = db.get<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM billing_lines')?.id ?? 0;
    db.run(BILLING, { month, seq });
    db.run(POSTED, { month, before });
  });
}

/** Takes the tables' indexes away for as long as `work` lasts: building them at the end sorts once instead of searching for each line. */
function withoutIndexes(connection: Connection, tables: readonly string[], work: () => void): void {
  const indexes = connection.all<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(?))",
    [JSON.stringify(tables)],
  );
  for (const { name } of indexes) connection.raw.exec(`DROP INDEX "${name}"`);
  work();
  for (const { sql } of indexes) connection.raw.exec(sql);
}
