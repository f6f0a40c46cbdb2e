import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type App, createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import type { Name } from '../../src/contract/index.ts';
import { ACCEPTED, ask, Chance, call, dropDatabase, filesOf, programme, STILL, times, withFile, workFolder } from '../reliability/support/fixture.ts';
import { booksProblems } from '../support/books.ts';
import { type Exact, exactDumpOf, sameDump } from '../support/dump.ts';

/** A power cut leaves the database as it was at the last checkpoint and some beginning of its journal. Three ways for that to end. */
const COUNT = times('WALCUT_COUNT', 500);
const folder = workFolder();

const size = { partners: 6, deals: 30, months: ['2026-01', '2026-02', '2026-03'] };

const COMMANDS: readonly (readonly [Name, unknown])[] = [
  ['imports.run', filesOf(programme({ ...size, months: ['2026-01'] }))],
  ['months.close', { month: '2026-01', acceptVariances: ACCEPTED }],
  ['imports.run', filesOf(programme({ ...size, months: ['2026-02'] }))],
  ['deals.void', { deal: 'D-00030', reason: 'registered twice' }],
  ['months.close', { month: '2026-02', acceptVariances: ACCEPTED }],
  ['months.close', { month: '2026-01' }], // refused: leaves an audit row of its own
  ['imports.run', filesOf(programme(size))],
  ['months.close', { month: '2026-03', acceptVariances: ACCEPTED }],
  ['payouts.propose', { quarter: '2026-Q1' }],
  ['payouts.approve', { quarter: '2026-Q1' }],
  ['payouts.send', { quarter: '2026-Q1' }],
  ['payouts.pay', { quarter: '2026-Q1' }],
];

interface Recorded {
  /** Copies of database and journal at the moment of the cut. */
  readonly db: string;
  readonly wal: Buffer;
  /** The state after each commit, and how long the journal was then. */
  readonly states: readonly Exact[];
  readonly ends: readonly number[];
  /** How much of the journal a checkpoint has put into the file. It was flushed before that, so no power cut takes it away. */
  readonly checkpointed: number;
}

const FRAME = 24 + 4096;
/** Where the shared index keeps how many frames were checkpointed (`WalCkptInfo.nBackfill`). */
const BACKFILL_AT = 96;

async function record(name: string, commands: typeof COMMANDS): Promise<Recorded> {
  const path = join(folder, `${name}.pdesk`);
  await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
  const app: App = await createApp({ dbPath: path, clock: STILL });
  const states = [exactDumpOf(path)];
  const ends = [0];
  for (const [procedure, input] of commands) {
    await ask(app, procedure, input);
    states.push(exactDumpOf(path));
    ends.push(statSync(`${path}-wal`).size);
  }
  for (const [index, state] of states.entries())
    if (index > 0) expect(sameDump(state, states[index - 1] ?? {}), `command ${index} changed something`).toBe(false);
  const db = join(folder, `${name}.cut`);
  copyFileSync(path, db);
  const wal = readFileSync(`${path}-wal`);
  const frames = readFileSync(`${path}-shm`).readUInt32LE(BACKFILL_AT);
  await app.close();
  return { db, wal, states, ends, checkpointed: frames === 0 ? 0 : 32 + frames * FRAME };
}

type Cut = 'truncated' | 'garbage' | 'flipped';

/** A journal with everything from `offset` on gone, replaced by noise, or one bit of that byte turned. */
function cutJournal(wal: Buffer, offset: number, how: Cut, chance: Chance): Buffer {
  if (how === 'truncated') return wal.subarray(0, offset);
  const cut = Buffer.from(wal);
  if (how === 'flipped') cut[offset] = (cut[offset] ?? 0) ^ (1 << chance.below(8));
  else for (let at = offset; at < cut.length; at += 1) cut[at] = chance.below(256);
  return cut;
}

