/** Migrates a file and ends itself with SIGKILL where the migration calls `die()`. Arguments: the file, a file with the migrations. */
import { readFileSync } from 'node:fs';
import { migrate } from '../../../src/db/migrate.ts';
import { type Migration, openDatabase } from '../../../src/db/open.ts';

const [path = '', migrations = ''] = process.argv.slice(2);
const connection = openDatabase(path);
connection.raw.function('die', () => {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
});
await migrate(connection, path, JSON.parse(readFileSync(migrations, 'utf8')) as Migration[]);
connection.close();
