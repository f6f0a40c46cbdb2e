// The programme terms: the JSON of `init --terms FILE`, and which policy holds on a date.

export type TierName = 'bronze' | 'silver' | 'gold' | 'platinum';
export type Standing = 'filer' | 'non_filer' | 'exempt' | 'non_resident';
export type ReferralBasis = 'won' | 'qualified' | 'submitted';
export type Grace = 'half-year' | 'one-quarter' | 'none';
export type Drop = 'earned' | 'one-level';
export type RateBasis = 'registration' | 'current-tier' | 'higher-of-both';
export type ClawbackFrom = 'signed_on' | 'start_on';

export type TierTerms = {
  tier: TierName;
  minReferrals: number;
  rateBps: number;
  coopPaisa: number;
  responseHours: number;
};

export type TermsFile = {
  effectiveFrom?: string;
  referralBasis?: ReferralBasis;
  grace?: Grace;
  drop?: Drop;
  rateBasis?: RateBasis;
  clawbackFrom?: ClawbackFrom;
  clawbackDays?: number;
  minimumPayoutPaisa?: number;
  tolerancePaisa?: number;
  closeRequiresReconciled?: boolean;
  coopRelease?: 'annual' | 'quarterly';
  coopClaimDaysAfterYear?: number;
  withholding?: Partial<Record<Standing, number>>;
  tiers?: TierTerms[];
  qualificationHours?: number;
  applicationBusinessDays?: number;
  disputeDays?: number;
  disputeDecisionDays?: number;
  appealDecisionDays?: number;
  discrepancyDays?: number;
  payoutDays?: number;
  reimbursementDays?: number;
  sharedLeadHours?: number;
};

export type Policy = {
  referralBasis: ReferralBasis;
  grace: Grace;
  drop: Drop;
  rateBasis: RateBasis;
  clawbackFrom: ClawbackFrom;
  clawbackDays: number;
  minimumPayoutPaisa: bigint;
  tolerancePaisa: bigint;
  payoutDays: number;
  tiers: TierTerms[];
};

// Lowest first. Every comparison of tiers is a comparison of places in this list.
export const TIERS: readonly TierName[] = ['bronze', 'silver', 'gold', 'platinum'];

const DEFAULT_TIERS: TierTerms[] = [
  { tier: 'bronze', minReferrals: 0, rateBps: 1500, coopPaisa: 0, responseHours: 24 },
  { tier: 'silver', minReferrals: 6, rateBps: 1800, coopPaisa: 10_000_000, responseHours: 24 },
  { tier: 'gold', minReferrals: 16, rateBps: 2000, coopPaisa: 30_000_000, responseHours: 4 },
  { tier: 'platinum', minReferrals: 30, rateBps: 2500, coopPaisa: 50_000_000, responseHours: 1 },
];

export function policyOn(terms: TermsFile, date: string): Policy {
  const given = terms.effectiveFrom === undefined || date >= terms.effectiveFrom ? terms : {};
  return {
    referralBasis: given.referralBasis ?? 'won',
    grace: given.grace ?? 'half-year',
    drop: given.drop ?? 'earned',
    rateBasis: given.rateBasis ?? 'registration',
    clawbackFrom: given.clawbackFrom ?? 'signed_on',
    clawbackDays: given.clawbackDays ?? 90,
    minimumPayoutPaisa: BigInt(given.minimumPayoutPaisa ?? 5_000_000),
    tolerancePaisa: BigInt(given.tolerancePaisa ?? 100),
    payoutDays: given.payoutDays ?? 15,
    tiers: given.tiers ?? DEFAULT_TIERS,
  };
}

function tierTerms(terms: TermsFile, tier: TierName, date: string): TierTerms {
  const found = policyOn(terms, date).tiers.find((row) => row.tier === tier);
  if (found === undefined) throw new Error(`no terms for ${tier}`);
  return found;
}

export function tierRateBps(terms: TermsFile, tier: TierName, date: string): number {
  return tierTerms(terms, tier, date).rateBps;
}

export function tierMinimum(terms: TermsFile, tier: TierName, date: string): number {
  return tierTerms(terms, tier, date).minReferrals;
}

export function isHigher(one: TierName, other: TierName): boolean {
  return TIERS.indexOf(one) > TIERS.indexOf(other);
}

export function higherOf(one: TierName, other: TierName | null): TierName {
  return other !== null && isHigher(other, one) ? other : one;
}

export function oneBelow(tier: TierName): TierName {
  return TIERS[TIERS.indexOf(tier) - 1] ?? 'bronze';
}

export function tierEarnedBy(terms: TermsFile, count: number, date: string): TierName {
  let earned: TierName = 'bronze';
  for (const tier of TIERS) if (count >= tierMinimum(terms, tier, date)) earned = tier;
  return earned;
}

// Rule 6.3: rows of section 233, commission, by payment date. A non-resident has none.
const SECTION_233 = { from: '2022-07-01', to: '2027-06-30', filer: 1200, non_filer: 2400, exempt: 0 };

// null: no treatment agreed (the payout is held). Throws where no row covers the payment date.
export function withholdingBps(terms: TermsFile, standing: Standing, paymentDate: string): number | null {
  const given = terms.withholding?.[standing];
  if (given !== undefined) return given;
  if (standing === 'non_resident') return null;
  if (paymentDate < SECTION_233.from || paymentDate > SECTION_233.to) {
    throw new Error(`no withholding rate for section 233 on ${paymentDate}`);
  }
  return SECTION_233[standing];
}
