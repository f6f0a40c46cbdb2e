import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { FileJob, FileJobResult } from './file-job.ts';
import { backupTo } from './files.ts';
import { initDatabase } from './init.ts';

/** Makes and copies company files in a thread of its own, so that no window waits for it. */
async function run(job: FileJob): Promise<void> {
  switch (job.act) {
    case 'create':
      await initDatabase({ dbPath: job.path, clock: systemClock(), mode: 'solo', sample: job.isSample });
      return;
    case 'backup':
      await backupTo(job.path, job.target);
      return;
  }
}

const finish = (result: FileJobResult): void => parentPort?.postMessage(result);

try {
  await run(workerData as FileJob);
  finish({ ok: true });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  finish({ ok: false, error: error.toBody() });
}
