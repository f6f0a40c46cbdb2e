import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Reply } from '../../src/contract/host.ts';
import type { Name } from '../../src/contract/index.ts';
import { ask, copyDatabase, withFile } from '../reliability/support/fixture.ts';
import { type ReplyLine, replyOf, runChild, straceOn } from '../reliability/support/spawn.ts';
import { booksProblems } from '../support/books.ts';
import { type Exact, exactDumpOf, sameDump } from '../support/dump.ts';

const REQUEST = 'io-test-request';

export interface Subject {
  readonly name: Name;
  readonly input: unknown;
  readonly path: string;
  readonly before: Exact;
  readonly after: Exact;
  readonly reply: Reply;
}

export async function subject(path: string, name: Name, input: unknown): Promise<Subject> {
  const trial = copyDatabase(path, `${path}.trial`);
  const reply = await withFile(trial, (app) => ask(app, name, input, REQUEST));
  expect(reply).toMatchObject({ ok: true });
  return { name, input, path, before: exactDumpOf(path), after: exactDumpOf(trial), reply };
}

export interface Outcome {
  readonly reply: ReplyLine | undefined;
  readonly code: number | null;
  readonly signal: string | null;
  readonly state: 'before' | 'after' | 'neither';
  readonly err: string;
}

const steps = (of: Subject) => [{ call: of.name, input: of.input, requestId: REQUEST }];

/** Runs the command in a process whose n-th system call of a kind on the database files fails, and says how it ended and what the file holds. */
export async function inject(of: Subject, fault: string): Promise<Outcome> {
  const folder = `${of.path}.faulty`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const db = copyDatabase(of.path, join(folder, 'f.pdesk'));
  const ended = await runChild({ db, steps: steps(of) }, [...straceOn(db), '-o', '/dev/null', '-e', `inject=${fault}`]);
  const found = exactDumpOf(db);
  return {
    reply: replyOf(ended),
    code: ended.code,
    signal: ended.signal,
    state: sameDump(found, of.before) ? 'before' : sameDump(found, of.after) ? 'after' : 'neither',
    err: ended.err,
  };
}

/** The same request twice in one process, the fault falling into the first. */
export async function injectTwice(
  of: Subject,
  fault: string,
): Promise<{ first: ReplyLine | undefined; second: ReplyLine | undefined; state: Outcome['state'] }> {
  const folder = `${of.path}.faulty`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const db = copyDatabase(of.path, join(folder, 'f.pdesk'));
  const ended = await runChild({ db, steps: [...steps(of), ...steps(of)] }, [...straceOn(db), '-o', '/dev/null', '-e', `inject=${fault}`]);
  const found = exactDumpOf(db);
  const state = sameDump(found, of.before) ? 'before' : sameDump(found, of.after) ? 'after' : 'neither';
  return { first: replyOf(ended, 0), second: replyOf(ended, 1), state };
}

/** After the fault: the same request again, in a healthy process, gives the whole result once. */
export async function expectRepaired(of: Subject, outcome: Outcome, where: string): Promise<void> {
  const db = join(`${of.path}.faulty`, 'f.pdesk');
  expect(outcome.state, `${where}: neither before nor after`).not.toBe('neither');
  expect(booksProblems(db), where).toEqual([]);
  await withFile(db, async (app) => expect(await ask(app, of.name, of.input, REQUEST), where).toEqual(of.reply));
  expect(exactDumpOf(db), `${where}: asked again`).toEqual(of.after);
}

/** How often the command makes a system call on the database files, opening and closing included. */
export async function countCalls(of: Subject, calls: string): Promise<string[]> {
  const folder = `${of.path}.counted`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const db = join(folder, 'f.pdesk');
  copyFileSync(of.path, db);
  const log = join(folder, 'strace.txt');
  const ended = await runChild({ db, steps: steps(of) }, [...straceOn(db), '-o', log, '-e', `trace=${calls}`]);
  expect(replyOf(ended)?.ok, ended.err).toBe(true);
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /\b(?:fsync|fdatasync|pwrite64|ftruncate)\(/.test(line));
}
