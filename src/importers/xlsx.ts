/** The parent's side of reading a workbook: judge the archive, start the reading process, turn what it sends into typed rows. */
import type { ImportKind } from '../shared/vocab.ts';
import { throwIfCancelled } from './cancel.ts';
import { matchHeaders, rowOfHeaders } from './headers.ts';
import { KIND_TABLES } from './kinds.ts';
import { HEADER_SEARCH_ROWS } from './limits.ts';
import { kindsInName, stemOf } from './names.ts';
import { nodeReader } from './reader-process.ts';
import { wholeFile } from './report.ts';
import { lettersOfColumn } from './sheet.ts';
import { openTable, type Table } from './table.ts';
import type { FileTask, ImportedFile } from './task.ts';
import { containerOf, isEncryptedOle } from './text.ts';
import { checkParts } from './workbook.ts';
import type { WorkbookJob, WorkbookMessage, WorkbookRow } from './workbook-job.ts';
import { WorkbookProblem } from './workbook-problem.ts';
import { readZipDirectory } from './zip.ts';

type Outcome = Pick<ImportedFile, 'kinds' | 'unknownColumns'>;

export async function readXlsx(task: FileTask): Promise<Outcome> {
  const problem = problemOf(task);
  if (problem !== null) {
    task.report.error(wholeFile(task.input.name), problem.code, () => problem.message);
    return { kinds: [], unknownColumns: [] };
  }
  const receiver = new Receiver(task);
  await runReader(task, receiver);
  return receiver.outcome();
}

/** What the bytes tell before a process is started for them. */
function problemOf(task: FileTask): WorkbookProblem | null {
  const { bytes } = task.input;
  if (bytes.length === 0) return new WorkbookProblem('EMPTY_FILE', 'the file is empty (0 bytes). Export it again.');
  switch (containerOf(bytes)) {
    case 'zip':
      break;
    case 'ole':
      return isEncryptedOle(bytes)
        ? new WorkbookProblem('PASSWORD_PROTECTED', 'the workbook is protected by a password. Open it in Excel, remove the password and save it.')
        : new WorkbookProblem('OLD_EXCEL_FILE', 'the file is an old Excel file (.xls). Open it in Excel and save it as .xlsx.');
    case 'html':
      return new WorkbookProblem('HTML_FILE', 'the file is a web page or XML text called a workbook. Open it in Excel and save it as .xlsx.');
    case 'pdf':
      return new WorkbookProblem('PDF_FILE', 'the file is a PDF. Export the data as CSV or .xlsx.');
    default:
      return new WorkbookProblem('NOT_A_WORKBOOK', 'the file is called a workbook but is none; it may be a text file. Rename it to .csv, or export it again.');
  }
  try {
    checkParts(readZipDirectory(bytes, task.limits));
    return null;
  } catch (error) {
    if (error instanceof WorkbookProblem) return error;
    throw error;
  }
}

/** Runs the reading process to its end, the time limit or the abort, whichever is first. */
async function runReader(task: FileTask, receiver: Receiver): Promise<void> {
  const { options, limits, input } = task;
  throwIfCancelled(options.signal);
  const job: WorkbookJob = { byteLength: input.bytes.length, chosenKind: input.kind ?? null, fileKinds: kindsInName(stemOf(input.name)), limits };
  const start = options.startReader ?? nodeReader();
  const reader = start({ job: JSON.stringify(job), bytes: input.bytes, memoryMb: limits.childMemoryMb });
  let timedOut = false;
  const kill = (): void => reader.kill();
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limits.childTimeoutMs);
  options.signal?.addEventListener('abort', kill);
  try {
    const garbage = await receiveLines(reader.output, receiver);
    // Done or talking nonsense, it is not waited for; and if its output ended, so did it.
    kill();
    const { how, complaints } = await reader.ended;
    throwIfCancelled(options.signal);
    if (receiver.isDone) return;
    if (timedOut) reportTooSlow(task);
    else reportBrokenReader(task, garbage ?? how, complaints);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
    kill();
  }
}

/** Null, or what came that is no message. */
async function receiveLines(output: AsyncIterable<string>, receiver: Receiver): Promise<string | null> {
  let rest = '';
  try {
    for await (const text of output) {
      if (!text.includes('\n')) {
        rest += text;
        continue;
      }
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) receiver.take(JSON.parse(line) as WorkbookMessage);
      if (receiver.isDone) break;
    }
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return 'it wrote something else than rows';
    // A killed process may break its output off.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_STREAM')) return null;
    throw error;
  }
}

function reportTooSlow(task: FileTask): void {
  task.report.error(
    wholeFile(task.input.name),
    'WORKBOOK_TOO_SLOW',
    () => `the workbook could not be read within ${task.limits.childTimeoutMs / 1000} seconds. Split it, or save the sheet as CSV.`,
  );
}

function reportBrokenReader(task: FileTask, how: string, complaints: string): void {
  const place = wholeFile(task.input.name);
  if (/out of memory|allocation failed/i.test(complaints) || how === 'SIGABRT') {
    task.report.error(
      place,
      'WORKBOOK_TOO_LARGE',
      () => `the workbook needs more than ${task.limits.childMemoryMb} MB to be read. Split it, or save the sheet as CSV.`,
    );
  } else {
    const detail = complaints.trim().split('\n').at(-1) ?? '';
    task.report.error(
      place,
      'WORKBOOK_READER_FAILED',
      () => `the program that reads workbooks stopped (${how}${detail === '' ? '' : `; ${detail}`}). Save the sheet as CSV, and report this.`,
    );
  }
}

