import { CANCEL_REASONS, CONTRACT_TYPES } from '../../shared/vocab.ts';
import { Check, differences } from './check.ts';
import { inForce, PERIODS, type Scope } from './scope.ts';

interface DealRow {
  readonly id: number;
  readonly code: string;
  readonly contractType: string;
  readonly signedOn: string;
  readonly startOn: string;
  readonly cancelledOn: string | null;
  readonly cancelReason: string | null;
  readonly cancellationSeq: number | null;
  readonly completedOn: string | null;
  readonly completionSeq: number | null;
  readonly voidedOn: string | null;
  readonly opened: string | null;
  readonly expectedMonthlyPaisa: number | null;
  readonly startMonth: string;
  readonly termEndMonth: string | null;
  readonly expectedUntil: string | null;
  readonly completedMonth: string | null;
  readonly cancelledMonth: string | null;
  readonly clawedBack: number;
  readonly clawbackCloseSeq: number | null;
  readonly uncountedFrom: string | null;
  readonly termEndDue: string | null;
  readonly clawInSeq: number | null;
  readonly daysFromSigned: number | null;
  readonly daysFromStart: number | null;
}

const TERM_END = "strftime('%Y-%m', substr(d.start_on, 1, 7) || '-01', (d.duration_months - 1) || ' months')";
const words = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(', ');

/** Most deals: nothing ended them, and all that is kept beside their dates follows. Only the others are read and worked out one by one. */
const IS_PLAIN = `d.cancelled_on IS NULL AND d.completed_on IS NULL AND d.voided_on IS NULL AND d.cancel_reason IS NULL AND d.cancellation_seq IS NULL AND d.completion_seq IS NULL
  AND d.completed_month IS NULL AND d.cancelled_month IS NULL AND d.clawed_back = 0 AND d.clawback_close_seq IS NULL AND d.uncounted_from IS NULL AND d.signed_on >= p.opened_on
  AND d.start_month = substr(d.start_on, 1, 7) AND d.contract_type IN (${words(CONTRACT_TYPES)}) AND d.contract_type <> 'fixed_price' AND d.expected_monthly_paisa IS NOT NULL
  AND CASE WHEN d.duration_months IS NULL THEN d.term_end_month IS NULL AND d.expected_until = '9999-12' ELSE d.term_end_month = ${TERM_END} AND d.expected_until = d.term_end_month END`;

const DEALS = `SELECT d.id, d.code, d.contract_type AS contractType, d.signed_on AS signedOn, d.start_on AS startOn, d.cancelled_on AS cancelledOn, d.cancel_reason AS cancelReason, d.cancellation_seq AS cancellationSeq,
    d.completed_on AS completedOn, d.completion_seq AS completionSeq, d.voided_on AS voidedOn, p.opened_on AS opened, d.expected_monthly_paisa AS expectedMonthlyPaisa, d.start_month AS startMonth, d.term_end_month AS termEndMonth,
    d.expected_until AS expectedUntil, d.completed_month AS completedMonth, d.cancelled_month AS cancelledMonth, d.clawed_back AS clawedBack, d.clawback_close_seq AS clawbackCloseSeq, d.uncounted_from AS uncountedFrom,
    CASE WHEN d.contract_type <> 'fixed_price' THEN ${TERM_END} END AS termEndDue,
    (SELECT min(m.close_seq) FROM months m WHERE m.month >= substr(d.cancelled_on, 1, 7) AND m.close_seq > d.cancellation_seq) AS clawInSeq,
    CAST(julianday(d.cancelled_on) - julianday(d.signed_on) AS INTEGER) AS daysFromSigned, CAST(julianday(d.cancelled_on) - julianday(d.start_on) AS INTEGER) AS daysFromStart
  FROM deals d LEFT JOIN partners p ON p.id = d.partner_id WHERE NOT coalesce(${IS_PLAIN}, 0) ORDER BY d.id`;

