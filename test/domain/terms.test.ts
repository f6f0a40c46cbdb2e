import { describe, expect, it, test } from 'vitest';
import { completeTerms, DEFAULT_TERMS, type TermsVersion, termsOn, termsProblems, tierTermsOf } from '../../src/domain/terms.ts';
import { isoDate } from '../../src/shared/calendar.ts';

/** The defaults that programme.md states, by policy name: a literal copy, so that a changed default is seen. */
const DEFAULTS = {
  effectiveFrom: '2000-01-01',
  referralBasis: 'won',
  grace: 'half-year',
  drop: 'earned',
  rateBasis: 'registration',
  clawbackFrom: 'signed_on',
  clawbackDays: 90,
  minimumPayoutPaisa: 5_000_000,
  tolerancePaisa: 100,
  closeRequiresReconciled: true,
  coopRelease: 'annual',
  coopClaimDaysAfterYear: 30,
  withholding: {},
  withholdingBase: 'after_clawback',
  withholdingRounding: 'paisa',
  standingMaxAgeDays: 30,
  standingEnforced: false,
  paymentDay: 'earlier',
  serviceHours: 'clock',
  tiers: [
    { tier: 'bronze', minReferrals: 0, rateBps: 1500, coopPaisa: 0, responseHours: 24 },
    { tier: 'silver', minReferrals: 6, rateBps: 1800, coopPaisa: 10_000_000, responseHours: 24 },
    { tier: 'gold', minReferrals: 16, rateBps: 2000, coopPaisa: 30_000_000, responseHours: 4 },
    { tier: 'platinum', minReferrals: 30, rateBps: 2500, coopPaisa: 50_000_000, responseHours: 1 },
  ],
  qualificationHours: 48,
  applicationBusinessDays: 5,
  disputeDays: 30,
  disputeDecisionDays: 7,
  appealDays: 30,
  appealDecisionDays: 14,
  discrepancyDays: 7,
  payoutDays: 15,
  reimbursementDays: 30,
  sharedLeadHours: 24,
};

describe('programme terms', () => {
  it('section 1 and the policies of every section have the defaults of programme.md', () => expect(DEFAULT_TERMS).toEqual(DEFAULTS));

  it('what is stated replaces a default, everything else stays', () => {
    expect(completeTerms({ grace: 'none' })).toEqual({ ...DEFAULTS, grace: 'none' });
    expect(completeTerms({})).toEqual(DEFAULTS);
  });

  const version = (id: number, from: string): TermsVersion => ({ ...DEFAULT_TERMS, id, effectiveFrom: isoDate(from) });
  const versions = [version(1, '2000-01-01'), version(2, '2026-01-01'), version(4, '2026-07-01'), version(3, '2026-07-01')];
  test.each([
    ['2000-01-01', 1],
    ['2025-12-31', 1],
    ['2026-01-01', 2],
    ['2026-06-30', 2],
    ['2026-07-01', 4],
    ['2099-12-31', 4],
  ])('on %s version %i is in force (the later of two from one date)', (date, id) => {
    expect(termsOn(versions, isoDate(date)).id).toBe(id);
    expect(termsOn([...versions].reverse(), isoDate(date)).id).toBe(id);
  });

  it('before the first version there are no terms: that stops, it is not guessed (C9)', () =>
    expect(() => termsOn(versions, isoDate('1999-12-31'))).toThrow(RangeError));

  it('a tier that the terms do not name has no rate: that stops, it is not zero (C9)', () => {
    expect(() => tierTermsOf({ tiers: [] }, 'gold')).toThrow(RangeError);
    expect(tierTermsOf(DEFAULT_TERMS, 'gold').rateBps).toBe(2000);
  });

  const tiers = DEFAULT_TERMS.tiers;
  const withMinimum = (tier: string, minReferrals: number): typeof tiers => tiers.map((row) => (row.tier === tier ? { ...row, minReferrals } : row));
  test.each([
    ['the defaults', tiers, 0],
    ['any order', [...tiers].reverse(), 0],
    ['a tier left out', tiers.slice(1), 1],
    ['a tier twice', [...tiers, ...tiers.slice(0, 1)], 1],
    ['no tiers', [], 1],
    ['bronze not from 0', withMinimum('bronze', 1), 1],
    ['silver and gold from the same count', withMinimum('gold', 6), 1],
    ['gold below silver and platinum above', withMinimum('gold', 5), 1],
    ['platinum at gold', withMinimum('platinum', 16), 1],
  ])('tiers with %s have the right number of problems', (_what, given, count) => expect(termsProblems({ ...DEFAULT_TERMS, tiers: given })).toHaveLength(count));

  it('a problem says which tiers and which rule', () => {
    expect(termsProblems({ ...DEFAULT_TERMS, tiers: withMinimum('gold', 6) })).toEqual(['tiers: minReferrals of gold (6) must be above that of silver (6)']);
  });
});
