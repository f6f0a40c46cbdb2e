import { Check, differences, money, shareOf } from './check.ts';
import type { Known } from './known.ts';
import { codeOf, inForce, monthAfter, monthEnd, PERIODS, type Scope } from './scope.ts';
import type { TierBook } from './tier-book.ts';
import { heldOn } from './tier-replay.ts';
import { loadNegotiatedRates, type NegotiatedRate, negotiatedOn } from './tiers.ts';

/** The first close that could take something of a month recorded with a number: of that month or later, and made after it was known (3.6). */
const firstClose = (of: string, recordedSeq: string): string =>
  `(SELECT m.month FROM months m WHERE m.month >= ${of} AND m.close_seq > ${recordedSeq} ORDER BY m.month LIMIT 1)`;

/** 3.5 as it stood when close `f` was made: would it have kept the line out? */
const WAS_EXCEPTION = `(l.period < d.start_month OR (d.cancelled_month IS NOT NULL
  AND ((coalesce(d.cancellation_seq, 0) < f.close_seq AND (l.period > d.cancelled_month OR (d.clawed_back = 1 AND l.period = d.cancelled_month)))
    OR coalesce(d.clawed_back = 1 AND d.clawback_close_seq < f.close_seq AND l.recorded_seq > d.clawback_close_seq, 0))))`;

/** Closes at which a person's latest word on a line was to let it accrue. */
const LET_IN = `let_in AS MATERIALIZED (
  SELECT x.line, m.month FROM (SELECT DISTINCT billing_line_id AS line FROM exception_decisions WHERE decision = 'accept' AND billing_line_id IS NOT NULL) x CROSS JOIN months m
  WHERE (SELECT y.decision FROM exception_decisions y WHERE y.billing_line_id = x.line AND y.recorded_seq <= m.close_seq ORDER BY y.id DESC LIMIT 1) = 'accept')`;

/** The close in which a line is due, or null: nothing of fixed-price deals, ordinary lines at once, exceptions once they are let in. */
const DUE = `CASE WHEN d.contract_type = 'fixed_price' OR d.voided_on IS NOT NULL OR f.month IS NULL THEN NULL
  WHEN NOT ${WAS_EXCEPTION} THEN f.month
  ELSE (SELECT min(w.month) FROM let_in w WHERE w.line = l.id AND w.month >= f.month) END`;

/**
 * Whether a posted amount is base × rate rounded half away from zero, told from the residue (in ten-thousandths of a paisa) instead of by rounding again;
 * split by ten thousands, so that no product leaves the whole numbers.
 */
const RESIDUE = '(a.amount_paisa - (l.amount_paisa / 10000) * a.rate_bps) * 10000 - (l.amount_paisa % 10000) * a.rate_bps';
const ROUNDED = `${RESIDUE} BETWEEN iif(l.amount_paisa < 0, -5000, -4999) AND iif(l.amount_paisa < 0, 4999, 5000)`;

/** What is the same for every rate basis. */
const COPIED = `a.deal_id = l.deal_id AND a.partner_id = d.partner_id AND a.period = l.period AND a.kind = 'recurring' AND a.invoice_no IS l.invoice_no AND a.base_paisa = l.amount_paisa AND ${ROUNDED}
  AND a.beyond_term = (l.period > coalesce(d.term_end_month, '9999-99'))`;

/**
 * Posted in the close in which it was due, marked as an exception if it was one. Of deals that nothing ends, lines within them are due in the first
 * close that could take them, which the plan tells by what was known; all others are looked up.
 */
const ON_TIME = `CASE WHEN d.cancelled_month IS NULL AND d.voided_on IS NULL AND l.period >= d.start_month AND d.contract_type <> 'fixed_price'
    THEN l.recorded_seq >= p.sinceSeq AND l.recorded_seq < p.closeSeq AND a.accepted = 0
  ELSE (SELECT a.posted_in = (${DUE}) AND a.accepted = (${WAS_EXCEPTION}) FROM months f WHERE f.month = ${firstClose('l.period', 'l.recorded_seq')}) END`;

const REGISTERED = `a.rate_bps = coalesce(d.own_rate_bps, d.registered_rate_bps) AND a.rate_source = iif(d.own_rate_bps IS NULL, d.registered_rate_source, 'deal') AND a.tier = d.registered_tier`;

/** 1.6 on the last day of the billed month, by what is known now; lines that were posted before a later fact are looked at one by one. */
const MONTHLY = `CASE WHEN d.own_rate_bps IS NOT NULL OR p.basis = 'registration' OR (p.basis = 'higher-of-both' AND d.registered_rate_bps >= coalesce(n.rate_bps, t.rateBps)) THEN ${REGISTERED}
  ELSE a.rate_bps = coalesce(n.rate_bps, t.rateBps) AND a.rate_source = iif(n.rate_bps IS NULL, 'tier', 'partner') AND a.tier = coalesce(h.tier, d.registered_tier) END`;