/** Months, ends and clawback flags kept beside the dates of deals (2.5, 4, 5.1, 5.2, 1.2). */
export function checkDeals(scope: Scope): Check {
  const check = new Check(
    'deals',
    'What is kept beside each deal follows from its dates: months, end of term, clawback, and until when it is expected and counted (1.2, 3.5, 4, 5.1, 5.2)',
  );
  check.looked(scope.db.get<{ n: number }>('SELECT count(*) AS n FROM deals')?.n ?? 0);
  for (const deal of scope.db.iterate<DealRow>(DEALS)) {
    const wrong = differences(deal, derived(scope, deal));
    if (wrong !== null) check.problem(`${deal.code}: ${wrong}.`);
    check.expect(
      deal.opened !== null && deal.signedOn >= deal.opened,
      () => `${deal.code}: signed on ${deal.signedOn}, before its partner opened (${deal.opened ?? 'no such partner'}) (1.7).`,
    );
    check.expect(
      (deal.cancelledOn === null) === (deal.cancellationSeq === null) && (deal.cancelledOn === null) === (deal.cancelReason === null),
      () => `${deal.code}: its cancellation lacks a date, a reason or a command.`,
    );
    check.expect(isOneOf(CONTRACT_TYPES, deal.contractType), () => `${deal.code}: ${deal.contractType} is no type of contract (2.5).`);
    check.expect(
      deal.cancelReason === null || isOneOf(CANCEL_REASONS, deal.cancelReason),
      () => `${deal.code}: ${deal.cancelReason ?? ''} is no reason of a cancellation.`,
    );
    check.expect((deal.completedOn === null) === (deal.completionSeq === null), () => `${deal.code}: its completion lacks a date or a command.`);
    check.expect(
      deal.contractType === 'fixed_price' || deal.expectedMonthlyPaisa !== null,
      () => `${deal.code}: a recurring deal states its expected monthly billing (section 4).`,
    );
  }
  return check;
}

const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word);

function derived(scope: Scope, deal: DealRow): Record<string, unknown> {
  const month = (date: string | null): string | null => (date === null ? null : date.slice(0, 7));
  const isClawedBack = clawsBack(scope, deal);
  const ends = [deal.termEndDue ?? '9999-12', month(deal.cancelledOn) ?? '9999-12'].sort();
  const leaves = [isClawedBack ? deal.cancelledOn : null, deal.voidedOn].filter((date) => date !== null).sort();
  return {
    startMonth: month(deal.startOn),
    termEndMonth: deal.termEndDue,
    expectedUntil: deal.contractType === 'fixed_price' || deal.voidedOn !== null ? null : ends[0],
    completedMonth: month(deal.completedOn),
    cancelledMonth: month(deal.cancelledOn),
    clawedBack: isClawedBack ? 1 : 0,
    clawbackCloseSeq: isClawedBack ? deal.clawInSeq : null,
    uncountedFrom: leaves[0] ?? null,
  };
}

/** 5.1 and 5.2 under the terms of the day of cancellation, as known at the close that decided it. */
function clawsBack(scope: Scope, deal: DealRow): boolean {
  if (deal.cancelledOn === null) return false;
  if (deal.cancelReason === 'fraud') return true;
  const terms = inForce(scope.versions, deal.cancelledOn, deal.clawInSeq ?? undefined);
  const days = terms?.clawbackFrom === 'start_on' ? deal.daysFromStart : deal.daysFromSigned;
  return deal.cancelReason === 'client' && terms !== null && days !== null && days <= terms.clawbackDays;
}

