import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';

const HERE = fileURLToPath(import.meta.url);
const FILE_NAME = 'partnerdesk.pdesk';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

const here = (): Surroundings => ({ env: process.env, platform: process.platform, home: homedir() });

/** The folder of the desktop app's own files. Relative values of the environment are ignored, as the XDG rules ask. */
export function dataFolder({ env, platform, home }: Surroundings = here()): string {
  const absolute = (value: string | undefined): string | undefined => (value !== undefined && /^(?:[/\\]|[A-Za-z]:[/\\])/.test(value) ? value : undefined);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Partnerdesk');
  if (platform === 'win32') return join(absolute(env['APPDATA']) ?? join(home, 'AppData', 'Roaming'), 'Partnerdesk');
  return join(absolute(env['XDG_DATA_HOME']) ?? join(home, '.local', 'share'), 'Partnerdesk');
}

/** The database used when none is named: `PARTNERDESK_DB`, else the desktop app's own. */
export function defaultDatabasePath(surroundings: Surroundings = here()): string {
  const named = surroundings.env['PARTNERDESK_DB'];
  return named !== undefined && named !== '' ? named : join(dataFolder(surroundings), FILE_NAME);
}

/** What the browser host remembers of its files: `PARTNERDESK_SETTINGS`, else beside the desktop app's own file. */
export function recentsPath(surroundings: Surroundings = here()): string {
  const named = surroundings.env['PARTNERDESK_SETTINGS'];
  return named !== undefined && named !== '' ? named : join(dataFolder(surroundings), 'recent.json');
}

/**
 * Makes sure that a file can be put at `path`. Only the desktop app's own folder is made: a mistyped path must not leave folders behind.
 * @throws AppError FILE_UNREADABLE when its folder is not there
 */
export function prepareFolderOf(path: string): void {
  const folder = dirname(resolve(path));
  if (path === defaultDatabasePath()) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(folder)) throw new AppError('FILE_UNREADABLE', `The folder ${folder} does not exist. Create it first, or choose another place.`);
}

/** The folder of this installation: the checkout, or the packaged application. */
export function packageRoot(): string {
  for (let folder = dirname(HERE); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && nameOf(manifest) === 'partnerdesk') return folder;
    assert(folder !== dirname(folder), 'package.json of this installation is missing');
  }
}

function nameOf(manifest: string): unknown {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name;
}

/** Programs of their own beside the main one: as source in a checkout, as a bundle once built. */
const PROGRAMS = { worker: 'src/app/worker.ts', 'file-worker': 'src/app/file-worker.ts', 'xlsx-child': 'src/importers/xlsx-child.ts' } as const;

/** Where a program lies. What runs from source starts source, what runs from the bundle starts the bundle, if it is there. */
export function programPath(name: keyof typeof PROGRAMS): string {
  const root = packageRoot();
  const source = join(root, PROGRAMS[name]);
  const built = join(root, 'out', 'main', `${name}.js`);
  const [first, second] = HERE.endsWith('.ts') ? [source, built] : [built, source];
  return existsSync(first) || !existsSync(second) ? first : second;
}

/** The built screens. */
export function rendererFolder(): string {
  return join(packageRoot(), 'out', 'renderer');
}
