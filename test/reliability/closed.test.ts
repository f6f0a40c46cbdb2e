import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';
import { exactDump } from '../support/dump.ts';
import { call, programmeFile, withFile, workFolder } from './support/fixture.ts';

/**
 * D1: closed means closed in the database. Every statement is tried raw on the application's own kind of connection;
 * it must be refused, or find nothing to change.
 */
const folder = workFolder();
let connection: Connection;

beforeAll(async () => {
  const path = await programmeFile(join(folder, 'closed.pdesk'), { partners: 4, deals: 40, months: ['2026-01', '2026-02', '2026-03'] }, 3);
  await withFile(path, async (app) => {
    for (const act of ['propose', 'approve', 'send', 'pay'] as const) await call(app, `payouts.${act}`, { quarter: '2026-Q1' });
  });
  connection = openDatabase(path);
});
afterAll(() => connection.close());

/** All columns of a table, with some of them replaced by other expressions. */
function columnsOf(table: string, changes: Readonly<Record<string, string>> = {}): { names: string; values: string } {
  const names = connection.all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);
  return { names: names.join(', '), values: names.map((name) => changes[name] ?? name).join(', ') };
}

/** A row put in the place of itself with other content: the delete it hides is what recursive_triggers lets the guard see. */
function replaced(table: string, where: string, changes: Readonly<Record<string, string>>, verb = 'INSERT OR REPLACE INTO'): string {
  const { names, values } = columnsOf(table, changes);
  return `${verb} ${table} (${names}) SELECT ${values} FROM ${table} WHERE ${where}`;
}

function upserted(table: string, where: string, key: string, set: string): string {
  const { names, values } = columnsOf(table);
  return `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${table} WHERE ${where} ON CONFLICT (${key}) DO UPDATE SET ${set}`;
}

const first = (table: string, where = '1'): string => `rowid = (SELECT min(rowid) FROM ${table} WHERE ${where})`;

/** Table, a condition for a row of a closed month or finished act, a column to falsify with its new value, and the key. */
const FROZEN: readonly (readonly [table: string, where: string, column: string, value: string, key: string])[] = [
  ['accrual_lines', '1', 'amount_paisa', 'amount_paisa + 100', 'id'],
  ['accrual_lines', "kind = 'clawback'", 'posted_in', "'2026-09'", 'id'],
  ['months', '1', 'total_paisa', '0', 'month'],
  ['months', '1', 'digest', "'evil'", 'month'],
  ['partner_months', '1', 'accrued_paisa', 'accrued_paisa + 1', 'month, partner_id'],
  ['journal_entries', '1', 'posted_on', "'2026-12-31'", 'id'],
  ['journal_lines', '1', 'debit_paisa', 'debit_paisa + 1', 'id'],
  ['audit_rows', '1', 'actor', "'somebody else'", 'seq'],
  ['payout_events', '1', 'actor', "'somebody else'", 'id'],
  ['variance_work', '1', 'reason', "'another'", 'id'],
  ['billing_lines', '1', 'amount_paisa', 'amount_paisa + 1', 'id'],
  ['payout_items', "state = 'paid'", 'gross_paisa', 'gross_paisa + 1', 'id'],
  ['payout_items', "state = 'paid'", 'net_paisa', 'net_paisa + 1', 'id'],
  ['payout_items', "state = 'paid'", 'withholding_section', "'another'", 'id'],
  ['payout_runs', '1', 'digest', "'evil'", 'quarter'],
  ['payout_runs', '1', 'value_on', "'2030-01-01'", 'quarter'],
  ['deals', '1', 'registered_rate_bps', 'registered_rate_bps + 1', 'id'],
  ['deals', '1', 'registered_tier', "'platinum'", 'id'],
  ['deals', '1', 'partner_id', '2', 'id'],
  ['terms_versions', '1', 'body_json', "'{}'", 'id'],
  ['requests', '1', 'output_json', "'{}'", 'request_id'],
];

