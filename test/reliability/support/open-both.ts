/** Opens an existing file for writing and for reading, asks each something, and closes both. */
import { createApp } from '../../../src/app/create-app.ts';
import { systemClock } from '../../../src/ports/clock.ts';

const dbPath = process.argv[2] ?? '';
const writer = await createApp({ dbPath, clock: systemClock() });
const reader = await createApp({ dbPath, clock: systemClock(), readonly: true });
const replies = [
  await writer.dispatch('system.recordVerify', { ok: true }, { host: 'test' }),
  await reader.dispatch('system.info', {}, { host: 'test' }),
  await reader.dispatch('system.recordVerify', { ok: true }, { host: 'test' }),
];
await reader.close();
await writer.close();
const said = replies.map((reply) => (reply.ok ? 'ok' : reply.error.code)).join(' ');
if (said !== 'ok ok DATABASE_READ_ONLY') throw new Error(said);
