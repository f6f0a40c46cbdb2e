import type { ReadDb } from '../../db/tx.ts';
import { LARGEST_PLACED, numbers } from './bulk.ts';
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
  const kept = scope.db.get<{ n: number }>('SELECT count(*) AS n FROM deal_totals')?.n ?? 0;
  check.looked(kept);
  if (!agree(scope.db, kept)) nameDifferent(check, scope);
  return check;
}

function nameDifferent(check: Check, scope: Scope): void {
  for (const one of scope.db.iterate<Totals>(DIFFERENT)) {
    const { billedPaisa, accruedPaisa } = one;
    const wrong =
      one.rows === 1
        ? differences({ billedPaisa: one.keptBilledPaisa, accruedPaisa: one.keptAccruedPaisa }, { billedPaisa, accruedPaisa })
        : 'its totals are missing';
    check.problem(`${one.deal ?? `Deal no. ${one.dealId}`}: ${wrong ?? 'its totals differ'}.`);
  }
}

const KEPT = `SELECT json_group_array(d.id) AS ids, json_group_array(t.billed_paisa) AS billed, json_group_array(t.accrued_paisa) AS accrued
  FROM deals d NOT INDEXED CROSS JOIN deal_totals t ON t.deal_id = d.id`;

/**
 * Whether every deal has its totals, and they are those of its lines. Lines come in no order of deals, so that the database would have to sort
 * them all: added up here they take a fifth of it. Whatever cannot be told exactly (a figure beyond whole numbers, a line of no deal) is a no.
 */
function agree(db: ReadDb, kept: number): boolean {
  const row = db.get<{ ids: string; billed: string; accrued: string }>(KEPT);
  const ids = numbers(row?.ids);
  const size = ids.reduce((most, id) => Math.max(most, id + 1), 0);
  const deals = db.get<{ n: number }>('SELECT count(*) AS n FROM deals')?.n ?? 0;
  if (ids.length !== kept || ids.length !== deals || size > LARGEST_PLACED || ids.some((id) => id < 0)) return false;
  return adds(db, 'billing_lines', ids, size, numbers(row?.billed)) && adds(db, 'accrual_lines', ids, size, numbers(row?.accrued));
}

const AT_ONCE = 100_000;

interface Portion {
  readonly last: number | null;
  readonly deals: string;
  readonly amounts: string;
}

/** Before every line there can be. */
const START = -(2n ** 63n);

/** The next amounts with their deals. */
const amounts = (table: 'billing_lines' | 'accrual_lines'): string =>
  `SELECT max(id) AS last, json_group_array(deal_id) AS deals, json_group_array(amount_paisa) AS amounts
   FROM (SELECT id, deal_id, amount_paisa FROM ${table} WHERE id > ? ORDER BY id LIMIT ${AT_ONCE})`;

function adds(db: ReadDb, table: 'billing_lines' | 'accrual_lines', ids: readonly number[], size: number, due: readonly number[]): boolean {
  const sums = new Float64Array(size).fill(Number.NaN);
  for (const id of ids) sums[id] = 0;
  for (let after: number | bigint = START; ; ) {
    const row: Portion | undefined = db.get<Portion>(amounts(table), [after]);
    const deals = numbers(row?.deals);
    const paisa = numbers(row?.amounts);
    for (let index = 0; index < deals.length; index += 1) {
      const deal = deals[index] ?? -1;
      const amount = paisa[index] ?? Number.NaN;
      const sum = (sums[deal] ?? Number.NaN) + amount;
      if (!Number.isSafeInteger(sum) || !Number.isSafeInteger(amount)) return false;
      sums[deal] = sum;
    }
    if (deals.length < AT_ONCE) break;
    after = row?.last ?? Number.NaN;
    if (!Number.isSafeInteger(after)) return false;
  }
  return ids.every((id, index) => sums[id] === due[index]);
}
