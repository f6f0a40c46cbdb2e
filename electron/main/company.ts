import type { App } from '../../src/app/create-app.ts';
import { type RunFileJob, runFileJob } from '../../src/app/file-job.ts';
import { type FileHost, FileProcedures, isFilesName } from '../../src/app/file-procedures.ts';
import type { Recents } from '../../src/app/recents.ts';
import type { CallOptions, ChangeEvent, ProgressEvent, Reply } from '../../src/contract/host.ts';
import { isName, PROCEDURES, TOPICS } from '../../src/contract/index.ts';
import { type Clock, systemClock } from '../../src/ports/clock.ts';
import { AppError, type ErrorBody } from '../../src/shared/errors.ts';

export interface CompanyDeps {
  /** Opens a company file in threads of its own. */
  readonly openCore: (path: string) => Promise<App>;
  /** First run from the page: creates the company file where the person says, or opens the sample; false when they changed their mind. */
  readonly createFirst: (what: 'empty' | 'sample') => Promise<boolean>;
  /** Opens one of the recent files, or with null the one the person chooses; false when they changed their mind. */
  readonly openOther: (path: string | null) => Promise<boolean>;
  /** Asks where a copy goes; null when they changed their mind. */
  readonly askCopyTarget: (suggestedName: string) => Promise<string | null>;
  readonly recents: Recents;
  readonly onChange: (event: ChangeEvent) => void;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly log: (what: string, error: unknown) => void;
  readonly clock?: Clock;
  readonly runJob?: RunFileJob;
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly core: App }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

const MISSING: ErrorBody = { code: 'DATABASE_MISSING', message: 'No company file is open. Open one or create a new one from the File menu.' };

/** The company file in use, and what runs on it. A file that cannot be opened never keeps the window shut: calls answer with the reason. */
export class Company implements FileHost {
  readonly #deps: CompanyDeps;
  readonly #files: FileProcedures;
  /** The shell refuses every path that no person chose in a dialog: see shape.ts. */
  readonly mayNamePaths = true;
  #state: State = { kind: 'none' };
  #path: string | null = null;
  #opening: Promise<unknown> = Promise.resolve();
  /** Calls that run or wait, by what can stop them. */
  readonly #calls = new Map<AbortController, { readonly name: string; readonly requestId: string | undefined }>();

  constructor(deps: CompanyDeps) {
    this.#deps = deps;
    this.#files = new FileProcedures({
      host: this,
      recents: deps.recents,
      clock: deps.clock ?? systemClock(),
      runJob: deps.runJob ?? runFileJob,
    });
  }

  get path(): string | null {
    return this.#path;
  }

  get core(): App | null {
    return this.#state.kind === 'open' ? this.#state.core : null;
  }

  get hasFailed(): boolean {
    return this.#state.kind === 'failed';
  }

  get running(): number {
    return this.#calls.size;
  }

  get busyWith(): string | null {
    for (const { name } of this.#calls.values()) if (isName(name) && !['query', 'host'].includes(PROCEDURES[name].kind)) return name;
    return null;
  }

  get error(): ErrorBody | null {
    return this.#state.kind === 'failed' ? this.#state.error : null;
  }

  /** Closes the file in use and opens another. One after the other, however fast they are asked for. */
  open(path: string): Promise<ErrorBody | null> {
    return this.#next(async () => {
      await this.#closeCore();
      return await this.#openNow(path);
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#opening.then(work);
    this.#opening = next.catch(() => undefined);
    return next;
  }

  async #openNow(path: string): Promise<ErrorBody | null> {
    this.#path = path;
    this.#state = { kind: 'opening' };
    try {
      const core = await this.#deps.openCore(path);
      core.onChange(this.#deps.onChange);
      this.#state = { kind: 'open', core };
      this.#files.opened(path, core).catch((error: unknown) => this.#deps.log('recent files', error));
      return null;
    } catch (error) {
      this.#deps.log('open', error);
      const body =
        error instanceof AppError ? error.toBody() : { code: 'INTERNAL' as const, message: 'The company file could not be opened; the log has the details.' };
      this.#state = { kind: 'failed', error: body };
      return body;
    }
  }

  async call(name: string, input: unknown, options: CallOptions): Promise<Reply> {
    const { requestId } = options;
    const abort = new AbortController();
    this.#calls.set(abort, { name, requestId });
    try {
      if (isFilesName(name)) return await this.#files.answer(name, input, { host: 'electron' });
      await this.#opening;
      return await this.#dispatch(name, input, requestId, abort.signal);
    } finally {
      this.#calls.delete(abort);
    }
  }

  readonly createFile = async (what: 'empty' | 'sample'): Promise<string | null> => {
    if (await this.#deps.createFirst(what)) return this.#path;
    const { code, message } = this.error ?? MISSING;
    throw new AppError(code, message);
  };

  readonly openOther = async (path: string | null): Promise<string | null> => ((await this.#deps.openOther(path)) ? this.#path : null);

  readonly copyTarget = (suggestedName: string): Promise<string | null> => this.#deps.askCopyTarget(suggestedName);

  readonly whileClosed = <T>(work: () => Promise<T>): Promise<T> =>
    this.#next(async () => {
      const path = this.#path;
      await this.#closeCore();
      try {
        return await work();
      } finally {
        if (path !== null) await this.#openNow(path);
        this.#deps.onChange({ topics: [...TOPICS], seq: 0 });
      }
    });

  async #dispatch(name: string, input: unknown, requestId: string | undefined, signal: AbortSignal): Promise<Reply> {
    if (this.#state.kind === 'failed') return { ok: false, error: this.#state.error };
    if (this.#state.kind !== 'open') return { ok: false, error: MISSING };
    return await this.#state.core.dispatch(name, input, {
      host: 'electron',
      // Paths reached this point only because a person chose them: see shape.ts.
      allowPaths: true,
      signal,
      ...(requestId === undefined ? {} : { requestId, onProgress: (progress) => this.#deps.onProgress({ requestId, ...progress }) }),
    });
  }

  /** Asks a running call to stop; it answers CANCELLED and leaves nothing behind, or finishes if it is past that point. */
  cancel(requestId: string): void {
    for (const [abort, call] of this.#calls) if (call.requestId === requestId) abort.abort();
  }

  cancelAll(): void {
    for (const abort of this.#calls.keys()) abort.abort();
  }

  /** True as soon as nothing runs; false when something still does after the time given. Calls about the file itself wait for their own outcome. */
  async idle(withinMs: number): Promise<boolean> {
    const step = 25;
    const isBusy = (): boolean => [...this.#calls.values()].some(({ name }) => !isFilesName(name));
    for (let waited = 0; waited < withinMs && isBusy(); waited += step) await new Promise((resolve) => setTimeout(resolve, step));
    return !isBusy();
  }

  async close(): Promise<void> {
    await this.#opening;
    await this.#closeCore();
    this.#state = { kind: 'none' };
  }

  async #closeCore(): Promise<void> {
    if (this.#state.kind !== 'open') return;
    const { core } = this.#state;
    this.#state = { kind: 'none' };
    try {
      await core.close();
    } catch (error) {
      this.#deps.log('close', error);
    }
  }
}
