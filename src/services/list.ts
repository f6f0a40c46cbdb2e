import type { ReadDb, SqlValue } from '../db/tx.ts';
import { assertExists } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';

export const PAGE = 100;
/** So many rows are sorted as quickly as a page is found; of more, enough come along the index of the sort. */
const FEW = 2000;

/** The keys of a page, in {@link PagePlan.select}. */
export const SHOWN = '(SELECT value FROM json_each(:ids))';

type Direction = 'asc' | 'desc';
type Params = Readonly<Record<string, SqlValue>>;

/** What a filter asks: conditions that all hold, with their parameters. */
export interface ListFilter {
  readonly where: readonly string[];
  readonly params: Params;
  /** The ids that the narrowest condition leaves, by an index of its own: `SELECT … FROM … WHERE …`. Null: no condition has one. */
  readonly narrow: string | null;
}

/** How a page is found: the keys first, along the index of the sort or among the few rows that the filter leaves; then the whole rows of those keys. */
export interface PagePlan extends ListFilter {
  /** Tables in the order of the sort; the rows' own columns come later. */
  readonly walk: string;
  /** Tables that sort and conditions speak of, for ids in `few.value`. */
  readonly few: string;
  /** Key of a row, an integer: the last word of every sort. */
  readonly id: string;
  /** Sorted by this expression, then by `id`; null: by `id` alone. */
  readonly sort: string | null;
  readonly direction: Direction;
  /** Among rows that the sort leaves alike: an expression of the row's own columns, never null. */
  readonly second?: { readonly sort: string; readonly direction: Direction } | undefined;
  readonly after: string | null;
  readonly limit: number;
  /** `SELECT … AS id …` of whole rows, `WHERE … IN` {@link SHOWN}. */
  readonly select: string;
}

/** The last row of a page: its sort, its second sort (null when there is none) and its key. */
interface Cursor {
  readonly sort: SqlValue;
  readonly second: SqlValue;
  readonly id: number;
}

/** Reads one page after a cursor (keyset, never OFFSET). */
export function readPage<R extends object>(db: ReadDb, plan: PagePlan): { rows: R[]; next: string | null } {
  const keys = readKeys(db, plan);
  const shown = keys.slice(0, plan.limit);
  const found = new Map(
    db
      .all<R & { id: number }>(plan.select, {
        ...plan.params,
        ids: JSON.stringify(shown.map((key) => key.id)),
      })
      .map((row) => [row.id, row]),
  );
  const rows = shown.map((key): R => assertExists(found.get(key.id), `row ${key.id} of the page is there`));
  const last = shown.at(-1);
  return { rows, next: keys.length > plan.limit && last ? JSON.stringify([last.sort, last.second, last.id]) : null };
}

/** The keys of a page, and one more when there is a next page. */
function readKeys(db: ReadDb, plan: PagePlan): Cursor[] {
  const { id, sort, direction, second } = plan;
  const cursor = plan.after === null ? null : parseCursor(plan.after);
  const few = fewOf(db, plan);
  const from = few === null ? plan.walk : `json_each(:few) few CROSS JOIN ${plan.few}`;
  const order = [
    ...(sort === null ? [] : [`${sort} ${direction}`]),
    ...(second === undefined ? [] : [`${second.sort} ${second.direction}`]),
    `${id} ${direction}`,
  ];
  return db.all<Cursor>(
    `SELECT ${id} AS id, ${sort ?? '0'} AS sort, ${second?.sort ?? 'NULL'} AS second FROM ${from}
     ${whereOf([...plan.where, ...(cursor === null ? [] : [beyond(plan)])])} ORDER BY ${order.join(', ')} LIMIT :limit`,
    {
      ...plan.params,
      limit: plan.limit + 1,
      ...(few === null ? {} : { few }),
      ...(cursor === null ? {} : afterParams(plan, cursor)),
    },
  );
}

const compareOf = (direction: Direction): '>' | '<' => (direction === 'asc' ? '>' : '<');

/** The rows after the cursor. The first key bounds the walk along its index also where a second one decides. */
function beyond({ id, sort, direction, second }: PagePlan): string {
  const compare = compareOf(direction);
  if (sort === null) return `${id} ${compare} :tieAfter`;
  if (second === undefined) return `(${sort}, ${id}) ${compare} (:sortAfter, :tieAfter)`;
  const alike = `(${second.sort} ${compareOf(second.direction)} :secondAfter OR (${second.sort} = :secondAfter AND ${id} ${compare} :tieAfter))`;
  return `${sort} ${compare}= :sortAfter AND (${sort} ${compare} :sortAfter OR ${alike})`;
}

function afterParams({ sort, second }: PagePlan, cursor: Cursor): Params {
  return { tieAfter: cursor.id, ...(sort === null ? {} : { sortAfter: cursor.sort }), ...(second === undefined ? {} : { secondAfter: cursor.second }) };
}

/** The rows that the narrowest condition leaves, as JSON; null when they are not few. */
function fewOf(db: ReadDb, { narrow, params }: ListFilter): string | null {
  if (narrow === null) return null;
  const { ids, count } = assertExists(
    db.get<{ ids: string; count: number }>(`SELECT json_group_array(id) AS ids, count(*) AS count FROM (SELECT * FROM (${narrow}) LIMIT ${FEW + 1})`, params),
    'an aggregate has a row',
  );
  return count > FEW ? null : ids;
}

/** Count and totals over a whole filter: `totals` are aggregates with `count(*) AS count` among them. */
export function readTotals<T>(db: ReadDb, filter: ListFilter, totals: string, from: string): T & { count: number } {
  return assertExists(db.get<T & { count: number }>(`SELECT ${totals} FROM ${from} ${whereOf(filter.where)}`, filter.params), 'an aggregate has a row');
}

const whereOf = (conditions: readonly string[]): string => (conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`);

const isKey = (value: unknown): value is string | number | null => typeof value === 'string' || typeof value === 'number' || value === null;

function parseCursor(text: string): Cursor {
  try {
    const value = JSON.parse(text) as unknown;
    if (Array.isArray(value) && value.length === 3) {
      const [sort, second, id] = value as unknown[];
      if (isKey(sort) && isKey(second) && Number.isSafeInteger(id)) return { sort, second, id: id as number };
    }
  } catch {
    // falls through to the refusal
  }
  throw new AppError('BAD_INPUT', 'after: use the "next" of the page before, or null for the first page.');
}

/** One offered filter: its condition on `:name`, and the ids that it leaves, where it has an index of its own. */
export interface OfferedFilter {
  readonly condition: string;
  readonly narrow?: string;
}

/** Joins the filters that were given; the first that has an index leads. Those not given are null among the parameters. */
export function filterBy<N extends string>(offered: Readonly<Record<N, OfferedFilter>>, given: Partial<Record<N, SqlValue | undefined>>): ListFilter {
  const names = Object.keys(offered) as N[];
  const used = names.filter((name) => given[name] !== undefined).map((name) => offered[name]);
  return {
    where: used.map(({ condition }) => condition),
    params: Object.fromEntries(names.map((name) => [name, given[name] ?? null])),
    narrow: used.find(({ narrow }) => narrow !== undefined)?.narrow ?? null,
  };
}

/** The second key that was asked for, among those offered. */
export function secondOf<N extends string>(offered: Readonly<Record<N, string>>, asked: { by: N; direction: Direction } | undefined): PagePlan['second'] {
  return asked === undefined ? undefined : { sort: offered[asked.by], direction: asked.direction };
}

/** `%text%` for LIKE with its wildcards escaped by backslash; undefined for no text. */
export function likePattern(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : `%${trimmed.replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
}
