import { formatRupees, type Paisa, paisa, sumPaisa } from '../shared/paisa.ts';
import { bps, formatRate } from '../shared/rate.ts';

export type Row = Readonly<Record<string, unknown>>;

/** How text is set off; all identity where colours are not wanted. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { bold: same, dim: same, good: same, bad: same, warn: same };

export interface TableOptions {
  readonly paint?: Paint;
  /** Columns by field name, in order; default: the fields of the first row. */
  readonly columns?: readonly string[];
  /** A line with the sums of money and of these further fields. */
  readonly totals?: boolean;
  readonly sumToo?: readonly string[];
  /** Rows beyond this are counted, not shown (they still count in the totals). */
  readonly most?: number;
}

/** The contract names money fields …Paisa and rates …Bps: their unit is known, never guessed from the value. */
const isMoney = (field: string): boolean => field.endsWith('Paisa');
const isRate = (field: string): boolean => field.endsWith('Bps');

/** `withholdingPaisa` → `Withholding`. */
export function titleOf(field: string): string {
  const words = field
    .replace(/(Paisa|Bps)$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Control characters and direction marks of data must not move a terminal's cursor or hide text. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => (char === '\n' || char === '\t' ? ' ' : '\ufffd'));
}

/** One value as a person reads it: grouped rupees, percent, yes or no. */
export function cell(field: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number' && isMoney(field)) return formatRupees(paisa(value));
  if (typeof value === 'number' && isRate(field)) return formatRate(bps(value));
  if (typeof value === 'number') return groupWhole(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? value.map((item) => cell(field, item)).join(', ') : `${value.length}`;
  return printable(JSON.stringify(value));
}

function groupWhole(value: number): string {
  return Number.isSafeInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

const widthOf = (text: string): number => [...text].length;

function pad(text: string, width: number, right: boolean): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? gap + text : text + gap;
}

/** A table with a header, money and counts to the right, and a line of totals where asked. */
export function table(rows: readonly Row[], options: TableOptions = {}): string {
  const { paint = PLAIN, totals = false, sumToo = [], most = Number.POSITIVE_INFINITY } = options;
  const columns = options.columns ?? Object.keys(rows[0] ?? {});
  const shown = rows.slice(0, most);
  const right = new Set(columns.filter((field) => isMoney(field) || isRate(field) || rows.some((row) => typeof row[field] === 'number')));
  const lines = shown.map((row) => columns.map((field) => cell(field, row[field])));
  const sums = totals && rows.length > 1 ? columns.map((field, index) => sumCell(rows, field, sumToo, index === 0)) : null;
  const header = columns.map(titleOf);
  const widths = columns.map((_, index) => Math.max(...[header, ...lines, ...(sums ? [sums] : [])].map((line) => widthOf(line[index] ?? ''))));
  const lay = (line: readonly string[]): string =>
    line
      .map((text, index) => pad(text, widths[index] ?? 0, right.has(columns[index] ?? '')))
      .join('  ')
      .trimEnd();
  const rule = paint.dim('─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)));
  const more = rows.length > shown.length ? [paint.dim(`… and ${cell('', rows.length - shown.length)} more`)] : [];
  return [paint.bold(lay(header)), rule, ...lines.map(lay), ...more, ...(sums ? [rule, paint.bold(lay(sums))] : [])].join('\n');
}

function sumCell(rows: readonly Row[], field: string, sumToo: readonly string[], isFirst: boolean): string {
  if (isFirst) return 'Total';
  if (!isMoney(field) && !sumToo.includes(field)) return '';
  const values = rows.map((row) => row[field]).filter((value): value is Paisa => typeof value === 'number');
  return cell(field, sumPaisa(values));
}

/** Names and values below each other, for a single answer. */
export function list(row: Row, paint: Paint = PLAIN): string {
  const entries = Object.entries(row).map(
    ([field, value]) => [titleOf(field), cell(field, value), typeof value === 'number' && (isMoney(field) || isRate(field))] as const,
  );
  const width = Math.max(0, ...entries.map(([title]) => widthOf(title)));
  const money = Math.max(0, ...entries.filter(([, , right]) => right).map(([, text]) => widthOf(text)));
  return entries.map(([title, text, right]) => `${paint.dim(pad(title, width, false))}  ${right ? pad(text, money, true) : text}`).join('\n');
}

/** `3 months`, `1 month`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${cell('', count)} ${count === 1 ? one : many}`;
}
