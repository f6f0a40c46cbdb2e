import { digestOfMonth } from '../../db/repos/months.ts';
import type { QueryContext } from '../context.ts';
import { Check, differences } from './check.ts';
import { Fingerprints } from './fingerprints.ts';
import { codeOf, monthAfter, type Posted, type Scope } from './scope.ts';

/** Totals kept per partner and month against the sums of the lines themselves (C16). */
export function checkTotals(scope: Scope): Check {
  const check = new Check('totals', 'The totals kept per partner and month are the sums of the posted lines (3.6, 6.2)');
  const due = inOrder(scope.posted);
  let next = 0;
  const missing = (one: Posted): void => check.problem(`${codeOf(scope, one.partnerId)} in ${one.month}: the totals of ${one.lines} posted lines are missing.`);
  for (const kept of scope.db.iterate<{
    partnerId: number;
    month: string;
    accruedPaisa: number;
    adjustmentsPaisa: number;
    clawbackPaisa: number;
    lines: number;
  }>(
    `SELECT partner_id AS partnerId, month, accrued_paisa AS accruedPaisa, adjustments_paisa AS adjustmentsPaisa, clawback_paisa AS clawbackPaisa, line_count AS lines FROM partner_months ORDER BY month, partner_id`,
  )) {
    check.looked(1);
    for (let one = due[next]; one !== undefined && isBefore(one, kept); one = due[next]) {
      missing(one);
      next += 1;
    }
    const should = due[next];
    const isDue = should !== undefined && !isBefore(kept, should);
    if (isDue) next += 1;
    const wrong = isDue ? differences(kept, sumsOf(should)) : 'there are no posted lines';
    if (wrong !== null) check.problem(`${codeOf(scope, kept.partnerId)} in ${kept.month}: ${wrong}.`);
  }
  for (const one of due.slice(next)) missing(one);
  return check;
}

type Place = Pick<Posted, 'month' | 'partnerId'>;

const isBefore = (a: Place, b: Place): boolean => a.month < b.month || (a.month === b.month && a.partnerId < b.partnerId);

/** By month and partner, as the totals are kept: both are walked side by side. Posted sums come by partner and month. */
function inOrder(posted: readonly Posted[]): Posted[] {
  const months = new Map<string, Posted[]>();
  for (const one of posted) {
    const list = months.get(one.month);
    if (list) list.push(one);
    else months.set(one.month, [one]);
  }
  return [...months.keys()].sort().flatMap((month) => months.get(month) ?? []);
}

const sumsOf = ({ accruedPaisa, adjustmentsPaisa, clawbackPaisa, lines }: Posted): Record<string, unknown> => ({
  accruedPaisa,
  adjustmentsPaisa,
  clawbackPaisa,
  lines,
});

interface StoredMonth {
  readonly month: string;
  readonly closedAt: string;
  readonly closedBy: string;
  readonly closeSeq: number;
  readonly lines: number;
  readonly totalPaisa: number;
  readonly digest: string;
  readonly auditAt: string | null;
  readonly auditActor: string | null;
  readonly auditMonth: string | null;
  readonly auditDigest: string | null;
}

/** Closed months: without a gap, and still what they were when they were closed (3.6, D3). */
export function checkMonths(scope: Scope, context: QueryContext): Check {
  const check = new Check('months', 'Closed months follow one another, hold the lines and totals of their close, and their fingerprints recompute (3.6)');
  const sums = new Map<string, { lines: number; totalPaisa: number }>();
  for (const one of scope.posted) {
    const sum = sums.get(one.month) ?? { lines: 0, totalPaisa: 0 };
    sums.set(one.month, { lines: sum.lines + one.lines, totalPaisa: sum.totalPaisa + one.accruedPaisa + one.adjustmentsPaisa + one.clawbackPaisa });
  }
  const fingerprints = new Fingerprints(context.db);
  let before: StoredMonth | null = null;
  for (const stored of loadMonths(scope)) {
    check.looked(1);
    const due = sums.get(stored.month) ?? { lines: 0, totalPaisa: 0 };
    sums.delete(stored.month);
    const found = fingerprints.of(stored.month);
    const digest = found === stored.digest ? found : digestOfMonth(context.db, stored.month as Parameters<typeof digestOfMonth>[1]);
    const wrong = differences(stored, {
      ...due,
      digest,
      auditMonth: stored.month,
      auditDigest: stored.digest,
      auditAt: stored.closedAt,
      auditActor: stored.closedBy,
    });
    if (wrong !== null) check.problem(`${stored.month}: ${wrong}.`);
    if (before !== null) checkOrder(check, before, stored);
    before = stored;
  }
  for (const [month, sum] of sums) check.problem(`${sum.lines} lines are posted in ${month}, which is not closed.`);
  return check;
}

function checkOrder(check: Check, before: StoredMonth, stored: StoredMonth): void {
  check.expect(stored.month === monthAfter(before.month, 1), () => `${stored.month} is closed right after ${before.month}: months close in order.`);
  check.expect(
    stored.closeSeq > before.closeSeq,
    () => `${stored.month} was closed by command ${stored.closeSeq}, before ${before.month} by ${before.closeSeq}.`,
  );
}

function loadMonths(scope: Scope): StoredMonth[] {
  return scope.db.all<StoredMonth>(
    `SELECT m.month, m.closed_at AS closedAt, m.closed_by AS closedBy, m.close_seq AS closeSeq, m.line_count AS lines, m.total_paisa AS totalPaisa, m.digest,
       a.at AS auditAt, a.actor AS auditActor, c.value ->> 'month' AS auditMonth, c.value ->> 'digest' AS auditDigest
     FROM months m LEFT JOIN audit_rows a ON a.seq = m.close_seq AND a.procedure = 'months.close' AND a.outcome = 'done'
       LEFT JOIN json_each(a.changes_json) c ON c.value ->> 'what' = 'month closed' ORDER BY m.month`,
  );
}
