import { COMPLETION_DECISION, COMPLETION_EXCEPTION, type ExceptionCode, LINE_EXCEPTION, MONTH_RATE, roundedShare } from '../../domain/accruals.ts';
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

/** What makes a row part of the month: expected, billed, or completed in it. */
const ROWS = `due AS MATERIALIZED (
    SELECT id FROM deals WHERE expected_until >= :month AND start_month <= :month AND (:dealId IS NULL OR id = :dealId)
    UNION SELECT deal_id FROM billing_lines WHERE period = :month AND (:dealId IS NULL OR deal_id = :dealId)
    UNION SELECT id FROM deals WHERE completed_month = :month AND voided_on IS NULL AND (:dealId IS NULL OR id = :dealId)),
  line AS (
    SELECT l.deal_id, sum(l.amount_paisa) AS billed, count(*) AS lines,
      sum(coalesce(a.amount_paisa, 0)) AS accrued,
      sum(CASE WHEN a.id IS NULL AND d.contract_type <> 'fixed_price' AND (${LINE_EXCEPTION} IS NULL OR x.decision = 'accept') THEN ${roundedShare('l.amount_paisa', MONTH_RATE)} ELSE 0 END) AS toAccrue,
      sum(CASE WHEN ${LINE_EXCEPTION} IS NOT NULL THEN 1 ELSE 0 END) AS exceptions,
      sum(CASE WHEN ${LINE_EXCEPTION} IS NOT NULL AND x.decision IS NULL AND a.id IS NULL THEN 1 ELSE 0 END) AS open
    FROM billing_lines l JOIN deals d ON d.id = l.deal_id JOIN p ON p.period = l.period
      LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL
      LEFT JOIN exception_decisions x ON x.id = (SELECT max(y.id) FROM exception_decisions y WHERE y.billing_line_id = l.id)
    WHERE l.period = :month AND (:dealId IS NULL OR l.deal_id = :dealId) GROUP BY l.deal_id),
  known AS (
    SELECT d.*, d.id AS dealId, p.tolerancePaisa, ${MONTH_RATE} AS rate, coalesce(line.lines, 0) AS lines, coalesce(line.billed, 0) AS billedInMonth, coalesce(line.accrued, 0) AS lineAccrued, coalesce(line.toAccrue, 0) AS lineToAccrue,
      coalesce(line.exceptions, 0) AS exceptions, coalesce(line.open, 0) AS open,
      d.contract_type = 'fixed_price' AND d.completed_month = :month AND d.voided_on IS NULL AS completedHere
    FROM due JOIN deals d ON d.id = due.id JOIN p ON p.period = :month LEFT JOIN line ON line.deal_id = d.id),
  fixed AS (
    SELECT d.id, ${COMPLETION_EXCEPTION} AS exception, ${COMPLETION_DECISION} AS decision, a.amount_paisa AS posted,
      (SELECT coalesce(sum(b.amount_paisa), 0) FROM billing_lines b WHERE b.deal_id = d.id AND b.period <= :month) AS billed,
      (SELECT count(*) FROM billing_lines b WHERE b.deal_id = d.id AND b.period <= :month) AS lines
    FROM known d LEFT JOIN accrual_lines a ON a.deal_id = d.id AND a.kind = 'fixed_price' WHERE d.completedHere),
  figures AS (
    SELECT k.dealId, k.code AS deal, k.partner_id AS partnerId, k.client, k.contract_type AS contractType, k.tolerancePaisa, k.term_end_month, k.cancelled_month, k.completed_month,
      CASE WHEN k.completedHere THEN k.contract_value_paisa WHEN k.expected_until >= :month AND k.start_month <= :month THEN coalesce(k.expected_monthly_paisa, 0) ELSE 0 END AS expectedPaisa,
      CASE WHEN k.completedHere THEN 1 WHEN k.expected_until >= :month AND k.start_month <= :month THEN 1 ELSE 0 END AS isExpected,
      CASE WHEN k.completedHere THEN f.billed ELSE k.billedInMonth END AS billedPaisa,
      CASE WHEN k.completedHere THEN f.lines ELSE k.lines END AS lines,
      CASE WHEN k.completedHere THEN coalesce(f.posted, 0) ELSE k.lineAccrued END AS accruedPaisa,
      CASE WHEN NOT k.completedHere THEN k.lineToAccrue WHEN f.posted IS NULL AND (f.exception IS NULL OR f.decision = 'accept') THEN ${roundedShare('k.contract_value_paisa', 'k.rate')} ELSE 0 END AS toAccruePaisa,
      k.rate, k.exceptions + (f.exception IS NOT NULL) AS exceptions, k.open + (f.exception IS NOT NULL AND f.decision IS NULL AND f.posted IS NULL) AS openExceptions
    FROM known k LEFT JOIN fixed f ON f.id = k.dealId)`;

/** Section 4: the first status that fits. A fixed-price deal is listed in the month of completion and, after it, where it has lines. */
const STATUS = `CASE
  WHEN exceptions > 0 THEN 'exception'
  WHEN isExpected = 0 THEN CASE WHEN contractType <> 'fixed_price' AND :month > term_end_month AND (cancelled_month IS NULL OR :month <= cancelled_month) THEN 'matched' ELSE 'unexpected' END
  WHEN lines = 0 THEN 'missing'
  WHEN abs(billedPaisa - expectedPaisa) <= tolerancePaisa THEN 'matched'
  WHEN billedPaisa < expectedPaisa THEN 'under_billed'
  ELSE 'over_billed'
END`;

