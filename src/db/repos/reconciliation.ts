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
import type { TermsVersion } from '../../domain/terms.ts';
import type { Month } from '../../shared/calendar.ts';
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

/** A fixed-price deal completed in the month: judged whole, on all its billing so far. */
const HERE = "(d.contract_type = 'fixed_price' AND d.completed_month = :month AND d.voided_on IS NULL)";
const IS_DUE = '(d.expected_until >= :month AND d.start_month <= :month)';
const LINE_WORD = `(CASE WHEN ${LINE_EXCEPTION} IS NOT NULL THEN ${LINE_DECISION} END)`;
const POSTED_HERE = "(SELECT b.amount_paisa FROM accrual_lines b WHERE b.deal_id = d.id AND b.kind = 'fixed_price')";

/** Every deal (`d`) with its lines (`l`) of the month and their postings (`a`), summed in one pass along the deals. */
function figuresOf(dealId: number | undefined): string {
  const [deals, partners] = dealId === undefined ? ['1', '1'] : ['d.id = :dealId', 'q.id = (SELECT partner_id FROM deals WHERE id = :dealId)'];
  return `${ratesOf(partners)}, known AS (
    SELECT d.id AS dealId, d.code AS deal, d.partner_id AS partnerId, d.client, d.contract_type AS contractType, p.tolerancePaisa, d.term_end_month, d.cancelled_month, d.completed_month, d.contract_value_paisa,
      CASE WHEN ${IS_DUE} THEN coalesce(d.expected_monthly_paisa, 0) END AS due, ${MONTH_RATE} AS rate, coalesce(${HERE}, 0) AS here,
      count(l.id) AS lines, coalesce(sum(l.amount_paisa), 0) AS billed, coalesce(sum(a.amount_paisa), 0) AS accrued,
      sum(CASE WHEN l.id IS NULL OR a.id IS NOT NULL OR d.contract_type = 'fixed_price' THEN 0 WHEN ${LINE_EXCEPTION} IS NULL OR ${LINE_DECISION} = 'accept' THEN ${roundedShare('l.amount_paisa', MONTH_RATE)} ELSE 0 END) AS toAccrue,
      sum(${LINE_EXCEPTION} IS NOT NULL) AS lineExceptions, sum(a.id IS NULL AND ${LINE_EXCEPTION} IS NOT NULL AND ${LINE_WORD} IS NULL) AS lineOpen,
      CASE WHEN ${HERE} THEN ${COMPLETION_EXCEPTION} END AS completionException, CASE WHEN ${HERE} THEN ${COMPLETION_DECISION} END AS completionDecision,
      CASE WHEN ${HERE} THEN ${POSTED_HERE} END AS completionPosted,
      CASE WHEN ${HERE} THEN (SELECT coalesce(sum(b.amount_paisa), 0) FROM billing_lines b WHERE b.deal_id = d.id AND b.period <= :month) END AS billedSoFar,
      CASE WHEN ${HERE} THEN (SELECT count(*) FROM billing_lines b WHERE b.deal_id = d.id AND b.period <= :month) END AS linesSoFar
    FROM p CROSS JOIN deals d LEFT JOIN billing_lines l ON l.period = :month AND l.deal_id = d.id LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL ${RATES_JOIN}
    WHERE ${deals} GROUP BY d.code),
  figures AS (
    SELECT dealId, deal, partnerId, client, contractType, tolerancePaisa, term_end_month, cancelled_month, completed_month, rate,
      CASE WHEN here THEN contract_value_paisa ELSE coalesce(due, 0) END AS expectedPaisa, here OR due IS NOT NULL AS isExpected,
      CASE WHEN here THEN billedSoFar ELSE billed END AS billedPaisa, CASE WHEN here THEN linesSoFar ELSE lines END AS lines,
      CASE WHEN here THEN coalesce(completionPosted, 0) ELSE accrued END AS accruedPaisa,
      CASE WHEN NOT here THEN toAccrue WHEN completionPosted IS NULL AND (completionException IS NULL OR completionDecision = 'accept') THEN ${roundedShare('contract_value_paisa', 'rate')} ELSE 0 END AS toAccruePaisa,
      lineExceptions + (completionException IS NOT NULL) AS exceptions,
      lineOpen + (completionException IS NOT NULL AND completionDecision IS NULL AND completionPosted IS NULL) AS openExceptions
    FROM known WHERE here OR due IS NOT NULL OR (lines > 0 AND (contractType <> 'fixed_price' OR completed_month < :month)) LIMIT -1)`;
}

