import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { FileJob, FileJobResult } from './file-job.ts';
import { copyUnlessHeld, countRows, inspectBackup, restoreFor } from './files.ts';

/** Makes, copies and looks into company files in a thread of its own, so that no window waits for it. */
async function run(job: FileJob): Promise<unknown> {
  switch (job.act) {
    case 'create': {
      const { initDatabase } = await import('./init.ts'); // the whole application: only a new file needs it
      await initDatabase({ dbPath: job.path, clock: systemClock(), mode: 'solo', sample: job.isSample });
      return null;
    }
    case 'backup':
      return await copyUnlessHeld(job.path, job.target, job.last);
    case 'count':
      return countRows(job.paths);
    case 'inspect':
      return inspectBackup(job.path, job.current);
    case 'restore':
      return await restoreFor(job.source, job.path, job.by);
  }
}

const finish = (result: FileJobResult): void => parentPort?.postMessage(result);

try {
  finish({ ok: true, value: await run(workerData as FileJob) });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  finish({ ok: false, error: error.toBody() });
}
