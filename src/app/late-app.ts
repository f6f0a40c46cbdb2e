import { existsSync } from 'node:fs';
import type { ChangeEvent, Reply } from '../contract/host.ts';
import { isName, PROCEDURES, TOPICS } from '../contract/index.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { App, CallContext } from './create-app.ts';
import { type RunFileJob, runFileJob, samplePathBeside } from './file-job.ts';
import { besideFile, type FileHost, FileProcedures, isFilesName } from './file-procedures.ts';
import { HeldFile } from './held-file.ts';
import type { Recents } from './recents.ts';

interface LateConfig {
  readonly dbPath: string;
  /** Opens a file; one that is held by another process only to read. */
  readonly open: (path: string, readonly: boolean) => Promise<App>;
  readonly recents: Recents;
  /** What to say while there is no file. */
  readonly missing: string;
  /** Who acts, when the host was told. */
  readonly actor?: string;
  readonly clock?: Clock;
  readonly runJob?: RunFileJob;
  readonly log?: (line: string) => void;
  readonly beatEveryMs?: number;
  readonly backUpEveryMs?: number;
}

/** The application as a browser host runs it: its file may not be there yet, may be restored, and another may take its place. */
export class LateApp implements App, FileHost {
  readonly #config: LateConfig;
  readonly #files: FileProcedures;
  readonly #runJob: RunFileJob;
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  readonly #running = new Set<{ readonly name: string }>();
  readonly mayNamePaths = false;
  #path: string;
  #opening: Promise<App> | null = null;
  #core: HeldFile | null = null;
  #hasFailed = false;
  /** Set while the file is away for a restore or a change of file: calls wait for it. */
  #away: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(config: LateConfig) {
    this.#config = config;
    this.#path = config.dbPath;
    this.#clock = config.clock ?? systemClock();
    this.#runJob = config.runJob ?? runFileJob;
    this.#files = new FileProcedures({ host: this, recents: config.recents, clock: this.#clock, runJob: this.#runJob });
  }

  get path(): string {
    return this.#path;
  }

  get core(): HeldFile | null {
    return this.#core;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get busyWith(): string | null {
    const [first] = this.#running;
    return first?.name ?? null;
  }

  /** @throws AppError when the file is there and cannot be opened */
  async openIfThere(): Promise<App | null> {
    if (this.#core) return this.#core;
    if (this.#closed || !existsSync(this.#path)) return null;
    this.#opening ??= this.#open(this.#path);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = null;
      this.#hasFailed = true;
      throw error;
    }
  }

  async #open(path: string): Promise<HeldFile> {
    const { open, recents, log = stderr, beatEveryMs, backUpEveryMs } = this.#config;
    const core = await new HeldFile({
      path,
      door: 'browser',
      openPool: (readonly) => open(path, readonly),
      automaticBackups: () => recents.automaticBackups,
      clock: this.#clock,
      runJob: this.#runJob,
      log,
      ...(beatEveryMs === undefined ? {} : { beatEveryMs }),
      ...(backUpEveryMs === undefined ? {} : { backUpEveryMs }),
    }).open();
    this.#core = core;
    this.#hasFailed = false;
    core.onChange((event) => this.#announce(event));
    this.#announce({ topics: [...TOPICS], seq: 0 });
    this.#files.opened(path, core).catch((error: unknown) => log(`recent files: ${String(error)}`));
    return core;
  }

  #announce(event: ChangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  readonly dispatch = async (name: string, input: unknown, context: CallContext): Promise<Reply> => {
    const { actor } = this.#config;
    const acting = actor === undefined ? context : { ...context, actor };
    try {
      if (isFilesName(name)) return await this.#files.answer(name, input, acting);
      await this.#away;
      const app = await this.openIfThere();
      if (!app) return { ok: false, error: { code: 'DATABASE_MISSING', message: this.#config.missing } };
      return await this.#tracked(name, () => app.dispatch(name, input, acting));
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toBody() };
      throw error;
    }
  };

  async #tracked(name: string, call: () => Promise<Reply>): Promise<Reply> {
    if (!isName(name) || PROCEDURES[name].kind === 'query') return await call();
    const running = { name };
    this.#running.add(running);
    try {
      return await call();
    } finally {
      this.#running.delete(running);
    }
  }

  /** First run: makes the company file, or opens the sample beside it (made when it is not there yet). A company file already open stays as it is. */
  readonly createFile = async (what: 'empty' | 'sample'): Promise<string> => {
    const isSample = what === 'sample';
    const path = isSample ? samplePathBeside(this.#config.dbPath) : this.#config.dbPath;
    if (this.#core && !isSample) throw new AppError('FILE_EXISTS', `${this.#path} is open already.`);
    if (!(isSample && existsSync(path))) await this.#runJob({ act: 'create', path, isSample });
    return await this.#change(path);
  };

  readonly openOther = async (path: string | null): Promise<string> => {
    if (path === null) throw new AppError('BAD_INPUT', 'Choose one of the recent files; start "partnerdesk serve" with --db for another.');
    if (this.busyWith !== null) throw new AppError('DATABASE_BUSY', `A job is still running (${this.busyWith}). Open the other file when it is done.`);
    return await this.#change(path);
  };

  readonly copyTarget = async (suggestedName: string): Promise<string> => besideFile(this.#path, suggestedName);

  /** Another file in the place of this one; when it cannot be opened, this one stays. */
  async #change(path: string): Promise<string> {
    const before = this.#path;
    await this.whileClosed(async () => {
      this.#path = path;
    }).catch(async (error: unknown) => {
      this.#path = before;
      await this.openIfThere();
      throw error;
    });
    return path;
  }

  readonly whileClosed = async <T>(work: () => Promise<T>): Promise<T> => {
    const next = this.#away.then(async () => {
      const core = this.#core;
      this.#core = null;
      this.#opening = null;
      await core?.close();
      try {
        return await work();
      } finally {
        await this.openIfThere();
      }
    });
    this.#away = next.catch(() => undefined);
    return await next;
  };

  readonly onChange = (listener: (event: ChangeEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = async (): Promise<void> => {
    this.#closed = true;
    await this.#away;
    const app = this.#core ?? (await this.#opening?.catch(() => null));
    await app?.close();
  };
}

const stderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
