import {
  COMPLETION_DECISION,
  COMPLETION_EXCEPTION,
  type ExceptionCode,
  LINE_DECISION,
  LINE_EXCEPTION,
  MONTH_RATE,
  RATES_JOIN,
  ratesOf,
  roundedShare,
} from '../../domain/accruals.ts';
import { type DealMonth, isRetained, statusOf } from '../../domain/reconciliation.ts';
import { type TermsVersion, termsOn } from '../../domain/terms.ts';
import { lastDayOf, type Month } from '../../shared/calendar.ts';
import type { Paisa } from '../../shared/paisa.ts';
import { applyRate, type Bps } from '../../shared/rate.ts';
import type { ContractType, ReconciliationStatus } from '../../shared/vocab.ts';
import type { ReadDb } from '../tx.ts';
import { PLAN, planJson } from './months.ts';

/** One deal of one month, as known now (4). */
export interface ReconciliationRow {
  readonly dealId: number;
  readonly deal: string;
  readonly partnerId: number;
  readonly client: string;
  readonly contractType: ContractType;
  readonly expectedPaisa: number;
  readonly billedPaisa: number;
  readonly expectedCommissionPaisa: number;
  /** What the lines of that billing month have accrued so far: posted, without clawbacks and adjustments. */
  readonly accruedPaisa: number;
  /** What of them still waits to be posted by a close. */
  readonly toAccruePaisa: number;
  readonly status: ReconciliationStatus;
  readonly beyondTerm: number;
  /** Exceptions of this row that nobody has decided and nothing has posted. */
  readonly openExceptions: number;
  /** The work on this variance at just these figures, or null. */
  readonly workId: number | null;
}

/** Who a row is about, and what is expected of it. */
interface DealOfMonth {
  readonly dealId: number;
  readonly deal: string;
  readonly partnerId: number;
  readonly client: string;
  readonly contractType: ContractType;
  readonly rateBps: Bps;
}

interface PlainDeal extends DealOfMonth {
  readonly duePaisa: Paisa;
}

interface LineOfMonth {
  readonly dealId: number;
  readonly amountPaisa: Paisa;
  /** Null: not posted. */
  readonly accruedPaisa: number | null;
}

interface OddDeal extends DealOfMonth, DealMonth {
  readonly duePaisa: Paisa | null;
  readonly accruedPaisa: number;
  readonly toAccruePaisa: number;
  readonly openExceptions: number;
}

const DEAL = 'd.id AS dealId, d.code AS deal, d.partner_id AS partnerId, d.client, d.contract_type AS contractType';
const IS_DUE = '(d.expected_until >= :month AND d.start_month <= :month)';
const DUE = 'coalesce(d.expected_monthly_paisa, 0)';
const POSTED = 'LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL';

/** Nearly every deal of a month: it is due and nothing ends it, so that 3.5 cannot keep a line of it out. All others are odd. */
const IS_PLAIN = `(${IS_DUE} AND +d.cancelled_month IS NULL)`;

/** How the month's rate is found. Terms under which it is that of registration resolve nothing per deal. */
interface RateSource {
  readonly tables: string;
  readonly joins: string;
  readonly rate: string;
}

function rateSource(isRegistered: boolean, dealId: number | undefined): RateSource {
  if (isRegistered) return { tables: '', joins: '', rate: 'd.registered_rate_bps' };
  const partners = dealId === undefined ? '1' : 'q.id = (SELECT partner_id FROM deals WHERE id = :dealId)';
  return { tables: `WITH ${PLAN}, ${ratesOf(partners)}`, joins: `CROSS JOIN p ${RATES_JOIN}`, rate: MONTH_RATE };
}

const plainDeals = ({ tables, joins, rate }: RateSource): string =>
  `${tables} SELECT ${DEAL}, ${rate} AS rateBps, ${DUE} AS duePaisa FROM deals d NOT INDEXED ${joins} WHERE ${IS_PLAIN} ORDER BY d.id`;

