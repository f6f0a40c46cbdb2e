import { existsSync } from 'node:fs';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { App } from '../../../src/app/create-app.ts';
import { hostReader, type ReadOrder } from '../../../src/app/workbook-reader.ts';
import { hostWorker } from '../../../src/app/worker-host.ts';
import type { FromWorker, WorkerSetup } from '../../../src/app/worker-messages.ts';
import type { ChangeEvent } from '../../../src/contract/host.ts';
import { assertExists } from '../../../src/shared/assert.ts';
import { AppError } from '../../../src/shared/errors.ts';

interface Wish {
  readonly busyMs?: number;
  readonly untilStopped?: boolean;
  readonly die?: boolean;
  readonly fault?: boolean;
  readonly commit?: number;
  readonly steps?: number;
  /** The words of a workbook that the host is asked to read. */
  readonly read?: string;
  readonly dieSoon?: boolean;
}

const setup = workerData as WorkerSetup;
const port = assertExists(parentPort, 'a worker');

async function readByHost(words: string): Promise<{ lines: string[]; how: string }> {
  const ask = (order: ReadOrder): void => port.postMessage({ type: 'read', order } satisfies FromWorker, [order.port]);
  const { output, ended } = hostReader(ask)({ job: '{}', bytes: Buffer.from(words), memoryMb: 1 });
  const lines: string[] = [];
  for await (const line of output) lines.push(line);
  return { lines, how: (await ended).how };
}

/** Blocks this thread, as a transaction does. */
function busy(until: () => boolean): void {
  while (!until()) {
    // nothing
  }
}

await hostWorker(port, {
  log: () => {},
  open: async () => {
    if (setup.dbPath === 'missing') throw new AppError('DATABASE_MISSING', 'not there', { path: setup.dbPath });
    if (setup.dbPath === 'broken') process.exit(3);
    // stands for an installation that broke after the start
    if (existsSync(`${setup.dbPath}.gone`)) throw new AppError('DATABASE_CORRUPT', 'damaged since');
    const listeners = new Set<(event: ChangeEvent) => void>();
    const app: App = {
      dispatch: async (name, input, context) => {
        const wish = (input ?? {}) as Wish;
        if (wish.die) process.exit(1);
        if (wish.dieSoon) setTimeout(() => process.exit(1), 50);
        if (wish.read !== undefined) return { ok: true, value: await readByHost(wish.read) };
        if (wish.fault) throw new Error('SELECT secret');
        for (let step = 1; step <= (wish.steps ?? 0); step += 1) context.onProgress?.({ phase: 'steps', done: step, total: wish.steps ?? 0 });
        const end = performance.now() + (wish.busyMs ?? 0);
        busy(() => performance.now() >= end);
        if (wish.untilStopped) {
          busy(() => context.signal?.aborted === true);
          return { ok: false, error: { code: 'CANCELLED', message: 'stopped in the middle' } };
        }
        if (wish.commit !== undefined) for (const listener of listeners) listener({ topics: ['deals'], seq: wish.commit });
        return {
          ok: true,
          value: { name, thread: threadId, readonly: setup.readonly, today: setup.today, host: context.host, requestId: context.requestId ?? null },
        };
      },
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: async () => {},
    };
    return app;
  },
  watch: (report) => {
    if (setup.watchEvery === 0) return () => {};
    const timer = setInterval(() => report([7, 8], false), setup.watchEvery);
    return () => clearInterval(timer);
  },
});
