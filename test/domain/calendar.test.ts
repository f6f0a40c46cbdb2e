import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AssertionError } from '../../src/shared/assert.ts';
import {
  addBusinessDays,
  addDays,
  addMonths,
  dateOfDayNumber,
  dayNumber,
  daysBetween,
  daysInMonth,
  firstDayOf,
  isBusinessDay,
  isIsoDate,
  isLeapYear,
  isMonth,
  isoDate,
  isQuarter,
  isWithinDays,
  lastDayOf,
  lastMonthOf,
  month,
  monthsBetween,
  monthsOf,
  nearestBusinessDay,
  nextQuarter,
  quarter,
  quarterOf,
  sameDayYearBefore,
  taxYearOf,
  weekdayOf,
} from '../../src/shared/calendar.ts';

const NONE: ReadonlySet<string> = new Set();

/** The table of row G4. One line per date: what the calendar must say, worked out by hand or from a printed calendar. */
const DAYS: readonly (readonly [what: string, got: unknown, expected: unknown])[] = [
  ['29 Feb 2024 is a date', isIsoDate('2024-02-29'), true],
  ['29 Feb 2028 is a date', isIsoDate('2028-02-29'), true],
  ['29 Feb 2000 is a date', isIsoDate('2000-02-29'), true],
  ['29 Feb 2026 is none', isIsoDate('2026-02-29'), false],
  ['29 Feb 2100 is none', isIsoDate('2100-02-29'), false],
  ['31 April is none', isIsoDate('2026-04-31'), false],
  ['month 13 is none', isIsoDate('2026-13-01'), false],
  ['day 0 is none', isIsoDate('2026-01-00'), false],
  ['year 0 is none', isIsoDate('0000-01-01'), false],
  ['2026-1-1 is none', isIsoDate('2026-1-1'), false],
  ['a timestamp is none', isIsoDate('2026-01-01T00:00:00Z'), false],
  ['2100 is no leap year', isLeapYear(2100), false],
  ['2000 is one', isLeapYear(2000), true],
  ['28 Feb 2024 + 1', addDays(isoDate('2024-02-28'), 1), '2024-02-29'],
  ['29 Feb 2024 + 1', addDays(isoDate('2024-02-29'), 1), '2024-03-01'],
  ['28 Feb 2026 + 1', addDays(isoDate('2026-02-28'), 1), '2026-03-01'],
  ['28 Feb 2100 + 1', addDays(isoDate('2100-02-28'), 1), '2100-03-01'],
  ['31 Dec + 1', addDays(isoDate('2026-12-31'), 1), '2027-01-01'],
  ['1 Jan − 1', addDays(isoDate('2027-01-01'), -1), '2026-12-31'],
  ['29 Feb 2024 + 365', addDays(isoDate('2024-02-29'), 365), '2025-02-28'],
  ['29 Feb 2024 + 366', addDays(isoDate('2024-02-29'), 366), '2025-03-01'],
  ['90 days from 1 Dec 2023, over 29 Feb', addDays(isoDate('2023-12-01'), 90), '2024-02-29'],
  ['90 days from 2 Dec 2023', addDays(isoDate('2023-12-02'), 90), '2024-03-01'],
  ['90 days from 1 Dec 2025, no 29 Feb', addDays(isoDate('2025-12-01'), 90), '2026-03-01'],
  ['90 days from 29 Feb 2024', addDays(isoDate('2024-02-29'), 90), '2024-05-29'],
  ['90 days from 29 Feb 2028', addDays(isoDate('2028-02-29'), 90), '2028-05-29'],
  ['days of 2024', daysBetween(isoDate('2024-01-01'), isoDate('2025-01-01')), 366],
  ['days of 2026', daysBetween(isoDate('2026-01-01'), isoDate('2027-01-01')), 365],
  ['days backwards', daysBetween(isoDate('2026-03-01'), isoDate('2026-02-28')), -1],
  ['1970-01-01 is day 0', dayNumber(isoDate('1970-01-01')), 0],
  ['2000-03-01 is day 11 017', dayNumber(isoDate('2000-03-01')), 11_017],
  ['January + 1 month', addMonths(month('2026-01'), 1), '2026-02'],
  ['December + 1', addMonths(month('2026-12'), 1), '2027-01'],
  ['January − 1', addMonths(month('2026-01'), -1), '2025-12'],
  ['an 18-month term from Jan 2026 ends', addMonths(month('2026-01'), 17), '2027-06'],
  ['a 24-month term from Feb 2024 ends', addMonths(month('2024-02'), 23), '2026-01'],
  ['31 Jan + 1 month, taken by months, is all of February', lastDayOf(addMonths(month('2026-01'), 1)), '2026-02-28'],
  ['31 Jan 2024 + 1 month', lastDayOf(addMonths(month('2024-01'), 1)), '2024-02-29'],
  ['31 Jan + 3 months', lastDayOf(addMonths(month('2026-01'), 3)), '2026-04-30'],
  ['31 Jan + 13 months', lastDayOf(addMonths(month('2026-01'), 13)), '2027-02-28'],
  ['months from Nov 2025 to Feb 2027', monthsBetween(month('2025-11'), month('2027-02')), 15],
  ['months backwards', monthsBetween(month('2026-02'), month('2025-12')), -2],
  ['last day of Feb 2100', lastDayOf(month('2100-02')), '2100-02-28'],
  ['first day of February', firstDayOf(month('2026-02')), '2026-02-01'],
  ['days of Feb 2028', daysInMonth(2028, 2), 29],
  ['quarter of March', quarterOf(month('2026-03')), '2026-Q1'],
  ['quarter of April', quarterOf(month('2026-04')), '2026-Q2'],
  ['quarter of December', quarterOf(month('2026-12')), '2026-Q4'],
  ['months of Q4', monthsOf(quarter('2026-Q4')).join(' '), '2026-10 2026-11 2026-12'],
  ['last month of Q2', lastMonthOf(quarter('2026-Q2')), '2026-06'],
  ['after Q4 comes Q1', nextQuarter(quarter('2026-Q4')), '2027-Q1'],
  ['Q5 is none', isQuarter('2026-Q5'), false],
  ['month 00 is none', isMonth('2026-00'), false],
  ['a year before 29 Feb 2024 is 28 Feb 2023', sameDayYearBefore(isoDate('2024-02-29')), '2023-02-28'],
  ['a year before 28 Feb 2025 is 28 Feb 2024', sameDayYearBefore(isoDate('2025-02-28')), '2024-02-28'],
  ['tax year of 30 June 2026 is 2026', taxYearOf(isoDate('2026-06-30')), 2026],
  ['tax year of 1 July 2026 is 2027', taxYearOf(isoDate('2026-07-01')), 2027],
  ['tax year of 31 Dec 2026 is 2027 while the tier year ends', taxYearOf(isoDate('2026-12-31')), 2027],
  ['22 Nov 2026 is a Sunday', weekdayOf(isoDate('2026-11-22')), 7],
  ['29 Feb 2024 is a Thursday', weekdayOf(isoDate('2024-02-29')), 4],
  ['1 Mar 2100 is a Monday', weekdayOf(isoDate('2100-03-01')), 1],
  ['31 Dec 1969 is a Wednesday', weekdayOf(isoDate('1969-12-31')), 3],
  ['a holiday is no business day', isBusinessDay(isoDate('2026-03-23'), new Set(['2026-03-23'])), false],
  ['a plain Monday is one', isBusinessDay(isoDate('2026-03-23'), NONE), true],
  ['5 business days after Friday', addBusinessDays(isoDate('2026-11-20'), 5, NONE), '2026-11-27'],
  ['5 business days after Saturday', addBusinessDays(isoDate('2026-11-21'), 5, NONE), '2026-11-27'],
  ['1 business day over a holiday', addBusinessDays(isoDate('2026-11-20'), 1, new Set(['2026-11-23'])), '2026-11-24'],
  ['15 Nov 2026 is a Sunday: paid on the Friday before', nearestBusinessDay(isoDate('2026-11-15'), -1, NONE), '2026-11-13'],
  ['or on the Monday after', nearestBusinessDay(isoDate('2026-11-15'), 1, NONE), '2026-11-16'],
  ['or earlier still over a holiday', nearestBusinessDay(isoDate('2026-11-15'), -1, new Set(['2026-11-13', '2026-11-12'])), '2026-11-11'],
  ['a business day stays', nearestBusinessDay(isoDate('2026-11-13'), -1, NONE), '2026-11-13'],
];

