/** Rows of a file as they stand in it, for a person to look at and mend: read again when something is wrong with them. */
import type { ImportKind } from '../shared/vocab.ts';

export interface TappedTable {
  /** As findings name it: the file, with the sheet in a workbook. */
  readonly file: string;
  readonly kind: ImportKind;
  readonly headers: readonly string[];
  /** Column of interchange.md under each header; null when the header names none. */
  readonly columns: readonly (string | null)[];
  readonly rows: { readonly row: number; readonly cells: readonly string[] }[];
}

/** Collects the wanted rows of an import instead of reading them. */
export class RowTap {
  readonly #wanted = new Map<string, Set<number>>();
  readonly tables: TappedTable[] = [];

  constructor(wanted: Iterable<{ readonly file: string; readonly row: number }>) {
    for (const { file, row } of wanted) {
      const rows = this.#wanted.get(file) ?? new Set<number>();
      rows.add(row);
      this.#wanted.set(file, rows);
    }
  }

  open(table: Omit<TappedTable, 'rows'>): (row: number, cells: readonly string[]) => void {
    const wanted = this.#wanted.get(table.file);
    const opened: TappedTable = { ...table, rows: [] };
    this.tables.push(opened);
    return (row, cells) => void (wanted?.has(row) === true && opened.rows.push({ row, cells }));
  }
}
