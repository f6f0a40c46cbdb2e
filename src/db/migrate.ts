import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';
import { backupDatabase } from './backup.ts';
import { APPLICATION_ID, loadMigrations, type Migration } from './open.ts';
import { toAppError, toDamage } from './sqlite-error.ts';
import type { Connection } from './tx.ts';

export { loadMigrations, migrationsFolder } from './open.ts';

/**
 * Brings a file to the newest schema, each migration in a transaction of its own with foreign keys off around it
 * (a table rebuild would otherwise delete children) and checked before the commit. A backup is made first when the file has data.
 * @throws AppError DATABASE_NEWER when the file was written by a newer application
 */
export async function migrate(connection: Connection, path: string, migrations: readonly Migration[] = loadMigrations()): Promise<void> {
  try {
    await bringUpToDate(connection, path, migrations);
  } catch (error) {
    throw toAppError(error);
  }
}

async function bringUpToDate(connection: Connection, path: string, migrations: readonly Migration[]): Promise<void> {
  const { raw } = connection;
  const applied = appliedTo(connection, migrations);
  if (applied === migrations.length) return;
  if (applied > 0) await backupDatabase(connection, `${path}.before-schema-${migrations.length}.${applied}-backup`, { uniqueName: true });
  raw.pragma('foreign_keys = OFF');
  try {
    for (const migration of migrations.slice(applied)) applyMigration(connection, migration);
  } finally {
    raw.pragma('foreign_keys = ON');
  }
}

/** How many migrations the file has had. Its header and its own record must agree: a damaged number would migrate over data. */
function appliedTo(connection: Connection, migrations: readonly Migration[]): number {
  try {
    const applied = connection.raw.pragma('user_version', { simple: true }) as number;
    if (applied > migrations.length) {
      throw new AppError(
        'DATABASE_NEWER',
        `This file was written by a newer Partnerdesk (schema ${applied}; this application knows ${migrations.length}). It was left as it is; update the application.`,
      );
    }
    const hasRecord = connection.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'") !== undefined;
    const recorded = hasRecord ? (connection.get<{ n: number }>('SELECT count(*) AS n FROM schema_migrations')?.n ?? 0) : 0;
    if (applied !== recorded)
      throw new AppError(
        'DATABASE_CORRUPT',
        `The file is damaged: it says schema ${applied}, but holds schema ${recorded}. It was left as it is; restore a backup.`,
      );
    verifyHistory(connection, migrations.slice(0, applied));
    return applied;
  } catch (error) {
    throw toDamage(error);
  }
}

function verifyHistory(connection: Connection, known: readonly Migration[]): void {
  if (known.length === 0) return;
  const rows = connection.all<{ idx: number; tag: string; sha256: string }>('SELECT idx, tag, sha256 FROM schema_migrations ORDER BY idx');
  for (const migration of known) {
    const row = rows[migration.index];
    if (row?.tag !== migration.tag || row.sha256 !== migration.sha256)
      throw new AppError(
        'DATABASE_CORRUPT',
        `The file was not made by this application: its migration ${migration.tag} is another (damaged, or changed after it shipped). It was left as it is; restore a backup.`,
      );
  }
}

function applyMigration(connection: Connection, migration: Migration): void {
  const { raw } = connection;
  connection.write(() => {
    if ((raw.pragma('user_version', { simple: true }) as number) > migration.index) return; // another process did it while this one waited
    if (migration.index === 0) {
      raw.pragma(`application_id = ${APPLICATION_ID}`);
      raw.exec('CREATE TABLE schema_migrations (idx INTEGER PRIMARY KEY, tag TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT');
    }
    const before = countRows(connection);
    for (const statement of migration.sql.split('--> statement-breakpoint')) raw.exec(statement);
    for (const [table, count] of countRows(connection)) {
      const was = before.get(table);
      assert(was === undefined || count >= was, `migration ${migration.tag} lost rows of ${table} (${was} → ${count})`);
    }
    const broken = raw.pragma('foreign_key_check') as unknown[];
    assert(broken.length === 0, `migration ${migration.tag} left ${broken.length} broken references`);
    raw.prepare('INSERT INTO schema_migrations (idx, tag, sha256) VALUES (?, ?, ?)').run(migration.index, migration.tag, migration.sha256);
    raw.pragma(`user_version = ${migration.index + 1}`);
  });
}

function countRows(connection: Connection): Map<string, number> {
  const tables = connection.raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all() as string[];
  return new Map(tables.map((table) => [table, connection.raw.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number]));
}
