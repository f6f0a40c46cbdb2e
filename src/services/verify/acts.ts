import { Check, differences } from './check.ts';
import type { Scope } from './scope.ts';

/** A command as the audit trail has it. */
interface Act {
  readonly seq: number;
  readonly procedure: string;
  readonly at: string;
  readonly actor: string;
  readonly changes: string | null;
}

/** Who did what, when and why, wherever it is kept a second time, against the chained audit trail (4, 6.4, D8). */
export function checkActs(scope: Scope): Check {
  const check = new Check(
    'acts',
    'Decisions, worked variances, payout steps and imports carry the person, time and reason that the audit trail has for them (3.5, 4, 6.4)',
  );
  const acts = new Map(
    scope.db
      .all<Act>(
        "SELECT seq, procedure, at, actor, CASE WHEN procedure IN ('exceptions.decide', 'reconciliation.work', 'months.close', 'acts.undo') THEN changes_json END AS changes FROM audit_rows WHERE outcome = 'done'",
      )
      .map((act) => [act.seq, act]),
  );
  const reasons = new Map<number, Reason | null>();
  const reasonOf = (seq: number): Reason | null => {
    const kept = reasons.get(seq);
    if (kept !== undefined) return kept;
    const found = readReason(acts.get(seq));
    reasons.set(seq, found);
    return found;
  };
  checkDecisions(check, scope, acts, reasonOf);
  checkVariances(check, scope, acts, reasonOf);
  checkSteps(check, scope, acts);
  checkRuns(check, scope, acts);
  for (const row of scope.db.iterate<{ id: number; seq: number; at: string; actor: string }>(
    'SELECT id, recorded_seq AS seq, imported_at AS at, actor FROM imports',
  )) {
    compare(check, `Import ${row.id}`, row, acts.get(row.seq), ROADS_IN);
  }
  for (const row of scope.db.iterate<{ id: number; seq: number; at: string; actor: string }>(
    'SELECT id, reverted_seq AS seq, reverted_at AS at, reverted_by AS actor FROM imports WHERE reverted_seq IS NOT NULL',
  )) {
    compare(check, `Taking back of import ${row.id}`, row, acts.get(row.seq), ['imports.revert']);
  }
  return check;
}

/** What a command said about the things it decided or worked. */
interface Reason {
  readonly what: string;
  readonly reason: string;
  readonly items: ReadonlySet<string> | null;
}

/** A close that accepts variances leaves exceptions out and explains variances, all with its one reason. */
function readReason(act: Act | undefined): Reason | null {
  if (!act || act.changes === null) return null;
  for (const change of JSON.parse(act.changes) as Record<string, unknown>[]) {
    if (change['what'] === 'exceptions decided') {
      const items = change['items'] as { deal: string; invoiceNo: string | null }[];
      return {
        what: String(change['decision']),
        reason: String(change['reason']),
        items: new Set(items.map((item) => `${item.deal} ${item.invoiceNo ?? ''}`)),
      };
    }
    if (change['what'] === 'variances worked') {
      const deals = change['deals'] as string[];
      return { what: String(change['action']), reason: String(change['reason']), items: new Set(deals.map((deal) => `${deal} ${String(change['month'])}`)) };
    }
    if (change['what'] === 'month closed') return { what: 'close', reason: String(change['acceptedVariances'] ?? ''), items: null };
  }
  return null;
}

function compare(
  check: Check,
  name: string,
  row: { readonly seq: number; readonly at: string; readonly actor: string },
  act: Act | undefined,
  procedures: readonly string[],
): void {
  check.looked(1);
  // An act taken back runs the command that takes it back, under its own name in the trail.
  const procedure = act !== undefined && [...procedures, 'acts.undo'].includes(act.procedure) ? act.procedure : (procedures[0] ?? '');
  const wrong =
    act === undefined
      ? `command ${row.seq} is not in the audit trail`
      : differences({ ...row, procedure: act.procedure }, { at: act.at, actor: act.actor, procedure });
  if (wrong !== null) check.problem(`${name}: ${wrong}.`);
}

/** Commands that bring records: a file, or a form of one row. */
const ROADS_IN = ['imports.run', 'deals.enter', 'deals.complete', 'deals.cancel', 'partners.enter', 'partners.negotiate'] as const;

type Acts = ReadonlyMap<number, Act>;
type ReasonOf = (seq: number) => Reason | null;

function checkDecisions(check: Check, scope: Scope, acts: Acts, reasonOf: ReasonOf): void {
  for (const row of scope.db.iterate<{
    id: number;
    deal: string;
    invoiceNo: string | null;
    decision: string;
    reason: string;
    seq: number;
    at: string;
    actor: string;
  }>(
    `SELECT x.id, d.code AS deal, l.invoice_no AS invoiceNo, x.decision, x.reason, x.recorded_seq AS seq, x.decided_at AS at, x.decided_by AS actor
     FROM exception_decisions x LEFT JOIN billing_lines l ON l.id = x.billing_line_id LEFT JOIN deals d ON d.id = x.deal_id AND (l.id IS NULL OR l.deal_id = d.id) ORDER BY x.id`,
  )) {
    const name = `Decision ${row.id} on ${row.deal}, ${row.invoiceNo ?? 'completion'}`;
    compare(check, name, row, acts.get(row.seq), ['exceptions.decide', 'months.close']);
    checkReason(check, name, reasonOf(row.seq), {
      what: row.decision,
      whenClosing: 'leave_out',
      reason: row.reason,
      item: `${row.deal} ${row.invoiceNo ?? ''}`,
    });
  }
}

