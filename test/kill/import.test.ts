import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chance, filesOf, programme, programmeFile, times, workFolder } from '../reliability/support/fixture.ts';
import { killOften, prepare } from './driver.ts';

const COUNT = times('KILL_COUNT', 20);
const folder = workFolder();

test(`A3, B4: ${COUNT} kills of an import lose nothing, halve nothing and repeat nothing`, { timeout: 60_000 + COUNT * 5000 }, async () => {
  const path = await programmeFile(join(folder, 'import.pdesk'), { partners: 30, deals: 200, months: ['2026-01', '2026-02'] }, 1);
  // deals of known and of new partners, late lines of a closed month, lines already known
  const old = programme({ partners: 30, deals: 200, months: ['2026-01', '2026-02', '2026-03'] });
  const more = programme({ partners: 60, deals: 1500, months: ['2026-01', '2026-02'], from: 201 });
  const files = filesOf({
    ...old,
    'more-partners.csv': more['partners.csv'] ?? '',
    'more-deals.csv': more['deals.csv'] ?? '',
    'more-billing.csv': more['billing.csv'] ?? '',
  });
  const prepared = await prepare(path, { name: 'imports.run', input: files });
  const tally = await killOften(prepared, COUNT, new Chance('kill import'));
  expect(tally.kills).toBeGreaterThanOrEqual(COUNT * 0.5);
  expect(tally.before).toBeGreaterThanOrEqual(COUNT * 0.2);
  expect(tally.afterUnacknowledged + tally.acknowledged).toBeGreaterThanOrEqual(COUNT * 0.2);
  expect(tally.afterUnacknowledged).toBeGreaterThanOrEqual(1);
});
