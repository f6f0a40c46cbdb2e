import type { ContractType, PartnerKind, Tier } from '../shared/vocab.ts';

/** Deals signed from one month to another of a year; `END` is the last month there is (October in the default sample). */
export type Segment = readonly [from: number, to: number, deals: number];
export const END = 0;

/** A day told as programme year (0, 1, 2) and `MM-DD`. */
export type StoryDay = readonly [year: number, day: string];

interface StoryTerm {
  readonly from: StoryDay;
  readonly to?: StoryDay;
  readonly tier?: Tier;
  readonly rate?: string;
  readonly reason: string;
}

/** A contract of the published examples, put in place of the n-th deal of a year. */
export interface StoryContract {
  readonly year: number;
  readonly nth: number;
  readonly type: ContractType;
  readonly months: number;
  /** Rupees: a month for recurring types, in all for a fixed price. */
  readonly rupees: number;
}

export interface Story {
  readonly name: string;
  readonly kind: PartnerKind;
  readonly what: string;
  readonly years: readonly (readonly Segment[])[];
  readonly opening?: Tier;
  readonly terms?: readonly StoryTerm[];
  readonly contracts?: readonly StoryContract[];
  /** The n-th deal of a year is cancelled by its client within 90 days. */
  readonly lost?: { readonly year: number; readonly nth: number; readonly days: number };
  /** Early cancellations may hit this partner without spoiling its story. */
  readonly loose?: true;
  readonly unmanaged?: true;
}

const even = (first: number, second: number, third: number): Segment[][] => [[[1, 12, first]], [[1, 12, second]], [[1, END, third]]];
const fixed = (year: number, nth: number, rupees: number, months: number): StoryContract => ({ year, nth, type: 'fixed_price', months, rupees });
const monthly = (year: number, nth: number, type: ContractType, rupees: number, months: number): StoryContract => ({ year, nth, type, months, rupees });