/** Turns the messages of one workbook into rows and findings. */
class Receiver {
  readonly #task: FileTask;
  readonly #finished: SheetTable[] = [];
  isDone = false;

  constructor(task: FileTask) {
    this.#task = task;
  }

  take(message: WorkbookMessage): void {
    switch (message.t) {
      case 'sheet':
        this.#finished.push(new SheetTable(this.#task, message.sheet, message.kind, message.is1904));
        return;
      case 'rows':
        for (const [at, cells] of message.cells.entries()) this.#current?.row(cells, message.numbers[at] ?? 0);
        this.#task.onBytes(Math.floor(message.done * this.#task.input.bytes.length));
        return;
      case 'sheetEnd':
        this.#current?.end();
        return;
      case 'column':
        this.#current?.columnFinding(message.index, message.row, message.code, message.message);
        return;
      case 'finding':
        this.#finding(message);
        return;
      case 'done':
        this.isDone = true;
    }
  }

  #finding({ level, sheet, row, code, message }: Extract<WorkbookMessage, { t: 'finding' }>): void {
    // A sheet without a header is refused; what else is odd about it would only hide that.
    if (level === 'warning' && sheet !== null && this.#current?.isRefused === true) return;
    const place = { file: sheet === null ? this.#task.input.name : labelOf(this.#task, sheet), row, column: '' };
    if (level === 'error') this.#task.report.error(place, code, () => message);
    else this.#task.report.warn(place, code, () => message);
  }

  get #current(): SheetTable | undefined {
    return this.#finished.at(-1);
  }

  outcome(): Outcome {
    return {
      kinds: this.#finished.map((sheet) => ({ kind: sheet.kind, rows: sheet.rowCount })),
      unknownColumns: [...new Set(this.#finished.flatMap((sheet) => sheet.unknown))],
    };
  }
}

function labelOf(task: FileTask, sheet: string): string {
  return `${task.input.name} › ${sheet}`;
}

/** The table of one sheet; a first row that is no header is kept until it is known whether the header stands below it. */
class SheetTable {
  readonly kind: ImportKind;
  unknown: string[] = [];
  readonly #task: FileTask;
  readonly #label: string;
  readonly #sheet: string;
  readonly #is1904: boolean;
  #table: Table | null = null;
  #columns = new Map<number, string>();
  /** The rows seen so far while no header is found; null once that is settled. */
  #waiting: WorkbookRow[] | null = [];

  constructor(task: FileTask, sheet: string, kind: ImportKind, is1904: boolean) {
    this.#task = task;
    this.#label = labelOf(task, sheet);
    this.#sheet = sheet;
    this.kind = kind;
    this.#is1904 = is1904;
  }

  get rowCount(): number {
    return this.#table?.rowCount ?? 0;
  }

  /** Settled, and not to be read. */
  get isRefused(): boolean {
    return this.#waiting === null && this.#table === null;
  }

  row(cells: readonly string[], row: number): void {
    if (this.#table !== null) {
      this.#table.row(cells, row);
      return;
    }
    if (this.#waiting === null) return;
    this.#waiting.push({ row, cells });
    const isHeader = this.#waiting.length === 1 && matchHeaders(cells, KIND_TABLES[this.kind].columns, this.#task.input.mapping).missing.length === 0;
    if (isHeader || this.#waiting.length >= HEADER_SEARCH_ROWS) this.#settle();
  }

  end(): void {
    if (this.#waiting !== null && this.#waiting.length > 0) this.#settle();
  }

  #settle(): void {
    const rows = this.#waiting ?? [];
    this.#waiting = null;
    const { row: headerRow, cells: headers } = rows[0] ?? { row: 0, cells: [] };
    const { input, report, store, index } = this.#task;
    this.#task.onHeader({ kind: this.kind, cells: headers });
    const columns = KIND_TABLES[this.kind].columns;
    if (matchHeaders(headers, columns, input.mapping).found.length === 0) {
      const below =
        rows[
          rowOfHeaders(
            rows.map(({ cells }) => cells),
            columns,
            input.mapping,
          )
        ]?.row;
      const advice = below === undefined ? 'Add them, or map your headers to the columns.' : `They seem to stand in row ${below}: remove the rows above it.`;
      report.error(
        { file: this.#label, row: headerRow, column: '' },
        'HEADER_NOT_FOUND',
        () => `row ${headerRow} names no column of ${this.kind}; the first row must hold the column names. ${advice}`,
      );
      return;
    }
    const { table, match } = openTable(
      {
        kind: this.kind,
        file: index,
        fileLabel: this.#label,
        headers,
        headerRow,
        order: input.dateOrder ?? 'iso',
        mapping: input.mapping,
        workbook: { is1904: this.#is1904 },
        columnLabel: (at) => `column ${lettersOfColumn(at)}`,
        edits: this.#task.edits?.of(this.#sheet),
        tap: this.#task.options.tap,
      },
      report,
      store,
    );
    this.#table = table;
    this.#columns = new Map(match.found.map(({ column, index: at }) => [at, column.name]));
    this.unknown = match.unknown.map(({ header }) => header);
  }

  columnFinding(index: number, row: number, code: string, message: string): void {
    const column = this.#columns.get(index);
    if (column !== undefined) this.#task.report.warn({ file: this.#label, row, column }, code, () => `${column} ${message}`);
  }
}
