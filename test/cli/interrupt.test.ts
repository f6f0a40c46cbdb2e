import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initDatabase } from '../../src/app/init.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { json, start, tempFolder } from './support/spawn.ts';

/** Enough lines that an import takes seconds. */
function manyLines(folder: string, lines: number): void {
  mkdirSync(folder);
  const header = 'code,partner_code,client,contract_type,contract_value,signed_on,start_on,duration_months,expected_monthly_billing';
  writeFileSync(join(folder, 'partners.csv'), 'code,name,kind,joined_on,tax_standing\nP-1,Asma,agency,2024-01-01,filer\n');
  const deals = Array.from({ length: 2000 }, (_, n) => `D-${n},P-1,Client ${n},retainer,12000000,2025-01-05,2025-01-10,240,1000000`);
  writeFileSync(join(folder, 'deals.csv'), [header, ...deals, ''].join('\n'));
  const billing = Array.from({ length: lines }, (_, n) => {
    const month = Math.floor(n / 2000);
    const period = `${2025 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
    return `D-${n % 2000},${period},I-${n},${period}-28,1000000`;
  });
  writeFileSync(join(folder, 'billing.csv'), ['deal_code,period,invoice_no,invoice_date,amount', ...billing, ''].join('\n'));
}

test('Ctrl+C during an import: nothing is taken, and it says so', async () => {
  const folder = tempFolder();
  const flags = ['--db', join(folder, 'a.pdesk'), '--today', '2045-01-01'];
  await initDatabase({ dbPath: join(folder, 'a.pdesk'), clock: systemClock(), mode: 'solo' });
  manyLines(join(folder, 'in'), 400_000);
  const child = start([...flags, 'import', join(folder, 'in')]);
  child.stdin.end();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill('SIGINT');
  const code = await ended;
  // on a machine so slow that it had not begun, the signal simply ends it
  if (code !== null)
    expect([code, JSON.parse(err)]).toMatchObject([1, { error: { code: 'CANCELLED', message: expect.stringContaining('nothing was changed') } }]);
  expect(await json([...flags, 'call', 'imports.list'])).toEqual([]);
  expect(await json([...flags, 'call', 'system.info'])).toMatchObject({ counts: { deals: 0, billingLines: 0 } });
}, 60_000);
