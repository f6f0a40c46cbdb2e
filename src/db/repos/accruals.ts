import {
  BEYOND_TERM,
  COMPLETION_DECISION,
  COMPLETION_EXCEPTION,
  LINE_EXCEPTION,
  MONTH_RATE,
  MONTH_RATE_SOURCE,
  MONTH_TIER,
  RATES_JOIN,
  ratesOf,
  roundedShare,
} from '../../domain/accruals.ts';
import type { TermsVersion } from '../../domain/terms.ts';
import type { Month } from '../../shared/calendar.ts';
import type { WriteDb } from '../tx.ts';
import { PLAN, planJson } from './months.ts';

export interface CloseScope {
  readonly month: Month;
  /** Audit number of the last close; 0 before the first. What came after it may have to be posted late. */
  readonly lastSeq: number;
}

/**
 * Billing lines that a close has to look at: the month's own, late ones, and exceptions accepted since. They do not overlap, and each is found by its own index
 * (one UNION would be merged by scanning every line there is, and left to itself SQLite walks all earlier months for the late ones).
 */
const OWN_LINES = 'SELECT id FROM billing_lines WHERE period = :month ORDER BY deal_id, id';
const LATE_LINES = 'SELECT id FROM billing_lines INDEXED BY billing_lines_by_seq WHERE recorded_seq > :lastSeq AND period < :month';
const ACCEPTED_LINES = `SELECT DISTINCT b.id FROM exception_decisions x CROSS JOIN billing_lines b ON b.id = x.billing_line_id
  WHERE x.recorded_seq > :lastSeq AND x.decision = 'accept' AND b.recorded_seq <= :lastSeq AND b.period < :month`;

/** Fixed-price deals whose completion a close has to look at. */
const COMPLETIONS = `completion AS MATERIALIZED (
  SELECT id FROM deals WHERE completed_month = :month
  UNION ALL SELECT id FROM deals WHERE completed_month < :month AND completion_seq > :lastSeq
  UNION ALL SELECT DISTINCT b.id FROM exception_decisions x CROSS JOIN deals b ON b.id = x.deal_id
    WHERE x.recorded_seq > :lastSeq AND x.decision = 'accept' AND x.billing_line_id IS NULL AND b.completed_month < :month AND b.completion_seq <= :lastSeq)`;

const COLUMNS =
  'deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, billing_line_id, reverses_id';

/** The billing months that a close reaches. */
function periodsOf(db: WriteDb, scope: CloseScope): Month[] {
  const periods = db.all<{ period: Month }>(
    `WITH ${COMPLETIONS}
     SELECT period FROM billing_lines INDEXED BY billing_lines_by_seq WHERE recorded_seq > :lastSeq AND period < :month
     UNION SELECT l.period FROM (${ACCEPTED_LINES}) c CROSS JOIN billing_lines l ON l.id = c.id
     UNION SELECT d.completed_month FROM completion c CROSS JOIN deals d ON d.id = c.id`,
    { ...scope },
  );
  return [...new Set([scope.month, ...periods.map((row) => row.period)])];
}

/** `LIMIT -1` keeps the inner query whole: flattened into the outer one, SQLite would work out rate and exception anew wherever they are named. */
function recurring(lines: string, unlessPosted: string): string {
  return `WITH ${PLAN}, ${ratesOf()}, judged AS (
       SELECT d.id AS deal_id, d.partner_id, l.period, l.invoice_no, l.amount_paisa AS base, l.id AS line_id,
         ${MONTH_RATE} AS rate, ${MONTH_RATE_SOURCE} AS source, ${MONTH_TIER} AS tier, p.termsVersionId AS version, ${BEYOND_TERM} AS beyond, ${LINE_EXCEPTION} AS exception
       FROM (${lines}) c CROSS JOIN billing_lines l ON l.id = c.id CROSS JOIN deals d ON d.id = l.deal_id CROSS JOIN p ON p.period = l.period ${RATES_JOIN}
       WHERE d.contract_type <> 'fixed_price' AND d.voided_on IS NULL LIMIT -1)
     INSERT INTO accrual_lines (${COLUMNS})
     SELECT deal_id, partner_id, period, :month, 'recurring', invoice_no, base, rate, ${roundedShare('base', 'rate')}, source, tier, version, beyond, exception IS NOT NULL, line_id, NULL
     FROM judged l
     WHERE (exception IS NULL OR (SELECT x.decision FROM exception_decisions x WHERE x.billing_line_id = l.line_id ORDER BY x.id DESC LIMIT 1) = 'accept') ${unlessPosted}`;
}

const OWN = recurring(OWN_LINES, '');
const LATE = recurring(LATE_LINES, '');
/** Only these can have been posted before: asking that of all would make SQLite keep the whole result aside before it inserts. */
const ACCEPTED = recurring(ACCEPTED_LINES, 'AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = l.line_id AND a.reverses_id IS NULL)');

/** Posts recurring lines (3.2, 3.3): late ones, the month's own and accepted exceptions, each with its own billing month. */
export function postRecurring(db: WriteDb, scope: CloseScope, versions: readonly TermsVersion[]): void {
  const plan = planJson(periodsOf(db, scope), versions);
  db.run(OWN, { month: scope.month, plan });
  for (const statement of [LATE, ACCEPTED]) db.run(statement, { ...scope, plan });
}

