import type { ReadDb, SqlValue } from '../db/tx.ts';
import { AppError } from '../shared/errors.ts';

export const PAGE = 100;

/** How one list is read: its rows, the columns it may be sorted by (each with an index or over a small set), and a unique last key. */
export interface ListPlan {
  /** `SELECT … FROM …` of one row shape, without WHERE. */
  readonly select: string;
  readonly where: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
  readonly sortColumn: string;
  readonly keyColumn: string;
  readonly direction: 'asc' | 'desc';
  readonly after: string | null;
  readonly limit: number;
  /** Aggregates over the whole filter, `count(*) AS count` first. */
  readonly totals: string;
}

/** Reads one page after a cursor (keyset, never OFFSET) with count and totals of the whole filter. */
export function readList<R extends object, T extends object>(db: ReadDb, plan: ListPlan): { rows: R[]; next: string | null; totals: T & { count: number } } {
  const cursor = plan.after === null ? null : parseCursor(plan.after);
  const compare = plan.direction === 'asc' ? '>' : '<';
  const where = plan.where.length === 0 ? '' : `WHERE ${plan.where.join(' AND ')}`;
  const inner = `SELECT *, ${plan.sortColumn} AS sortKey, ${plan.keyColumn} AS tieKey FROM (${plan.select}) ${where}`;
  const page = db.all<R & { sortKey?: SqlValue; tieKey?: SqlValue }>(
    `SELECT * FROM (${inner}) ${cursor ? `WHERE (sortKey, tieKey) ${compare} (:sortAfter, :tieAfter)` : ''} ORDER BY sortKey ${plan.direction}, tieKey ${plan.direction} LIMIT :limit`,
    { ...plan.params, limit: plan.limit + 1, ...(cursor ? { sortAfter: cursor.sort, tieAfter: cursor.tie } : {}) },
  );
  const rows = page.slice(0, plan.limit);
  const last = rows.at(-1);
  const next = page.length > plan.limit && last ? JSON.stringify([last.sortKey, last.tieKey]) : null;
  for (const row of rows) {
    delete row.sortKey;
    delete row.tieKey;
  }
  const totals = db.get<T & { count: number }>(`SELECT ${plan.totals} FROM (${plan.select}) ${where}`, plan.params);
  if (!totals) throw new AppError('INTERNAL', 'a list without totals');
  return { rows, next, totals };
}

function parseCursor(text: string): { sort: SqlValue; tie: SqlValue } {
  try {
    const value = JSON.parse(text) as unknown;
    if (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string' || typeof part === 'number'))
      return { sort: value[0] as SqlValue, tie: value[1] as SqlValue };
  } catch {
    // falls through to the refusal
  }
  throw new AppError('BAD_INPUT', 'after: use the "next" of the page before, or null for the first page.');
}

/** `%text%` for LIKE with its wildcards escaped by backslash. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
}
