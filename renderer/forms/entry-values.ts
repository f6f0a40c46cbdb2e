import type { IsoDate } from '../../src/shared/calendar.ts';
import { parseDateInput } from './date-input.ts';
import type { EntryField } from './entry-fields.ts';
import { parseMoneyInput } from './money-input.ts';

export type EntryTexts = Readonly<Record<string, string>>;

/** What is wrong with a typed text, in words with an example; null when it can be sent. */
export function problemOf(field: EntryField, text: string, today: IsoDate): string | null {
  const typed = text.trim();
  if (typed === '') return field.required === true ? `${field.label} is needed` : null;
  if (field.type === 'money' && parseMoneyInput(typed) === null) return 'Write an amount with at most two decimals, for example 4,500,000.50, 45 lakh or 4.5m';
  if (field.type === 'date' && parseDateInput(typed, today) === null) return 'Write a date, day first, for example 5/3, 05-Mar-2026, today or +7';
  if (field.type === 'whole' && !/^\d{1,4}$/.test(typed)) return 'Write a whole number, for example 24';
  if (field.type === 'percent' && !/^\d{1,3}(?:\.\d{1,2})?$/.test(typed)) return 'Write a percentage with at most two decimals, for example 17.5';
  return null;
}

/** The text in the form that import files have. */
export function normalOf(field: EntryField, text: string, today: IsoDate): string {
  const typed = text.trim();
  if (field.type === 'money') return parseMoneyInput(typed) ?? typed;
  if (field.type === 'date') return parseDateInput(typed, today) ?? typed;
  return typed;
}

/** Problems of a whole form, by field. */
export function problemsOf(fields: readonly EntryField[], texts: EntryTexts, today: IsoDate): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const problem = problemOf(field, texts[field.name] ?? '', today);
      return problem === null ? [] : [[field.name, problem]];
    }),
  );
}

export function valuesOf(fields: readonly EntryField[], texts: EntryTexts, today: IsoDate): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, normalOf(field, texts[field.name] ?? '', today)]).filter(([, value]) => value !== '')) as Record<
    string,
    string
  >;
}