/** Partners whose history is told, deal by deal, to bring about what programme.md section 1 speaks of. */
export const STORIES: readonly Story[] = [
  {
    name: 'Neelam Ghat Digital',
    kind: 'agency',
    opening: 'platinum',
    years: even(45, 44, 41),
    what: 'Top performer: Platinum with 45 referrals in the first year, a negotiated 27.5 % in the last; holds two of the published retainers',
    terms: [{ from: [2, '01-01'], to: [2, '12-31'], rate: '27.5', reason: 'Two years above 40 referrals; strategic partnership renewed for one year' }],
    contracts: [monthly(1, 0, 'retainer', 750_000, 24), monthly(1, 2, 'retainer', 500_000, 24)],
  },
  {
    name: 'Chenab Bridge Systems',
    kind: 'reseller',
    opening: 'gold',
    years: even(35, 36, 33),
    what: 'Reseller that makes Platinum anew every year',
  },
  {
    name: 'Sang-e-Marmar Creative',
    kind: 'agency',
    years: even(8, 20, 35),
    what: 'The published progression: 8, 20, 35 referrals, so Silver, Gold, Platinum within its years',
  },
  {
    name: 'Teesri Manzil Marketing',
    kind: 'agency',
    opening: 'gold',
    years: even(31, 22, 14),
    what: 'Platinum with 31, then 22: grace in the first half of the last year, dropped to Gold on 1 July',
  },
  {
    name: 'Lal Qalam Communications',
    kind: 'agency',
    opening: 'platinum',
    years: [
      [[1, 12, 32]],
      [
        [1, 6, 8],
        [7, 12, 19],
      ],
      [
        [1, 6, 18],
        [7, END, 6],
      ],
    ],
    what: 'Platinum in grace that recovers: a slow first half, then 30 in twelve months',
  },
  {
    name: 'Pul Integration Platform',
    kind: 'technology',
    opening: 'gold',
    years: even(24, 28, 27),
    what: 'Platinum with 28 referrals: a negotiated tier over an earned Gold',
    terms: [{ from: [1, '03-01'], to: [2, '12-31'], tier: 'platinum', reason: 'Referrals built into its own sales process; joint roadmap agreed with the MD' }],
  },
  {
    name: 'Meenakari Digital',
    kind: 'agency',
    opening: 'gold',
    years: even(30, 33, 31),
    what: 'Platinum with exactly 30 in the first year',
  },
  {
    name: 'Dhoop Chaaon Studio',
    kind: 'agency',
    opening: 'silver',
    years: even(18, 31, 30),
    what: 'Silver to Gold to Platinum, kept with exactly 30',
  },
  {
    name: 'Mahnoor Tareen',
    kind: 'consultant',
    years: [[[2, 12, 4]], [[2, 12, 12]], [[1, END, 11]]],
    what: 'Gold with 12 referrals: freelance consultant in one vertical, Bronze to Gold in two years on negotiated terms',
    terms: [{ from: [1, '07-01'], tier: 'gold', reason: 'Hospital vertical: few, large and lasting clients' }],
  },
  {
    name: 'Sunehra Pul Media',
    kind: 'agency',
    opening: 'gold',
    years: even(18, 19, 17),
    what: 'Steady Gold with the published fixed prices (8M and 5M) and three contracts of 12M together',
    contracts: [fixed(1, 0, 8_000_000, 6), fixed(1, 2, 5_000_000, 4), fixed(1, 4, 3_000_000, 3), fixed(1, 5, 4_000_000, 4), fixed(1, 6, 5_000_000, 5)],
  },
  {
    name: 'Karakoram Pass Computing',
    kind: 'reseller',
    opening: 'gold',
    years: even(22, 25, 18),
    loose: true,
    what: 'Gold on a negotiated rate, renewed once at a lower one',
    terms: [
      { from: [1, '04-01'], to: [2, '03-31'], rate: '22', reason: 'White-label offering: partner carries first-line support' },
      { from: [2, '04-01'], rate: '21.5', reason: 'Renewal after review; support now shared' },
    ],
  },
  {
    name: 'Saat Rang Interactive',
    kind: 'agency',
    opening: 'silver',
    years: even(16, 17, 16),
    what: 'Gold on its last deal of the year: 16, the exact minimum',
  },
  { name: 'Khurram Pirzada & Associates', kind: 'consultant', years: even(9, 17, 18), what: 'Consultant who grew from Silver to Gold' },
  { name: 'Baarish Brand House', kind: 'agency', years: even(7, 15, 17), what: 'Silver with 15, one short of Gold, and Gold the year after' },
  {
    name: 'Purani Dilli Gate Media',
    kind: 'agency',
    opening: 'gold',
    years: even(18, 10, 6),
    what: 'Gold that falls to 10: grace, no recovery, Silver on 1 July of the last year',
  },
  {
    name: 'Ghari Time Systems',
    kind: 'technology',
    opening: 'gold',
    years: [
      [[1, 12, 17]],
      [
        [1, 6, 3],
        [7, 12, 10],
      ],
      [
        [1, 5, 9],
        [6, END, 5],
      ],
    ],
    what: 'Gold in grace that recovers in spring',
  },
  {
    name: 'Kaghaz Kashti Content',
    kind: 'agency',
    opening: 'gold',
    years: [
      [
        [1, 6, 4],
        [7, 12, 8],
      ],
      [
        [1, 6, 10],
        [7, 12, 7],
      ],
      [[1, END, 16]],
    ],
    what: 'Taken over as Gold, 12 in its first year: grace at once, recovered, kept since',
  },
  {
    name: 'Asad Makhdoom Advisory',
    kind: 'consultant',
    opening: 'silver',
    years: [[[7, 12, 4]], [[1, 5, 5]], [[2, END, 3]]],
    what: 'Recovered from one grace, short again the year after: no second grace in a row, Bronze on 1 January',
  },
  {
    name: 'Palwasha Bangash',
    kind: 'consultant',
    opening: 'silver',
    years: [[[1, 12, 8]], [[7, 12, 5]], [[1, 5, 4]]],
    what: 'Silver in grace that recovers',
  },
  {
    name: 'Saif Lake Solutions',
    kind: 'reseller',
    opening: 'silver',
    years: even(8, 2, 1),
    what: 'Silver that falls to 2: grace, then Bronze on 1 July of the last year',
  },
  {
    name: 'Mohallah Computing Supply',
    kind: 'reseller',
    opening: 'silver',
    years: even(2, 1, 2),
    what: 'Taken over as Silver, 2 in its first year: Bronze on 1 July of the second',
  },
  {
    name: 'Sitara-e-Sehar Cloud',
    kind: 'technology',
    opening: 'silver',
    years: even(8, 4, 2),
    what: 'A negotiated Gold hides a grace; when it ends on 31 March the grace shows, and on 1 July it drops',
    terms: [{ from: [1, '07-01'], to: [2, '03-31'], tier: 'gold', reason: 'Launch partner for the managed services offer, nine months' }],
  },
  {
    name: 'Zeeshan Kakar Consulting',
    kind: 'consultant',
    years: [[[3, 12, 1]], [[1, 9, 6]], [[1, END, 5]]],
    lost: { year: 1, nth: 5, days: 45 },
    what: 'Silver on a sixth deal that its client cancels on day 45: the count falls back to 5',
  },
  {
    name: 'Chaupal Community Media',
    kind: 'agency',
    years: [
      [[2, 12, 2]],
      [[1, 12, 3]],
      [
        [1, 8, 5],
        [END, END, 1],
      ],
    ],
    unmanaged: true,
    what: 'Reaches Silver in the open month and has no account manager yet',
  },
  {
    name: 'Anmol Khat Design',
    kind: 'agency',
    opening: 'silver',
    years: even(9, 8, 8),
    what: 'Steady Silver with the published staff augmentations (4.5M and 2M a month, 18 months) and a negotiated 19.5 %',
    terms: [{ from: [1, '07-01'], rate: '19.5', reason: 'Exclusive territory: Hyderabad and interior Sindh' }],
    contracts: [monthly(1, 0, 'staff_augmentation', 4_500_000, 18), monthly(1, 1, 'staff_augmentation', 2_000_000, 18)],
  },
];
