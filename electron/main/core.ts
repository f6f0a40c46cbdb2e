import { basename, dirname, extname, join } from 'node:path';
import type { App } from '../../src/app/create-app.ts';
import { runFileJob, samplePathBeside } from '../../src/app/file-job.ts';
import { defaultDatabasePath } from '../../src/app/paths.ts';
import { createPool } from '../../src/app/pool.ts';

/** The core as the shell uses it; the only file here that starts it. */
export interface Cores {
  /** The company file used when none was named and none was open before: the one the command line uses too. */
  readonly defaultPath: string;
  readonly samplePath: string;
  readonly open: (path: string) => Promise<App>;
  /** @throws AppError FILE_EXISTS: a new file never takes the place of another */
  readonly create: (path: string, isSample: boolean) => Promise<void>;
  /** Writes a checked copy of a file in use. @throws AppError FILE_EXISTS */
  readonly copy: (path: string, target: string) => Promise<void>;
}

export function realCores(log: (what: string, error: unknown) => void): Cores {
  const defaultPath = defaultDatabasePath();
  return {
    defaultPath,
    samplePath: samplePathBeside(defaultPath),
    open: (path) => createPool({ dbPath: path, log: (line) => log('core', line) }),
    create: (path, isSample) => runFileJob({ act: 'create', path, isSample }),
    copy: (path, target) => runFileJob({ act: 'backup', path, target }),
  };
}

/** Where a backup goes: beside the file, under a name that no other has. */
export function backupPath(path: string, label: string, now: string): string {
  const stamp = now.slice(0, 19).replaceAll(':', '-');
  return join(dirname(path), 'backups', `${basename(path, extname(path))} ${label} ${stamp}${extname(path)}`);
}
