import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { Chance, programmeFile, times, workFolder } from './support/fixture.ts';
import { skipLoudly } from './support/spawn.ts';

/** A10: what is no whole Partnerdesk file is refused in plain words, never changed, and never takes the process down. */
const COUNT = times('DAMAGED_COUNT', 60);
const folder = workFolder();
const whole = join(folder, 'whole.pdesk');

beforeAll(async () => {
  await programmeFile(whole, { partners: 5, deals: 60, months: ['2026-01', '2026-02'] }, 1);
});

interface Found {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly asked: readonly string[];
}

/** Opens each in one process of its own and asks it things; a crash shows as its end. */
function openAll(paths: readonly string[], user?: number): Found[] {
  const list = join(folder, 'list.json');
  writeFileSync(list, JSON.stringify(paths));
  const run = spawnSync(process.execPath, [fileURLToPath(new URL('support/open-each.ts', import.meta.url)), list], {
    encoding: 'utf8',
    maxBuffer: 50_000_000,
    ...(user === undefined ? {} : { uid: user, gid: user, env: { PATH: process.env['PATH'] ?? '' } }),
  });
  expect([run.status, run.signal], run.stderr).toEqual([0, null]);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);
}

const hashOf = (path: string): string => (statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'no file');

const PLAIN = /^[^{}]{20,400}$/;
function expectPlain({ path, message }: Found): void {
  expect(message, path).toMatch(PLAIN);
  expect(message, path).not.toMatch(/SQLITE_|Error:|\bat .*\.ts|sqlite_/);
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

const be32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** Kinds of damage with one certain answer. */
const CERTAIN: readonly (readonly [name: string, codes: readonly string[], make: (path: string) => void])[] = [
  ['empty', ['DATABASE_CORRUPT'], (path) => writeFileSync(path, '')],
  ['one-byte', ['DATABASE_CORRUPT', 'DATABASE_FOREIGN'], (path) => writeFileSync(path, 'x')],
  ['text', ['DATABASE_CORRUPT'], (path) => writeFileSync(path, 'deal_code,period,amount\n'.repeat(1000))],
  ['zeros', ['DATABASE_CORRUPT'], (path) => writeFileSync(path, Buffer.alloc(40_960))],
  ['wrong-magic', ['DATABASE_CORRUPT'], (path) => overwrite(path, 0, Buffer.from('SQLite format 9\0'))],
  ['cut-in-header', ['DATABASE_CORRUPT'], (path) => truncateSync(path, 60)],
  ['cut-in-first-page', ['DATABASE_CORRUPT', 'DATABASE_FOREIGN'], (path) => truncateSync(path, 3000)],
  ['half', ['DATABASE_CORRUPT'], (path) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)],
  ['page-size', ['DATABASE_CORRUPT'], (path) => overwrite(path, 16, Buffer.from([0x03, 0x03]))],
  ['read-version', ['DATABASE_CORRUPT'], (path) => overwrite(path, 18, Buffer.from([9, 9]))],
  ['application-id', ['DATABASE_FOREIGN'], (path) => overwrite(path, 68, be32(0x12_34_56_78))],
  ['schema-number-zero', ['DATABASE_CORRUPT'], (path) => overwrite(path, 60, be32(0))],
  ['schema-number-one', ['DATABASE_CORRUPT'], (path) => overwrite(path, 60, be32(1))],
  ['schema-number-negative', ['DATABASE_CORRUPT'], (path) => overwrite(path, 60, be32(-5))],
  ['schema-number-newer', ['DATABASE_NEWER'], (path) => overwrite(path, 60, be32(4000))],
  ['schema-page', ['DATABASE_CORRUPT'], (path) => overwrite(path, 100, Buffer.alloc(3996, 0xff))],
  ['other-application', ['DATABASE_FOREIGN'], (path) => makeForeign(path, 0x0f_05_51_12, 'DELETE')],
  ['other-application-unmarked', ['DATABASE_FOREIGN'], (path) => makeForeign(path, 0, 'DELETE')],
  ['other-application-with-journal', ['DATABASE_FOREIGN'], (path) => makeForeign(path, 0, 'WAL')],
  ['no-tables', ['DATABASE_FOREIGN'], (path) => makeForeign(path, 0, null)],
];

