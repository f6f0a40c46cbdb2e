/** A process that shows a partner, thinks, and writes a count back: what two windows of two programs do, many times over. */
import { createApp } from '../../../src/app/create-app.ts';
import type { Output } from '../../../src/contract/index.ts';
import { isoDate } from '../../../src/shared/calendar.ts';

const [db = '', partner = '', counts = '0'] = process.argv.slice(2);
const clock = { today: () => isoDate('2026-11-22'), now: () => '2026-11-22T06:00:00.000Z' };
const app = await createApp({ dbPath: db, clock });
const host = 'test';
const codes: Record<string, number> = {};

for (let counted = 0; counted < Number(counts); ) {
  const shown = await app.dispatch('partners.get', { partner }, { host });
  if (!shown.ok) throw new Error(shown.error.message);
  const { city, version } = shown.value as Output<'partners.get'>;
  const fields = { city: String(Number(city ?? 0) + 1) };
  const reply = await app.dispatch('partners.set', { partner, version, fields }, { host });
  const code = reply.ok ? 'done' : reply.error.code;
  codes[code] = (codes[code] ?? 0) + 1;
  if (reply.ok) counted += 1;
  else if (code !== 'CONFLICT') break;
}
await app.close();
process.stdout.write(JSON.stringify(codes));
