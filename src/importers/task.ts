/** What goes into an import, and what comes out. */
import type { FindingList } from '../shared/findings.ts';
import type { ImportKind } from '../shared/vocab.ts';
import type { Delimiter } from './csv.ts';
import type { AppliedEdit, CellCorrection, FileEdits, RowPlace } from './edits.ts';
import type { HeaderMapping, SeenHeader } from './headers.ts';
import type { ImportLimits } from './limits.ts';
import type { DateOrder } from './read-date.ts';
import type { StartReader } from './reader-process.ts';
import type { Report } from './report.ts';
import type { ImportRow, RowStore } from './table.ts';
import type { RowTap } from './tap.ts';

export interface InputFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Chosen in the wizard: header of the file → column name, or an empty text to leave the column out. */
  readonly mapping?: HeaderMapping;
  /** How dates are written in a text file; never guessed. */
  readonly dateOrder?: DateOrder;
  readonly delimiter?: Delimiter;
  /** Overrides what the file name says. */
  readonly kind?: ImportKind;
  readonly corrections?: readonly CellCorrection[];
  readonly leaveOut?: readonly RowPlace[];
}

export interface ImportedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Rows with data per kind, accepted or not. */
  readonly kinds: { readonly kind: ImportKind; readonly rows: number }[];
  readonly unknownColumns: string[];
  /** One for each table of the file; for a text file in which no header was recognised, one for each way to part its first row. */
  readonly headers: readonly SeenHeader[];
  readonly edits: readonly AppliedEdit[];
}

export interface ParsedImport {
  readonly rows: { readonly [K in ImportKind]: ImportRow<K>[] };
  readonly errors: FindingList;
  readonly warnings: FindingList;
  readonly files: ImportedFile[];
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** In bytes over all files. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly limits?: Partial<ImportLimits>;
  /** Starts the process that reads a workbook; by default a Node that runs the source beside this. */
  readonly startReader?: StartReader;
  /** Collects rows as they stand; nothing is read then. */
  readonly tap?: RowTap;
}

/** Everything the reader of one file needs. */
export interface FileTask {
  readonly input: InputFile;
  readonly index: number;
  readonly options: ImportOptions;
  readonly limits: ImportLimits;
  readonly report: Report;
  readonly store: RowStore;
  readonly edits: FileEdits | null;
  readonly onHeader: (header: SeenHeader) => void;
  /** `done` of the file's bytes. */
  readonly onBytes: (done: number) => void;
}
