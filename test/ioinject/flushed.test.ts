import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initDatabase } from '../../src/app/init.ts';
import { STILL, times, workFolder } from '../reliability/support/fixture.ts';
import { runChild, skipLoudly, straceProblem } from '../reliability/support/spawn.ts';

const COUNT = times('ACK_COUNT', 100);
const folder = workFolder();
const problem = straceProblem();
if (problem !== null) skipLoudly('test/ioinject/flushed.test.ts (A2: acknowledged means on disk)', problem);

describe.skipIf(problem !== null)('A2: acknowledged means on disk', () => {
  test(`${COUNT} commands on a reopened file: at least one flush between each command and its answer (trap 2)`, { timeout: 60_000 }, async () => {
    const path = join(folder, 'acks.pdesk');
    await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
    const log = join(folder, 'strace.txt');
    const steps = Array.from({ length: COUNT }, (_, n) => ({ call: 'system.recordVerify', input: { ok: n % 2 === 0 }, requestId: `ack-${n}` }));
    const ended = await runChild({ db: path, steps }, ['strace', '-f', '-qq', '-o', log, '-s', '60', '-e', 'trace=fsync,fdatasync,write']);
    expect(ended.code, ended.err).toBe(0);
    let flushes = -1;
    const perCommand: number[] = [];
    for (const line of readFileSync(log, 'utf8').split('\n')) {
      if (line.includes('\\"event\\":\\"begin\\"')) flushes = 0;
      else if (line.includes('\\"event\\":\\"reply\\"')) perCommand.push(flushes);
      else if (/\b(?:fsync|fdatasync)\(\d+\) += 0/.test(line)) flushes += 1;
    }
    expect(perCommand).toHaveLength(COUNT);
    expect(Math.min(...perCommand), perCommand.join(' ')).toBeGreaterThanOrEqual(1);
  });
});
