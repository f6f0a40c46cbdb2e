import type { Output, Parsed } from '../contract/index.ts';
import { loadTierFacts } from '../db/repos/partners.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { countOn } from '../domain/tiers.ts';
import { isoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { Tier } from '../shared/vocab.ts';
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