/** Cast, because only columns of a known type get an automatic index. */
const PLAN = `p AS MATERIALIZED (SELECT CAST(value ->> 0 AS TEXT) AS postedIn, CAST(value ->> 1 AS TEXT) AS period, value ->> 2 AS version, value ->> 3 AS basis, value ->> 4 AS lastDay,
  value ->> 5 AS sinceSeq, value ->> 6 AS closeSeq FROM json_each(:plan))`;

const MONTHLY_TABLES = `, h AS MATERIALIZED (SELECT CAST(value ->> 'partnerId' AS INTEGER) AS partnerId, value ->> 'from' AS fromMonth, value ->> 'to' AS toMonth, value ->> 'tier' AS tier FROM json_each(:stretches)),
  t AS MATERIALIZED (SELECT v.id AS version, CAST(r.value ->> 'tier' AS TEXT) AS tier, r.value ->> 'rateBps' AS rateBps FROM terms_versions v, json_each(v.body_json, '$.tiers') r)`;

const MONTHLY_JOINS = `LEFT JOIN h ON p.basis <> 'registration' AND h.partnerId = d.partner_id AND h.fromMonth <= l.period AND l.period < h.toMonth
  LEFT JOIN t ON p.basis <> 'registration' AND t.version = p.version AND t.tier = coalesce(h.tier, d.registered_tier)
  LEFT JOIN negotiated_terms n ON p.basis <> 'registration' AND n.partner_id = d.partner_id AND n.kind = 'rate' AND n.from_on <= p.lastDay AND (n.to_on IS NULL OR n.to_on >= p.lastDay)`;

/** One pass over the posted lines of billing: how many there are, and which need a closer look. */
function passOver(monthly: boolean): string {
  return `WITH ${LET_IN}, ${PLAN}${monthly ? MONTHLY_TABLES : ''}
  SELECT count(*) AS lines, json_group_array(l.id) FILTER (WHERE NOT coalesce(${ON_TIME} AND ${COPIED} AND a.terms_version_id = p.version AND (${monthly ? MONTHLY : REGISTERED}), 0)) AS suspects
  FROM accrual_lines a NOT INDEXED CROSS JOIN billing_lines l ON l.id = a.billing_line_id CROSS JOIN deals d ON d.id = l.deal_id
    LEFT JOIN p ON p.postedIn = a.posted_in AND p.period = l.period ${monthly ? MONTHLY_JOINS : ''}
  WHERE a.reverses_id IS NULL`;
}

/** The same over the billing lines that no posting points at: those that should have one by now. Both sides of EXCEPT come in order, and are merged. */
const UNPOSTED = `WITH ${LET_IN}
  SELECT count(*) AS lines, json_group_array(l.id) FILTER (WHERE (${DUE}) IS NOT NULL) AS suspects
  FROM (SELECT id FROM billing_lines EXCEPT SELECT billing_line_id FROM accrual_lines WHERE billing_line_id IS NOT NULL AND reverses_id IS NULL ORDER BY id) u
    CROSS JOIN billing_lines l ON l.id = u.id CROSS JOIN deals d ON d.id = l.deal_id LEFT JOIN months f ON f.month = ${firstClose('l.period', 'l.recorded_seq')}`;

interface Pass {
  readonly lines: number;
  readonly suspects: string;
}

/** Lines of billing: each posted as it should be, in the close in which it should be, and nothing else posted (3.1–3.3, 3.5, 3.6, 2.6). */
export function checkLines(scope: Scope, book: TierBook, known: Known): Check {
  const check = new Check(
    'lines',
    'Every billing line accrued once, in the right month, on the right base at the right rate, or not at all where the rules say so (2.6, 3.1–3.3, 3.5, 3.6)',
  );
  const monthly = scope.versions.some((version) => version.rateBasis !== 'registration');
  const params = { plan: planOf(scope), ...(monthly ? { stretches: JSON.stringify(book.stretches()) } : {}) };
  const none: Pass = { lines: 0, suspects: '[]' };
  const posted = scope.db.get<Pass>(passOver(monthly), params) ?? none;
  const unposted = scope.db.get<Pass>(UNPOSTED) ?? none;
  const followed = posted.lines + unposted.lines;
  const stored = scope.db.get<{ n: number }>('SELECT count(*) AS n FROM billing_lines')?.n ?? 0;
  check.looked(followed);
  check.expect(followed === stored, () => `${stored} billing lines are stored, but ${followed} can be followed to a deal and at most one posting.`);
  const suspects = [...(JSON.parse(posted.suspects) as number[]), ...(JSON.parse(unposted.suspects) as number[])];
  lookCloser(check, { scope, book, known, negotiated: loadNegotiatedRates(scope) }, JSON.stringify(suspects));
  const billed = scope.posted.reduce((sum, one) => sum + one.billed, 0);
  if (followed !== stored || billed !== posted.lines || scope.posted.some((one) => one.odd > 0)) nameStrays(check, scope);
  return check;
}

