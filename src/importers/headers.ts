import { createHash } from 'node:crypto';
import type { ImportKind } from '../shared/vocab.ts';
import type { AnyColumn } from './kinds.ts';
import { plainText } from './read-text.ts';

/** Which columns of a file are which columns of the kind. */
export interface HeaderMatch {
  /** Columns of the kind with their 0-based place in the file. */
  readonly found: readonly { readonly column: AnyColumn; readonly index: number }[];
  readonly missing: readonly AnyColumn[];
  /** Headers that name no column, as written; columns without any header are in {@link unnamed}. */
  readonly unknown: readonly { readonly header: string; readonly index: number }[];
  readonly unnamed: readonly number[];
  readonly duplicates: readonly { readonly name: string; readonly first: number; readonly second: number }[];
  /** Headers recognised although written otherwise: `Deal Code`. */
  readonly tolerated: readonly { readonly header: string; readonly name: string }[];
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** `\ufeffDeal Code ` → `deal_code`. */
export function normaliseHeader(header: string): string {
  return plainText(header.replace(INVISIBLE, ''))
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}

/** A header row, and the kind it was read as. */
export interface SeenHeader {
  readonly kind: ImportKind;
  readonly cells: readonly string[];
}

/** The same for the same headers in any order and spelling of case, and another for each kind. */
export function headerFingerprint({ kind, cells }: SeenHeader): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...cells.map(normaliseHeader).sort()]))
    .digest('hex');
}

export type HeaderMapping = Readonly<Record<string, string>>;

/**
 * Target by header as written and by its normalised form; an empty target means the column is left out on purpose.
 * A target the kind does not have leaves the column unknown: one mapping serves all sheets of a workbook.
 */
function mappingTargets(mapping: HeaderMapping | undefined): Map<string, string> {
  const targets = new Map<string, string>();
  for (const [header, target] of Object.entries(mapping ?? {})) {
    targets.set(normaliseHeader(header), target);
    targets.set(header, target);
  }
  return targets;
}

export function matchHeaders(headers: readonly string[], columns: readonly AnyColumn[], mapping?: HeaderMapping): HeaderMatch {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const targets = mappingTargets(mapping);
  const places = new Map<string, number>();
  const unknown: { header: string; index: number }[] = [];
  const unnamed: number[] = [];
  const duplicates: { name: string; first: number; second: number }[] = [];
  const tolerated: { header: string; name: string }[] = [];
  for (const [index, header] of headers.entries()) {
    const normal = normaliseHeader(header);
    const target = targets.get(header) ?? targets.get(normal);
    if (target === '') continue;
    const name = target ?? normal;
    const first = places.get(name);
    if (!byName.has(name)) {
      if (normal === '') unnamed.push(index);
      else unknown.push({ header: header.trim(), index });
    } else if (first !== undefined) duplicates.push({ name, first, second: index });
    else {
      places.set(name, index);
      if (target === undefined && header !== name) tolerated.push({ header, name });
    }
  }
  return {
    found: columns.flatMap((column) => {
      const index = places.get(column.name);
      return index === undefined ? [] : [{ column, index }];
    }),
    missing: columns.filter((column) => column.required && !places.has(column.name)),
    unknown,
    unnamed,
    duplicates,
    tolerated,
  };
}

/** Index of the first row that names all required columns: where the header stands when titles stand above it; −1 when none does. */
export function rowOfHeaders(rows: readonly (readonly string[])[], columns: readonly AnyColumn[], mapping?: HeaderMapping): number {
  return rows.findIndex((cells) => matchHeaders(cells, columns, mapping).missing.length === 0);
}