/** Section 4: the first status that fits. A fixed-price deal is listed in the month of completion and, after it, where it has lines. */
const STATUS = `CASE
  WHEN exceptions > 0 THEN 'exception'
  WHEN isExpected = 0 THEN CASE WHEN contractType <> 'fixed_price' AND :month > term_end_month AND (cancelled_month IS NULL OR :month <= cancelled_month) THEN 'matched' ELSE 'unexpected' END
  WHEN lines = 0 THEN 'missing'
  WHEN abs(billedPaisa - expectedPaisa) <= tolerancePaisa THEN 'matched'
  WHEN billedPaisa < expectedPaisa THEN 'under_billed'
  ELSE 'over_billed'
END`;

const WORK = `CASE WHEN j.status <> 'matched' THEN
  (SELECT max(w.id) FROM variance_work w WHERE w.deal_id = j.dealId AND w.month = :month AND w.status = j.status AND w.expected_paisa = j.expectedPaisa AND w.billed_paisa = j.billedPaisa) END`;

/** What of a reconciliation is asked for. */
export interface ReconciliationScope {
  readonly dealId?: number;
  /** Leaves matched rows out: they are most, and nobody has to look at them. */
  readonly onlyOpen?: boolean;
}

/** The reconciliation of a month, by deal. */
export function reconcileMonth(db: ReadDb, month: Month, versions: readonly TermsVersion[], scope: ReconciliationScope = {}): ReconciliationRow[] {
  const { dealId, onlyOpen = false } = scope;
  return db.all<ReconciliationRow>(
    `WITH ${PLAN}, ${figuresOf(dealId)}, judged AS (
       SELECT *, ${STATUS} AS status,
         CASE WHEN exceptions = 0 AND isExpected = 0 AND contractType <> 'fixed_price' AND :month > term_end_month AND (cancelled_month IS NULL OR :month <= cancelled_month) THEN 1 ELSE 0 END AS beyondTerm
       FROM figures)
     SELECT j.dealId, j.deal, j.partnerId, j.client, j.contractType, j.expectedPaisa, j.billedPaisa,
       ${roundedShare('j.expectedPaisa', 'j.rate')} AS expectedCommissionPaisa, j.accruedPaisa, j.toAccruePaisa, j.status, j.beyondTerm, j.openExceptions, ${WORK} AS workId
     FROM judged j ${onlyOpen ? "WHERE j.status <> 'matched'" : ''} ORDER BY j.deal`,
    { month, plan: planJson([month], versions), ...(dealId === undefined ? {} : { dealId }) },
  );
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

interface Found {
  readonly line: number | null;
  readonly deal: number;
  readonly period: Month;
  readonly code: ExceptionCode;
}

/** Exceptions of lines and completions (3.5), oldest first: found in one pass, then priced. */
export function loadExceptions(db: ReadDb, versions: readonly TermsVersion[], scope: ExceptionScope = {}): ExceptionRow[] {
  const sources = exceptionSources(scope);
  const found = db.all<Found>(
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
       x.decision, x.reason, x.decided_by AS decidedBy, f.isPosted
     FROM priced f JOIN deals d ON d.id = f.dealId JOIN partners q ON q.id = d.partner_id LEFT JOIN exception_decisions x ON x.id = f.decisionId
     ORDER BY f.period, d.code, f.invoiceNo`,
    {
      found: JSON.stringify(found),
      plan: planJson(new Set(found.map((row) => row.period)), versions),
    },
  );
}
