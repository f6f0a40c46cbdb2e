import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TERMS, type TermsVersion } from '../../src/domain/terms.ts';
import { heldOn, referralsToRecover, type TierFacts, tierPath } from '../../src/domain/tiers.ts';
import { addDays, isoDate } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

const PARTNERS = 'code,name,kind,joined_on,tier,tier_since\nP-1,Acme,agency,2025-01-01,,\nP-2,Beta,agency,2025-01-01,silver,2025-01-01\n';
const dealsOn = (partner: string, dates: readonly string[]): string =>
  `code,partner_code,client,contract_type,contract_value,signed_on,start_on\n${dates.map((date, index) => `${partner}-${String(index).padStart(2, '0')},${partner},Client,fixed_price,1000,${date},${date}`).join('\n')}\n`;

async function programme(today: string, dates: readonly string[] = []): Promise<TestApp> {
  const app = await appFor({ today });
  await app.import({ 'partners.csv': PARTNERS, ...(dates.length === 0 ? {} : { 'deals.csv': dealsOn('P-1', dates) }) });
  return app;
}

describe('the board of tiers (1.1, 1.3, 1.4)', () => {
  test('says what is missing to the next tier, and what comes by itself', async () => {
    const app = await programme('2026-03-10', ['2026-01-10', '2026-01-11', '2026-02-01', '2026-02-02']);
    const { tiers, rows } = await app.call('tiers.board', {});
    expect(tiers.map(({ tier, partners }) => [tier, partners])).toEqual([
      ['bronze', 1],
      ['silver', 1],
      ['gold', 0],
      ['platinum', 0],
    ]);
    expect(rows).toMatchObject([
      { partner: 'P-1', tier: 'bronze', count: 4, toNext: 2, inGraceUntil: null, toRecover: null, next: null },
      {
        partner: 'P-2',
        tier: 'silver',
        count: 0,
        toNext: 16,
        inGraceUntil: '2026-06-30',
        toRecover: 6,
        next: { date: '2026-07-01', to: 'bronze', reason: 'drop' },
      },
    ]);
  });

  test('on an earlier date it is as it was then; a partner before its opening is absent', async () => {
    const app = await programme('2026-03-10');
    expect((await app.call('tiers.board', { date: isoDate('2025-06-01') })).rows.map(({ partner, tier }) => [partner, tier])).toEqual([
      ['P-1', 'bronze'],
      ['P-2', 'silver'],
    ]);
    expect((await app.call('tiers.board', { date: isoDate('2024-12-31') })).rows).toEqual([]);
  });
});

describe('what if this partner registers n more (1.3, 1.6)', () => {
  test('tells tier, rate, fund and which deal changes what', async () => {
    const app = await programme('2026-03-10', ['2026-01-10', '2026-01-11', '2026-02-01', '2026-02-02']);
    expect(await app.call('tiers.simulate', { partner: 'P-1', referrals: 12 })).toMatchObject({
      on: '2026-03-10',
      before: { tier: 'bronze', count: 4, rateBps: 1500, coopPaisa: 0 },
      after: { tier: 'gold', count: 16, rateBps: 2000, coopPaisa: 30_000_000 },
      steps: [
        { referral: 2, to: 'silver', reason: 'promotion' },
        { referral: 12, to: 'gold', reason: 'promotion' },
      ],
    });
    expect((await app.call('tiers.asOf', { date: isoDate('2026-03-10') }))[0]).toMatchObject({ tier: 'bronze', count: 4 });
  });

  test('what it says is what happens when the deals are really registered', async () => {
    const app = await programme('2026-03-10', ['2026-01-10']);
    const told = await app.call('tiers.simulate', { partner: 'P-1', referrals: 7, on: isoDate('2026-03-01') });
    await app.import({ 'deals.csv': dealsOn('P-1', ['2026-01-10', ...Array.from({ length: 7 }, () => '2026-03-01')]) });
    expect((await app.call('tiers.asOf', { date: isoDate('2026-03-01') }))[0]).toMatchObject({ tier: told.after.tier, count: told.after.count });
  });

  test('a day before the opening, and an unknown partner, are refused', async () => {
    const app = await programme('2026-03-10');
    expect((await app.refusal('tiers.simulate', { partner: 'P-1', referrals: 1, on: '2024-12-31' })).message).toContain('1.7');
    expect(await app.refusal('tiers.simulate', { partner: 'P-9', referrals: 1 })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('as many referrals as are said to be missing end a grace, and one less does not (1.4)', () => {
  const versions = (grace: 'half-year' | 'one-quarter'): TermsVersion[] => [{ ...DEFAULT_TERMS, id: 1, grace }];
  fc.assert(
    fc.property(
      fc.constantFrom('half-year' as const, 'one-quarter' as const),
      fc.array(fc.integer({ min: 0, max: 440 }), { maxLength: 14 }),
      fc.integer({ min: 0, max: 80 }),
      (grace, days, after) => {
        const day = addDays(isoDate('2026-01-02'), after);
        const referrals = days
          .map((offset, index) => ({ code: `D-${String(index).padStart(2, '0')}`, on: addDays(isoDate('2025-01-01'), offset), uncountedFrom: null }))
          .filter((referral) => referral.on < day);
        const facts: TierFacts = { openedOn: isoDate('2025-01-01'), openingTier: 'gold', referrals, floors: [], versions: versions(grace) };
        const graceOn = (more: number): boolean => {
          const extra = Array.from({ length: more }, (_, index) => ({ code: `X-${index}`, on: day, uncountedFrom: null }));
          return tierPath({ ...facts, referrals: [...referrals, ...extra] }).graces.some((span) => span.from <= day && span.to >= day);
        };
        if (!graceOn(0) || heldOn(tierPath(facts), day) === null) return;
        const missing = referralsToRecover(facts, day);
        expect(missing).toBeGreaterThan(0);
        expect(graceOn(missing - 1)).toBe(true);
        expect(graceOn(missing)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});
