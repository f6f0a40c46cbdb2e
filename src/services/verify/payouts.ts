import { Check, differences, money, shareOf } from './check.ts';
import type { Known } from './known.ts';
import { codeOf, inForce, monthAfter, monthEnd, type Posted, type Scope, type Version } from './scope.ts';
import { type Evidence, standingFor } from './standings.ts';

interface Run {
  readonly quarter: string;
  readonly state: string;
  readonly dueOn: string;
  readonly valueOn: string;
  readonly versionId: number;
  readonly approvedBy: string | null;
  readonly recordedSeq: number;
  readonly dueBy: string | null;
  readonly auditGross: number | null;
  readonly approvals: number;
  readonly payoutDays: number | null;
}

export interface Item {
  readonly id: number;
  readonly quarter: string;
  readonly partnerId: number;
  readonly partner: string;
  readonly openingPaisa: number;
  readonly accruedPaisa: number;
  readonly adjustmentsPaisa: number;
  readonly clawbackPaisa: number;
  readonly grossPaisa: number;
  readonly withholdingPaisa: number;
  readonly netPaisa: number;
  readonly carriedPaisa: number;
  readonly settlesFrom: string | null;
  readonly settlesTo: string | null;
  readonly basePaisa: number;
  readonly rateBps: number | null;
  readonly section: string | null;
  readonly standing: string | null;
  readonly state: string;
  readonly holdReason: string | null;
  readonly paidOn: string | null;
  readonly status: string;
  /** Number of the command that last worked the withholding out: the proposal, or a release from hold. */
  readonly workedSeq: number;
  /** Clawbacks within the settled months of commission that an earlier payment settled. */
  readonly reclaimedPaisa: number;
}

const RUNS = `SELECT r.quarter, r.state, r.due_on AS dueOn, r.value_on AS valueOn, r.terms_version_id AS versionId, r.approved_by AS approvedBy, r.recorded_seq AS recordedSeq, v.body_json ->> 'payoutDays' AS payoutDays,
    (SELECT count(*) FROM payout_events e WHERE e.quarter = r.quarter AND e.partner_id IS NULL AND e.state = 'approved') AS approvals,
    (SELECT c.value ->> 'grossPaisa' FROM audit_rows a, json_each(a.changes_json) c WHERE a.procedure = 'payouts.approve' AND a.outcome = 'done' AND c.value ->> 'what' = 'payout approved' AND c.value ->> 'quarter' = r.quarter) AS auditGross
  FROM payout_runs r LEFT JOIN terms_versions v ON v.id = r.terms_version_id ORDER BY r.quarter`;

const ITEMS = `SELECT i.id, i.quarter, i.partner_id AS partnerId, p.code AS partner, i.opening_paisa AS openingPaisa, i.accrued_paisa AS accruedPaisa, i.adjustments_paisa AS adjustmentsPaisa, i.clawback_paisa AS clawbackPaisa,
    i.gross_paisa AS grossPaisa, i.withholding_paisa AS withholdingPaisa, i.net_paisa AS netPaisa, i.carried_paisa AS carriedPaisa, i.settles_from AS settlesFrom, i.settles_to AS settlesTo, i.withholding_base_paisa AS basePaisa,
    i.withholding_rate_bps AS rateBps, i.withholding_section AS section, i.standing, i.state, i.hold_reason AS holdReason, i.paid_on AS paidOn, p.status,
    max(r.recorded_seq, coalesce((SELECT max(e.recorded_seq) FROM payout_events e WHERE e.quarter = i.quarter AND e.partner_id = i.partner_id AND e.state IN ('proposed', 'approved')), 0)) AS workedSeq, 0 AS reclaimedPaisa
  FROM payout_items i JOIN partners p ON p.id = i.partner_id JOIN payout_runs r ON r.quarter = i.quarter ORDER BY i.quarter, p.code`;