/** Rows that must not be added where a month or an act is finished. */
const ADDED: readonly (readonly [what: string, table: string, changes: Readonly<Record<string, string>>])[] = [
  ['a line into a closed month', 'accrual_lines', { id: 'NULL', billing_line_id: 'NULL', kind: "'recurring'", invoice_no: "'new'" }],
  ['a line into a month before the first closed one', 'accrual_lines', { id: 'NULL', billing_line_id: 'NULL', kind: "'recurring'", posted_in: "'2025-12'" }],
  ['a total into a closed month', 'partner_months', { month: "'2026-02'", partner_id: "(SELECT id FROM partners WHERE code = 'P-9999')" }],
  ['a total into a month before the first closed one', 'partner_months', { month: "'2025-12'" }],
  ['a line to an entry already posted', 'journal_lines', { id: 'NULL' }],
  ['a payment to a run already approved', 'payout_items', { id: 'NULL', partner_id: "(SELECT id FROM partners WHERE code = 'P-9999')" }],
];

/** Tries a statement and undoes whatever it did; null when the database refused it or nothing changed. */
function damageOf(...statements: readonly string[]): string | null {
  const before = exactDump(connection);
  connection.raw.exec('BEGIN IMMEDIATE');
  try {
    // a partner without any postings, so that keys do not stand in the way
    connection.raw.exec(replaced('partners', first('partners'), { id: 'NULL', code: "'P-9999'" }, 'INSERT INTO'));
    const prepared = exactDump(connection);
    try {
      for (const statement of statements) connection.raw.exec(statement);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return /^SQLITE_CONSTRAINT/.test(code) ? null : `${code}: ${String(error)}`;
    }
    const changed = Object.entries(exactDump(connection)).filter(([table, hash]) => hash !== prepared[table]);
    return changed.length === 0 ? null : `went through and changed ${changed.map(([table]) => table).join(', ')}`;
  } finally {
    if (connection.raw.inTransaction) connection.raw.exec('ROLLBACK');
    expect(exactDump(connection)).toEqual(before);
  }
}

describe('D1: rows of closed months and finished acts cannot be changed, whatever the statement (trap 3)', () => {
  test.each(FROZEN)('%s where %s: %s', (table, where, column, value, key) => {
    if (table === 'requests') connection.raw.exec("INSERT OR IGNORE INTO requests VALUES ('r-1', 'x', 'y', '{\"a\":1}', 1)");
    const row = first(table, where);
    expect(connection.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${row}`)?.n, 'there is such a row').toBe(1);
    const failures = Object.entries({
      UPDATE: `UPDATE ${table} SET ${column} = ${value} WHERE ${row}`,
      'UPDATE OR REPLACE': `UPDATE OR REPLACE ${table} SET ${column} = ${value} WHERE ${row}`,
      DELETE: `DELETE FROM ${table} WHERE ${row}`,
      'DELETE all': `DELETE FROM ${table}`,
      'INSERT OR REPLACE': replaced(table, row, { [column]: value }),
      REPLACE: replaced(table, row, { [column]: value }, 'REPLACE INTO'),
      UPSERT: upserted(table, row, key, `${column} = ${value}`),
    }).flatMap(([name, sql]) => {
      const damage = damageOf(sql);
      return damage === null ? [] : [`${name} ${damage}`];
    });
    expect(failures).toEqual([]);
  });

  test.each(ADDED)('%s', (_, table, changes) => {
    const row = first(table, table === 'payout_items' ? "state = 'paid'" : '1');
    for (const verb of ['INSERT INTO', 'INSERT OR REPLACE INTO', 'INSERT OR IGNORE INTO'])
      expect(damageOf(replaced(table, row, changes, verb)), verb).toBeNull();
  });

  test('a paid payment does not become payable again, and an approved run is not taken back to be deleted', () => {
    expect(damageOf("UPDATE payout_items SET state = 'approved' WHERE state = 'paid'")).toBeNull();
    expect(damageOf("UPDATE payout_items SET state = 'sent' WHERE state = 'paid'")).toBeNull();
    expect(damageOf("UPDATE payout_runs SET state = 'proposed'", "DELETE FROM payout_items WHERE quarter = '2026-Q1'")).toBeNull();
  });

  test('decisions on exceptions stay', () => {
    const insert = `INSERT INTO exception_decisions (billing_line_id, deal_id, decision, reason, decided_by, decided_at, recorded_seq)
      SELECT id, deal_id, 'accept', 'for the test', 'x', 'y', 1 FROM billing_lines LIMIT 1`;
    for (const sql of [
      "UPDATE exception_decisions SET decision = 'leave_out'",
      'DELETE FROM exception_decisions',
      replaced('exception_decisions', '1', { decision: "'leave_out'" }),
    ]) {
      expect(damageOf(insert, sql), sql).toBeNull();
    }
  });
});
