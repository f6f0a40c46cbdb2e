import {
  addDays,
  addMonths,
  daysBetween,
  type IsoDate,
  isBusinessDay,
  lastDayOf,
  type Month,
  makeDate,
  monthNumber,
  monthOf,
  yearOf,
} from '../shared/calendar.ts';
import { type Holiday, holidaysOf } from './holidays.ts';
import type { Rng } from './rng.ts';

/** The stretch of time the sample covers. Everything in it hangs on `today`, so that a demo can be had for any date. */
export interface Frame {
  readonly today: IsoDate;
  /** The month before today's: billed, to be reconciled and closed by hand. */
  readonly openMonth: Month;
  /** Last day of the open month. */
  readonly horizon: IsoDate;
  /** Calendar years with deals; the last one ends with the open month. */
  readonly years: readonly number[];
  /** Day on which the partners of earlier years were taken over; not 1 January, the day of the annual review. */
  readonly takeover: IsoDate;
  readonly holidays: readonly Holiday[];
  readonly closedDays: ReadonlySet<string>;
}

/** Never fewer than 34 months, so that a partner can climb, lapse and recover within them. */
const SHORTEST = 34;

export function frameFor(today: IsoDate): Frame {
  const openMonth = addMonths(monthOf(today), -1);
  const firstYear = yearOf(addMonths(openMonth, 1 - SHORTEST));
  const lastYear = yearOf(openMonth);
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
  const holidays = holidaysOf(firstYear, lastYear + 1);
  const closedDays = new Set<string>(holidays.map((holiday) => holiday.date));
  return { today, openMonth, horizon: lastDayOf(openMonth), years, takeover: makeDate(firstYear, 1, 2), holidays, closedDays };
}

/** A working day from `from` to `to`; the nearest one after `to` in the rare case that there is none. */
export function workday(rng: Rng, frame: Frame, from: IsoDate, to: IsoDate): IsoDate {
  let date = addDays(from, rng.int(0, daysBetween(from, to)));
  for (let tries = 0; !isBusinessDay(date, frame.closedDays); tries += 1) {
    date = tries < 20 ? addDays(from, rng.int(0, daysBetween(from, to))) : addDays(date, 1);
  }
  return date;
}

/** Number of the last month of `year` that lies in the frame. */
export function lastMonthNumber(frame: Frame, year: number): number {
  return year === yearOf(frame.openMonth) ? monthNumber(frame.openMonth) : 12;
}