/** Clawbacks that take back what an earlier payment settled, for every payment at once (6.3, `before_set_off`). */
const RECLAIMED = `SELECT i.id, sum(c.amount_paisa) AS sum FROM payout_items i JOIN accrual_lines c ON c.posted_in BETWEEN i.settles_from AND i.settles_to AND c.partner_id = i.partner_id
    JOIN accrual_lines a ON a.id = c.reverses_id
  WHERE c.kind = 'clawback' AND a.posted_in < i.settles_from AND EXISTS (SELECT 1 FROM payout_items e WHERE e.partner_id = i.partner_id AND e.quarter < i.quarter AND e.settles_to IS NOT NULL) GROUP BY i.id`;

interface Sources {
  readonly scope: Scope;
  readonly known: Known;
  readonly posted: ReadonlyMap<number, readonly Posted[]>;
  readonly evidence: ReadonlyMap<number, readonly Evidence[]>;
  readonly rates: readonly DatedRate[];
  readonly firstMonth: string | null;
}

interface DatedRate {
  readonly section: string;
  readonly standing: string;
  readonly rateBps: number;
  readonly fromOn: string;
  readonly toOn: string;
}

/** What partners are owed is carried from run to run without a gap, and paid out by the rules (6.1–6.3). */
export function checkPayouts(scope: Scope, known: Known): Check {
  const check = new Check(
    'payouts',
    'Every payout: opening and movements are gross and carried, each settles exactly its months, minimum and withholding are those of the rules (6.1–6.3)',
  );
  const sources = loadSources(scope, known);
  const runs = scope.db.all<Run>(RUNS);
  const reclaimed = new Map(
    scope.db
      .all<{ id: number; sum: number }>(
        runs.some((run) => scope.versions.find((v) => v.id === run.versionId)?.withholdingBase === 'before_set_off')
          ? RECLAIMED
          : 'SELECT id, 0 AS sum FROM payout_items WHERE 0',
      )
      .map((row) => [row.id, row.sum]),
  );
  const items = new Map<string, Item[]>();
  for (const row of scope.db.iterate<Item>(ITEMS)) {
    const list = items.get(row.quarter) ?? [];
    items.set(row.quarter, list);
    list.push({ ...row, reclaimedPaisa: reclaimed.get(row.id) ?? 0 });
  }
  const settled = new Map<number, { gross: number; to: string | null }>();
  for (const run of runs) {
    checkRun(check, sources, run, items.get(run.quarter) ?? []);
    checkPresence(check, sources, run, items.get(run.quarter) ?? [], settled);
    for (const item of items.get(run.quarter) ?? []) {
      check.looked(1);
      const before = settled.get(item.partnerId) ?? { gross: 0, to: null };
      const wrong = differences(item, dueItem(sources, run, item, before));
      if (wrong !== null) check.problem(`${run.quarter}, ${item.partner}: ${wrong}.`);
      checkState(check, run, item);
      settled.set(item.partnerId, { gross: before.gross + item.grossPaisa, to: item.settlesTo ?? before.to });
    }
  }
  return check;
}

function loadSources(scope: Scope, known: Known): Sources {
  const posted = new Map<number, Posted[]>();
  let firstMonth: string | null = null;
  for (const one of scope.posted) {
    const list = posted.get(one.partnerId);
    if (list) list.push(one);
    else posted.set(one.partnerId, [one]);
    if (firstMonth === null || one.month < firstMonth) firstMonth = one.month;
  }
  const evidence = new Map<number, Evidence[]>();
  for (const row of scope.db.iterate<Evidence & { partnerId: number }>(
    'SELECT partner_id AS partnerId, standing, exempt_until AS exemptUntil, checked_on AS checkedOn, recorded_seq AS recordedSeq FROM tax_standings ORDER BY checked_on, id',
  )) {
    const list = evidence.get(row.partnerId);
    if (list) list.push(row);
    else evidence.set(row.partnerId, [row]);
  }
  const rates = scope.db.all<DatedRate>(
    'SELECT section, standing, rate_bps AS rateBps, from_on AS fromOn, to_on AS toOn FROM withholding_rates ORDER BY from_on, id',
  );
  return { scope, known, posted, evidence, rates, firstMonth };
}

/** First and last month. */
interface Quarter {
  readonly first: string;
  readonly last: string;
}

