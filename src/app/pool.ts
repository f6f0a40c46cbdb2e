import type { ProcedureKind } from '../contract/define.ts';
import type { ChangeEvent, Reply } from '../contract/host.ts';
import { isName, PROCEDURES, TOPICS } from '../contract/index.ts';
import { assertExists } from '../shared/assert.ts';
import type { IsoDate } from '../shared/calendar.ts';
import type { ErrorBody } from '../shared/errors.ts';
import type { App, CallContext } from './create-app.ts';
import { programPath } from './paths.ts';
import type { ReadOrder, ServeReader } from './workbook-reader.ts';
import type { WorkerSetup } from './worker-messages.ts';
import { type Job, WorkerSlot } from './worker-slot.ts';

export interface PoolConfig {
  readonly dbPath: string;
  /** The business date, when it is not today's. */
  readonly today?: IsoDate;
  /** No connection that could write: commands are refused. */
  readonly readonly?: boolean;
  /** Readers beside the one writer; with none the writer answers queries too. */
  readonly readers?: number;
  /** How often to look for commits of other processes; 0 does not look. */
  readonly watchEvery?: number;
  /** Starts the processes that read foreign workbooks, where a worker cannot. */
  readonly serveReader?: ServeReader;
  readonly log?: (line: string) => void;
  /** The program a worker runs; for tests. */
  readonly workerPath?: string;
}

/** Queries that take long: they share one reader, so that the others keep answering. */
const HEAVY: ReadonlySet<string> = new Set(['system.verify']);
/** Heavier than any number of ordinary queries that could be waiting. */
const HEAVY_WEIGHT = 1_000_000;

const NOT_BEGUN: ErrorBody = { code: 'CANCELLED', message: 'Stopped before it began; nothing was changed.' };
const LOST_QUERY: ErrorBody = {
  code: 'INTERNAL',
  message: 'A part of the application stopped while it was answering and was started again. Nothing was changed; ask again.',
};
/** The commit may have happened just before the worker died: INTERNAL ("nothing was changed") could be a lie. */
const LOST_COMMAND: ErrorBody = {
  code: 'OUTCOME_UNKNOWN',
  message: 'A part of the application stopped during this command and was started again. It is not known whether it was saved: look before repeating it.',
};

const stderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/**
 * The application spread over threads, behind the same interface: one writer that does commands in order, readers for
 * queries. The calling thread only passes messages on. A reader begins a new view for every query, so its answer is never
 * older than the last commit that the caller saw.
 * @throws AppError when the file is missing, foreign, damaged or newer than the application
 */
export async function createPool(config: PoolConfig): Promise<App> {
  const pool = new Pool(config);
  await pool.start();
  return pool;
}

class Pool implements App {
  readonly #writer: WorkerSlot;
  readonly #readers: readonly WorkerSlot[];
  /** Draws documents, so that nobody waits for one; begins with the first. */
  readonly #documents: WorkerSlot;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  /** Acts this pool did itself and announced: what else is found in the file came from another process. */
  readonly #own = new Set<number>();
  #unjudged: { seqs: readonly number[]; more: boolean }[] = [];
  #closed: Promise<void> | null = null;

  constructor(config: PoolConfig) {
    const path = config.workerPath ?? programPath('worker');
    const log = config.log ?? stderr;
    const events = {
      change: (event: ChangeEvent) => this.#announce(event, true),
      committed: (seqs: readonly number[], more: boolean) => this.#committed(seqs, more),
      idle: () => {},
      read: (order: ReadOrder) => config.serveReader?.(order),
      log,
    };
    const setup = (readonly: boolean, watchEvery: number): WorkerSetup => ({
      dbPath: config.dbPath,
      today: config.today ?? null,
      readonly,
      hostReads: config.serveReader !== undefined,
      watchEvery,
    });
    const readers = config.readers ?? 2;
    this.#writer = new WorkerSlot(path, setup(config.readonly ?? false, 0), { ...events, idle: () => this.#judge() });
    // the last reader watches: the first is the one that long queries keep busy
    this.#readers = Array.from(
      { length: readers },
      (_, index) => new WorkerSlot(path, setup(true, index === readers - 1 ? (config.watchEvery ?? 1000) : 0), events),
    );
    this.#documents = new WorkerSlot(path, setup(true, 0), events);
  }

  async start(): Promise<void> {
    try {
      await this.#writer.start(); // first, because it brings the file to the newest schema
      await Promise.all(this.#readers.map((reader) => reader.start()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  readonly dispatch = (name: string, input: unknown, context: CallContext): Promise<Reply> => {
    const { signal, onProgress, ...plain } = context;
    const kind = isName(name) ? PROCEDURES[name].kind : null;
    if (signal?.aborted) return Promise.resolve({ ok: false, error: NOT_BEGUN });
    const slot = this.#slotFor(name, kind);
    return new Promise((resolve) => {
      const cancel = (): void => slot.cancel(job);
      const job: Job = {
        name,
        input,
        context: plain,
        cancelled: new Int32Array(new SharedArrayBuffer(4)),
        onProgress: onProgress ?? null,
        weight: HEAVY.has(name) ? HEAVY_WEIGHT : 1,
        ifLost: kind === 'query' || kind === 'document' ? LOST_QUERY : LOST_COMMAND,
        settle: (reply) => {
          signal?.removeEventListener('abort', cancel);
          resolve(reply);
        },
      };
      signal?.addEventListener('abort', cancel, { once: true });
      slot.submit(job);
    });
  };

  readonly onChange = (listener: (event: ChangeEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = (): Promise<void> => {
    // the writer last: only it can empty the journal and take it away
    this.#closed ??= Promise.all([...this.#readers, this.#documents].map((slot) => slot.close())).then(() => this.#writer.close());
    return this.#closed;
  };

  #slotFor(name: string, kind: ProcedureKind | null): WorkerSlot {
    if (kind === 'query') return this.#readerFor(name);
    return kind === 'document' ? this.#documents : this.#writer;
  }

  #readerFor(name: string): WorkerSlot {
    const first = this.#readers[0];
    if (!first) return this.#writer;
    if (HEAVY.has(name)) return first;
    // among equals the last: it never gets the long ones
    return assertExists(
      this.#readers.reduce((best, reader) => (reader.load <= best.load ? reader : best)),
      'a pool with readers has one',
    );
  }

  #announce(event: ChangeEvent, own: boolean): void {
    if (own) this.#own.add(event.seq);
    for (const listener of this.#listeners) listener(event);
  }

  #committed(seqs: readonly number[], more: boolean): void {
    this.#unjudged.push({ seqs, more });
    if (this.#writer.load === 0) this.#judge();
  }

  /** Waits for the writer to be idle, so that its own acts are known by then and not taken for foreign ones. */
  #judge(): void {
    for (const { seqs, more } of this.#unjudged.splice(0)) {
      const foreign = seqs.filter((seq) => !this.#own.delete(seq));
      if (foreign.length > 0 || more) this.#announce({ topics: [...TOPICS], seq: seqs.at(-1) ?? 0 }, false);
    }
  }
}
