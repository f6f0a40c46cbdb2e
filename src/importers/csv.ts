/** CSV text (RFC 4180) to rows: papaparse tokenises, this file finds the header, counts lines and refuses what is malformed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import Papa from 'papaparse';
import type { ImportKind } from '../shared/vocab.ts';
import { throwIfCancelled } from './cancel.ts';
import type { TableEdits } from './edits.ts';
import { type HeaderMapping, matchHeaders, rowOfHeaders } from './headers.ts';
import { KIND_TABLES } from './kinds.ts';
import { HEADER_SEARCH_ROWS, type ImportLimits } from './limits.ts';
import { quote } from './problem.ts';
import type { DateOrder } from './read-date.ts';
import { type Report, wholeFile } from './report.ts';
import { openTable, type RowStore, type Table } from './table.ts';
import type { RowTap } from './tap.ts';
import { countFilledLines, decodeText } from './text.ts';

export type Delimiter = ',' | ';' | '\t';
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

export interface CsvRequest {
  readonly kind: ImportKind;
  readonly file: number;
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly order: DateOrder;
  readonly delimiter?: Delimiter | undefined;
  readonly mapping?: HeaderMapping | undefined;
  readonly limits: ImportLimits;
  readonly edits?: TableEdits | undefined;
  readonly tap?: RowTap | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onHeader: (cells: readonly string[]) => void;
  readonly onBytes: (done: number) => void;
}

export interface TableOutcome {
  readonly rows: number;
  readonly unknownColumns: readonly string[];
}

const NOTHING: TableOutcome = { rows: 0, unknownColumns: [] };

export async function readCsv(request: CsvRequest, report: Report, store: RowStore): Promise<TableOutcome> {
  const text = decodeText(request.bytes);
  if (!text.ok) {
    report.error({ file: request.label, row: text.row, column: '' }, text.code, () => text.message);
    return NOTHING;
  }
  const source = new CsvSource(text.utf8, request.limits.pieceBytes);
  const start = findStart(source, request, report);
  if (start === null || isTooLong(text.utf8, request, report)) return NOTHING;
  const reader = new CsvTable(request, report, store, start);
  await reader.readAll(source);
  return reader.outcome();
}

/** Text without a quote has a row on each filled line: a file far too long is refused without reading a row of it. */
function isTooLong(utf8: Uint8Array, request: CsvRequest, report: Report): boolean {
  const most = request.limits.maxRowsPerFile;
  if (!mayBeTooLong(utf8, most) || utf8.includes(34)) return false;
  const rows = countFilledLines(utf8) - 1;
  if (rows > most) reportTooManyRows(request, report, `has ${rows} rows`);
  return rows > most;
}

const SAMPLE_BYTES = 64 * 1024;

/** From the length of the first lines: no file near the limit escapes, and others are not read twice. */
function mayBeTooLong(utf8: Uint8Array, mostRows: number): boolean {
  const sample = utf8.subarray(0, SAMPLE_BYTES);
  const bytesPerRow = sample.length / Math.max(1, countFilledLines(sample));
  return utf8.length / bytesPerRow > mostRows / 2;
}

function reportTooManyRows(request: CsvRequest, report: Report, has: string): void {
  report.error(
    wholeFile(request.label),
    'TOO_MANY_ROWS',
    () => `the file ${has}; a file may have at most ${request.limits.maxRowsPerFile}. Split it, for example by month.`,
  );
}

/** Decodes UTF-8 known to be valid piece by piece; every line break comes out as \n. */
class CsvSource {
  readonly #bytes: Buffer;
  readonly #pieceBytes: number;
  #offset = 0;

  constructor(utf8: Uint8Array, pieceBytes: number) {
    this.#pieceBytes = pieceBytes;
    this.#bytes = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength);
  }

