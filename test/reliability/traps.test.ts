import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { loadMigrations, migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { safeCell } from '../../src/exporters/csv.ts';
import { ask, programmeFile, withFile, workFolder } from './support/fixture.ts';
import { ROOT } from './support/spawn.ts';

/** The sixteen traps of reliability.md, section 0: each is guarded here, or by a test elsewhere that is named and must exist. */
const folder = workFolder();

function sourcesUnder(top: string, ending: string): { name: string; text: string }[] {
  return readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name: `${top}/${name.replaceAll('\\', '/')}`, text: readFileSync(join(ROOT, top, name), 'utf8') }));
}

/** The guard lives in another file, under this title. */
function guardedBy(file: string, title: string): void {
  expect(existsSync(join(ROOT, file)), `${file} exists`).toBe(true);
  const text = readFileSync(join(ROOT, file), 'utf8');
  const line = text.split('\n').find((one) => one.includes(title)) ?? '';
  expect(line, `${file} has a test "${title}"`).not.toBe('');
  expect(line, `"${title}" is not skipped`).not.toMatch(/\.skip\(|\.todo\(/);
}

describe('trap 1: a table rebuild silently deletes every child row', () => {
  const migration = (index: number, sql: string): ReturnType<typeof loadMigrations>[number] => ({
    index,
    tag: `${String(index).padStart(4, '0')}_test`,
    sql,
    sha256: `test ${index}`,
  });
  const FAMILY =
    'CREATE TABLE parent (id INTEGER PRIMARY KEY, x INTEGER) STRICT; CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE) STRICT; INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES (1, 1), (2, 2)';
  const REBUILD = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
    CREATE TABLE __new_parent (id INTEGER PRIMARY KEY, x INTEGER DEFAULT 5) STRICT;--> statement-breakpoint
    INSERT INTO __new_parent SELECT id, x FROM parent;--> statement-breakpoint
    DROP TABLE parent;--> statement-breakpoint
    ALTER TABLE __new_parent RENAME TO parent;--> statement-breakpoint
    PRAGMA foreign_keys=ON;`;
  const count = (path: string, table: string): unknown => new Database(path, { readonly: true }).prepare(`SELECT count(*) FROM ${table}`).pluck().get();

  test('our migrator keeps them, even with CASCADE', async () => {
    const path = join(folder, 'rebuild.pdesk');
    const connection = openDatabase(path, { create: true });
    const shipped = loadMigrations();
    await migrate(connection, path, [...shipped, migration(shipped.length, FAMILY), migration(shipped.length + 1, REBUILD)]);
    expect(connection.raw.pragma('foreign_keys', { simple: true })).toBe(1);
    connection.close();
    expect([count(path, 'parent'), count(path, 'child')]).toEqual([2, 2]);
  });

  test('a migration that loses rows or breaks references is refused and undone', async () => {
    const path = join(folder, 'lossy.pdesk');
    const connection = openDatabase(path, { create: true });
    const shipped = loadMigrations();
    const family = [...shipped, migration(shipped.length, FAMILY)];
    await migrate(connection, path, family);
    await expect(migrate(connection, path, [...family, migration(family.length, 'DELETE FROM child')])).rejects.toThrow(/lost rows of child/);
    await expect(migrate(connection, path, [...family, migration(family.length, 'INSERT INTO child VALUES (3, 99)')])).rejects.toThrow(/broken references/);
    expect(connection.raw.pragma('user_version', { simple: true })).toBe(family.length);
    connection.close();
    expect([count(path, 'parent'), count(path, 'child')]).toEqual([2, 2]);
  });

  test('no shipped table has CASCADE or SET NULL', () => {
    for (const { name, text } of sourcesUnder('drizzle', '.sql')) expect(text, name).not.toMatch(/ON (?:DELETE|UPDATE) (?:CASCADE|SET)/i);
  });
});

test('trap 2: WAL silently means synchronous=NORMAL on a reopened file', async () => {
  const path = join(folder, 'reopened.pdesk');
  const created = openDatabase(path, { create: true });
  await migrate(created, path);
  created.close();
  const plain = new Database(path);
  expect(plain.pragma('synchronous', { simple: true }), 'the trap itself').toBe(1);
  plain.close();
  const ours = openDatabase(path);
  expect(ours.raw.pragma('synchronous', { simple: true })).toBe(2);
  ours.close();
  guardedBy('test/ioinject/flushed.test.ts', 'at least one flush between each command and its answer (trap 2)');
  guardedBy('test/reliability/connections.test.ts', 'every connection to an existing file keeps the contract (traps 2, 3)');
});

test('trap 3: INSERT OR REPLACE walks through append-only triggers', () => {
  guardedBy('test/reliability/closed.test.ts', 'cannot be changed, whatever the statement (trap 3)');
  guardedBy('test/reliability/connections.test.ts', 'recursive_triggers: 1');
});

test('trap 4: a failed commit may still be committed', () => {
  guardedBy('test/ioinject/faults.test.ts', 'the answer says what the file holds, and asking again never doubles');
  guardedBy('test/ioinject/faults.test.ts', 'asked again with the same request id after the fault, gives the result once');
});

test('trap 5: a copied file is no backup', () => {
  for (const { name, text } of [...sourcesUnder('src', '.ts'), ...sourcesUnder('electron', '.ts')])
    expect(text, name).not.toMatch(/\b(?:copyFile|copyFileSync|cpSync|cp)\(/);
  guardedBy('test/reliability/backup.test.ts', 'a backup is a true point in time (trap 5)');
});

test('trap 6: a restore can silently do nothing beside an old journal', () => {
  guardedBy('test/reliability/backup.test.ts', 'a restore restores (trap 6)');
  guardedBy('test/reliability/backup.test.ts', 'over a file with a stale journal beside it');
});

test('trap 7: integrity_check does not see rot in money; verify does', async () => {
  const path = await programmeFile(join(folder, 'rot.pdesk'), { partners: 3, deals: 20, months: ['2026-01'] }, 1);
  const raw = new Database(path);
  raw.exec('DROP TRIGGER accrual_lines_no_update; UPDATE accrual_lines SET amount_paisa = amount_paisa + 64 WHERE id = 5');
  expect(raw.pragma('integrity_check', { simple: true }), 'the trap itself').toBe('ok');
  raw.close();
  const reply = await withFile(path, (app) => ask(app, 'system.verify', {}));
  expect(reply).toMatchObject({ ok: true, value: { ok: false } });
});

test('trap 8: a workbook of 1.5 KB kills the application', () => {
  for (const name of ['79-validation-all', '78-merge-all', '76-row-999999999'])
    expect(existsSync(join(ROOT, 'test/corpus', `${name}.verdict.json`)), name).toBe(true);
  guardedBy('test/importers/corpus.test.ts', 'bad-input corpus');
  guardedBy('test/importers/xlsx.test.ts', 'that fills its memory dies alone');
  guardedBy('test/importers/xlsx.test.ts', 'that runs too long is killed');
  for (const { name, text } of sourcesUnder('src/importers', '.ts'))
    expect(text, `${name}: foreign workbooks are not read with exceljs`).not.toMatch(/from 'exceljs'/);
});

test('trap 9: zip bombs', () => {
  guardedBy('test/importers/corpus-big.test.ts', 'bad-input corpus, big files');
  expect(readFileSync(join(ROOT, 'test/corpus/make-big.ts'), 'utf8'), 'items 74 and 75 of the corpus are made').toMatch(/'74[\s\S]*'75/);
});

test('trap 10: the CSV reader of exceljs rewrites identifiers', () => {
  expect(existsSync(join(ROOT, 'test/corpus/44-long-id.verdict.json'))).toBe(true);
  expect(existsSync(join(ROOT, 'test/corpus/39-programmers-numbers.verdict.json'))).toBe(true);
  guardedBy('test/importers/corpus.test.ts', 'bad-input corpus');
});

test('trap 11: exports that a spreadsheet takes for formulas', () => {
  for (const text of ['=cmd|x', '+92 300', '-1+1', '@sum', '\tx', '\rx']) expect(safeCell(text), JSON.stringify(text)).toBe(`'${text}`);
  expect(safeCell('plain')).toBe('plain');
});

test.skip('trap 12: pdfmake opens local paths and never ends on long words (skipped: documents are not made yet; guard comes with them)', () => {});

describe('trap 13: whole numbers', () => {
  test('every table is STRICT; a fraction is refused by the database', async () => {
    const path = await programmeFile(join(folder, 'strict.pdesk'), { partners: 2, deals: 4, months: ['2026-01'] });
    const connection = openDatabase(path);
    const loose = connection.all<{ name: string }>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    );
    expect(loose).toEqual([]);
    expect(() => connection.raw.exec('UPDATE partner_balances SET balance_paisa = 1.5; UPDATE deals SET contract_value_paisa = 12.34')).toThrow(
      /cannot store REAL/,
    );
    connection.close();
  });

  test('beyond 2^53 stops instead of being rounded', () =>
    guardedBy('test/domain/paisa.test.ts', 'a number that is not whole, or beyond 2^53, stops instead of being rounded'));
});

test('trap 14: the sum of rounded lines is not the rounded sum', () => {
  guardedBy('test/domain/rate.test.ts', 'round() is to the whole paisa, half away from zero (C15)');
  guardedBy('test/domain/rate.test.ts', 'splitting by largest remainder (C15)');
});

describe('trap 15: dates', () => {
  test('the same facts close to the same fingerprint in any time zone and locale (D3)', async () => {
    const seen = new Set<string>();
    for (const [zone, locale] of [
      ['America/New_York', 'en_US.UTF-8'],
      ['Asia/Karachi', 'ur_PK.UTF-8'],
      ['Pacific/Kiritimati', 'tr_TR.UTF-8'],
    ]) {
      const path = join(folder, `${zone?.replace('/', '-')}.pdesk`);
      const run = spawnSync(process.execPath, [join(ROOT, 'test/reliability/support/close-in-zone.ts'), path], {
        encoding: 'utf8',
        env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale },
      });
      expect(run.status, run.stderr).toBe(0);
      seen.add(run.stdout);
    }
    expect(seen.size, [...seen].join('\n')).toBe(1);
  });

  test('the calendar', () => guardedBy('test/domain/calendar.test.ts', 'calendar (G4)'));
});

test('trap 16a: what Node http lets in by default', () => {
  guardedBy('test/http/host.test.ts', 'K2: Host allow-list');
  guardedBy('test/http/answers.test.ts', 'K9: slow clients');
  guardedBy('test/http/bodies.test.ts', 'K8: big bodies');
});

test('trap 16b: what the updater lets through by default', () => {
  guardedBy('test/electron/updater.test.ts', 'every other update is refused');
  guardedBy('test/electron/updater.test.ts', 'a Windows signature counts only when it is valid and has a subject');
});
