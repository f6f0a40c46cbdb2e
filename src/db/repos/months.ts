import { createHash } from 'node:crypto';
import { COMPLETION_DECISION, COMPLETION_EXCEPTION, LINE_DECISION, LINE_EXCEPTION } from '../../domain/accruals.ts';
import { type TermsVersion, termsOn } from '../../domain/terms.ts';
import { assert } from '../../shared/assert.ts';
import { addMonths, month as asMonth, isMonth, lastDayOf, type Month } from '../../shared/calendar.ts';
import type { ReadDb } from '../tx.ts';

/** The last close: which month, and what was known by then. */
export interface LastClose {
  readonly month: Month;
  readonly closeSeq: number;
}

export function lastClose(db: ReadDb): LastClose | null {
  return db.get<LastClose>('SELECT month, close_seq AS closeSeq FROM months ORDER BY month DESC LIMIT 1') ?? null;
}

export function isClosed(db: ReadDb, of: Month): boolean {
  return db.get('SELECT 1 FROM months WHERE month = ?', [of]) !== undefined;
}

/** The earliest month that has something to post before anything was closed; null when there is nothing (3.6). */
export function earliestToPost(db: ReadDb): Month | null {
  const row = db.get<{ first: string | null }>(
    `SELECT min(first) AS first FROM (
       SELECT min(l.period) AS first FROM billing_lines l JOIN deals d ON d.id = l.deal_id
         WHERE d.contract_type <> 'fixed_price' AND d.voided_on IS NULL AND (${LINE_EXCEPTION} IS NULL OR ${LINE_DECISION} = 'accept')
       UNION ALL SELECT min(d.completed_month) FROM deals d
         WHERE d.contract_type = 'fixed_price' AND d.completed_on IS NOT NULL AND d.voided_on IS NULL AND (${COMPLETION_EXCEPTION} IS NULL OR ${COMPLETION_DECISION} = 'accept'))`,
  );
  return row?.first === null || row === undefined ? null : asMonth(row.first);
}

/** The earliest open month: the one after the last close, or where posting would begin. */
export function nextToClose(db: ReadDb): Month | null {
  const last = lastClose(db);
  return last ? addMonths(last.month, 1) : earliestToPost(db);
}

/** One month of the plan that the rule expressions join: which terms hold for it. */
export interface PlanMonth {
  readonly period: Month;
  readonly lastDay: string;
  readonly termsVersionId: number;
  readonly rateBasis: string;
  readonly tolerancePaisa: number;
}

/** The plan as JSON for {@link PLAN}. Terms hold for a month as they stand on its last day. */
export function planJson(periods: Iterable<Month>, versions: readonly TermsVersion[]): string {
  const plan: PlanMonth[] = [];
  for (const period of periods) {
    assert(isMonth(period), `${String(period)} is a month`);
    const terms = termsOn(versions, lastDayOf(period));
    plan.push({ period, lastDay: lastDayOf(period), termsVersionId: terms.id, rateBasis: terms.rateBasis, tolerancePaisa: terms.tolerancePaisa });
  }
  return JSON.stringify(plan);
}

/** Common table expression `p` over the parameter `:plan`. */
export const PLAN = `p AS MATERIALIZED (SELECT value ->> 'period' AS period, value ->> 'lastDay' AS lastDay, value ->> 'termsVersionId' AS termsVersionId,
  value ->> 'rateBasis' AS rateBasis, value ->> 'tolerancePaisa' AS tolerancePaisa FROM json_each(:plan))`;

/** SHA-256 over the month's posted lines by their natural key: the same facts give the same fingerprint on any machine. */
export function digestOfMonth(db: ReadDb, of: Month): string {
  // Joined in SQL: handing each line over to be hashed alone costs more than sorting and hashing them. Sorted below the aggregate, whose own ORDER BY
  // takes twice as long; LIMIT keeps that order from being dropped.
  const joined = db.get<{ text: string | null }>(
    `SELECT group_concat(line, char(10)) AS text FROM (
       SELECT concat_ws('|', d.code, a.period, a.kind, coalesce(a.invoice_no, ''), a.base_paisa, a.rate_bps, a.amount_paisa) AS line
       FROM accrual_lines a JOIN deals d ON d.id = a.deal_id WHERE a.posted_in = ? ORDER BY line LIMIT -1)`,
    [of],
  )?.text;
  const hash = createHash('sha256');
  if (joined !== null && joined !== undefined) hash.update(joined).update('\n');
  return hash.digest('hex');
}
