import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import { openDatabase } from '../../src/db/open.ts';
import { clockOn } from '../../src/ports/clock.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const clock = clockOn(isoDate('2026-11-22'));

/** A whole file of ours, as bytes. */
async function goodBytes(): Promise<{ bytes: Buffer; folder: string }> {
  const app = await appFor();
  await play(app, `partner P-1 tier=silver\n${Array.from({ length: 200 }, (_, n) => `deal D-${n} P-1 fixed_price 1,000 signed=2026-01-05`).join('\n')}`);
  await app.app.close();
  const connection = openDatabase(app.path);
  connection.raw.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
  return { bytes: readFileSync(app.path), folder: app.folder };
}

function otherProgram(path: string): void {
  const raw = new Database(path);
  raw.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes VALUES (1, 'mine')");
  raw.close();
}

/** What each file is, how it is made, and what opening it must say. */
const FILES: readonly (readonly [what: string, make: (path: string, good: Buffer) => void, codes: readonly string[]])[] = [
  ['a database of another program', (path) => otherProgram(path), ['DATABASE_FOREIGN']],
  [
    'a database of another program with an application id of its own',
    (path) => {
      otherProgram(path);
      const raw = new Database(path);
      raw.pragma('application_id = 1234');
      raw.close();
    },
    ['DATABASE_FOREIGN'],
  ],
  ['a text file', (path) => writeFileSync(path, 'code,name\nP-1,One\n'.repeat(500)), ['DATABASE_CORRUPT', 'DATABASE_FOREIGN']],
  [
    'wrong magic',
    (path, good) => writeFileSync(path, Buffer.concat([Buffer.from('SQLite format 4\0'), good.subarray(16)])),
    ['DATABASE_CORRUPT', 'DATABASE_FOREIGN'],
  ],
  [
    'encrypted or random bytes',
    (path) => writeFileSync(path, createHash('sha512').update('x').digest().toString('hex').repeat(100)),
    ['DATABASE_CORRUPT', 'DATABASE_FOREIGN'],
  ],
  ['truncated to half', (path, good) => writeFileSync(path, good.subarray(0, Math.floor(good.length / 8192) * 4096)), ['DATABASE_CORRUPT']],
  ['truncated within the header', (path, good) => writeFileSync(path, good.subarray(0, 60)), ['DATABASE_CORRUPT', 'DATABASE_FOREIGN']],
  [
    'the first page zeroed',
    (path, good) => writeFileSync(path, Buffer.concat([Buffer.alloc(4096), good.subarray(4096)])),
    ['DATABASE_CORRUPT', 'DATABASE_FOREIGN'],
  ],
];

test.each(FILES)('%s is refused in words, and not a byte of it changes', async (what, make, codes) => {
  const { bytes, folder } = await goodBytes();
  const path = join(folder, 'other.pdesk');
  make(path, bytes);
  const before = readFileSync(path);
  const names = readdirSync(folder);
  let code = 'opened';
  try {
    const app = await createApp({ dbPath: path, clock });
    // a file cut in the middle may open; then whatever it is asked must be answered with what is wrong
    const reply = await app.dispatch('deals.list', {}, { host: 'test' });
    code = reply.ok ? 'answered' : reply.error.code;
    await app.close();
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error);
  }
  expect(codes, what).toContain(code);
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => !names.includes(name) && !/-(?:wal|shm)$/.test(name))).toEqual([]);
});

test('a directory is refused', async () => {
  const { folder } = await goodBytes();
  const path = join(folder, 'a folder');
  mkdirSync(path);
  await expect(createApp({ dbPath: path, clock })).rejects.toMatchObject({ code: 'DATABASE_FOREIGN' });
  expect(readdirSync(path)).toEqual([]);
});

test('a file that is not there is missing, and is not made', async () => {
  const { folder } = await goodBytes();
  const path = join(folder, 'not there.pdesk');
  await expect(createApp({ dbPath: path, clock })).rejects.toMatchObject({ code: 'DATABASE_MISSING' });
  expect(existsSync(path)).toBe(false);
});

test('an empty file is no Partnerdesk file: refused, and it stays empty', async () => {
  const { folder } = await goodBytes();
  const path = join(folder, 'empty.pdesk');
  writeFileSync(path, '');
  await expect(createApp({ dbPath: path, clock })).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:FOREIGN|CORRUPT)$/) as unknown });
  expect(readFileSync(path)).toHaveLength(0);
});

test('init never takes the place of a file that is there', async () => {
  const { bytes, folder } = await goodBytes();
  const path = join(folder, 'there.pdesk');
  writeFileSync(path, bytes);
  await expect(initDatabase({ dbPath: path, clock, mode: 'solo' })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  expect(readFileSync(path).equals(bytes)).toBe(true);
});
