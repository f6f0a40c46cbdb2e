import { type IsoDate, makeDate } from '../shared/calendar.ts';
import { type Paisa, paisa, sumPaisa } from '../shared/paisa.ts';
import { applyRate } from '../shared/rate.ts';
import type { Tier } from '../shared/vocab.ts';
import { BEGINNING, type Terms, tierTermsOf } from './terms.ts';
import { heldOn, type Referral, tierPath } from './tiers.ts';

type Value = { readonly paisa: Paisa } | { readonly tier: Tier };

interface Figure {
  readonly label: string;
  readonly expected: Value;
  readonly actual: Value;
}

/** A worked example of the source (section 11): what it states, and what the terms give. */
export interface WorkedExample {
  readonly title: string;
  readonly rule: string;
  readonly holds: boolean;
  readonly figures: readonly Figure[];
}

const rupees = (amount: number): Paisa => paisa(amount * 100);

/** One contract, or one month of one, and what it is said to earn at a tier's rate (3.2, 3.4). */
interface Earning {
  readonly label: string;
  readonly tier: Tier;
  /** Rupees billed, each rounded on its own. */
  readonly billed: readonly number[];
  readonly earns: number;
}

const monthly = (tier: Tier, amount: number, months: number, each: number, all: number): Earning[] => [
  { label: 'A month', tier, billed: [amount], earns: each },
  { label: `In ${months} months`, tier, billed: Array.from({ length: months }, () => amount), earns: all },
];

const range = (amount: number, least: number, most: number): Earning[] => [
  { label: 'Bronze, a month', tier: 'bronze', billed: [amount], earns: least },
  { label: 'Platinum, a month', tier: 'platinum', billed: [amount], earns: most },
];

/** The table of section 11 as the source states it, in rupees. */
const EARNINGS: readonly (readonly [title: string, rule: string, earnings: readonly Earning[]])[] = [
  ['Silver, staff augmentation, PKR 4.5M a month, 18 months', '3.2', monthly('silver', 4_500_000, 18, 810_000, 14_580_000)],
  ['Silver, two engineers, PKR 2M a month, 18 months', '3.2', monthly('silver', 2_000_000, 18, 360_000, 6_480_000)],
  ['Gold, fixed price PKR 8M', '3.4', [{ label: 'Once', tier: 'gold', billed: [8_000_000], earns: 1_600_000 }]],
  ['Gold, fixed price PKR 5M', '3.4', [{ label: 'In the month of completion', tier: 'gold', billed: [5_000_000], earns: 1_000_000 }]],
  ['Platinum, retainer PKR 750K a month, 24 months', '3.2', monthly('platinum', 750_000, 24, 187_500, 4_500_000)],
  ['Platinum, retainer PKR 500K a month, 24 months', '3.2', monthly('platinum', 500_000, 24, 125_000, 3_000_000)],
  [
    'Gold, three contracts of PKR 12M together',
    '3.3',
    [{ label: 'Over their life', tier: 'gold', billed: [4_000_000, 4_000_000, 4_000_000], earns: 2_400_000 }],
  ],
  [
    'Platinum, 45 contracts averaging PKR 3M',
    '3.7',
    [{ label: 'A year', tier: 'platinum', billed: Array.from({ length: 45 }, () => 3_000_000), earns: 33_750_000 }],
  ],
  ['Staff augmentation PKR 1.5M a month, lowest to highest tier', '3.2', range(1_500_000, 225_000, 375_000)],
  ['Managed services PKR 2M a month, lowest to highest tier', '3.2', range(2_000_000, 300_000, 500_000)],
];

const CLIMB: readonly (readonly [referrals: number, tier: Tier])[] = [
  [8, 'silver'],
  [20, 'gold'],
  [35, 'platinum'],
];

const sameValue = (a: Value, b: Value): boolean => ('paisa' in a ? 'paisa' in b && a.paisa === b.paisa : 'tier' in b && a.tier === b.tier);

function example(title: string, rule: string, figures: readonly Figure[]): WorkedExample {
  return { title, rule, figures, holds: figures.every((figure) => sameValue(figure.expected, figure.actual)) };
}

function earned(terms: Terms, { tier, billed }: Earning): Paisa {
  const { rateBps } = tierTermsOf(terms, tier);
  return sumPaisa(billed.map((amount) => applyRate(rupees(amount), rateBps)));
}

/** A new partner with 8, 20 and 35 referrals in its first three years: the tier at the end of each (1.1, 1.3–1.5). */
function climb(terms: Terms): WorkedExample {
  const firstYear = 2024;
  const on = (year: number, nth: number): IsoDate => makeDate(year, 1 + (nth % 12), 1 + Math.floor(nth / 12));
  const referrals = CLIMB.flatMap(([count], index) =>
    Array.from(
      { length: count },
      (_, nth): Referral => ({ code: `${index}-${String(nth).padStart(2, '0')}`, on: on(firstYear + index, nth), uncountedFrom: null }),
    ),
  );
  const version = { ...terms, effectiveFrom: BEGINNING, id: 0 };
  const path = tierPath({ openedOn: makeDate(firstYear, 1, 1), openingTier: 'bronze', referrals, floors: [], versions: [version] });
  return example(
    'New partner: 8 referrals in year 1, 20 in year 2, 35 in year 3',
    '1.3',
    CLIMB.map(([, tier], index) => ({
      label: `Year ${index + 1}`,
      expected: { tier },
      actual: { tier: heldOn(path, makeDate(firstYear + index, 12, 31)) ?? 'bronze' },
    })),
  );
}

/** The worked examples of section 11 under given terms; one that does not hold says what they give instead. */
export function workedExamples(terms: Terms): WorkedExample[] {
  const earnings = EARNINGS.map(([title, rule, parts]) =>
    example(
      title,
      rule,
      parts.map((part) => ({ label: part.label, expected: { paisa: rupees(part.earns) }, actual: { paisa: earned(terms, part) } })),
    ),
  );
  return [...earnings, climb(terms)];
}
