import { addDays, type IsoDate, isoDate, makeDate, sameDayYearBefore, yearOf } from '../shared/calendar.ts';
import { higherTier, TIERS, type Tier, type TierReason, tierRank } from '../shared/vocab.ts';
import { type TermsVersion, termsOn, tierForCount, tierTermsOf } from './terms.ts';

/** A referral that counts (1.2): a deal by `signed_on`, or under another `referral_basis` a lead by its date. */
export interface Referral {
  readonly code: string;
  readonly on: IsoDate;
  /** From this day on, itself included, it no longer counts (voided, or cancelled and clawed back); null: it stays. */
  readonly uncountedFrom: IsoDate | null;
}

/** A negotiated tier: a floor over the earned tier from `from` to `to`, both included; null: open (1.6). */
export interface TierFloor {
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly tier: Tier;
}

/** Everything a partner's tier path is a function of (1.3). */
export interface TierFacts {
  readonly openedOn: IsoDate;
  readonly openingTier: Tier;
  readonly referrals: readonly Referral[];
  readonly floors: readonly TierFloor[];
  readonly versions: readonly TermsVersion[];
}

export interface TierChange {
  readonly date: IsoDate;
  readonly from: Tier | null;
  readonly to: Tier;
  readonly reason: TierReason;
  /** Credited referrals that made it so, and of which period. */
  readonly count: number;
  readonly referrals: readonly string[];
}

/** Days on which a grace shows: first and last day included (1.4, 1.7). */
export interface GraceSpan {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly until: IsoDate;
}

export interface TierPath {
  readonly changes: readonly TierChange[];
  readonly graces: readonly GraceSpan[];
  /** The tier held right after each referral was taken, in the order of taking. */
  readonly heldAfter: ReadonlyMap<string, Tier>;
}

interface Grace {
  readonly policy: 'half-year' | 'one-quarter';
  readonly until: IsoDate;
}

const byDateThenCode = (a: Referral, b: Referral): number => (a.on === b.on ? (a.code < b.code ? -1 : 1) : a.on < b.on ? -1 : 1);

/**
 * Walks a partner's facts in the order of 1.7 and yields the whole tier path (1.1–1.7), future reviews included:
 * after its last fact a partner can only drop, so the path ends when it has reached bronze.
 */
export function tierPath(facts: TierFacts): TierPath {
  return new TierWalk(facts).run();
}

class TierWalk {
  readonly #facts: TierFacts;
  readonly #referrals: readonly Referral[];
  readonly #changes: TierChange[] = [];
  readonly #graces: GraceSpan[] = [];
  readonly #heldAfter = new Map<string, Tier>();
  #earned: Tier;
  #floor: Tier | null = null;
  #grace: Grace | null = null;
  #shownFrom: IsoDate | null = null;
  #graceYear = 0;

  constructor(facts: TierFacts) {
    this.#facts = facts;
    this.#referrals = [...facts.referrals].sort(byDateThenCode);
    this.#earned = facts.openingTier;
  }

  run(): TierPath {
    const opening = this.#facts.openedOn;
    this.#floor = this.#floorOf(this.#facts.floors.filter((f) => f.from < opening && (f.to === null || opening <= f.to)));
    this.#record(opening, null, this.#held(), 'opening', 0, []);
    for (let day: IsoDate | null = opening; day !== null; day = this.#nextDay(day)) {
      this.#applyFloors(day);
      this.#endGrace(day);
      if (day !== opening && day.endsWith('-01-01')) this.#review(day);
      for (const referral of this.#referrals) if (referral.on === day) this.#take(referral, day);
    }
    return { changes: this.#changes, graces: this.#graces, heldAfter: this.#heldAfter };
  }

  /** The next day on which anything can happen; null when nothing can any more. */
  #nextDay(day: IsoDate): IsoDate | null {
    let next: IsoDate | null = null;
    const offer = (candidate: IsoDate): void => {
      if (candidate > day && (next === null || candidate < next)) next = candidate;
    };
    for (const referral of this.#referrals) offer(referral.on);
    for (const floor of this.#facts.floors) {
      offer(floor.from);
      if (floor.to !== null) offer(addDays(floor.to, 1));
    }
    if (this.#grace) offer(addDays(this.#grace.until, 1));
    if (this.#earned !== 'bronze') offer(makeDate(yearOf(day) + 1, 1, 1));
    return next;
  }

  #held(): Tier {
    return this.#floor === null ? this.#earned : higherTier(this.#earned, this.#floor);
  }

  #floorOf(floors: readonly TierFloor[]): Tier | null {
    return floors.reduce<Tier | null>((floor, f) => (floor === null ? f.tier : higherTier(floor, f.tier)), null);
  }

  #graceHidden(): boolean {
    return this.#floor !== null && tierRank(this.#floor) >= tierRank(this.#earned);
  }

  #record(date: IsoDate, from: Tier | null, to: Tier, reason: TierReason, count: number, referrals: readonly string[]): void {
    this.#changes.push({ date, from, to, reason, count, referrals });
  }

