import { backupDatabase, restoreDatabase } from '../db/backup.ts';
import { openDatabase } from '../db/open.ts';
import { type Clock, systemClock } from '../ports/clock.ts';

/** Writes a checked, consistent copy of a file in use. @throws AppError FILE_EXISTS, DATABASE_MISSING, DISK_FULL */
export async function backupTo(dbPath: string, target: string, clock: Clock = systemClock()): Promise<{ path: string }> {
  const connection = openDatabase(dbPath);
  try {
    const path = await backupDatabase(connection, target);
    connection.write((db) => {
      db.run("INSERT INTO settings (key, value) VALUES ('last_backup', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [
        JSON.stringify({ at: clock.now(), path }),
      ]);
    });
    return { path };
  } finally {
    connection.close();
  }
}

/** Puts a checked backup in the place of a file; the old file is kept beside it. @throws AppError DATABASE_BUSY while another process has it open */
export async function restoreFrom(source: string, dbPath: string): Promise<{ kept: string | null }> {
  return { kept: await restoreDatabase(source, dbPath) };
}