/**
 * Which terms hold for a billed month, for each close that could post it, and what that close was the first to know:
 * all recorded from the last close before it that could have posted the month, until itself.
 */
function planOf(scope: Scope): string {
  const periods = scope.db.all<{ period: string | null }>(PERIODS);
  const plan: unknown[] = [];
  const since = new Map<string, number>();
  for (const close of scope.closes) {
    for (const { period } of periods) {
      if (period === null || period > close.month) break;
      const sinceSeq = since.get(period) ?? 0;
      since.set(period, Math.max(sinceSeq, close.seq));
      const terms = inForce(scope.versions, monthEnd(period), close.seq);
      if (terms !== null) plan.push([close.month, period, terms.id, terms.rateBasis, monthEnd(period), sinceSeq, close.seq]);
    }
  }
  return JSON.stringify(plan);
}

interface Suspect {
  readonly id: number;
  readonly deal: string;
  readonly dealId: number;
  readonly partnerId: number;
  readonly invoiceNo: string;
  readonly period: string;
  readonly base: number;
  readonly due: string | null;
  readonly wasException: number | null;
  readonly startMonth: string;
  readonly durationMonths: number | null;
  readonly ownRateBps: number | null;
  readonly registeredTier: string;
  readonly registeredRateBps: number;
  readonly registeredRateSource: string;
  readonly posted: number | null;
  readonly aDealId: number;
  readonly aPartnerId: number;
  readonly aPeriod: string;
  readonly aInvoiceNo: string | null;
  readonly aKind: string;
  readonly aPostedIn: string;
  readonly aBasePaisa: number;
  readonly aRateBps: number;
  readonly aAmountPaisa: number;
  readonly aRateSource: string;
  readonly aTier: string;
  readonly aVersion: number;
  readonly aBeyond: number;
  readonly aAccepted: number;
}

const SUSPECTS = `WITH ${LET_IN} SELECT l.id, d.code AS deal, l.deal_id AS dealId, d.partner_id AS partnerId, l.invoice_no AS invoiceNo, l.period, l.amount_paisa AS base, ${DUE} AS due, ${WAS_EXCEPTION} AS wasException,
    d.start_month AS startMonth, CASE WHEN d.contract_type <> 'fixed_price' THEN d.duration_months END AS durationMonths, d.own_rate_bps AS ownRateBps, d.registered_tier AS registeredTier,
    d.registered_rate_bps AS registeredRateBps, d.registered_rate_source AS registeredRateSource, a.id AS posted, a.deal_id AS aDealId, a.partner_id AS aPartnerId, a.period AS aPeriod, a.invoice_no AS aInvoiceNo,
    a.kind AS aKind, a.posted_in AS aPostedIn, a.base_paisa AS aBasePaisa, a.rate_bps AS aRateBps, a.amount_paisa AS aAmountPaisa, a.rate_source AS aRateSource, a.tier AS aTier, a.terms_version_id AS aVersion,
    a.beyond_term AS aBeyond, a.accepted AS aAccepted
  FROM json_each(:ids) s CROSS JOIN billing_lines l ON l.id = s.value CROSS JOIN deals d ON d.id = l.deal_id
    LEFT JOIN months f ON f.month = ${firstClose('l.period', 'l.recorded_seq')} LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL ORDER BY l.id`;

export interface Sources {
  readonly scope: Scope;
  readonly book: TierBook;
  readonly known: Known;
  readonly negotiated: ReadonlyMap<number, readonly NegotiatedRate[]>;
}

function lookCloser(check: Check, sources: Sources, ids: string): void {
  for (const line of sources.scope.db.iterate<Suspect>(SUSPECTS, { ids })) {
    const name = `${line.deal}, invoice ${line.invoiceNo} for ${line.period}`;
    if (line.posted === null) check.problem(`${name}: should have accrued in ${line.due ?? 'no month'}, and did not.`);
    else if (line.due === null) check.problem(`${name}: accrued ${money(line.aAmountPaisa)} in ${line.aPostedIn}, and should not have.`);
    else {
      const wrong = differences(posted(line), dueOf(sources, line, line.due));
      if (wrong !== null) check.problem(`${name}: ${wrong}.`);
    }
  }
}

