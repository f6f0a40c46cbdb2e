/** Years of closed months that nobody measures, inserted by statement: billing, posted lines and totals per partner, without journal and audit. */
import type { Connection } from '../src/db/tx.ts';
import { addMonths, type Month } from '../src/shared/calendar.ts';

const BILLING = `INSERT INTO billing_lines (deal_id, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq)
  SELECT id, :month, 'H-' || :month || '-' || id, :month || '-28', 'invoice', coalesce(expected_monthly_paisa, contract_value_paisa / 60), NULL, NULL, :seq FROM deals ORDER BY id`;

const POSTED = `INSERT INTO accrual_lines (deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, billing_line_id, reverses_id)
  SELECT d.id, d.partner_id, :month, :month, 'recurring', l.invoice_no, l.amount_paisa, d.registered_rate_bps, (l.amount_paisa * d.registered_rate_bps + 5000) / 10000,
    d.registered_rate_source, d.registered_tier, d.terms_version_id, 0, 0, l.id, NULL
  FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE l.period = :month AND d.contract_type <> 'fixed_price' ORDER BY l.id`;

const TOTALS = `INSERT INTO partner_months (partner_id, month, accrued_paisa, adjustments_paisa, clawback_paisa, line_count)
  SELECT partner_id, :month, sum(amount_paisa), 0, 0, count(*) FROM accrual_lines WHERE posted_in = :month GROUP BY partner_id`;

const BALANCES = `INSERT INTO partner_balances (partner_id, balance_paisa, receivable_paisa) SELECT partner_id, accrued_paisa, 0 FROM partner_months WHERE month = :month
  ON CONFLICT (partner_id) DO UPDATE SET balance_paisa = balance_paisa + excluded.balance_paisa`;

const CLOSED = `INSERT INTO months (month, closed_at, closed_by, close_seq, line_count, total_paisa, digest)
  SELECT :month, '', 'history', :seq, sum(line_count), sum(accrued_paisa), '' FROM partner_months WHERE month = :month`;

export function addHistory(connection: Connection, from: Month, until: Month): void {
  const seq = connection.get<{ seq: number }>('SELECT max(seq) AS seq FROM audit_rows')?.seq ?? 0;
  for (let month = from; month < until; month = addMonths(month, 1)) {
    connection.write((db) => {
      db.run(BILLING, { month, seq });
      for (const statement of [POSTED, TOTALS, BALANCES]) db.run(statement, { month });
      db.run(CLOSED, { month, seq });
    });
  }
}
