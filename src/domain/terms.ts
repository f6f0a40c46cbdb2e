import { type IsoDate, isoDate } from '../shared/calendar.ts';
import { canonicalJson } from '../shared/canonical.ts';
import { type Paisa, paisa } from '../shared/paisa.ts';
import { type Bps, bps } from '../shared/rate.ts';
import { type TaxStanding, type TermsDraftState, TIERS, type Tier, tierRank } from '../shared/vocab.ts';

export const REFERRAL_BASES = ['won', 'qualified', 'submitted'] as const;
export const GRACE_POLICIES = ['half-year', 'one-quarter', 'none'] as const;
export const DROP_POLICIES = ['earned', 'one-level'] as const;
export const RATE_BASES = ['registration', 'current-tier', 'higher-of-both'] as const;
export const CLAWBACK_STARTS = ['signed_on', 'start_on'] as const;
export const COOP_RELEASES = ['annual', 'quarterly'] as const;
export const WITHHOLDING_BASES = ['after_clawback', 'before_set_off'] as const;
export const WITHHOLDING_ROUNDINGS = ['paisa', 'rupee'] as const;
export const PAYMENT_DAYS = ['earlier', 'later'] as const;
export const SERVICE_HOURS = ['clock', 'business'] as const;

/** One line of the tier table (section 1). */
export interface TierTerms {
  readonly tier: Tier;
  /** Credited referrals of a calendar year from which the tier is held (1.1). */
  readonly minReferrals: number;
  readonly rateBps: Bps;
  readonly coopPaisa: Paisa;
  readonly responseHours: number;
}

/** The programme terms: every policy of programme.md with its value, in force from `effectiveFrom` until the next version. */
export interface Terms {
  readonly effectiveFrom: IsoDate;
  readonly referralBasis: (typeof REFERRAL_BASES)[number];
  readonly grace: (typeof GRACE_POLICIES)[number];
  readonly drop: (typeof DROP_POLICIES)[number];
  readonly rateBasis: (typeof RATE_BASES)[number];
  readonly clawbackFrom: (typeof CLAWBACK_STARTS)[number];
  readonly clawbackDays: number;
  readonly minimumPayoutPaisa: Paisa;
  readonly tolerancePaisa: Paisa;
  readonly closeRequiresReconciled: boolean;
  readonly coopRelease: (typeof COOP_RELEASES)[number];
  readonly coopClaimDaysAfterYear: number;
  /** Agreed rates that hold for all payment dates; a standing that is absent follows the dated rate table (6.3). */
  readonly withholding: Readonly<Partial<Record<TaxStanding, Bps>>>;
  readonly withholdingBase: (typeof WITHHOLDING_BASES)[number];
  readonly withholdingRounding: (typeof WITHHOLDING_ROUNDINGS)[number];
  readonly standingMaxAgeDays: number;
  readonly standingEnforced: boolean;
  readonly paymentDay: (typeof PAYMENT_DAYS)[number];
  readonly serviceHours: (typeof SERVICE_HOURS)[number];
  readonly tiers: readonly TierTerms[];
  readonly qualificationHours: number;
  readonly applicationBusinessDays: number;
  readonly disputeDays: number;
  readonly disputeDecisionDays: number;
  readonly appealDays: number;
  readonly appealDecisionDays: number;
  readonly discrepancyDays: number;
  readonly payoutDays: number;
  readonly reimbursementDays: number;
  readonly sharedLeadHours: number;
}

const tierTerms = (tier: Tier, minReferrals: number, rate: number, coop: number, responseHours: number): TierTerms => ({
  tier,
  minReferrals,
  rateBps: bps(rate),
  coopPaisa: paisa(coop),
  responseHours,
});

/** Before this day no programme date can lie; the shipped terms hold from it. */
export const BEGINNING = isoDate('2000-01-01');

