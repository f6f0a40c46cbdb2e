import { addDays, addMonths, daysBetween, firstDayOf, type IsoDate, isWithinDays, lastDayOf, monthOf, nearestBusinessDay, yearOf } from '../shared/calendar.ts';
import type { CancelReason } from '../shared/vocab.ts';
import { type Deal, isFixed, startMonth, termEnd } from './deals.ts';
import { type Frame, workday } from './frame.ts';
import { Rng } from './rng.ts';

/** Something a newcomer may want to look up, by its code. */
export interface Notable {
  readonly code: string;
  readonly what: string;
}

/** A client's cancellation up to this day after signature claws back (programme.md 5.1). */
const CLAWBACK_DAYS = 90;

export function isClawedBack(deal: Deal): boolean {
  if (!deal.cancelled || deal.cancelled.reason === 'other') return false;
  return deal.cancelled.reason === 'fraud' || isWithinDays(deal.cancelled.on, CLAWBACK_DAYS, deal.signedOn);
}

interface Wanted {
  readonly days: number;
  readonly reason: CancelReason;
  /** Month of the cancellation, counted back from the open month; absent: any. */
  readonly back?: number;
  readonly what?: string;
}

const WANTED: readonly Wanted[] = [
  ...[20, 9, 1, 0].map((back): Wanted => ({ days: 90, reason: 'client', back, what: 'Client cancels on day 90: clawed back' })),
  ...[19, 8, 1, 0].map((back): Wanted => ({ days: 91, reason: 'client', back, what: 'Client cancels on day 91: nothing clawed back' })),
  { days: 212, reason: 'fraud', back: 14, what: 'Fraud: the contract was misrepresented; clawed back after seven months' },
  { days: 410, reason: 'fraud', back: 2, what: 'Fraud found after more than a year: a long row of reversals' },
  ...[11, 1].map((back): Wanted => ({ days: 60, reason: 'other', back, what: 'Ended by agreement on day 60: nothing clawed back' })),
  ...[17, 33, 40, 47, 52, 58, 66, 73, 81, 88].map((days): Wanted => ({ days, reason: 'client' })),
];

/** Draws deals for special fates; each deal has one fate at most. */
class Pool {
  readonly #left: Set<Deal>;

  constructor(deals: readonly Deal[]) {
    this.#left = new Set(deals);
  }

  take(fits: (deal: Deal) => boolean): Deal | null {
    for (const deal of this.#left) {
      if (!fits(deal)) continue;
      this.#left.delete(deal);
      return deal;
    }
    return null;
  }

