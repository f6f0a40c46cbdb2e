import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

type Ending = 'partial' | 'restoring';

/**
 * Writes a file so that its name never stands for half of it: a temporary file beside it, flushed, then renamed, then the
 * folder entry flushed. An existing file is replaced only by the finished one.
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const partial = await partialBeside(path, 'partial');
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

/** A name of this process's own to write under until the file is whole. What processes that died left beside the target goes. */
export async function partialBeside(target: string, ending: Ending): Promise<string> {
  const folder = dirname(target);
  const begin = `${basename(target)}.`;
  for (const name of await readdir(folder).catch(() => [])) {
    const left = name.startsWith(begin) ? /^(\d+)-[0-9a-f]{8}\.(partial|restoring)(?:-journal|-wal|-shm)?$/.exec(name.slice(begin.length)) : null;
    if (left?.[2] === ending && !isAlive(Number(left[1]))) await rm(join(folder, name), { force: true });
  }
  return `${target}.${process.pid}-${randomBytes(4).toString('hex')}.${ending}`;
}

/** Removes what processes that died left half written in a folder where every name is used once. */
export async function sweepPartials(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const left = /\.(\d+)-[0-9a-f]{8}\.partial(?:-journal|-wal|-shm)?$/.exec(name);
    if (left && !isAlive(Number(left[1]))) await rm(join(folder, name), { force: true });
  }
}

/** Whether a process of this computer still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Flushes a finished file and its folder entry to disk. */
export async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+'); // Windows flushes only what may be written to
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await flushFolder(dirname(path));
}

/** Some file systems (and Windows) refuse to flush a folder; the rename is then as durable as they make it. */
async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // nothing more can be done here
  }
}
