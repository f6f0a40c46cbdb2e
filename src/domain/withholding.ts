import { daysBetween, type IsoDate, makeDate, taxYearOf } from '../shared/calendar.ts';
import { addPaisa, negatePaisa, type Paisa, ZERO_PAISA } from '../shared/paisa.ts';
import { applyRate, applyRateInRupees, type Bps, bps } from '../shared/rate.ts';
import type { TaxStanding } from '../shared/vocab.ts';
import type { Terms } from './terms.ts';

/** A rate with its legal reference, chosen by payment date (6.3). */
export interface WithholdingRate {
  readonly section: string;
  readonly standing: TaxStanding;
  readonly rateBps: Bps;
  readonly fromOn: IsoDate;
  readonly toOn: IsoDate;
  readonly legalReference: string;
}

/** Section that applies unless a partner's treatment says otherwise (6.3). */
export const DEFAULT_SECTION = '233';

/** The rates shipped with a new file: section 233, "persons not covered", tax years 2023 to 2027 (regulation.md 1.1). */
export function shippedWithholdingRates(): WithholdingRate[] {
  const rates: WithholdingRate[] = [];
  for (let taxYear = 2023; taxYear <= 2027; taxYear += 1) {
    const of = (standing: TaxStanding, rate: number, what: string): WithholdingRate => ({
      section: DEFAULT_SECTION,
      standing,
      rateBps: bps(rate),
      fromOn: makeDate(taxYear - 1, 7, 1),
      toOn: makeDate(taxYear, 6, 30),
      legalReference: `Income Tax Ordinance 2001, section 233, ${what}, tax year ${taxYear}`,
    });
    rates.push(
      of('filer', 1200, 'on the active taxpayers list'),
      of('non_filer', 2400, 'not on the active taxpayers list'),
      of('exempt', 0, 'exemption certificate under section 159'),
    );
  }
  return rates;
}

/** Dated evidence of a partner's standing. */
export interface StandingEvidence {
  readonly standing: TaxStanding;
  readonly exemptUntil: IsoDate | null;
  readonly checkedOn: IsoDate;
}

/** The evidence that speaks for a payment: the newest recorded. A run is worked out on what is known then; `evidence` comes oldest first. */
export function latestEvidence(evidence: readonly StandingEvidence[]): StandingEvidence | null {
  return evidence.at(-1) ?? null;
}

export interface StandingOnDate {
  /** What the partner counts as on the payment date. */
  readonly standing: TaxStanding;
  readonly warnings: readonly string[];
}

/** 6.3: exempt only while the certificate is valid, else a filer; none recorded, or (policy) stale, counts as non-filer. */
export function standingOn(evidence: readonly StandingEvidence[], paymentOn: IsoDate, terms: Terms): StandingOnDate {
  const found = latestEvidence(evidence);
  if (!found) return { standing: 'non_filer', warnings: ['no tax standing is recorded: counts as non-filer'] };
  const warnings: string[] = [];
  const stale = daysBetween(found.checkedOn, paymentOn) > terms.standingMaxAgeDays;
  if (stale) {
    const counts = terms.standingEnforced && found.standing !== 'non_resident';
    warnings.push(
      `the standing was checked on ${found.checkedOn}, more than ${terms.standingMaxAgeDays} days before the payment${counts ? ': counts as non-filer' : ''}`,
    );
    if (counts) return { standing: 'non_filer', warnings };
  }
  if (found.standing === 'exempt' && (found.exemptUntil === null || found.exemptUntil < paymentOn)) {
    warnings.push(`the exemption certificate ended on ${found.exemptUntil ?? 'an unknown day'}: counts as filer`);
    return { standing: 'filer', warnings };
  }
  return { standing: found.standing, warnings };
}

export type AppliedRate =
  | { readonly ok: true; readonly rateBps: Bps; readonly section: string; readonly reference: string }
  /** `held`: a non-resident without a treatment; `missing`: no row covers the date. */
  | { readonly ok: false; readonly problem: 'held' | 'missing'; readonly message: string };

/** The rate for a standing on a payment date: the one agreed in the terms, else the dated row; nothing is reused silently (6.3). */
export function rateOn(rates: readonly WithholdingRate[], standing: TaxStanding, paymentOn: IsoDate, terms: Terms): AppliedRate {
  const agreed = terms.withholding[standing];
  if (agreed !== undefined) return { ok: true, rateBps: agreed, section: DEFAULT_SECTION, reference: `programme terms from ${terms.effectiveFrom}` };
  const row = rates.find((r) => r.section === DEFAULT_SECTION && r.standing === standing && r.fromOn <= paymentOn && paymentOn <= r.toOn);
  if (row) return { ok: true, rateBps: row.rateBps, section: row.section, reference: row.legalReference };
  if (standing === 'non_resident')
    return { ok: false, problem: 'held', message: 'a tax treatment must be agreed for this non-resident before it is paid (rule 6.3)' };
  return {
    ok: false,
    problem: 'missing',
    message: `no withholding rate for section ${DEFAULT_SECTION}, ${standing.replace('_', '-')}, covers the payment date ${paymentOn} (tax year ${taxYearOf(paymentOn)}). Enter the rates of that tax year first`,
  };
}

/** 6.3: what is taxed. `before_set_off` leaves the base whole where a clawback takes back commission already paid. */
export function withholdingBase(gross: Paisa, clawbackOfPaid: Paisa, terms: Terms): Paisa {
  return terms.withholdingBase === 'before_set_off' ? addPaisa(gross, negatePaisa(clawbackOfPaid)) : gross;
}

export function withholdingOn(base: Paisa, rate: Bps, terms: Terms): Paisa {
  if (base <= 0) return ZERO_PAISA;
  return terms.withholdingRounding === 'rupee' ? applyRateInRupees(base, rate) : applyRate(base, rate);
}
