/** One table (a CSV file, a sheet): header row in, then rows of cell texts in, typed rows and findings out. */
import type { ImportKind } from '../shared/vocab.ts';
import { type CellContext, readerOf, shownText, workbookReader } from './cells.ts';
import type { TableEdits } from './edits.ts';
import { type HeaderMapping, type HeaderMatch, matchHeaders } from './headers.ts';
import { KeyIndex } from './keys.ts';
import { type AnyKindTable, KIND_TABLES, type RowValues } from './kinds.ts';
import { type CellReader, Problem, quote, quoteMasked, Remark } from './problem.ts';
import type { DateOrder } from './read-date.ts';
import type { Place, Report } from './report.ts';
import { ROW_RULES, type RowComplaints } from './rules.ts';
import type { RowTap } from './tap.ts';

export interface ImportRow<K extends ImportKind = ImportKind> {
  readonly kind: K;
  /** Index into the files of the import. */
  readonly file: number;
  /** File name, with the sheet in a workbook. */
  readonly fileLabel: string;
  /** 1-based line of the file, or row of the sheet. */
  readonly row: number;
  readonly values: RowValues[K];
}

type Values = Record<string, string | number | null>;
interface StoredRow {
  readonly kind: ImportKind;
  readonly file: number;
  readonly fileLabel: string;
  readonly row: number;
  readonly values: Readonly<Values>;
}

/** The rows of the whole import by kind, and their keys. */
export class RowStore {
  readonly #rows = new Map<ImportKind, StoredRow[]>();
  readonly #keys = new Map<ImportKind, KeyIndex>();

  list(kind: ImportKind): StoredRow[] {
    const known = this.#rows.get(kind);
    if (known) return known;
    const list: StoredRow[] = [];
    this.#rows.set(kind, list);
    return list;
  }

  /** Typed: every row was built from the column table of its kind, whose fields are checked against RowValues. */
  rowsOf<K extends ImportKind>(kind: K): ImportRow<K>[] {
    return this.list(kind) as unknown as ImportRow<K>[];
  }

  keys(kind: ImportKind): KeyIndex | null {
    const fields = KIND_TABLES[kind].key;
    if (fields === null) return null;
    const list = this.list(kind);
    const index = this.#keys.get(kind) ?? new KeyIndex(fields, (at) => list[at]?.values);
    this.#keys.set(kind, index);
    return index;
  }
}

export interface TableRequest {
  readonly kind: ImportKind;
  readonly file: number;
  readonly fileLabel: string;
  readonly headers: readonly string[];
  readonly headerRow: number;
  readonly order: DateOrder;
  readonly mapping?: HeaderMapping | undefined;
  /** Set for a workbook, whose cells are typed. */
  readonly workbook?: CellContext | undefined;
  /** How a column without a usable header is called: `column 3`, `column C`. */
  readonly columnLabel: (index: number) => string;
  /** What a person changed of the table. */
  readonly edits?: TableEdits | undefined;
  /** Set when rows are only looked at. */
  readonly tap?: RowTap | undefined;
}

/** Null when the header row does not do; why is in the report. `match` tells which headers were unknown. */
export function openTable(request: TableRequest, report: Report, store: RowStore): { table: Table | null; match: HeaderMatch } {
  const { columns } = KIND_TABLES[request.kind];
  const own = matchHeaders(request.headers, columns, request.mapping);
  const match = request.edits?.widen(own, columns, request.headers.length) ?? own;
  const sound = reportHeaders(request, match, report);
  return { table: sound ? tableOf(request, match, report, store) : null, match };
}

function tableOf(request: TableRequest, match: HeaderMatch, report: Report, store: RowStore): Table {
  if (request.tap !== undefined) return new LookedAtTable(request, match, report, store, request.tap);
  return request.edits === undefined ? new Table(request, match, report, store) : new EditedTable(request, match, report, store, request.edits);
}