function monthsOf(quarter: string): Quarter {
  const first = `${quarter.slice(0, 4)}-${String((Number(quarter.slice(6)) - 1) * 3 + 1).padStart(2, '0')}`;
  return { first, last: monthAfter(first, 2) };
}

function checkRun(check: Check, { scope }: Sources, run: Run, items: readonly Item[]): void {
  const { first, last } = monthsOf(run.quarter);
  const lastDay = monthEnd(last);
  const terms = inForce(scope.versions, lastDay, run.recordedSeq);
  check.expect(terms?.id === run.versionId, () => `${run.quarter}: worked out under terms version ${run.versionId}, should be ${terms?.id ?? 'none'}.`);
  const due = scope.db.get<{ on: string }>('SELECT date(?, ?) AS "on"', [lastDay, `+${run.payoutDays ?? 0} days`])?.on;
  check.expect(due === run.dueOn, () => `${run.quarter}: due on ${run.dueOn}, should be ${due ?? 'no day'} (6.1).`);
  const begun = scope.closes[0]?.month ?? '9999-12';
  for (let month = first < begun ? begun : first; month <= last; month = monthAfter(month, 1))
    check.expect(
      scope.closes.some((close) => close.month === month && close.seq < run.recordedSeq),
      () => `${run.quarter}: ${month} was not closed when it was proposed (6.1).`,
    );
  if (run.state === 'proposed') return;
  const gross = items.reduce((sum, item) => sum + item.grossPaisa, 0);
  check.expect(
    run.auditGross === gross,
    () => `${run.quarter}: ${money(run.auditGross)} gross was approved by the audit trail; the payments come to ${money(gross)}.`,
  );
  check.expect(run.approvals === 1 && run.approvedBy !== null, () => `${run.quarter}: it is ${run.state}, and was approved ${run.approvals} times.`);
}

/** 6.2: everyone with a movement or a balance is in the run, and nobody else. */
function checkPresence(check: Check, { scope, posted }: Sources, run: Run, items: readonly Item[], settled: ReadonlyMap<number, { gross: number }>): void {
  const quarter = monthsOf(run.quarter);
  const present = new Set(items.map((item) => item.partnerId));
  for (const [id, months] of posted) {
    const { beforePaisa, hasMovement } = movementOf(months, quarter, null);
    const due = beforePaisa !== (settled.get(id)?.gross ?? 0) || hasMovement;
    if (due && !present.has(id)) check.problem(`${run.quarter}: ${codeOf(scope, id)} has movements or a balance, and is not in the run (6.2).`);
    if (!due && present.has(id)) check.problem(`${run.quarter}: ${codeOf(scope, id)} is in the run without a movement or a balance (6.2).`);
    present.delete(id);
  }
  for (const id of present) check.problem(`${run.quarter}: ${codeOf(scope, id)} is in the run without a posted line (6.2).`);
}

interface Movement {
  /** All posted before the quarter. */
  beforePaisa: number;
  accruedPaisa: number;
  adjustmentsPaisa: number;
  clawbackPaisa: number;
  /** All posted from the first month that a payment settles. */
  settledPaisa: number;
  hasMovement: boolean;
}

function movementOf(months: readonly Posted[], { first, last }: Quarter, settlesFrom: string | null): Movement {
  const sums: Movement = { beforePaisa: 0, accruedPaisa: 0, adjustmentsPaisa: 0, clawbackPaisa: 0, settledPaisa: 0, hasMovement: false };
  for (const one of months) {
    if (one.month > last) continue;
    const paisa = one.accruedPaisa + one.adjustmentsPaisa + one.clawbackPaisa;
    if (settlesFrom !== null && one.month >= settlesFrom) sums.settledPaisa += paisa;
    if (one.month < first) {
      sums.beforePaisa += paisa;
      continue;
    }
    sums.hasMovement = true;
    sums.accruedPaisa += one.accruedPaisa;
    sums.adjustmentsPaisa += one.adjustmentsPaisa;
    sums.clawbackPaisa += one.clawbackPaisa;
  }
  return sums;
}

