import type { IsoDate } from '../shared/calendar.ts';
import type { Grouping, Paisa } from '../shared/paisa.ts';
import type { Bps } from '../shared/rate.ts';

/** A value of a cell. Money, rates and dates are real numbers and dates in the file; text is never a formula. */
export type Plain =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'money'; readonly paisa: Paisa }
  | { readonly kind: 'rate'; readonly bps: Bps }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'date'; readonly on: IsoDate };

/** A formula of ours with its result, so that viewers that do not compute show it too. */
export interface Formula {
  readonly kind: 'formula';
  /** Without the equals sign. */
  readonly formula: string;
  readonly result: Plain;
}

/** Null is an empty cell. */
export type Cell = Plain | Formula | null;

export interface Column {
  readonly header: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** One table under a few lines of words; a sheet holds nothing else (G1). */
export interface TableSheet {
  readonly kind: 'table';
  readonly name: string;
  readonly title: string;
  /** What the rows are: filter, period, unit. */
  readonly subtitle: string;
  /** Name of the table in the workbook, `tblLines`. */
  readonly table: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns with a total under the last row. */
  readonly totals: readonly string[];
}

/** Labels and values in two columns: a summary, a page about the workbook. */
export interface FactSheet {
  readonly kind: 'facts';
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly widths: readonly number[];
  readonly rows: readonly FactRow[];
}

export interface FactRow {
  readonly cells: readonly Cell[];
  readonly strong?: boolean;
  /** A heading over the rows that follow. */
  readonly heading?: boolean;
}

export interface WorkbookModel {
  readonly title: string;
  readonly author: string;
  readonly grouping: Grouping;
  /** At the foot of every printed page. */
  readonly foot: string;
  readonly sheets: readonly (TableSheet | FactSheet)[];
}

/** Row in which the header of a table stands; its rows follow. */
export const HEADER_ROW = 4;

export const text = (value: string): Plain => ({ kind: 'text', text: value });
export const money = (paisa: Paisa): Plain => ({ kind: 'money', paisa });
export const rate = (bps: Bps): Plain => ({ kind: 'rate', bps });
export const count = (value: number): Plain => ({ kind: 'count', count: value });
export const date = (on: IsoDate): Plain => ({ kind: 'date', on });
export const formula = (expression: string, result: Formula['result']): Formula => ({ kind: 'formula', formula: expression, result });

/** The letter of a column counted from 1: 28 is AB. */
export function columnLetter(position: number): string {
  let letters = '';
  for (let rest = position; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** `Lines!$J$5:$J$30`: the cells of a column of a table sheet, for formulas on other sheets. */
export function columnRange(sheet: TableSheet, header: string): string {
  const letter = columnLetter(sheet.columns.findIndex((column) => column.header === header) + 1);
  return `'${sheet.name}'!$${letter}$${HEADER_ROW + 1}:$${letter}$${HEADER_ROW + Math.max(sheet.rows.length, 1)}`;
}
