import { AppError } from '../shared/errors.ts';

interface SqliteError extends Error {
  readonly code: string;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_');
}

const DAMAGED = 'The file is damaged or is not a Partnerdesk file. It was left as it is; restore a backup.';

/** Turns what SQLite says into the error a person can act on; anything that is our own bug (constraint, misuse) stays what it is. */
export function toAppError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  if (error.code.startsWith('SQLITE_BUSY')) return new AppError('DATABASE_BUSY', 'Another process is writing to this file. Try again in a moment.');
  if (error.code === 'SQLITE_FULL') return new AppError('DISK_FULL', 'The disk is full; nothing was changed. Free some space and try again.');
  if (error.code.startsWith('SQLITE_READONLY')) return new AppError('DATABASE_READ_ONLY', 'The file or its folder cannot be written to; nothing was changed.');
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new AppError('DATABASE_CORRUPT', DAMAGED);
  }
  if (error.code === 'SQLITE_CANTOPEN') return new AppError('DATABASE_MISSING', 'The file cannot be opened. Check that its folder exists and may be read.');
  if (error.code.startsWith('SQLITE_IOERR')) {
    return new AppError(
      'OUTCOME_UNKNOWN',
      'The disk reported a fault. It is not known whether the last command was saved; open the file again and look before repeating it.',
    );
  }
  return error;
}

/**
 * For opening a file and reading what every file of ours has: there even an "SQL error" can only come from damage, and a fault of the
 * disk leaves nothing in doubt, because nothing was attempted.
 */
export function toDamage(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  if (error.code === 'SQLITE_ERROR' || error.code === 'SQLITE_IOERR_SHORT_READ') return new AppError('DATABASE_CORRUPT', DAMAGED);
  if (error.code.startsWith('SQLITE_IOERR'))
    return new AppError(
      'FILE_UNREADABLE',
      'The disk reported a fault while the file was being opened. Nothing was changed; check the disk, then open it again.',
    );
  return toAppError(error);
}
