import { expect } from 'vitest';
import type { Reply } from '../../src/contract/host.ts';
import { isName, type Name } from '../../src/contract/index.ts';
import { type Dump, dumpFile, faultsOf, sameDump } from '../reliability/support/dump.ts';
import { ask, type Chance, copyDatabase, dropDatabase, withFile } from '../reliability/support/fixture.ts';
import type { Death, Job } from '../reliability/support/job.ts';
import { replyOf, runChild } from '../reliability/support/spawn.ts';

export interface Operation {
  readonly name: Name;
  readonly input: unknown;
}

export interface Prepared extends Operation {
  /** A database on which the operation succeeds. */
  readonly path: string;
  readonly before: Dump;
  readonly after: Dump;
  readonly reply: Reply;
  /** How long the operation took, and how long until the file was closed after it. */
  readonly ms: number;
  readonly closedMs: number;
  readonly reports: number;
}

const REQUEST = 'kill-test-request';

/** Runs the operation once unharmed, to know the state before, the state after and how long it takes. */
export async function prepare(path: string, operation: Operation): Promise<Prepared> {
  const trial = copyDatabase(path, `${path}.trial`);
  const before = dumpFile(trial);
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
  const after = dumpFile(trial);
  expect(sameDump(before, after)).toBe(false);
  const runs: [ms: number, closedMs: number][] = [];
  for (let n = 0; n < 3; n += 1) {
    copyDatabase(path, trial);
    const run = await runChild(jobOf(trial, operation));
    const closed = run.lines.find((line) => line.event === 'closed');
    runs.push([replyOf(run)?.ms ?? Number.NaN, closed?.event === 'closed' ? closed.ms : Number.NaN]);
  }
  const [ms, closedMs] = runs.sort((a, b) => a[0] - b[0])[1] ?? [Number.NaN, Number.NaN];
  expect(dumpFile(trial), 'a child process writes exactly what this one wrote').toEqual(after);
  dropDatabase(trial);
  return { ...operation, path, before, after, reply, ms, closedMs, reports };
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

/** Kills the operation `count` times: the file holds the state before or after, an answer given is kept, and asking again gives the whole result once. */
export async function killOften(prepared: Prepared, count: number, chance: Chance): Promise<Tally> {
  const tally: Tally = { kills: 0, before: 0, afterUnacknowledged: 0, acknowledged: 0, late: 0 };
  const victim = `${prepared.path}.victim`;
  for (let index = 0; index < count; index += 1) {
    const die = deathOf(index, prepared, chance);
    copyDatabase(prepared.path, victim);
    const ended = await runChild(jobOf(victim, prepared, die));
    const where = `kill ${index} of ${prepared.name} ${JSON.stringify(die)} seed ${chance.seed}`;
    const acknowledged = replyOf(ended);
    if (ended.signal === 'SIGKILL') tally.kills += 1;
    else tally.late += 1;
    if (acknowledged) expect(acknowledged.ok, `${where}: ${JSON.stringify(acknowledged.body)}`).toBe(true);
    await withFile(victim, async (app) => {
      const found = dumpFile(victim);
      const isAfter = sameDump(found, prepared.after);
      if (!isAfter) expect(found, where).toEqual(prepared.before);
      if (acknowledged) expect(isAfter, `${where}: an answer was given, but the work is lost`).toBe(true);
      tally[!isAfter ? 'before' : acknowledged ? 'acknowledged' : 'afterUnacknowledged'] += 1;
      if (!isName(prepared.name)) throw new Error(prepared.name);
      expect(await ask(app, prepared.name, prepared.input, REQUEST), where).toEqual(prepared.reply);
      expect(dumpFile(victim), `${where}: asked again`).toEqual(prepared.after);
    });
    expect(faultsOf(victim), where).toEqual([]);
  }
  dropDatabase(victim);
  process.stdout.write(`[kill] ${prepared.name} (${prepared.ms.toFixed(0)} ms): ${JSON.stringify(tally)}\n`);
  return tally;
}
