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
export const LINE_DECISION = `(SELECT x.decision FROM exception_decisions x WHERE x.billing_line_id = l.id ORDER BY x.id DESC LIMIT 1)`;

/** The latest word of a person on an exceptional completion, or null. */
export const COMPLETION_DECISION = `(SELECT x.decision FROM exception_decisions x WHERE x.deal_id = d.id AND x.billing_line_id IS NULL ORDER BY x.id DESC LIMIT 1)`;

/** The tier held on the last day of a month (1.6); the registered one where the partner was not yet open. */
export const TIER_AT_MONTH_END = `coalesce((SELECT t.to_tier FROM tier_changes t WHERE t.partner_id = d.partner_id AND t.on_date <= p.lastDay ORDER BY t.on_date DESC, t.ordinal DESC LIMIT 1), d.registered_tier)`;

/** The partner's negotiated rate on the last day of a month, or null (1.6). */
const PARTNER_RATE_AT_MONTH_END = `(SELECT n.rate_bps FROM negotiated_terms n WHERE n.partner_id = d.partner_id AND n.kind = 'rate' AND n.from_on <= p.lastDay AND (n.to_on IS NULL OR n.to_on >= p.lastDay))`;

const TIER_RATE_AT_MONTH_END = `(SELECT r.value ->> 'rateBps' FROM terms_versions v, json_each(v.body_json, '$.tiers') r WHERE v.id = p.termsVersionId AND r.value ->> 'tier' = ${TIER_AT_MONTH_END})`;

const CURRENT_RATE = `coalesce(${PARTNER_RATE_AT_MONTH_END}, ${TIER_RATE_AT_MONTH_END})`;

/** 2.6: the rate of a billed month under the terms' `rate_basis`; a deal's own rate always stands. */
export const MONTH_RATE = `CASE
  WHEN d.own_rate_bps IS NOT NULL OR p.rateBasis = 'registration' THEN d.registered_rate_bps
  WHEN p.rateBasis = 'current-tier' THEN ${CURRENT_RATE}
  ELSE max(d.registered_rate_bps, ${CURRENT_RATE})
END`;

/** Where that rate comes from. */
export const MONTH_RATE_SOURCE = `CASE
  WHEN d.own_rate_bps IS NOT NULL THEN 'deal'
  WHEN p.rateBasis = 'registration' OR (p.rateBasis = 'higher-of-both' AND d.registered_rate_bps >= ${CURRENT_RATE}) THEN d.registered_rate_source
  WHEN ${PARTNER_RATE_AT_MONTH_END} IS NOT NULL THEN 'partner'
  ELSE 'tier'
END`;

/** The tier that stands beside that rate. */
export const MONTH_TIER = `CASE
  WHEN d.own_rate_bps IS NOT NULL OR p.rateBasis = 'registration' OR (p.rateBasis = 'higher-of-both' AND d.registered_rate_bps >= ${CURRENT_RATE}) THEN d.registered_tier
  ELSE ${TIER_AT_MONTH_END}
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
