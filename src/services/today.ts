import type { Output } from '../contract/index.ts';
import { lastClose, nextToClose } from '../db/repos/months.ts';
import { firstPostedMonth, quartersBetween } from '../db/repos/payouts.ts';
import { isOpen, loadExceptions, reconcileMonth } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import type { Account } from '../domain/journal.ts';
import { dueOn } from '../domain/payouts.ts';
import { termsOn } from '../domain/terms.ts';
import { addDays, quarter as asQuarter, firstDayOf, lastDayOf, lastMonthOf, monthOf, nextQuarter, type Quarter, quarterOf } from '../shared/calendar.ts';
import type { QueryContext } from './context.ts';

type Summary = Output<'today.summary'>;
type Queue = Summary['queues'][number];

/** What waits to be done now, with count, oldest and due; and the money of the quarter that is running. */
export function summary(context: QueryContext): Summary {
  const { db, today } = context;
  const next = nextToClose(db);
  const payout = nextPayout(context);
  return {
    today,
    month: monthOf(today),
    quarter: quarterOf(monthOf(today)),
    nextClose: next,
    nextPayout: payout,
    queues: [...closeQueues(context), ...payoutQueues(context, payout), ...partnerQueues(context)].filter((queue) => queue.count > 0),
    figures: figures(context),
    imports: db
      .all<{ id: number; importedAt: string; actor: string; countsJson: string }>(
        'SELECT id, imported_at AS importedAt, actor, counts_json AS countsJson FROM imports ORDER BY id DESC LIMIT 5',
      )
      .map(({ countsJson, ...row }) => ({
        ...row,
        rows: Object.values(JSON.parse(countsJson) as Record<string, { new: number; changed: number; unchanged: number }>).reduce(
          (sum, kind) => sum + kind.new + kind.changed + kind.unchanged,
          0,
        ),
      })),
  };
}

/** The first quarter whose run is not paid yet (6.2: quarters are paid in order). */
function nextPayout(context: QueryContext): Summary['nextPayout'] {
  const { db, today } = context;
  const first = firstPostedMonth(db);
  if (first === null) return null;
  const states = new Map<Quarter, string>(
    db.all<{ quarter: Quarter; state: string }>('SELECT quarter, state FROM payout_runs').map((run) => [run.quarter, run.state]),
  );
  const versions = loadTermsVersions(db);
  const latest = [...states.keys()].sort().at(-1) ?? null;
  for (const quarter of quartersBetween(first, nextQuarter(quarterOf(monthOf(today))))) {
    const state = states.get(quarter);
    if (state === 'paid' || (state === undefined && latest !== null && quarter < latest)) continue;
    return { quarter, state: state ?? 'none', dueOn: dueOn(quarter, termsOn(versions, lastDayOf(lastMonthOf(quarter)))) };
  }
  return null;
}

function closeQueues(context: QueryContext): Queue[] {
  const { db, today } = context;
  const next = nextToClose(db);
  if (next === null) return [];
  const versions = loadTermsVersions(db);
  const isOver = lastDayOf(next) < today;
  const variances = isOver ? reconcileMonth(db, next, versions).filter((row) => row.status !== 'exception' && isOpen(row)).length : 0;
  const exceptions = loadExceptions(db, versions, { through: next, sinceSeq: lastClose(db)?.closeSeq ?? 0 }).filter(
    (row) => row.decision === null && row.isPosted === 0,
  );
  const closable = isOver ? 1 : 0;
  const due = addDays(lastDayOf(next), 10);
  return [
    { name: 'variances', title: `Variances of ${next} to explain`, count: variances, oldest: firstDayOf(next), due, to: `/reconcile?month=${next}` },
    {
      name: 'exceptions',
      title: 'Exceptions to decide',
      count: exceptions.length,
      oldest: exceptions[0] ? firstDayOf(exceptions[0].period) : null,
      due,
      to: '/exceptions',
    },
    { name: 'close', title: `${next} is over and can be closed`, count: closable, oldest: lastDayOf(next), due, to: `/close?month=${next}` },
  ];
}

function payoutQueues(context: QueryContext, payout: Summary['nextPayout']): Queue[] {
  const { db } = context;
  const queues: Queue[] = [];
  const quarterClosed = payout !== null && db.get('SELECT 1 FROM months WHERE month = ?', [lastMonthOf(asQuarter(payout.quarter))]) !== undefined;
  if (payout !== null && quarterClosed) {
    const step = { none: 'propose', proposed: 'approve', approved: 'send', sent: 'record as paid' }[payout.state] ?? 'look at';
    queues.push({
      name: 'payout',
      title: `Payout of ${payout.quarter}: ${step}`,
      count: 1,
      oldest: null,
      due: payout.dueOn,
      to: `/payouts?quarter=${payout.quarter}`,
    });
  }
  const held = db.get<{ n: number; quarter: string | null }>(
    "SELECT count(*) AS n, min(quarter) AS quarter FROM payout_items WHERE state IN ('held', 'failed')",
  );
  queues.push({
    name: 'held',
    title: 'Payments held or returned',
    count: held?.n ?? 0,
    oldest: null,
    due: null,
    to: `/payouts?quarter=${held?.quarter ?? ''}&state=held`,
  });
  return queues;
}

function partnerQueues(context: QueryContext): Queue[] {
  const { db, today } = context;
  const unassigned =
    db.get<{ n: number }>(
      `SELECT count(*) AS n FROM partners p WHERE p.account_manager IS NULL AND p.status = 'active'
       AND (SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= ? ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1) <> 'bronze'`,
      [today],
    )?.n ?? 0;
  const grace = db.get<{ n: number; until: string | null }>('SELECT count(*) AS n, min(until_on) AS until FROM tier_graces WHERE from_on <= ? AND to_on >= ?', [
    today,
    today,
  ]);
  return [
    {
      name: 'managers',
      title: 'Silver and above without an account manager',
      count: unassigned,
      oldest: null,
      due: null,
      to: '/partners?withoutAccountManager=true',
    },
    { name: 'grace', title: 'Partners in grace', count: grace?.n ?? 0, oldest: null, due: grace?.until ?? null, to: '/partners?inGrace=true' },
  ];
}

/** The money that stands now; every figure is the net of an account or the total of a closed month, and opens its proof. */
function figures(context: QueryContext): Summary['figures'] {
  const { db, today } = context;
  const last = db.get<{ month: string; total: number }>('SELECT month, total_paisa AS total FROM months ORDER BY month DESC LIMIT 1');
  const latest = db.get<{ month: string | null }>('SELECT max(month) AS month FROM journal_entries')?.month ?? monthOf(today);
  const net = (account: Account, side: 'debit' | 'credit', title: string): Summary['figures'][number] => {
    const row = db.get<{ net: number | null }>('SELECT sum(debit_paisa - credit_paisa) AS net FROM journal_lines WHERE account = ?', [account]);
    const paisa = side === 'debit' ? (row?.net ?? 0) : -(row?.net ?? 0);
    return { name: account, title, paisa: paisa === 0 ? 0 : paisa, subject: { kind: 'account', account, asOf: latest, side } };
  };
  return [
    ...(last
      ? [
          {
            name: 'lastClose',
            title: `Posted in ${last.month}`,
            paisa: last.total,
            subject: { kind: 'month' as const, month: last.month, figure: 'total' as const },
          },
        ]
      : []),
    net('partner_payable', 'credit', 'Payable to partners'),
    net('clawback_receivable', 'debit', 'Clawback receivable'),
    net('withholding_payable', 'credit', 'Tax withheld, to deposit'),
  ];
}
