import { addDays, isoDate } from '../../shared/calendar.ts';
import { inForce, type Version } from './scope.ts';

/** A credited deed of a partner: a signed deal, or a lead under another basis (1.2). */
export interface Deed {
  readonly code: string;
  readonly on: string;
  /** First day on which it counts no more, or null. */
  readonly goneOn: string | null;
  /** The basis under which it is one. */
  readonly basis: 'won' | 'qualified' | 'submitted';
}

export interface Floor {
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly tier: string;
}

export interface TierSources {
  readonly openedOn: string;
  readonly openingTier: string;
  readonly deeds: readonly Deed[];
  readonly floors: readonly Floor[];
  /** Only those known at the time that is replayed. */
  readonly versions: readonly Version[];
}

export interface Step {
  readonly onDate: string;
  readonly fromTier: string | null;
  readonly toTier: string;
  readonly reason: string;
  readonly count: number;
  readonly referrals: readonly string[];
}

export interface Span {
  readonly fromOn: string;
  readonly toOn: string;
  readonly untilOn: string;
}

export interface Replayed {
  readonly steps: readonly Step[];
  readonly spans: readonly Span[];
  /** The tier held after each deed was taken, by code. */
  readonly after: ReadonlyMap<string, string>;
}

const LADDER = ['bronze', 'silver', 'gold', 'platinum'];
const rank = (tier: string): number => LADDER.indexOf(tier);
const yearOf = (date: string): number => Number(date.slice(0, 4));

interface Grace {
  readonly policy: string;
  readonly begun: string;
  readonly until: string;
  lastDay: string;
}

/** Order of events on one day (1.7): leaving the count, negotiated terms, end of a grace, review, deeds by code. */
const ORDER = { leave: 0, floor: 1, graceEnd: 2, review: 3, deed: 4 } as const;

interface Event {
  readonly on: string;
  readonly order: number;
  readonly deed?: Deed;
}

/**
 * A second, independent walk through sections 1.1–1.7: a sorted list of events with running counts per year, where the posting side
 * recounts all referrals on every day of interest. Graces are cut against the floors at the end instead of being shown and hidden on the way.
 */
export function replayTiers(sources: TierSources): Replayed {
  return new Replay(sources).run();
}

class Replay {
  readonly #from: TierSources;
  readonly #deeds: readonly Deed[];
  readonly #steps: Step[] = [];
  readonly #graces: (Grace & { tier: string })[] = [];
  readonly #after = new Map<string, string>();
  /** Credited deeds at this moment, by year, in the order taken. */
  readonly #credited = new Map<number, Deed[]>();
  #earned: string;
  #held: string;
  #grace: Grace | null = null;
  #lastGraceYear = 0;

  constructor(from: TierSources) {
    this.#from = from;
    this.#deeds = from.deeds
      .filter((deed) => inForce(from.versions, deed.on)?.referralBasis === deed.basis)
      .sort((a, b) => compare(a.on, b.on) || compare(a.code, b.code));
    this.#earned = from.openingTier;
    this.#held = from.openingTier;
  }

