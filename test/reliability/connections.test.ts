import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { initDatabase } from '../../src/app/init.ts';
import { programme, STILL, workFolder } from './support/fixture.ts';
import { ROOT } from './support/spawn.ts';

/** A1: the contract that every connection keeps, read back when it is closed, through every door and in every thread. */
const CONTRACT = { synchronous: 2, foreign_keys: 1, recursive_triggers: 1, trusted_schema: 0, cell_size_check: 1 } as const;

interface Seen {
  readonly file: string;
  readonly readonly: boolean;
  readonly isMainThread: boolean;
  readonly version: string;
  readonly pragmas: Readonly<Record<string, unknown>>;
}

const folder = workFolder();
const db = join(folder, 'a.pdesk');
const input = join(folder, 'in');

beforeAll(async () => {
  await initDatabase({ dbPath: db, clock: STILL, mode: 'solo' });
  mkdirSync(input);
  for (const [name, text] of Object.entries(programme({ partners: 3, deals: 12, months: ['2026-01', '2026-02'] }))) writeFileSync(join(input, name), text);
});

/** Runs a program with a spy in it that notes every connection as it is closed. */
function connectionsOf(args: readonly string[]): Seen[] {
  const log = join(folder, `seen-${Math.random().toString(36).slice(2)}`);
  const spy = fileURLToPath(new URL('support/connection-spy.mjs', import.meta.url));
  const run = spawnSync(process.execPath, ['--import', spy, ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, CONNECTIONS_SEEN: log } });
  expect(run.status, run.stderr + run.stdout).toBe(0);
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);
}

function expectContract(seen: readonly Seen[]): void {
  expect(seen.length).toBeGreaterThan(0);
  for (const connection of seen) {
    const where = JSON.stringify(connection);
    const [major = 0, minor = 0, patch = 0] = connection.version.split('.').map(Number);
    expect(major * 10_000 + minor * 100 + patch, where).toBeGreaterThanOrEqual(3 * 10_000 + 51 * 100 + 3);
    // the look before opening reads two numbers and is closed again
    if (connection.pragmas['probe'] === true) continue;
    expect(connection.pragmas, where).toMatchObject(CONTRACT);
    // a restore asks for the file to itself, and does not wait long for the answer
    if (connection.pragmas['impatient'] !== true) expect(connection.pragmas['busy_timeout'], where).toBeGreaterThanOrEqual(5000);
    if (connection.file.endsWith('a.pdesk')) expect(connection.pragmas['journal_mode'], where).toBe('wal');
    if (process.platform === 'darwin') expect(connection.pragmas['checkpoint_fullfsync'], where).toBe(1);
  }
}

const cli = (...args: string[]): string[] => [join(ROOT, 'src/cli/main.ts'), '--db', db, '--today', '2026-11-22', ...args];

describe('A1: every connection to an existing file keeps the contract (traps 2, 3)', () => {
  test('createApp, and a readonly one', () => {
    const seen = connectionsOf([fileURLToPath(new URL('support/open-both.ts', import.meta.url)), db]);
    expectContract(seen);
    expect(seen.some((connection) => connection.readonly && connection.pragmas['probe'] !== true)).toBe(true);
    expect(seen.some((connection) => !connection.readonly)).toBe(true);
  });

  test('the command line: import in its own thread, close, call, verify', () => {
    const seen = [
      ...connectionsOf(cli('import', input)),
      ...connectionsOf(cli('close', '2026-01', '--accept-variances', 'agreed')),
      ...connectionsOf(cli('call', 'system.info')),
    ];
    expectContract(seen);
    expect(seen.filter((connection) => !connection.readonly).length).toBeGreaterThanOrEqual(3);
  });

  test('backup and restore', () => {
    const copy = join(folder, 'copy.pdesk');
    expectContract(connectionsOf(cli('backup', copy)));
    expectContract(connectionsOf(cli('restore', copy)));
    expectContract(connectionsOf(cli('call', 'system.info')));
  });
});

test('A1: only the factory opens a database', () => {
  const found: string[] = [];
  for (const top of ['src', 'electron']) {
    for (const name of readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const text = readFileSync(join(ROOT, top, name), 'utf8');
      if (/^import (?!type )[^;]*from 'better-sqlite3'|new Database\(|node:sqlite|import\('better-sqlite3'\)/m.test(text))
        found.push(`${top}/${name.replaceAll('\\', '/')}`);
    }
  }
  expect(found).toEqual(['src/db/open.ts']);
});
