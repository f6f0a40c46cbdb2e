import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACCEPTED, Chance, programmeFile, times, workFolder } from '../reliability/support/fixture.ts';
import { killOften, prepare } from './driver.ts';

const COUNT = times('KILL_COUNT', 20);
const folder = workFolder();

test(`A3, B4: ${COUNT} kills of a month close lose nothing, halve nothing and repeat nothing`, { timeout: 60_000 + COUNT * 5000 }, async () => {
  const path = await programmeFile(join(folder, 'close.pdesk'), { partners: 150, deals: 3000, months: ['2026-01', '2026-02'] }, 1);
  const prepared = await prepare(path, { name: 'months.close', input: { month: '2026-02', acceptVariances: ACCEPTED } });
  const tally = await killOften(prepared, COUNT, new Chance('kill close'));
  expect(tally.kills).toBeGreaterThanOrEqual(COUNT * 0.5);
  expect(tally.before).toBeGreaterThanOrEqual(COUNT * 0.2);
  expect(tally.afterUnacknowledged + tally.acknowledged).toBeGreaterThanOrEqual(COUNT * 0.2);
  expect(tally.afterUnacknowledged).toBeGreaterThanOrEqual(1);
});
