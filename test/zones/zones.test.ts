import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { times, workFolder } from '../reliability/support/fixture.ts';
import { exactDumpOf } from '../support/dump.ts';
import { environmentOf, PLACES } from './places.ts';

/** Of 7 zones × 4 languages; `campaign:zones` takes all, and campaign.ts runs the suites of domain and services in each. */
const COUNT = Math.min(times('ZONES_COUNT', 4), PLACES.length);
const folder = workFolder();
const CHILD = fileURLToPath(new URL('fill-here.ts', import.meta.url));

test(`G2, D3: the same life in ${COUNT} zones and languages makes the same file, row by row and hash by hash`, { timeout: 30_000 + COUNT * 10_000 }, () => {
  const offsets = new Set<number>();
  const dumps = PLACES.slice(0, COUNT).map((place, n) => {
    const path = join(folder, `${n}.pdesk`);
    const run = spawnSync(process.execPath, [CHILD, path], { encoding: 'utf8', env: { ...process.env, ...environmentOf(place) } });
    expect(run.status, `${place.zone} ${place.language}: ${run.stderr}`).toBe(0);
    offsets.add((JSON.parse(run.stdout) as { offset: number }).offset);
    return exactDumpOf(path);
  });
  expect(offsets.size, 'the zones were taken').toBeGreaterThan(2);
  for (const [n, dump] of dumps.entries()) expect(dump, JSON.stringify(PLACES[n])).toEqual(dumps[0]);
});
