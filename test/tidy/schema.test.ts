import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';
import { filesUnder, ROOT } from './support/source.ts';

let db: Connection;
beforeAll(async () => {
  db = openDatabase(':memory:', { create: true });
  await migrate(db, ':memory:');
});
afterAll(() => db.close());

const tables = (): { name: string; strict: number }[] =>
  db.all<{ name: string; type: string; strict: number }>('PRAGMA table_list').filter((table) => table.type === 'table' && !table.name.startsWith('sqlite_'));

describe('every table', () => {
  test('is STRICT', () => expect(tables().filter((table) => table.strict !== 1)).toEqual([]));

  test('has no CASCADE, SET NULL or SET DEFAULT towards another (trap 1)', () => {
    const keys = tables().flatMap(({ name }) =>
      db.all<{ table: string; on_update: string; on_delete: string }>(`PRAGMA foreign_key_list("${name}")`).map((key) => ({ from: name, ...key })),
    );
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => key.on_update !== 'NO ACTION' || key.on_delete !== 'NO ACTION')).toEqual([]);
  });

  test('holds money as INTEGER: every column that ends in _paisa or _bps', () => {
    const columns = tables().flatMap(({ name }) =>
      db.all<{ name: string; type: string }>(`PRAGMA table_info("${name}")`).map((column) => ({ table: name, ...column })),
    );
    expect(columns.filter((column) => /_(?:paisa|bps)$/.test(column.name) && column.type.toUpperCase() !== 'INTEGER')).toEqual([]);
    expect(columns.filter((column) => ['REAL', 'NUMERIC'].includes(column.type.toUpperCase()))).toEqual([]);
  });

  test('refuses a fraction, and text, where money stands (C13)', () => {
    for (const value of ['1.5', "'12x'", "x'00'"])
      expect(
        () =>
          db.write(
            (w) =>
              void w.run(
                `INSERT INTO withholding_rates (section, standing, rate_bps, from_on, to_on, legal_reference) VALUES ('x', 'x', ${value}, 'x', 'x', 'x')`,
              ),
          ),
        value,
      ).toThrow();
  });
});

/**
 * What may be done to the rows of each table, reviewed by hand: `append` takes neither UPDATE nor DELETE, `guarded` takes some of it
 * (the triggers named in drizzle/ say which), `brought` is append-only but for the one command that takes its import back, `free` is current state that commands rewrite under the audit trail.
 */
const MEANT: Readonly<Record<string, 'append' | 'brought' | 'guarded' | 'free'>> = {
  accrual_lines: 'append',
  audit_rows: 'append',
  bank_export_payments: 'append',
  bank_exports: 'append',
  billing_lines: 'brought',
  deal_totals: 'free',
  deals: 'guarded',
  drafts: 'free',
  exception_decisions: 'append',
  holidays: 'free',
  import_changes: 'guarded',
  import_edits: 'append',
  import_files: 'append',
  import_mappings: 'free',
  imports: 'guarded',
  journal_entries: 'append',
  journal_lines: 'append',
  leads: 'free',
  months: 'append',
  negotiated_terms: 'brought',
  partner_balances: 'free',
  partner_months: 'append',
  partner_tags: 'free',
  partners: 'free',
  payout_events: 'append',
  payout_items: 'guarded',
  payout_runs: 'guarded',
  queue_notes: 'append',
  requests: 'append',
  saved_views: 'free',
  schema_migrations: 'free',
  settings: 'free',
  statement_issues: 'append',
  tax_standings: 'brought',
  terms_drafts: 'free',
  terms_versions: 'append',
  tier_changes: 'free',
  tier_graces: 'free',
  undoable_acts: 'free',
  users: 'free',
  variance_work: 'append',
  visits: 'free',
  withholding_rates: 'append',
};

describe('append-only (D1)', () => {
  test('every table is in the list of what is meant, and every name there is a table', () =>
    expect(
      tables()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(MEANT).sort()));

  const triggers = (): { name: string; table: string; sql: string }[] =>
    db.all('SELECT name, tbl_name AS "table", sql FROM sqlite_schema WHERE type = \'trigger\' ORDER BY name');

  test('what is meant to be append-only has an unconditional trigger against UPDATE and one against DELETE', () => {
    const missing = Object.entries(MEANT)
      .filter(([, meant]) => meant === 'append')
      .flatMap(([table]) =>
        ['UPDATE', 'DELETE']
          .filter((act) => !triggers().some((one) => one.table === table && one.sql.includes(`BEFORE ${act} ON ${table} BEGIN SELECT RAISE(ABORT`)))
          .map((act) => `${table} ${act}`),
      );
    expect(missing.sort()).toEqual([]);
  });

  test('what an import brought takes no UPDATE, and a DELETE only while its import is being taken back', () => {
    for (const [table] of Object.entries(MEANT).filter(([, meant]) => meant === 'brought')) {
      const own = triggers().filter((one) => one.table === table);
      expect(
        own.some((one) => one.sql.includes(`BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT`)),
        table,
      ).toBe(true);
      expect(own.find((one) => one.sql.includes(`BEFORE DELETE ON ${table}`))?.sql, table).toContain('i.reverted_seq > (SELECT max(seq) FROM audit_rows)');
    }
  });

  test('a guarded table has triggers, and they abort', () => {
    for (const [table, meant] of Object.entries(MEANT)) {
      const own = triggers().filter((one) => one.table === table);
      if (meant === 'free') expect(own, table).toEqual([]);
      if (meant === 'guarded' && table !== 'imports') expect(own.length, table).toBeGreaterThan(0);
    }
    expect(triggers().filter((one) => !one.sql.includes('RAISE(ABORT'))).toEqual([]);
  });

  test('a closed month takes no more lines', () => expect(triggers().map((one) => one.name)).toContain('accrual_lines_open_month'));
});

describe('F5: migrations do not change after they shipped', () => {
  /** File → sha256. A new migration adds a line; a line never changes. */
  const SHIPPED = JSON.parse(readFileSync(join(ROOT, 'test/tidy/migrations.json'), 'utf8')) as Record<string, string>;

  test('every shipped file is there, unchanged, and every file is in the list', () => {
    const found = Object.fromEntries(
      filesUnder('drizzle', ['.sql']).map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(ROOT, path)))
          .digest('hex'),
      ]),
    );
    expect(found).toEqual(SHIPPED);
  });

  test('the journal names them in order', () => {
    const journal = JSON.parse(readFileSync(join(ROOT, 'drizzle/meta/_journal.json'), 'utf8')) as { entries: { idx: number; tag: string }[] };
    expect(journal.entries.map((entry) => `drizzle/${entry.tag}.sql`)).toEqual(Object.keys(SHIPPED).sort());
  });
});
