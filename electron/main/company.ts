import type { App } from '../../src/app/create-app.ts';
import type { CallOptions, ChangeEvent, ProgressEvent, Reply } from '../../src/contract/host.ts';
import { AppError, type ErrorBody } from '../../src/shared/errors.ts';

export type OpenMode = 'open' | 'create';
/** Opens a company file in threads of its own. */
export type OpenCore = (path: string, mode: OpenMode) => Promise<App>;

export interface CompanyDeps {
  readonly openCore: OpenCore;
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
  #running = 0;
  #opening: Promise<unknown> = Promise.resolve();
  #cancels = new Map<string, AbortController>();

  constructor(deps: CompanyDeps) {
    this.#deps = deps;
  }

  get path(): string | null {
    return this.#path;
  }

  get running(): number {
    return this.#running;
  }

  get error(): ErrorBody | null {
    return this.#state.kind === 'failed' ? this.#state.error : null;
  }

  /** Closes the file in use and opens another. One after the other, however fast they are asked for. */
  open(path: string, mode: OpenMode = 'open'): Promise<ErrorBody | null> {
    const next = this.#opening.then(() => this.#open(path, mode));
    this.#opening = next.catch(() => undefined);
    return next;
  }

  async #open(path: string, mode: OpenMode): Promise<ErrorBody | null> {
    await this.#closeCore();
    this.#path = path;
    this.#state = { kind: 'opening' };
    try {
      const core = await this.#deps.openCore(path, mode);
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
    await this.#opening;
    if (this.#state.kind === 'failed') return { ok: false, error: this.#state.error };
    if (this.#state.kind !== 'open') return { ok: false, error: MISSING };
    const { requestId } = options;
    const abort = new AbortController();
    if (requestId !== undefined) this.#cancels.set(requestId, abort);
    this.#running += 1;
    try {
      return await this.#state.core.dispatch(name, input, {
        host: 'electron',
        // Paths reached this point only because a person chose them: see shape.ts.
        allowPaths: true,
        signal: abort.signal,
        ...(requestId === undefined ? {} : { requestId, onProgress: (progress) => this.#deps.onProgress({ requestId, ...progress }) }),
      });
    } finally {
      this.#running -= 1;
      if (requestId !== undefined && this.#cancels.get(requestId) === abort) this.#cancels.delete(requestId);
    }
  }

  /** Asks a running call to stop; it answers CANCELLED and leaves nothing behind, or finishes if it is past that point. */
  cancel(requestId: string): void {
    this.#cancels.get(requestId)?.abort();
  }

  cancelAll(): void {
    for (const abort of this.#cancels.values()) abort.abort();
  }

  /** A checked copy beside the file. False for every trouble: what waits for it must not go on. */
  async backup(): Promise<boolean> {
    return (await this.call('system.backup', {}, {})).ok;
  }

  /** True as soon as nothing runs; false when something still does after the time given. */
  async idle(withinMs: number): Promise<boolean> {
    const step = 25;
    for (let waited = 0; waited < withinMs && this.#running > 0; waited += step) await new Promise((resolve) => setTimeout(resolve, step));
    return this.#running === 0;
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
