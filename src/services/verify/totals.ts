import { digestOfMonth } from '../../db/repos/months.ts';
import type { QueryContext } from '../context.ts';
import { Check, differences } from './check.ts';
import { codeOf, monthAfter, type Posted, type Scope } from './scope.ts';

/** Totals kept per partner and month against the sums of the lines themselves (C16). */
export function checkTotals(scope: Scope): Check {
  const check = new Check('totals', 'The totals kept per partner and month are the sums of the posted lines (3.6, 6.2)');
  const due = new Map(scope.posted.map((one) => [`${one.partnerId} ${one.month}`, one]));
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
    const key = `${kept.partnerId} ${kept.month}`;
    const should = due.get(key);
    due.delete(key);
    const wrong = should === undefined ? 'there are no posted lines' : differences(kept, sumsOf(should));
    if (wrong !== null) check.problem(`${codeOf(scope, kept.partnerId)} in ${kept.month}: ${wrong}.`);
  }
  for (const one of due.values()) check.problem(`${codeOf(scope, one.partnerId)} in ${one.month}: the totals of ${one.lines} posted lines are missing.`);
  return check;
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
  let before: StoredMonth | null = null;
  for (const stored of loadMonths(scope)) {
    check.looked(1);
    const due = sums.get(stored.month) ?? { lines: 0, totalPaisa: 0 };
    sums.delete(stored.month);
    const digest = digestOfMonth(context.db, stored.month as Parameters<typeof digestOfMonth>[1]);
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