function reportHeaders(request: TableRequest, match: HeaderMatch, report: Report): boolean {
  const at = (column: string): Place => ({ file: request.fileLabel, row: request.headerRow, column });
  for (const { name, first, second } of match.duplicates) {
    report.error(
      at(name),
      'DUPLICATE_HEADER',
      () => `${name} heads both ${request.columnLabel(first)} and ${request.columnLabel(second)}; a column may stand only once. Remove or rename one.`,
    );
  }
  for (const column of match.missing) {
    report.error(
      at(column.name),
      'MISSING_COLUMN',
      () => `${column.name} is missing; a file of ${request.kind} needs this column. Add it, or map one of your headers to it.`,
    );
  }
  for (const { header, index } of match.unknown) {
    report.warn(at(header), 'UNKNOWN_COLUMN', () => `${quote(header)} (${request.columnLabel(index)}) is no column of ${request.kind}; it was left out.`);
  }
  if (match.unnamed.length > 0) {
    report.warn(at(''), 'UNNAMED_COLUMN', () => `${match.unnamed.map(request.columnLabel).join(', ')}: no header; left out.`);
  }
  if (match.tolerated.length > 0) {
    report.warn(
      at(''),
      'HEADER_TOLERATED',
      () => `headers written otherwise were recognised: ${match.tolerated.map(({ header, name }) => `${quote(header)} as ${name}`).join(', ')}.`,
    );
  }
  return match.duplicates.length === 0 && match.missing.length === 0;
}

interface BoundColumn {
  readonly name: string;
  /** A cell of the column, for a message. */
  readonly show: (raw: string) => string;
  readonly field: string;
  readonly index: number;
  readonly required: boolean;
  readonly read: CellReader;
}

interface CellProblem {
  readonly column: BoundColumn;
  readonly raw: string;
  readonly problem: Problem;
}

/** `Total`, `Grand total`, `Sub-total:` at the head of a row that is no data. */
const TOTAL = /^\W*(?:grand\s+|sub[-\s]?)?totals?\b/i;

export class Table implements RowComplaints {
  readonly #request: TableRequest;
  readonly #report: Report;
  readonly #list: StoredRow[];
  readonly #keys: KeyIndex | null;
  readonly #keyFields: readonly string[];
  readonly #columns: readonly BoundColumn[];
  readonly #blank: Readonly<Values>;
  readonly #blankProblem: Problem;
  readonly #rule: (values: never, complaints: RowComplaints) => void;
  #rowNumber = 0;
  #refused = false;
  /** Rows with data, accepted or not. */
  rowCount = 0;

