import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { backupTo, restoreFrom } from '../../src/app/files.ts';
import { loadMigrations, migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { AppError } from '../../src/shared/errors.ts';
import { booksProblems } from '../support/books.ts';
import { exactDumpOf } from '../support/dump.ts';
import { ACCEPTED, ask, call, copyDatabase, dropDatabase, programmeFile, STILL, times, withFile, workFolder } from './support/fixture.ts';
import { startChild } from './support/spawn.ts';

const COUNT = times('BACKUP_COUNT', 12);
const folder = workFolder();
const base = join(folder, 'base.pdesk');

beforeAll(async () => {
  await programmeFile(base, { partners: 30, deals: 900, months: ['2026-01', '2026-02'] }, 1);
});

let made = 0;
/** A folder of its own with a copy of the database in it. */
function fresh(): { at: string; db: string } {
  made += 1;
  const at = join(folder, `case-${made}`);
  mkdirSync(at);
  return { at, db: copyDatabase(base, join(at, 'a.pdesk')) };
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was expected to be refused');
}

const plainly = ({ message }: AppError): void => {
  expect(message).toMatch(/^[^{}]{20,500}$/);
  expect(message).not.toMatch(/\bat .*\.ts|undefined/);
};

const contentOf = (path: string): Record<string, string> => {
  const { settings: _, ...content } = exactDumpOf(path); // `last_backup` is noted after the copy is made
  return content;
};

describe('A12: a backup is a true point in time (trap 5)', () => {
  test(`${COUNT} backups while another process writes without a pause: each whole, verified, and none kept waiting`, {
    timeout: 60_000 + COUNT * 3000,
  }, async () => {
    const { at, db } = fresh();
    const writer = startChild({
      db,
      brief: true,
      steps: Array.from({ length: 100_000 }, (_, n) => ({ call: 'system.recordVerify', input: { ok: n % 2 === 0 } })),
    });
    await writer.opened;
    const rows: number[] = [];
    try {
      for (let n = 0; n < COUNT; n += 1) {
        const { path } = await backupTo(db, join(at, `copy-${n}.pdesk`), STILL);
        expect(booksProblems(path), path).toEqual([]);
        rows.push(await withFile(copyDatabase(path, join(at, 'opened.pdesk')), async (app) => (await call(app, 'audit.list', { limit: 1 })).rows[0]?.seq ?? 0));
      }
    } finally {
      writer.process.kill('SIGKILL');
      await writer.ended;
    }
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(rows.at(-1), 'the writer was writing').toBeGreaterThan((rows[0] ?? 0) + COUNT);
    const checked = await withFile(join(at, 'copy-0.pdesk'), (app) => ask(app, 'system.verify', {}));
    if (checked.ok) expect((checked.value as { checks: { name: string; ok: boolean; problems: string[] }[] }).checks.filter((check) => !check.ok)).toEqual([]);
    expect(readdirSync(at).filter((name) => /\.partial|copy.*-(?:wal|shm)$/.test(name))).toEqual([]);
  });

  test('writes through the connection itself, between two pages of the backup, are not in it by halves', async () => {
    const { at, db } = fresh();
    const app = await createApp({ dbPath: db, clock: STILL });
    const backup = backupTo(db, join(at, 'copy.pdesk'), STILL);
    for (let n = 0; n < 20; n += 1) {
      await call(app, 'system.recordVerify', { ok: n % 2 === 0 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { path } = await backup;
    await app.close();
    expect(booksProblems(path)).toEqual([]);
  });

  test('a backup is one file that opens where nothing can be written beside it', async () => {
    const { at, db } = fresh();
    const { path } = await backupTo(db, join(at, 'copy.pdesk'), STILL);
    expect(readFileSync(path).subarray(18, 20)).toEqual(Buffer.from([1, 1])); // no journal of its own is needed to read it
    expect(contentOf(path)).toEqual(contentOf(db));
  });

  test('never over another file; a folder that is not there and a damaged source are said for what they are', async () => {
    const { at, db } = fresh();
    writeFileSync(join(at, 'taken'), 'precious');
    expect((await refusal(backupTo(db, join(at, 'taken'), STILL))).code).toBe('FILE_EXISTS');
    expect(readFileSync(join(at, 'taken'), 'utf8')).toBe('precious');
    const nowhere = await refusal(backupTo(db, join(at, 'no', 'such', 'copy'), STILL));
    expect(nowhere.code).toBe('FILE_UNREADABLE');
    plainly(nowhere);
    const damaged = join(at, 'damaged.pdesk');
    copyFileSync(db, damaged);
    truncateSync(damaged, Math.floor(statSync(damaged).size / 8192) * 4096);
    const corrupt = await refusal(backupTo(damaged, join(at, 'copy'), STILL));
    expect(corrupt.code).toBe('DATABASE_CORRUPT');
    plainly(corrupt);
    expect(readdirSync(at).filter((name) => /copy|partial/.test(name))).toEqual([]);
  });
});

describe('A13: a restore restores (trap 6)', () => {
  async function backupThenMove(db: string, at: string): Promise<{ backup: string; manifest: Record<string, string>; moved: Record<string, string> }> {
    const backup = (await backupTo(db, join(at, 'backup.pdesk'), STILL)).path;
    const manifest = exactDumpOf(backup);
    await withFile(db, (app) => call(app, 'months.close', { month: '2026-02', acceptVariances: ACCEPTED }));
    return { backup, manifest, moved: exactDumpOf(db) };
  }

  test('over a file with a stale journal beside it: the content is that of the backup, the old file is kept and opens', async () => {
    const { at, db } = fresh();
    const { backup, manifest, moved } = await backupThenMove(db, at);
    // as it lies after a crash: commits in the journal that are not in the file
    const app = await createApp({ dbPath: db, clock: STILL });
    await call(app, 'system.recordVerify', { ok: false });
    for (const suffix of ['-wal', '-shm']) copyFileSync(`${db}${suffix}`, join(at, `stale${suffix}`));
    copyFileSync(db, join(at, 'stale'));
    await app.close();
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(join(at, `stale${suffix}`), `${db}${suffix}`);
    const { kept } = await restoreFrom(backup, db);
    expect(exactDumpOf(db)).toEqual(manifest);
    expect(booksProblems(db)).toEqual([]);
    expect(kept).toContain('before-restore');
    expect(exactDumpOf(kept ?? '')).toMatchObject({ months: moved['months'] });
    const lastVerify = await withFile(kept ?? '', async (old) => (await call(old, 'system.info', {})).lastVerify);
    expect(lastVerify, 'what stood only in the journal is kept too').toMatchObject({ ok: false });
    await withFile(db, (restored) => call(restored, 'months.close', { month: '2026-02', acceptVariances: ACCEPTED }));
    expect(exactDumpOf(db)).toEqual({ ...moved, settings: exactDumpOf(db)['settings'] });
  });

  test.each(['writer', 'reader'])('refused while a %s in another process has the file open, even an idle one', async (who) => {
    const { at, db } = fresh();
    const { backup, moved } = await backupThenMove(db, at);
    const other = startChild({
      db,
      steps: [{ call: who === 'writer' ? 'system.recordVerify' : 'system.info', input: who === 'writer' ? { ok: true } : {} }],
      barrier: true,
    });
    await other.opened;
    const busy = await refusal(restoreFrom(backup, db));
    expect(busy.code).toBe('DATABASE_BUSY');
    plainly(busy);
    expect(exactDumpOf(db)).toEqual(moved);
    expect(readdirSync(at).filter((name) => /restoring|before-restore/.test(name))).toEqual([]);
    other.process.stdin?.end('\n');
    expect((await other.ended).code).toBe(0);
    await restoreFrom(backup, db);
  });

  test('a cut, empty, foreign or newer source is refused and nothing is touched', async () => {
    const { at, db } = fresh();
    const { backup, moved } = await backupThenMove(db, at);
    const cut = join(at, 'cut.pdesk');
    copyFileSync(backup, cut);
    truncateSync(cut, Math.floor(statSync(cut).size / 8192) * 4096);
    const empty = join(at, 'empty.pdesk');
    writeFileSync(empty, '');
    const text = join(at, 'text.pdesk');
    writeFileSync(text, 'not a database at all, only words '.repeat(500));
    const foreign = join(at, 'foreign.pdesk');
    new Database(foreign).exec('PRAGMA application_id = 77; CREATE TABLE t (x)').close();
    const newer = join(at, 'newer.pdesk');
    copyFileSync(backup, newer);
    new Database(newer).exec(`PRAGMA user_version = ${loadMigrations().length + 1}`).close();
    for (const [source, code] of [
      [cut, 'DATABASE_CORRUPT'],
      [empty, 'DATABASE_CORRUPT'],
      [text, 'DATABASE_CORRUPT'],
      [foreign, 'DATABASE_FOREIGN'],
      [newer, 'DATABASE_NEWER'],
      [join(at, 'missing.pdesk'), 'DATABASE_MISSING'],
      [at, 'DATABASE_FOREIGN'],
    ] as const) {
      const refused = await refusal(restoreFrom(source, db));
      expect(refused.code, `${source}: ${refused.message}`).toBe(code);
      plainly(refused);
    }
    expect(exactDumpOf(db)).toEqual(moved);
    expect(readdirSync(at).filter((name) => /restoring|before-restore/.test(name))).toEqual([]);
  });

  test('a backup of an older schema is restored, and brought up to date when it is opened, with a copy kept', async () => {
    const { at, db } = fresh();
    const older = join(at, 'older.pdesk');
    const connection = openDatabase(older, { create: true });
    await migrate(connection, older, loadMigrations().slice(0, 1));
    connection.close();
    await restoreFrom(older, db);
    const app = await createApp({ dbPath: db, clock: STILL });
    await app.close();
    const opened = openDatabase(db, { readonly: true });
    expect(opened.raw.pragma('user_version', { simple: true })).toBe(loadMigrations().length);
    opened.close();
    expect(readdirSync(at).filter((name) => name.includes('.before-schema-'))).toHaveLength(1);
  });

  test('two processes that open an older file at once both get it, brought up to date once', async () => {
    const { db } = fresh();
    dropDatabase(db);
    const connection = openDatabase(db, { create: true });
    await migrate(connection, db, loadMigrations().slice(0, 1));
    connection.close();
    const children = [1, 2, 3].map(() => startChild({ db, steps: [{ call: 'holidays.list', input: {} }] }));
    for (const child of children) child.process.stdin?.end();
    const ended = await Promise.all(children.map((child) => child.ended));
    for (const end of ended) expect(end.code, end.err).toBe(0);
    expect(booksProblems(db)).toEqual([]);
  });

  test('onto itself: refused by its own name, by a link to it', async () => {
    const { at, db } = fresh();
    const before = exactDumpOf(db);
    expect((await refusal(restoreFrom(db, db))).code).toBe('BAD_INPUT');
    symlinkSync(db, join(at, 'link.pdesk'));
    expect((await refusal(restoreFrom(join(at, 'link.pdesk'), db))).code).toBe('BAD_INPUT');
    expect(exactDumpOf(db)).toEqual(before);
  });

  test.each([
    ['cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['overwritten by text', (path: string) => writeFileSync(path, 'oops '.repeat(4000))],
    [
      'with noise at its end and a stale journal',
      (path: string) => [truncateSync(path, 8192), appendFileSync(path, Buffer.alloc(9000, 7)), writeFileSync(`${path}-wal`, Buffer.alloc(5000, 9))],
    ],
  ])('over a damaged file, %s: restored, and the damaged one kept byte for byte', async (_, damage) => {
    const { at, db } = fresh();
    const { backup, manifest } = await backupThenMove(db, at);
    damage(db);
    const bytes = readFileSync(db);
    const { kept } = await restoreFrom(backup, db);
    expect(exactDumpOf(db)).toEqual(manifest);
    expect(booksProblems(db)).toEqual([]);
    expect(existsSync(`${db}-wal`) ? statSync(`${db}-wal`).size : 0).toBe(0);
    expect(readFileSync(kept ?? '').equals(bytes)).toBe(true);
  });

  test("never over another application's file", async () => {
    const { at, db } = fresh();
    const { backup } = await backupThenMove(db, at);
    const foreign = join(at, 'foreign.pdesk');
    new Database(foreign).exec("PRAGMA application_id = 77; CREATE TABLE t (x); INSERT INTO t VALUES ('theirs')").close();
    const bytes = readFileSync(foreign);
    expect((await refusal(restoreFrom(backup, foreign))).code).toBe('DATABASE_FOREIGN');
    expect(readFileSync(foreign).equals(bytes)).toBe(true);
  });

  test('where nothing was: nothing is kept', async () => {
    const { at, db } = fresh();
    const { backup, manifest } = await backupThenMove(db, at);
    rmSync(db);
    expect(await restoreFrom(backup, db)).toEqual({ kept: null });
    expect(exactDumpOf(db)).toEqual(manifest);
  });

  test('twice: both old files are kept under names of their own', async () => {
    const { at, db } = fresh();
    const { backup } = await backupThenMove(db, at);
    const [one, two] = [await restoreFrom(backup, db), await restoreFrom(backup, db)];
    expect(one.kept).not.toBe(two.kept);
    expect([one.kept, two.kept].every((path) => path !== null && existsSync(path))).toBe(true);
  });
});
