import { expect } from 'vitest';
import type { Reply } from '../../src/contract/host.ts';
import { isName, type Name } from '../../src/contract/index.ts';
import { ask, type Chance, copyDatabase, dropDatabase, withFile } from '../reliability/support/fixture.ts';
import type { Death, Job } from '../reliability/support/job.ts';
import { replyOf, runChild, straceOn } from '../reliability/support/spawn.ts';
import { booksProblems } from '../support/books.ts';
import { type Exact, exactDumpOf, sameDump } from '../support/dump.ts';

export interface Operation {
  readonly name: Name;
  readonly input: unknown;
}

/** What an operation does when nothing comes between. */
export interface Expected extends Operation {
  /** A database on which the operation succeeds. */
  readonly path: string;
  readonly before: Exact;
  readonly after: Exact;
  readonly reply: Reply;
  readonly reports: number;
}

export interface Prepared extends Expected {
  /** How long the operation took, and how long until the file was closed after it. */
  readonly ms: number;
  readonly closedMs: number;
}

const REQUEST = 'kill-test-request';

/** Runs the operation once unharmed on a copy, to know the state before and after. */
export async function expected(path: string, operation: Operation): Promise<Expected> {
  const trial = copyDatabase(path, `${path}.trial`);
  const before = exactDumpOf(trial);
  let reports = 0;
  const reply = await withFile(trial, (app) =>
    app.dispatch(operation.name, operation.input, {
      host: 'test',
      requestId: REQUEST,
      onProgress: () => {
        reports += 1;
      },
    }),
  );
  expect(reply, operation.name).toMatchObject({ ok: true });
  const after = exactDumpOf(trial);
  expect(sameDump(before, after)).toBe(false);
  dropDatabase(trial);
  return { ...operation, path, before, after, reply, reports };
}

/** The same, and how long it takes in a process of its own. */
export async function prepare(path: string, operation: Operation): Promise<Prepared> {
  const known = await expected(path, operation);
  const trial = `${path}.trial`;
  const runs: [ms: number, closedMs: number][] = [];
  for (let n = 0; n < 3; n += 1) {
    copyDatabase(path, trial);
    const run = await runChild(jobOf(trial, operation));
    const closed = run.lines.find((line) => line.event === 'closed');
    runs.push([replyOf(run)?.ms ?? Number.NaN, closed?.event === 'closed' ? closed.ms : Number.NaN]);
  }
  const [ms, closedMs] = runs.sort((a, b) => a[0] - b[0])[1] ?? [Number.NaN, Number.NaN];
  expect(exactDumpOf(trial), 'a child process writes exactly what this one wrote').toEqual(known.after);
  dropDatabase(trial);
  return { ...known, ms, closedMs };
}

const jobOf = (db: string, { name, input }: Operation, die?: Death): Job => ({
  db,
  steps: [{ call: name, input, requestId: REQUEST }],
  ...(die ? { die } : {}),
});

export interface Tally {
  kills: number;
  before: number;
  afterUnacknowledged: number;
  acknowledged: number;
  /** The operation was over before the kill came. */
  late: number;
}

/**
 * Of eight kills: two at a progress report inside the transaction, one between COMMIT and the answer, one after the answer with the
 * file still open, the others at random times over the operation and the closing of the file, most of them around the commit.
 */
export function deathOf(index: number, prepared: Prepared, chance: Chance): Death {
  const turn = index % 8;
  if (turn === 3) return { at: 'commit' };
  if (turn === 6) return { at: 'reply' };
  if ((turn === 1 || turn === 7) && prepared.reports > 0) return { at: 'progress', n: 1 + chance.below(prepared.reports) };
  return { at: 'time', ms: turn % 4 === 0 ? prepared.ms * (0.8 + 0.5 * chance.next()) : prepared.closedMs * 1.1 * chance.next() };
}

/** In a system call on the database or its journal: `pwrite64:when=1` is before the first page of the transaction is written. */
export interface FaultDeath {
  readonly call: string;
}

export interface Killed {
  readonly signal: boolean;
  readonly state: 'before' | 'afterUnacknowledged' | 'acknowledged';
}

/** Kills the operation once: the file holds the state before or after, an answer given is kept, and asking again gives the whole result once. */
export async function killOnce(known: Expected, death: Death | FaultDeath, where: string): Promise<Killed> {
  const victim = copyDatabase(known.path, `${known.path}.victim`);
  const ended = await ('call' in death
    ? runChild(jobOf(victim, known), [...straceOn(victim), '-o', '/dev/null', '-e', `inject=${death.call.replace(':', ':signal=SIGKILL:')}`])
    : runChild(jobOf(victim, known, death)));
  const acknowledged = replyOf(ended);
  if (acknowledged) expect(acknowledged.ok, `${where}: ${JSON.stringify(acknowledged.body)}`).toBe(true);
  const state = await withFile(victim, async (app) => {
    const found = exactDumpOf(victim);
    const isAfter = sameDump(found, known.after);
    if (!isAfter) expect(found, where).toEqual(known.before);
    if (acknowledged) expect(isAfter, `${where}: an answer was given, but the work is lost`).toBe(true);
    if (!isName(known.name)) throw new Error(known.name);
    expect(await ask(app, known.name, known.input, REQUEST), where).toEqual(known.reply);
    expect(exactDumpOf(victim), `${where}: asked again`).toEqual(known.after);
    return !isAfter ? ('before' as const) : acknowledged ? ('acknowledged' as const) : ('afterUnacknowledged' as const);
  });
  expect(booksProblems(victim), where).toEqual([]);
  dropDatabase(victim);
  return { signal: ended.signal === 'SIGKILL' || ended.code === 137, state };
}

/** Kills the operation `count` times, each as {@link killOnce}. */
export async function killOften(prepared: Prepared, count: number, chance: Chance): Promise<Tally> {
  const tally: Tally = { kills: 0, before: 0, afterUnacknowledged: 0, acknowledged: 0, late: 0 };
  for (let index = 0; index < count; index += 1) {
    const die = deathOf(index, prepared, chance);
    const { signal, state } = await killOnce(prepared, die, `kill ${index} of ${prepared.name} ${JSON.stringify(die)} seed ${chance.seed}`);
    tally[signal ? 'kills' : 'late'] += 1;
    tally[state] += 1;
  }
  process.stdout.write(`[kill] ${prepared.name} (${prepared.ms.toFixed(0)} ms): ${JSON.stringify(tally)}\n`);
  return tally;
}
