/** Longest time the main thread did not answer while the pool's writer imports and closes a month. Arguments: DB CSV. */
import { readFileSync } from 'node:fs';
import { createPool } from '../../src/app/pool.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { ACCEPT } from '../app.ts';
import { MEASURED, TODAY } from '../data.ts';

const [dbPath = '', csv = ''] = process.argv.slice(2);

/** Runs `work` and gives the longest gap between turns of a one-millisecond timer. */
async function longestGap(work: () => Promise<unknown>): Promise<{ stallMs: number; ms: number }> {
  let last = performance.now();
  let stallMs = 0;
  const look = (): void => {
    const now = performance.now();
    stallMs = Math.max(stallMs, now - last - 1);
    last = now;
  };
  const timer = setInterval(look, 1);
  const start = performance.now();
  await work();
  look();
  clearInterval(timer);
  return { stallMs, ms: performance.now() - start };
}

const pool = await createPool({ dbPath, today: isoDate(TODAY), readers: 2 });
const call = async (name: string, input: unknown): Promise<void> => {
  const reply = await pool.dispatch(name, input, { host: 'http' });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
};
await call('today.summary', {});
const base64 = readFileSync(csv).toString('base64');
const imported = await longestGap(() => call('imports.run', { files: [{ name: 'billing.csv', base64 }] }));
const closed = await longestGap(() => call('months.close', { month: MEASURED, acceptVariances: ACCEPT }));
process.stdout.write(`${JSON.stringify({ imported, closed })}\n`);
await pool.close();
