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

/** A row: its number in the sheet, then the texts of its cells (typed ones tagged, see cells.ts); trailing blanks are left out. */
export type WorkbookRow = readonly [row: number, ...cells: string[]];

export type WorkbookMessage =
  | { readonly t: 'sheet'; readonly sheet: string; readonly kind: ImportKind; readonly is1904: boolean }
  /** `done`: share of the workbook read so far, 0 to 1. */
  | { readonly t: 'rows'; readonly rows: readonly WorkbookRow[]; readonly done: number }
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
  | { readonly t: 'done' };

export type Emit = (message: WorkbookMessage) => void | Promise<void>;
