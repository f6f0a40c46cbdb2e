import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { loadMigrations, migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';
import { clockOn } from '../../src/ports/clock.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const clock = clockOn(isoDate('2026-11-22'));
const open = (path: string) => createApp({ dbPath: path, clock });
const bytesOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A file with rows in parents and children, closed, its journal folded in. */
async function filledFile(): Promise<TestApp> {
  const app = await appFor();
  await play(
    app,
    `
    partner P-1 tier=silver
    partner P-2
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
    deal D-2 P-2 fixed_price 1,000,000 signed=2026-01-05 completed=2026-01-10
    bill D-1 2026-01 I-1 500,000
    bill D-2 2026-01 I-1 1,000,000
    close 2026-01
    `,
  );
  await app.app.close();
  change(app.path, (db) => db.raw.pragma('wal_checkpoint(TRUNCATE)'));
  return app;
}

function change(path: string, work: (db: Connection) => unknown): void {
  const connection = openDatabase(path);
  try {
    work(connection);
  } finally {
    connection.close();
  }
}

const shipped = loadMigrations();
const scratch = (sql: string, name = 'scratch') => {
  const index = shipped.length;
  const tag = `${String(index).padStart(4, '0')}_${name}`;
  return [...shipped, { index, tag, sql, sha256: createHash('sha256').update(sql).digest('hex') }];
};

async function migrateWith(path: string, migrations: ReturnType<typeof loadMigrations>): Promise<void> {
  const connection = openDatabase(path);
  try {
    await migrate(connection, path, migrations);
    expect(connection.raw.pragma('foreign_keys', { simple: true }), 'foreign keys are on again').toBe(1);
  } finally {
    connection.close();
  }
}

const backupsOf = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.before-schema`))
    .sort();

describe('a file of another time', () => {
  test('written by a newer application: refused by name, bytes unchanged, no backup made', async () => {
    const app = await filledFile();
    change(app.path, (db) => db.raw.pragma(`user_version = ${shipped.length + 1}`));
    const before = bytesOf(app.path);
    await expect(open(app.path)).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
    expect(bytesOf(app.path)).toBe(before);
    expect(backupsOf(app.path)).toEqual([]);
  });

  test('migrated by a migration that was edited since: refused, bytes unchanged', async () => {
    const app = await filledFile();
    const before = bytesOf(app.path);
    const edited = shipped.map((one) => (one.index === 0 ? { ...one, sha256: 'edited' } : one));
    await expect(migrateWith(app.path, edited)).rejects.toThrow(/0000_foundation is another .*changed after it shipped/);
    await expect(
      migrateWith(
        app.path,
        shipped.map((one) => ({ ...one, tag: `${one.tag}_renamed` })),
      ),
    ).rejects.toThrow(/changed after it shipped/);
    expect(bytesOf(app.path)).toBe(before);
  });

  test('one whose own record of migrations was changed is refused when it is opened', async () => {
    const app = await filledFile();
    change(app.path, (db) => db.write((w) => void w.run("UPDATE schema_migrations SET sha256 = 'x' WHERE idx = 1")));
    const before = bytesOf(app.path);
    await expect(open(app.path)).rejects.toThrow(/changed after it shipped/);
    expect(bytesOf(app.path)).toBe(before);
  });

  test('a file at the newest schema is opened without a backup and without a change', async () => {
    const app = await filledFile();
    const before = dumpOf(app.path);
    await (await open(app.path)).close();
    expect(dumpOf(app.path)).toEqual(before);
    expect(backupsOf(app.path)).toEqual([]);
  });
});

/** What drizzle-kit writes when a default of a parent table changes. */
function rebuildOf(path: string, table: string): string {
  let sql = '';
  change(path, (db) => {
    const created = db.get<{ sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?', [table])?.sql ?? '';
    const indexes = db.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = ? AND sql IS NOT NULL", [table]);
    sql = [
      created.replace(`\`${table}\``, `\`__new_${table}\``),
      `INSERT INTO __new_${table} SELECT * FROM ${table}`,
      `DROP TABLE ${table}`,
      `ALTER TABLE __new_${table} RENAME TO ${table}`,
      ...indexes.map((one) => one.sql),
    ].join(';\n--> statement-breakpoint\n');
  });
  return sql;
}

