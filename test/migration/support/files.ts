import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import { loadMigrations, migrate } from '../../../src/db/migrate.ts';
import { openDatabase } from '../../../src/db/open.ts';
import type { Connection } from '../../../src/db/tx.ts';
import { clockOn } from '../../../src/ports/clock.ts';
import { isoDate } from '../../../src/shared/calendar.ts';
import type { TestApp } from '../../support/app.ts';
import { appFor } from '../../support/scenario.ts';
import { play } from '../../support/table.ts';

const clock = clockOn(isoDate('2026-11-22'));
export const open = (path: string) => createApp({ dbPath: path, clock });
export const bytesOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A file with rows in parents and children, closed, its journal folded in. */
export async function filledFile(): Promise<TestApp> {
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

export function change(path: string, work: (db: Connection) => unknown): void {
  const connection = openDatabase(path);
  try {
    work(connection);
  } finally {
    connection.close();
  }
}

export const shipped = loadMigrations();
export const scratch = (sql: string, name = 'scratch') => {
  const index = shipped.length;
  const tag = `${String(index).padStart(4, '0')}_${name}`;
  return [...shipped, { index, tag, sql, sha256: createHash('sha256').update(sql).digest('hex') }];
};

export async function migrateWith(path: string, migrations: ReturnType<typeof loadMigrations>): Promise<void> {
  const connection = openDatabase(path);
  try {
    await migrate(connection, path, migrations);
    expect(connection.raw.pragma('foreign_keys', { simple: true }), 'foreign keys are on again').toBe(1);
  } finally {
    connection.close();
  }
}

export const backupsOf = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.before-schema`))
    .sort();

/** What drizzle-kit writes when a default of a table changes, with the guards of other tables that look into it taken off and put back: SQLite refuses the rename beside them. */
export function rebuildOf(path: string, table: string): string {
  let sql = '';
  change(path, (db) => {
    const all = db.all<{ type: string; name: string; of: string; sql: string }>(
      'SELECT type, name, tbl_name AS "of", sql FROM sqlite_schema WHERE sql IS NOT NULL',
    );
    const created = all.find((one) => one.type === 'table' && one.name === table)?.sql ?? '';
    const guards = all.filter((one) => one.type === 'trigger' && one.of !== table && new RegExp(`\\b${table}\\b`).test(one.sql));
    sql = [
      ...guards.map((one) => `DROP TRIGGER ${one.name}`),
      created.replace(`\`${table}\``, `\`__new_${table}\``),
      `INSERT INTO __new_${table} SELECT * FROM ${table}`,
      `DROP TABLE ${table}`,
      `ALTER TABLE __new_${table} RENAME TO ${table}`,
      ...all.filter((one) => one.of === table && one.type !== 'table').map((one) => one.sql),
      ...guards.map((one) => one.sql),
    ].join(';\n--> statement-breakpoint\n');
  });
  return sql;
}
