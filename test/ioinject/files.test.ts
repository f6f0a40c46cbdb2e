import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { backupTo } from '../../src/app/files.ts';
import { ACCEPTED, call, copyDatabase, programmeFile, STILL, withFile, workFolder } from '../reliability/support/fixture.ts';
import { ROOT, skipLoudly, straceProblem } from '../reliability/support/spawn.ts';
import { booksProblems } from '../support/books.ts';
import { exactDumpOf, sameDump } from '../support/dump.ts';

const folder = workFolder();
const problem = straceProblem();
if (problem !== null) skipLoudly('test/ioinject/files.test.ts (A4, A6: files are whole or not there)', problem);

const STEPS = 'fsync,fdatasync,rename,renameat,renameat2,link,linkat';
const made = join(folder, 'made.pdesk');
const older = join(folder, 'older.backup');

interface Act {
  /** The command line's words for a database and a target. */
  readonly words: (db: string, target: string) => readonly string[];
  readonly final: (db: string, target: string) => string;
  /** What must hold of the file under its final name, whenever there is one. */
  readonly whole: (path: string) => void;
  /** Whether the file was there before, and so must be at every moment. */
  readonly replaces: boolean;
  readonly needsFile: boolean;
  /** Never over a file that is there. */
  readonly refusesSecond: boolean;
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
let journal = '';
let states: { readonly now: ReturnType<typeof exactDumpOf>; readonly then: ReturnType<typeof exactDumpOf> };

const content = (path: string): ReturnType<typeof exactDumpOf> => {
  const { settings: _, ...rest } = exactDumpOf(path);
  return rest;
};

/** Every file the application writes for a person, and how it is made. */
const ACTS: Readonly<Record<string, Act>> = {
  backup: {
    words: (db, target) => ['backup', target, '--db', db],
    final: (_, target) => target,
    whole: (path) => {
      expect(booksProblems(path)).toEqual([]);
      expect(sameDump(content(path), states.now)).toBe(true);
    },
    replaces: false,
    needsFile: true,
    refusesSecond: true,
  },
  restore: {
    words: (db) => ['restore', older, '--db', db],
    final: (db) => db,
    whole: (path) => {
      expect(booksProblems(path)).toEqual([]);
      expect([states.now, states.then].some((state) => sameDump(state, content(path)))).toBe(true);
    },
    replaces: true,
    needsFile: true,
    refusesSecond: false,
  },
  'export journal': {
    words: (db, target) => ['export', 'journal', '--from', '2026-01', '--to', '2026-02', '--out', target, '--db', db],
    final: (_, target) => target,
    whole: (path) => expect(digest(path)).toBe(journal),
    replaces: false,
    needsFile: true,
    refusesSecond: false,
  },
  init: {
    words: (_, target) => ['init', '--db', target],
    final: (_, target) => target,
    whole: (path) => {
      expect(booksProblems(path)).toEqual([]);
      expect(exactDumpOf(path)['audit_rows']).toMatch(/^1 rows/);
    },
    replaces: false,
    needsFile: false,
    refusesSecond: true,
  },
};

const run = (words: readonly string[], prefix: readonly string[] = []) => {
  const [command = '', ...args] = [...prefix, process.execPath, join(ROOT, 'src/cli/main.ts'), ...words];
  const { NODE_COMPILE_CACHE: _, PARTNERDESK_DB: __, ...env } = process.env; // a cache of modules would rename and flush files of its own
  return spawnSync(command, args, { encoding: 'utf8', env: { ...env, UV_THREADPOOL_SIZE: '1' } });
};

/** A folder of its own with the database in it, and the target to write to. */
function prepare(name: string, act: Act): { db: string; target: string } {
  const place = join(folder, name.replace(' ', '-'));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  const db = join(place, 'f.pdesk');
  if (act.needsFile) copyDatabase(made, db);
  return { db, target: join(place, 'target.out') };
}

const unfinished = (path: string): string[] =>
  readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)) && /\.(?:partial|restoring|building)/.test(name));

