import type { Output, Parsed } from '../contract/index.ts';
import { type CloseScope, postClawbacks, postCompletions, postCorrections, postDealTotals, postPartnerTotals, postRecurring } from '../db/repos/accruals.ts';
import { assertBalanced, postMonthEntries, settleReceivables } from '../db/repos/journal.ts';
import { digestOfMonth, earliestToPost, isClosed, lastClose, nextToClose } from '../db/repos/months.ts';
import { type ExceptionRow, isOpen, loadExceptions, type ReconciliationRow, reconcileMonth } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { type TermsVersion, termsOn } from '../domain/terms.ts';
import { assert } from '../shared/assert.ts';
import { addMonths, lastDayOf, type Month } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';

type Totals = Output<'months.close'>['totals'];
type Blocker = Output<'months.preview'>['blockers'][number];

const MAX_BLOCKERS = 500;

/** Closed months, newest first, and the next to close. */
export function list(context: QueryContext): Output<'months.list'> {
  const closed = context.db.all<Output<'months.list'>['closed'][number]>(
    'SELECT month, closed_at AS closedAt, closed_by AS closedBy, line_count AS lines, total_paisa AS totalPaisa, digest FROM months ORDER BY month DESC',
  );
  return { closed, next: nextToClose(context.db) };
}

/** What a close would post and what stands in its way (3.6); the dispatcher rolls it back. */
export function preview(context: CommandContext, input: Parsed<'months.preview'>): Output<'months.preview'> {
  refuseOutOfOrder(context, input.month);
  const versions = loadTermsVersions(context.db);
  const blockers = findBlockers(context, input.month, versions);
  const posted = post(context, input.month, versions);
  const warnings =
    input.month >= context.today.slice(0, 7)
      ? [`${input.month} is not over yet: billing may still come. What arrives after the close posts in the next month.`]
      : [];
  return {
    month: input.month,
    digest: posted.digest,
    totals: posted.totals,
    blockers: blockers.slice(0, MAX_BLOCKERS).map(({ message, deal, month, status }) => ({ deal, month, status, message })),
    blockerCount: blockers.length,
    warnings,
  };
}

/**
 * Posts what accrues in a month and freezes it (3.6): late lines, the month's own, completions, then clawbacks and corrections, with its journal.
 * @throws AppError MONTH_ALREADY_CLOSED, MONTH_OUT_OF_ORDER, MONTH_NOT_READY with the open rows, PREVIEW_STALE when `digest` was of another posting
 */
export function close(context: CommandContext, input: Parsed<'months.close'>): Output<'months.close'> {
  refuseOutOfOrder(context, input.month);
  const versions = loadTermsVersions(context.db);
  let blockers = findBlockers(context, input.month, versions);
  const worked = input.acceptVariances === undefined ? { variances: 0, exceptions: 0 } : workAll(context, blockers, input.acceptVariances);
  // What was found has just been worked, at the figures it was found with: nothing is left.
  if (input.acceptVariances !== undefined) blockers = [];
  if (blockers.length > 0) {
    throw new AppError(
      'MONTH_NOT_READY',
      `${input.month} cannot close: ${blockers.length} ${blockers.length === 1 ? 'row waits' : 'rows wait'} for a decision. Work them first (section 4).`,
      {
        blockers: blockers.slice(0, MAX_BLOCKERS).map(({ deal, month, status, message }) => ({ deal, month, status, message })),
        blockerCount: blockers.length,
      },
    );
  }
  context.checkCancelled();
  const posted = post(context, input.month, versions);
  if (input.digest !== undefined && input.digest !== posted.digest) {
    throw new AppError('PREVIEW_STALE', 'Something changed since the preview was shown. Look at the new preview before closing.', { digest: posted.digest });
  }
  context.checkCancelled();
  context.note({
    what: 'month closed',
    month: input.month,
    digest: posted.digest,
    totals: posted.totals,
    ...(input.acceptVariances === undefined ? {} : { acceptedVariances: input.acceptVariances, ...worked }),
  });
  context.touch('months', 'reconciliation', 'payouts', 'partners', 'deals');
  return { month: input.month, totals: posted.totals, digest: posted.digest, variancesWorked: worked.variances, exceptionsLeftOut: worked.exceptions };
}

