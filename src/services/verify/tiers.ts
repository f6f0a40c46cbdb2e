import { Check, differences } from './check.ts';
import { inForce, type Scope } from './scope.ts';
import type { TierBook } from './tier-book.ts';
import { heldOn, type Replayed, type Span, type Step } from './tier-replay.ts';

/** Tier history and graces, replayed from the facts and compared row by row, reviews to come included (1.1–1.7). */
export function checkTiers(scope: Scope, book: TierBook): Check {
  const check = new Check('tiers', 'Every tier change, count and grace follows from the referrals, reviews and negotiated terms (1.1–1.7)');
  const steps = loadSteps(scope);
  const spans = loadSpans(scope);
  for (const partner of book.partners.values()) {
    const due = book.now(partner.id);
    const stored = steps.get(partner.id) ?? [];
    check.looked(stored.length);
    comparePath(check, partner.code, stored, due.steps);
    compareSpans(check, partner.code, spans.get(partner.id) ?? [], due.spans);
  }
  for (const id of new Set([...steps.keys(), ...spans.keys()]))
    if (!book.partners.has(id)) check.problem(`There are tier rows of partner no. ${id}, which does not exist.`);
  return check;
}

type StoredStep = Omit<Step, 'referrals'> & { readonly partnerId: number; readonly ordinal: number; readonly referrals: string };

function loadSteps(scope: Scope): Map<number, StoredStep[]> {
  const rows = scope.db.all<StoredStep>(
    `SELECT partner_id AS partnerId, ordinal, on_date AS onDate, from_tier AS fromTier, to_tier AS toTier, reason, count_referrals AS count, referrals_json AS referrals
     FROM tier_changes ORDER BY partner_id, ordinal, id`,
  );
  return byPartner(rows);
}

function loadSpans(scope: Scope): Map<number, (Span & { partnerId: number })[]> {
  return byPartner(
    scope.db.all<Span & { partnerId: number }>(
      'SELECT partner_id AS partnerId, from_on AS fromOn, to_on AS toOn, until_on AS untilOn FROM tier_graces ORDER BY partner_id, from_on, id',
    ),
  );
}

function byPartner<T extends { readonly partnerId: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.partnerId);
    if (group) group.push(row);
    else groups.set(row.partnerId, [row]);
  }
  return groups;
}

function comparePath(check: Check, code: string, stored: readonly StoredStep[], due: readonly Step[]): void {
  for (let index = 0; index < Math.max(stored.length, due.length); index += 1) {
    const [has, should] = [stored[index], due[index]];
    if (should === undefined && has) check.problem(`${code}: the tier row of ${has.onDate} (${has.reason} to ${has.toTier}) should not be there.`);
    else if (has === undefined && should) check.problem(`${code}: the tier row of ${should.onDate} (${should.reason} to ${should.toTier}) is missing.`);
    else if (has && should) {
      const wrong = differences(has, { ordinal: index, ...should, referrals: JSON.stringify(should.referrals) });
      if (wrong !== null) check.problem(`${code}, tier row of ${has.onDate}: ${wrong}.`);
    }
  }
}

function compareSpans(check: Check, code: string, stored: readonly Span[], due: readonly Span[]): void {
  for (let index = 0; index < Math.max(stored.length, due.length); index += 1) {
    const [has, should] = [stored[index], due[index]];
    if (has === undefined && should) check.problem(`${code}: the grace shown from ${should.fromOn} to ${should.toOn} is missing.`);
    else if (has && should === undefined) check.problem(`${code}: the grace shown from ${has.fromOn} to ${has.toOn} should not be there.`);
    else if (has && should) {
      const wrong = differences(has, { ...should });
      if (wrong !== null) check.problem(`${code}, grace of ${has.fromOn}: ${wrong}.`);
    }
  }
}

interface Registered {
  readonly code: string;
  readonly partnerId: number;
  readonly signedOn: string;
  readonly recordedSeq: number;
  readonly ownRateBps: number | null;
  readonly tier: string;
  readonly rateBps: number;
  readonly source: string;
  readonly versionId: number;
}

/** Tier, rate and source stored at registration, against what was known then (1.6, 2.5). */
export function checkRegistered(scope: Scope, book: TierBook): Check {
  const check = new Check(
    'rates',
    'Each deal holds the tier and rate it was registered with: its own rate, the negotiated one, or that of its tier under the terms of its date (1.6, 2.5)',
  );
  const negotiated = loadNegotiatedRates(scope);
  for (const deal of scope.db.iterate<Registered>(
    `SELECT code, partner_id AS partnerId, signed_on AS signedOn, recorded_seq AS recordedSeq, own_rate_bps AS ownRateBps, registered_tier AS tier, registered_rate_bps AS rateBps,
       registered_rate_source AS source, terms_version_id AS versionId FROM deals ORDER BY id`,
  )) {
    check.looked(1);
    const terms = inForce(scope.versions, deal.signedOn, deal.recordedSeq);
    if (terms === null) {
      check.problem(`${deal.code}: no terms were in force on ${deal.signedOn}.`);
      continue;
    }
    const partnerRate = negotiatedOn(negotiated.get(deal.partnerId), deal.signedOn, deal.recordedSeq);
    const tierRate = terms.tiers.find((line) => line.tier === deal.tier)?.rateBps ?? null;
    const source = deal.ownRateBps !== null ? 'deal' : partnerRate !== null ? 'partner' : 'tier';
    const wrong = differences(deal, { versionId: terms.id, source, rateBps: deal.ownRateBps ?? partnerRate ?? tierRate });
    if (wrong !== null) check.problem(`${deal.code}: ${wrong}.`);
    const due = tierAtRegistration(book, deal);
    if (due !== null && due !== deal.tier)
      check.problem(`${deal.code}: registered tier is ${deal.tier}, should be ${due} by what was known when it was registered.`);
  }
  return check;
}

/** The tier held right after the deal was taken; null when what was known then can no longer be told. */
function tierAtRegistration(book: TierBook, deal: Registered): string | null {
  const held = (replayed: Replayed): string | null => replayed.after.get(deal.code) ?? heldOn(replayed, deal.signedOn);
  if (held(book.now(deal.partnerId)) === deal.tier) return deal.tier;
  const then = book.knownAt(deal.partnerId, deal.recordedSeq);
  return then === null ? null : held(then);
}

export interface NegotiatedRate {
  readonly partnerId: number;
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly rateBps: number;
  readonly recordedSeq: number;
}

export function loadNegotiatedRates(scope: Scope): Map<number, NegotiatedRate[]> {
  return byPartner(
    scope.db.all<NegotiatedRate>(
      "SELECT partner_id AS partnerId, from_on AS fromOn, to_on AS toOn, rate_bps AS rateBps, recorded_seq AS recordedSeq FROM negotiated_terms WHERE kind = 'rate'",
    ),
  );
}

/** The rate agreed with a partner for a date, among those known at an audit number (1.6). */
export function negotiatedOn(terms: readonly NegotiatedRate[] | undefined, date: string, knownAt: number): number | null {
  return terms?.find((term) => term.recordedSeq <= knownAt && term.fromOn <= date && (term.toOn === null || date <= term.toOn))?.rateBps ?? null;
}
