import type { Output, Parsed } from '../contract/index.ts';
import { isOpen, lastChangeOf, type ReconciliationRow, reconcileMonth, shownStateOf } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

/** Expected against billed and accrued per deal of a month (4). */
export function month(context: QueryContext, input: Parsed<'reconciliation.month'>): Output<'reconciliation.month'> {
  return reconcileMonth(context.db, input.month, loadTermsVersions(context.db)).map((row) => ({
    deal: row.deal,
    expectedPaisa: row.expectedPaisa,
    billedPaisa: row.billedPaisa,
    expectedCommissionPaisa: row.expectedCommissionPaisa,
    accruedPaisa: row.accruedPaisa,
    status: row.status,
    beyondTerm: row.beyondTerm === 1,
  }));
}

interface Work {
  readonly id: number;
  readonly action: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** The month's rows to work on, with names, and totals over what is listed. */
export function list(context: QueryContext, input: Parsed<'reconciliation.list'>): Output<'reconciliation.list'> {
  const { db } = context;
  const partners = new Map(db.all<{ id: number; code: string; name: string }>('SELECT id, code, name FROM partners').map((p) => [p.id, p]));
  const works = new Map(
    db
      .all<Work>('SELECT id, action, reason, worked_by AS "by", worked_at AS at FROM variance_work WHERE month = ?', [input.month])
      .map((work) => [work.id, work]),
  );
  const rows = reconcileMonth(db, input.month, loadTermsVersions(db))
    .filter((row) => !input.open || isOpen(row))
    .map((row) => {
      const partner = partners.get(row.partnerId);
      const work = row.workId === null ? undefined : works.get(row.workId);
      return {
        deal: row.deal,
        partner: partner?.code ?? '',
        partnerName: partner?.name ?? '',
        client: row.client,
        contractType: row.contractType,
        expectedPaisa: row.expectedPaisa,
        billedPaisa: row.billedPaisa,
        differencePaisa: row.billedPaisa - row.expectedPaisa,
        expectedCommissionPaisa: row.expectedCommissionPaisa,
        accruedPaisa: row.accruedPaisa,
        toAccruePaisa: row.toAccruePaisa,
        status: row.status,
        beyondTerm: row.beyondTerm === 1,
        isOpen: isOpen(row),
        work: work ? { action: work.action, reason: work.reason, by: work.by, at: work.at } : null,
        version: shownStateOf(row),
      };
    });
  const total = (key: 'expectedPaisa' | 'billedPaisa' | 'differencePaisa' | 'expectedCommissionPaisa' | 'accruedPaisa' | 'toAccruePaisa'): number =>
    rows.reduce((sum, row) => sum + row[key], 0);
  return {
    rows,
    totals: {
      expectedPaisa: total('expectedPaisa'),
      billedPaisa: total('billedPaisa'),
      differencePaisa: total('differencePaisa'),
      expectedCommissionPaisa: total('expectedCommissionPaisa'),
      accruedPaisa: total('accruedPaisa'),
      toAccruePaisa: total('toAccruePaisa'),
      open: rows.filter((row) => row.isOpen).length,
    },
  };
}

/** Works variances at the figures they show now; exceptions are decided, not worked, and matched rows need nothing. */
export function work(context: CommandContext, input: Parsed<'reconciliation.work'>): Output<'reconciliation.work'> {
  const rows = new Map(reconcileMonth(context.db, input.month, loadTermsVersions(context.db)).map((row) => [row.deal, row]));
  const refused: { deal: string; why: string }[] = [];
  const before = new Set<number | null>();
  const versions: Record<string, string> = {};
  let worked = 0;
  for (const deal of new Set(input.deals)) {
    const row = rows.get(deal);
    const why = input.action === 'reopened' && isClosed(context, input.month) ? `cannot be opened again: ${input.month} is closed` : whyNot(row, input.month);
    if (!row || why !== null) {
      refused.push({ deal, why: why ?? '' });
      continue;
    }
    refuseStale(context, {
      record: deal,
      stored: shownStateOf(row),
      shown: input.versions?.[deal],
      changedSeq: (before) => lastChangeOf(context.db, row.dealId, input.month, before),
    });
    before.add(row.workId);
    const workId = recordWork(context, row, input.month, input.action, input.reason);
    versions[deal] = shownStateOf({ ...row, workId: input.action === 'reopened' ? null : workId });
    worked += 1;
  }
  context.note({
    what: 'variances worked',
    month: input.month,
    action: input.action,
    reason: input.reason,
    deals: input.deals.filter((deal) => !refused.some((r) => r.deal === deal)),
  });
  if (worked > 0) undoWork(context, input, versions, [...before]);
  context.touch('reconciliation', 'months');
  return { worked, refused };
}

const WORK_TITLES = { explained: 'Explained', corrected: 'Marked corrected', escalated: 'Escalated', reopened: 'Opened again' } as const;

/** Taken back, variances stand as before: open, or worked as they all were. Where they were worked in several ways there is no one way back. */
function undoWork(
  context: CommandContext,
  input: Parsed<'reconciliation.work'>,
  versions: Readonly<Record<string, string>>,
  before: readonly (number | null)[],
): void {
  const deals = Object.keys(versions);
  const earlier = before.map((id) =>
    id === null ? null : context.db.get<{ action: string; reason: string }>('SELECT action, reason FROM variance_work WHERE id = ?', [id]),
  );
  const [first] = earlier;
  if (earlier.some((one) => one?.action !== first?.action || one?.reason !== first?.reason)) return;
  const way = first ? { action: first.action, reason: first.reason } : { action: 'reopened', reason: 'Taken back' };
  context.undoable({
    title: `${WORK_TITLES[input.action]} ${deals.length === 1 ? deals[0] : `${deals.length} variances`} of ${input.month}`,
    procedure: 'reconciliation.work',
    input: { month: input.month, deals, versions, ...way },
  });
}

function isClosed(context: CommandContext, month: string): boolean {
  return context.db.get('SELECT 1 FROM months WHERE month = ?', [month]) !== undefined;
}

function whyNot(row: ReconciliationRow | undefined, month: string): string | null {
  if (!row) return `has nothing in ${month}`;
  if (row.status === 'matched') return 'is matched: there is nothing to work';
  if (row.status === 'exception') return 'is an exception: accept it or leave it out';
  return null;
}

function recordWork(context: CommandContext, row: ReconciliationRow, month: string, action: string, reason: string): number {
  return context.db.run(
    'INSERT INTO variance_work (deal_id, month, action, reason, status, expected_paisa, billed_paisa, worked_by, worked_at, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [row.dealId, month, action, reason, row.status, row.expectedPaisa, row.billedPaisa, context.actor.name, context.now, context.seq],
  ).lastId;
}
