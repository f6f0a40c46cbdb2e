import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chance, call, copyDatabase, programmeFile, times, withFile, workFolder } from '../reliability/support/fixture.ts';
import { killOften, prepare } from './driver.ts';

const COUNT = times('KILL_COUNT', 5);
const folder = workFolder();
const quarter = '2026-Q1';

test(`A3, B4: ${COUNT} kills each of propose, approve, send and pay: nobody is paid twice or half`, { timeout: 60_000 + COUNT * 10_000 }, async () => {
  const chance = new Chance('kill payouts');
  const path = await programmeFile(join(folder, 'payout.pdesk'), { partners: 900, deals: 2700, months: ['2026-01', '2026-02', '2026-03'] }, 3);
  const all = { kills: 0, before: 0, after: 0 };
  for (const name of ['payouts.propose', 'payouts.approve', 'payouts.send', 'payouts.pay'] as const) {
    const at = copyDatabase(path, join(folder, `${name}.pdesk`));
    const tally = await killOften(await prepare(at, { name, input: { quarter } }), COUNT, chance);
    all.kills += tally.kills;
    all.before += tally.before;
    all.after += tally.afterUnacknowledged + tally.acknowledged;
    await withFile(path, (app) => call(app, name, { quarter }));
  }
  expect(all.kills).toBeGreaterThanOrEqual(COUNT * 4 * 0.4);
  expect(all.before).toBeGreaterThanOrEqual(COUNT * 0.5);
  expect(all.after).toBeGreaterThanOrEqual(COUNT * 0.5);
});
