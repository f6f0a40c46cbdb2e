import { assert } from './assert.ts';

/** `YYYY-MM-DD`, a day of the proleptic Gregorian calendar; a business date in Asia/Karachi. Compares as text. */
export type IsoDate = string & { readonly __brand: 'IsoDate' };
/** `YYYY-MM`. */
export type Month = string & { readonly __brand: 'Month' };
/** `YYYY-Qn`. */
export type Quarter = string & { readonly __brand: 'Quarter' };

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const QUARTER = /^\d{4}-Q[1-4]$/;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isIsoDate(text: string): text is IsoDate {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

export function isMonth(text: string): text is Month {
  return MONTH.test(text);
}

export function isQuarter(text: string): text is Quarter {
  return QUARTER.test(text);
}

export function isoDate(text: string): IsoDate {
  assert(isIsoDate(text), `${text} is not a date`);
  return text;
}

export function month(text: string): Month {
  assert(isMonth(text), `${text} is not a month`);
  return text;
}

export function quarter(text: string): Quarter {
  assert(isQuarter(text), `${text} is not a quarter`);
  return text;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

export function makeDate(year: number, monthOfYear: number, day: number): IsoDate {
  return isoDate(`${pad(year, 4)}-${pad(monthOfYear, 2)}-${pad(day, 2)}`);
}

export function yearOf(date: IsoDate | Month | Quarter): number {
  return Number(date.slice(0, 4));
}

export function monthOf(date: IsoDate): Month {
  return date.slice(0, 7) as Month;
}

export function monthNumber(of: Month | IsoDate): number {
  return Number(of.slice(5, 7));
}

/** Days since 1970-01-01, by whole-number calendar arithmetic (no clock, no time zone). */
export function dayNumber(date: IsoDate): number {
  const y = yearOf(date) - (monthNumber(date) <= 2 ? 1 : 0);
  const m = (monthNumber(date) + 9) % 12;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * m + 2) / 5) + Number(date.slice(8, 10)) - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The inverse of {@link dayNumber}. */
export function dateOfDayNumber(days: number): IsoDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * m + 2) / 5) + 1;
  const monthOfYear = m < 10 ? m + 3 : m - 9;
  return makeDate(yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0), monthOfYear, day);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** "Within N days of D" includes day D+N and excludes D+N+1; any day before D is within too. */
export function isWithinDays(date: IsoDate, days: number, of: IsoDate): boolean {
  return daysBetween(of, date) <= days;
}

export function addMonths(of: Month, months: number): Month {
  const index = yearOf(of) * 12 + monthNumber(of) - 1 + months;
  return month(`${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1, 2)}`);
}

/** Whole months from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: Month, to: Month): number {
  return (yearOf(to) - yearOf(from)) * 12 + monthNumber(to) - monthNumber(from);
}

export function firstDayOf(of: Month): IsoDate {
  return isoDate(`${of}-01`);
}

export function lastDayOf(of: Month): IsoDate {
  return makeDate(yearOf(of), monthNumber(of), daysInMonth(yearOf(of), monthNumber(of)));
}

export function quarterOf(of: Month): Quarter {
  return quarter(`${of.slice(0, 4)}-Q${Math.floor((monthNumber(of) - 1) / 3) + 1}`);
}

/** The three months of a quarter, in order. */
export function monthsOf(of: Quarter): [Month, Month, Month] {
  const first = month(`${of.slice(0, 4)}-${pad((Number(of.slice(6)) - 1) * 3 + 1, 2)}`);
  return [first, addMonths(first, 1), addMonths(first, 2)];
}

export function lastMonthOf(of: Quarter): Month {
  return monthsOf(of)[2];
}

export function nextQuarter(of: Quarter): Quarter {
  return quarterOf(addMonths(lastMonthOf(of), 1));
}

/** The same date a year earlier; 29 February becomes 28 February. */
export function sameDayYearBefore(date: IsoDate): IsoDate {
  const year = yearOf(date) - 1;
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(year, monthNumber(date)));
  return makeDate(year, monthNumber(date), day);
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(date: IsoDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** A business day is neither Saturday, Sunday nor a holiday of the calendar table. */
export function isBusinessDay(date: IsoDate, holidays: ReadonlySet<string>): boolean {
  return weekdayOf(date) <= 5 && !holidays.has(date);
}

/** The day on which N business days after `from` have passed; `from` itself is not counted. */
export function addBusinessDays(from: IsoDate, days: number, holidays: ReadonlySet<string>): IsoDate {
  let date = from;
  for (let left = days; left > 0; ) {
    date = addDays(date, 1);
    if (isBusinessDay(date, holidays)) left -= 1;
  }
  return date;
}

/** `date`, or the nearest business day before (−1) or after (+1) it. */
export function nearestBusinessDay(date: IsoDate, direction: -1 | 1, holidays: ReadonlySet<string>): IsoDate {
  let candidate = date;
  while (!isBusinessDay(candidate, holidays)) candidate = addDays(candidate, direction);
  return candidate;
}

/** Pakistan's tax year runs July to June and is named by the year it ends in. */
export function taxYearOf(date: IsoDate): number {
  return yearOf(date) + (monthNumber(date) >= 7 ? 1 : 0);
}
