import { createHash } from 'node:crypto';
import type { ReadDb } from '../../db/tx.ts';
import { LARGEST_PLACED, numbers } from './bulk.ts';

/** `code|` decides where a line stands among those of other deals. */
const DEALS_IN_ORDER = "SELECT json_group_array(id) AS ids FROM (SELECT id FROM deals ORDER BY code || '|' LIMIT -1)";

const LINES = `SELECT group_concat(concat_ws('|', d.code, a.period, a.kind, coalesce(a.invoice_no, ''), a.base_paisa, a.rate_bps, a.amount_paisa), char(10)) AS text,
    json_group_array(a.deal_id) AS deals
  FROM accrual_lines a CROSS JOIN deals d ON d.id = a.deal_id WHERE a.posted_in = ?`;

/**
 * Fingerprints of closed months from their posted lines (3.6). Deals are put in order once, and each line goes to the place of its deal:
 * sorting the lines of every month would take three times as long. A fingerprint that equals the stored one proves the same lines;
 * one that does not may come from texts that hold the separators, and is to be worked out again line by line.
 */
export class Fingerprints {
  readonly #db: ReadDb;
  readonly #deals: number;
  /** Of each deal, by its number. */
  readonly #place: Int32Array;

  constructor(db: ReadDb) {
    this.#db = db;
    const ids = numbers(db.get<{ ids: string }>(DEALS_IN_ORDER)?.ids);
    const largest = ids.reduce((most, id) => Math.max(most, id), 0);
    this.#deals = ids.length;
    this.#place = new Int32Array(largest > LARGEST_PLACED ? 0 : largest + 1);
    for (const [place, id] of ids.entries()) this.#place[id] = place;
  }

  of(month: string): string {
    const hash = createHash('sha256');
    const found = this.#db.get<{ text: string | null; deals: string }>(LINES, [month]);
    if (found !== undefined && found.text !== null) hash.update(this.#inOrder(found.text.split('\n'), numbers(found.deals))).update('\n');
    return hash.digest('hex');
  }

  #inOrder(lines: readonly string[], deals: readonly number[]): string {
    const placed = new Array<string>(this.#deals).fill('');
    const shared = new Set<number>();
    for (let index = 0; index < deals.length; index += 1) {
      const place = this.#place[deals[index] ?? 0] ?? 0;
      const line = lines[index] ?? '';
      if (placed[place] !== '') shared.add(place);
      placed[place] = placed[place] === '' ? line : `${placed[place] ?? ''}\n${line}`;
    }
    for (const place of shared) placed[place] = (placed[place] ?? '').split('\n').sort().join('\n');
    return placed.filter((line) => line !== '').join('\n');
  }
}