/** Posts completions of fixed-price deals (3.4), once each, in the month of completion or late. */
export function postCompletions(db: WriteDb, scope: CloseScope, versions: readonly TermsVersion[]): void {
  db.run(
    `WITH ${PLAN}, ${ratesOf()}, ${COMPLETIONS},
     judged AS (
       SELECT d.id AS deal_id, d.partner_id, d.completed_month AS period, d.contract_value_paisa AS base,
         ${MONTH_RATE} AS rate, ${MONTH_RATE_SOURCE} AS source, ${MONTH_TIER} AS tier, p.termsVersionId AS version, ${COMPLETION_EXCEPTION} AS exception, ${COMPLETION_DECISION} AS decision
       FROM completion c CROSS JOIN deals d ON d.id = c.id CROSS JOIN p ON p.period = d.completed_month ${RATES_JOIN}
       WHERE d.contract_type = 'fixed_price' AND d.voided_on IS NULL)
     INSERT INTO accrual_lines (${COLUMNS})
     SELECT deal_id, partner_id, period, :month, 'fixed_price', NULL, base, rate, ${roundedShare('base', 'rate')}, source, tier, version, 0, exception IS NOT NULL, NULL, NULL
     FROM judged j
     WHERE (exception IS NULL OR decision = 'accept') AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.deal_id = j.deal_id AND a.kind = 'fixed_price')
     ORDER BY deal_id`,
    { ...scope, plan: planJson(periodsOf(db, scope), versions) },
  );
}

/** A person let the line accrue although the cancellation was known: that word stands, the line is not reversed. */
const ACCEPTED_KNOWINGLY = `EXISTS (SELECT 1 FROM exception_decisions x WHERE x.deal_id = a.deal_id AND x.billing_line_id IS a.billing_line_id AND x.decision = 'accept' AND x.recorded_seq > d.cancellation_seq)`;

const REVERSAL = (kind: 'clawback' | 'adjustment'): string => `INSERT INTO accrual_lines (${COLUMNS})
  SELECT a.deal_id, a.partner_id, a.period, :month, '${kind}', a.invoice_no, -a.base_paisa, a.rate_bps, -a.amount_paisa, a.rate_source, a.tier, a.terms_version_id, a.beyond_term, 0, a.billing_line_id, a.id
  FROM deals d CROSS JOIN accrual_lines a ON a.deal_id = d.id
  WHERE a.reverses_id IS NULL AND NOT (a.accepted = 1 AND ${ACCEPTED_KNOWINGLY}) AND a.kind IN ('recurring', 'fixed_price')
    AND NOT EXISTS (SELECT 1 FROM accrual_lines r WHERE r.reverses_id = a.id)`;

/** Reverses all commission of clawed-back deals, one line per accrued line (5.1, 5.2), and notes which close it was. */
export function postClawbacks(db: WriteDb, scope: CloseScope, closeSeq: number): void {
  const due = 'd.id IN (SELECT id FROM deals WHERE cancelled_month <= :month AND clawed_back = 1 AND clawback_close_seq IS NULL)';
  db.run(`${REVERSAL('clawback')} AND ${due} ORDER BY a.id`, { month: scope.month });
  db.run('UPDATE deals SET clawback_close_seq = :closeSeq WHERE cancelled_month <= :month AND clawed_back = 1 AND clawback_close_seq IS NULL', {
    month: scope.month,
    closeSeq,
  });
}

/** Reverses what was accrued before a cancellation became known and should not have been (3.5). */
export function postCorrections(db: WriteDb, scope: CloseScope): void {
  db.run(
    `${REVERSAL('adjustment')} AND d.id IN (SELECT id FROM deals WHERE cancelled_month IS NOT NULL AND cancellation_seq > :lastSeq)
       AND ((a.kind = 'recurring' AND a.period > d.cancelled_month) OR (a.kind = 'fixed_price' AND d.completed_on > d.cancelled_on))
     ORDER BY a.id`,
    { ...scope },
  );
}

/** Totals of the month per partner, kept beside the lines (goals: payouts never scan lines). */
export function postPartnerTotals(db: WriteDb, month: Month): void {
  db.run(
    `INSERT INTO partner_months (partner_id, month, accrued_paisa, adjustments_paisa, clawback_paisa, line_count)
     SELECT partner_id, posted_in, sum(CASE WHEN kind IN ('recurring', 'fixed_price') THEN amount_paisa ELSE 0 END), sum(CASE WHEN kind = 'adjustment' THEN amount_paisa ELSE 0 END),
       sum(CASE WHEN kind = 'clawback' THEN amount_paisa ELSE 0 END), count(*)
     FROM accrual_lines WHERE posted_in = ? GROUP BY partner_id`,
    [month],
  );
  db.run(
    `INSERT INTO partner_balances (partner_id, balance_paisa, receivable_paisa)
     SELECT partner_id, accrued_paisa + adjustments_paisa + clawback_paisa, 0 FROM partner_months WHERE month = ?
     ON CONFLICT (partner_id) DO UPDATE SET balance_paisa = balance_paisa + excluded.balance_paisa`,
    [month],
  );
}

/** Adds what the month posted to what is kept per deal, beside the lines (lists sort by it). */
export function postDealTotals(db: WriteDb, month: Month): void {
  db.run(
    `INSERT INTO deal_totals (deal_id, billed_paisa, accrued_paisa) SELECT deal_id, 0, sum(amount_paisa) FROM accrual_lines WHERE posted_in = ? GROUP BY deal_id
     ON CONFLICT (deal_id) DO UPDATE SET accrued_paisa = accrued_paisa + excluded.accrued_paisa`,
    [month],
  );
}