describe('a migration (trap 1)', () => {
  test.each(['partners', 'deals'])('that rebuilds the parent table %s keeps every child row', async (table) => {
    const app = await filledFile();
    const before = dumpOf(app.path, { except: ['schema_migrations'] });
    await migrateWith(app.path, scratch(rebuildOf(app.path, table)));
    expect(dumpOf(app.path, { except: ['schema_migrations'] })).toEqual(before);
  });

  test('that rebuilds a parent whose children cascade keeps them too', async () => {
    const app = await filledFile();
    const first = scratch(
      'CREATE TABLE up (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE down (up_id INTEGER NOT NULL REFERENCES up (id) ON DELETE CASCADE) STRICT; INSERT INTO up VALUES (1), (2); INSERT INTO down VALUES (1), (2), (2)',
      'cascade',
    );
    await migrateWith(app.path, first);
    const sql =
      'CREATE TABLE up_new (id INTEGER PRIMARY KEY, more TEXT) STRICT; INSERT INTO up_new (id) SELECT id FROM up; DROP TABLE up; ALTER TABLE up_new RENAME TO up';
    await migrateWith(app.path, [...first, { index: first.length, tag: `${String(first.length).padStart(4, '0')}_rebuild`, sql, sha256: 'rebuild' }]);
    change(app.path, (db) => expect(db.get('SELECT count(*) AS n FROM down')).toEqual({ n: 3 }));
  });

  test.each([
    [
      'fails half-way',
      'CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT;\n--> statement-breakpoint\nINSERT INTO half VALUES (1);\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1)',
      /nowhere/,
    ],
    ['loses rows', 'DELETE FROM holidays WHERE 0;\n--> statement-breakpoint\nDELETE FROM tier_changes', /lost rows of tier_changes/],
    ['leaves references broken', 'UPDATE deals SET import_file_id = 99', /left 2 broken references/],
    ['goes against a trigger', 'DELETE FROM audit_rows', /append-only/],
  ])('that %s rolls back whole: not one byte of content differs, and the file opens as before', async (_what, sql, message) => {
    const app = await filledFile();
    const before = dumpOf(app.path);
    await expect(migrateWith(app.path, scratch(sql))).rejects.toThrow(message);
    expect(dumpOf(app.path)).toEqual(before);
    change(app.path, (db) => expect(db.raw.pragma('user_version', { simple: true })).toBe(shipped.length));
    await (await open(app.path)).close();
  });

  test('of two, the one before the failing one stays; another start goes on from there', async () => {
    const app = await filledFile();
    const first = scratch('CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT', 'one');
    const bad = [...first, { index: first.length, tag: `${String(first.length).padStart(4, '0')}_two`, sql: 'CREATE TABLE one (id INTEGER)', sha256: 'two' }];
    await expect(migrateWith(app.path, bad)).rejects.toThrow(/already exists/);
    change(app.path, (db) => expect(db.raw.pragma('user_version', { simple: true })).toBe(first.length));
    const good = [
      ...first,
      { index: first.length, tag: `${String(first.length).padStart(4, '0')}_two`, sql: 'CREATE TABLE two (id INTEGER) STRICT', sha256: 'two' },
    ];
    await migrateWith(app.path, good);
    change(app.path, (db) => expect(db.raw.pragma('user_version', { simple: true })).toBe(good.length));
  });
});

describe('backup before a migration (A14)', () => {
  test('is made each time under a name of its own, is whole, and has the old schema and rows', async () => {
    const app = await filledFile();
    const before = dumpOf(app.path);
    await expect(migrateWith(app.path, scratch('DELETE FROM tier_changes'))).rejects.toThrow();
    await expect(migrateWith(app.path, scratch('DELETE FROM tier_changes'))).rejects.toThrow();
    await migrateWith(app.path, scratch('CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT'));
    const backups = backupsOf(app.path);
    expect(new Set(backups).size).toBe(3);
    for (const name of backups) {
      const path = `${dirname(app.path)}/${name}`;
      expect(dumpOf(path)).toEqual(before);
      change(path, (db) => expect(db.raw.pragma('integrity_check', { simple: true })).toBe('ok'));
      await (await open(path)).close();
    }
  });

  test('is not made of a new file', async () => expect(backupsOf((await appFor()).path)).toEqual([]));
});
