import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { type Migration, openDatabase } from '../../src/db/open.ts';
import { booksProblems } from '../support/books.ts';
import { dumpOf } from '../support/dump.ts';
import { backupsOf, change, filledFile, open, rebuildOf, scratch, shipped } from './support/files.ts';

const CHILD = fileURLToPath(new URL('support/migrate-until.ts', import.meta.url));
const BREAK = '\n--> statement-breakpoint\n';
const versionOf = (path: string): number => {
  let version = 0;
  change(path, (db) => {
    version = db.raw.pragma('user_version', { simple: true }) as number;
  });
  return version;
};

/** Two migrations of many statements: a parent rebuilt with its indexes, then a table with rows. */
function twoMigrations(path: string): Migration[] {
  const first = scratch(rebuildOf(path, 'deals'), 'rebuild');
  const sql = ['CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT', 'INSERT INTO more VALUES (1), (2)', 'CREATE INDEX more_by_id ON more (id)'].join(
    `;${BREAK}`,
  );
  return [...first, { index: first.length, tag: `${String(first.length).padStart(4, '0')}_more`, sql, sha256: 'more' }];
}

/** The n-th statement of all new migrations ends the process. */
function dyingAt(migrations: readonly Migration[], n: number): Migration[] {
  let at = 0;
  return migrations.map((migration) => {
    if (migration.index < shipped.length) return migration;
    const statements = migration.sql.split('--> statement-breakpoint').flatMap((statement) => {
      at += 1;
      return at === n ? ['SELECT die()', statement] : [statement];
    });
    at += 1; // after the last statement, before the commit
    return { ...migration, sql: [...statements, ...(at === n ? ['SELECT die()'] : [])].join(BREAK) };
  });
}

function statementsOf(migrations: readonly Migration[]): number {
  return migrations.slice(shipped.length).reduce((sum, { sql }) => sum + sql.split('--> statement-breakpoint').length + 1, 0);
}

const CONTENT = { except: ['schema_migrations', 'more'] };

describe('F3: a migration that is cut short', () => {
  test('by kill -9 before each statement and before each commit: the old schema or the next, never between, the copy made before is whole, and the next start finishes', {
    timeout: 120_000,
  }, async () => {
    const app = await filledFile();
    const migrations = twoMigrations(app.path);
    const before = dumpOf(app.path, CONTENT);
    const last = statementsOf(migrations);
    const victim = join(dirname(app.path), 'victim.pdesk');
    const list = join(dirname(app.path), 'migrations.json');
    const versions: number[] = [];
    for (let n = 1; n <= last; n += 1) {
      for (const name of readdirSync(dirname(victim))) if (name.startsWith(basename(victim))) rmSync(join(dirname(victim), name));
      copyFileSync(app.path, victim);
      writeFileSync(list, JSON.stringify(dyingAt(migrations, n)));
      const run = spawnSync(process.execPath, [CHILD, victim, list], { encoding: 'utf8' });
      expect(run.signal, `statement ${n}: ${run.stderr}`).toBe('SIGKILL');
      const version = versionOf(victim);
      versions.push(version);
      expect([shipped.length, shipped.length + 1], `statement ${n}`).toContain(version);
      expect(dumpOf(victim, CONTENT), `statement ${n}`).toEqual(before);
      expect(booksProblems(victim), `statement ${n}`).toEqual([]);
      const [copy = ''] = backupsOf(victim);
      expect(dumpOf(join(dirname(victim), copy), CONTENT), `the copy before statement ${n}`).toEqual(before);
      const connection = openDatabase(victim);
      await migrate(connection, victim, migrations);
      connection.close();
      expect(versionOf(victim), `statement ${n}: finished`).toBe(migrations.length);
      expect(dumpOf(victim, CONTENT), `statement ${n}: finished`).toEqual(before);
    }
    expect(new Set(versions), 'kills fell into both migrations').toEqual(new Set([shipped.length, shipped.length + 1]));
  });

  test('by a full disk, one page more each time until it passes: refused as that, the old schema or the next, and it passes once there is room', {
    timeout: 120_000,
  }, async () => {
    const app = await filledFile();
    const migrations = twoMigrations(app.path);
    const before = dumpOf(app.path, CONTENT);
    let refused = 0;
    for (let room = 0; ; room += 1) {
      const connection = openDatabase(app.path);
      const pages = connection.raw.pragma('page_count', { simple: true }) as number;
      connection.raw.pragma(`max_page_count = ${pages + room}`);
      const outcome = await migrate(connection, app.path, migrations).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      );
      connection.close();
      expect([shipped.length, shipped.length + 1, migrations.length]).toContain(versionOf(app.path));
      expect(dumpOf(app.path, CONTENT), `${room} pages of room`).toEqual(before);
      if (outcome === 'done') break;
      expect(outcome, `${room} pages of room`).toBe('DISK_FULL');
      refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    expect(versionOf(app.path)).toBe(migrations.length);
    expect(booksProblems(app.path)).toEqual([]);
    await expect(open(app.path), 'this application knows fewer').rejects.toMatchObject({ code: 'DATABASE_NEWER' });
  });
});
