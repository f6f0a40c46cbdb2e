/** One sheet of a workbook: XML in, rows of cell texts out. */
import { TAG } from './cell-tags.ts';
import { HEADER_SEARCH_ROWS, type ImportLimits, MAX_CELL_CHARS } from './limits.ts';
import { quote } from './problem.ts';
import { dateOfSerial } from './serial.ts';
import type { WorkbookMessage, WorkbookRow } from './workbook-job.ts';
import { type NumberStyle, RichText, unescapeText } from './workbook-parts.ts';
import { WorkbookProblem } from './workbook-problem.ts';
import type { XmlAttributes, XmlHandler } from './xml.ts';

/** The last row and column that Excel has. */
const MAX_ROW = 1_048_576;
const MAX_COLUMN = 16_384;

export interface SheetContext {
  readonly strings: readonly string[];
  readonly styles: readonly NumberStyle[];
  readonly is1904: boolean;
  readonly limits: ImportLimits;
}

/** `C` → 2; −1 when it is no column. */
export function columnOfLetters(letters: string): number {
  let column = 0;
  for (let at = 0; at < letters.length; at++) {
    const code = letters.charCodeAt(at) - 64;
    if (code < 1 || code > 26) return -1;
    column = column * 26 + code;
  }
  return column - 1;
}

