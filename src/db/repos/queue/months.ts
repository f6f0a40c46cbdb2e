import { billingDueOn, closeDueOn, type QueueItem } from '../../../domain/queue.ts';
import type { TermsVersion } from '../../../domain/terms.ts';
import { karachiDay } from '../../../ports/instants.ts';
import { address } from '../../../shared/address.ts';
import { addDays, addMonths, firstDayOf, type IsoDate, lastDayOf, type Month } from '../../../shared/calendar.ts';
import type { ReadDb } from '../../tx.ts';
import { lastClose, nextToClose } from '../months.ts';
import { isOpen, loadExceptions, type ReconciliationRow, reconcileMonth } from '../reconciliation.ts';

/** Reconciling a month reads all of it: of a long row of open months, the first ones are looked into. They close in order. */
const MONTHS_LOOKED_INTO = 3;
/** Of so few late deals each is looked at alone; of more, their whole month. */
const FEW_DEALS = 200;

/** Clocks of the close: billing to come, months to close, what of them waits for a person, and what was handed on (3.6, 4). */
export function monthItems(db: ReadDb, today: IsoDate, versions: readonly TermsVersion[]): QueueItem[] {
  const next = nextToClose(db);
  if (next === null) return [];
  const over = monthsOver(next, today);
  const looked = over.length === 0 ? [next] : over.slice(0, MONTHS_LOOKED_INTO);
  const come = new Map(over.map((of) => [of, hasBillingCome(db, of)]));
  return [
    ...over.map((of) => (come.get(of) === true ? toClose(of) : toCome(of))),
    ...late(db, next, versions),
    ...looked.filter((of) => come.get(of) === true).flatMap((of) => variances(of, reconcileMonth(db, of, versions, { onlyOpen: true }))),
    ...exceptions(db, looked, versions),
    ...escalated(db, versions),
  ];
}

function monthsOver(next: Month, today: IsoDate): Month[] {
  const months: Month[] = [];
  for (let of = next; lastDayOf(of) < today; of = addMonths(of, 1)) months.push(of);
  return months;
}

/** True too when nothing is expected: then there is no file to wait for. */
function hasBillingCome(db: ReadDb, of: Month): boolean {
  const row = db.get<{ come: number }>(
    `SELECT EXISTS (SELECT 1 FROM billing_lines WHERE period = :of)
       OR NOT EXISTS (SELECT 1 FROM deals WHERE expected_until >= :of AND start_month <= :of) AS come`,
    { of },
  );
  return row?.come === 1;
}

function toClose(of: Month): QueueItem {
  const to = address('/close', { month: of });
  return { queue: 'close', subject: of, what: `Close ${of}`, about: of, to, count: 1, since: addDays(lastDayOf(of), 1), due: closeDueOn(of) };
}

function toCome(of: Month): QueueItem {
  const since = addDays(lastDayOf(of), 1);
  return { queue: 'billing', subject: of, what: `Billing of ${of} has not come`, about: of, to: '/imports', count: 1, since, due: billingDueOn(of) };
}

function variances(of: Month, rows: readonly ReconciliationRow[]): QueueItem[] {
  const count = rows.filter((row) => row.status !== 'exception' && isOpen(row)).length;
  if (count === 0) return [];
  const to = address('/reconcile', { month: of, open: true });
  return [{ queue: 'variances', subject: of, what: `Variances of ${of} to explain`, about: of, to, count, since: firstDayOf(of), due: closeDueOn(of) }];
}

/** Earlier months that lines reached after their close: their variances are worked again. */
function late(db: ReadDb, next: Month, versions: readonly TermsVersion[]): QueueItem[] {
  const last = lastClose(db);
  if (last === null) return [];
  const reached = new Map<Month, number[]>();
  for (const { period, dealId } of db.all<{ period: Month; dealId: number }>(
    'SELECT DISTINCT period, deal_id AS dealId FROM billing_lines INDEXED BY billing_lines_by_seq WHERE recorded_seq > ? AND period < ? ORDER BY period, deal_id',
    [last.closeSeq, next],
  ))
    reached.set(period, [...(reached.get(period) ?? []), dealId]);
  return [...reached].flatMap(([of, deals]) => {
    if (deals.length <= FEW_DEALS)
      return variances(
        of,
        deals.flatMap((dealId) => reconcileMonth(db, of, versions, { dealId, onlyOpen: true })),
      );
    const asked = new Set(deals);
    return variances(
      of,
      reconcileMonth(db, of, versions, { onlyOpen: true }).filter((row) => asked.has(row.dealId)),
    );
  });
}

function exceptions(db: ReadDb, months: readonly Month[], versions: readonly TermsVersion[]): QueueItem[] {
  const sinceSeq = lastClose(db)?.closeSeq ?? 0;
  const byPeriod = new Map<Month, Set<string>>();
  for (const through of months) {
    for (const row of loadExceptions(db, versions, { through, sinceSeq })) {
      if (row.decision !== null || row.isPosted === 1) continue;
      const known = byPeriod.get(row.period) ?? new Set();
      byPeriod.set(row.period, known.add(`${row.dealId}/${row.billingLineId ?? ''}`));
    }
  }
  const first = months[0];
  return [...byPeriod].map(([of, rows]) => ({
    queue: 'exceptions',
    subject: of,
    what: `Exceptions of ${of} to decide`,
    about: of,
    to: '/exceptions',
    count: rows.size,
    since: firstDayOf(of),
    due: first === undefined ? null : closeDueOn(first),
  }));
}

interface Escalation {
  readonly id: number;
  readonly dealId: number;
  readonly deal: string;
  readonly client: string;
  readonly month: Month;
  readonly workedAt: string;
}

/** Handed on, and still so: nobody has worked the variance since, and its figures are the same (4). */
function escalated(db: ReadDb, versions: readonly TermsVersion[]): QueueItem[] {
  return db
    .all<Escalation>(
      `SELECT w.id, w.deal_id AS dealId, d.code AS deal, d.client, w.month, w.worked_at AS workedAt FROM variance_work w JOIN deals d ON d.id = w.deal_id
       WHERE w.action = 'escalated' AND NOT EXISTS (SELECT 1 FROM variance_work x WHERE x.deal_id = w.deal_id AND x.month = w.month AND x.id > w.id)`,
    )
    .filter((one) => reconcileMonth(db, one.month, versions, { dealId: one.dealId, onlyOpen: true }).some((row) => row.workId === one.id))
    .map((one) => ({
      queue: 'escalated',
      subject: `${one.deal} ${one.month}`,
      what: `Escalated variance of ${one.month}`,
      about: `${one.deal} ${one.client}`,
      to: address('/reconcile', { month: one.month, peek: one.deal }),
      count: 1,
      since: karachiDay(one.workedAt),
      due: null,
    }));
}