function expectPrefix(recorded: Recorded, offset: number, how: Cut, where: string): void {
  const path = join(folder, 'opened.pdesk');
  const found = exactDumpOf(path);
  const state = recorded.states.findIndex((known) => sameDump(known, found));
  expect(state, `${where}: the file holds one of the committed states`).toBeGreaterThanOrEqual(0);
  // What lies wholly before the cut was acknowledged and flushed; a bit flipped back by chance cannot happen, but noise may equal the old byte.
  const certain = recorded.ends.filter((end) => end <= offset).length - 1;
  if (how === 'truncated') expect(state, `${where}: exactly what was flushed before the cut`).toBe(certain);
  else expect(state, `${where}: nothing flushed before the cut is lost`).toBeGreaterThanOrEqual(certain);
}

test(`A5: ${COUNT} power cuts at random places of the journal leave a committed prefix`, { timeout: 60_000 + COUNT * 500 }, async () => {
  const chance = new Chance('walcut');
  const recorded = await record('small', COMMANDS);
  const counts = new Map<number, number>();
  for (let index = 0; index < COUNT; index += 1) {
    const how = chance.pick(['truncated', 'truncated', 'garbage', 'flipped'] as const);
    // every fourth cut close to a boundary between two commits, where it is most likely to be wrong
    const near = chance.pick(recorded.ends) + chance.below(64) - 32;
    const offset = Math.min(Math.max(index % 4 === 0 ? near : chance.below(recorded.wal.length), 0), recorded.wal.length - 1);
    const where = `cut ${index}: ${how} at ${offset} of ${recorded.wal.length}, seed ${chance.seed}`;
    const path = join(folder, 'opened.pdesk');
    dropDatabase(path);
    copyFileSync(recorded.db, path);
    writeFileSync(`${path}-wal`, cutJournal(recorded.wal, offset, how, chance));
    if (index % 10 === 0) await withFile(path, (app) => call(app, 'system.info', {}));
    expectPrefix(recorded, offset, how, where);
    expect(booksProblems(path), where).toEqual([]);
    const found = exactDumpOf(path);
    const state = recorded.states.findIndex((known) => sameDump(known, found));
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  process.stdout.write(`[walcut] ${COUNT} cuts, ${counts.size} distinct states of ${recorded.states.length}\n`);
  if (COUNT >= 100) expect(counts.size).toBeGreaterThanOrEqual(recorded.states.length - 3);
});

test('A5: after a checkpoint in the middle a cut leaves a state at or after it', { timeout: 120_000 }, async () => {
  const chance = new Chance('walcut checkpoint');
  const big = { partners: 40, deals: 5000, months: ['2026-01', '2026-02', '2026-03'] };
  const recorded = await record('big', [
    ['imports.run', filesOf(programme({ ...big, months: ['2026-01'] }))],
    ['months.close', { month: '2026-01', acceptVariances: ACCEPTED }],
    ['imports.run', filesOf(programme(big))],
    ['months.close', { month: '2026-02', acceptVariances: ACCEPTED }],
    ['system.recordVerify', { ok: true }],
  ]);
  expect(statSync(recorded.db).size, 'a checkpoint came in the middle').toBeGreaterThan(300 * 4096);
  const path = join(folder, 'opened.pdesk');
  for (let index = 0; index < Math.max(10, COUNT / 20); index += 1) {
    const offset = recorded.checkpointed + chance.below(recorded.wal.length - recorded.checkpointed);
    dropDatabase(path);
    copyFileSync(recorded.db, path);
    writeFileSync(`${path}-wal`, recorded.wal.subarray(0, offset));
    const where = `cut ${index} at ${offset} of ${recorded.wal.length} (${recorded.checkpointed} checkpointed), seed ${chance.seed}`;
    const found = exactDumpOf(path);
    expect(
      recorded.states.some((known) => sameDump(known, found)),
      where,
    ).toBe(true);
    expect(booksProblems(path), where).toEqual([]);
  }
});