/** 3.6: months close in order; the first close may be of any month not later than the earliest that has something to post. */
function refuseOutOfOrder(context: CommandContext, month: Month): void {
  const last = lastClose(context.db);
  if (last && month <= last.month) {
    const closed = isClosed(context.db, month);
    throw new AppError(
      'MONTH_ALREADY_CLOSED',
      closed
        ? `${month} is closed already; closed months stay closed.`
        : `${month} lies before the first closed month; what arrives for it posts in ${addMonths(last.month, 1)}.`,
    );
  }
  const expected = last ? addMonths(last.month, 1) : earliestToPost(context.db);
  if (expected !== null && month > expected)
    throw new AppError('MONTH_OUT_OF_ORDER', `Close ${expected} first; months close in order (rule 3.6).`, { next: expected });
}

type Found = Blocker & ({ kind: 'variance'; row: ReconciliationRow } | { kind: 'exception'; row: ExceptionRow });

/** 4: every exception, and under the policy every variance, must have been worked: of the month, and of earlier months that late lines reach. */
function findBlockers(context: CommandContext, month: Month, versions: readonly TermsVersion[]): Found[] {
  const { db } = context;
  const found: Found[] = [];
  const last = lastClose(db);
  for (const row of loadExceptions(db, versions, { through: month, sinceSeq: last?.closeSeq ?? 0 })) {
    if (row.decision !== null || row.isPosted === 1) continue;
    const what = row.invoiceNo === null ? 'the completion' : `invoice ${row.invoiceNo}`;
    found.push({
      kind: 'exception',
      row,
      deal: row.deal,
      month: row.period,
      status: 'exception',
      message: `${what} of ${row.deal} for ${row.period} waits for a decision (rule 3.5).`,
    });
  }
  if (!termsOn(versions, lastDayOf(month)).closeRequiresReconciled) return found;
  const late = last
    ? db.all<{ period: Month; dealId: number }>(
        'SELECT DISTINCT period, deal_id AS dealId FROM billing_lines INDEXED BY billing_lines_by_seq WHERE recorded_seq > ? AND period < ? ORDER BY period, deal_id',
        [last.closeSeq, month],
      )
    : [];
  const rows: { of: Month; row: ReconciliationRow }[] = reconcileMonth(db, month, versions, { onlyOpen: true }).map((row) => ({ of: month, row }));
  for (const { period, dealId } of late) rows.push(...reconcileMonth(db, period, versions, { dealId, onlyOpen: true }).map((row) => ({ of: period, row })));
  for (const { of, row } of rows) {
    if (row.status === 'exception' || !isOpen(row)) continue;
    found.push({
      kind: 'variance',
      row,
      deal: row.deal,
      month: of,
      status: row.status,
      message: `${row.deal} is ${row.status.replace('_', ' ')} in ${of} and nobody has worked it (section 4).`,
    });
  }
  return found;
}

/** `--accept-variances`: explains every open variance and leaves every open exception out, with one reason. */
function workAll(context: CommandContext, blockers: readonly Found[], reason: string): { variances: number; exceptions: number } {
  const { db, actor, now, seq } = context;
  const variance = db.prepare(
    'INSERT INTO variance_work (deal_id, month, action, reason, status, expected_paisa, billed_paisa, worked_by, worked_at, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const exception = db.prepare(
    'INSERT INTO exception_decisions (billing_line_id, deal_id, decision, reason, decided_by, decided_at, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const counts = { variances: 0, exceptions: 0 };
  for (const blocker of blockers) {
    if (blocker.kind === 'variance') {
      const { row } = blocker;
      variance([row.dealId, blocker.month, 'explained', reason, row.status, row.expectedPaisa, row.billedPaisa, actor.name, now, seq]);
      counts.variances += 1;
    } else {
      exception([blocker.row.billingLineId, blocker.row.dealId, 'leave_out', reason, actor.name, now, seq]);
      counts.exceptions += 1;
    }
  }
  return counts;
}

function post(context: CommandContext, month: Month, versions: readonly TermsVersion[]): { totals: Totals; digest: string } {
  const { db, seq } = context;
  const scope: CloseScope = { month, lastSeq: lastClose(db)?.closeSeq ?? 0 };
  const step = (name: string, index: number, work: () => void): void => {
    context.progress(name, index, 6);
    context.checkCancelled();
    work();
  };
  step('billing lines', 0, () => postRecurring(db, scope, versions));
  step('completions', 1, () => postCompletions(db, scope, versions));
  step('clawbacks', 2, () => postClawbacks(db, scope, seq));
  step('corrections', 3, () => postCorrections(db, scope));
  step('totals', 4, () => {
    postPartnerTotals(db, month);
    postDealTotals(db, month);
  });
  step('journal', 5, () => {
    postMonthEntries(db, month, seq);
    settleReceivables(db, lastDayOf(month), month, seq);
    assertBalanced(db, month, seq);
  });
  refuseBeyondExact(context, month);
  const totals = totalsOf(context, month);
  const digest = digestOfMonth(context.db, month);
  db.run('INSERT INTO months (month, closed_at, closed_by, close_seq, line_count, total_paisa, digest) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    month,
    context.now,
    context.actor.name,
    seq,
    totals.lines,
    totals.totalPaisa,
    digest,
  ]);
  assertPosted(context, month, totals);
  return { totals, digest };
}

