import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACCEPTED, Chance, filesOf, programme, programmeFile, times, workFolder } from '../reliability/support/fixture.ts';
import { skipLoudly, straceProblem } from '../reliability/support/spawn.ts';
import { countCalls, expectRepaired, inject, injectTwice, type Subject, subject } from './driver.ts';

const folder = workFolder();
/** How many single writes fail per command; a campaign sets it past their number and fails every one of them in turn (A9). */
const COUNT = times('IO_COUNT', 4);
const problem = straceProblem();
if (problem !== null) skipLoudly('test/ioinject/faults.test.ts (A8: disk faults)', problem);

async function closing(name: string): Promise<Subject> {
  const path = await programmeFile(join(folder, `${name}.pdesk`), { partners: 20, deals: 300, months: ['2026-01', '2026-02'] }, 1);
  return subject(path, 'months.close', { month: '2026-02', acceptVariances: ACCEPTED });
}

async function importing(name: string): Promise<Subject> {
  const path = await programmeFile(join(folder, `${name}.pdesk`), { partners: 20, deals: 20, months: ['2026-01'] }, 1);
  return subject(path, 'imports.run', filesOf(programme({ partners: 20, deals: 300, months: ['2026-01', '2026-02'] })));
}

/** What a command may say about a fault, and what the file must hold then. A process that could not open the file says nothing. */
async function expectHonest(of: Subject, fault: string): Promise<void> {
  const outcome = await inject(of, fault);
  const where = `${of.name} ${fault}: ${JSON.stringify(outcome.reply?.body ?? null).slice(0, 300)} ${outcome.err.slice(0, 300)}`;
  expect(outcome.signal, where).toBeNull();
  const { reply } = outcome;
  if (!reply) expect([outcome.code, outcome.state], where).toEqual([1, 'before']);
  else if (reply.ok) expect(outcome.state, where).toBe('after');
  else if (reply.code === 'DISK_FULL') expect(outcome.state, where).toBe('before');
  else {
    expect(reply.code, where).toBe('OUTCOME_UNKNOWN');
    const saved = (reply.body as { details?: { saved?: boolean } }).details?.saved;
    if (saved !== undefined) expect(outcome.state, where).toBe(saved ? 'after' : 'before');
  }
  await expectRepaired(of, outcome, where);
}

describe.skipIf(problem !== null)('A8: a disk fault is resolved, not repeated', () => {
  test.each([
    ['close', closing],
    ['import', importing],
  ])('every flush of one %s fails in turn: the answer says what the file holds, and asking again never doubles', { timeout: 120_000 }, async (name, make) => {
    const of = await make(`flush-${name}`);
    const flushes = (await countCalls(of, 'fsync,fdatasync')).length;
    expect(flushes).toBeGreaterThanOrEqual(2);
    for (let n = 1; n <= flushes; n += 1) await expectHonest(of, `fsync,fdatasync:error=EIO:when=${n}`);
    await expectHonest(of, 'fsync,fdatasync:error=EIO:when=1+');
  });

  test('the same process, asked again with the same request id after the fault, gives the result once', { timeout: 60_000 }, async () => {
    const of = await closing('again');
    for (const n of [1, 2]) {
      const { first, second, state } = await injectTwice(of, `fsync,fdatasync:error=EIO:when=${n}`);
      const where = `flush ${n}: ${JSON.stringify(first?.body)} then ${JSON.stringify(second?.body)}`;
      if (!first?.ok) expect(first?.code, where).toBe('OUTCOME_UNKNOWN');
      expect(second?.ok, where).toBe(true);
      expect(state, where).toBe('after');
    }
  });

  test('a fault that also keeps the file from being opened again: the outcome stays unknown, and the process works once the disk does', {
    timeout: 60_000,
  }, async () => {
    const of = await closing('reopen');
    const writes = (await countCalls(of, 'pwrite64')).length;
    const from = Math.floor(writes / 3);
    // from a write of the transaction on, long enough that opening the file again fails too
    const { first, second, state } = await injectTwice(of, `pwrite64:error=EIO:when=${from}..${from + 1}`);
    const where = `${JSON.stringify(first?.body)} then ${JSON.stringify(second?.body)}`;
    expect(first?.code, where).toBe('OUTCOME_UNKNOWN');
    expect(second?.ok, where).toBe(true);
    expect(state, where).toBe('after');
  });

  test.each([
    ['close', closing],
    ['import', importing],
  ])(`${COUNT} single writes of one %s fail with EIO or ENOSPC`, { timeout: 60_000 + COUNT * 10_000 }, async (name, make) => {
    const chance = new Chance(`ioinject ${name}`);
    const of = await make(`write-${name}`);
    const writes = (await countCalls(of, 'pwrite64')).length;
    const all = COUNT >= writes;
    for (let n = 1; n <= Math.min(COUNT, writes); n += 1) {
      const at = all ? n : n === 1 ? 1 : 1 + chance.below(writes);
      const errors = all ? ['EIO', 'ENOSPC'] : [n % 2 === 0 ? 'EIO' : 'ENOSPC'];
      for (const error of errors) await expectHonest(of, `pwrite64:error=${error}:when=${at}`);
    }
    await expectHonest(of, `pwrite64:error=ENOSPC:when=${1 + Math.floor(writes / 4)}+`);
  });

  test('kill -9 at a write or flush of the commit itself: the state before or after', { timeout: 60_000 }, async () => {
    const chance = new Chance('ioinject kill');
    const of = await closing('kill');
    const writes = (await countCalls(of, 'pwrite64')).length;
    const faults = ['fsync,fdatasync:signal=SIGKILL:when=1', 'fsync,fdatasync:signal=SIGKILL:when=2'];
    for (let n = 0; n < COUNT; n += 1) faults.push(`pwrite64:signal=SIGKILL:when=${1 + chance.below(writes)}`);
    for (const fault of faults) {
      const outcome = await inject(of, fault);
      if (outcome.reply?.ok) expect(outcome.state, fault).toBe('after');
      await expectRepaired(of, outcome, fault);
    }
  });
});