const posted = (line: Suspect): Record<string, unknown> => ({
  dealId: line.aDealId,
  partnerId: line.aPartnerId,
  period: line.aPeriod,
  invoiceNo: line.aInvoiceNo,
  kind: line.aKind,
  postedIn: line.aPostedIn,
  basePaisa: line.aBasePaisa,
  rateBps: line.aRateBps,
  amountPaisa: line.aAmountPaisa,
  rateSource: line.aRateSource,
  tier: line.aTier,
  termsVersion: line.aVersion,
  beyondTerm: line.aBeyond,
  accepted: line.aAccepted,
});

function dueOf(sources: Sources, line: Suspect, due: string): Record<string, unknown> {
  const at = sources.scope.closes.find((close) => close.month === due)?.seq ?? 0;
  const rate = rateOf(sources, line, at);
  const duration = sources.known.durationOf(line.deal, line.durationMonths, at);
  return {
    dealId: line.dealId,
    partnerId: line.partnerId,
    period: line.period,
    invoiceNo: line.invoiceNo,
    kind: 'recurring',
    postedIn: due,
    basePaisa: line.base,
    amountPaisa: rate.rateBps === null ? null : shareOf(line.base, rate.rateBps),
    ...rate,
    beyondTerm: duration !== null && line.period > monthAfter(line.startMonth, duration - 1) ? 1 : 0,
    accepted: line.wasException ?? 0,
  };
}

/** What rate a deal's month has, as known at a close (2.6, 1.6). */
export function rateOf(
  { scope, book, negotiated }: Sources,
  deal: Pick<Suspect, 'deal' | 'partnerId' | 'period' | 'ownRateBps' | 'registeredTier' | 'registeredRateBps' | 'registeredRateSource'> & {
    readonly aTier: string;
  },
  at: number,
): { rateBps: number | null; rateSource: string; tier: string; termsVersion: number | null } {
  const day = monthEnd(deal.period);
  const terms = inForce(scope.versions, day, at);
  const registered = {
    rateBps: deal.ownRateBps ?? deal.registeredRateBps,
    rateSource: deal.ownRateBps === null ? deal.registeredRateSource : 'deal',
    tier: deal.registeredTier,
    termsVersion: terms?.id ?? null,
  };
  if (deal.ownRateBps !== null || terms === null || terms.rateBasis === 'registration') return registered;
  const then = book.knownAt(deal.partnerId, at);
  // where the past can no longer be told, the tier that was posted is taken for what it was
  const tier = then === null ? deal.aTier : (heldOn(then, day) ?? deal.registeredTier);
  const agreed = negotiatedOn(negotiated.get(deal.partnerId), day, at);
  const rateBps = agreed ?? terms.tiers.find((line) => line.tier === tier)?.rateBps ?? null;
  if (terms.rateBasis === 'higher-of-both' && deal.registeredRateBps >= (rateBps ?? 0)) return registered;
  return { rateBps, rateSource: agreed === null ? 'tier' : 'partner', tier, termsVersion: terms.id };
}

/** Posted lines that no billing line, completion or reversal accounts for. */
function nameStrays(check: Check, scope: Scope): void {
  for (const line of scope.db.iterate<{
    id: number;
    partnerId: number;
    period: string;
    postedIn: string;
    kind: string;
    amountPaisa: number;
    deal: string | null;
  }>(
    `SELECT a.id, a.partner_id AS partnerId, a.period, a.posted_in AS postedIn, a.kind, a.amount_paisa AS amountPaisa, d.code AS deal
     FROM accrual_lines a LEFT JOIN deals d ON d.id = a.deal_id LEFT JOIN billing_lines l ON l.id = a.billing_line_id
     WHERE NOT coalesce(CASE a.kind WHEN 'recurring' THEN a.reverses_id IS NULL AND l.id IS NOT NULL WHEN 'fixed_price' THEN a.reverses_id IS NULL AND a.billing_line_id IS NULL
       WHEN 'clawback' THEN a.reverses_id IS NOT NULL WHEN 'adjustment' THEN a.reverses_id IS NOT NULL END, 0)
       OR (a.reverses_id IS NULL AND EXISTS (SELECT 1 FROM accrual_lines b WHERE b.billing_line_id = a.billing_line_id AND b.reverses_id IS NULL AND b.id < a.id))
     ORDER BY a.id`,
  )) {
    check.problem(
      `Posted line ${line.id} (${line.deal ?? 'no deal'}, ${codeOf(scope, line.partnerId)}, ${line.kind} for ${line.period} in ${line.postedIn}, ${money(line.amountPaisa)}) has nothing that it came from.`,
    );
  }
}