/** Billing as it was brought (3.1): one number once per deal, signs that fit their kind, and as many rows as each import says it took. */
export function checkSources(scope: Scope): Check {
  const { db } = scope;
  const check = new Check(
    'sources',
    'Billing lines and deals are those that the imports took: one invoice number once per deal, signs that fit, as many rows as were counted (3.1)',
  );
  check.looked(db.get<{ n: number }>('SELECT count(*) AS n FROM billing_lines')?.n ?? 0);
  for (const row of db.iterate<{ deal: string; invoiceNo: string; n: number }>(
    `SELECT d.code AS deal, g.invoice_no AS invoiceNo, g.n FROM (SELECT deal_id, invoice_no, count(*) AS n FROM billing_lines GROUP BY deal_id, invoice_no HAVING n > 1) g LEFT JOIN deals d ON d.id = g.deal_id`,
  )) {
    check.problem(`${row.deal}: invoice ${row.invoiceNo} stands ${row.n} times.`);
  }
  if (db.get(ODD_LINE) !== undefined) nameOddLines(check, scope);
  for (const kind of ['billing', 'deals'] as const) checkCounts(check, scope, kind);
  return check;
}

const IS_MONTH = "(strftime('%Y-%m', l.period || '-01') IS l.period)";
const IS_DATE = 'date(l.invoice_date) IS l.invoice_date';
const SIGN_FITS = "(l.kind = 'credit_note' AND l.amount_paisa < 0 OR l.kind = 'invoice' AND l.amount_paisa >= 0)";
const FILE_IS_THERE = '(l.import_file_id IS NULL OR l.import_file_id IN (SELECT f.id FROM import_files f))';

/** Whether any billing line is odd. There are few months, found by hops along their index, so that each is looked at once. */
const ODD_LINE = `SELECT 1 FROM (${PERIODS}) l WHERE NOT ${IS_MONTH}
  UNION ALL SELECT 1 FROM billing_lines l NOT INDEXED WHERE NOT (${IS_DATE} AND ${SIGN_FITS} AND ${FILE_IS_THERE}) LIMIT 1`;

function nameOddLines(check: Check, scope: Scope): void {
  for (const row of scope.db.iterate<{ deal: string; invoiceNo: string; period: string; why: string }>(
    `SELECT d.code AS deal, l.invoice_no AS invoiceNo, l.period,
       CASE WHEN NOT (${IS_MONTH}) THEN 'its month is no month' WHEN NOT (${IS_DATE}) THEN 'its date is no date' WHEN NOT ${SIGN_FITS} THEN 'its kind and its sign do not fit'
         WHEN NOT ${FILE_IS_THERE} THEN 'it came from a file that was never imported' END AS why
     FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE why IS NOT NULL ORDER BY l.id`,
  )) {
    check.problem(`${row.deal}, invoice ${row.invoiceNo} for ${row.period}: ${row.why}.`);
  }
}

/** Rows that each import brought, against what it said it took; of one that was taken back none may be left. */
function checkCounts(check: Check, scope: Scope, kind: 'billing' | 'deals'): void {
  const table = kind === 'billing' ? 'billing_lines' : 'deals';
  for (const row of scope.db.iterate<{ seq: number; rows: number; said: number | null }>(
    `WITH brought AS (SELECT recorded_seq AS seq, count(*) AS rows FROM ${table} GROUP BY recorded_seq),
       said AS (SELECT a.seq, CASE WHEN a.seq IN (SELECT recorded_seq FROM imports WHERE reverted_seq IS NOT NULL) THEN 0 ELSE c.value ->> '$.counts.${kind}.new' END AS said
         FROM audit_rows a, json_each(a.changes_json) c WHERE a.outcome = 'done' AND c.value ->> 'what' = 'import')
     SELECT coalesce(s.seq, b.seq) AS seq, coalesce(b.rows, 0) AS rows, s.said FROM said s FULL JOIN brought b ON b.seq = s.seq WHERE coalesce(b.rows, 0) <> coalesce(s.said, 0) OR (s.seq IS NULL AND b.rows > 0) ORDER BY 1`,
  )) {
    check.problem(`Command ${row.seq} took ${row.said ?? 'no'} ${kind === 'billing' ? 'billing lines' : 'deals'} by the audit trail; ${row.rows} are there.`);
  }
}
