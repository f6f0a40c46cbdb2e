import { defaultDatabasePath } from '../../src/app/paths.ts';
import { createPool } from '../../src/app/pool.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { OpenCore } from './company.ts';

/** The company file used when none was named and none was open before: the one the command line uses too. */
export const defaultCompany = defaultDatabasePath;

/** Opens a company file in worker threads: the main thread only passes messages on. */
export function coreOpener(log: (what: string, error: unknown) => void): OpenCore {
  return async (path, mode) => {
    if (mode === 'create') throw new AppError('DATABASE_MISSING', `${path} cannot be created here yet. Use "init" on the command line.`);
    return await createPool({ dbPath: path, log: (line) => log('core', line) });
  };
}
