import { dueOn, valueOn } from '../../domain/payouts.ts';
import { termsOn } from '../../domain/terms.ts';
import { addDays, type IsoDate, lastDayOf, lastMonthOf, monthOf, nextQuarter, type Quarter, quarterOf } from '../../shared/calendar.ts';
import type { ReadDb } from '../tx.ts';
import { loadRunDays, type RunRow } from './payouts.ts';
import { loadHolidays, loadTermsVersions } from './terms.ts';

/** A payment date that turns with one day of the calendar. */
export interface MovedDate {
  readonly quarter: Quarter;
  readonly before: IsoDate;
  readonly after: IsoDate;
  /** Of its run; null before it is proposed. */
  readonly state: RunRow['state'] | null;
}

/** An approved run is paid on the day that was approved (6.3, 6.4). */
export function isFixed({ state }: MovedDate): boolean {
  return state !== null && state !== 'proposed';
}

export function movedRunText({ quarter, state, before, after }: MovedDate): string {
  return `The payout of ${quarter} is ${state} for ${before}; the calendar cannot move it to ${after} any more (rules 6.3, 6.4).`;
}

/** Payment dates that turn with the day's being a holiday or not (6.3). A date that finance set itself never moves. */
export function movedPaymentDates(db: ReadDb, day: IsoDate): MovedDate[] {
  const versions = loadTermsVersions(db);
  const holidays = loadHolidays(db);
  const others = new Set(holidays);
  if (!others.delete(day)) others.add(day);
  const runs = new Map(loadRunDays(db).map((run) => [run.quarter, run]));
  return [...new Set([...runs.keys(), ...quartersAround(day)])].toSorted().flatMap((quarter) => {
    const terms = termsOn(versions, lastDayOf(lastMonthOf(quarter)));
    const due = dueOn(quarter, terms);
    const [before, after] = [valueOn(due, terms, holidays), valueOn(due, terms, others)];
    const run = runs.get(quarter);
    return before === after || (run !== undefined && run.valueOn !== before) ? [] : [{ quarter, before, after, state: run?.state ?? null }];
  });
}

/** Quarters that could be paid around a day and may have no run yet. */
function quartersAround(day: IsoDate): Quarter[] {
  const last = nextQuarter(quarterOf(monthOf(day)));
  const found: Quarter[] = [];
  for (let quarter = quarterOf(monthOf(addDays(day, -400))); quarter <= last; quarter = nextQuarter(quarter)) found.push(quarter);
  return found;
}
