import { addDays, addMonths, type IsoDate, isWithinDays, type Month, monthOf } from '../shared/calendar.ts';
import type { Bps } from '../shared/rate.ts';
import type { CancelReason, ContractType, RateSource, Tier } from '../shared/vocab.ts';
import { type Terms, tierTermsOf } from './terms.ts';

/** 3.2: everything but fixed price accrues as it is billed. */
export function isRecurring(type: ContractType): boolean {
  return type !== 'fixed_price';
}

/** The last month of the term; null when open-ended or fixed price. */
export function termEndMonth(type: ContractType, startOn: IsoDate, durationMonths: number | null): Month | null {
  return isRecurring(type) && durationMonths !== null ? addMonths(monthOf(startOn), durationMonths - 1) : null;
}

/** After every month that can be written. */
export const OPEN_END = '9999-12' as Month;

/** Section 4: the last month in which billing is expected of a deal; null when none ever is. */
export function expectedUntil(deal: {
  contractType: ContractType;
  termEndMonth: Month | null;
  cancelledMonth: Month | null;
  voidedOn: IsoDate | null;
}): Month | null {
  if (!isRecurring(deal.contractType) || deal.voidedOn !== null) return null;
  const ends = [deal.termEndMonth, deal.cancelledMonth].filter((end) => end !== null);
  return ends.reduce((a, b) => (a < b ? a : b), OPEN_END);
}

/** The last day on which a client's cancellation claws back (5.1: day 90 does, day 91 does not). */
export function clawbackUntil(deal: { signedOn: IsoDate; startOn: IsoDate }, terms: Terms): IsoDate {
  return addDays(terms.clawbackFrom === 'start_on' ? deal.startOn : deal.signedOn, terms.clawbackDays);
}

/** 5.1: the client cancels within the window or before it; 5.2: fraud at any time. The company's own ending claws nothing back. */
export function isClawedBack(deal: { signedOn: IsoDate; startOn: IsoDate }, cancelledOn: IsoDate, reason: CancelReason, terms: Terms): boolean {
  if (reason === 'fraud') return true;
  if (reason !== 'client') return false;
  return isWithinDays(cancelledOn, terms.clawbackDays, terms.clawbackFrom === 'start_on' ? deal.startOn : deal.signedOn);
}

/** 1.2: from when a deal is no credited referral any more. */
export function uncountedFrom(deal: { cancelledOn: IsoDate | null; isClawedBack: boolean; voidedOn: IsoDate | null }): IsoDate | null {
  const dates = [deal.isClawedBack ? deal.cancelledOn : null, deal.voidedOn].filter((date) => date !== null);
  return dates.length === 0 ? null : dates.reduce((a, b) => (a < b ? a : b));
}

export interface AppliedDealRate {
  readonly rateBps: Bps;
  readonly source: RateSource;
}

/** 1.6: the deal's own rate, else the partner's negotiated rate on the date, else that of the tier held on it. */
export function rateOf(ownRateBps: Bps | null, partnerRateBps: Bps | null, tier: Tier, terms: Terms): AppliedDealRate {
  if (ownRateBps !== null) return { rateBps: ownRateBps, source: 'deal' };
  if (partnerRateBps !== null) return { rateBps: partnerRateBps, source: 'partner' };
  return { rateBps: tierTermsOf(terms, tier).rateBps, source: 'tier' };
}
