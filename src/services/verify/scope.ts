import type { ReadDb } from '../../db/tx.ts';
import type { Terms } from '../../domain/terms.ts';

/** A close: what it could know is what was recorded before its audit number. */
export interface Close {
  readonly month: string;
  readonly seq: number;
}

/** A version of the terms with the audit number it came with. */
export interface Version extends Terms {
  readonly id: number;
  readonly recordedSeq: number;
}

/** What was posted for one partner in one month, added up from the lines themselves. */
export interface Posted {
  readonly month: string;
  readonly partnerId: number;
  readonly accruedPaisa: number;
  readonly adjustmentsPaisa: number;
  readonly clawbackPaisa: number;
  readonly lines: number;
  /** Lines of billing that are no reversals. */
  readonly billed: number;
  /** Lines of completions. */
  readonly completed: number;
  /** Lines of a kind, or a pointing, that no rule knows. */
  readonly odd: number;
}

/** What several checks look at, read once. */
export interface Scope {
  readonly db: ReadDb;
  readonly today: string;
  readonly closes: readonly Close[];
  readonly versions: readonly Version[];
  readonly partners: ReadonlyMap<number, string>;
  /** Every month and partner with lines, by partner and month. */
  readonly posted: readonly Posted[];
}

/** Reads the scope; one pass over the posted lines gives all sums that others are compared with. */
export function readScope(db: ReadDb, today: string): Scope {
  return {
    db,
    today,
    closes: db.all<Close>('SELECT month, close_seq AS seq FROM months ORDER BY month'),
    versions: db
      .all<{ id: number; body: string; recordedSeq: number }>(
        'SELECT id, body_json AS body, recorded_seq AS recordedSeq FROM terms_versions ORDER BY effective_from, id',
      )
      .map((row) => ({ ...(JSON.parse(row.body) as Terms), id: row.id, recordedSeq: row.recordedSeq })),
    partners: new Map(db.all<{ id: number; code: string }>('SELECT id, code FROM partners').map((row) => [row.id, row.code])),
    posted: db.all<Posted>(POSTED),
  };
}

/** The billed months, by hops along the index instead of a walk over all lines. */
export const PERIODS = `WITH RECURSIVE hop(period) AS (SELECT min(period) FROM billing_lines UNION ALL SELECT (SELECT min(b.period) FROM billing_lines b WHERE b.period > hop.period) FROM hop WHERE hop.period IS NOT NULL)
  SELECT period FROM hop WHERE period IS NOT NULL`;

const IS_BILLED = "billing_line_id IS NOT NULL AND reverses_id IS NULL AND kind = 'recurring'";

const POSTED = `SELECT posted_in AS month, partner_id AS partnerId,
  coalesce(sum(amount_paisa) FILTER (WHERE kind = 'recurring' OR kind = 'fixed_price'), 0) AS accruedPaisa,
  coalesce(sum(amount_paisa) FILTER (WHERE kind = 'adjustment'), 0) AS adjustmentsPaisa,
  coalesce(sum(amount_paisa) FILTER (WHERE kind = 'clawback'), 0) AS clawbackPaisa,
  count(*) AS lines, count(*) FILTER (WHERE ${IS_BILLED}) AS billed, count(*) FILTER (WHERE kind = 'fixed_price') AS completed,
  count(*) - count(*) FILTER (WHERE ${IS_BILLED}) - count(*) FILTER (WHERE billing_line_id IS NULL AND reverses_id IS NULL AND kind = 'fixed_price')
    - count(*) FILTER (WHERE reverses_id IS NOT NULL AND (kind = 'clawback' OR kind = 'adjustment')) AS odd
  FROM accrual_lines GROUP BY posted_in, partner_id ORDER BY partner_id, posted_in`;

/** The terms in force on a date as they were known at an audit number. */
export function inForce(versions: readonly Version[], date: string, knownAt: number = Number.MAX_SAFE_INTEGER): Version | null {
  let found: Version | null = null;
  for (const version of versions) {
    if (version.effectiveFrom > date || version.recordedSeq > knownAt) continue;
    if (found === null || version.effectiveFrom > found.effectiveFrom || (version.effectiveFrom === found.effectiveFrom && version.id > found.id))
      found = version;
  }
  return found;
}

export const codeOf = (scope: Scope, partnerId: number): string => scope.partners.get(partnerId) ?? `partner no. ${partnerId}`;

/** The last day of a month as SQLite would say it, without asking it. */
export function monthEnd(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  const days = [31, (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][of - 1] ?? 0;
  return `${month}-${String(days).padStart(2, '0')}`;
}

/** A month so many months later. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  const index = year * 12 + of - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}
