import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../ports/files.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../args.ts';
import { type Environment, withApp } from '../environment.ts';
import { cell } from '../table.ts';

/** Writes the journal of a range of months; the name in `--out` is the whole file or nothing. */
export async function exportFile(env: Environment, { from, to, out }: Extract<Command, { name: 'export' }>): Promise<void> {
  const document = await withApp(env, (call) => call('exports.journal', { from, to }));
  const bytes = Buffer.from(document.base64, 'base64');
  const path = (await isFolder(out)) ? join(out, document.fileName) : out;
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new AppError(
      full ? 'DISK_FULL' : 'FILE_UNREADABLE',
      `${path} could not be written: ${error instanceof Error ? error.message : String(error)}. Nothing was left behind.`,
    );
  }
  env.print.answer(
    { path, bytes: bytes.length, mediaType: document.mediaType },
    (paint) => `${paint.good('Written')} ${path} ${paint.dim(`(${cell('', bytes.length)} bytes)`)}`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
