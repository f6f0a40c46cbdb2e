import type { Door, HolderView } from '../contract/files.ts';
import type { ChangeEvent, Reply } from '../contract/host.ts';
import { isName, PROCEDURES, TOPICS } from '../contract/index.ts';
import type { Clock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { App, CallContext } from './create-app.ts';
import type { RunFileJob } from './file-job.ts';
import { backupReasonBefore, Keeper } from './keeper.ts';
import { holderText, Lease } from './lease.ts';

export interface HeldFileConfig {
  readonly path: string;
  readonly door: Door;
  /** Opens the file; one that only reads has no connection that could write. */
  readonly openPool: (readonly: boolean) => Promise<App>;
  readonly automaticBackups: () => boolean;
  readonly clock: Clock;
  readonly runJob: RunFileJob;
  readonly log: (line: string) => void;
  /** Between two signs of life, and two looks whether the holder still lives. */
  readonly beatEveryMs?: number;
  readonly backUpEveryMs?: number;
}

const BEAT_EVERY_MS = 5_000;
const BACK_UP_EVERY_MS = 15 * 60_000;

/** Kinds that change the file. A rehearsal does not: who only reads tries it on a copy in memory. */
const WRITES: ReadonlySet<string> = new Set(['command', 'intake']);

/**
 * A company file that people work in: held by one process at a time, kept by backups. Whoever comes second reads along and is told who
 * holds it; when the holder goes, or is taken over, the same pages go on with the other right.
 */
export class HeldFile implements App {
  readonly keeper: Keeper;
  readonly #config: HeldFileConfig;
  readonly #lease: Lease;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #pool: App | null = null;
  #holder: HolderView | null = null;
  /** One opening, closing or change of right after the other; calls wait for the last. */
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(config: HeldFileConfig) {
    this.#config = config;
    this.#lease = new Lease(config.path, config.door, config.clock);
    this.keeper = new Keeper({ ...config, changed: () => this.#announce(['files']) });
  }

  /** Who holds the file when this process only reads it. */
  get holder(): HolderView | null {
    return this.#holder;
  }

  /** @throws AppError when the file cannot be opened; the lease is then free again */
  async open(): Promise<this> {
    this.#holder = this.#lease.take();
    try {
      await this.#openPool();
    } catch (error) {
      this.#lease.release();
      throw error;
    }
    const { beatEveryMs = BEAT_EVERY_MS, backUpEveryMs = BACK_UP_EVERY_MS, automaticBackups } = this.#config;
    this.#timer = setInterval(() => this.#look(), beatEveryMs);
    this.#timer.unref();
    this.keeper.startEvery(backUpEveryMs, () => this.#holder === null && automaticBackups());
    if (this.#holder === null && automaticBackups()) void this.keeper.keepUp('opened');
    return this;
  }

  async #openPool(): Promise<void> {
    const pool = await this.#config.openPool(this.#holder !== null);
    pool.onChange((event) => this.#tell(event));
    this.#pool = pool;
  }

  readonly dispatch = async (name: string, input: unknown, context: CallContext): Promise<Reply> => {
    await this.#turn;
    if (isName(name) && WRITES.has(PROCEDURES[name].kind)) {
      const refusal = await this.#refusalOfHolder();
      if (refusal) return refusal;
      const reason = backupReasonBefore(name, input);
      if (reason !== null && this.#config.automaticBackups()) await this.keeper.keepUp(reason);
    }
    if (!this.#pool) return { ok: false, error: { code: 'CANCELLED', message: 'The file is closed; this was not begun.' } };
    return await this.#pool.dispatch(name, input, context);
  };

  /** The lease is looked at before every act: whoever lost it learns so at once, not with the next sign of life. */
  async #refusalOfHolder(): Promise<Reply | null> {
    if (this.#holder === null) {
      const other = this.#lease.other();
      if (other !== null) await this.#become(other);
    }
    const holder = this.#holder;
    if (holder === null) return null;
    const message = `${holderText(holder)}. This one only reads: do it there, or take the file over under Data, File.`;
    return { ok: false, error: { code: 'FILE_HELD', message, details: { holder } } };
  }

  /** @throws AppError FILE_HELD while another process holds the file */
  async refuseUnlessHolder(): Promise<void> {
    const refusal = await this.#refusalOfHolder();
    if (refusal !== null && !refusal.ok) throw new AppError(refusal.error.code, refusal.error.message, refusal.error.details);
  }

  /** A sign of life of the holder; a look at the holder from whoever reads along. */
  #look(): void {
    if (this.#isClosed) return;
    const before = this.#holder;
    const other = before === null ? this.#lease.beat() : this.#lease.take();
    if ((other === null) !== (before === null))
      this.#become(other).catch(() => undefined); // #turn has told the log
    else if (other !== null) {
      this.#holder = other;
      if (other.isSilent !== before?.isSilent || other.since !== before.since) this.#announce(['files']);
    }
  }

  /** Takes the file from whoever holds it. @throws AppError when it cannot be opened for writing; then it is read as before */
  async takeOver(): Promise<void> {
    if (this.#holder === null) return;
    this.#lease.takeOver();
    await this.#become(null);
    if (this.#config.automaticBackups()) void this.keeper.keepUp('opened');
  }

  /** Opens the file again with the other right. */
  #become(holder: HolderView | null): Promise<void> {
    const next = this.#turn.then(async () => {
      if (this.#isClosed || (holder === null) === (this.#holder === null)) return;
      const before = this.#holder;
      await this.#pool?.close();
      this.#pool = null;
      this.#holder = holder;
      try {
        await this.#openPool();
      } catch (error) {
        if (holder === null) this.#lease.release();
        this.#holder = before;
        await this.#openPool();
        throw error;
      } finally {
        this.#announce(TOPICS);
      }
    });
    this.#turn = next.catch((error: unknown) => this.#config.log(`the right on the file could not change: ${String(error)}`));
    return next;
  }

  #announce(topics: readonly string[]): void {
    this.#tell({ topics, seq: 0 });
  }

  #tell(event: ChangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  readonly onChange = (listener: (event: ChangeEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = async (): Promise<void> => {
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#turn;
    await this.keeper.stop(); // before the pool: whoever closes last takes the journal away, and only a writer can
    await this.#pool?.close();
    this.#pool = null;
    this.#lease.release();
  };
}