/** After a kill, or without one: no half file, the database as it was, and the same once more ends well and leaves nothing beside. */
function expectWhole(act: Act, { db, target }: { db: string; target: string }, killed: boolean, where: string): void {
  const final = act.final(db, target);
  const isThere = existsSync(final);
  if (act.replaces || !killed) expect(isThere, `${where}: a file under its name`).toBe(true);
  if (isThere) act.whole(final);
  if (act.needsFile && final !== db) expect(content(db), where).toEqual(states.now);
  if (!killed || (isThere && act.refusesSecond)) return;
  const again = run(act.words(db, target));
  expect(again.status, `${where}, once more: ${again.stderr}`).toBe(0);
  act.whole(final);
  expect(unfinished(final), `${where}: what the kill left is gone`).toEqual([]);
}

describe.skipIf(problem !== null)('A4, A6: a file is whole under its name, or not there', () => {
  beforeAll(async () => {
    await programmeFile(made, { partners: 6, deals: 40, months: ['2026-01', '2026-02'] }, 1);
    await backupTo(made, older, STILL);
    const then = content(made);
    await withFile(made, (app) => call(app, 'months.close', { month: '2026-02', acceptVariances: ACCEPTED }));
    states = { now: content(made), then };
    const path = join(folder, 'journal.csv');
    expect(run(ACTS['export journal']?.words(made, path) ?? []).status).toBe(0);
    journal = digest(path);
  });

  test.each(Object.entries(ACTS))('A6: %s: written beside, flushed, renamed, and its folder flushed, in that order', { timeout: 60_000 }, (name, act) => {
    const { db, target } = prepare(name, act);
    const log = join(folder, 'order.txt');
    const ended = run(act.words(db, target), ['strace', '-f', '-y', '-qq', '-s', '300', '-o', log, '-e', `trace=${STEPS}`]);
    expect(ended.status, ended.stderr).toBe(0);
    const final = act.final(db, target);
    const lines = readFileSync(log, 'utf8').split('\n');
    const renamed = lines.findIndex((line) => /\brename/.test(line) && line.includes(`"${final}")`) && / = 0$/.test(line));
    const from = /"([^"]+)", (?:AT_FDCWD(?:<[^>]*>)?, )?"/.exec(lines[renamed] ?? '')?.[1] ?? 'nothing';
    expect(dirname(from), 'made beside its place').toBe(dirname(final));
    const flush = (path: string, after: number): number =>
      lines.findIndex((line, at) => at > after && /\bf(?:data)?sync\(/.test(line) && line.includes(`<${path}>`));
    expect(flush(from, -1), `${from} is flushed`).toBeGreaterThanOrEqual(0);
    expect(flush(from, -1), 'before it gets its name').toBeLessThan(renamed);
    expect(flush(dirname(final), renamed), 'the folder is flushed after').toBeGreaterThan(renamed);
  });

  test.each(Object.entries(ACTS))(
    'A4: %s: killed at every flush, rename and link in turn: nothing half under its name, the database as it was, and once more makes it whole',
    {
      timeout: 240_000,
    },
    async (name, act) => {
      let kills = 0;
      // strace counts each thread for itself: looking at one path at a time finds the steps that a busier thread would hide
      for (const only of ['everything', 'the folder', 'the file'] as const) {
        for (let n = 1; ; n += 1) {
          const { db, target } = prepare(name, act);
          const final = act.final(db, target);
          const paths = { everything: [], 'the folder': ['-P', dirname(final)], 'the file': ['-P', final] }[only];
          const ended = run(act.words(db, target), ['strace', '-f', '-qq', '-o', '/dev/null', ...paths, '-e', `inject=${STEPS}:signal=SIGKILL:when=${n}`]);
          const where = `${name}, step ${n} on ${only}`;
          const killed = ended.signal === 'SIGKILL' || ended.status === 137;
          if (!killed) expect(ended.status, `${where}: ${ended.stderr}`).toBe(0);
          kills += killed ? 1 : 0;
          expectWhole(act, { db, target }, killed, where);
          if (!killed) break;
        }
      }
      process.stdout.write(`[files] ${name}: ${kills} kills\n`);
      expect(kills).toBeGreaterThanOrEqual(3);
    },
  );
});
