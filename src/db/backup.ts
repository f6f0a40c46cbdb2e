import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { openDatabase } from './open.ts';
import { isSqliteError } from './sqlite-error.ts';
import type { Connection } from './tx.ts';

/** Flushes a finished file and its folder entry to disk. */
async function sync(path: string): Promise<void> {
  for (const target of [path, dirname(path)]) {
    const handle = await open(target, 'r');
    try {
      await handle.sync();
    } catch (error) {
      if (target === path) throw error; // some file systems refuse to sync a folder
    } finally {
      await handle.close();
    }
  }
}

function freeName(path: string): string {
  let candidate = path;
  for (let n = 2; existsSync(candidate); n += 1) candidate = `${path}-${n}`;
  return candidate;
}

/** Stops unless the file is a whole, consistent Partnerdesk database. */
export function checkDatabaseFile(path: string): { schemaVersion: number } {
  const connection = openDatabase(path, { readonly: true });
  try {
    const problems = connection.raw.pragma('integrity_check', { simple: true }) as string;
    if (problems !== 'ok') throw new AppError('DATABASE_CORRUPT', `${path} is damaged: ${problems}`);
    const schemaVersion = connection.raw.pragma('user_version', { simple: true }) as number;
    if (schemaVersion === 0) throw new AppError('DATABASE_FOREIGN', `${path} holds no Partnerdesk data.`);
    return { schemaVersion };
  } finally {
    connection.close();
  }
}

/**
 * A consistent copy while the file is in use, made under a temporary name, checked, flushed and only then given its name.
 * @returns the path written
 * @throws AppError FILE_EXISTS unless a free name may be chosen (`uniqueName`)
 */
export async function backupDatabase(connection: Connection, path: string, options: { readonly uniqueName?: boolean } = {}): Promise<string> {
  const target = options.uniqueName ? freeName(path) : path;
  if (existsSync(target)) throw new AppError('FILE_EXISTS', `${target} exists already. Choose another name; a backup never overwrites.`);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    await connection.raw.backup(partial);
    checkDatabaseFile(partial);
    for (const suffix of ['-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true });
    await sync(partial);
    renameSync(partial, target);
    await sync(target);
    return target;
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${partial}${suffix}`, { force: true });
    if (isSqliteError(error) || (error instanceof Error && 'code' in error)) {
      throw new AppError('DISK_FULL', `The backup could not be written to ${target}: ${error.message}. Nothing was left behind.`);
    }
    throw error;
  }
}

/**
 * Puts `from` in the place of `path` after checking it. The old file is kept beside it with its journal, so that a restore can be undone;
 * a stale journal never survives under the restored name.
 * @returns where the old file was kept, or null when there was none
 */
export async function restoreDatabase(from: string, path: string): Promise<string | null> {
  checkDatabaseFile(from);
  const source = openDatabase(from, { readonly: true });
  const partial = `${path}.restoring`;
  try {
    rmSync(partial, { force: true });
    await source.raw.backup(partial);
  } finally {
    source.close();
  }
  checkDatabaseFile(partial);
  await sync(partial);
  let kept: string | null = null;
  if (existsSync(path)) {
    holdAlone(path);
    kept = freeName(`${path}.before-restore`);
    for (const suffix of ['-wal', '-shm', '']) if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`);
  }
  for (const suffix of ['-wal', '-shm']) {
    rmSync(`${partial}${suffix}`, { force: true });
    rmSync(`${path}${suffix}`, { force: true });
  }
  renameSync(partial, path);
  await sync(path);
  return kept;
}

/** Refuses while another process has the file open: replacing it under that process would lose its writes. */
function holdAlone(path: string): void {
  const connection = openDatabase(path);
  try {
    connection.raw.pragma('busy_timeout = 500');
    connection.raw.pragma('locking_mode = EXCLUSIVE');
    connection.raw.exec('BEGIN EXCLUSIVE; COMMIT');
    connection.raw.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (isSqliteError(error) && error.code.startsWith('SQLITE_BUSY'))
      throw new AppError('DATABASE_BUSY', `${path} is open in another process. Close it there and restore again.`);
    throw error;
  } finally {
    connection.close();
  }
}
