import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError, type ErrorBody } from '../shared/errors.ts';
import { programPath } from './paths.ts';

/** What file-worker.ts is asked to do, and what it answers; another end than these is a fault. */
export type FileJob =
  | { readonly act: 'create'; readonly path: string; readonly isSample: boolean }
  | { readonly act: 'backup'; readonly path: string; readonly target: string };

export type FileJobResult = { readonly ok: true } | { readonly ok: false; readonly error: ErrorBody };

/** Runs a job on a company file in its own thread; folders it needs are made. @throws AppError, for example FILE_EXISTS */
export async function runFileJob(job: FileJob): Promise<void> {
  await mkdir(dirname(job.act === 'create' ? job.path : job.target), { recursive: true, mode: 0o700 });
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(programPath('file-worker'), { workerData: job });
    worker.once('message', (result: FileJobResult) => {
      if (result.ok) resolve();
      else reject(new AppError(result.error.code, result.error.message, result.error.details));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the file worker ended with ${code} and said nothing`)));
  });
}

/** The sample programme lives in a file of its own beside the company's: it never mixes with real data. */
export function samplePathBeside(companyPath: string): string {
  return join(dirname(companyPath), 'sample.pdesk');
}
