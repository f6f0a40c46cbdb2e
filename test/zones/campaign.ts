/** `npm run campaign:zones`: the suites of domain and services in 7 zones × 4 languages; every test must end as in the first. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOf, PLACES, type Place } from './places.ts';

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[] }[];
}

const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-zones-'));

/** How every test ended there. */
function resultsIn(place: Place): Map<string, string> {
  const file = join(folder, 'report.json');
  const run = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', 'test/domain', 'test/service', '--reporter=json', `--outputFile=${file}`],
    { encoding: 'utf8', env: { ...process.env, ...environmentOf(place), SEED: '1' } },
  );
  if (run.error) throw run.error;
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return new Map(testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName, status }) => [fullName, status])));
}

let first: Map<string, string> | undefined;
let problems = 0;
for (const place of PLACES) {
  const found = resultsIn(place);
  first ??= found;
  const others = [...new Set([...first.keys(), ...found.keys()])].filter((name) => found.get(name) !== 'passed' || first?.get(name) !== 'passed');
  problems += others.length;
  process.stdout.write(
    `${place.zone} ${place.language}: ${found.size} tests, ${others.length === 0 ? 'all as elsewhere' : `not passed: ${others.join('; ')}`}\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = problems === 0 ? 0 : 1;
