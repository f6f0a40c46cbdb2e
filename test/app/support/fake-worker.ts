import { existsSync } from 'node:fs';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { App } from '../../../src/app/create-app.ts';
import { hostWorker } from '../../../src/app/worker-host.ts';
import type { WorkerSetup } from '../../../src/app/worker-messages.ts';
import type { ChangeEvent } from '../../../src/contract/host.ts';
import { AppError } from '../../../src/shared/errors.ts';

interface Wish {
  readonly busyMs?: number;
  readonly untilStopped?: boolean;
  readonly die?: boolean;
  readonly fault?: boolean;
  readonly commit?: number;
  readonly steps?: number;
}

const setup = workerData as WorkerSetup;
if (parentPort === null) throw new Error('a worker');

/** Blocks this thread, as a transaction does. */
function busy(until: () => boolean): void {
  while (!until()) {
    // nothing
  }
}

await hostWorker(parentPort, {
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