  /** 1.7: negotiated terms begin or end before anything is reviewed; a grace that they hid shows from then on. */
  #applyFloors(day: IsoDate): void {
    const before = this.#held();
    this.#floor = this.#floorOf(this.#facts.floors.filter((f) => f.from <= day && (f.to === null || day <= f.to)));
    if (this.#held() !== before) this.#record(day, before, this.#held(), 'negotiated', this.#countOfYear(yearOf(day), day), []);
    this.#showGrace(day);
  }

  /** A grace that a floor hides writes no rows; it shows from the day after the floor, without a row of its own. */
  #showGrace(day: IsoDate): void {
    if (!this.#grace) return;
    if (this.#graceHidden()) this.#hideGrace(addDays(day, -1));
    else if (this.#shownFrom === null && day <= this.#grace.until) this.#shownFrom = day;
  }

  #hideGrace(lastDay: IsoDate): void {
    const from = this.#shownFrom;
    if (this.#grace && from !== null && from <= lastDay) this.#graces.push({ from, to: lastDay, until: this.#grace.until });
    this.#shownFrom = null;
  }

  /** 1.4: a grace that was not recovered ends with a drop on the day after its last. */
  #endGrace(day: IsoDate): void {
    if (!this.#grace || day <= this.#grace.until) return;
    this.#hideGrace(this.#grace.until);
    this.#grace = null;
    this.#drop(day);
  }

  /** 1.4: the annual review of everyone above bronze. */
  #review(day: IsoDate): void {
    if (this.#earned === 'bronze') return;
    const terms = termsOn(this.#facts.versions, day);
    const year = yearOf(day);
    const minimum = tierTermsOf(terms, this.#earned).minReferrals;
    if (this.#countOfYear(year - 1, day) >= minimum) return;
    if (terms.grace === 'none' || this.#graceYear === year - 1) {
      this.#drop(day);
      return;
    }
    const until = terms.grace === 'half-year' ? makeDate(year, 6, 30) : makeDate(year, 3, 31);
    this.#grace = { policy: terms.grace, until };
    this.#graceYear = year;
    this.#showGrace(day);
    if (this.#shownFrom !== null)
      this.#record(day, this.#held(), this.#held(), 'grace_begun', this.#countOfYear(year - 1, day), this.#codesOfYear(year - 1, day));
  }

  /** 1.5: how far it drops; a drop never raises or keeps. */
  #drop(day: IsoDate): void {
    const terms = termsOn(this.#facts.versions, day);
    const year = yearOf(day);
    const larger = Math.max(this.#countOfYear(year - 1, day), this.#countOfYear(year, addDays(day, -1), day));
    const oneBelow = tierRank(this.#earned) - 1;
    const target = terms.drop === 'one-level' ? oneBelow : Math.min(oneBelow, tierRank(tierForCount(terms, larger)));
    const before = this.#held();
    this.#earned = TIERS[target] ?? 'bronze';
    if (this.#held() !== before) this.#record(day, before, this.#held(), 'drop', larger, []);
  }

  /** 1.3: one referral counts; it may end a grace and may promote. */
  #take(referral: Referral, day: IsoDate): void {
    const taken = this.#referrals.filter((r) => r.on < day || (r.on === day && r.code <= referral.code));
    if (referral.uncountedFrom === null || referral.uncountedFrom > day) {
      this.#recover(day, taken);
      this.#promote(day, taken);
    }
    this.#heldAfter.set(referral.code, this.#held());
  }

  #recover(day: IsoDate, taken: readonly Referral[]): void {
    const grace = this.#grace;
    if (!grace) return;
    const minimum = tierTermsOf(termsOn(this.#facts.versions, day), this.#earned).minReferrals;
    const since = grace.policy === 'half-year' ? sameDayYearBefore(day) : isoDate(`${yearOf(day) - 1}-12-31`);
    const credited = creditedOn(taken, day).filter((r) => r.on > since);
    if (credited.length < (grace.policy === 'half-year' ? minimum : Math.ceil(minimum / 4))) return;
    const shown = this.#shownFrom !== null;
    this.#hideGrace(addDays(day, -1));
    this.#grace = null;
    if (shown)
      this.#record(
        day,
        this.#held(),
        this.#held(),
        'grace_recovered',
        credited.length,
        credited.map((r) => r.code),
      );
  }

  #promote(day: IsoDate, taken: readonly Referral[]): void {
    const year = yearOf(day);
    const credited = creditedOn(taken, day).filter((r) => yearOf(r.on) === year);
    const reached = tierForCount(termsOn(this.#facts.versions, day), credited.length);
    if (tierRank(reached) <= tierRank(this.#earned)) return;
    const before = this.#held();
    this.#earned = reached;
    if (this.#held() !== before)
      this.#record(
        day,
        before,
        this.#held(),
        'promotion',
        credited.length,
        credited.map((r) => r.code),
      );
  }

  #countOfYear(year: number, through: IsoDate, asOf: IsoDate = through): number {
    return this.#creditedOfYear(year, through, asOf).length;
  }

  #codesOfYear(year: number, asOf: IsoDate): string[] {
    return this.#creditedOfYear(year, asOf, asOf).map((r) => r.code);
  }

  #creditedOfYear(year: number, through: IsoDate, asOf: IsoDate): Referral[] {
    return creditedOn(this.#referrals, asOf).filter((r) => yearOf(r.on) === year && r.on <= through);
  }
}

/** The referrals that count on `day` (1.2): made by then, and not voided or clawed back by then. */
export function creditedOn(referrals: readonly Referral[], day: IsoDate): Referral[] {
  return referrals.filter((r) => r.on <= day && (r.uncountedFrom === null || r.uncountedFrom > day));
}

/** `count` of `tiers.asOf`: credited referrals of the date's calendar year up to the date. */
export function countOn(referrals: readonly Referral[], day: IsoDate): number {
  return creditedOn(referrals, day).filter((r) => yearOf(r.on) === yearOf(day)).length;
}

/** The tier held on a date (1.6), or null before the opening. */
export function heldOn(path: Pick<TierPath, 'changes'>, day: IsoDate): Tier | null {
  let held: Tier | null = null;
  for (const change of path.changes) if (change.date <= day) held = change.to;
  return held;
}

/**
 * How many referrals made on `day` would end the grace that runs then (1.4): none further when the count is reached.
 * `half-year` counts the last twelve months, `one-quarter` the year so far against a quarter of the minimum.
 */
export function referralsToRecover(facts: TierFacts, day: IsoDate): number {
  const path = tierPath(facts);
  const tier = heldOn(path, day) ?? facts.openingTier;
  const terms = termsOn(facts.versions, day);
  const minimum = tierTermsOf(terms, tier).minReferrals;
  const isHalfYear = terms.grace !== 'one-quarter';
  const since = isHalfYear ? sameDayYearBefore(day) : isoDate(`${yearOf(day) - 1}-12-31`);
  const credited = creditedOn(facts.referrals, day).filter((referral) => referral.on > since).length;
  return Math.max(0, (isHalfYear ? minimum : Math.ceil(minimum / 4)) - credited);
}
