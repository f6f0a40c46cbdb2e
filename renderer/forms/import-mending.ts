import type { Input, Output } from '../../src/contract/index.ts';
import { csvText } from '../format/csv.ts';

/** Rows of a file as they stand in it. */
export type BadTable = Output<'imports.rows'>['tables'][number];
type Finding = Output<'imports.run'>['errors'][number];
type FileInput = Input<'imports.run'>['files'][number];

/** What a person mended in the check: cells by `file, row, column`, rows left out by `file, row`. Files are named as findings name them. */
export interface Mending {
  readonly cells: ReadonlyMap<string, string>;
  readonly leftOut: ReadonlySet<string>;
}

export const NOTHING_MENDED: Mending = { cells: new Map(), leftOut: new Set() };

/** No file name holds a line break. */
const keyOf = (...parts: readonly (string | number)[]): string => parts.join('\n');
export const rowKey = (file: string, row: number): string => keyOf(file, row);
export const cellKey = (file: string, row: number, column: string): string => keyOf(file, row, column);

/** The cell as typed; what stood in the file is no correction. */
export function withCell(mending: Mending, key: string, value: string, original: string): Mending {
  const cells = new Map(mending.cells);
  if (value === original) cells.delete(key);
  else cells.set(key, value);
  return { ...mending, cells };
}

export function withRowsOut(mending: Mending, keys: Iterable<string>, isOut: boolean): Mending {
  const leftOut = new Set(mending.leftOut);
  for (const key of keys) {
    if (isOut) leftOut.add(key);
    else leftOut.delete(key);
  }
  return { ...mending, leftOut };
}

const SHEET = ' › ';

/** The part of the mending that is about one file, as the import takes it. */
export function editsOf(mending: Mending, fileName: string): Pick<FileInput, 'corrections' | 'leaveOut'> {
  const place = (key: string): { sheet?: string; row: number; column: string } | null => {
    const [file = '', row = '', column = ''] = key.split('\n');
    if (file !== fileName && !file.startsWith(`${fileName}${SHEET}`)) return null;
    return { ...(file === fileName ? {} : { sheet: file.slice(fileName.length + SHEET.length) }), row: Number(row), column };
  };
  const corrections = [...mending.cells].flatMap(([key, value]) => {
    const at = place(key);
    const [file = '', row = ''] = key.split('\n');
    return at === null || mending.leftOut.has(keyOf(file, row)) ? [] : [{ ...at, value }];
  });
  const leaveOut = [...mending.leftOut].flatMap((key) => {
    const at = place(key);
    return at === null ? [] : [{ ...(at.sheet === undefined ? {} : { sheet: at.sheet }), row: at.row }];
  });
  return { ...(corrections.length === 0 ? {} : { corrections }), ...(leaveOut.length === 0 ? {} : { leaveOut }) };
}

/** A row with everything that is wrong with it. */
export interface BadRow {
  readonly key: string;
  readonly file: string;
  readonly row: number;
  readonly findings: readonly Finding[];
  /** As it stands in the file; null when it is no data row, such as the header. */
  readonly cells: readonly string[] | null;
  readonly table: BadTable | null;
}

export function badRowsOf(errors: readonly Finding[], tables: readonly BadTable[]): readonly BadRow[] {
  const rows = new Map<string, BadRow & { findings: Finding[] }>();
  for (const finding of errors) {
    const key = rowKey(finding.file, finding.row);
    const known = rows.get(key);
    if (known) known.findings.push(finding);
    else {
      const table = tables.find((one) => one.file === finding.file && one.rows.some(({ row }) => row === finding.row)) ?? null;
      const cells = table?.rows.find(({ row }) => row === finding.row)?.cells ?? null;
      rows.set(key, { key, file: finding.file, row: finding.row, findings: [finding], cells, table });
    }
  }
  return [...rows.values()];
}

/** True when its fields line up with the header, so that single cells of it can be corrected. */
export const isMendable = ({ cells, table }: BadRow): boolean => cells !== null && table !== null && cells.length <= table.headers.length;

/** What stands in the file under a column; empty when the file lacks the column. */
export function cellOf({ cells, table }: BadRow, column: string): string {
  const at = table?.columns.indexOf(column) ?? -1;
  return at < 0 ? '' : (cells?.[at] ?? '');
}

/** The refused rows, one file a kind, as they stand with a column of reasons; mended, they can be imported as they are. */
export function refusedFiles(rows: readonly BadRow[]): readonly { readonly name: string; readonly text: string }[] {
  const tables = [...new Set(rows.flatMap(({ table }) => table ?? []))];
  return tables.map((table, at) => {
    const width = table.headers.length;
    const own = rows.filter((row) => row.table === table);
    const lines = own.map(({ cells, findings }) => [
      ...(cells ?? []),
      ...Array<string>(Math.max(0, width - (cells?.length ?? 0))).fill(''),
      findings.map(({ message }) => message).join(' '),
    ]);
    const number = tables.slice(0, at).filter(({ kind }) => kind === table.kind).length;
    return { name: `${table.kind}-refused${number === 0 ? '' : `-${number + 1}`}.csv`, text: csvText([[...table.headers, 'reasons'], ...lines]) };
  });
}
