/**
 * The rules of sections 3 and 5 as SQL expressions, so that a month of any size posts in a handful of statements.
 * Names they use: `d` deals, `l` billing_lines, `p` the plan of months (period, termsVersionId, rateBasis, lastDay), `a` accrual_lines.
 */

/** `round(amount × rate)` to the paisa, half away from zero, exact for every amount below 2^53 (conventions; the product itself could overflow). */
export function roundedShare(amount: string, rateBps: string): string {
  return `(((${amount}) / 10000) * (${rateBps}) + ((((${amount}) % 10000) * (${rateBps})) + CASE WHEN (${amount}) < 0 THEN -5000 ELSE 5000 END) / 10000)`;
}

/** 3.5: why a billing line of a recurring deal does not accrue; null when it does. */
export const LINE_EXCEPTION = `CASE
  WHEN d.contract_type = 'fixed_price' THEN NULL
  WHEN l.period < d.start_month THEN 'before_start'
  WHEN l.period > d.cancelled_month THEN 'after_cancellation'
  WHEN d.clawed_back = 1 AND l.period >= d.cancelled_month THEN 'clawed_back'
  WHEN d.clawed_back = 1 AND l.recorded_seq > d.clawback_close_seq THEN 'after_clawback_close'
END`;

/** 3.5: why a completion does not accrue; null when it does. */
export const COMPLETION_EXCEPTION = `CASE
  WHEN d.completed_on > d.cancelled_on THEN 'completed_after_cancellation'
  WHEN d.clawed_back = 1 AND d.completion_seq > d.clawback_close_seq THEN 'completed_after_clawback_close'
END`;

/** 3.3: the line lies after the contract's term. */
export const BEYOND_TERM = `CASE WHEN l.period > d.term_end_month THEN 1 ELSE 0 END`;

/** The latest word of a person on an exceptional line, or null. */
export const LINE_DECISION = `nullif((SELECT x.decision FROM exception_decisions x WHERE x.billing_line_id = l.id ORDER BY x.id DESC LIMIT 1), 'withdrawn')`;

/** The latest word of a person on an exceptional completion, or null. */
export const COMPLETION_DECISION = `nullif((SELECT x.decision FROM exception_decisions x WHERE x.deal_id = d.id AND x.billing_line_id IS NULL ORDER BY x.id DESC LIMIT 1), 'withdrawn')`;

/**
 * Common table expressions `tr` (rates of the tiers) and `r` (each partner's own rate, tier and rate that follows, at the end of a planned month):
 * resolved once per partner and month, never per line, and empty under the basis of registration. Joined by {@link RATES_JOIN}.
 * `partners` narrows to those that are needed (`q` partners).
 */
export function ratesOf(partners = '1'): string {
  return `tr AS MATERIALIZED (SELECT p.period, v.value ->> 'tier' AS tier, v.value ->> 'rateBps' AS rateBps
    FROM p JOIN terms_versions t ON t.id = p.termsVersionId JOIN json_each(t.body_json, '$.tiers') v WHERE p.rateBasis <> 'registration'),
  r AS MATERIALIZED (SELECT k.*, coalesce(k.partnerRate, (SELECT tr.rateBps FROM tr WHERE tr.period = k.period AND tr.tier = k.tier)) AS currentRate FROM (
    SELECT p.period, q.id AS partnerId,
      (SELECT n.rate_bps FROM negotiated_terms n WHERE n.partner_id = q.id AND n.kind = 'rate' AND n.from_on <= p.lastDay AND (n.to_on IS NULL OR n.to_on >= p.lastDay)) AS partnerRate,
      (SELECT t.to_tier FROM tier_changes t WHERE t.partner_id = q.id AND t.on_date <= p.lastDay ORDER BY t.on_date DESC, t.ordinal DESC LIMIT 1) AS tier
    FROM p CROSS JOIN partners q WHERE p.rateBasis <> 'registration' AND ${partners}) k)`;
}

export const RATES_JOIN = 'LEFT JOIN r ON r.period = p.period AND r.partnerId = d.partner_id';

/** The registered tier stands in where the partner was not yet open (1.6). */
const CURRENT_RATE = 'coalesce(r.currentRate, (SELECT tr.rateBps FROM tr WHERE tr.period = p.period AND tr.tier = d.registered_tier))';

/** 2.6: the rate of a billed month under the terms' `rate_basis`; a deal's own rate always stands. */
export const MONTH_RATE = `CASE
  WHEN p.rateBasis = 'registration' OR d.own_rate_bps IS NOT NULL THEN d.registered_rate_bps
  WHEN p.rateBasis = 'current-tier' THEN ${CURRENT_RATE}
  ELSE max(d.registered_rate_bps, ${CURRENT_RATE})
END`;

/** Where that rate comes from. */
export const MONTH_RATE_SOURCE = `CASE
  WHEN d.own_rate_bps IS NOT NULL THEN 'deal'
  WHEN p.rateBasis = 'registration' OR (p.rateBasis = 'higher-of-both' AND d.registered_rate_bps >= ${CURRENT_RATE}) THEN d.registered_rate_source
  WHEN r.partnerRate IS NOT NULL THEN 'partner'
  ELSE 'tier'
END`;

/** The tier that stands beside that rate. */
export const MONTH_TIER = `CASE
  WHEN p.rateBasis = 'registration' OR d.own_rate_bps IS NOT NULL OR (p.rateBasis = 'higher-of-both' AND d.registered_rate_bps >= ${CURRENT_RATE}) THEN d.registered_tier
  ELSE coalesce(r.tier, d.registered_tier)
END`;

/** Plain words for the exceptions of 3.5. */
export const EXCEPTION_WORDS = {
  before_start: 'The line is for a month before the deal starts.',
  after_cancellation: 'The line is for a month after the deal was cancelled.',
  clawed_back: 'The deal is clawed back: lines for the month of its cancellation or later do not accrue.',
  after_clawback_close: 'The deal is clawed back, and the line came after the close that reversed its commission.',
  completed_after_cancellation: 'The completion is dated after the cancellation.',
  completed_after_clawback_close: 'The deal is clawed back, and its completion became known after the close that reversed its commission.',
} as const;

export type ExceptionCode = keyof typeof EXCEPTION_WORDS;
