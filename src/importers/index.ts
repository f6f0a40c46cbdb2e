/** Import files: bytes in, typed rows and findings out. No database, no references; those are the service's. */
import { createHash } from 'node:crypto';
import { IMPORT_KINDS, type ImportKind } from '../shared/vocab.ts';
import { throwIfCancelled } from './cancel.ts';
import { readCsv } from './csv.ts';
import { FileEdits } from './edits.ts';
import { matchHeaders, type SeenHeader } from './headers.ts';
import { KIND_TABLES } from './kinds.ts';
import { DEFAULT_LIMITS, type ImportLimits } from './limits.ts';
import { extensionOf, kindsInName, stemOf } from './names.ts';
import { Report, wholeFile } from './report.ts';
import { type ImportRow, RowStore } from './table.ts';
import type { FileTask, ImportedFile, ImportOptions, InputFile, ParsedImport } from './task.ts';
import { readXlsx } from './xlsx.ts';

export type { AppliedEdit } from './edits.ts';
export { headerFingerprint, type SeenHeader } from './headers.ts';
export type { AnyColumn, AnyKindTable, Grammar, RowValues } from './kinds.ts';
export { KIND_TABLES } from './kinds.ts';
export type { ImportLimits } from './limits.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { StartReader } from './reader-process.ts';
export type { ImportRow } from './table.ts';
export { RowTap, type TappedTable } from './tap.ts';
export type { ImportedFile, ImportOptions, InputFile, ParsedImport } from './task.ts';

/** Throws only when cancelled (AppError CANCELLED); whatever is wrong with the files becomes findings. */
export async function parseImport(files: readonly InputFile[], options: ImportOptions = {}): Promise<ParsedImport> {
  const limits: ImportLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const report = new Report();
  const store = new RowStore();
  const total = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const imported: ImportedFile[] = [];
  let before = 0;
  for (const [index, input] of files.entries()) {
    throwIfCancelled(options.signal);
    const start = before;
    const onBytes = (done: number): void => options.onProgress?.(start + done, total);
    const headers: SeenHeader[] = [];
    const onHeader = (header: SeenHeader): void => void headers.push(header);
    const edits = input.corrections === undefined && input.leaveOut === undefined ? null : new FileEdits(input);
    const file = await readFile({ input, index, options, limits, report, store, edits, onHeader, onBytes });
    imported.push({ ...file, headers, edits: edits?.applied ?? [] });
    reportAstray(input, edits, report);
    before += input.bytes.length;
    onBytes(input.bytes.length);
  }
  const rowsOf = <K extends ImportKind>(kind: K): ImportRow<K>[] => store.rowsOf(kind);
  return {
    rows: {
      partners: rowsOf('partners'),
      deals: rowsOf('deals'),
      billing: rowsOf('billing'),
      leads: rowsOf('leads'),
      negotiated_terms: rowsOf('negotiated_terms'),
      campaigns: rowsOf('campaigns'),
      claims: rowsOf('claims'),
      holidays: rowsOf('holidays'),
    },
    errors: report.errors,
    warnings: report.warnings,
    files: imported,
  };
}

/** A correction that meets no cell would be lost without a word. */
function reportAstray(input: InputFile, edits: FileEdits | null, report: Report): void {
  for (const { sheet = '', row, column } of edits?.astray ?? [])
    report.error(
      { file: sheet === '' ? input.name : `${input.name} › ${sheet}`, row, column },
      'EDIT_ASTRAY',
      () =>
        `${column === '' ? `row ${row} was to be left out` : `${column} of row ${row} was corrected`}, but the file has no such cell. Check the file again.`,
    );
}

const TEXT_EXTENSIONS = ['csv', 'tsv', 'txt'];
const WORKBOOK_EXTENSIONS = ['xlsx', 'xlsm', 'xltx', 'xltm', 'xlsb', 'xls', 'ods'];

async function readFile(task: FileTask): Promise<Omit<ImportedFile, 'headers' | 'edits'>> {
  const { input, limits, report } = task;
  const file = { name: input.name, sha256: createHash('sha256').update(input.bytes).digest('hex'), bytes: input.bytes.length };
  const extension = extensionOf(input.name);
  if (input.bytes.length > limits.maxFileBytes) {
    report.error(
      wholeFile(input.name),
      'FILE_TOO_LARGE',
      () => `the file has ${input.bytes.length} bytes; at most ${limits.maxFileBytes} are read. Split it, for example by month.`,
    );
  } else if (WORKBOOK_EXTENSIONS.includes(extension)) {
    return { ...file, ...(await readXlsx(task)) };
  } else if (TEXT_EXTENSIONS.includes(extension)) {
    return { ...file, ...(await readTextFile(task)) };
  } else {
    report.error(wholeFile(input.name), 'UNSUPPORTED_FILE', () => 'the file is neither .csv nor .xlsx. Export the data in one of these forms.');
  }
  return { ...file, kinds: [], unknownColumns: [] };
}

async function readTextFile(task: FileTask): Promise<Pick<ImportedFile, 'kinds' | 'unknownColumns'>> {
  const { input, index, limits, report, store, options, onHeader, onBytes } = task;
  const kind = input.kind ?? kindOfFile(input, report);
  if (kind === null) return { kinds: [], unknownColumns: [] };
  const { rows, unknownColumns } = await readCsv(
    {
      kind,
      file: index,
      label: input.name,
      bytes: input.bytes,
      order: input.dateOrder ?? 'iso',
      delimiter: input.delimiter,
      mapping: input.mapping,
      limits,
      edits: task.edits?.of(''),
      tap: options.tap,
      signal: options.signal,
      onHeader: (cells) => onHeader({ kind, cells }),
      onBytes,
    },
    report,
    store,
  );
  return { kinds: [{ kind, rows }], unknownColumns: [...unknownColumns] };
}

function kindOfFile(input: InputFile, report: Report): ImportKind | null {
  const kinds = kindsInName(stemOf(input.name));
  if (kinds.length === 1 && kinds[0] !== undefined) return kinds[0];
  if (kinds.length > 1)
    report.error(
      wholeFile(input.name),
      'AMBIGUOUS_KIND',
      () => `the name speaks of ${kinds.join(' and ')}; a file holds one kind. Rename it, or choose the kind.`,
    );
  else
    report.error(
      wholeFile(input.name),
      'UNKNOWN_KIND',
      () => `the name does not say what the file holds. ${kindAdvice(input)}Name it after one of: ${IMPORT_KINDS.join(', ')}.`,
    );
  return null;
}

/** Not a guess that is acted on: a word of help in the message. */
function kindAdvice(input: InputFile): string {
  const head = Buffer.from(input.bytes.buffer, input.bytes.byteOffset, Math.min(input.bytes.length, 4096)).toString('utf8');
  const headers = (head.split(/[\r\n]/, 1)[0] ?? '').split(/[,;\t]/);
  const fitting = IMPORT_KINDS.filter((kind) => matchHeaders(headers, KIND_TABLES[kind].columns).missing.length === 0);
  return fitting.length === 1 ? `Its columns look like ${fitting.join('')}. ` : '';
}
