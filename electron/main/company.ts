import type { App } from '../../src/app/create-app.ts';
import type { CallOptions, ChangeEvent, ProgressEvent, Reply } from '../../src/contract/host.ts';
import { PROCEDURES } from '../../src/contract/index.ts';
import { AppError, type ErrorBody } from '../../src/shared/errors.ts';

export interface CompanyDeps {
  /** Opens a company file in threads of its own. */
  readonly openCore: (path: string) => Promise<App>;
  /** First run from the page: creates the company file where the person says, or opens the sample; false when they changed their mind. */
  readonly createFirst: (what: 'empty' | 'sample') => Promise<boolean>;
  readonly onChange: (event: ChangeEvent) => void;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly log: (what: string, error: unknown) => void;
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly core: App }
  | { readonly kind: 'failed'; readonly error: ErrorBody };

const MISSING: ErrorBody = { code: 'DATABASE_MISSING', message: 'No company file is open. Open one or create a new one from the File menu.' };

/** The company file in use, and what runs on it. A file that cannot be opened never keeps the window shut: calls answer with the reason. */
export class Company {
  #deps: CompanyDeps;
  #state: State = { kind: 'none' };
  #path: string | null = null;
  #opening: Promise<unknown> = Promise.resolve();
  /** Calls that run or wait, with the request id that can stop them. */
  readonly #calls = new Map<AbortController, string | undefined>();

  constructor(deps: CompanyDeps) {
    this.#deps = deps;
  }

  get path(): string | null {
    return this.#path;
  }

  get running(): number {
    return this.#calls.size;
  }

  get error(): ErrorBody | null {
    return this.#state.kind === 'failed' ? this.#state.error : null;
  }

  /** Closes the file in use and opens another. One after the other, however fast they are asked for. */
  open(path: string): Promise<ErrorBody | null> {
    const next = this.#opening.then(() => this.#open(path));
    this.#opening = next.catch(() => undefined);
    return next;
  }

  async #open(path: string): Promise<ErrorBody | null> {
    await this.#closeCore();
    this.#path = path;
    this.#state = { kind: 'opening' };
    try {
      const core = await this.#deps.openCore(path);
      core.onChange(this.#deps.onChange);
      this.#state = { kind: 'open', core };
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
    this.#calls.set(abort, requestId);
    try {
      if (name === 'files.create') return await this.#createFirst(input);
      await this.#opening;
      return await this.#dispatch(name, input, requestId, abort.signal);
    } finally {
      this.#calls.delete(abort);
    }
  }

  async #createFirst(input: unknown): Promise<Reply> {
    const parsed = PROCEDURES['files.create'].input.safeParse(input);
    if (!parsed.success) return { ok: false, error: { code: 'BAD_INPUT', message: 'files.create: what is "empty" or "sample"' } };
    const isOpen = await this.#deps.createFirst(parsed.data.what);
    return isOpen && this.#path !== null ? { ok: true, value: { path: this.#path } } : { ok: false, error: this.error ?? MISSING };
  }

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
    for (const [abort, id] of this.#calls) if (id === requestId) abort.abort();
  }

  cancelAll(): void {
    for (const abort of this.#calls.keys()) abort.abort();
  }

  /** True as soon as nothing runs; false when something still does after the time given. */
  async idle(withinMs: number): Promise<boolean> {
    const step = 25;
    for (let waited = 0; waited < withinMs && this.#calls.size > 0; waited += step) await new Promise((resolve) => setTimeout(resolve, step));
    return this.#calls.size === 0;
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
