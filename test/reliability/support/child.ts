/** A process of its own with the application in it, for tests that kill it, starve it or run several at once. */
import { readFileSync, readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type App, createApp } from '../../../src/app/create-app.ts';
import { backupTo, restoreFrom } from '../../../src/app/files.ts';
import type { Reply } from '../../../src/contract/host.ts';
import { isoDate } from '../../../src/shared/calendar.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { Job, Line, Step } from './job.ts';

const clock = { today: () => isoDate('2026-11-22'), now: () => '2026-11-22T06:00:00.000Z' };

/** Written at once, past any buffer of Node: what the parent reads was said before the kill. */
function say(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** A thread that kills the process at an exact time: a timer of the main thread would wait for the transaction to end. */
async function hangman(ms: number): Promise<() => void> {
  const shared = new SharedArrayBuffer(16);
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
     const flag = new Int32Array(workerData.shared, 0, 1), at = new BigInt64Array(workerData.shared, 8, 1);
     require('node:worker_threads').parentPort.postMessage('ready');
     Atomics.wait(flag, 0, 0);
     const end = at[0] + BigInt(Math.round(workerData.ms * 1e6));
     const left = Number(end - process.hrtime.bigint()) / 1e6 - 2;
     if (left > 0) Atomics.wait(flag, 0, 1, left);
     while (process.hrtime.bigint() < end);
     process.kill(process.pid, 'SIGKILL');`,
    { eval: true, workerData: { shared, ms } },
  );
  worker.unref();
  await new Promise((resolve) => worker.once('message', resolve));
  return () => {
    new BigInt64Array(shared, 8, 1)[0] = process.hrtime.bigint();
    const flag = new Int32Array(shared, 0, 1);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
}

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
};

async function settled(work: () => Promise<unknown>): Promise<Reply> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: error.toBody() };
    return { ok: false, error: { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}

function perform(job: Job, app: App | null, step: Step): Promise<Reply> {
  if ('backup' in step) return settled(() => backupTo(job.db, step.backup, clock));
  if ('restore' in step) return settled(() => restoreFrom(step.restore, job.db));
  let reports = 0;
  const onProgress = (): void => {
    reports += 1;
    if (job.die?.at === 'progress' && reports === job.die.n) die();
  };
  if (!app) throw new Error('no application');
  return app.dispatch(step.call, step.input, { host: 'test', onProgress, ...(step.requestId === undefined ? {} : { requestId: step.requestId }) });
}

async function main(job: Job): Promise<void> {
  const app = job.steps.some((step) => 'call' in step) ? await createApp({ dbPath: job.db, clock }) : null;
  if (job.die?.at === 'commit') app?.onChange(die);
  const start = job.die?.at === 'time' ? await hangman(job.die.ms) : null;
  say({ event: 'open' });
  if (job.barrier) readSync(0, Buffer.alloc(1));
  const began = performance.now();
  for (const [index, step] of job.steps.entries()) {
    if (!job.brief) say({ event: 'begin', step: index });
    if (index === 0) start?.();
    const from = performance.now();
    const reply = await perform(job, app, step);
    say({
      event: 'reply',
      step: index,
      ok: reply.ok,
      code: reply.ok ? null : reply.error.code,
      ms: performance.now() - from,
      body: job.brief && reply.ok ? null : reply.ok ? reply.value : reply.error,
    });
    if (job.die?.at === 'reply') die();
  }
  await app?.close();
  say({ event: 'closed', ms: performance.now() - began });
}

await main(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job);
