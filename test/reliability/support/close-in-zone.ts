/** A small programme from import to payout, under whatever time zone and locale this process has; prints what must not depend on them. */
import { createApp } from '../../../src/app/create-app.ts';
import { initDatabase } from '../../../src/app/init.ts';
import { clockOn } from '../../../src/ports/clock.ts';
import { isoDate } from '../../../src/shared/calendar.ts';

const dbPath = process.argv[2] ?? '';
const clock = clockOn(isoDate('2026-11-22'));
const FILES = {
  'partners.csv':
    'code,name,kind,joined_on,tax_standing,iban,bank_title,bank_name\nP-1,İstanbul Iı,consultant,2025-01-01,filer,PK36SCBL0000001123456702,X,SCB\n',
  'deals.csv': `code,partner_code,client,contract_type,contract_value,signed_on,start_on,duration_months,expected_monthly_billing\n${Array.from({ length: 9 }, (_, n) => `D-${n},P-1,Client ${n},retainer,1200000,2026-0${1 + (n % 3)}-01,2026-0${1 + (n % 3)}-01,12,100000`).join('\n')}\n`,
  'billing.csv': `deal_code,period,invoice_no,invoice_date,amount\n${['01', '02', '03'].flatMap((m) => Array.from({ length: 9 }, (_, n) => `D-${n},2026-${m},I-${m}-${n},2026-${m}-28,"100,000.55"`)).join('\n')}\n`,
};
await initDatabase({ dbPath, clock, mode: 'solo' });
const app = await createApp({ dbPath, clock });
const said: unknown[] = [];
for (const [name, input] of [
  ['imports.run', { files: Object.entries(FILES).map(([file, text]) => ({ name: file, base64: Buffer.from(text).toString('base64') })) }],
  ...['01', '02', '03'].map((m) => ['months.close', { month: `2026-${m}`, acceptVariances: 'agreed' }] as const),
  ['payouts.propose', { quarter: '2026-Q1' }],
  ['tiers.history', {}],
] as const) {
  const reply = await app.dispatch(name, input, { host: 'test' });
  said.push(reply.ok ? reply.value : reply.error);
}
await app.close();
process.stdout.write(JSON.stringify(said));
