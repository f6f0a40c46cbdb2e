import { existsSync, readdirSync } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import { packageRoot, programPath, rendererFolder } from './paths.ts';
import { placeWarning } from './place.ts';

export interface Check {
  readonly name: string;
  /** `warn`: works, but something is missing that a person may want. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly hint: string | null;
}

const OLDEST_NODE = [22, 14] as const;
const LITTLE_SPACE = 500 * 1024 * 1024;

const ok = (name: string, found: string): Check => ({ name, state: 'ok', found, hint: null });
const warn = (name: string, found: string, hint: string): Check => ({ name, state: 'warn', found, hint });
const fail = (name: string, found: string, hint: string): Check => ({ name, state: 'fail', found, hint });
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Looks at the installation and at the file, changes nothing, never throws. */
export async function examine(dbPath: string): Promise<Check[]> {
  const node = nodeCheck();
  // the native module takes an older Node down without a word
  const native =
    node.state === 'fail' ? [fail('Native module', 'not tried', 'Update Node first.')] : [...(await nativeChecks()), ...(await databaseChecks(dbPath))];
  return [node, ok('Application', packageRoot()), ...native, timeZoneCheck(), ...programChecks(), screensCheck(), fontsCheck(), await folderCheck(dbPath)];
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const found = `${process.versions.node} (${process.platform} ${process.arch})`;
  return enough ? ok('Node', found) : fail('Node', found, `Node ${OLDEST_NODE.join('.')} or newer is needed; "npm run …" brings one on Linux.`);
}

async function nativeChecks(): Promise<Check[]> {
  try {
    const { openDatabase } = await import('../db/open.ts');
    const memory = openDatabase(':memory:', { create: true });
    try {
      return [
        ok('Native module', 'better-sqlite3 loads'),
        ok('SQLite', String(memory.raw.prepare('SELECT sqlite_version()').pluck().get())),
        await migrationsCheck(),
      ];
    } finally {
      memory.close();
    }
  } catch (error) {
    return [fail('Native module', textOf(error), 'Run "npm ci" again with the Node you start the application with.')];
  }
}

async function migrationsCheck(): Promise<Check> {
  try {
    const { loadMigrations, migrationsFolder } = await import('../db/migrate.ts');
    return ok('Migrations', `${loadMigrations().length} in ${migrationsFolder()}`);
  } catch (error) {
    return fail('Migrations', textOf(error), 'This installation is incomplete; install it again.');
  }
}

async function databaseChecks(path: string): Promise<Check[]> {
  if (!existsSync(path)) return [warn('Database', `none at ${path}`, 'Create one with "partnerdesk init", or name another with --db.')];
  try {
    const [{ openDatabase }, { loadMigrations }] = await Promise.all([import('../db/open.ts'), import('../db/migrate.ts')]);
    const connection = openDatabase(path, { readonly: true });
    try {
      const read = (pragma: string): unknown => connection.raw.pragma(pragma, { simple: true });
      const [schema, known, sound] = [Number(read('user_version')), loadMigrations().length, String(read('quick_check'))];
      return [
        ok('Database', path),
        schemaCheck(schema, known),
        sound === 'ok' ? ok('Database pages', 'sound') : fail('Database pages', sound, 'Restore a backup; "verify" says what is affected.'),
        await privacyCheck(path),
        await placeCheck(path),
      ];
    } finally {
      connection.close();
    }
  } catch (error) {
    return [fail('Database', path, error instanceof AppError ? error.message : textOf(error))];
  }
}

function schemaCheck(schema: number, known: number): Check {
  if (schema === known) return ok('Schema', `version ${schema}`);
  if (schema > known) return fail('Schema', `version ${schema}; this application knows ${known}`, 'Update the application.');
  return warn('Schema', `version ${schema}; newest is ${known}`, 'The next command brings it up to date and keeps a backup beside it.');
}

async function privacyCheck(path: string): Promise<Check> {
  const mode = (await stat(path)).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return ok('Database access', process.platform === 'win32' ? 'as its folder allows' : 'only you');
  return warn('Database access', `other users of this computer (${mode.toString(8)})`, `chmod 600 ${path}`);
}

async function placeCheck(path: string): Promise<Check> {
  const wrong = await placeWarning(path);
  return wrong === null ? ok('Place', 'on this computer') : warn('Place', path, wrong);
}

function timeZoneCheck(): Check {
  try {
    return ok('Business date', `${systemClock().today()} in Asia/Karachi`);
  } catch (error) {
    return fail('Business date', textOf(error), 'This Node was built without time zones; install the usual one.');
  }
}

function programChecks(): Check[] {
  return (['worker', 'xlsx-child'] as const).map((name) => {
    const path = programPath(name);
    return existsSync(path) ? ok(`Program ${name}`, path) : fail(`Program ${name}`, `missing: ${path}`, 'This installation is incomplete; install it again.');
  });
}

function screensCheck(): Check {
  const folder = rendererFolder();
  return existsSync(join(folder, 'index.html')) ? ok('Screens', folder) : warn('Screens', 'not built', 'Run "npm run build"; the command line works without.');
}

/** Fonts of statements: our own, else those that come with pdfmake. */
function fontsCheck(): Check {
  const candidates = [join(packageRoot(), 'resources', 'fonts')];
  try {
    candidates.push(join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto'));
  } catch {
    // reported below, when nothing else is found either
  }
  for (const folder of candidates) {
    const fonts = existsSync(folder) ? readdirSync(folder).filter((name) => /\.[to]tf$/i.test(name)) : [];
    if (fonts.length > 0) return ok('Fonts', `${fonts.length} in ${folder}`);
  }
  return warn('Fonts', 'none', 'Statements cannot be printed; run "npm ci" again.');
}

async function folderCheck(dbPath: string): Promise<Check> {
  const folder = dirname(dbPath);
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const found = `${folder}, ${Math.floor(free / 1024 / 1024)} MB free`;
    return free < LITTLE_SPACE ? warn('Folder', found, 'Free some space: a backup needs as much as the file.') : ok('Folder', found);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing
      ? warn('Folder', `${folder} does not exist`, '"partnerdesk init" makes the default one.')
      : fail('Folder', `${folder} cannot be written to`, 'Give yourself the right to write there, or name another file with --db.');
  }
}
