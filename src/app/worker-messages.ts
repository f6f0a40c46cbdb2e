import type { ChangeEvent, Reply } from '../contract/host.ts';
import type { ErrorBody } from '../shared/errors.ts';
import type { CallContext } from './create-app.ts';
import type { ReadOrder } from './workbook-reader.ts';

/** What a worker is told at its start; a clock cannot cross threads, so the business date does. */
export interface WorkerSetup {
  readonly dbPath: string;
  readonly today: string | null;
  readonly readonly: boolean;
  /** Foreign workbooks are read by a process that the host starts. */
  readonly hostReads: boolean;
  /** Milliseconds between looks for commits of other processes; 0 does not look. */
  readonly watchEvery: number;
}

/** The part of a call's context that is plain data. */
export type PlainContext = Omit<CallContext, 'signal' | 'onProgress'>;

export type Progress = Parameters<NonNullable<CallContext['onProgress']>>[0];

export type ToWorker =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      readonly context: PlainContext;
      readonly cancelled: Int32Array<SharedArrayBuffer>;
      readonly wantsProgress: boolean;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: ErrorBody }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'change'; readonly event: ChangeEvent }
  /** Acts that some connection committed, by audit number; `more` when they were too many to name. */
  | { readonly type: 'committed'; readonly seqs: readonly number[]; readonly more: boolean }
  /** Foreign bytes go to a process that only the host can start. */
  | { readonly type: 'read'; readonly order: ReadOrder }
  | { readonly type: 'closed' };