  run(): Replayed {
    const opened = this.#from.openedOn;
    const standing = this.#from.floors.filter((floor) => floor.fromOn < opened && (floor.toOn === null || opened <= floor.toOn)).map((floor) => floor.tier);
    this.#held = highest([this.#earned, ...standing]);
    this.#steps.push({ onDate: opened, fromTier: null, toTier: this.#held, reason: 'opening', count: 0, referrals: [] });
    for (const deed of this.#deeds) if (deed.on < opened && (deed.goneOn === null || deed.goneOn >= opened)) this.#credit(deed);
    for (const event of this.#events()) this.#on(event);
    return { steps: this.#steps, spans: this.#spans(), after: this.#after };
  }

  /** Every event from the opening on. Reviews and ends of graces are offered each year until nothing more can drop. */
  #events(): Event[] {
    const opened = this.#from.openedOn;
    const events: Event[] = [];
    const add = (on: string, order: number, deed?: Deed): void => {
      if (on >= opened) events.push(deed ? { on, order, deed } : { on, order });
    };
    for (const deed of this.#deeds) {
      add(deed.on, ORDER.deed, deed);
      if (deed.goneOn !== null) add(deed.goneOn, ORDER.leave, deed);
    }
    for (const floor of this.#from.floors) {
      add(floor.fromOn, ORDER.floor);
      if (floor.toOn !== null) add(dayAfter(floor.toOn), ORDER.floor);
    }
    const last = events.reduce((year, event) => Math.max(year, yearOf(event.on)), yearOf(opened));
    // from the top it takes at most two years a level to be back at bronze
    for (let year = yearOf(opened); year <= last + 2 * LADDER.length; year += 1) {
      if (`${year}-01-01` > opened) add(`${year}-01-01`, ORDER.review);
      add(`${year}-04-01`, ORDER.graceEnd);
      add(`${year}-07-01`, ORDER.graceEnd);
    }
    return events.sort((a, b) => compare(a.on, b.on) || a.order - b.order || compare(a.deed?.code ?? '', b.deed?.code ?? ''));
  }

  #on(event: Event): void {
    if (event.order === ORDER.leave && event.deed) this.#leave(event.deed);
    else if (event.order === ORDER.floor) this.#settle(event.on, 'negotiated', () => this.#countThrough(event.on), []);
    else if (event.order === ORDER.graceEnd && this.#grace !== null && this.#grace.until < event.on) this.#fall(event.on);
    else if (event.order === ORDER.review) this.#review(event.on);
    else if (event.order === ORDER.deed && event.deed) this.#take(event.deed);
  }

  #yearList(year: number): Deed[] {
    const list = this.#credited.get(year) ?? [];
    this.#credited.set(year, list);
    return list;
  }

  #credit(deed: Deed): void {
    this.#yearList(yearOf(deed.on)).push(deed);
  }

