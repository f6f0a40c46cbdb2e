import { type IsoDate, isMonth, isQuarter, type Month, monthOf, type Quarter, quarterOf, yearOf } from './calendar.ts';

const NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** `2026-09`, `9/2026`, `sep`, `Sep 2026`, `this month`: the month a person means; a year left out is that of `today`. Null: none. */
export function readMonth(text: string, today: IsoDate): Month | null {
  const word = text.trim().toLowerCase();
  if (isMonth(word)) return word;
  if (word === 'this month') return monthOf(today);
  const numbers = /^(\d{1,2})[/.-](\d{4})$/.exec(word);
  const named = /^([a-z]{3,9})\.?(?:[\s-]+(\d{4}))?$/.exec(word);
  const name = named?.[1] ?? '';
  const number = numbers === null ? (FULL.some((full) => full.startsWith(name)) ? NAMES.indexOf(name.slice(0, 3)) + 1 : 0) : Number(numbers[1]);
  const month = `${numbers?.[2] ?? named?.[2] ?? yearOf(today)}-${String(number).padStart(2, '0')}`;
  return isMonth(month) ? month : null;
}

/** `2026-Q3`, `q3`, `Q3 2026`, `this quarter`; null: none. */
export function readQuarter(text: string, today: IsoDate): Quarter | null {
  const word = text.trim().toUpperCase();
  if (isQuarter(word)) return word;
  if (word === 'THIS QUARTER') return quarterOf(monthOf(today));
  const match = /^(?:(\d{4})[\s-]*)?Q([1-4])(?:[\s-]*(\d{4}))?$/.exec(word);
  if (match === null || (match[1] !== undefined && match[3] !== undefined)) return null;
  const quarter = `${match[1] ?? match[3] ?? yearOf(today)}-Q${match[2]}`;
  return isQuarter(quarter) ? quarter : null;
}