/** Sums that whole numbers up to 2^53 cannot hold are refused as a whole: nothing is ever rounded silently. Compared in SQLite, where they are exact. */
function refuseBeyondExact(context: CommandContext, month: Month): void {
  const beyond = context.db.get(
    `SELECT 1 FROM partner_balances WHERE abs(balance_paisa) > :most
     UNION ALL SELECT 1 WHERE (SELECT coalesce(sum(abs(amount_paisa)), 0) FROM accrual_lines WHERE posted_in = :month) + (SELECT coalesce(sum(abs(total_paisa)), 0) FROM months) > :most`,
    { most: Number.MAX_SAFE_INTEGER, month },
  );
  if (beyond !== undefined) {
    throw new AppError(
      'MONTH_NOT_READY',
      `${month} cannot close: its totals would pass PKR 90 trillion, more than can be kept to the paisa. Look for an amount entered far too large.`,
    );
  }
}

function totalsOf(context: QueryContext, month: Month): Totals {
  const row = context.db.get<Record<keyof Totals, number | null>>(
    `SELECT sum(CASE WHEN kind = 'recurring' THEN amount_paisa END) AS recurringPaisa, sum(CASE WHEN kind = 'fixed_price' THEN amount_paisa END) AS fixedPricePaisa,
       sum(CASE WHEN kind = 'clawback' THEN amount_paisa END) AS clawbackPaisa, sum(CASE WHEN kind = 'adjustment' THEN amount_paisa END) AS adjustmentPaisa,
       sum(amount_paisa) AS totalPaisa, count(*) AS lines, count(DISTINCT partner_id) AS partners, count(*) FILTER (WHERE period < posted_in AND reverses_id IS NULL) AS lateLines
     FROM accrual_lines WHERE posted_in = ?`,
    [month],
  );
  return {
    recurringPaisa: row?.recurringPaisa ?? 0,
    fixedPricePaisa: row?.fixedPricePaisa ?? 0,
    clawbackPaisa: row?.clawbackPaisa ?? 0,
    adjustmentPaisa: row?.adjustmentPaisa ?? 0,
    totalPaisa: row?.totalPaisa ?? 0,
    lines: row?.lines ?? 0,
    partners: row?.partners ?? 0,
    lateLines: row?.lateLines ?? 0,
  };
}

/** What was read back equals what was meant: per-partner totals and the journal agree with the lines. */
function assertPosted(context: CommandContext, month: Month, totals: Totals): void {
  const kept = context.db.get<{ total: number | null; lines: number | null }>(
    'SELECT sum(accrued_paisa + adjustments_paisa + clawback_paisa) AS total, sum(line_count) AS lines FROM partner_months WHERE month = ?',
    [month],
  );
  assert((kept?.total ?? 0) === totals.totalPaisa && (kept?.lines ?? 0) === totals.lines, `the totals per partner of ${month} equal its lines`);
  const journal = context.db.get<{ total: number | null }>(
    `SELECT sum(l.debit_paisa - l.credit_paisa) AS total FROM journal_entries e CROSS JOIN journal_lines l ON l.entry_id = e.id
     WHERE e.month = ? AND e.recorded_seq = ? AND l.account IN ('commission_expense', 'accrued_adjustments')`,
    [month, context.seq],
  );
  assert((journal?.total ?? 0) === totals.totalPaisa, `the journal of ${month} equals its lines`);
}
