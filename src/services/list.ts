import type { ReadDb, SqlValue } from '../db/tx.ts';
import { assertExists } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';

export const PAGE = 100;

/** How one list is read: first the keys of a page, along the index of its sort, then the whole rows of those keys. */
export interface ListPlan {
  /** Tables that finding needs, in the order of the sort; the rows' own columns come later. */
  readonly from: string;
  /** Key of a row, an integer: the last word of every sort. */
  readonly id: string;
  /** Sorted by this expression of `from` (with an index, or over a small set), then by `id`; null: by `id` alone. */
  readonly sort: string | null;
  readonly where: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
  readonly direction: 'asc' | 'desc';
  readonly after: string | null;
  readonly limit: number;
  /** `SELECT … AS id … FROM …` of the whole row, without WHERE. */
  readonly select: string;
  /** Aggregates over the whole filter, `count(*) AS count` first, and the tables they need. */
  readonly totals: string;
  readonly totalsFrom: string;
}

interface Cursor {
  readonly sort: SqlValue;
  readonly id: number;
  readonly totals: Readonly<Record<string, number>>;
}

/** Reads one page after a cursor (keyset, never OFFSET). Count and totals are worked out for the first page; the cursor carries them on. */
export function readList<R extends object, T extends object>(db: ReadDb, plan: ListPlan): { rows: R[]; next: string | null; totals: T & { count: number } } {
  const cursor = plan.after === null ? null : parseCursor(plan.after);
  const { id, direction, params } = plan;
  const compare = direction === 'asc' ? '>' : '<';
  const beyond = plan.sort === null ? `${id} ${compare} :tieAfter` : `(${plan.sort}, ${id}) ${compare} (:sortAfter, :tieAfter)`;
  const conditions = [...plan.where, ...(cursor === null ? [] : [beyond])];
  const keys = db.all<{ id: number; sort: SqlValue }>(
    `SELECT ${id} AS id, ${plan.sort ?? '0'} AS sort FROM ${plan.from} ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY ${plan.sort === null ? '' : `${plan.sort} ${direction}, `}${id} ${direction} LIMIT :limit`,
    { ...params, limit: plan.limit + 1, ...(cursor === null ? {} : { tieAfter: cursor.id, ...(plan.sort === null ? {} : { sortAfter: cursor.sort }) }) },
  );
  const shown = keys.slice(0, plan.limit);
  const found = new Map(
    db
      .all<R & { id: number }>(`${plan.select} WHERE ${id} IN (SELECT value FROM json_each(:ids))`, {
        ...params,
        ids: JSON.stringify(shown.map((key) => key.id)),
      })
      .map((row) => [row.id, row]),
  );
  const rows = shown.map((key): R => assertExists(found.get(key.id), `row ${key.id} of the page is there`));
  const totals = (cursor?.totals ?? totalsOf(db, plan)) as T & { count: number };
  const last = shown.at(-1);
  return { rows, next: keys.length > plan.limit && last ? JSON.stringify([last.sort, last.id, totals]) : null, totals };
}

function totalsOf(db: ReadDb, plan: ListPlan): Readonly<Record<string, number>> {
  const totals = db.get<Record<string, number>>(
    `SELECT ${plan.totals} FROM ${plan.totalsFrom} ${plan.where.length === 0 ? '' : `WHERE ${plan.where.join(' AND ')}`}`,
    plan.params,
  );
  if (!totals) throw new AppError('INTERNAL', 'a list without totals');
  return totals;
}

function parseCursor(text: string): Cursor {
  try {
    const value = JSON.parse(text) as unknown;
    if (Array.isArray(value) && value.length === 3) {
      const [sort, id, totals] = value as unknown[];
      const isSound =
        (typeof sort === 'string' || typeof sort === 'number' || sort === null) && Number.isSafeInteger(id) && typeof totals === 'object' && totals !== null;
      if (isSound && Object.values(totals).every(Number.isSafeInteger)) return { sort, id: id as number, totals: totals as Record<string, number> };
    }
  } catch {
    // falls through to the refusal
  }
  throw new AppError('BAD_INPUT', 'after: use the "next" of the page before, or null for the first page.');
}

/** `%text%` for LIKE with its wildcards escaped by backslash. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
}
