/** What a person changed of a file before it was read: cells corrected, rows left out. The bytes of the file stay as they came. */
import { maskIdentifier } from '../shared/mask.ts';
import type { ImportKind } from '../shared/vocab.ts';
import { shownText } from './cells.ts';
import type { HeaderMatch } from './headers.ts';
import type { AnyColumn } from './kinds.ts';

/** A row of a text file, or of one sheet of a workbook; 1-based, as findings name it. */
export interface RowPlace {
  readonly sheet?: string | undefined;
  readonly row: number;
}

export interface CellCorrection extends RowPlace {
  /** Column name of interchange.md; an optional one that the file lacks is added to it. */
  readonly column: string;
  readonly value: string;
}

/** An edit that met its row. Without a column the row was left out; private values are masked. */
export interface AppliedEdit {
  readonly kind: ImportKind;
  readonly sheet: string;
  readonly row: number;
  readonly column: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** The edits of one file. */
export class FileEdits {
  readonly #tables = new Map<string, TableEdits>();

  constructor(edits: { readonly corrections?: readonly CellCorrection[] | undefined; readonly leaveOut?: readonly RowPlace[] | undefined }) {
    for (const { sheet = '', row } of edits.leaveOut ?? []) this.#open(sheet).leaveOut(row);
    for (const { sheet = '', row, column, value } of edits.corrections ?? []) this.#open(sheet).correct(row, column, value);
  }

  #open(sheet: string): TableEdits {
    const known = this.#tables.get(sheet) ?? new TableEdits(sheet);
    this.#tables.set(sheet, known);
    return known;
  }

  /** Undefined when nothing of the table was edited; an empty name is the one table of a text file. */
  of(sheet: string): TableEdits | undefined {
    return this.#tables.get(sheet);
  }

  get applied(): AppliedEdit[] {
    return [...this.#tables.values()].flatMap((table) => table.applied);
  }

  /** Edits whose row or column the file does not have: the file is another one than was looked at. */
  get astray(): (RowPlace & { readonly column: string })[] {
    return [...this.#tables.values()].flatMap((table) => table.astray);
  }
}

export class TableEdits {
  readonly #sheet: string;
  readonly #corrections = new Map<number, Map<string, string>>();
  readonly #leftOut = new Set<number>();
  readonly applied: AppliedEdit[] = [];

  constructor(sheet: string) {
    this.#sheet = sheet;
  }

  leaveOut(row: number): void {
    this.#leftOut.add(row);
  }

  correct(row: number, column: string, value: string): void {
    const known = this.#corrections.get(row) ?? new Map<string, string>();
    known.set(column, value);
    this.#corrections.set(row, known);
  }

  /** True, and noted, when a person left the row out. */
  leavesOut(kind: ImportKind, row: number): boolean {
    if (!this.#leftOut.has(row)) return false;
    this.applied.push({ kind, sheet: this.#sheet, row, column: null, from: null, to: null });
    return true;
  }

  /** The row as corrected. */
  corrected(kind: ImportKind, row: number, cells: readonly string[], found: HeaderMatch['found']): readonly string[] {
    const corrections = this.#corrections.get(row);
    if (corrections === undefined) return cells;
    const changed = [...cells];
    for (const { column, index } of found) {
      const value = corrections.get(column.name);
      if (value === undefined) continue;
      const told = (text: string): string => (column.isPrivate && text !== '' ? maskIdentifier(text) : text);
      this.applied.push({ kind, sheet: this.#sheet, row, column: column.name, from: told(shownText(changed[index] ?? '')), to: told(value) });
      while (changed.length < index) changed.push('');
      changed[index] = value;
    }
    return changed;
  }

  /** The headers with the optional columns that only a correction fills, beside the file's own. */
  widen(match: HeaderMatch, columns: readonly AnyColumn[], width: number): HeaderMatch {
    const named = new Set([...this.#corrections.values()].flatMap((cells) => [...cells.keys()]));
    const present = new Set([...match.found, ...match.missing.map((column) => ({ column }))].map(({ column }) => column.name));
    const added = columns.filter((column) => named.has(column.name) && !present.has(column.name)).map((column, at) => ({ column, index: width + at }));
    return added.length === 0 ? match : { ...match, found: [...match.found, ...added] };
  }

  get astray(): (RowPlace & { readonly column: string })[] {
    const met = new Set(this.applied.map(({ row, column }) => `${row} ${column ?? ''}`));
    const wanted = [
      ...[...this.#leftOut].map((row) => ({ row, column: '' })),
      ...[...this.#corrections].flatMap(([row, cells]) => (this.#leftOut.has(row) ? [] : [...cells.keys()].map((column) => ({ row, column })))),
    ];
    return wanted.filter(({ row, column }) => !met.has(`${row} ${column}`)).map((place) => ({ ...place, sheet: this.#sheet }));
  }
}