/** Of all deals: asking here which are plain would look each of them up once more. */
const LINES = `SELECT l.deal_id AS dealId, l.amount_paisa AS amountPaisa, a.amount_paisa AS accruedPaisa FROM billing_lines l ${POSTED} WHERE l.period = :month ORDER BY l.deal_id`;

/** A deal's billing up to the month: its kept total unless anything is billed for later, so that years of a deal's lines are not walked. */
const BILLED_SO_FAR = `CASE WHEN EXISTS (SELECT 1 FROM billing_lines WHERE period > :month)
  THEN (SELECT coalesce(sum(l.amount_paisa), 0) FROM billing_lines l WHERE l.deal_id = d.id AND l.period <= :month)
  ELSE coalesce((SELECT t.billed_paisa FROM deal_totals t WHERE t.deal_id = d.id), 0) END`;

/**
 * Odd deals, or one deal of any kind, with their lines. A fixed-price deal is never due: it is judged whole in the month of its completion,
 * on all its billing so far, and listed after it where it has lines.
 */
const oddDeals = ({ tables, joins, rate }: RateSource, deals: string): string =>
  `${tables} SELECT ${DEAL}, ${rate} AS rateBps, CASE WHEN ${IS_DUE} THEN ${DUE} END AS duePaisa,
     count(l.id) AS lines, coalesce(sum(l.amount_paisa), 0) AS billedPaisa, coalesce(sum(a.amount_paisa), 0) AS accruedPaisa,
     sum(CASE WHEN l.id IS NULL OR a.id IS NOT NULL OR d.contract_type = 'fixed_price' THEN 0 WHEN ${LINE_EXCEPTION} IS NULL OR ${LINE_DECISION} = 'accept' THEN ${roundedShare('l.amount_paisa', rate)} ELSE 0 END) AS toAccruePaisa,
     count(${LINE_EXCEPTION}) AS exceptions, sum(${LINE_EXCEPTION} IS NOT NULL AND a.id IS NULL AND ${LINE_DECISION} IS NULL) AS openExceptions,
     coalesce(:month > d.term_end_month AND (d.cancelled_month IS NULL OR :month <= d.cancelled_month), 0) AS isBeyondTerm
   FROM deals d ${joins} LEFT JOIN billing_lines l ON l.period = :month AND l.deal_id = d.id ${POSTED} WHERE ${deals} AND (d.contract_type <> 'fixed_price' OR d.completed_month < :month) GROUP BY d.id HAVING duePaisa IS NOT NULL OR lines > 0
   UNION ALL SELECT ${DEAL}, ${rate}, d.contract_value_paisa, d.lines, d.billed, coalesce(d.posted, 0),
     CASE WHEN d.posted IS NULL AND (d.exception IS NULL OR d.decision = 'accept') THEN ${roundedShare('d.contract_value_paisa', rate)} ELSE 0 END,
     d.exception IS NOT NULL, d.exception IS NOT NULL AND d.decision IS NULL AND d.posted IS NULL, 0
   FROM (SELECT d.*, ${COMPLETION_EXCEPTION} AS exception, ${COMPLETION_DECISION} AS decision,
       (SELECT a.amount_paisa FROM accrual_lines a WHERE a.deal_id = d.id AND a.kind = 'fixed_price') AS posted,
       EXISTS (SELECT 1 FROM billing_lines l WHERE l.deal_id = d.id AND l.period <= :month) AS lines, ${BILLED_SO_FAR} AS billed
     FROM deals d WHERE ${deals} AND d.contract_type = 'fixed_price' AND d.completed_month = :month AND d.voided_on IS NULL) d ${joins}`;

/** What of a reconciliation is asked for. */
export interface ReconciliationScope {
  readonly dealId?: number;
  /** Leaves matched rows out: they are most, and nobody has to look at them. */
  readonly onlyOpen?: boolean;
}

