import { z } from 'zod';
import { type IsoDate, isIsoDate, isMonth, isQuarter, type Month, type Quarter } from '../shared/calendar.ts';
import { type Paisa, paisa } from '../shared/paisa.ts';
import { type Bps, bps } from '../shared/rate.ts';
import { TIERS } from '../shared/vocab.ts';

/** Values that every area's shapes are made of. */
export const isoDate = z
  .string()
  .refine((text): text is IsoDate => isIsoDate(text), 'must be a date YYYY-MM-DD, for example 2026-09-30')
  .meta({ format: 'date' });
export const month = z
  .string()
  .refine((text): text is Month => isMonth(text), 'must be a month YYYY-MM, for example 2026-09')
  .meta({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });
export const quarter = z
  .string()
  .refine((text): text is Quarter => isQuarter(text), 'must be a quarter YYYY-Qn, for example 2026-Q3')
  .meta({ pattern: '^\\d{4}-Q[1-4]$' });
export const amount = z.int().refine((value): value is Paisa => paisa(value) === value, 'must be whole paisa');
export const rate = z
  .int()
  .min(0)
  .max(10_000)
  .refine((value): value is Bps => bps(value) === value, 'must be whole basis points');
export const count = z.int().min(0);
export const code = z.string().trim().min(1).max(64);
export const reason = z.string().trim().min(3, 'say why in a few words').max(2000);
export const tier = z.enum(TIERS);
export const instant = z.string();
export const nothing = z.strictObject({});

/** The version of a record that the screen showed: another one in the file is a conflict. Without one nothing is compared (command line). */
export const version = z.int().min(0);
/** The same for what is worked out, not stored: it says what was shown. */
export const shownState = z.string().max(200);

/** A record typed on a screen: texts by column name of interchange.md, parsed and judged as a file of one row. */
export const entry = z.strictObject({
  values: z.record(z.string().max(64), z.string().max(40_000)),
  version: version.optional(),
  /** A known code is refused instead of changed. */
  isNew: z.boolean().optional(),
  dryRun: z.boolean().optional(),
});

/** The filters that a list and its totals offer alike. */
export function listFilter<F extends z.ZodRawShape>(filter: F) {
  return z.strictObject(filter).partial();
}

const direction = z.enum(['asc', 'desc']);

/** Sorted by one offered key. */
export function oneKey<const S extends readonly [string, ...string[]]>(sorts: S) {
  return z.strictObject({ by: z.enum(sorts), direction });
}

/** Sorted by one offered key, and where that is the same by another. */
export function twoKeys<const S extends readonly [string, ...string[]]>(sorts: S) {
  return oneKey(sorts)
    .extend({ second: oneKey(sorts).optional() })
    .refine(({ by, second }) => second?.by !== by, 'the second key is another than the first');
}

/** Input of a list: one offered filter and sort, a page after a cursor. Cursors come from the answer before and mean nothing else. */
export function listInput<F extends z.ZodType, S extends z.ZodType>(filter: F, sort: S) {
  return z.strictObject({
    filter: filter.optional(),
    sort: sort.optional(),
    after: z.string().max(2000).nullable().optional(),
    limit: z.int().min(1).max(500).optional(),
  });
}

/** Answer to a list: a page of rows and the cursor of the next. */
export function listOutput<R extends z.ZodType>(row: R) {
  return z.strictObject({ rows: z.array(row), next: z.string().nullable() });
}

/** Input of a list's totals, asked apart from its pages: they take the whole filter to work out. */
export function totalsInput<F extends z.ZodType>(filter: F) {
  return z.strictObject({ filter: filter.optional() });
}

/** Count and totals over a whole filter. */
export function totalsOutput<T extends z.ZodType>(totals: T) {
  return z.strictObject({ count, totals });
}
