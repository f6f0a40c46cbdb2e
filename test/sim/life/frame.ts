// The time a life runs in. Facts arrive in three imports a month, all made early in the following month and before
// any close, so an arrival is a number: month of the life times three, plus 0, 1 or 2.

import { addDays, addMonths, lastDayOf, monthOf, yearOf } from '../oracle/dates.ts';
import type { Batch, Cells } from '../oracle/facts.ts';
import type { TermsFile } from '../oracle/terms.ts';
import type { Dice } from './dice.ts';

export const IMPORTS_A_MONTH = 3;

export type Options = {
  partners: number;
  years: number;
  // Facts whose admissibility the documents leave open (see AMBIGUITIES.md). All on by default.
  completionAfterCancellation?: boolean;
  futureCancellations?: boolean;
  openingOnFirstOfJanuary?: boolean;
  midlifeTerms?: boolean;
};

export type Item = { at: number; kind: keyof Batch; row: Cells };

export type Frame = {
  firstMonth: string;
  firstDay: string;
  months: number;
  lastDay: string;
  options: Required<Options>;
  terms: TermsFile;
  minimums: number[];
  clawbackDays: number;
  minimumPayout: number;
  tolerance: number;
};

export function frameOf(options: Options, terms: TermsFile, firstMonth: string): Frame {
  const months = options.years * 12;
  return {
    firstMonth,
    firstDay: `${firstMonth}-01`,
    months,
    lastDay: lastDayOf(addMonths(firstMonth, months - 1)),
    options: {
      completionAfterCancellation: true,
      futureCancellations: true,
      openingOnFirstOfJanuary: true,
      midlifeTerms: true,
      ...options,
    },
    terms,
    minimums: terms.tiers?.map((tier) => tier.minReferrals).filter((minimum) => minimum > 0) ?? [6, 16, 30],
    clawbackDays: terms.clawbackDays ?? 90,
    minimumPayout: terms.minimumPayoutPaisa ?? 5_000_000,
    tolerance: terms.tolerancePaisa ?? 100,
  };
}

// The month of the life a date falls in; negative before its beginning.
export function monthIndex(frame: Frame, date: string): number {
  const months = (text: string) => yearOf(text) * 12 + Number(text.slice(5, 7));
  return months(date) - months(frame.firstMonth);
}

export function monthAt(frame: Frame, index: number): string {
  return addMonths(frame.firstMonth, index);
}

export function lastArrival(frame: Frame): number {
  return frame.months * IMPORTS_A_MONTH - 1;
}

// Known in the imports of the date's month, or so many months later.
export function arrivalOf(frame: Frame, dice: Dice, date: string, monthsLate = 0): number {
  const index = Math.max(0, monthIndex(frame, date) + monthsLate);
  return index * IMPORTS_A_MONTH + dice.int(0, IMPORTS_A_MONTH - 1);
}

const BORDERS = ['01-01', '01-02', '03-31', '04-01', '06-30', '07-01', '12-31', '02-28', '02-29', '03-01', '09-30'];

export function borderDatesOf(year: number): string[] {
  return BORDERS.map((day) => `${year}-${day}`).filter((date) => addDays(date, 0) === date);
}

export function clamp(date: string, least: string, most: string): string {
  if (date < least) return least;
  return date > most ? most : date;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

// A date from `from` to `to`, with a liking for the borders of the programme.
export function dateWithin(dice: Dice, from: string, to: string): string {
  if (dice.percent(35)) {
    const borders: string[] = [];
    for (let year = yearOf(from); year <= yearOf(to); year++) borders.push(...borderDatesOf(year));
    const inside = borders.filter((date) => date >= from && date <= to);
    if (inside.length > 0) return dice.pick(inside);
  }
  if (dice.percent(10)) return clamp(lastDayOf(monthOf(addDays(from, dice.int(0, daysBetween(from, to))))), from, to);
  return addDays(from, dice.int(0, daysBetween(from, to)));
}

export function rupees(paisa: number): string {
  const size = Math.abs(paisa);
  const whole = Math.floor(size / 100);
  const cents = size % 100;
  const text = cents === 0 ? String(whole) : `${whole}.${String(cents).padStart(2, '0')}`;
  return paisa < 0 ? `-${text}` : text;
}