/** Another application's SQLite file; in WAL mode with commits that are not in the file yet, as it lies after a crash. */
function makeForeign(path: string, id: number, mode: 'DELETE' | 'WAL' | null): void {
  const made = `${path}.made`;
  const raw = new Database(made);
  raw.pragma(`application_id = ${id}`);
  raw.pragma(`user_version = 7`);
  raw.pragma('wal_autocheckpoint = 0');
  if (mode !== null) raw.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE note (x); INSERT INTO note VALUES ('theirs')`);
  if (mode === 'WAL') raw.exec("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO note VALUES ('not yet in the file')");
  copyFileSync(made, path);
  if (existsSync(`${made}-wal`)) copyFileSync(`${made}-wal`, `${path}-wal`);
  raw.close();
}

test(`A10: ${CERTAIN.length} foreign and damaged files: refused with the right code, in plain words, not a byte changed`, () => {
  const paths = CERTAIN.map(([name, , make]) => {
    const path = join(folder, `certain-${name}.pdesk`);
    copyFileSync(whole, path);
    make(path);
    return path;
  });
  paths.push(join(folder, 'a-folder.pdesk'), join(folder, 'nowhere', 'a.pdesk'));
  mkdirSync(join(folder, 'a-folder.pdesk'));
  const before = paths.map((path) => (existsSync(path) ? hashOf(path) : null));
  const found = openAll(paths);
  const wrong = found.flatMap((one, index) => {
    const codes = CERTAIN[index]?.[1] ?? (index === CERTAIN.length ? ['DATABASE_FOREIGN'] : ['DATABASE_MISSING']);
    return codes.includes(one.code) ? [] : [`${one.path}: ${one.code} instead of ${codes.join(' or ')}: ${one.message} ${one.asked.join(' ')}`];
  });
  expect(wrong).toEqual([]);
  for (const one of found) expectPlain(one);
  expect(paths.map((path) => (existsSync(path) ? hashOf(path) : null))).toEqual(before);
});

test(`A10: ${COUNT} copies with random damage: no crash, not a byte changed, an answer or a plain refusal`, { timeout: 60_000 + COUNT * 1000 }, () => {
  const chance = new Chance('damaged');
  const size = statSync(whole).size;
  const paths = Array.from({ length: COUNT }, (_, index) => {
    const path = join(folder, `random-${index}.pdesk`);
    copyFileSync(whole, path);
    const at = index % 4 === 0 ? chance.below(100) : chance.below(size);
    if (index % 5 === 0) truncateSync(path, at);
    else if (index % 5 === 1)
      overwrite(path, Math.min(Math.floor(at / 4096) * 4096, size - 4096), Buffer.from(Array.from({ length: 4096 }, () => chance.below(256))));
    else if (index % 5 === 2) overwrite(path, Math.min(at, size - 64), Buffer.from(Array.from({ length: 64 }, () => chance.below(256))));
    else overwrite(path, Math.min(at, size - 1), Buffer.from([chance.below(256)]));
    return path;
  });
  const before = paths.map(hashOf);
  const found = openAll(paths);
  expect(found).toHaveLength(COUNT);
  const counts: Record<string, number> = {};
  for (const one of found) {
    counts[one.code] = (counts[one.code] ?? 0) + 1;
    expect(['ok', 'DATABASE_CORRUPT', 'DATABASE_FOREIGN', 'DATABASE_NEWER'], `${one.path} seed ${chance.seed}: ${one.message}`).toContain(one.code);
    if (one.code !== 'ok') expectPlain(one);
    for (const asked of one.asked)
      expect(['ok', 'DATABASE_CORRUPT', 'VERIFY_FAILED'], `${one.path} seed ${chance.seed}: ${one.asked.join(' ')}`).toContain(asked);
  }
  process.stdout.write(`[damaged] ${JSON.stringify(counts)}\n`);
  const changed = paths.filter((path, index) => hashOf(path) !== before[index]);
  expect(changed).toEqual([]);
});

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
/** Root may read everything: the test then becomes nobody, if nobody may read this checkout. */
const canBeRefused =
  process.platform !== 'win32' &&
  (!isRoot ||
    spawnSync(process.execPath, ['-e', `require('node:fs').accessSync(${JSON.stringify(fileURLToPath(import.meta.url))})`], { uid: nobody, gid: nobody })
      .status === 0);
if (!canBeRefused) skipLoudly('test/reliability/damaged.test.ts: an unreadable file', 'this user may read everything');

test.skipIf(!canBeRefused)('A10: a file that may not be read, one that may not be written to, and one in a folder that may not be', () => {
  const closedFolder = join(folder, 'closed-folder');
  mkdirSync(closedFolder);
  const paths = [join(folder, 'unreadable.pdesk'), join(folder, 'unwritable.pdesk'), join(closedFolder, 'a.pdesk')];
  for (const path of paths) copyFileSync(whole, path);
  chmodSync(paths[0] ?? '', 0o000);
  chmodSync(paths[1] ?? '', 0o444);
  chmodSync(closedFolder, 0o555);
  chmodSync(folder, isRoot ? 0o755 : 0o700);
  const found = openAll(paths, isRoot ? nobody : undefined);
  chmodSync(closedFolder, 0o755);
  chmodSync(paths[0] ?? '', 0o600);
  expect(found[0]?.code, found[0]?.message).toBe('DATABASE_MISSING');
  for (const one of found.slice(1))
    expect(['ok', 'DATABASE_READ_ONLY', 'DATABASE_MISSING'], `${one.path}: ${one.message} ${one.asked.join(' ')}`).toContain(one.code);
  for (const one of found) if (one.code !== 'ok') expectPlain(one);
  for (const path of paths) expect(hashOf(path)).toBe(hashOf(whole));
});