describe('calendar (G4)', () => {
  it('has at least the sixty dates that row G4 asks for', () => expect(DAYS.length).toBeGreaterThanOrEqual(60));
  test.each(DAYS)('%s', (_what, got, expected) => expect(got).toBe(expected));

  test.each([
    ['2026-04-01', 89, true],
    ['2026-04-01', 90, true],
    ['2026-04-01', 91, false],
    ['2026-04-01', 0, true],
    ['2026-04-01', -30, true],
  ])('"within 90 days of %s" on day %i: %s', (of, offset, expected) => expect(isWithinDays(addDays(isoDate(of), offset), 90, isoDate(of))).toBe(expected));

  it('counts every day from 1900 to 2110 in step, agreeing with the calendar of the platform', () => {
    let date = isoDate('1900-01-01');
    for (const end = isoDate('2110-01-01'); date < end; ) {
      const next = addDays(date, 1);
      expect(new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)) + 1)).toISOString().slice(0, 10)).toBe(next);
      if (dayNumber(next) !== dayNumber(date) + 1 || weekdayOf(next) !== (weekdayOf(date) % 7) + 1) expect.fail(`${date} and ${next} do not follow`);
      date = next;
    }
  });

  it('day numbers and dates are inverse, adding and subtracting are too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -600_000, max: 2_000_000 }), fc.integer({ min: -40_000, max: 40_000 }), (day, shift) => {
        const date = dateOfDayNumber(day);
        expect(dayNumber(date)).toBe(day);
        expect(addDays(addDays(date, shift), -shift)).toBe(date);
        expect(daysBetween(date, addDays(date, shift))).toBe(shift);
      }),
    );
  });

  it('months add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2200 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: -600, max: 600 }), (year, of, shift) => {
        const from = month(`${year}-${String(of).padStart(2, '0')}`);
        expect(monthsBetween(from, addMonths(from, shift))).toBe(shift);
        expect(addMonths(addMonths(from, shift), -shift)).toBe(from);
      }),
    );
  });

  it('what is no date, month or quarter stops', () => {
    for (const make of [() => isoDate('2026-02-30'), () => month('2026-13'), () => quarter('2026-Q0')]) expect(make).toThrow(AssertionError);
  });
});
