import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { backupTo, restoreFrom } from '../../src/app/files.ts';
import { Chance, call, copyDatabase, programmeFile, STILL, times, withFile, workFolder } from '../reliability/support/fixture.ts';
import { replyOf, runChild } from '../reliability/support/spawn.ts';
import { booksProblems } from '../support/books.ts';
import { exactDumpOf, sameDump } from '../support/dump.ts';

const COUNT = times('KILL_COUNT', 8);
const folder = workFolder();
const size = { partners: 100, deals: 3000, months: ['2026-01', '2026-02'] };

async function durationOf(run: () => ReturnType<typeof runChild>): Promise<number> {
  const ms: number[] = [];
  for (let n = 0; n < 3; n += 1) ms.push(replyOf(await run())?.ms ?? Number.NaN);
  return ms.sort((a, b) => a - b)[1] ?? Number.NaN;
}

test(`A3: ${COUNT} kills of a backup: never half a file under its name, the database untouched`, { timeout: 60_000 + COUNT * 5000 }, async () => {
  const chance = new Chance('kill backup');
  const db = await programmeFile(join(folder, 'b.pdesk'), size, 1);
  const target = join(folder, 'copies.backup');
  const forget = (): void => {
    for (const name of readdirSync(folder)) if (name.startsWith('copies.backup')) rmSync(join(folder, name));
  };
  const duration = await durationOf(() => {
    forget();
    return runChild({ db, steps: [{ backup: target }] });
  });
  const before = exactDumpOf(db);
  const { settings: _, ...content } = before;
  const tally = { none: 0, whole: 0 };
  for (let index = 0; index < COUNT; index += 1) {
    const die = { at: 'time', ms: duration * 1.1 * chance.next() } as const;
    forget();
    const ended = await runChild({ db, steps: [{ backup: target }], die });
    const where = `kill ${index} at ${die.ms} of ${duration} ms, seed ${chance.seed}`;
    tally[existsSync(target) ? 'whole' : 'none'] += 1;
    if (replyOf(ended)) expect(existsSync(target), where).toBe(true);
    if (existsSync(target)) {
      expect(booksProblems(target), where).toEqual([]);
      expect(exactDumpOf(target), where).toMatchObject(content);
    }
    expect(exactDumpOf(db), where).toMatchObject(content);
    // what the kill left behind does not stand in the way of the next
    rmSync(target, { force: true });
    expect(await backupTo(db, target, STILL), where).toEqual({ path: target });
    expect(
      readdirSync(folder).filter((name) => name.includes('.partial')),
      where,
    ).toEqual([]);
  }
  process.stdout.write(`[kill] backup (${duration.toFixed(0)} ms): ${JSON.stringify(tally)}\n`);
});

test(`A3, A13: ${COUNT} kills of a restore: the old content or the new, under its name at every moment`, { timeout: 60_000 + COUNT * 5000 }, async () => {
  const chance = new Chance('kill restore');
  const original = await programmeFile(join(folder, 'r.pdesk'), size, 1);
  const backup = join(folder, 'r.backup');
  await backupTo(original, backup, STILL);
  await withFile(original, (app) => call(app, 'months.close', { month: '2026-02', acceptVariances: 'agreed' }));
  const [oldState, newState] = [exactDumpOf(original), exactDumpOf(backup)];
  const victim = join(folder, 'victim.pdesk');
  const reset = (): string => {
    for (const name of readdirSync(folder)) if (name.startsWith(basename(victim))) rmSync(join(folder, name));
    return copyDatabase(original, victim);
  };
  const duration = await durationOf(() => runChild({ db: reset(), steps: [{ restore: backup }] }));
  const tally = { old: 0, new: 0 };
  for (let index = 0; index < COUNT; index += 1) {
    // half of them close to the end, where the names change
    const die = { at: 'time', ms: duration * (index % 2 === 0 ? 0.7 + 0.4 * chance.next() : 1.1 * chance.next()) } as const;
    const ended = await runChild({ db: reset(), steps: [{ restore: backup }], die });
    const where = `kill ${index} at ${die.ms} of ${duration} ms, seed ${chance.seed}`;
    expect(existsSync(victim), `${where}: a file under its name`).toBe(true);
    const found = exactDumpOf(victim);
    const isNew = sameDump(found, newState);
    if (!isNew) expect(found, where).toEqual(oldState);
    if (replyOf(ended)) expect(isNew, where).toBe(true);
    tally[isNew ? 'new' : 'old'] += 1;
    await restoreFrom(backup, victim);
    expect(exactDumpOf(victim), where).toEqual(newState);
    expect(booksProblems(victim), where).toEqual([]);
    expect(
      readdirSync(folder).filter((name) => name.includes('.restoring')),
      where,
    ).toEqual([]);
    const kept = readdirSync(folder).filter((name) => name.startsWith('victim.pdesk.before-restore') && !/-(?:wal|shm)$/.test(name));
    expect(kept.length, where).toBeGreaterThanOrEqual(1);
    expect(exactDumpOf(join(folder, kept[0] ?? '')), `${where}: the old file is kept`).toEqual(oldState);
  }
  process.stdout.write(`[kill] restore (${duration.toFixed(0)} ms): ${JSON.stringify(tally)}\n`);
});
