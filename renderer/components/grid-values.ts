import { type Stats, statsOf } from '../../src/shared/stats.ts';
import { plainMoney } from '../format/format.ts';
import type { GridColumn } from './grid-types.ts';

/** A rectangle of cells, all four ends included. */
export interface GridRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function rangeOf(a: { row: number; col: number }, b: { row: number; col: number }): GridRange {
  return { top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.col, b.col), right: Math.max(a.col, b.col) };
}

export const sizeOf = (range: GridRange): number => (range.bottom - range.top + 1) * (range.right - range.left + 1);

type Value = string | number | boolean | null | undefined;

/** What a cell holds, as the core answered it. */
export function memberOf<R>(column: GridColumn<R>, row: R): Value {
  return column.field === undefined ? undefined : (row[column.field] as Value);
}

const isMoney = (field: string | undefined): boolean => field?.endsWith('Paisa') === true;
const isRate = (field: string | undefined): boolean => field?.endsWith('Bps') === true;

/** A cell as a spreadsheet takes it: plain digits for amounts and rates, ISO dates, text without tabs and line ends. */
export function plainText<R>(column: GridColumn<R>, row: R): string {
  const value = memberOf(column, row);
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return isMoney(column.field) || isRate(column.field) ? plainMoney(value) : String(value);
  return String(value).replaceAll(/[\t\r\n]+/g, ' ');
}

/** The range as tab-separated lines, for any spreadsheet. */
export function toTsv<R>(columns: readonly GridColumn<R>[], rows: readonly R[], range: GridRange): string {
  const shown = columns.slice(range.left, range.right + 1).filter((column) => column.field !== undefined);
  return rows
    .slice(range.top, range.bottom + 1)
    .map((row) => shown.map((column) => plainText(column, row)).join('\t'))
    .join('\n');
}

interface RangeCell {
  readonly label: string;
  readonly value: number;
}

export interface RangeFigures {
  readonly money: Stats | null;
  readonly numbers: Stats | null;
  readonly cells: number;
  /** The cells that the figures are made of, each named by its row and column; made when asked. */
  readonly listed: (unit: 'money' | 'numbers') => readonly RangeCell[];
}

interface Found<R> {
  readonly column: GridColumn<R>;
  readonly row: R;
  readonly value: number;
}

function numbersIn<R>(columns: readonly GridColumn<R>[], rows: readonly R[], range: GridRange): Readonly<Record<'money' | 'numbers', Found<R>[]>> {
  const found: Record<'money' | 'numbers', Found<R>[]> = { money: [], numbers: [] };
  for (const column of columns.slice(range.left, range.right + 1)) {
    if (column.field === undefined || isRate(column.field)) continue;
    for (const row of rows.slice(range.top, range.bottom + 1)) {
      const value = memberOf(column, row);
      if (typeof value === 'number') found[isMoney(column.field) ? 'money' : 'numbers'].push({ column, row, value });
    }
  }
  return found;
}

/** Amounts are added with amounts only, counts with counts; rates and words are only counted. */
export function figuresOf<R>(columns: readonly GridColumn<R>[], rows: readonly R[], range: GridRange): RangeFigures {
  const { money, numbers } = numbersIn(columns, rows, range);
  const heads = columns.filter((column) => column.isRowHeader === true);
  const nameOf = (row: R): string => heads.map((column) => plainText(column, row)).find((text) => text !== '') ?? `row ${rows.indexOf(row) + 1}`;
  const cellOf = ({ column, row, value }: Found<R>): RangeCell => ({ label: `${nameOf(row)}, ${column.header}`, value });
  return {
    money: statsOf(money.map(({ value }) => value)),
    numbers: statsOf(numbers.map(({ value }) => value)),
    cells: sizeOf(range),
    listed: (unit) => (unit === 'money' ? money : numbers).map(cellOf),
  };
}

const FORMULA_START = /^[=+\-@\t\r＝＋－＠]/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/** As the core writes CSV: quoted where needed, and never a formula. */
function csvCell(text: string): string {
  const safe = FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of a list that is whole on its screen, with what they are above them. */
export function toCsvText<R>(columns: readonly GridColumn<R>[], rows: readonly R[], filterText: string): string {
  const head = columns.map((column) => (column.unit === undefined ? column.header : `${column.header} ${column.unit}`));
  const lines = [
    [filterText === '' ? 'All rows' : filterText],
    [`${rows.length} rows`],
    [],
    head,
    ...rows.map((row) => columns.map((column) => plainText(column, row))),
  ];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
