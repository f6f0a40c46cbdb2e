import type { ReadDb } from '../../db/tx.ts';
import { lastMonthOf, type Month, type Quarter } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';

interface Disagreement {
  readonly partner: string;
  readonly month: Month | null;
}

/**
 * Months that the runs before a quarter have not settled, whose kept totals are not the sums of their posted lines.
 * Both sides are added up against each other: to join them, SQLite would scan one for every row of the other.
 */
const TOTALS = `
  SELECT p.code AS partner, month FROM (
    SELECT partner_id, month, 1 AS side, accrued_paisa AS accrued, adjustments_paisa AS adjustments, clawback_paisa AS clawback FROM partner_months
      WHERE month <= :through AND month > :settled
    UNION ALL
    SELECT partner_id, posted_in, -1, -coalesce(sum(amount_paisa) FILTER (WHERE kind IN ('recurring', 'fixed_price')), 0),
      -coalesce(sum(amount_paisa) FILTER (WHERE kind = 'adjustment'), 0), -coalesce(sum(amount_paisa) FILTER (WHERE kind = 'clawback'), 0)
      FROM accrual_lines WHERE posted_in <= :through AND posted_in > :settled GROUP BY posted_in, partner_id
  ) JOIN partners p ON p.id = partner_id
  GROUP BY partner_id, month HAVING sum(side) <> 0 OR sum(accrued) <> 0 OR sum(adjustments) <> 0 OR sum(clawback) <> 0
  ORDER BY 1, 2 LIMIT 20`;

/** Partners whose kept balance is not what all their months less all their payments come to, or not what the journal owes them. */
const BALANCES = `
  WITH months AS (SELECT partner_id, sum(accrued_paisa + adjustments_paisa + clawback_paisa) AS paisa FROM partner_months GROUP BY partner_id),
    paid AS (SELECT partner_id, sum(gross_paisa) AS paisa FROM payout_items WHERE state = 'paid' GROUP BY partner_id),
    journal AS (SELECT partner_id, sum(credit_paisa - debit_paisa) AS paisa FROM journal_lines WHERE account IN ('partner_payable', 'clawback_receivable') GROUP BY partner_id)
  SELECT p.code AS partner, NULL AS month
  FROM partners p LEFT JOIN partner_balances b ON b.partner_id = p.id LEFT JOIN months m ON m.partner_id = p.id
    LEFT JOIN paid d ON d.partner_id = p.id LEFT JOIN journal j ON j.partner_id = p.id
  WHERE coalesce(b.balance_paisa, 0) <> coalesce(m.paisa, 0) - coalesce(d.paisa, 0) OR coalesce(b.balance_paisa, 0) <> coalesce(j.paisa, 0)
  ORDER BY 1 LIMIT 20`;

/**
 * Nobody is paid on figures that do not recompute: the totals of the months a run pays must be the sums of their lines, and every
 * balance what months, payments and journal say (3.8, 6.2). Sums once, in the transaction that is about to pay.
 * @throws AppError VERIFY_FAILED naming partners and months
 */
export function refuseDisagreement(db: ReadDb, of: Quarter): void {
  const before = db.get<{ quarter: Quarter | null }>('SELECT max(quarter) AS quarter FROM payout_runs WHERE quarter < ?', [of])?.quarter ?? null;
  const wrong = [
    ...db.all<Disagreement>(TOTALS, { through: lastMonthOf(of), settled: before === null ? '' : lastMonthOf(before) }),
    ...db.all<Disagreement>(BALANCES),
  ];
  if (wrong.length === 0) return;
  const names = wrong.slice(0, 5).map(({ partner, month }) => (month === null ? `the balance of ${partner}` : `${partner} in ${month}`));
  throw new AppError(
    'VERIFY_FAILED',
    `The payout of ${of} is refused: what is kept does not agree with the posted lines and the journal (${names.join(', ')}${wrong.length > 5 ? ' and others' : ''}; rules 3.8, 6.2). Nobody is paid on such figures: run verify, then restore a backup that holds.`,
    { disagreements: wrong },
  );
}