/** The reconciliation of a month, by deal. */
export function reconcileMonth(db: ReadDb, month: Month, versions: readonly TermsVersion[], scope: ReconciliationScope = {}): ReconciliationRow[] {
  const { dealId, onlyOpen = false } = scope;
  const { rateBasis, tolerancePaisa } = termsOn(versions, lastDayOf(month));
  const isRegistered = rateBasis === 'registration';
  const source = rateSource(isRegistered, dealId);
  const params = { month, ...(isRegistered ? {} : { plan: planJson([month], versions) }), ...(dealId === undefined ? {} : { dealId }) };
  const rows = dealId === undefined ? judgePlain(db.all(plainDeals(source), params), db.all(LINES, { month }), tolerancePaisa) : [];
  for (const odd of db.all<OddDeal>(oddDeals(source, dealId === undefined ? `${IS_PLAIN} IS NOT 1` : 'd.id = :dealId'), params))
    rows.push(judgeOdd(odd, tolerancePaisa));
  const asked = onlyOpen ? rows.filter((row) => row.status !== 'matched') : rows;
  addWork(db, month, asked);
  return inOrder(db, asked);
}

type Row = { -readonly [K in keyof ReconciliationRow]: ReconciliationRow[K] };

/** Merges plain deals with their lines, both in the order of the deals. Lines of other deals are passed over. */
function judgePlain(deals: readonly PlainDeal[], lines: readonly LineOfMonth[], tolerancePaisa: number): Row[] {
  let next = 0;
  return deals.map((deal) => {
    const row = rowOf(deal);
    let count = 0;
    for (let line = lines[next]; line !== undefined && line.dealId <= deal.dealId; line = lines[next]) {
      next += 1;
      if (line.dealId < deal.dealId) continue;
      count += 1;
      row.billedPaisa += line.amountPaisa;
      if (line.accruedPaisa === null) row.toAccruePaisa += applyRate(line.amountPaisa, deal.rateBps);
      else row.accruedPaisa += line.accruedPaisa;
    }
    row.status = statusOf({ duePaisa: deal.duePaisa, billedPaisa: row.billedPaisa, lines: count, exceptions: 0, isBeyondTerm: 0 }, tolerancePaisa);
    return row;
  });
}

function judgeOdd(odd: OddDeal, tolerancePaisa: number): Row {
  const { billedPaisa, accruedPaisa, toAccruePaisa, openExceptions } = odd;
  return Object.assign(rowOf(odd), {
    billedPaisa,
    accruedPaisa,
    toAccruePaisa,
    openExceptions,
    status: statusOf(odd, tolerancePaisa),
    beyondTerm: isRetained(odd) ? 1 : 0,
  });
}

/** A row with what is expected, before its lines. */
const rowOf = (deal: DealOfMonth & { readonly duePaisa: Paisa | null }): Row => ({
  dealId: deal.dealId,
  deal: deal.deal,
  partnerId: deal.partnerId,
  client: deal.client,
  contractType: deal.contractType,
  expectedPaisa: deal.duePaisa ?? 0,
  billedPaisa: 0,
  expectedCommissionPaisa: deal.duePaisa === null ? 0 : applyRate(deal.duePaisa, deal.rateBps),
  accruedPaisa: 0,
  toAccruePaisa: 0,
  status: 'missing',
  beyondTerm: 0,
  openExceptions: 0,
  workId: null,
});

/** By code of the deal. The index of the codes has that order: comparing texts would cost more than all the sums. */
function inOrder(db: ReadDb, rows: readonly Row[]): Row[] {
  if (rows.length < 2) return [...rows];
  const byId: (Row | undefined)[] = [];
  for (const row of rows) byId[row.dealId] = row;
  const ordered: Row[] = [];
  for (const { id } of db.all<{ id: number }>('SELECT id FROM deals ORDER BY code')) {
    const row = byId[id];
    if (row !== undefined) ordered.push(row);
  }
  return ordered;
}

