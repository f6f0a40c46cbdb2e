import { Check, differences } from './check.ts';
import type { Scope } from './scope.ts';

interface Totals {
  readonly dealId: number;
  readonly deal: string | null;
  /** How many rows are kept for the deal: one. */
  readonly rows: number;
  readonly keptBilledPaisa: number;
  readonly keptAccruedPaisa: number;
  readonly billedPaisa: number;
  readonly accruedPaisa: number;
}

/** Both sides are added up beside each other; only deals where they differ come back. */
const DIFFERENT = `SELECT s.deal_id AS dealId, d.code AS deal, sum(kept) AS rows, sum(kept_billed) AS keptBilledPaisa, sum(kept_accrued) AS keptAccruedPaisa,
    sum(billed) AS billedPaisa, sum(accrued) AS accruedPaisa
  FROM (
    SELECT id AS deal_id, 0 AS kept, 0 AS kept_billed, 0 AS kept_accrued, 0 AS billed, 0 AS accrued FROM deals
    UNION ALL SELECT deal_id, 1, billed_paisa, accrued_paisa, 0, 0 FROM deal_totals
    UNION ALL SELECT deal_id, 0, 0, 0, sum(amount_paisa), 0 FROM billing_lines NOT INDEXED GROUP BY deal_id
    UNION ALL SELECT deal_id, 0, 0, 0, 0, sum(amount_paisa) FROM accrual_lines NOT INDEXED GROUP BY deal_id
  ) s LEFT JOIN deals d ON d.id = s.deal_id
  GROUP BY s.deal_id HAVING rows <> 1 OR keptBilledPaisa <> billedPaisa OR keptAccruedPaisa <> accruedPaisa ORDER BY deal, dealId`;

/** What is kept as billed and accrued per deal against the lines themselves: lists show and sort by it. */
export function checkDealTotals(scope: Scope): Check {
  const check = new Check('deal totals', 'Billed and accrued kept per deal are the sums of its billing lines and of its posted lines (3.1, 3.6)');
  check.looked(scope.db.get<{ n: number }>('SELECT count(*) AS n FROM deal_totals')?.n ?? 0);
  for (const one of scope.db.iterate<Totals>(DIFFERENT)) {
    const { billedPaisa, accruedPaisa } = one;
    const wrong =
      one.rows === 1
        ? differences({ billedPaisa: one.keptBilledPaisa, accruedPaisa: one.keptAccruedPaisa }, { billedPaisa, accruedPaisa })
        : 'its totals are missing';
    check.problem(`${one.deal ?? `Deal no. ${one.dealId}`}: ${wrong ?? 'its totals differ'}.`);
  }
  return check;
}
