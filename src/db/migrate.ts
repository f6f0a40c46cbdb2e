import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';
import { backupDatabase } from './backup.ts';
import { APPLICATION_ID } from './open.ts';
import type { Connection } from './tx.ts';

interface Migration {
  readonly index: number;
  readonly tag: string;
  readonly sql: string;
  readonly sha256: string;
}

/** The folder `drizzle/` above this module, from source and from the bundle alike. */
export function migrationsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'drizzle');
    if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate;
    assert(folder !== dirname(folder), 'the drizzle folder with the migrations is missing from this installation');
  }
}

/** The shipped migrations in order; a gap or an unordered journal is our bug. */
export function loadMigrations(folder: string = migrationsFolder()): Migration[] {
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as { entries: { idx: number; tag: string }[] };
  return journal.entries.map((entry, index) => {
    assert(entry.idx === index && entry.tag.startsWith(String(index).padStart(4, '0')), `migration ${entry.tag} is out of order`);
    const sql = readFileSync(join(folder, `${entry.tag}.sql`), 'utf8');
    return { index, tag: entry.tag, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Brings a file to the newest schema, each migration in a transaction of its own with foreign keys off around it
 * (a table rebuild would otherwise delete children) and checked before the commit. A backup is made first when the file has data.
 * @throws AppError DATABASE_NEWER when the file was written by a newer application
 */
export async function migrate(connection: Connection, path: string, migrations: readonly Migration[] = loadMigrations()): Promise<void> {
  const { raw } = connection;
  const applied = raw.pragma('user_version', { simple: true }) as number;
  if (applied > migrations.length) {
    throw new AppError(
      'DATABASE_NEWER',
      `This file was written by a newer Partnerdesk (schema ${applied}; this application knows ${migrations.length}). It was left as it is; update the application.`,
    );
  }
  verifyHistory(connection, migrations.slice(0, applied));
  if (applied === migrations.length) return;
  if (applied > 0) await backupDatabase(connection, `${path}.before-schema-${migrations.length}.${applied}-backup`, { uniqueName: true });
  raw.pragma('foreign_keys = OFF');
  try {
    for (const migration of migrations.slice(applied)) applyMigration(connection, migration);
  } finally {
    raw.pragma('foreign_keys = ON');
  }
}

function verifyHistory(connection: Connection, known: readonly Migration[]): void {
  if (known.length === 0) return;
  const rows = connection.all<{ idx: number; tag: string; sha256: string }>('SELECT idx, tag, sha256 FROM schema_migrations ORDER BY idx');
  for (const migration of known) {
    const row = rows[migration.index];
    assert(row?.tag === migration.tag && row.sha256 === migration.sha256, `migration ${migration.tag} was changed after it shipped`);
  }
}

function applyMigration(connection: Connection, migration: Migration): void {
  const { raw } = connection;
  connection.write(() => {
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
