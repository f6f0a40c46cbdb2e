// Random programme terms.

import type { TermsFile, TierName, TierTerms } from '../oracle/terms.ts';
import type { Dice } from './dice.ts';
import type { Options } from './frame.ts';

const NAMES: TierName[] = ['bronze', 'silver', 'gold', 'platinum'];
const HOURS = [24, 24, 4, 1];

function tiers(dice: Dice, minimums: number[]): TierTerms[] {
  const rates = dice.pick([
    [1500, 1800, 2000, 2500],
    [1000, 1250, 1575, 1999],
    [333, 667, 1001, 5000],
  ]);
  return NAMES.map((tier, index) => ({
    tier,
    minReferrals: minimums[index] ?? 0,
    rateBps: rates[index] ?? 0,
    coopPaisa: index * 10_000_000,
    responseHours: HOURS[index] ?? 24,
  }));
}

const MINIMUMS = [
  [0, 6, 16, 30],
  [0, 6, 16, 30],
  [0, 3, 7, 12],
  [0, 2, 5, 6],
  [0, 5, 9, 14],
];

function withholding(dice: Dice): NonNullable<TermsFile['withholding']> {
  const agreed = { filer: dice.pick([1200, 800, 1]), non_filer: dice.pick([2400, 1650]), exempt: dice.pick([0, 50]) };
  return dice.percent(50) ? agreed : { ...agreed, non_resident: dice.pick([1500, 0, 2000]) };
}

// Terms that begin within the life change only what one plain date decides.
function midlifeTerms(dice: Dice, firstYear: number): TermsFile {
  const terms: TermsFile = { effectiveFrom: `${firstYear + 1}-01-01` };
  terms.tiers = tiers(dice, [0, 6, 16, 30]);
  if (dice.percent(50)) terms.grace = dice.pick(['one-quarter', 'none'] as const);
  if (dice.percent(50)) terms.drop = 'one-level';
  if (dice.percent(50)) terms.tolerancePaisa = dice.pick([0, 500]);
  if (dice.percent(50)) terms.clawbackDays = dice.pick([60, 120]);
  return terms;
}

export function randomTerms(dice: Dice, options: Options, firstYear: number): TermsFile {
  const withinDefaultRates = options.years <= 5;
  const isMidlife = withinDefaultRates && options.midlifeTerms !== false && dice.percent(12);
  if (isMidlife) return midlifeTerms(dice, firstYear);
  const terms: TermsFile = {};
  if (dice.percent(60)) terms.effectiveFrom = '2000-01-01';
  if (dice.percent(30)) terms.referralBasis = dice.pick(['won', 'qualified', 'submitted'] as const);
  if (dice.percent(60)) terms.grace = dice.pick(['half-year', 'one-quarter', 'none'] as const);
  if (dice.percent(50)) terms.drop = dice.pick(['earned', 'one-level'] as const);
  if (dice.percent(60)) terms.rateBasis = dice.pick(['registration', 'current-tier', 'higher-of-both'] as const);
  if (dice.percent(40)) terms.clawbackFrom = dice.pick(['signed_on', 'start_on'] as const);
  if (dice.percent(30)) terms.clawbackDays = dice.pick([30, 60, 90, 120]);
  if (dice.percent(40)) terms.minimumPayoutPaisa = dice.pick([5_000_000, 1_000_000, 10_000_000, 1]);
  if (dice.percent(40)) terms.tolerancePaisa = dice.pick([0, 100, 500]);
  if (dice.percent(10)) terms.payoutDays = dice.pick([10, 20]);
  if (!withinDefaultRates || dice.percent(30)) terms.withholding = withholding(dice);
  if (dice.percent(60)) terms.tiers = tiers(dice, dice.pick(MINIMUMS));
  return terms;
}
