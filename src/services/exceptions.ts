import type { Output, Parsed } from '../contract/index.ts';
import { type ExceptionRow, lastDecisionSeq, loadExceptions } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { EXCEPTION_WORDS } from '../domain/accruals.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

/** Lines and completions under 3.5, with the rule each breaks and what was decided. Those posted before are reversed by themselves and not listed as open. */
export function list(context: QueryContext, input: Parsed<'exceptions.list'>): Output<'exceptions.list'> {
  return loadExceptions(context.db, loadTermsVersions(context.db), input.through === undefined ? {} : { through: input.through })
    .filter((row) => !input.open || (row.decision === null && row.isPosted === 0))
    .map(({ dealId: _deal, billingLineId: _line, isPosted: _posted, ...row }) => ({ ...row, explanation: EXCEPTION_WORDS[row.code] }));
}

/** Lets exceptions accrue or leaves them out (3.5); the latest word stands until the line is posted. */
export function decide(context: CommandContext, input: Parsed<'exceptions.decide'>): Output<'exceptions.decide'> {
  const known = new Map(loadExceptions(context.db, loadTermsVersions(context.db)).map((row) => [keyOf(row.deal, row.invoiceNo), row]));
  const before = new Set<string | null>();
  const decided: Decided[] = [];
  for (const item of input.items) {
    const row = known.get(keyOf(item.deal, item.invoiceNo));
    const name = item.invoiceNo === null ? `the completion of ${item.deal}` : `invoice ${item.invoiceNo} of ${item.deal}`;
    if (!row) throw new AppError('NOT_FOUND', `${name} is not an exception.`);
    if (row.isPosted === 1)
      throw new AppError('TRANSITION_REFUSED', `${name} is posted already; what should not have accrued is reversed by the next close (rule 3.5).`);
    refuseStale(context, {
      record: name,
      stored: row.version,
      shown: item.version,
      changedSeq: (before) => lastDecisionSeq(context.db, row, before),
    });
    before.add(row.decision);
    const version = recordDecision(context, row, input.decision, input.reason);
    decided.push({ deal: item.deal, invoiceNo: item.invoiceNo, version });
  }
  context.note({
    what: 'exceptions decided',
    decision: input.decision,
    reason: input.reason,
    items: decided.map(({ deal, invoiceNo }) => ({ deal, invoiceNo })),
  });
  undoDecision(context, input.decision, decided, [...before]);
  context.touch('reconciliation', 'months');
  return { decided: input.items.length };
}

interface Decided {
  readonly deal: string;
  readonly invoiceNo: string | null;
  readonly version: number;
}

const DECISION_TITLES = { accept: 'Let accrue', leave_out: 'Left out', withdrawn: 'Withdrew the decision on' } as const;

/** Taken back, exceptions stand as before: undecided, or decided as they all were. */
function undoDecision(context: CommandContext, decision: keyof typeof DECISION_TITLES, items: readonly Decided[], before: readonly (string | null)[]): void {
  if (before.length !== 1) return;
  const [item] = items;
  context.undoable({
    title: `${DECISION_TITLES[decision]} ${items.length === 1 ? `${item?.invoiceNo ?? 'the completion'} of ${item?.deal}` : `${items.length} exceptions`}`,
    procedure: 'exceptions.decide',
    input: { items, decision: before[0] ?? 'withdrawn', reason: 'Taken back' },
  });
}

const keyOf = (deal: string, invoiceNo: string | null): string => `${deal}\u0000${invoiceNo ?? ''}`;

function recordDecision(
  context: CommandContext,
  row: Pick<ExceptionRow, 'dealId' | 'billingLineId'>,
  decision: 'accept' | 'leave_out' | 'withdrawn',
  reason: string,
): number {
  return context.db.run(
    'INSERT INTO exception_decisions (billing_line_id, deal_id, decision, reason, decided_by, decided_at, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [row.billingLineId, row.dealId, decision, reason, context.actor.name, context.now, context.seq],
  ).lastId;
}
