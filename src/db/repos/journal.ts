import { type Account, EXPENSE_OF_EVENT } from '../../domain/journal.ts';
import { assert } from '../../shared/assert.ts';
import { type IsoDate, lastDayOf, type Month, monthOf } from '../../shared/calendar.ts';
import type { WriteDb } from '../tx.ts';

const EVENTS = {
  accrual: { column: 'accrued_paisa', words: 'Commission accrued' },
  clawback: { column: 'clawback_paisa', words: 'Commission clawed back' },
  adjustment: { column: 'adjustments_paisa', words: 'Commission adjusted' },
} as const;

/** Posts a month's commission per partner: expense against payable, reversed sides for negative sums (3.8). */
export function postMonthEntries(db: WriteDb, month: Month, seq: number): void {
  for (const [event, { column, words }] of Object.entries(EVENTS) as [keyof typeof EVENTS, (typeof EVENTS)[keyof typeof EVENTS]][]) {
    db.run(
      `INSERT INTO journal_entries (posted_on, month, event, reference, description, partner_id, recorded_seq)
       SELECT :postedOn, :month, :event, :month, :words || ' ' || :month, partner_id, :seq FROM partner_months WHERE month = :month AND ${column} <> 0 ORDER BY partner_id`,
      { postedOn: lastDayOf(month), month, event, words, seq },
    );
    const line = (account: Account, side: 'debit' | 'credit', withPartner: boolean): string => {
      const positive = side === 'debit' ? `max(${column}, 0), max(-${column}, 0)` : `max(-${column}, 0), max(${column}, 0)`;
      return `INSERT INTO journal_lines (entry_id, account, partner_id, debit_paisa, credit_paisa)
        SELECT e.id, '${account}', ${withPartner ? 'e.partner_id' : 'NULL'}, ${positive} FROM journal_entries e JOIN partner_months m ON m.partner_id = e.partner_id AND m.month = e.month
        WHERE e.event = '${event}' AND e.reference = ? ORDER BY e.id`;
    };
    db.run(line(EXPENSE_OF_EVENT[event], 'debit', false), [month]);
    db.run(line('partner_payable', 'credit', true), [month]);
  }
}

/**
 * Shows negative balances as receivable (5.3): moves between payable and receivable whatever changed since the last time,
 * for all partners or one. Payable never stands below zero afterwards.
 */
export function settleReceivables(db: WriteDb, postedOn: IsoDate, reference: string, seq: number, partnerId: number | null = null): void {
  const moved = '(max(-balance_paisa, 0) - receivable_paisa)';
  // Words of the statement, so that one partner is found by its key: asked as `OR`, every payment of a run would walk all partners.
  const whose = (column: string): string => (partnerId === null ? '' : ` AND ${column} = :partnerId`);
  const params = { postedOn, month: monthOf(postedOn), reference, seq, partnerId };
  db.run(
    `INSERT INTO journal_entries (posted_on, month, event, reference, description, partner_id, recorded_seq)
     SELECT :postedOn, :month, 'receivable', :reference, 'Clawback receivable ' || CASE WHEN ${moved} > 0 THEN 'raised' ELSE 'set off' END, partner_id, :seq
     FROM partner_balances WHERE ${moved} <> 0${whose('partner_id')} ORDER BY partner_id`,
    params,
  );
  for (const [account, sign] of [
    ['clawback_receivable', ''],
    ['partner_payable', '-'],
  ] as const) {
    db.run(
      `INSERT INTO journal_lines (entry_id, account, partner_id, debit_paisa, credit_paisa)
       SELECT e.id, '${account}', e.partner_id, max(${sign}${moved}, 0), max(-(${sign}${moved}), 0) FROM journal_entries e JOIN partner_balances b ON b.partner_id = e.partner_id
       WHERE e.event = 'receivable' AND e.reference = :reference AND e.recorded_seq = :seq${whose('e.partner_id')} ORDER BY e.id`,
      { reference, seq, partnerId },
    );
  }
  db.run(`UPDATE partner_balances SET receivable_paisa = max(-balance_paisa, 0) WHERE receivable_paisa <> max(-balance_paisa, 0)${whose('partner_id')}`, {
    partnerId,
  });
}

export interface EntryLine {
  readonly account: Account;
  readonly partnerId: number | null;
  readonly debitPaisa: number;
  readonly creditPaisa: number;
}

/** Posts one entry; it must balance. Lines of zero are left out. */
export function postEntry(
  db: WriteDb,
  entry: { postedOn: IsoDate; event: string; reference: string; description: string; partnerId: number | null; seq: number; lines: readonly EntryLine[] },
): void {
  const lines = entry.lines.filter((line) => line.debitPaisa !== 0 || line.creditPaisa !== 0);
  const debit = lines.reduce((sum, line) => sum + line.debitPaisa, 0);
  const credit = lines.reduce((sum, line) => sum + line.creditPaisa, 0);
  assert(debit === credit, `entry ${entry.event} ${entry.reference} balances (${debit} against ${credit})`);
  const { lines: _, ...head } = entry;
  const id = db.run(
    `INSERT INTO journal_entries (posted_on, month, event, reference, description, partner_id, recorded_seq) VALUES (:postedOn, :month, :event, :reference, :description, :partnerId, :seq)`,
    { ...head, month: monthOf(entry.postedOn) },
  ).lastId;
  const insert = db.prepare('INSERT INTO journal_lines (entry_id, account, partner_id, debit_paisa, credit_paisa) VALUES (?, ?, ?, ?, ?)');
  for (const line of lines) insert([id, line.account, line.partnerId, line.debitPaisa, line.creditPaisa]);
}

/** Debits equal credits over everything this command posted, and no line stands on both sides. */
export function assertBalanced(db: WriteDb, month: Month, seq: number): void {
  const row = db.get<{ debit: number | null; credit: number | null; odd: number }>(
    `SELECT sum(l.debit_paisa) AS debit, sum(l.credit_paisa) AS credit, count(*) FILTER (WHERE (l.debit_paisa <> 0) = (l.credit_paisa <> 0) OR l.debit_paisa < 0 OR l.credit_paisa < 0) AS odd
     FROM journal_entries e CROSS JOIN journal_lines l ON l.entry_id = e.id WHERE e.month = ? AND e.recorded_seq = ?`,
    [month, seq],
  );
  assert((row?.debit ?? 0) === (row?.credit ?? 0) && (row?.odd ?? 0) === 0, `the journal of command ${seq} balances`);
}