  constructor(request: TableRequest, match: HeaderMatch, report: Report, store: RowStore) {
    const table: AnyKindTable = KIND_TABLES[request.kind];
    this.#request = request;
    this.#report = report;
    this.#list = store.list(request.kind);
    this.#keys = store.keys(request.kind);
    this.#keyFields = table.key ?? [];
    this.#rule = ROW_RULES[request.kind];
    this.#columns = match.found.map(({ column, index }) => {
      const read = readerOf(column.grammar, request.order);
      return {
        name: column.name,
        show: column.isPrivate ? (raw) => quoteMasked(shownText(raw)) : (raw) => quote(shownText(raw)),
        field: column.field,
        index,
        required: column.required,
        read: request.workbook ? workbookReader(column.grammar, read, request.workbook) : read,
      };
    });
    this.#blankProblem = new Problem('REQUIRED_BLANK', `is blank; every row of ${request.kind} needs it. Fill it in, or remove the row.`);
    // Made by JSON.parse because its objects have all fields inline, and so have their copies: a quarter less memory a row.
    this.#blank = JSON.parse(JSON.stringify(Object.fromEntries(table.columns.map((column) => [column.field, null])))) as Values;
  }

  /** Takes one row; `cells` may be shorter than the header, what is missing is blank. */
  row(cells: readonly string[], rowNumber: number): void {
    this.rowCount += 1;
    this.#rowNumber = rowNumber;
    const values: Values = { ...this.#blank };
    let problems: CellProblem[] | null = null;
    for (const column of this.#columns) {
      const raw = cells[column.index];
      const reading = raw === undefined ? null : column.read(raw);
      if (reading === null ? !column.required : typeof reading !== 'object') values[column.field] = reading as string | number | null;
      else if (reading instanceof Remark) values[column.field] = this.#takeRemark(column, raw ?? '', reading);
      else {
        problems ??= [];
        problems.push({ column, raw: raw ?? '', problem: reading instanceof Problem ? reading : this.#blankProblem });
      }
    }
    if (problems === null) this.#finish(values);
    else this.#reportProblems(cells, problems);
  }

  #place(column: string): Place {
    return { file: this.#request.fileLabel, row: this.#rowNumber, column };
  }

  error(column: string, code: string, message: string): void {
    this.#refused = true;
    this.#report.error(this.#place(column), code, () => message);
  }

  warn(column: string, code: string, message: string): void {
    this.#report.warn(this.#place(column), code, () => message);
  }

  #takeRemark(column: BoundColumn, raw: string, remark: Remark): string | number {
    this.#report.warn(this.#place(column.name), remark.code, () => `${column.name} ${column.show(raw)} ${remark.what}`);
    return remark.value;
  }

  #reportProblems(cells: readonly string[], problems: readonly CellProblem[]): void {
    const first = cells.find((cell) => cell.trim() !== '') ?? '';
    // "Total" may also begin a name, so only a row that lacks a required cell is taken for one.
    if (TOTAL.test(first) && problems.some(({ problem }) => problem === this.#blankProblem)) {
      this.error('', 'TOTAL_ROW', `the row begins ${quote(first)} and looks like a total; a file holds data rows only. Remove the row.`);
      return;
    }
    for (const { column, raw, problem } of problems) {
      this.#report.error(
        this.#place(column.name),
        problem.code,
        () => `${column.name} ${problem === this.#blankProblem ? '' : `${column.show(raw)} `}${problem.what}`,
      );
    }
  }

  /** All cells are sound: the rules of the row, then its key, then it is kept. */
  #finish(values: Values): void {
    if (this.#request.kind === 'billing' && values['kind'] === null) values['kind'] = Number(values['amountPaisa']) < 0 ? 'credit_note' : 'invoice';
    this.#refused = false;
    this.#rule(values as never, this);
    if (this.#refused) return;
    const earlier = this.#keys?.findOrAdd(values, this.#list.length) ?? -1;
    if (earlier >= 0) this.#reportRepeated(values, earlier);
    else this.#list.push({ kind: this.#request.kind, file: this.#request.file, fileLabel: this.#request.fileLabel, row: this.#rowNumber, values });
  }

  #reportRepeated(values: Values, earlier: number): void {
    const other = this.#list[earlier];
    if (other === undefined) return;
    const columns = KIND_TABLES[this.#request.kind].columns;
    const key = columns.filter((column) => this.#keyFields.includes(column.field)).map((column) => `${column.name} ${quote(String(values[column.field]))}`);
    const where =
      other.fileLabel === this.#request.fileLabel && other.file === this.#request.file ? `row ${other.row}` : `row ${other.row} of ${other.fileLabel}`;
    const differing = columns.filter((column) => values[column.field] !== other.values[column.field]).map((column) => column.name);
    const column = columns.find((candidate) => this.#keyFields.includes(candidate.field))?.name ?? '';
    if (differing.length === 0)
      this.warn(column, 'REPEATED_ROW', `${key.join(', ')} already stands in ${where} with the same content; the row was taken once.`);
    else
      this.error(
        column,
        'DUPLICATE_KEY',
        `${key.join(', ')} already stands in ${where} with another ${differing.join(', ')}; that row and this one (row ${this.#rowNumber}) cannot both hold. Remove or correct one.`,
      );
  }
}

/** A table some of whose cells a person corrected, or some of whose rows a person left out. */
class EditedTable extends Table {
  readonly #kind: ImportKind;
  readonly #found: HeaderMatch['found'];
  readonly #edits: TableEdits;

  constructor(request: TableRequest, match: HeaderMatch, report: Report, store: RowStore, edits: TableEdits) {
    super(request, match, report, store);
    this.#kind = request.kind;
    this.#found = match.found;
    this.#edits = edits;
  }

  override row(cells: readonly string[], rowNumber: number): void {
    if (!this.#edits.leavesOut(this.#kind, rowNumber)) super.row(this.#edits.corrected(this.#kind, rowNumber, cells, this.#found), rowNumber);
  }
}

/** A table whose rows are handed on as they stand. */
class LookedAtTable extends Table {
  readonly #take: (row: number, cells: readonly string[]) => void;

  constructor(request: TableRequest, match: HeaderMatch, report: Report, store: RowStore, tap: RowTap) {
    super(request, match, report, store);
    const names = new Map(match.found.map(({ column, index }) => [index, column.name]));
    const { fileLabel: file, kind, headers } = request;
    this.#take = tap.open({ file, kind, headers, columns: headers.map((_, at) => names.get(at) ?? null) });
  }

  override row(cells: readonly string[], rowNumber: number): void {
    this.#take(rowNumber, cells.map(shownText));
  }
}
