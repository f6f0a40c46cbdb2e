import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../src/shared/errors.ts';
import { booksProblems } from '../support/books.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';
import { backupsOf, bytesOf, change, filledFile, migrateWith, open, rebuildOf, scratch, shipped } from './support/files.ts';

describe('a file of another time', () => {
  test('F4: written by a newer application: refused by name, bytes unchanged, no backup made, and nobody is told to delete it', async () => {
    const app = await filledFile();
    change(app.path, (db) => db.raw.pragma(`user_version = ${shipped.length + 1}`));
    const before = bytesOf(app.path);
    const refusal = await open(app.path).then(
      () => null,
      (error: AppError) => error,
    );
    expect(refusal?.code).toBe('DATABASE_NEWER');
    expect(refusal?.message).toMatch(/update/i);
    expect(refusal?.message).not.toMatch(/delet|remov|restore|new file/i);
    expect(bytesOf(app.path)).toBe(before);
    expect(backupsOf(app.path)).toEqual([]);
  });

  test('F5: migrated by a migration that was edited since: refused, bytes unchanged', async () => {
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

  test('F5: one whose own record of migrations was changed is refused when it is opened', async () => {
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

describe('a migration (trap 1)', () => {
  test('F2: that rebuilds any parent table keeps every child row', async () => {
    const parents = new Set<string>();
    change((await filledFile()).path, (db) => {
      for (const { name } of db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        for (const { table } of db.all<{ table: string }>(`PRAGMA foreign_key_list("${name}")`)) parents.add(table);
    });
    expect(parents.size).toBeGreaterThan(8);
    for (const table of parents) {
      const app = await filledFile();
      const before = dumpOf(app.path, { except: ['schema_migrations'] });
      await migrateWith(app.path, scratch(rebuildOf(app.path, table)));
      expect(dumpOf(app.path, { except: ['schema_migrations'] }), table).toEqual(before);
      expect(booksProblems(app.path), table).toEqual([]);
    }
  });

  test('F2: that rebuilds a parent whose children cascade keeps them too', async () => {
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
  test('F7: is made each time under a name of its own, is whole, and has the old schema and rows', async () => {
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
