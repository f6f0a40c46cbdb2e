import type { ReadDb } from '../../db/tx.ts';

/** One change of a field that the audit trail kept: what stood there before the command. */
interface Before {
  readonly seq: number;
  readonly value: unknown;
}

/**
 * What was known at an audit number. Facts that are only added carry their own number; fields that are written over
 * (a partner's status and opening, a deal's duration) are read back from the audit trail.
 */
export class Known {
  readonly #db: ReadDb;
  #partners: Map<string, Before[]> | null = null;
  #durations: Map<string, Before[]> | null = null;

  constructor(db: ReadDb) {
    this.#db = db;
  }

  /** A field of a partner as it stood after the command with this number. */
  partnerField<T>(partner: string, field: 'status' | 'openedOn' | 'openingTier', now: T, at: number): T {
    this.#partners ??= this.#read('partner', 'partner', ['status', 'openedOn', 'openingTier']);
    return valueAt(this.#partners.get(`${partner} ${field}`), now, at);
  }

  durationOf(deal: string, now: number | null, at: number): number | null {
    this.#durations ??= this.#read('deal', 'deal', ['durationMonths']);
    return valueAt(this.#durations.get(`${deal} durationMonths`), now, at);
  }

  #read(what: string, key: string, fields: readonly string[]): Map<string, Before[]> {
    const found = new Map<string, Before[]>();
    for (const row of this.#db.all<{ seq: number; code: string; field: string; value: unknown }>(
      `SELECT a.seq, c.value ->> :key AS code, f.key AS field, f.value AS value
       FROM audit_rows a, json_each(a.changes_json) c, json_each(c.value, '$.before') f
       WHERE a.outcome = 'done' AND json_valid(a.changes_json) AND c.value ->> 'what' = :what AND f.key IN (SELECT value FROM json_each(:fields)) ORDER BY a.seq`,
      { key, what, fields: JSON.stringify(fields) },
    )) {
      const name = `${row.code} ${row.field}`;
      const list = found.get(name);
      if (list) list.push(row);
      else found.set(name, [row]);
    }
    return found;
  }
}

function valueAt<T>(history: readonly Before[] | undefined, now: T, at: number): T {
  const next = history?.find((change) => change.seq > at);
  return next === undefined ? now : (next.value as T);
}
