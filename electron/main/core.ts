import type { App } from '../../src/app/create-app.ts';
import { type RunFileJob, runFileJob, samplePathBeside } from '../../src/app/file-job.ts';
import { HeldFile } from '../../src/app/held-file.ts';
import { defaultDatabasePath, programPath } from '../../src/app/paths.ts';
import { createPool } from '../../src/app/pool.ts';
import type { Recents } from '../../src/app/recents.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { type Fork, utilityReader } from './reader.ts';

/** The core as the shell uses it; the only file here that starts it. */
export interface Cores {
  /** The company file used when none was named and none was open before: the one the command line uses too. */
  readonly defaultPath: string;
  readonly samplePath: string;
  readonly open: (path: string) => Promise<App>;
  /** @throws AppError FILE_EXISTS: a new file never takes the place of another */
  readonly create: (path: string, isSample: boolean) => Promise<unknown>;
  readonly runJob: RunFileJob;
}

export function realCores(recents: Recents, fork: Fork, log: (what: string, error: unknown) => void): Cores {
  const defaultPath = defaultDatabasePath();
  const say = (line: string): void => log('core', line);
  const serveReader = utilityReader(fork, programPath('xlsx-child'));
  return {
    defaultPath,
    samplePath: samplePathBeside(defaultPath),
    open: (path) =>
      new HeldFile({
        path,
        door: 'window',
        openPool: (readonly) => createPool({ dbPath: path, readonly, serveReader, log: say }),
        automaticBackups: () => recents.automaticBackups,
        clock: systemClock(),
        runJob: runFileJob,
        log: say,
      }).open(),
    create: (path, isSample) => runFileJob({ act: 'create', path, isSample }),
    runJob: runFileJob,
  };
}