/** 2 → `C`. */
export function lettersOfColumn(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest > 0 ? lettersOfColumn(rest - 1) : ''}${String.fromCharCode(65 + (index % 26))}`;
}

/** A cell as spreadsheet programs write nearly all of them: no formula, nothing escaped. */
const PLAIN_CELL = /<c r="([A-Z]{1,3}\d{1,7})"(?: s="(\d{1,5})")?(?: t="([a-z]{1,3})")?><v>([^<&]*)<\/v><\/c>/y;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const UNCALCULATED = `${TAG}f`;
const SERIAL_CACHE_SIZE = 4096;
const MAX_MERGES_KEPT = 1000;

interface Area {
  readonly ref: string;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
}

export class SheetReader implements XmlHandler {
  readonly #sheet: string;
  readonly #context: SheetContext;
  #ready: WorkbookRow[] = [];
  #chars = 0;
  #rowCount = 0;
  #headerRow = 0;
  /** Columns of the header; −1 until it is seen. */
  #width = -1;
  #row = 0;
  #lastColumn = -1;
  #cells: string[] = [];
  #inRow = false;

  // The cell being read.
  #column = 0;
  #type = '';
  #style = 0;
  #value = '';
  #hasValue = false;
  #formula: string | null = null;
  #collecting: 'value' | 'formula' | 'rich' | null = null;
  readonly #rich = new RichText();

  readonly #serials = new Map<string, string>();
  readonly #formulas = new Map<number, { count: number; row: number }>();
  readonly #hiddenColumns: [from: number, to: number][] = [];
  readonly #merges: Area[] = [];
  #hiddenRows = 0;
  #rowIsHidden = false;
  #outside: { count: number; ref: string } | null = null;

  constructor(sheet: string, context: SheetContext) {
    this.#sheet = sheet;
    this.#context = context;
  }

  /** The rows finished since the last call. */
  takeRows(): WorkbookRow[] {
    const rows = this.#ready;
    this.#ready = [];
    return rows;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'c':
        if (this.#inRow) this.#openCell(attributes.get('r'), attributes.get('t'), attributes.get('s'));
        return;
      case 'v':
        this.#collecting = 'value';
        this.#hasValue = true;
        return;
      case 'f':
        this.#collecting = 'formula';
        this.#formula = '=';
        return;
      case 'is':
        this.#collecting = 'rich';
        this.#rich.reset();
        return;
      case 'row':
        this.#openRow(attributes);
        return;
      case 'col':
        if (/^(1|true)$/.test(attributes.get('hidden') ?? '')) this.#hiddenColumns.push([Number(attributes.get('min')) - 1, Number(attributes.get('max')) - 1]);
        return;
      case 'mergeCell':
        if (this.#merges.length < MAX_MERGES_KEPT) this.#merges.push(areaOf(attributes.get('ref') ?? ''));
        return;
      default:
        if (this.#collecting === 'rich') this.#rich.open(name);
    }
  }

  shortcut(text: string, at: number): number {
    if (!this.#inRow || this.#collecting !== null) return at;
    PLAIN_CELL.lastIndex = at;
    const cell = PLAIN_CELL.exec(text);
    if (cell === null) return at;
    this.#openCell(cell[1], cell[3], cell[2]);
    this.#value = cell[4] ?? '';
    this.#hasValue = true;
    this.#closeCell();
    return PLAIN_CELL.lastIndex;
  }

  text(value: string): void {
    if (this.#collecting === 'value') this.#value += value;
    else if (this.#collecting === 'rich') this.#rich.text(value);
    else if (this.#collecting === 'formula' && this.#formula !== null && this.#formula.length < 100) this.#formula += value;
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 'f':
        this.#collecting = null;
        return;
      case 'is':
        this.#collecting = null;
        this.#value = this.#rich.value;
        this.#hasValue = true;
        return;
      case 'c':
        if (this.#inRow) this.#closeCell();
        return;
      case 'row':
        this.#closeRow();
        return;
      default:
        if (this.#collecting === 'rich') this.#rich.close(name);
    }
  }

  #problem(code: string, message: string): WorkbookProblem {
    return new WorkbookProblem(code, message, this.#sheet, this.#row);
  }

  #openRow(attributes: XmlAttributes): void {
    const last = this.#row;
    const given = attributes.get('r');
    this.#row = given === undefined ? last + 1 : Number(given);
    if (!(this.#row >= 1 && this.#row <= MAX_ROW))
      throw new WorkbookProblem(
        'ROW_BEYOND_LIMIT',
        `the sheet has a row ${quote(given ?? '')}; the last row of a sheet is ${MAX_ROW}. Open it in Excel and save it anew.`,
        this.#sheet,
        0,
      );
    if (this.#row <= last)
      throw this.#problem('DUPLICATE_ROW', `row ${this.#row} stands twice, or after row ${last}, in the sheet. Open it in Excel and save it anew.`);
    this.#rowIsHidden = /^(1|true)$/.test(attributes.get('hidden') ?? '');
    this.#cells = [];
    this.#lastColumn = -1;
    this.#inRow = true;
  }

  #openCell(ref: string | undefined, type: string | undefined, style: string | undefined): void {
    const column = ref === undefined ? this.#lastColumn + 1 : this.#columnOfRef(ref);
    this.#lastColumn = column;
    this.#column = column;
    this.#type = type ?? 'n';
    this.#style = Number(style ?? 0);
    this.#value = '';
    this.#hasValue = false;
    this.#formula = null;
    this.#collecting = null;
  }

  /** Cells must stand in order, so one out of order is a cell that stands twice. */
  #columnOfRef(ref: string): number {
    let letters = 0;
    while (letters < ref.length && ref.charCodeAt(letters) > 57) letters += 1;
    const column = columnOfLetters(ref.substring(0, letters));
    if (column < 0 || column >= MAX_COLUMN || Number(ref.substring(letters)) !== this.#row)
      throw this.#problem('BAD_CELL_REFERENCE', `the sheet has a cell ${quote(ref)} in row ${this.#row}. Open it in Excel and save it anew.`);
    if (column <= this.#lastColumn)
      throw this.#problem('DUPLICATE_CELL', `cell ${quote(ref)} stands twice, or out of order, in the sheet. Open it in Excel and save it anew.`);
    return column;
  }

  #closeCell(): void {
    const text = this.#cellText();
    this.#lastColumn = this.#column;
    if (text === '') return;
    if (this.#width >= 0 && this.#column >= this.#width) {
      this.#outside = { count: (this.#outside?.count ?? 0) + 1, ref: this.#outside?.ref ?? `${lettersOfColumn(this.#column)}${this.#row}` };
      // The first rows keep what stands beside row 1, in case row 1 is a title and the header is one of them.
      if (this.#rowCount >= HEADER_SEARCH_ROWS || this.#column >= this.#context.limits.maxColumns) return;
    }
    if (this.#column >= this.#context.limits.maxColumns)
      throw this.#problem(
        'TOO_MANY_COLUMNS',
        `the sheet has data in column ${lettersOfColumn(this.#column)}; at most ${this.#context.limits.maxColumns} columns are read. Remove what stands beside the table.`,
      );
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = text.length > MAX_CELL_CHARS ? text.slice(0, MAX_CELL_CHARS + 1) : text;
    this.#chars += text.length;
    if (this.#chars > this.#context.limits.maxCellTextChars)
      throw this.#problem('WORKBOOK_TOO_LARGE', 'the workbook holds more text than is read at once. Split it, or save the sheet as CSV.');
    if (this.#formula !== null && !text.startsWith(UNCALCULATED)) this.#countFormula();
  }

  #countFormula(): void {
    const known = this.#formulas.get(this.#column);
    if (known) known.count += 1;
    else this.#formulas.set(this.#column, { count: 1, row: this.#row });
  }

  #cellText(): string {
    switch (this.#type) {
      case 's': {
        if (!this.#hasValue) return '';
        const text = this.#context.strings[Number(this.#value)];
        if (text === undefined)
          throw this.#problem(
            'DAMAGED_WORKBOOK',
            `the workbook is damaged (a cell points at text ${quote(this.#value)}, which is missing). Open it in Excel, save it anew, or export it again.`,
          );
        return guarded(text);
      }
      case 'str':
        return this.#hasValue ? guarded(unescapeText(this.#value)) : this.#uncalculated();
      case 'inlineStr':
        return guarded(this.#value);
      case 'b':
        return this.#hasValue ? (this.#value === '1' || this.#value === 'true' ? 'TRUE' : 'FALSE') : this.#uncalculated();
      case 'e':
        return `${TAG}e${this.#value}`;
      case 'd':
        return this.#value === '' ? this.#uncalculated() : isoCell(this.#value);
      default:
        return this.#value === '' ? this.#uncalculated() : this.#numberText(this.#value);
    }
  }

  #uncalculated(): string {
    return this.#formula === null ? '' : `${UNCALCULATED}${this.#formula}`;
  }

  #numberText(raw: string): string {
    const style = this.#context.styles[this.#style] ?? 'plain';
    const value = NUMBER.test(raw) ? Number(raw) : Number.NaN;
    if (!Number.isFinite(value)) return `${TAG}e${raw}`;
    if (style === 'plain') return `${TAG}n${value}`;
    if (style === 'percent') return `${TAG}p${Number((value * 100).toPrecision(15))}`;
    if (style === 'date') return this.#dateText(raw, value);
    const digits = String(value);
    return /^\d+$/.test(digits) && digits.length < style.zeros ? `${TAG}z${digits.padStart(style.zeros, '0')}\n${digits}` : `${TAG}n${digits}`;
  }

  #dateText(raw: string, value: number): string {
    const known = this.#serials.get(raw);
    if (known !== undefined) return known;
    const date = dateOfSerial(value, this.#context.is1904);
    const seconds = Math.floor((value - Math.floor(value)) * 86_400);
    const text = date === null ? `${TAG}b${value}` : `${TAG}${seconds > 0 ? 't' : 'd'}${date}`;
    if (this.#serials.size < SERIAL_CACHE_SIZE) this.#serials.set(raw, text);
    return text;
  }

  #closeRow(): void {
    this.#inRow = false;
    const width = this.#width < 0 ? this.#cells.length : this.#width;
    if (this.#cells.every((cell, column) => column >= width || cell.trim() === '')) return;
    if (this.#width < 0) {
      this.#width = this.#cells.length;
      this.#headerRow = this.#row;
    } else {
      this.#rowCount += 1;
      if (this.#rowCount > this.#context.limits.maxRowsPerFile)
        throw new WorkbookProblem(
          'TOO_MANY_ROWS',
          `the sheet goes on; a sheet may have at most ${this.#context.limits.maxRowsPerFile} rows. Split it, for example by month.`,
          this.#sheet,
          0,
        );
      if (this.#rowIsHidden) this.#hiddenRows += 1;
    }
    this.#ready.push({ row: this.#row, cells: this.#cells });
  }

  /** What can only be said once the whole sheet is read. */
  *closing(): Generator<WorkbookMessage> {
    const finding = (level: 'error' | 'warning', row: number, code: string, message: string): WorkbookMessage => ({
      t: 'finding',
      level,
      sheet: this.#sheet,
      row,
      code,
      message,
    });
    if (this.#width < 0) yield finding('error', 0, 'EMPTY_SHEET', 'the sheet is empty; it holds no header and no rows.');
    else if (this.#rowCount === 0) yield finding('warning', 0, 'NO_ROWS', 'the sheet holds a header and no rows; nothing is taken from it.');
    if (this.#hiddenRows > 0)
      yield finding(
        'warning',
        0,
        'HIDDEN_ROWS',
        `${this.#hiddenRows} hidden or filtered rows were read too. Delete them in the workbook if they are not meant.`,
      );
    const hidden = this.#hiddenColumns
      .filter(([from]) => from < this.#width)
      .map(([from, to]) => (from === to ? lettersOfColumn(from) : `${lettersOfColumn(from)} to ${lettersOfColumn(Math.min(to, this.#width - 1))}`));
    if (hidden.length > 0) yield finding('warning', 0, 'HIDDEN_COLUMNS', `hidden columns were read too: ${hidden.join(', ')}.`);
    if (this.#outside)
      yield finding(
        'warning',
        0,
        'CELLS_OUTSIDE_TABLE',
        `cells beside the table, under no header, were left out: ${this.#outside.count}, the first ${this.#outside.ref}.`,
      );
    for (const [index, { count, row }] of this.#formulas) {
      yield {
        t: 'column',
        index,
        row,
        code: 'FORMULA_VALUE_USED',
        message: `has formulas in ${count} ${count === 1 ? 'row' : 'rows'} (first: row ${row}); the values last calculated were taken.`,
      };
    }
    const merged = this.#merges.filter((area) => area.top <= this.#row && area.bottom >= this.#headerRow && area.left < this.#width);
    if (this.#width >= 0 && merged[0]) {
      yield finding(
        'error',
        Math.max(merged[0].top, this.#headerRow),
        'MERGED_CELLS',
        `cells of the table are merged (${merged
          .slice(0, 3)
          .map(({ ref }) => quote(ref))
          .join(', ')}${merged.length > 3 ? ', …' : ''}); only the first cell of each holds a value. Unmerge them and fill in the rest.`,
      );
    }
  }
}

/** Text that begins like a tagged cell is tagged as text. */
function guarded(text: string): string {
  return text.startsWith(TAG) ? `${TAG}s${text}` : text;
}

/** A cell of type `d`: an ISO date, with or without a time. */
function isoCell(raw: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(.*))?$/.exec(raw);
  if (!match) return `${TAG}b${raw}`;
  return `${TAG}${/[1-9]/.test(match[2] ?? '') ? 't' : 'd'}${match[1]}`;
}

function areaOf(ref: string): Area {
  const match = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(ref);
  const left = columnOfLetters(match?.[1] ?? 'A');
  const top = Number(match?.[2] ?? 1);
  return { ref, top, left, bottom: Number(match?.[4] ?? top) };
}
