import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Output } from '../contract/index.ts';
import { AppError, type ErrorBody } from '../shared/errors.ts';
import type { Restorer } from './files.ts';
import { programPath } from './paths.ts';

type Inspected = Omit<Output<'files.inspect'>, 'name' | 'bytes'>;

/** What file-worker.ts is asked to do, and what it answers with. */
export interface FileActs {
  readonly create: { readonly asks: { readonly path: string; readonly isSample: boolean }; readonly answers: null };
  /** Unless `last`, an earlier backup, holds the same; answers whether one was written. */
  readonly backup: { readonly asks: { readonly path: string; readonly target: string; readonly last: string | null }; readonly answers: boolean };
  readonly count: { readonly asks: { readonly paths: readonly string[] }; readonly answers: readonly (Inspected['counts'] | null)[] };
  readonly inspect: { readonly asks: { readonly path: string; readonly current: string }; readonly answers: Inspected };
  readonly restore: {
    readonly asks: { readonly source: string; readonly path: string; readonly by: Restorer };
    readonly answers: { readonly kept: string | null };
  };
}

export type FileAct = keyof FileActs;
export type FileJob = { [A in FileAct]: { readonly act: A } & FileActs[A]['asks'] }[FileAct];
export type FileJobResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorBody };
export type RunFileJob = <A extends FileAct>(job: { readonly act: A } & FileActs[A]['asks']) => Promise<FileActs[A]['answers']>;

/** Runs a job on company files in a thread of its own, so that no window waits for it; the folder of a new file is made. @throws AppError, for example FILE_EXISTS */
export const runFileJob: RunFileJob = async <A extends FileAct>(job: { readonly act: A } & FileActs[A]['asks']): Promise<FileActs[A]['answers']> => {
  const target = 'target' in job ? job.target : 'isSample' in job ? job.path : null;
  if (target !== null) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  return await new Promise<FileActs[A]['answers']>((resolve, reject) => {
    const worker = new Worker(programPath('file-worker'), { workerData: job });
    worker.once('message', (result: FileJobResult) => {
      if (result.ok) resolve(result.value as FileActs[A]['answers']);
      else reject(new AppError(result.error.code, result.error.message, result.error.details));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the file worker ended with ${code} and said nothing`)));
  });
};

/** The sample programme lives in a file of its own beside the company's: it never mixes with real data. */
export function samplePathBeside(companyPath: string): string {
  return join(dirname(companyPath), 'sample.pdesk');
}
