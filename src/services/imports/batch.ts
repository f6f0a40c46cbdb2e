import type { ReadDb } from '../../db/tx.ts';
import type { TermsVersion } from '../../domain/terms.ts';
import type { ImportRow } from '../../importers/index.ts';
import type { FindingList } from '../../shared/findings.ts';
import type { ImportKind } from '../../shared/vocab.ts';
import type { CommandContext } from '../context.ts';

export interface KindCounts {
  new: number;
  changed: number;
  unchanged: number;
}

/** One import under way: its findings and counts, and which partners need their tier path worked out again. */
export interface Batch {
  readonly context: CommandContext;
  readonly versions: readonly TermsVersion[];
  readonly errors: FindingList;
  readonly warnings: FindingList;
  readonly counts: Partial<Record<ImportKind, KindCounts>>;
  readonly partnersTouched: Set<number>;
  /** Partner ids by code, kept up to date as partners are added. */
  readonly partnerIds: Map<string, number>;
  /** Row ids of `import_files`, by index of the parsed files. */
  readonly fileIds: readonly number[];
}

/** Partners by the code that rows name them with. */
export function partnerIdsByCode(db: ReadDb): Map<string, number> {
  return new Map(db.all<{ code: string; id: number }>('SELECT code, id FROM partners').map((partner) => [partner.code, partner.id]));
}

export function countsOf(batch: Batch, kind: ImportKind): KindCounts {
  const found = batch.counts[kind];
  if (found) return found;
  const fresh = { new: 0, changed: 0, unchanged: 0 };
  batch.counts[kind] = fresh;
  return fresh;
}

export function fail(batch: Batch, row: ImportRow, column: string, code: string, message: string): void {
  batch.errors.add({ file: row.fileLabel, row: row.row, column, code, message });
}

/** The fields in which a stored record and a row differ; a blank cell (null) brings nothing. */
export function differences<T extends object>(stored: T, brought: Partial<Record<keyof T, unknown>>): (keyof T & string)[] {
  return (Object.keys(brought) as (keyof T & string)[]).filter((key) => brought[key] !== null && brought[key] !== undefined && brought[key] !== stored[key]);
}