/** A payment worked out again: the opening is all posted before less all paid in earlier runs, a gross is the sum of the months it settles. */
function dueItem(sources: Sources, run: Run, item: Item, before: { gross: number; to: string | null }): Record<string, unknown> {
  const quarter = monthsOf(run.quarter);
  const settlesFrom = before.to === null ? sources.firstMonth : monthAfter(before.to, 1);
  const moved = movementOf(sources.posted.get(item.partnerId) ?? [], quarter, settlesFrom);
  const { accruedPaisa, adjustmentsPaisa, clawbackPaisa } = moved;
  const openingPaisa = moved.beforePaisa - before.gross;
  const payable = openingPaisa + accruedPaisa + adjustmentsPaisa + clawbackPaisa;
  const terms = sources.scope.versions.find((version) => version.id === run.versionId);
  const status = sources.known.partnerField(item.partner, 'status', item.status, run.recordedSeq);
  const isPaid = payable > 0 && (payable >= (terms?.minimumPayoutPaisa ?? 0) || status === 'terminated');
  const figures = { openingPaisa, accruedPaisa, adjustmentsPaisa, clawbackPaisa, carriedPaisa: isPaid ? 0 : payable };
  if (!isPaid || terms === undefined || settlesFrom === null)
    return {
      ...figures,
      grossPaisa: 0,
      withholdingPaisa: 0,
      netPaisa: 0,
      settlesFrom: null,
      settlesTo: null,
      basePaisa: 0,
      rateBps: null,
      section: null,
      standing: null,
    };
  const grossPaisa = moved.settledPaisa;
  return { ...figures, grossPaisa, settlesFrom, settlesTo: quarter.last, ...dueWithholding(sources, run, item, terms, grossPaisa) };
}

/** 6.3: rate × base, by the standing on the payment date and the rate of that date. */
function dueWithholding({ evidence, rates }: Sources, run: Run, item: Item, terms: Version, grossPaisa: number): Record<string, unknown> {
  const standing = standingFor(evidence.get(item.partnerId) ?? [], run.valueOn, terms, item.workedSeq);
  const dated = rates.find((rate) => rate.section === '233' && rate.standing === standing && rate.fromOn <= run.valueOn && run.valueOn <= rate.toOn);
  const rateBps = terms.withholding[standing] ?? dated?.rateBps ?? null;
  const basePaisa = terms.withholdingBase === 'before_set_off' ? grossPaisa - item.reclaimedPaisa : grossPaisa;
  const withholdingPaisa = rateBps === null || basePaisa <= 0 ? 0 : shareOf(basePaisa, rateBps, terms.withholdingRounding === 'rupee' ? 100 : 1);
  return { basePaisa, rateBps, section: rateBps === null ? null : '233', standing, withholdingPaisa, netPaisa: grossPaisa - withholdingPaisa };
}

const STATES_OF_RUN: Readonly<Record<string, readonly string[]>> = {
  proposed: ['rolled', 'proposed', 'held'],
  approved: ['rolled', 'approved', 'held'],
  sent: ['rolled', 'approved', 'held', 'sent', 'failed', 'paid'],
  paid: ['rolled', 'approved', 'held', 'sent', 'failed', 'paid'],
};

function checkState(check: Check, run: Run, item: Item): void {
  const name = `${run.quarter}, ${item.partner}`;
  check.expect((item.state === 'rolled') === (item.grossPaisa === 0), () => `${name}: it is ${item.state} with a gross of ${money(item.grossPaisa)}.`);
  check.expect(STATES_OF_RUN[run.state]?.includes(item.state) ?? false, () => `${name}: the payment is ${item.state} in a run that is ${run.state} (6.4).`);
  check.expect(
    (item.state === 'held') === (item.holdReason !== null) || item.state === 'failed',
    () => `${name}: it is ${item.state} with ${item.holdReason ?? 'no'} reason to hold.`,
  );
  check.expect(item.rateBps !== null || item.grossPaisa === 0 || item.state === 'held', () => `${name}: it is ${item.state} without a withholding rate (6.3).`);
  check.expect(
    item.state === 'paid' ? item.paidOn === run.valueOn : item.paidOn === null,
    () => `${name}: it is ${item.state}, and dated as paid ${item.paidOn ?? 'never'}.`,
  );
}