  #leave(deed: Deed): void {
    const list = this.#yearList(yearOf(deed.on));
    const at = list.indexOf(deed);
    if (at >= 0) list.splice(at, 1);
  }

  /** Credited deeds of the date's year up to the date, those of the day itself included. */
  #countThrough(date: string): number {
    const today = this.#deeds.filter((deed) => deed.on === date && (deed.goneOn === null || deed.goneOn > date)).length;
    return this.#yearList(yearOf(date)).length + today;
  }

  #terms(date: string): Version {
    const found = inForce(this.#from.versions, date);
    if (found === null) throw new RangeError(`no terms are in force on ${date}`);
    return found;
  }

  #minimum(tier: string, date: string): number {
    return this.#terms(date).tiers.find((line) => line.tier === tier)?.minReferrals ?? Number.MAX_SAFE_INTEGER;
  }

  #earnedBy(count: number, date: string): string {
    return highest(
      this.#terms(date)
        .tiers.filter((line) => line.minReferrals <= count)
        .map((line) => line.tier),
    );
  }

  #floorsOn(date: string): string[] {
    return this.#from.floors.filter((floor) => floor.fromOn <= date && (floor.toOn === null || date <= floor.toOn)).map((floor) => floor.tier);
  }

  /** Writes a row when the tier held is another one now. */
  #settle(date: string, reason: string, count: () => number, referrals: readonly string[]): void {
    const held = highest([this.#earned, ...this.#floorsOn(date)]);
    if (held === this.#held) return;
    this.#steps.push({ onDate: date, fromTier: this.#held, toTier: held, reason, count: count(), referrals });
    this.#held = held;
  }

  /** Whether a grace shows on a day: the earned tier stands above every floor. */
  #shows(date: string): boolean {
    return this.#floorsOn(date).every((floor) => rank(floor) < rank(this.#earned));
  }

  #review(date: string): void {
    if (this.#earned === 'bronze') return;
    const year = yearOf(date);
    const before = this.#yearList(year - 1);
    if (before.length >= this.#minimum(this.#earned, date)) return;
    const { grace } = this.#terms(date);
    if (grace === 'none' || this.#lastGraceYear === year - 1) {
      this.#fall(date);
      return;
    }
    const until = grace === 'half-year' ? `${year}-06-30` : `${year}-03-31`;
    this.#lastGraceYear = year;
    const begun = { policy: grace, begun: date, until, lastDay: until, tier: this.#earned };
    this.#grace = begun;
    this.#graces.push(begun);
    if (this.#shows(date))
      this.#steps.push({
        onDate: date,
        fromTier: this.#held,
        toTier: this.#held,
        reason: 'grace_begun',
        count: before.length,
        referrals: before.map((deed) => deed.code),
      });
  }

  /** 1.5: to what the better of two years earns, or one level; always at least one. */
  #fall(date: string): void {
    this.#grace = null;
    const year = yearOf(date);
    const better = Math.max(this.#yearList(year - 1).length, this.#yearList(year).length);
    const below = rank(this.#earned) - 1;
    const target = this.#terms(date).drop === 'one-level' ? below : Math.min(below, rank(this.#earnedBy(better, date)));
    this.#earned = LADDER[Math.max(target, 0)] ?? 'bronze';
    this.#settle(date, 'drop', () => better, []);
  }

  #take(deed: Deed): void {
    const date = deed.on;
    if (deed.goneOn === null || deed.goneOn > date) {
      this.#credit(deed);
      this.#recover(date);
      const year = this.#yearList(yearOf(date));
      const reached = this.#earnedBy(year.length, date);
      if (rank(reached) > rank(this.#earned)) {
        this.#earned = reached;
        this.#settle(
          date,
          'promotion',
          () => year.length,
          year.map((one) => one.code),
        );
      }
    }
    this.#after.set(deed.code, this.#held);
  }

  #recover(date: string): void {
    const grace = this.#grace;
    if (grace === null) return;
    const year = yearOf(date);
    const minimum = this.#minimum(this.#earned, date);
    const since = yearBefore(date);
    const recent =
      grace.policy === 'half-year' ? [...this.#yearList(year - 1).filter((deed) => deed.on > since), ...this.#yearList(year)] : this.#yearList(year);
    if (recent.length < (grace.policy === 'half-year' ? minimum : Math.floor((minimum + 3) / 4))) return;
    grace.lastDay = addDays(isoDate(date), -1);
    this.#grace = null;
    if (this.#shows(date))
      this.#steps.push({
        onDate: date,
        fromTier: this.#held,
        toTier: this.#held,
        reason: 'grace_recovered',
        count: recent.length,
        referrals: recent.map((deed) => deed.code),
      });
  }

  /** The days on which each grace shows: its days less those of floors at or above the tier in grace (1.7). */
  #spans(): Span[] {
    return this.#graces.flatMap((grace) => {
      let shown = grace.begun <= grace.lastDay ? [{ from: grace.begun, to: grace.lastDay }] : [];
      for (const floor of this.#from.floors) {
        if (rank(floor.tier) < rank(grace.tier)) continue;
        shown = shown.flatMap((part) => [
          { from: part.from, to: floor.fromOn <= part.to ? dayBefore(floor.fromOn) : part.to },
          { from: floor.fromOn > part.to ? dayAfter(part.to) : floor.toOn === null ? '9999-12-31' : later(part.from, dayAfter(floor.toOn)), to: part.to },
        ]);
        shown = shown.filter((part) => part.from <= part.to);
      }
      return shown.sort((a, b) => compare(a.from, b.from)).map((part) => ({ fromOn: part.from, toOn: part.to, untilOn: grace.until }));
    });
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const later = (a: string, b: string): string => (a > b ? a : b);
const highest = (tiers: readonly string[]): string => LADDER[tiers.reduce((best, tier) => Math.max(best, rank(tier)), 0)] ?? 'bronze';
const dayAfter = (date: string): string => addDays(isoDate(date), 1);
const dayBefore = (date: string): string => addDays(isoDate(date), -1);

/** The day a year before; 28 February for the 29th. */
function yearBefore(date: string): string {
  const same = `${String(yearOf(date) - 1).padStart(4, '0')}${date.slice(4)}`;
  return date.endsWith('-02-29') ? `${same.slice(0, 8)}28` : same;
}

/** The tier held at the end of a day; null before the opening. */
export function heldOn(replayed: Replayed, date: string): string | null {
  let held: string | null = null;
  for (const step of replayed.steps) if (step.onDate <= date) held = step.toTier;
  return held;
}
