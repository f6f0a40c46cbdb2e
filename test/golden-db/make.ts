/** Freezes today's schema: writes `<version>.pdesk` and `<version>.json` beside this file. Once for each release (README.md). */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { APP_VERSION } from '../../src/app/version.ts';
import { openDatabase } from '../../src/db/open.ts';
import { factsOf } from './facts.ts';
import { fillGolden } from './fill.ts';

const path = fileURLToPath(new URL(`${APP_VERSION}.pdesk`, import.meta.url));
if (existsSync(path)) throw new Error(`${path} is there: a frozen file is never made again.`);
await fillGolden(path);
const connection = openDatabase(path);
connection.raw.pragma('journal_mode = DELETE'); // one file, nothing beside it
connection.close();
writeFileSync(path.replace(/\.pdesk$/, '.json'), `${JSON.stringify({ madeBy: APP_VERSION, ...factsOf(path) }, null, 1)}\n`);
