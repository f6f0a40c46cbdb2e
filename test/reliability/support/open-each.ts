/** Opens every file of a list as the application does, asks each a few questions, and says what came of it, one line each. */
import { readFileSync, writeSync } from 'node:fs';
import { createApp } from '../../../src/app/create-app.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { AppError } from '../../../src/shared/errors.ts';

process.stderr.write = () => true; // what the application logs of an unknown fault is no answer

async function open(path: string): Promise<{ code: string; message: string; asked: string[] }> {
  try {
    const app = await createApp({ dbPath: path, clock: systemClock() });
    const asked: string[] = [];
    for (const [name, input] of [
      ['system.info', {}],
      ['months.list', {}],
      ['deals.rates', {}],
      ['accruals.list', { from: '2026-01', to: '2026-12' }],
      ['journal.trialBalance', { asOf: '2026-12' }],
      ['audit.list', {}],
    ] as const) {
      const reply = await app.dispatch(name, input, { host: 'test' });
      asked.push(reply.ok ? 'ok' : reply.error.code);
    }
    await app.close();
    return { code: 'ok', message: '', asked };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, asked: [] };
    return { code: 'UNEXPECTED', message: error instanceof Error ? (error.stack ?? error.message) : String(error), asked: [] };
  }
}

for (const path of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as string[]) writeSync(1, `${JSON.stringify({ path, ...(await open(path)) })}\n`);
