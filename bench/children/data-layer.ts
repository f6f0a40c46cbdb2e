/** Opens a file and asks it once: what "data layer ready" means. Argument: FILE. */
import { openDatabase } from '../../src/db/open.ts';

const connection = openDatabase(process.argv[2] ?? '', { readonly: true });
const months = connection.all('SELECT month FROM months');
if (months.length === 0) process.exitCode = 1;
connection.close();
