// Section 1: the life of one partner's tier, a function of the facts by their own dates.
// Walks the dates on which anything can happen, in order; between two such dates nothing changes.

import { addDays, sameDateYearBefore, yearOf } from './dates.ts';
import { type Deal, isClawedBack, type Lead, type NegotiatedTerm, type Partner } from './facts.ts';
import { higherOf, isHigher, oneBelow, policyOn, type ReferralBasis, type TermsFile, type TierName, tierEarnedBy, tierMinimum } from './terms.ts';

export type Reason = 'opening' | 'promotion' | 'grace_begun' | 'grace_recovered' | 'drop' | 'negotiated';

export type HistoryRow = {
  partner: string;
  date: string;
  from: TierName | null;
  to: TierName;
  reason: Reason;
};

// How things stand at the end of a date, and until the next one of these.
export type DayEnd = {
  date: string;
  tier: TierName;
  since: string;
  count: number;
  inGraceUntil: string | null;
};

export type TierLife = {
  rows: HistoryRow[];
  days: DayEnd[];
  // Tier held after the deal's own promotion.
  atDeal: Map<string, TierName>;
};

export type TierFacts = {
  partner: Partner;
  deals: Deal[];
  leads: Lead[];
  negotiated: NegotiatedTerm[];
  terms: TermsFile;
};

// `stops`: the day from which it counts no more.
type Referral = { code: string; on: string; stops: string | null };
type GraceState = { kind: 'half-year' | 'one-quarter'; until: string };

// A point within a day: after the referral of that code, in order of codes.
const NONE_OF_THE_DAY = '';
const ALL_OF_THE_DAY = '\u{10FFFF}';

const LAST_YEAR = 2035;

function referralsOf(facts: TierFacts, basis: ReferralBasis): Referral[] {
  const list: Referral[] = [];
  if (basis === 'won') {
    for (const deal of facts.deals) {
      const stops = isClawedBack(deal, facts.terms) ? deal.cancelledOn : null;
      list.push({ code: deal.code, on: deal.signedOn, stops });
    }
  } else {
    facts.leads.forEach((lead, index) => {
      const on = basis === 'qualified' ? lead.qualifiedOn : lead.submittedOn;
      if (on === null || lead.status === 'draft') return;
      list.push({ code: `lead ${String(index).padStart(9, '0')}`, on, stops: null });
    });
  }
  return list.sort((a, b) => (a.on !== b.on ? (a.on < b.on ? -1 : 1) : a.code < b.code ? -1 : 1));
}

function datesOfInterest(facts: TierFacts): string[] {
  const dates = new Set<string>([facts.partner.openingOn]);
  for (const deal of facts.deals) {
    dates.add(deal.signedOn);
    if (deal.cancelledOn !== null) dates.add(deal.cancelledOn);
  }
  for (const lead of facts.leads) {
    dates.add(lead.submittedOn);
    if (lead.qualifiedOn !== null) dates.add(lead.qualifiedOn);
  }
  for (const term of facts.negotiated) {
    dates.add(term.from);
    if (term.to !== null) dates.add(addDays(term.to, 1));
  }
  if (facts.terms.effectiveFrom !== undefined) dates.add(facts.terms.effectiveFrom);
  for (let year = yearOf(facts.partner.openingOn); year <= LAST_YEAR; year++) {
    for (const day of ['01-01', '04-01', '07-01']) dates.add(`${year}-${day}`);
  }
  return [...dates].filter((date) => date >= facts.partner.openingOn).sort();
}

class Walk {
  readonly life: TierLife = { rows: [], days: [], atDeal: new Map() };
  private readonly facts: TierFacts;
  private readonly referrals: Record<ReferralBasis, Referral[]>;
  private earned: TierName;
  private floor: TierName | null = null;
  private held: TierName;
  private since: string;
  private grace: GraceState | null = null;
  private lastGraceYear = 0;

  constructor(facts: TierFacts) {
    this.facts = facts;
    this.referrals = {
      won: referralsOf(facts, 'won'),
      qualified: referralsOf(facts, 'qualified'),
      submitted: referralsOf(facts, 'submitted'),
    };
    this.earned = facts.partner.openingTier;
    this.held = facts.partner.openingTier;
    this.since = facts.partner.openingOn;
    this.write(this.since, null, 'opening');
  }

  // The order of one date (1.7). Clawbacks leave the count first: count() leaves out what has stopped by the date.
  day(date: string): void {
    this.negotiatedTerms(date);
    this.graceEnds(date);
    this.review(date);
    this.referralsAndDeals(date);
    this.life.days.push({
      date,
      tier: this.held,
      since: this.since,
      count: this.countOfYear(yearOf(date), date, ALL_OF_THE_DAY),
      inGraceUntil: this.grace !== null && !this.graceIsHidden() ? this.grace.until : null,
    });
  }

