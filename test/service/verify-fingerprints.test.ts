import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { digestOfMonth } from '../../src/db/repos/months.ts';
import { connect } from '../../src/db/tx.ts';
import { Fingerprints } from '../../src/services/verify/fingerprints.ts';
import { month } from '../../src/shared/calendar.ts';

const JULY = month('2025-07');

interface Line {
  readonly deal: string;
  readonly invoice: string | null;
  readonly paisa: number;
}

/** Only what a fingerprint is made of. Deals are numbered in the order given. */
function posted(deals: readonly string[], lines: readonly Line[]): ReturnType<typeof connect> {
  const raw = new Database(':memory:');
  raw.exec(`CREATE TABLE deals (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE accrual_lines (id INTEGER PRIMARY KEY, deal_id INTEGER, period TEXT, posted_in TEXT, kind TEXT, invoice_no TEXT, base_paisa INTEGER, rate_bps INTEGER, amount_paisa INTEGER) STRICT`);
  for (const code of deals) raw.prepare('INSERT INTO deals (code) VALUES (?)').run(code);
  const insert = raw.prepare(
    "INSERT INTO accrual_lines (deal_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa) VALUES ((SELECT id FROM deals WHERE code = ?), '2025-06', '2025-07', 'recurring', ?, ?, 2000, ?)",
  );
  for (const line of lines) insert.run(line.deal, line.invoice, line.paisa * 5, line.paisa);
  return connect(raw);
}

describe("verify's own fingerprint of a month is the one that the close kept (3.6)", () => {
  test('for codes that begin alike, other scripts, and several lines of a deal', () => {
    const deals = ['D-2', 'D-10', 'D-1', 'D-1A', 'Ü-9', 'd-1', 'ڈیل-1', 'D-1~', 'D 1'];
    const lines = deals.flatMap((deal, index) => [
      { deal, invoice: `INV-${9 - index}`, paisa: 500 + index },
      { deal, invoice: null, paisa: -7 },
      { deal, invoice: `INV-${index}`, paisa: 100 * index },
    ]);
    for (const order of [lines, lines.toReversed()]) {
      const db = posted(deals, order);
      expect(new Fingerprints(db).of(JULY)).toBe(digestOfMonth(db, JULY));
      db.close();
    }
  });

  test('for a month without lines', () => {
    const db = posted(['D-1'], []);
    expect(new Fingerprints(db).of(JULY)).toBe(digestOfMonth(db, JULY));
    db.close();
  });

  test('and is another one as soon as a line is', () => {
    const of = (paisa: number): string => {
      const db = posted(['D-2', 'D-1'], [{ deal: 'D-1', invoice: 'I-1', paisa }]);
      const found = new Fingerprints(db).of(JULY);
      db.close();
      return found;
    };
    expect(of(100)).not.toBe(of(101));
  });
});
