import { describe, expect, it } from 'vitest';
import { DEFAULT_TERMS } from '../../src/domain/terms.ts';
import { type TierPath, tierPath } from '../../src/domain/tiers.ts';
import { sampleProgramme } from '../../src/sample/index.ts';
import { STORIES } from '../../src/sample/stories.ts';
import { assertExists } from '../../src/shared/assert.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { TIERS, type Tier } from '../../src/shared/vocab.ts';
import { cell, groupBy, isClawedBack, type Row, rowsOf, tally } from './read.ts';

const sample = sampleProgramme();
const partners = rowsOf(sample, 'partners.csv');
const dealsOf = groupBy(rowsOf(sample, 'deals.csv'), 'partner_code');
const termsOf = groupBy(rowsOf(sample, 'negotiated_terms.csv'), 'partner_code');

const tier = (text: string): Tier =>
  assertExists(
    TIERS.find((name) => name === text),
    `no tier ${text}`,
  );
const dealsBy = (partner: Row): Row[] => dealsOf.get(cell(partner, 'code')) ?? [];

function pathOf(partner: Row): TierPath {
  const floors = (termsOf.get(cell(partner, 'code')) ?? []).filter((term) => cell(term, 'tier') !== '');
  return tierPath({
    openedOn: isoDate(cell(partner, 'tier_since') || cell(partner, 'joined_on')),
    openingTier: tier(cell(partner, 'tier') || 'bronze'),
    referrals: dealsBy(partner).map((deal) => ({
      code: cell(deal, 'code'),
      on: isoDate(cell(deal, 'signed_on')),
      uncountedFrom: isClawedBack(deal) ? isoDate(cell(deal, 'cancelled_on')) : null,
    })),
    floors: floors.map((term) => ({
      from: isoDate(cell(term, 'from')),
      to: cell(term, 'to') === '' ? null : isoDate(cell(term, 'to')),
      tier: tier(cell(term, 'tier')),
    })),
    versions: [{ id: 1, ...DEFAULT_TERMS }],
  });
}

const named = (name: string): Row =>
  assertExists(
    partners.find((row) => cell(row, 'name') === name),
    `no partner ${name}`,
  );
const changes = (name: string): string[] =>
  pathOf(named(name))
    .changes.filter((change) => change.date <= sample.today && change.reason !== 'opening')
    .map((change) => `${change.date.slice(0, 7)} ${change.to} ${change.reason}`);
const counts = (name: string): (number | undefined)[] => {
  const years = tally(dealsBy(named(name)).map((deal) => cell(deal, 'signed_on').slice(0, 4)));
  return ['2024', '2025', '2026'].map((year) => years[year]);
};

describe('tiers of the sample', () => {
  it('are mostly Bronze, many Silver, some Gold, 6 to 10 Platinum', () => {
    const held = tally(
      partners.map(
        (partner) =>
          assertExists(
            pathOf(partner).changes.findLast((change) => change.date <= sample.today),
            'no tier',
          ).to,
      ),
    );
    expect(held.bronze).toBeGreaterThan(120);
    expect(held.silver).toBeGreaterThanOrEqual(20);
    expect(held.gold).toBeGreaterThanOrEqual(6);
    expect(held.platinum).toBeGreaterThanOrEqual(6);
    expect(held.platinum).toBeLessThanOrEqual(10);
  });

  it('change for every reason there is', () => {
    const reasons = tally(
      partners.flatMap((partner) =>
        pathOf(partner)
          .changes.filter((change) => change.date <= sample.today)
          .map((change) => change.reason),
      ),
    );
    expect(reasons.promotion).toBeGreaterThan(20);
    expect(reasons.grace_begun).toBeGreaterThan(10);
    expect(reasons.grace_recovered).toBeGreaterThanOrEqual(5);
    expect(reasons.drop).toBeGreaterThanOrEqual(6);
    expect(reasons.negotiated).toBeGreaterThanOrEqual(4);
  });

  it('tell each story as it is announced', () => {
    for (const story of STORIES) expect(sample.notable).toContainEqual({ code: cell(named(story.name), 'code'), what: story.what });
    expect(counts('Neelam Ghat Digital')).toEqual([45, 44, 41]);
    expect(counts('Sang-e-Marmar Creative')).toEqual([8, 20, 35]);
    expect(changes('Sang-e-Marmar Creative').map((change) => change.slice(8))).toEqual(['silver promotion', 'gold promotion', 'platinum promotion']);
    expect(counts('Mahnoor Tareen')[1]).toBe(12);
    expect(changes('Mahnoor Tareen')).toEqual(['2025-07 gold negotiated']);
    expect(counts('Pul Integration Platform')[1]).toBe(28);
    expect(changes('Pul Integration Platform')).toEqual(['2025-03 platinum negotiated']);
    expect(changes('Teesri Manzil Marketing').slice(1)).toEqual(['2026-01 platinum grace_begun', '2026-07 gold drop']);
    expect(changes('Purani Dilli Gate Media')).toEqual(['2026-01 gold grace_begun', '2026-07 silver drop']);
    expect(changes('Saif Lake Solutions')).toEqual(['2026-01 silver grace_begun', '2026-07 bronze drop']);
    expect(changes('Mohallah Computing Supply')).toEqual(['2025-01 silver grace_begun', '2025-07 bronze drop']);
    expect(changes('Asad Makhdoom Advisory').map((change) => change.slice(8))).toEqual(['silver grace_begun', 'silver grace_recovered', 'bronze drop']);
    expect(changes('Asad Makhdoom Advisory').at(-1)).toBe('2026-01 bronze drop');
    expect(changes('Sitara-e-Sehar Cloud').slice(-2)).toEqual(['2026-04 silver negotiated', '2026-07 bronze drop']);
    expect(changes('Chaupal Community Media')).toEqual(['2026-10 silver promotion']);
    expect(
      changes('Zeeshan Kakar Consulting')
        .slice(0, 2)
        .map((change) => change.slice(8)),
    ).toEqual(['silver promotion', 'silver grace_begun']);
    for (const name of ['Lal Qalam Communications', 'Ghari Time Systems', 'Kaghaz Kashti Content', 'Palwasha Bangash'])
      expect(changes(name).at(-1)).toContain('grace_recovered');
  });

  it('give the published contracts their published rate', () => {
    const published: [partner: string, rupees: string, months: string, tier: Tier][] = [
      ['Anmol Khat Design', '4500000.00', '18', 'silver'],
      ['Anmol Khat Design', '2000000.00', '18', 'silver'],
      ['Neelam Ghat Digital', '750000.00', '24', 'platinum'],
      ['Neelam Ghat Digital', '500000.00', '24', 'platinum'],
      ['Sunehra Pul Media', '8000000.00', '6', 'gold'],
      ['Sunehra Pul Media', '5000000.00', '4', 'gold'],
    ];
    for (const [name, rupees, duration, held] of published) {
      const deal = dealsBy(named(name)).find(
        (row) =>
          cell(row, 'signed_on').startsWith('2025') &&
          (cell(row, 'expected_monthly_billing') || cell(row, 'contract_value')) === rupees &&
          cell(row, 'duration_months') === duration &&
          cell(row, 'cancelled_on') === '' &&
          cell(row, 'rate_percent') === '',
      );
      const { code, signed_on } = assertExists(deal, `no contract of ${rupees} at ${name}`);
      expect(pathOf(named(name)).heldAfter.get(code ?? '')).toBe(held);
      const negotiated = (termsOf.get(cell(named(name), 'code')) ?? []).filter((term) => cell(term, 'from') <= (signed_on ?? ''));
      expect(negotiated).toEqual([]);
    }
  });
});