/** Names the latest work on each variance, if it was at just the figures that it shows and was not taken back. */
function addWork(db: ReadDb, month: Month, rows: readonly Row[]): void {
  const variances = new Map(rows.filter((row) => row.status !== 'matched').map((row) => [row.dealId, row]));
  if (variances.size === 0) return;
  for (const work of db.all<Pick<Row, 'dealId' | 'status' | 'expectedPaisa' | 'billedPaisa'> & { readonly id: number; readonly action: string }>(
    `SELECT w.id, w.action, w.deal_id AS dealId, w.status, w.expected_paisa AS expectedPaisa, w.billed_paisa AS billedPaisa
     FROM json_each(:deals) j CROSS JOIN variance_work w ON w.deal_id = j.value AND w.month = :month ORDER BY w.id`,
    { deals: JSON.stringify([...variances.keys()]), month },
  )) {
    const row = variances.get(work.dealId);
    if (row?.status === work.status && row.expectedPaisa === work.expectedPaisa && row.billedPaisa === work.billedPaisa)
      row.workId = work.action === 'reopened' ? null : work.id;
  }
}

/** What a person who looked at a row saw of it: the work on it and the figures that work would be kept at (4). */
export function shownStateOf(row: Pick<ReconciliationRow, 'workId' | 'status' | 'expectedPaisa' | 'billedPaisa'>): string {
  return `${row.workId ?? 0} ${row.status} ${row.expectedPaisa} ${row.billedPaisa}`;
}

/** Audit number of what last made a row what it is, before an act: work on it, or a line of its month. */
export function lastChangeOf(db: ReadDb, dealId: number, month: Month, before: number): number | null {
  const seqs = db.get<{ work: number | null; line: number | null }>(
    `SELECT (SELECT max(recorded_seq) FROM variance_work WHERE deal_id = :dealId AND month = :month AND recorded_seq < :before) AS work,
       (SELECT max(recorded_seq) FROM billing_lines WHERE deal_id = :dealId AND period = :month AND recorded_seq < :before) AS line`,
    { dealId, month, before },
  );
  return Math.max(seqs?.work ?? 0, seqs?.line ?? 0) || null;
}

/** Whether a row still waits for a person: an undecided exception, or a variance nobody worked at these figures. */
export function isOpen(row: ReconciliationRow): boolean {
  if (row.status === 'matched') return false;
  return row.status === 'exception' ? row.openExceptions > 0 : row.workId === null;
}

/** An exceptional line or completion (3.5). */
export interface ExceptionRow {
  readonly dealId: number;
  readonly deal: string;
  readonly partner: string;
  readonly client: string;
  readonly period: Month;
  readonly billingLineId: number | null;
  readonly invoiceNo: string | null;
  readonly amountPaisa: number;
  readonly wouldAccruePaisa: number;
  readonly code: ExceptionCode;
  readonly decision: 'accept' | 'leave_out' | null;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  /** Number of the latest decision, withdrawn ones too; 0 for none. */
  readonly version: number;
  /** Already posted before it became an exception: the reversal is automatic. */
  readonly isPosted: number;
}

/** Which exceptions are asked for; everything left out is not a bound. */
export interface ExceptionScope {
  /** Up to and including this month. */
  readonly through?: Month;
  readonly dealId?: number;
  /** Only what a close of `through` looks at: the month's own, and what came after the command of this number. */
  readonly sinceSeq?: number;
}

/** The lines and completions to judge: one or more sources that do not overlap, each found by its index wherever the scope allows. */
function exceptionSources(scope: ExceptionScope): { lines: readonly string[]; completions: readonly string[] } {
  if (scope.dealId !== undefined) return { lines: ['l.deal_id = :dealId'], completions: ['d.id = :dealId'] };
  if (scope.sinceSeq !== undefined) {
    return {
      lines: ['l.period = :through', 'l.recorded_seq > :sinceSeq AND +l.period < :through'],
      completions: ['d.completed_month = :through', 'd.completed_month < :through AND d.completion_seq > :sinceSeq'],
    };
  }
  return { lines: ['1'], completions: ['d.completed_month IS NOT NULL'] };
}

interface FoundException {
  readonly line: number | null;
  readonly deal: number;
  readonly period: Month;
  readonly code: ExceptionCode;
}