  rest(): Deal[] {
    return [...this.#left];
  }
}

/** Under contract on that day, so that there is something to cancel. */
function runsOn(deal: Deal, on: IsoDate): boolean {
  const end = termEnd(deal);
  return deal.startOn <= on && (end === null || monthOf(on) <= end);
}

function cancelWanted(pool: Pool, frame: Frame): Notable[] {
  return WANTED.flatMap(({ days, reason, back, what }) => {
    const month = back === undefined ? null : addMonths(frame.openMonth, -back);
    const deal = pool.take((candidate) => {
      const on = addDays(candidate.signedOn, days);
      return candidate.partner.loose && !isFixed(candidate) && on <= frame.horizon && runsOn(candidate, on) && (month === null || monthOf(on) === month);
    });
    if (!deal) return [];
    deal.cancelled = { on: addDays(deal.signedOn, days), reason };
    return what ? [{ code: deal.code, what }] : [];
  });
}

function cancelBeforeStart(pool: Pool, frame: Frame): Notable[] {
  const deal = pool.take(
    (candidate) =>
      candidate.partner.loose && !isFixed(candidate) && daysBetween(candidate.signedOn, candidate.startOn) > 25 && candidate.startOn < frame.horizon,
  );
  if (!deal) return [];
  deal.cancelled = { on: addDays(deal.signedOn, 12), reason: 'client' };
  return [{ code: deal.code, what: 'Cancelled before it started: clawed back with nothing accrued' }];
}

/** The one cancellation that belongs to a partner's story. */
function cancelTold(deals: readonly Deal[], frame: Frame): Notable[] {
  return deals.flatMap((deal) => {
    const lost = deal.partner.story?.lost;
    if (!lost || frame.years.indexOf(yearOf(deal.signedOn)) !== lost.year || deal.nth !== lost.nth) return [];
    deal.cancelled = { on: addDays(deal.signedOn, lost.days), reason: 'client' };
    deal.completedOn = null;
    return [{ code: deal.code, what: 'The sixth deal of its partner, cancelled on day 45: the count falls back below Silver' }];
  });
}

function endProjects(pool: Pool, frame: Frame, rng: Rng): Notable[] {
  const found: Notable[] = [];
  const quick = pool.take(
    (deal) => deal.partner.loose && isFixed(deal) && daysBetween(deal.signedOn, deal.startOn) < 30 && addDays(deal.signedOn, 84) < frame.horizon,
  );
  if (quick) {
    quick.completedOn = nearestBusinessDay(addDays(quick.signedOn, 70), -1, frame.closedDays);
    quick.cancelled = { on: addDays(quick.signedOn, 84), reason: 'client' };
    found.push({ code: quick.code, what: 'Fixed price completed, then cancelled on day 84: accrued and reversed' });
  }
  for (const back of [13, 6, 0]) {
    const month = addMonths(frame.openMonth, -back);
    const late = pool.take((deal) => deal.completedOn !== null && monthOf(deal.completedOn) === month && daysBetween(deal.signedOn, deal.completedOn) > 125);
    if (!late?.completedOn) continue;
    late.cancelled = { on: addDays(late.completedOn, -rng.int(9, 25)), reason: 'client' };
    found.push({ code: late.code, what: 'Fixed price completed after its cancellation: an exception' });
  }
  for (let i = 0; i < 7; i += 1) {
    const stopped = pool.take((deal) => isFixed(deal) && (deal.months ?? 0) >= 5 && addDays(deal.signedOn, 130) < frame.horizon);
    if (!stopped) continue;
    stopped.cancelled = { on: addDays(stopped.signedOn, rng.int(93, 128)), reason: i % 3 === 0 ? 'other' : 'client' };
    stopped.completedOn = null;
  }
  return found;
}

/** The quiet fates: cancelled late, or kept beyond the term, a few of those cancelled in the end. */
function endRecurring(deals: readonly Deal[], frame: Frame, rng: Rng): void {
  for (const deal of deals) {
    if (isFixed(deal)) continue;
    const end = termEnd(deal);
    if (end !== null && end < frame.openMonth && rng.chance(15)) {
      deal.retainedMonths = rng.chance(45) ? 60 : rng.int(2, 14);
      const last = addMonths(end, deal.retainedMonths);
      if (last < frame.openMonth && rng.chance(35)) deal.cancelled = { on: workday(rng, frame, firstDayOf(last), lastDayOf(last)), reason: 'client' };
      continue;
    }
    const from = addDays(deal.signedOn, 100);
    const to = end === null || end > frame.openMonth ? frame.horizon : lastDayOf(end);
    if (from < to && startMonth(deal) < monthOf(to) && rng.chance(6))
      deal.cancelled = { on: workday(rng, frame, from, addDays(to, -4) > from ? addDays(to, -4) : from), reason: rng.chance(75) ? 'client' : 'other' };
  }
}

/** Gives each deal its end, if it has one. */
export function applyEndings(deals: readonly Deal[], frame: Frame): Notable[] {
  const rng = new Rng('endings');
  const told = cancelTold(deals, frame);
  const free = deals.filter((deal) => !deal.cancelled && !deal.told);
  const pool = new Pool(rng.shuffled(free));
  const found = [...told, ...cancelWanted(pool, frame), ...cancelBeforeStart(pool, frame), ...endProjects(pool, frame, rng)];
  endRecurring(pool.rest(), frame, rng);
  return found;
}
