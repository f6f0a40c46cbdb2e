import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushToDisk, partialBeside } from '../ports/files.ts';
import { AppError } from '../shared/errors.ts';
import { loadMigrations, openDatabase } from './open.ts';
import { isSqliteError, toAppError, toDamage } from './sqlite-error.ts';
import type { Connection } from './tx.ts';

const JOURNALS = ['-wal', '-shm'] as const;

function freeName(path: string): string {
  let candidate = path;
  for (let n = 2; existsSync(candidate); n += 1) candidate = `${path}-${n}`;
  return candidate;
}

function removeWithJournals(path: string): void {
  for (const suffix of ['', '-journal', ...JOURNALS]) rmSync(`${path}${suffix}`, { force: true });
}

function refuseMissingFolder(target: string): void {
  const folder = dirname(target);
  if (!existsSync(folder)) throw new AppError('FILE_UNREADABLE', `${target} cannot be written: there is no folder ${folder}.`);
}

/**
 * Stops unless the file is a whole, consistent Partnerdesk database.
 * @throws AppError DATABASE_MISSING, DATABASE_FOREIGN, DATABASE_CORRUPT
 */
export function checkDatabaseFile(path: string): { schemaVersion: number } {
  try {
    const connection = openDatabase(path, { readonly: true });
    try {
      const problems = connection.raw.pragma('integrity_check', { simple: true }) as string;
      if (problems !== 'ok') throw new AppError('DATABASE_CORRUPT', `${path} is damaged: ${problems}`);
      const schemaVersion = connection.raw.pragma('user_version', { simple: true }) as number;
      if (schemaVersion <= 0) throw new AppError('DATABASE_FOREIGN', `${path} holds no Partnerdesk data.`);
      return { schemaVersion };
    } finally {
      connection.close();
    }
  } catch (error) {
    if (isSqliteError(error) && /^SQLITE_(?:CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(error.code))
      throw new AppError('DATABASE_CORRUPT', `${path} is damaged: ${error.message}. It was left as it is; choose another copy.`);
    throw toDamage(error);
  }
}

/** What kept a copy from being written, in words for the person who asked for it. */
function writeProblem(error: unknown, what: string, target: string): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (/^(?:ENOENT|ENOTDIR|EACCES|EPERM|EROFS|EISDIR|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(error.code))
    return new AppError('FILE_UNREADABLE', `${what} cannot be written to ${target}: its folder is missing or may not be written to. Nothing was left behind.`);
  if (/^SQLITE_(?:CORRUPT|NOTADB|BUSY)/.test(error.code)) return toAppError(error);
  return new AppError('DISK_FULL', `${what} could not be written to ${target}: ${error.message}. Nothing was left behind.`);
}

/** Copies what the file holds now. One read view is kept open meanwhile: other writers neither change the copy nor make it begin again. */
async function copyContent(from: string, to: string): Promise<void> {
  const source = openDatabase(from, { readonly: true });
  try {
    source.raw.exec('BEGIN; SELECT 1 FROM sqlite_schema');
    await source.raw.backup(to);
  } finally {
    source.close();
  }
}

/**
 * A consistent copy while the file is in use, made under a temporary name, checked, flushed and only then given its name.
 * @returns the path written
 * @throws AppError FILE_EXISTS unless a free name may be chosen (`uniqueName`), FILE_UNREADABLE, DISK_FULL, DATABASE_CORRUPT
 */
export async function backupDatabase(connection: Connection, path: string, options: { readonly uniqueName?: boolean } = {}): Promise<string> {
  const target = options.uniqueName ? freeName(path) : path;
  if (existsSync(target)) throw new AppError('FILE_EXISTS', `${target} exists already. Choose another name; a backup never overwrites.`);
  refuseMissingFolder(target);
  const partial = await partialBeside(target, 'partial');
  try {
    await copyContent(connection.raw.name, partial);
    makeSelfContained(partial);
    checkDatabaseFile(partial);
    await flushToDisk(partial);
    renameSync(partial, target);
    await flushToDisk(target);
    return target;
  } catch (error) {
    removeWithJournals(partial);
    throw writeProblem(error, 'The backup', target);
  }
}

/** Out of WAL mode a backup is one file that opens from read-only media too; the application puts a restored one back into WAL. */
function makeSelfContained(path: string): void {
  const connection = openDatabase(path);
  try {
    connection.raw.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
}

/**
 * Puts `from` in the place of `path` after checking it. The old file is kept beside it with its journal, so that a restore can be undone;
 * a stale journal never survives under the restored name, and at no moment is there no file under it.
 * @returns where the old file was kept, or null when there was none
 * @throws AppError DATABASE_BUSY while another process has `path` open, DATABASE_FOREIGN when either is not ours, DATABASE_NEWER, DATABASE_CORRUPT
 */
export async function restoreDatabase(from: string, path: string): Promise<string | null> {
  const { schemaVersion } = checkDatabaseFile(from);
  if (existsSync(path) && isSameFile(from, path)) throw new AppError('BAD_INPUT', `${from} is the file that is to be replaced. Choose a backup of it.`);
  const newest = loadMigrations().length;
  if (schemaVersion > newest)
    throw new AppError(
      'DATABASE_NEWER',
      `${from} was written by a newer Partnerdesk (schema ${schemaVersion}; this application knows ${newest}). Update the application.`,
    );
  refuseMissingFolder(path);
  const partial = await partialBeside(path, 'restoring');
  try {
    await copyContent(from, partial);
    openDatabase(partial).close(); // into WAL mode, before anything looks at it under its name
    checkDatabaseFile(partial);
    for (const suffix of JOURNALS) rmSync(`${partial}${suffix}`, { force: true });
    await flushToDisk(partial);
    const kept = existsSync(path) ? setAside(path) : null;
    for (const suffix of JOURNALS) rmSync(`${path}${suffix}`, { force: true });
    renameSync(partial, path);
    await flushToDisk(path);
    return kept;
  } catch (error) {
    removeWithJournals(partial);
    throw writeProblem(error, 'The restored file', path);
  }
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b)];
  return one.dev === other.dev && one.ino === other.ino;
}

/** Gives the current file a second name to be kept under; its own name is taken by the restored file in one step. */
function setAside(path: string): string {
  holdAlone(path);
  const kept = freeName(`${path}.before-restore`);
  try {
    linkSync(path, kept);
  } catch {
    renameSync(path, kept); // a file system without links
  }
  for (const suffix of JOURNALS) if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`);
  return kept;
}

/** Refuses while another process has the file open: replacing it under that process would lose its writes. A damaged file has nothing to lose. */
function holdAlone(path: string): void {
  let connection: Connection | null = null;
  try {
    connection = openDatabase(path);
    connection.raw.pragma('busy_timeout = 500');
    connection.raw.pragma('locking_mode = EXCLUSIVE');
    connection.raw.exec('BEGIN EXCLUSIVE; COMMIT');
    connection.raw.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    const problem = toAppError(error);
    if (problem instanceof AppError && problem.code === 'DATABASE_CORRUPT') return;
    if (problem instanceof AppError && problem.code === 'DATABASE_BUSY')
      throw new AppError('DATABASE_BUSY', `${path} is open in another process. Close it there and restore again.`);
    throw problem;
  } finally {
    connection?.close();
  }
}