/** Exceptions of lines and completions (3.5), oldest first: found in one pass, then priced. */
export function loadExceptions(db: ReadDb, versions: readonly TermsVersion[], scope: ExceptionScope = {}): ExceptionRow[] {
  const sources = exceptionSources(scope);
  const found = db.all<FoundException>(
    [
      ...sources.lines.map(
        (lines) =>
          `SELECT l.id AS line, d.id AS deal, l.period, ${LINE_EXCEPTION} AS code FROM billing_lines l CROSS JOIN deals d ON d.id = l.deal_id
           WHERE ${lines} AND (:through IS NULL OR +l.period <= :through) AND d.voided_on IS NULL AND ${LINE_EXCEPTION} IS NOT NULL`,
      ),
      ...sources.completions.map(
        (completions) =>
          `SELECT NULL, d.id, d.completed_month, ${COMPLETION_EXCEPTION} FROM deals d
           WHERE ${completions} AND (:through IS NULL OR d.completed_month <= :through) AND d.voided_on IS NULL AND d.contract_type = 'fixed_price' AND ${COMPLETION_EXCEPTION} IS NOT NULL`,
      ),
    ].join(' UNION ALL '),
    {
      through: scope.through ?? null,
      ...(scope.dealId === undefined ? {} : { dealId: scope.dealId }),
      ...(scope.sinceSeq === undefined ? {} : { sinceSeq: scope.sinceSeq }),
    },
  );
  if (found.length === 0) return [];
  return db.all<ExceptionRow>(
    `WITH ${PLAN}, ${ratesOf()}, found AS MATERIALIZED (
       SELECT value ->> 'line' AS billingLineId, value ->> 'deal' AS dealId, value ->> 'period' AS period, value ->> 'code' AS code FROM json_each(:found)),
     priced AS (
       SELECT f.*, l.invoice_no AS invoiceNo, coalesce(l.amount_paisa, d.contract_value_paisa) AS amountPaisa, ${MONTH_RATE} AS rate,
         (SELECT max(y.id) FROM exception_decisions y WHERE CASE WHEN f.billingLineId IS NULL THEN y.deal_id = f.dealId AND y.billing_line_id IS NULL ELSE y.billing_line_id = f.billingLineId END) AS decisionId,
         CASE WHEN f.billingLineId IS NULL THEN EXISTS (SELECT 1 FROM accrual_lines a WHERE a.deal_id = f.dealId AND a.kind = 'fixed_price')
           ELSE EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = f.billingLineId AND a.reverses_id IS NULL) END AS isPosted
       FROM found f CROSS JOIN deals d ON d.id = f.dealId JOIN p ON p.period = f.period ${RATES_JOIN} LEFT JOIN billing_lines l ON l.id = f.billingLineId)
     SELECT f.dealId, d.code AS deal, q.code AS partner, d.client, f.period, f.billingLineId, f.invoiceNo, f.amountPaisa, ${roundedShare('f.amountPaisa', 'f.rate')} AS wouldAccruePaisa, f.code,
       nullif(x.decision, 'withdrawn') AS decision, CASE WHEN x.decision <> 'withdrawn' THEN x.reason END AS reason, CASE WHEN x.decision <> 'withdrawn' THEN x.decided_by END AS decidedBy, coalesce(f.decisionId, 0) AS version, f.isPosted
     FROM priced f JOIN deals d ON d.id = f.dealId JOIN partners q ON q.id = d.partner_id LEFT JOIN exception_decisions x ON x.id = f.decisionId
     ORDER BY f.period, d.code, f.invoiceNo`,
    {
      found: JSON.stringify(found),
      plan: planJson(new Set(found.map((row) => row.period)), versions),
    },
  );
}

/** Audit number of the latest decision on an exception before an act. */
export function lastDecisionSeq(db: ReadDb, { dealId, billingLineId }: Pick<ExceptionRow, 'dealId' | 'billingLineId'>, before: number): number | null {
  const row = db.get<{ seq: number | null }>(
    'SELECT max(recorded_seq) AS seq FROM exception_decisions WHERE deal_id = :dealId AND billing_line_id IS :billingLineId AND recorded_seq < :before',
    { dealId, billingLineId, before },
  );
  return row?.seq ?? null;
}
