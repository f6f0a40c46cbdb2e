import type { Output } from '../contract/index.ts';
import { nextToClose } from '../db/repos/months.ts';
import { firstPostedMonth, quartersBetween } from '../db/repos/payouts.ts';
import { loadQueue, loadQueueNotes, noteOf } from '../db/repos/queue.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import type { Account } from '../domain/journal.ts';
import { dueOn } from '../domain/payouts.ts';
import { mostUrgentFirst, type QueueItem, queueStateOf, WATCHED } from '../domain/queue.ts';
import { termsOn } from '../domain/terms.ts';
import { address } from '../shared/address.ts';
import { lastDayOf, lastMonthOf, monthOf, nextQuarter, type Quarter, quarterOf } from '../shared/calendar.ts';
import type { Queue, QueueState } from '../shared/vocab.ts';
import type { CommandContext, QueryContext } from './context.ts';

type Summary = Output<'today.summary'>;
type Waiting = QueueItem & { readonly state: QueueState };

/** What waits to be done now, by the queue's own items; the money that stands; what is new since the last look. */
export function summary(context: QueryContext): Summary {
  const { db, today } = context;
  const waiting = awake(context);
  const next = waiting.find((item) => !WATCHED.has(item.queue));
  return {
    today,
    month: monthOf(today),
    quarter: quarterOf(monthOf(today)),
    nextClose: nextToClose(db),
    nextPayout: nextPayout(context),
    queues: [...Map.groupBy(waiting, (item) => item.queue)].flatMap(([queue, items]) => countOf(queue, items)),
    next: next === undefined ? null : { what: next.what, about: next.about, due: next.due, to: next.to },
    news: news(context),
    figures: figures(context),
    imports: recentImports(context),
  };
}

/** What waits and is not put off, the most urgent first. */
function awake({ db, today, actor }: QueryContext): Waiting[] {
  const notes = loadQueueNotes(db);
  return loadQueue(db, today, actor.name)
    .map((item) => ({ ...item, state: queueStateOf(item.due, noteOf(notes, item), today) }))
    .filter((item) => item.state !== 'snoozed')
    .sort(mostUrgentFirst);
}

const TITLES: Readonly<Record<Queue, string>> = {
  close: 'Months that are over and open',
  billing: 'Billing files that have not come',
  variances: 'Variances to explain',
  exceptions: 'Exceptions to decide',
  escalated: 'Escalated variances',
  payout: 'Payout runs',
  payments: 'Payments held or returned',
  standing: 'Tax standings to check',
  bank: 'Bank details missing',
  managers: 'Silver and above without an account manager',
  endings: 'Negotiated terms that end soon',
  terms: 'Terms to approve or activate',
  drafts: 'My drafts',
  reviews: 'Reviews on 1 January that would lose a tier',
  grace: 'Partners in grace',
  clawbacks: 'Clawback windows that end soon',
};

/** Where all of a queue is worked at once; the others open at their one item, or in the work queue. */
const SCREENS: Partial<Record<Queue, string>> = {
  exceptions: '/exceptions',
  billing: '/imports',
  managers: address('/partners', { withoutAccountManager: true }),
  grace: address('/partners', { inGrace: true }),
};

function countOf(queue: Queue, items: readonly Waiting[]): Summary['queues'] {
  const [first] = items;
  if (first === undefined) return [];
  const count = items.reduce((sum, item) => sum + item.count, 0);
  const dates = (pick: (item: Waiting) => QueueItem['due']): QueueItem['due'] =>
    items
      .map(pick)
      .filter((date) => date !== null)
      .toSorted()[0] ?? null;
  return [
    {
      name: queue,
      title: items.length === 1 ? first.what : TITLES[queue],
      count,
      overdue: items.reduce((sum, item) => sum + (item.state === 'overdue' ? item.count : 0), 0),
      oldest: dates((item) => item.since),
      due: dates((item) => item.due),
      to: SCREENS[queue] ?? (items.length === 1 ? first.to : address('/queue', { queue })),
      isWatched: WATCHED.has(queue),
    },
  ];
}

/** What people keep for themselves is no news. */
const NO_NEWS = "procedure NOT LIKE 'drafts.%' AND procedure NOT LIKE 'views.%' AND procedure NOT IN ('today.seen', 'system.recordVerify')";

function news({ db, actor }: QueryContext): Summary['news'] {
  const visit = db.get<{ seenSeq: number; seenAt: string }>("SELECT seen_seq AS seenSeq, seen_at AS seenAt FROM visits WHERE owner = ? AND screen = 'today'", [
    actor.name,
  ]);
  const row = db.get<{ n: number }>(`SELECT count(*) AS n FROM audit_rows WHERE seq > ? AND outcome = 'done' AND ${NO_NEWS}`, [visit?.seenSeq ?? 0]);
  return { count: row?.n ?? 0, since: visit?.seenAt ?? null };
}

/** Everything up to now counts as seen by whoever asks. */
export function seen(context: CommandContext): Output<'today.seen'> {
  context.db.run(
    `INSERT INTO visits (owner, screen, seen_seq, seen_at) VALUES (?, 'today', ?, ?)
     ON CONFLICT (owner, screen) DO UPDATE SET seen_seq = excluded.seen_seq, seen_at = excluded.seen_at`,
    [context.actor.name, context.seq, context.now],
  );
  context.touch('desk');
  return { seenAt: context.now };
}

function recentImports({ db }: QueryContext): Summary['imports'] {
  return db
    .all<{ id: number; importedAt: string; actor: string; countsJson: string }>(
      'SELECT id, imported_at AS importedAt, actor, counts_json AS countsJson FROM imports ORDER BY id DESC LIMIT 5',
    )
    .map(({ countsJson, ...row }) => ({
      ...row,
      rows: Object.values(JSON.parse(countsJson) as Record<string, { new: number; changed: number; unchanged: number }>).reduce(
        (sum, kind) => sum + kind.new + kind.changed + kind.unchanged,
        0,
      ),
    }));
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