  // Credited referrals dated after `after` and up to and including `last`, as things stand on `date` when the
  // day's own referrals are taken up to `code`.
  private count(after: string, last: string, date: string, code: string): number {
    let found = 0;
    for (const referral of this.referrals[policyOn(this.facts.terms, date).referralBasis]) {
      const taken = referral.on < date || (referral.on === date && referral.code <= code);
      const stopped = referral.stops !== null && referral.stops <= date;
      if (taken && !stopped && referral.on > after && referral.on <= last) found += 1;
    }
    return found;
  }

  private countOfYear(year: number, date: string, code: string): number {
    return this.count(`${year - 1}-12-31`, `${year}-12-31`, date, code);
  }

  private write(date: string, from: TierName | null, reason: Reason): void {
    this.life.rows.push({ partner: this.facts.partner.code, date, from, to: this.held, reason });
  }

  // The tier held is the higher of the earned one and the negotiated floor; a change of it is a row.
  private settleHeld(date: string, reason: Reason): void {
    const before = this.held;
    this.held = higherOf(this.earned, this.floor);
    if (this.held === before) return;
    this.since = date;
    this.write(date, before, reason);
  }

  private graceIsHidden(): boolean {
    return this.floor !== null && !isHigher(this.earned, this.floor);
  }

  private negotiatedTerms(date: string): void {
    this.floor = null;
    for (const term of this.facts.negotiated) {
      if (term.tier !== null && term.from <= date && (term.to === null || date <= term.to)) this.floor = term.tier;
    }
    this.settleHeld(date, 'negotiated');
  }

  private graceEnds(date: string): void {
    if (this.grace === null || date <= this.grace.until) return;
    this.grace = null;
    this.drop(date);
  }

  private review(date: string): void {
    if (!date.endsWith('-01-01') || date === this.facts.partner.openingOn || this.earned === 'bronze') return;
    const year = yearOf(date);
    const minimum = tierMinimum(this.facts.terms, this.earned, date);
    if (this.countOfYear(year - 1, date, NONE_OF_THE_DAY) >= minimum) return;
    const kind = policyOn(this.facts.terms, date).grace;
    if (kind === 'none' || this.lastGraceYear === year - 1) {
      this.drop(date);
      return;
    }
    this.grace = { kind, until: kind === 'half-year' ? `${year}-06-30` : `${year}-03-31` };
    this.lastGraceYear = year;
    if (!this.graceIsHidden()) this.write(date, this.held, 'grace_begun');
  }

  // Rule 1.5, before the day's own referrals. It never raises or keeps: at least one level down.
  private drop(date: string): void {
    const below = oneBelow(this.earned);
    let target = below;
    if (policyOn(this.facts.terms, date).drop === 'earned') {
      const year = yearOf(date);
      const yearBefore = this.countOfYear(year - 1, date, NONE_OF_THE_DAY);
      const soFar = this.countOfYear(year, date, NONE_OF_THE_DAY);
      const deserved = tierEarnedBy(this.facts.terms, Math.max(yearBefore, soFar), date);
      if (isHigher(below, deserved)) target = deserved;
    }
    this.earned = target;
    this.settleHeld(date, 'drop');
  }

  private referralsAndDeals(date: string): void {
    const basis = policyOn(this.facts.terms, date).referralBasis;
    this.recoverOrPromote(date, NONE_OF_THE_DAY);
    for (const referral of this.referrals[basis]) {
      if (referral.on !== date) continue;
      this.recoverOrPromote(date, referral.code);
      if (basis === 'won') this.life.atDeal.set(referral.code, this.held);
    }
    if (basis === 'won') return;
    // Leads have no place in the order of deals: all of the day are counted before its deals.
    for (const deal of this.facts.deals) if (deal.signedOn === date) this.life.atDeal.set(deal.code, this.held);
  }

  private recoverOrPromote(date: string, code: string): void {
    if (this.grace !== null && this.hasRecovered(this.grace, date, code)) {
      this.grace = null;
      if (!this.graceIsHidden()) this.write(date, this.held, 'grace_recovered');
    }
    const byCount = tierEarnedBy(this.facts.terms, this.countOfYear(yearOf(date), date, code), date);
    if (!isHigher(byCount, this.earned)) return;
    this.earned = byCount;
    this.settleHeld(date, 'promotion');
  }

  private hasRecovered(grace: GraceState, date: string, code: string): boolean {
    const minimum = tierMinimum(this.facts.terms, this.earned, date);
    if (grace.kind === 'half-year') {
      return this.count(sameDateYearBefore(date), date, date, code) >= minimum;
    }
    return this.countOfYear(yearOf(date), date, code) >= Math.ceil(minimum / 4);
  }
}

export function tierLife(facts: TierFacts): TierLife {
  const walk = new Walk(facts);
  for (const date of datesOfInterest(facts)) walk.day(date);
  return walk.life;
}

// null: before the partner's opening.
export function dayEndOn(life: TierLife, date: string): DayEnd | null {
  let found: DayEnd | null = null;
  for (const day of life.days) if (day.date <= date) found = day;
  return found;
}

export function negotiatedRateOn(negotiated: NegotiatedTerm[], date: string): number | null {
  for (const term of negotiated) {
    if (term.rateBps !== null && term.from <= date && (term.to === null || date <= term.to)) return term.rateBps;
  }
  return null;
}
