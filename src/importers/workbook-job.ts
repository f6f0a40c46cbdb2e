/** What the parent asks of the process that reads a workbook, and what comes back: one JSON document a line. */
import type { ImportKind } from '../shared/vocab.ts';
import type { ImportLimits } from './limits.ts';

export interface WorkbookJob {
  readonly byteLength: number;
  /** Chosen by a person; outranks the names of sheets. */
  readonly chosenKind: ImportKind | null;
  /** What the file name says; counts when the workbook has one sheet and its name says nothing. */
  readonly fileKinds: readonly ImportKind[];
  readonly limits: ImportLimits;
}

/** A row: its number in the sheet, and the texts of its cells (typed ones tagged, see cell-tags.ts) without trailing blanks. */
export interface WorkbookRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export type WorkbookMessage =
  | { readonly t: 'sheet'; readonly sheet: string; readonly kind: ImportKind; readonly is1904: boolean }
  /** Row numbers, and beside them the cells of each. `done`: share of the workbook read so far, 0 to 1. */
  | { readonly t: 'rows'; readonly numbers: readonly number[]; readonly cells: readonly (readonly string[])[]; readonly done: number }
  | {
      readonly t: 'finding';
      readonly level: 'error' | 'warning';
      readonly sheet: string | null;
      readonly row: number;
      readonly code: string;
      readonly message: string;
    }
  /** About one column of the current sheet; `message` continues the name of the column. */
  | { readonly t: 'column'; readonly index: number; readonly row: number; readonly code: string; readonly message: string }
  /** All rows of the current sheet are sent; findings about it as a whole follow. */
  | { readonly t: 'sheetEnd' }
  | { readonly t: 'done' };

export type Emit = (message: WorkbookMessage) => void | Promise<void>;
