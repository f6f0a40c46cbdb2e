import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';
import { isSqliteError, toDamage } from './sqlite-error.ts';
import { type Connection, connect } from './tx.ts';

/** "PDsk": marks a file as ours in its header. */
export const APPLICATION_ID = 0x50_44_73_6b;
/** Older libraries carry the WAL-reset fault (fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const;

export interface OpenOptions {
  readonly readonly?: boolean;
  readonly create?: boolean;
}

/**
 * The only place that opens a database file. Every connection keeps the same contract: WAL with synchronous=FULL
 * (WAL alone means NORMAL on reopen), foreign keys, recursive triggers (append-only holds against OR REPLACE), no trusted schema.
 * @throws AppError DATABASE_MISSING, DATABASE_FOREIGN, DATABASE_CORRUPT, DATABASE_READ_ONLY
 */
export function openDatabase(path: string, options: OpenOptions = {}): Connection {
  const exists = existsSync(path);
  if (!exists && !options.create) throw new AppError('DATABASE_MISSING', `There is no Partnerdesk file at ${path}. Create one with "init", or open another.`);
  if (exists && !statSync(path).isFile()) throw new AppError('DATABASE_FOREIGN', `${path} is not a file. Choose a Partnerdesk file.`);
  if (exists && !options.create && statSync(path).size === 0)
    throw new AppError('DATABASE_CORRUPT', `${path} is empty (0 bytes). It was left as it is; restore a backup or delete it.`);
  try {
    if (exists && !options.readonly) lookBefore(path, options.create ?? false);
    const raw = new Database(path, { readonly: options.readonly ?? false, fileMustExist: !options.create });
    try {
      assertVersion(raw);
      refuseForeign(raw, path, options.create ?? false);
      setPragmas(raw, options.readonly ?? false);
      return connect(raw);
    } catch (error) {
      raw.close();
      throw error;
    }
  } catch (error) {
    throw toDamage(error);
  }
}

/** A larger file is not taken into memory. */
const LARGEST_COPY_BYTES = 256 * 1024 * 1024;

/**
 * The file as it stands, in memory: whoever may only read tries there what it would do, and the file is not touched.
 * @throws AppError FILE_TOO_LARGE
 */
export function openCopy(of: Connection): Connection {
  const bytes = (of.raw.pragma('page_count', { simple: true }) as number) * (of.raw.pragma('page_size', { simple: true }) as number);
  if (bytes > LARGEST_COPY_BYTES)
    throw new AppError('FILE_TOO_LARGE', 'This file is too large to be worked on as a copy by a program that only reads it. Ask in the program that holds it.');
  const image = of.raw.serialize();
  image.fill(1, 18, 20); // the header's mark of a journal beside the file, which a copy in memory has not
  const raw = new Database(image);
  setPragmas(raw, true);
  return connect(raw);
}

function assertVersion(raw: Database.Database): void {
  const text = raw.prepare('SELECT sqlite_version()').pluck().get() as string;
  const version = text.split('.').map(Number);
  const older = OLDEST_SQLITE.findIndex((part, index) => (version[index] ?? 0) !== part);
  assert(older === -1 || (version[older] ?? 0) > (OLDEST_SQLITE[older] ?? 0), `SQLite ${text} is older than ${OLDEST_SQLITE.join('.')}`);
}

/** A writing connection takes another application's journal into its file when it closes; this one leaves everything as it is. */
function lookBefore(path: string, create: boolean): void {
  const raw = new Database(path, { readonly: true, fileMustExist: true });
  try {
    refuseForeign(raw, path, create);
  } catch (error) {
    // a change of journal mode was cut short: only a writing connection can undo it
    if (!(isSqliteError(error) && error.code === 'SQLITE_READONLY_ROLLBACK')) throw error;
  } finally {
    raw.close();
  }
}

/** A file without tables and mark is a new one, and only welcome where one is made. */
function refuseForeign(raw: Database.Database, path: string, create: boolean): void {
  const id = raw.pragma('application_id', { simple: true }) as number;
  const tables = raw.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get() as number;
  if (id === APPLICATION_ID) return;
  if (id !== 0 || tables > 0)
    throw new AppError('DATABASE_FOREIGN', `${path} belongs to another application. It was left as it is; choose a Partnerdesk file.`);
  if (!create) throw new AppError('DATABASE_FOREIGN', `${path} holds no Partnerdesk data. It was left as it is; choose a Partnerdesk file.`);
}

function setPragmas(raw: Database.Database, readonly: boolean): void {
  raw.pragma('busy_timeout = 10000');
  if (!readonly) raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('foreign_keys = ON');
  raw.pragma('recursive_triggers = ON');
  raw.pragma('trusted_schema = OFF');
  raw.pragma('cell_size_check = ON');
  raw.pragma('temp_store = MEMORY');
  raw.pragma('cache_size = -65536');
  raw.pragma('mmap_size = 0');
  if (process.platform === 'darwin') raw.pragma('checkpoint_fullfsync = ON');
}

export interface Migration {
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