  get done(): number {
    return this.#offset;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  next(): string {
    let end = Math.min(this.#offset + this.#pieceBytes, this.#bytes.length);
    if (end < this.#bytes.length) {
      while (((this.#bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
      // A carriage return at the end may be half of \r\n.
      if (this.#bytes[end - 1] === 13) end -= 1;
    }
    const text = this.#bytes.toString('utf8', this.#offset, end);
    this.#offset = end;
    return text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
  }
}

interface Start {
  readonly delimiter: Delimiter;
  /** Text from the header on, as far as decoded. */
  readonly text: string;
  /** Line of the header. */
  readonly row: number;
}

/** The header, and rows enough to look for it, stand in the first so many characters. */
const HEAD_CHARS = 64 * 1024;

/** Skips a `sep=` line and blank lines, and settles the delimiter; null when it cannot be settled. */
function findStart(source: CsvSource, request: CsvRequest, report: Report): Start | null {
  let text = '';
  while (text.length < HEAD_CHARS && !source.isAtEnd) text += source.next();
  let row = 1;
  let separator: string | null = null;
  const sep = /^"?sep=([^\n"]?)"?[^\S\n\t]*(?:\n|$)/i.exec(text);
  if (sep) {
    separator = sep[1] ?? '';
    text = text.slice(sep[0].length);
    row += 1;
  }
  const blank = /^(?:[^\S\n]*\n)*/.exec(text)?.[0] ?? '';
  row += blank.split('\n').length - 1;
  text = text.slice(blank.length);
  if (text.trim() === '' && source.isAtEnd) {
    report.error(wholeFile(request.label), 'EMPTY_FILE', () => 'the file is empty; it holds no header and no rows. Export it again.');
    return null;
  }
  const delimiter = request.delimiter ?? (separator === null ? recogniseDelimiter(text, row, request, report) : checkSeparator(separator, request, report));
  return delimiter === null ? null : { delimiter, text, row };
}

function checkSeparator(separator: string, request: CsvRequest, report: Report): Delimiter | null {
  const delimiter = DELIMITERS.find((known) => known === separator);
  if (delimiter !== undefined) return delimiter;
  report.error(
    { file: request.label, row: 1, column: '' },
    'BAD_SEPARATOR',
    () => `the first line asks for the separator ${quote(separator)}; columns are separated by comma, semicolon or tab. Export it with one of these.`,
  );
  return null;
}

/** The one delimiter with which the first line names every required column. Never a guess: several fitting ones are asked about. */
function recogniseDelimiter(text: string, row: number, request: CsvRequest, report: Report): Delimiter | null {
  const columns = KIND_TABLES[request.kind].columns;
  const candidates = DELIMITERS.map((delimiter) => {
    const cells = firstRecords(text, delimiter, 1)[0] ?? [];
    return { delimiter, cells, match: matchHeaders(cells, columns, request.mapping) };
  });
  const complete = candidates.filter(({ match }) => match.missing.length === 0);
  const place = { file: request.label, row, column: '' };
  if (complete.length > 1) {
    report.error(
      place,
      'AMBIGUOUS_DELIMITER',
      () =>
        `the header fits with ${complete.map(({ delimiter }) => DELIMITER_NAMES[delimiter]).join(' and with ')} between its columns. Choose which one separates the columns of this file.`,
    );
    return null;
  }
  const best = complete[0] ?? candidates.reduce((a, b) => (b.match.found.length > a.match.found.length ? b : a));
  if (best.match.found.length > 0) return best.delimiter;
  for (const { cells } of candidates) request.onHeader(cells);
  report.error(
    place,
    'HEADER_NOT_FOUND',
    () => `row ${row} names no column of ${request.kind}; the first row must hold the column names. ${headerAdvice(text, row, request)}`,
  );
  return null;
}

function headerAdvice(text: string, row: number, request: CsvRequest): string {
  for (const delimiter of DELIMITERS) {
    const records = firstRecords(text, delimiter, HEADER_SEARCH_ROWS);
    const below = rowOfHeaders(records, KIND_TABLES[request.kind].columns, request.mapping);
    if (below < 0) continue;
    const found = records.slice(0, below).reduce((line, cells) => line + linesOf(cells), row);
    return `They seem to stand in row ${found}: remove the rows above it.`;
  }
  return 'Add them, or map your headers to the columns.';
}

function firstRecords(text: string, delimiter: Delimiter, count: number): string[][] {
  const parser = new Papa.Parser({ delimiter, newline: '\n', fastMode: false, preview: count });
  const result: Papa.ParseResult<string[]> = parser.parse(text, 0, false);
  return result.data.slice(0, count);
}

/** Each costs a fresh look at the piece of text it stands in. */
const MAX_BAD_QUOTES = 100;

/** Drives the records of one file into its table. */
class CsvTable {
  readonly #request: CsvRequest;
  readonly #report: Report;
  readonly #store: RowStore;
  readonly #parser: Papa.Parser;
  readonly #keptBefore: number;
  #rest: string;
  /** Line of the next record. */
  #line: number;
  #opened = false;
  #table: Table | null = null;
  #width = 0;
  #stopped = false;
  #badQuotes = 0;
  #unknown: readonly string[] = [];

  constructor(request: CsvRequest, report: Report, store: RowStore, start: Start) {
    this.#request = request;
    this.#report = report;
    this.#store = store;
    this.#rest = start.text;
    this.#line = start.row;
    this.#keptBefore = store.list(request.kind).length;
    // papaparse's mode for text without quotes splits the whole piece into lines first: twice as slow on long pieces.
    this.#parser = new Papa.Parser({ delimiter: start.delimiter, newline: '\n', fastMode: false });
  }

  outcome(): TableOutcome {
    return { rows: this.#table?.rowCount ?? 0, unknownColumns: this.#unknown };
  }

  async readAll(source: CsvSource): Promise<void> {
    for (;;) {
      const isLast = source.isAtEnd;
      this.#piece(isLast);
      this.#request.onBytes(source.done);
      if (isLast || this.#stopped) break;
      // A turn of the event loop, or an abort could never be seen.
      await nextTurn();
      throwIfCancelled(this.#request.signal);
      this.#rest += source.next();
    }
    if (!this.#stopped && this.#table?.rowCount === 0) {
      this.#report.warn(wholeFile(this.#request.label), 'NO_ROWS', () => 'the file holds a header and no rows; nothing is taken from it.');
    }
  }

  /** Takes what is whole in the text at hand; the rest waits for the next piece. */
  #piece(isLast: boolean): void {
    for (;;) {
      const text = this.#rest;
      const firstLine = this.#line;
      const result: Papa.ParseResult<string[]> = this.#parser.parse(text, 0, !isLast);
      const fault = result.errors[0];
      const sound = fault?.row ?? result.data.length;
      const hasQuotes = text.includes('"');
      for (let index = 0; index < sound && !this.#stopped; index++) {
        const cells = result.data[index] ?? [];
        const row = this.#line;
        this.#line += hasQuotes ? linesOf(cells) : 1;
        this.#record(cells, row);
      }
      if (this.#stopped) return;
      if (fault === undefined) {
        this.#rest = isLast ? '' : text.slice(result.meta.cursor);
        break;
      }
      this.#rest = text.slice(offsetOfLine(text, this.#line - firstLine));
      if (!this.#skipFault(fault.code, isLast)) break;
    }
    if (this.#rest.length > this.#request.limits.maxRecordChars) this.#reportRunaway();
  }

  /**
   * The text at hand begins with a record whose quotes are wrong: reports it and goes on with the next line
   * (papaparse itself would go on to the next quote, however far). False when there is not text enough to tell.
   */
  #skipFault(code: string, isLast: boolean): boolean {
    const text = this.#rest;
    const first: Papa.ParseResult<string[]> = this.#parser.parse(text, 0, false);
    const fault = first.errors[0];
    const closing = closingQuote(text, fault?.index ?? 0);
    const lineEnd = closing < 0 ? -1 : text.indexOf('\n', closing);
    if (lineEnd < 0 && !isLast) return false;
    if (code === 'MissingQuotes')
      this.#stop(
        'UNCLOSED_QUOTE',
        `the quote opened in this row is never closed${this.#start(text)}. Close it, or double it ("") if it belongs to the text.`,
        this.#line,
      );
    else if (!this.#opened || !this.#isSettled([text.slice(0, lineEnd < 0 ? text.length : lineEnd)], this.#line)) this.#reportBadQuote(text);
    this.#line += linesOf([text.slice(0, lineEnd)]);
    this.#rest = lineEnd < 0 ? '' : text.slice(lineEnd + 1);
    return !this.#stopped && lineEnd >= 0;
  }

  #reportBadQuote(text: string): void {
    this.#badQuotes += 1;
    if (this.#badQuotes > MAX_BAD_QUOTES)
      this.#stop(
        'TOO_MANY_BAD_QUOTES',
        `more than ${MAX_BAD_QUOTES} rows have text after a closing quote; the rest was not read. Export the file again with quotes doubled ("").`,
        this.#line,
      );
    else
      this.#report.error(
        { file: this.#request.label, row: this.#line, column: '' },
        'TEXT_AFTER_QUOTE',
        () => `text follows a closing quote in this row${this.#start(text)}. Double a quote ("") that belongs to the text.`,
      );
    // Without a sound header no row below can be understood.
    this.#stopped ||= !this.#opened;
  }

  #record(cells: readonly string[], row: number): void {
    if (cells[0] === '' || cells.length === 1) {
      if (cells.every((cell) => cell.trim() === '')) return;
    }
    if (!this.#opened) this.#open(cells, row);
    else if (cells.length !== this.#width) this.#reportWidth(cells, row);
    else if (this.#table !== null) {
      if (this.#table.rowCount >= this.#request.limits.maxRowsPerFile) this.#stopAtLimit();
      else this.#table.row(cells, row);
    }
  }

  #open(headers: readonly string[], row: number): void {
    this.#opened = true;
    this.#width = headers.length;
    if (headers.length > this.#request.limits.maxColumns) {
      this.#stop(
        'TOO_MANY_COLUMNS',
        `the header has ${headers.length} columns; at most ${this.#request.limits.maxColumns} are read. Remove the empty ones.`,
        row,
      );
      return;
    }
    this.#request.onHeader(headers);
    const { kind, file, label, order, mapping, edits, tap } = this.#request;
    const { table, match } = openTable(
      { kind, file, fileLabel: label, headers, headerRow: row, order, mapping, columnLabel: (index) => `column ${index + 1}`, edits, tap },
      this.#report,
      this.#store,
    );
    this.#table = table;
    this.#unknown = match.unknown.map(({ header }) => header);
    this.#stopped = table === null;
  }

  #stop(code: string, message: string, row: number): void {
    this.#stopped = true;
    this.#report.error({ file: this.#request.label, row, column: '' }, code, () => message);
  }

  #stopAtLimit(): void {
    this.#stopped = true;
    this.#store.list(this.#request.kind).length = this.#keptBefore;
    reportTooManyRows(this.#request, this.#report, 'goes on');
  }

  /** True when a row that cannot be read is not to be complained of: it was left out, or is only looked at. */
  #isSettled(cells: readonly string[], row: number): boolean {
    if (this.#request.tap !== undefined) this.#table?.row(cells, row);
    return this.#request.tap !== undefined || this.#request.edits?.leavesOut(this.#request.kind, row) === true;
  }

  #reportWidth(cells: readonly string[], row: number): void {
    if (this.#isSettled(cells, row)) return;
    const looksLikeTotal = /^\W*(?:grand\s+)?total/i.test(cells[0] ?? '') ? ' It looks like a total: remove the row.' : '';
    const advice = looksLikeTotal === '' ? 'Check for a missing or stray separator; text that holds one must be in quotes.' : looksLikeTotal.trim();
    this.#report.error(
      { file: this.#request.label, row, column: '' },
      'WRONG_FIELD_COUNT',
      () => `the row has ${cells.length} fields, the header has ${this.#width}${this.#start(cells.slice(0, 3).join(' | '))}. ${advice}`,
    );
  }

  /** How the row begins, for a message; not where private numbers may stand anywhere in it. */
  #start(row: string): string {
    const isPrivate = KIND_TABLES[this.#request.kind].columns.some((column) => column.isPrivate);
    return isPrivate ? '' : ` (it begins ${quote(row.split('\n', 1)[0] ?? '')})`;
  }

  #reportRunaway(): void {
    const most = this.#request.limits.maxRecordChars;
    const quoted = this.#rest.includes('"');
    if (quoted)
      this.#stop(
        'UNCLOSED_QUOTE',
        `the row goes on for more than ${most} characters: most likely a quote opened in it is not closed${this.#start(this.#rest)}. Close it, or double it ("").`,
        this.#line,
      );
    else
      this.#stop(
        'CELL_TOO_LONG',
        `the row goes on for more than ${most} characters${this.#start(this.#rest)}; a cell holds at most 32767. Export the file again.`,
        this.#line,
      );
  }
}

/** Lines of the file that a record takes. */
function linesOf(cells: readonly string[]): number {
  let count = 1;
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Offset of the text after `lines` line breaks. */
function offsetOfLine(text: string, lines: number): number {
  let offset = 0;
  for (let line = 0; line < lines; line++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

/** Where the quoted cell that begins at `from` closes; −1 when it does not. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at;
  return -1;
}
