import { addDays, firstDayOf, type IsoDate, isIsoDate, lastDayOf, lastMonthOf, monthOf, quarterOf, yearOf } from '../../src/shared/calendar.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const two = (value: string): string => value.padStart(2, '0');

/**
 * What a person means by a date: `2026-03-05`, `5/3`, `5-mar-2026`, `today`, `+7`, `-1`, `ms`/`me` (first and last day of the month), `qe` (quarter end).
 * Always day before month; a year left out is this one.
 * @returns the date, or null when it is none
 */
export function parseDateInput(text: string, today: IsoDate): IsoDate | null {
  const word = text.trim().toLowerCase();
  if (isIsoDate(word)) return word;
  if (word === 'today' || word === 't') return today;
  if (word === 'yesterday') return addDays(today, -1);
  if (word === 'tomorrow') return addDays(today, 1);
  if (word === 'ms') return firstDayOf(monthOf(today));
  if (word === 'me') return lastDayOf(monthOf(today));
  if (word === 'qe') return lastDayOf(lastMonthOf(quarterOf(monthOf(today))));
  if (/^[+-]\d{1,4}$/.test(word)) return addDays(today, Number(word));
  return parseDayMonth(word, today);
}

function parseDayMonth(word: string, today: IsoDate): IsoDate | null {
  const match = /^(\d{1,2})[\s./-]+(\d{1,2}|[a-z]{3,9})(?:[\s./-]+(\d{4}))?$/.exec(word);
  if (match === null) return null;
  const [, day = '', monthText = '', year = String(yearOf(today))] = match;
  const named = MONTHS.indexOf(monthText.slice(0, 3)) + 1;
  const month = /^\d/.test(monthText) ? monthText : named === 0 ? '' : String(named);
  const date = `${year}-${two(month)}-${two(day)}`;
  return isIsoDate(date) ? date : null;
}