/** Most variances are explained by the close that accepted them: those are compared in the database, and only what is left is read. */
const VARIANCES = `WITH said AS MATERIALIZED (SELECT CAST(value ->> 0 AS INTEGER) AS seq, value ->> 1 AS reason, value ->> 2 AS at, value ->> 3 AS actor FROM json_each(:closes))
  SELECT d.code AS deal, w.month, w.action, w.reason, w.recorded_seq AS seq, w.worked_at AS at, w.worked_by AS actor
  FROM variance_work w LEFT JOIN said s ON s.seq = w.recorded_seq LEFT JOIN deals d ON d.id = w.deal_id
  WHERE NOT coalesce(w.reason = s.reason AND w.worked_at = s.at AND w.worked_by = s.actor AND w.action = 'explained', 0) ORDER BY w.id`;

function checkVariances(check: Check, scope: Scope, acts: Acts, reasonOf: ReasonOf): void {
  const closes = [...acts.values()]
    .filter((act) => act.procedure === 'months.close')
    .map((act) => [act.seq, reasonOf(act.seq)?.reason ?? null, act.at, act.actor]);
  check.looked(scope.db.get<{ n: number }>('SELECT count(*) AS n FROM variance_work')?.n ?? 0);
  for (const row of scope.db.iterate<{ deal: string; month: string; action: string; reason: string; seq: number; at: string; actor: string }>(VARIANCES, {
    closes: JSON.stringify(closes),
  })) {
    const name = `Variance of ${row.deal} in ${row.month}`;
    compare(check, name, row, acts.get(row.seq), ['reconciliation.work', 'months.close']);
    checkReason(check, name, reasonOf(row.seq), { what: row.action, whenClosing: 'explained', reason: row.reason, item: `${row.deal} ${row.month}` });
  }
}

function checkReason(
  check: Check,
  name: string,
  said: Reason | null,
  row: { readonly what: string; readonly whenClosing: string; readonly reason: string; readonly item: string },
): void {
  if (said === null) return;
  const due = { what: said.what === 'close' ? row.whenClosing : said.what, reason: said.reason };
  const wrong = differences({ what: row.what, reason: row.reason }, due);
  if (wrong !== null) check.problem(`${name}: ${wrong}.`);
  else if (said.items !== null && !said.items.has(row.item)) check.problem(`${name}: the command it came from was not about it.`);
}

const STEPS: Readonly<Record<string, readonly string[]>> = {
  proposed: ['payouts.propose'],
  approved: ['payouts.approve'],
  sent: ['payouts.send'],
  paid: ['payouts.pay'],
};
const STEPS_OF_ONE: Readonly<Record<string, readonly string[]>> = {
  held: ['payouts.hold'],
  failed: ['payouts.fail'],
  proposed: ['payouts.release'],
  approved: ['payouts.release'],
};

function checkSteps(check: Check, scope: Scope, acts: Acts): void {
  for (const row of scope.db.iterate<{ id: number; quarter: string; partnerId: number | null; state: string; seq: number; at: string; actor: string }>(
    'SELECT id, quarter, partner_id AS partnerId, state, recorded_seq AS seq, at, actor FROM payout_events ORDER BY id',
  )) {
    const procedures = (row.partnerId === null ? STEPS : STEPS_OF_ONE)[row.state];
    if (procedures === undefined) check.problem(`Step ${row.id} of the payout of ${row.quarter}: nothing makes it ${row.state}.`);
    else compare(check, `Step ${row.id} of the payout of ${row.quarter} (${row.state})`, row, acts.get(row.seq), procedures);
  }
}

/** A run names who proposed and who approved it; each is a step of it too. */
function checkRuns(check: Check, scope: Scope, acts: Acts): void {
  for (const run of scope.db.iterate<{
    quarter: string;
    state: string;
    seq: number;
    at: string;
    actor: string;
    approvedBy: string | null;
    approvedAt: string | null;
    approveSeq: number | null;
    last: string | null;
  }>(
    `SELECT r.quarter, r.state, r.recorded_seq AS seq, r.proposed_at AS at, r.proposed_by AS actor, r.approved_by AS approvedBy, r.approved_at AS approvedAt,
       (SELECT max(e.recorded_seq) FROM payout_events e WHERE e.quarter = r.quarter AND e.partner_id IS NULL AND e.state = 'approved') AS approveSeq,
       (SELECT e.state FROM payout_events e WHERE e.quarter = r.quarter AND e.partner_id IS NULL ORDER BY CASE e.state WHEN 'paid' THEN 4 WHEN 'sent' THEN 3 WHEN 'approved' THEN 2 ELSE 1 END DESC LIMIT 1) AS last
     FROM payout_runs r ORDER BY r.quarter`,
  )) {
    compare(check, `Run of ${run.quarter}`, run, acts.get(run.seq), ['payouts.propose']);
    check.expect(run.state === run.last, () => `Run of ${run.quarter}: it is ${run.state}; its steps end at ${run.last ?? 'none'}.`);
    if (run.approveSeq === null)
      check.expect(run.approvedBy === null && run.approvedAt === null, () => `Run of ${run.quarter}: it names who approved it, and was not approved.`);
    else
      compare(check, `Approval of ${run.quarter}`, { seq: run.approveSeq, at: run.approvedAt ?? '', actor: run.approvedBy ?? '' }, acts.get(run.approveSeq), [
        'payouts.approve',
      ]);
  }
}