/** The reconciliation of a month, by deal; of one deal when `dealId` is given. */
export function reconcileMonth(db: ReadDb, month: Month, versions: readonly TermsVersion[], dealId: number | null = null): ReconciliationRow[] {
  return db.all<ReconciliationRow>(
    `WITH ${PLAN}, ${ROWS}, judged AS (
       SELECT *, ${STATUS} AS status,
         CASE WHEN exceptions = 0 AND isExpected = 0 AND contractType <> 'fixed_price' AND :month > term_end_month AND (cancelled_month IS NULL OR :month <= cancelled_month) THEN 1 ELSE 0 END AS beyondTerm
       FROM figures
       WHERE isExpected = 1 OR (lines > 0 AND (contractType <> 'fixed_price' OR completed_month < :month)))
     SELECT j.dealId, j.deal, j.partnerId, j.client, j.contractType, j.expectedPaisa, j.billedPaisa,
       ${roundedShare('j.expectedPaisa', 'j.rate')} AS expectedCommissionPaisa, j.accruedPaisa, j.toAccruePaisa, j.status, j.beyondTerm, j.openExceptions,
       (SELECT max(w.id) FROM variance_work w WHERE w.deal_id = j.dealId AND w.month = :month AND w.status = j.status AND w.expected_paisa = j.expectedPaisa AND w.billed_paisa = j.billedPaisa) AS workId
     FROM judged j ORDER BY j.deal`,
    { month, dealId, plan: planJson([month], versions) },
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

/** The lines and completions to judge, found by index wherever the scope allows. */
function exceptionSources(scope: ExceptionScope): { lines: string; completions: string } {
  if (scope.dealId !== undefined) return { lines: 'l.deal_id = :dealId', completions: 'd.id = :dealId' };
  if (scope.sinceSeq !== undefined) {
    return {
      lines: 'l.id IN (SELECT id FROM billing_lines WHERE period = :through UNION SELECT id FROM billing_lines WHERE recorded_seq > :sinceSeq)',
      completions:
        'd.id IN (SELECT id FROM deals WHERE completed_month = :through UNION SELECT id FROM deals WHERE completed_month < :through AND completion_seq > :sinceSeq)',
    };
  }
  return { lines: '1', completions: 'd.completed_month IS NOT NULL' };
}

/** Exceptions of lines and completions (3.5), oldest first. */
export function loadExceptions(db: ReadDb, versions: readonly TermsVersion[], scope: ExceptionScope = {}): ExceptionRow[] {
  const sources = exceptionSources(scope);
  const lines = `FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE ${sources.lines} AND (:through IS NULL OR l.period <= :through) AND d.voided_on IS NULL AND ${LINE_EXCEPTION} IS NOT NULL`;
  const completions = `FROM deals d WHERE ${sources.completions} AND (:through IS NULL OR d.completed_month <= :through) AND d.voided_on IS NULL AND d.contract_type = 'fixed_price' AND ${COMPLETION_EXCEPTION} IS NOT NULL`;
  const params = {
    through: scope.through ?? null,
    ...(scope.dealId === undefined ? {} : { dealId: scope.dealId }),
    ...(scope.sinceSeq === undefined ? {} : { sinceSeq: scope.sinceSeq }),
  };
  const periods = db.all<{ period: Month }>(`SELECT DISTINCT l.period ${lines} UNION SELECT DISTINCT d.completed_month ${completions}`, params);
  if (periods.length === 0) return [];
  return db.all<ExceptionRow>(
    `WITH ${PLAN}, found AS (
       SELECT l.id AS billingLineId, d.id AS dealId, l.period, ${LINE_EXCEPTION} AS code ${lines}
       UNION ALL SELECT NULL, d.id, d.completed_month, ${COMPLETION_EXCEPTION} ${completions}),
     priced AS (
       SELECT f.*, l.invoice_no AS invoiceNo, coalesce(l.amount_paisa, d.contract_value_paisa) AS amountPaisa, ${MONTH_RATE} AS rate,
         (SELECT max(y.id) FROM exception_decisions y WHERE CASE WHEN f.billingLineId IS NULL THEN y.deal_id = f.dealId AND y.billing_line_id IS NULL ELSE y.billing_line_id = f.billingLineId END) AS decisionId,
         CASE WHEN f.billingLineId IS NULL THEN EXISTS (SELECT 1 FROM accrual_lines a WHERE a.deal_id = f.dealId AND a.kind = 'fixed_price')
           ELSE EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = f.billingLineId AND a.reverses_id IS NULL) END AS isPosted
       FROM found f JOIN deals d ON d.id = f.dealId JOIN p ON p.period = f.period LEFT JOIN billing_lines l ON l.id = f.billingLineId)
     SELECT f.dealId, d.code AS deal, q.code AS partner, d.client, f.period, f.billingLineId, f.invoiceNo, f.amountPaisa, ${roundedShare('f.amountPaisa', 'f.rate')} AS wouldAccruePaisa, f.code,
       x.decision, x.reason, x.decided_by AS decidedBy, f.isPosted
     FROM priced f JOIN deals d ON d.id = f.dealId JOIN partners q ON q.id = d.partner_id LEFT JOIN exception_decisions x ON x.id = f.decisionId
     ORDER BY f.period, d.code, f.invoiceNo`,
    {
      ...params,
      plan: planJson(
        periods.map((row) => row.period),
        versions,
      ),
    },
  );
}
