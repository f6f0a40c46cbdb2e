import { Worker } from 'node:worker_threads';
import type { Reply } from '../contract/host.ts';
import { AppError, type ErrorBody, type ErrorCode } from '../shared/errors.ts';
import type { ServeReader } from './workbook-reader.ts';
import type { FromWorker, PlainContext, Progress, ToWorker, WorkerSetup } from './worker-messages.ts';

/** One call on its way through a worker. */
export interface Job {
  readonly name: string;
  readonly input: unknown;
  readonly context: PlainContext;
  readonly cancelled: Int32Array<SharedArrayBuffer>;
  readonly onProgress: ((progress: Progress) => void) | null;
  /** How long others may have to wait for it, beside ordinary calls of 1. */
  readonly weight: number;
  /** What is known of the call when its worker dies while it runs. */
  readonly ifLost: ErrorBody;
  readonly settle: (reply: Reply) => void;
}

export interface SlotEvents {
  readonly change: (event: Extract<FromWorker, { type: 'change' }>['event']) => void;
  readonly committed: (seqs: readonly number[], more: boolean) => void;
  readonly idle: () => void;
  readonly read: ServeReader;
  readonly log: (line: string) => void;
}

type State = 'down' | 'starting' | 'up' | 'closing';

const failure = (code: ErrorCode, message: string): Reply => ({ ok: false, error: { code, message } });
const NO_START: ErrorBody = {
  code: 'INTERNAL',
  message: 'A part of the application could not start. Try again; if it stays so, "doctor" checks the installation.',
};
const CLOSING = failure('CANCELLED', 'The application is closing; this was not begun.');

/**
 * A worker and what waits for it: one call at a time, first come first served. When the worker dies, the running call is
 * answered, those that wait go on in a new one; a worker that cannot start is tried again with the next call, never in a loop.
 */
export class WorkerSlot {
  readonly #path: string;
  readonly #setup: WorkerSetup;
  readonly #events: SlotEvents;
  #worker: Worker | null = null;
  #state: State = 'down';
  #queue: Job[] = [];
  #current: { readonly id: number; readonly job: Job } | null = null;
  #lastId = 0;
  #refusedWith: ErrorBody | null = null;
  #started: { resolve: () => void; reject: (error: AppError) => void } | null = null;

  constructor(path: string, setup: WorkerSetup, events: SlotEvents) {
    this.#path = path;
    this.#setup = setup;
    this.#events = events;
  }

  /** What runs and waits, by weight. */
  get load(): number {
    return this.#queue.reduce((sum, job) => sum + job.weight, this.#current?.job.weight ?? 0);
  }

  /** @throws AppError when the worker's application cannot open the file */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      this.#spawn();
    });
  }

  submit(job: Job): void {
    if (this.#state === 'closing') {
      job.settle(CLOSING);
      return;
    }
    this.#queue.push(job);
    if (this.#state === 'down') this.#spawn();
    else this.#next();
  }

  /** Stops a waiting call at once; asks a running one to stop. */
  cancel(job: Job): void {
    Atomics.store(job.cancelled, 0, 1);
    const index = this.#queue.indexOf(job);
    if (index >= 0) {
      this.#queue.splice(index, 1);
      job.settle(failure('CANCELLED', 'Stopped before it began; nothing was changed.'));
    } else if (this.#current?.job === job) {
      this.#post({ type: 'cancel', id: this.#current.id });
    }
  }

  /** Lets the running call end (asked to stop), answers those that wait, then ends the worker; by force after `withinMs`. */
  async close(withinMs = 10_000): Promise<void> {
    const worker = this.#worker;
    this.#state = 'closing';
    for (const job of this.#queue.splice(0)) job.settle(CLOSING);
    if (this.#current) this.cancel(this.#current.job);
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    if (!this.#current) this.#post({ type: 'close' });
    const timer = setTimeout(() => void worker.terminate(), withinMs);
    await ended;
    clearTimeout(timer);
  }

  #spawn(): void {
    this.#state = 'starting';
    this.#refusedWith = null;
    const worker = new Worker(this.#path, { workerData: this.#setup });
    this.#worker = worker;
    let reason = 'it ended by itself';
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on('exit', () => this.#ended(reason));
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        if (this.#state === 'starting') this.#state = 'up';
        this.#started?.resolve();
        this.#started = null;
        this.#next();
        return;
      case 'failed':
        this.#refusedWith = message.error;
        this.#refuseAll(message.error);
        return;
      case 'reply':
        this.#finish(message.id, message.reply);
        return;
      case 'progress':
        if (this.#current?.id === message.id) this.#current.job.onProgress?.(message.progress);
        return;
      case 'change':
        this.#events.change(message.event);
        return;
      case 'committed':
        this.#events.committed(message.seqs, message.more);
        return;
      case 'read':
        this.#events.read(message.order);
        return;
      case 'closed':
        return;
    }
  }

  #finish(id: number, reply: Reply): void {
    if (this.#current?.id !== id) return;
    const { job } = this.#current;
    this.#current = null;
    job.settle(reply);
    if (this.#state === 'closing') this.#post({ type: 'close' });
    else this.#next();
    if (this.load === 0) this.#events.idle();
  }

  #next(): void {
    if (this.#state !== 'up' || this.#current) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#lastId += 1;
    this.#current = { id: this.#lastId, job };
    const { name, input, context, cancelled } = job;
    try {
      this.#post({ type: 'call', id: this.#lastId, name, input, context, cancelled, wantsProgress: job.onProgress !== null });
    } catch {
      this.#finish(this.#lastId, failure('BAD_INPUT', 'The input holds something that is not plain data.'));
    }
  }

  /** The application of this worker could not open the file: whoever waits is told why. */
  #refuseAll(error: ErrorBody): void {
    this.#started?.reject(new AppError(error.code, error.message, error.details));
    this.#started = null;
    for (const job of this.#queue.splice(0)) job.settle({ ok: false, error });
  }

  #ended(reason: string): void {
    const was = this.#state;
    this.#worker = null;
    const lost = this.#current?.job;
    this.#current = null;
    lost?.settle({ ok: false, error: lost.ifLost });
    if (was === 'closing') return;
    this.#state = 'down';
    if (was === 'up') {
      this.#events.log(`a worker stopped and is started again: ${reason}`);
      this.#events.idle();
      this.#spawn();
      return;
    }
    if (this.#refusedWith === null) this.#events.log(`a worker could not start: ${reason}`);
    this.#refuseAll(this.#refusedWith ?? NO_START);
  }
}
