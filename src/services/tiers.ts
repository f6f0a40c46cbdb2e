import type { Output, Parsed } from '../contract/index.ts';
import { findPartner, loadNegotiated, loadTierFacts, negotiatedRateOn } from '../db/repos/partners.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { rateOf } from '../domain/deals.ts';
import { type Terms, termsOn, tierTermsOf } from '../domain/terms.ts';
import { countOn, heldOn, referralsToRecover, type TierPath, tierPath } from '../domain/tiers.ts';
import { type IsoDate, isoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { TIERS, type Tier, tierRank } from '../shared/vocab.ts';
import type { QueryContext } from './context.ts';

/** The tier held on a date with its count (1.2, 1.7), by partner code; a partner before its opening is absent. */
export function asOf(context: QueryContext, input: Parsed<'tiers.asOf'>): Output<'tiers.asOf'> {
  const { db } = context;
  const versions = loadTermsVersions(db);
  const rows = db.all<{ id: number; partner: string; openedOn: string; openingTier: Tier; tier: Tier; since: string; inGraceUntil: string | null }>(
    `SELECT p.id, p.code AS partner, p.opened_on AS openedOn, p.opening_tier AS openingTier,
       (SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :date ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1) AS tier,
       (SELECT max(c.on_date) FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :date AND c.from_tier IS NOT c.to_tier) AS since,
       (SELECT g.until_on FROM tier_graces g WHERE g.partner_id = p.id AND g.from_on <= :date AND g.to_on >= :date) AS inGraceUntil
     FROM partners p WHERE p.opened_on <= :date ORDER BY p.code`,
    { date: input.date },
  );
  const won = versions.every((version) => version.referralBasis === 'won') ? countWon(context, input.date) : null;
  return rows.map((row) => ({
    partner: row.partner,
    tier: row.tier,
    since: row.since,
    count: won
      ? (won.get(row.id) ?? 0)
      : countOn(loadTierFacts(db, { id: row.id, openedOn: isoDate(row.openedOn), openingTier: row.openingTier }, versions).referrals, input.date),
    inGraceUntil: row.inGraceUntil,
  }));
}

/** Credited deals of the date's year per partner, in one statement (1.2, basis `won`). */
function countWon(context: QueryContext, date: string): Map<number, number> {
  return new Map(
    context.db
      .all<{ partnerId: number; n: number }>(
        `SELECT partner_id AS partnerId, count(*) AS n FROM deals
         WHERE signed_on >= substr(:date, 1, 4) || '-01-01' AND signed_on <= :date AND (uncounted_from IS NULL OR uncounted_from > :date) GROUP BY partner_id`,
        { date },
      )
      .map((row) => [row.partnerId, row.n]),
  );
}

/** Every change of the tier held up to today, by partner and date (1.7). */
export function history(context: QueryContext, input: Parsed<'tiers.history'>): Output<'tiers.history'> {
  const partner = input.partner ?? null;
  if (partner !== null && !context.db.get('SELECT 1 FROM partners WHERE code = ?', [partner]))
    throw new AppError('NOT_FOUND', `There is no partner ${partner}.`);
  return context.db.all<Output<'tiers.history'>[number]>(
    `SELECT p.code AS partner, c.on_date AS date, c.from_tier AS "from", c.to_tier AS "to", c.reason FROM tier_changes c JOIN partners p ON p.id = c.partner_id
     WHERE c.on_date <= :today AND (:partner IS NULL OR p.code = :partner) ORDER BY p.code, c.on_date, c.ordinal`,
    { today: context.today, partner },
  );
}

type Board = Output<'tiers.board'>;
type Step = NonNullable<Board['rows'][number]['next']>;

/** Every partner under its tier on a date, by code, with what is missing and what comes by itself (1.3, 1.4). */
export function board(context: QueryContext, input: Parsed<'tiers.board'>): Board {
  const { db } = context;
  const date = input.date ?? context.today;
  const versions = loadTermsVersions(db);
  const terms = termsOn(versions, date);
  const facts = new Map(
    db
      .all<{ id: number; partner: string; name: string; accountManager: string | null; openedOn: IsoDate; openingTier: Tier }>(
        'SELECT id, code AS partner, name, account_manager AS accountManager, opened_on AS openedOn, opening_tier AS openingTier FROM partners',
      )
      .map((row) => [row.partner, row]),
  );
  const coming = nextSteps(context, date);
  const rows = asOf(context, { date }).map((held) => {
    const partner = facts.get(held.partner);
    if (!partner) throw new AppError('NOT_FOUND', `There is no partner ${held.partner}.`);
    const above = TIERS[tierRank(held.tier) + 1];
    return {
      ...held,
      name: partner.name,
      accountManager: partner.accountManager,
      toNext: above === undefined ? null : Math.max(0, tierTermsOf(terms, above).minReferrals - held.count),
      toRecover: held.inGraceUntil === null ? null : referralsToRecover(loadTierFacts(db, partner, versions), date),
      next: coming.get(held.partner) ?? null,
    };
  });
  const tiers = terms.tiers.map(({ tier, minReferrals, rateBps, coopPaisa }) => ({
    tier,
    minReferrals,
    rateBps,
    coopPaisa,
    partners: rows.filter((row) => row.tier === tier).length,
  }));
  return { date, tiers, rows };
}

/** The first change after a date on each stored path: reviews to come are part of it. */
function nextSteps(context: QueryContext, date: IsoDate): Map<string, Step> {
  return new Map(
    context.db
      .all<Step & { partner: string }>(
        `SELECT p.code AS partner, c.on_date AS date, c.to_tier AS "to", c.reason FROM tier_changes c JOIN partners p ON p.id = c.partner_id
         WHERE c.on_date > :date AND NOT EXISTS (SELECT 1 FROM tier_changes e WHERE e.partner_id = c.partner_id AND e.on_date > :date AND (e.on_date < c.on_date OR (e.on_date = c.on_date AND e.ordinal < c.ordinal)))`,
        { date },
      )
      .map(({ partner, ...step }) => [partner, step]),
  );
}

const WHAT_IF = 'what-if ';

/**
 * Walks the partner's facts once as they are and once with so many more referrals on a day (1.3).
 * @throws AppError NOT_FOUND, BAD_INPUT when the day lies before the partner's opening (1.7)
 */
export function simulate(context: QueryContext, input: Parsed<'tiers.simulate'>): Output<'tiers.simulate'> {
  const { db } = context;
  const partner = findPartner(db, input.partner);
  if (!partner) throw new AppError('NOT_FOUND', `There is no partner ${input.partner}.`);
  const on = input.on ?? context.today;
  if (on < partner.openedOn) throw new AppError('BAD_INPUT', `${partner.code} opened on ${partner.openedOn}; choose that day or a later one (rule 1.7).`);
  const versions = loadTermsVersions(db);
  const facts = loadTierFacts(db, partner, versions);
  const more = Array.from({ length: input.referrals }, (_, index) => ({ code: `${WHAT_IF}${String(index + 1).padStart(3, '0')}`, on, uncountedFrom: null }));
  const [before, after] = [tierPath(facts), tierPath({ ...facts, referrals: [...facts.referrals, ...more] })];
  const terms = termsOn(versions, on);
  const negotiated = negotiatedRateOn(loadNegotiated(db, partner.id), on);
  const count = countOn(facts.referrals, on);
  const standing = (path: TierPath, referrals: number): Output<'tiers.simulate'>['before'] => standingOn(path, on, terms, negotiated, referrals);
  return {
    on,
    before: standing(before, count),
    after: standing(after, count + input.referrals),
    steps: after.changes
      .filter((change) => change.date === on && change.referrals.some((code) => code.startsWith(WHAT_IF)))
      .map(({ to, reason, referrals }) => ({ referral: referrals.filter((code) => code.startsWith(WHAT_IF)).length, to, reason })),
  };
}

function standingOn(path: TierPath, on: IsoDate, terms: Terms, negotiatedBps: Parameters<typeof rateOf>[1], count: number): Output<'tiers.simulate'>['before'] {
  const tier = heldOn(path, on) ?? 'bronze';
  const next = path.changes.find((change) => change.date > on);
  return {
    tier,
    count,
    rateBps: rateOf(null, negotiatedBps, tier, terms).rateBps,
    coopPaisa: tierTermsOf(terms, tier).coopPaisa,
    inGraceUntil: path.graces.find((grace) => grace.from <= on && grace.to >= on)?.until ?? null,
    next: next === undefined ? null : { date: next.date, to: next.to, reason: next.reason },
  };
}
