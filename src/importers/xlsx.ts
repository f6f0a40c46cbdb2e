/** The parent's side of reading a workbook: judge the archive, start the reading process, turn what it sends into typed rows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ImportKind } from '../shared/vocab.ts';
import { throwIfCancelled } from './cancel.ts';
import { matchHeaders, rowOfHeaders } from './headers.ts';
import { KIND_TABLES } from './kinds.ts';
import { kindsInName, stemOf } from './names.ts';
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
  await runChild(task, receiver);
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

/** Beside this file when run from source; a bundle gives its own. */
function defaultChildPath(): string {
  return fileURLToPath(new URL('./xlsx-child.ts', import.meta.url));
}

function startChild(task: FileTask): ChildProcess {
  const path = task.options.xlsxChildPath ?? defaultChildPath();
  const job: WorkbookJob = {
    byteLength: task.input.bytes.length,
    chosenKind: task.input.kind ?? null,
    fileKinds: kindsInName(stemOf(task.input.name)),
    limits: task.limits,
  };
  // A small young generation: rows leave the process at once, so nothing in it is worth keeping.
  const flags = [`--max-old-space-size=${task.limits.childMemoryMb}`, '--max-semi-space-size=4', '--no-warnings'];
  if (path.endsWith('.ts')) flags.push('--experimental-strip-types');
  const { PATH, SystemRoot } = process.env;
  const env = {
    ...(PATH === undefined ? {} : { PATH }),
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
  };
  return spawn(process.execPath, [...flags, path, JSON.stringify(job)], { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
}

const STDERR_KEPT_CHARS = 4000;

/** Runs the reading process to its end, the time limit or the abort, whichever is first. */
async function runChild(task: FileTask, receiver: Receiver): Promise<void> {
  const { options, limits, input } = task;
  throwIfCancelled(options.signal);
  const child = startChild(task);
  let timedOut = false;
  let errors = '';
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limits.childTimeoutMs);
  options.signal?.addEventListener('abort', kill);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-STDERR_KEPT_CHARS);
  });
  // A child that refuses early closes its input; that is no news.
  child.stdin?.on('error', () => undefined).end(input.bytes);
  try {
    await receiveLines(child, receiver);
    const end = await ended;
    throwIfCancelled(options.signal);
    if (!receiver.isDone) reportBrokenChild(task, timedOut, end, errors);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
    kill();
  }
}

async function receiveLines(child: ChildProcess, receiver: Receiver): Promise<void> {
  if (!child.stdout) return;
  let rest = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    const text = String(piece);
    if (!text.includes('\n')) {
      rest += text;
      continue;
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) receiver.take(JSON.parse(line) as WorkbookMessage);
  }
}

function reportBrokenChild(task: FileTask, timedOut: boolean, end: string, errors: string): void {
  const place = wholeFile(task.input.name);
  if (timedOut)
    task.report.error(
      place,
      'WORKBOOK_TOO_SLOW',
      () => `the workbook could not be read within ${task.limits.childTimeoutMs / 1000} seconds. Split it, or save the sheet as CSV.`,
    );
  else if (/heap out of memory|allocation failed/i.test(errors) || end === 'SIGABRT')
    task.report.error(
      place,
      'WORKBOOK_TOO_LARGE',
      () => `the workbook needs more than ${task.limits.childMemoryMb} MB to be read. Split it, or save the sheet as CSV.`,
    );
  else
    task.report.error(place, 'WORKBOOK_READER_FAILED', () =>
      `the program that reads workbooks stopped (${end}). Save the sheet as CSV, and report this. ${errors.trim().split('\n').at(-1) ?? ''}`.trimEnd(),
    );
}

const HEADER_SEARCH_ROWS = 20;

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
        this.#current?.end();
        this.#finished.push(new SheetTable(this.#task, message.sheet, message.kind, message.is1904));
        return;
      case 'rows':
        for (const row of message.rows) this.#current?.row(row);
        this.#task.onBytes(Math.floor(message.done * this.#task.input.bytes.length));
        return;
      case 'column':
        this.#current?.columnFinding(message.index, message.row, message.code, message.message);
        return;
      case 'finding': {
        const file = message.sheet === null ? this.#task.input.name : labelOf(this.#task, message.sheet);
        const add = message.level === 'error' ? this.#task.report.error : this.#task.report.warn;
        add.call(this.#task.report, { file, row: message.row, column: '' }, message.code, () => message.message);
        return;
      }
      case 'done':
        this.#current?.end();
        this.isDone = true;
    }
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
  readonly #is1904: boolean;
  #table: Table | null = null;
  #columns = new Map<number, string>();
  /** The rows seen so far while no header is found; null once that is settled. */
  #waiting: WorkbookRow[] | null = [];

  constructor(task: FileTask, sheet: string, kind: ImportKind, is1904: boolean) {
    this.#task = task;
    this.#label = labelOf(task, sheet);
    this.kind = kind;
    this.#is1904 = is1904;
  }

  get rowCount(): number {
    return this.#table?.rowCount ?? 0;
  }

  row(row: WorkbookRow): void {
    const [number, ...cells] = row;
    if (this.#table !== null) {
      this.#table.row(cells, number);
      return;
    }
    if (this.#waiting === null) return;
    this.#waiting.push(row);
    const isHeader = this.#waiting.length === 1 && matchHeaders(cells, KIND_TABLES[this.kind].columns, this.#task.input.mapping).missing.length === 0;
    if (isHeader || this.#waiting.length >= HEADER_SEARCH_ROWS) this.#settle();
  }

  end(): void {
    if (this.#waiting !== null && this.#waiting.length > 0) this.#settle();
  }

  #settle(): void {
    const rows = this.#waiting ?? [];
    this.#waiting = null;
    const [headerRow, ...headers] = rows[0] ?? [0];
    const { input, report, store, index } = this.#task;
    const columns = KIND_TABLES[this.kind].columns;
    if (matchHeaders(headers, columns, input.mapping).found.length === 0) {
      const below =
        rows[
          rowOfHeaders(
            rows.map(([, ...cells]) => cells),
            columns,
            input.mapping,
          )
        ]?.[0];
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
