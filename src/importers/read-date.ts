import { addDays, daysInMonth, type IsoDate, isIsoDate, isMonth } from '../shared/calendar.ts';
import { type CellReader, Problem, type Reading, Remark } from './problem.ts';
import { plainText } from './read-text.ts';

export type DateOrder = 'iso' | 'dmy' | 'mdy';

/** The programme cannot be older; a date beyond the last year is a slip of the keyboard. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
/** Dates after this year are taken, with a word: no contract of today runs so long. */
const USUAL_LAST_YEAR = 2050;
/** A file of one month has about thirty dates; the bound keeps a hostile file from filling the memory. */
const CACHE_SIZE = 4096;

const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Reads dates of one order; the same text always gives the same string object, so that a column of dates costs little memory. */
export function dateReader(order: DateOrder): CellReader {
  const seen = new Map<string, IsoDate>();
  const read = order === 'iso' ? readIso : (text: string): Reading => readOrdered(text, order);
  return (raw) => {
    const known = seen.get(raw);
    if (known !== undefined) return known;
    const text = plainText(raw);
    if (text === '') return null;
    const reading = read(text);
    if (typeof reading === 'string' && seen.size < CACHE_SIZE) seen.set(raw, reading as IsoDate);
    return reading;
  };
}

/** A real date of an ISO text (from a CSV cell or made from a workbook's day number) within the years kept. */
export function readIso(text: string): Reading {
  if (isIsoDate(text)) return checkYear(text);
  const shape = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return shape ? notReal(Number(shape[1]), Number(shape[2]), Number(shape[3])) : notIso(text);
}

function checkYear(date: IsoDate): Reading {
  const year = Number(date.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return outOfRange();
  if (year > USUAL_LAST_YEAR) return new Remark(date, 'DATE_FAR_AHEAD', `lies after ${USUAL_LAST_YEAR}; it was taken as it stands. Check the year.`);
  return date;
}

function outOfRange(): Problem {
  return new Problem('DATE_OUT_OF_RANGE', `is not between the years ${FIRST_YEAR} and ${LAST_YEAR}. Correct the year in the file.`);
}

function notReal(year: number, month: number, day: number): Problem {
  if (year === 0) return outOfRange();
  const name = MONTH_NAMES[month - 1];
  if (name === undefined) return new Problem('DATE_NOT_REAL', `is not a real date; there is no month ${month}. Correct it in the file.`);
  return new Problem('DATE_NOT_REAL', `is not a real date; ${name} ${year} has ${daysInMonth(year, month)} days, not ${day}. Correct it in the file.`);
}

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

function notIso(text: string): Problem {
  const stamp = TIMESTAMP.exec(text);
  if (stamp) return hasTime(stamp);
  const parts = /^(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})$/.exec(text);
  if (parts) return otherOrder(parts[1] ?? '', parts[3] ?? '');
  if (/^\d{8}$/.test(text)) return bad(`Write ${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)} if that is what it means.`);
  if (/^\d{5}(\.\d+)?$/.test(text))
    return bad('It looks like a day number of Excel; format the column as YYYY-MM-DD before saving, or import the workbook itself.');
  return bad('Correct it in the file.');
}

function bad(advice: string): Problem {
  return new Problem('BAD_DATE', `is not a date; dates are written YYYY-MM-DD. ${advice}`);
}

function otherOrder(first: string, last: string): Problem {
  if (first.length === 4) return bad('Write the month and the day with two digits and hyphens between them.');
  if (last.length === 4) {
    return new Problem(
      'DATE_ORDER',
      'is not written YYYY-MM-DD, and whether its day or its month comes first is never guessed. Choose the order of dates for this file, or write YYYY-MM-DD.',
    );
  }
  return bad('Write the year with four digits.');
}

/** Pakistan is five hours ahead of UTC (no summer time since 2009). */
const KARACHI_MINUTES = 300;
const DAY_MINUTES = 1440;

function hasTime(stamp: RegExpExecArray): Problem {
  const [, date = '', hours = '', minutes = '', zone = ''] = stamp;
  const code = 'DATE_HAS_TIME';
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))];
  if (!isIsoDate(date)) return notReal(year, month, day);
  if (year < FIRST_YEAR || year > LAST_YEAR) return outOfRange();
  if (zone === '') return new Problem(code, `holds a time of day; this column is a date. Write ${date}, if that is the day in Karachi.`);
  const offset = /^z$/i.test(zone) ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  const karachi = Number(hours) * 60 + Number(minutes) - offset + KARACHI_MINUTES;
  return new Problem(
    code,
    `is a moment, not a date; in Karachi that moment is on ${addDays(date, Math.floor(karachi / DAY_MINUTES))}. Write that date, if it is meant.`,
  );
}

function readOrdered(text: string, order: 'dmy' | 'mdy'): Reading {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  const written = order === 'dmy' ? 'DD/MM/YYYY' : 'MM/DD/YYYY';
  if (!match) return new Problem('BAD_DATE', `is not a date written ${written}, the order chosen for this file. Correct it, or choose another order.`);
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  const date = `${match[4]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (!isIsoDate(date)) {
    const problem = notReal(year, month, day);
    return new Problem(problem.code, `${problem.what} (Dates of this file are read as ${written}.)`);
  }
  return checkYear(date);
}

/** Months, `YYYY-MM`. */
export function monthReader(): CellReader {
  const seen = new Map<string, string>();
  return (raw) => {
    const known = seen.get(raw);
    if (known !== undefined) return known;
    const text = plainText(raw);
    if (text === '') return null;
    if (!isMonth(text)) return notAMonth(text);
    const year = Number(text.slice(0, 4));
    if (year < FIRST_YEAR || year > LAST_YEAR) return outOfRange();
    if (year > USUAL_LAST_YEAR) return new Remark(text, 'DATE_FAR_AHEAD', `lies after ${USUAL_LAST_YEAR}; it was taken as it stands. Check the year.`);
    if (seen.size < CACHE_SIZE) seen.set(raw, text);
    return text;
  };
}

function notAMonth(text: string): Problem {
  const advice = isIsoDate(text) ? `Write ${text.slice(0, 7)}, without a day.` : 'Correct it in the file.';
  return new Problem('BAD_MONTH', `is not a month; months are written YYYY-MM, for example 2026-03. ${advice}`);
}