/** The defaults of programme.md. */
export const DEFAULT_TERMS: Terms = {
  effectiveFrom: BEGINNING,
  referralBasis: 'won',
  grace: 'half-year',
  drop: 'earned',
  rateBasis: 'registration',
  clawbackFrom: 'signed_on',
  clawbackDays: 90,
  minimumPayoutPaisa: paisa(5_000_000),
  tolerancePaisa: paisa(100),
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
    tierTerms('bronze', 0, 1500, 0, 24),
    tierTerms('silver', 6, 1800, 10_000_000, 24),
    tierTerms('gold', 16, 2000, 30_000_000, 4),
    tierTerms('platinum', 30, 2500, 50_000_000, 1),
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

/** What an administrator states; everything absent has the default of programme.md. */
export type TermsInput = Partial<Terms>;

export function completeTerms(input: TermsInput): Terms {
  return { ...DEFAULT_TERMS, ...input };
}

/** What is wrong with terms beyond the type of each value; empty when they can be used. */
export function termsProblems(terms: Terms): string[] {
  const problems: string[] = [];
  const named = terms.tiers.map((t) => t.tier);
  if (named.length !== TIERS.length || TIERS.some((tier) => !named.includes(tier))) {
    problems.push(`tiers: give each of ${TIERS.join(', ')} exactly once (the list is complete when given)`);
    return problems;
  }
  const ordered = [...terms.tiers].sort((a, b) => tierRank(a.tier) - tierRank(b.tier));
  if (ordered[0]?.minReferrals !== 0) problems.push('tiers: bronze starts at minReferrals 0 (rule 1.1)');
  for (const [index, tier] of ordered.entries()) {
    const below = ordered[index - 1];
    if (below && tier.minReferrals <= below.minReferrals) {
      problems.push(`tiers: minReferrals of ${tier.tier} (${tier.minReferrals}) must be above that of ${below.tier} (${below.minReferrals})`);
    }
  }
  return problems;
}

/** What of the wanted terms says something else than those in force; their date is not among it. */
export function changedTerms(inForce: Terms, wanted: TermsInput): TermsInput {
  const isSame = (name: string, value: unknown): boolean => canonicalJson(value) === canonicalJson((inForce as unknown as Record<string, unknown>)[name]);
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => name !== 'effectiveFrom' && value !== undefined && !isSame(name, value)));
}

export const TERMS_DRAFT_ACTS = ['change', 'approve', 'activate', 'withdraw'] as const;
export type TermsDraftAct = (typeof TERMS_DRAFT_ACTS)[number];

/** What may be done with terms being prepared; the answer is why not, or null. */
export function refusalOfDraft(act: TermsDraftAct, state: TermsDraftState): string | null {
  if (state === 'activated') return 'it is a version of the terms already; prepare another draft';
  if (state === 'withdrawn') return 'it was withdrawn; prepare another draft';
  if (act === 'approve' && state === 'approved') return 'it is approved already';
  return act === 'activate' && state === 'drafted' ? 'it is to be approved first' : null;
}

/** A version as stored: terms with the id that computed figures name. */
export interface TermsVersion extends Terms {
  readonly id: number;
}

/** The version in force on a date: the one with the latest `effectiveFrom` not after it. `versions` holds one from {@link BEGINNING}. */
export function termsOn<T extends { readonly effectiveFrom: IsoDate; readonly id: number }>(versions: readonly T[], date: IsoDate): T {
  let found: T | undefined;
  for (const version of versions) {
    if (version.effectiveFrom > date) continue;
    if (!found || version.effectiveFrom > found.effectiveFrom || (version.effectiveFrom === found.effectiveFrom && version.id > found.id)) found = version;
  }
  if (!found) throw new RangeError(`no terms are in force on ${date}`);
  return found;
}

/** The tier that a count of credited referrals earns (1.1). */
export function tierForCount(terms: Pick<Terms, 'tiers'>, count: number): Tier {
  let best: Tier = 'bronze';
  for (const t of terms.tiers) if (count >= t.minReferrals && tierRank(t.tier) > tierRank(best)) best = t.tier;
  return best;
}

export function tierTermsOf(terms: Pick<Terms, 'tiers'>, tier: Tier): TierTerms {
  const found = terms.tiers.find((t) => t.tier === tier);
  if (!found) throw new RangeError(`the terms name no tier ${tier}`);
  return found;
}
