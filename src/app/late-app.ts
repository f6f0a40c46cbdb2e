import { existsSync } from 'node:fs';
import type { ChangeEvent, Reply } from '../contract/host.ts';
import { PROCEDURES, TOPICS } from '../contract/index.ts';
import { AppError } from '../shared/errors.ts';
import type { App, CallContext } from './create-app.ts';
import { runFileJob, samplePathBeside } from './file-job.ts';

interface LateConfig {
  readonly dbPath: string;
  readonly open: (path: string) => Promise<App>;
  /** What to say while there is no file. */
  readonly missing: string;
  /** Who acts, when the host was told. */
  readonly actor?: string;
}

/** An application whose file may not be there yet: until it is, every call says so; as soon as it is, calls work. */
export class LateApp implements App {
  readonly #config: LateConfig;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #path: string;
  #opening: Promise<App> | null = null;
  #app: App | null = null;
  #closed = false;

  constructor(config: LateConfig) {
    this.#config = config;
    this.#path = config.dbPath;
  }

  get isOpen(): boolean {
    return this.#app !== null;
  }

  /** @throws AppError when the file is there and cannot be opened */
  async openIfThere(): Promise<App | null> {
    if (this.#app) return this.#app;
    if (this.#closed || !existsSync(this.#path)) return null;
    this.#opening ??= this.#config.open(this.#path);
    try {
      const app = await this.#opening;
      if (this.#app === null) this.#adopt(app);
      return app;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  #adopt(app: App): void {
    this.#app = app;
    app.onChange((event) => this.#announce(event));
    this.#announce({ topics: [...TOPICS], seq: 0 });
  }

  #announce(event: ChangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  readonly dispatch = async (name: string, input: unknown, context: CallContext): Promise<Reply> => {
    try {
      if (name === 'files.create') return { ok: true, value: await this.#create(input) };
      const app = await this.openIfThere();
      if (!app) return { ok: false, error: { code: 'DATABASE_MISSING', message: this.#config.missing } };
      const { actor } = this.#config;
      return await app.dispatch(name, input, actor === undefined ? context : { ...context, actor });
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toBody() };
      throw error;
    }
  };

  /** First run: makes the company file, or opens the sample beside it (made when it is not there yet). A file already open stays open. */
  async #create(input: unknown): Promise<{ path: string }> {
    const parsed = PROCEDURES['files.create'].input.safeParse(input);
    if (!parsed.success) throw new AppError('BAD_INPUT', 'files.create: what is "empty" or "sample"');
    if (this.#app) throw new AppError('FILE_EXISTS', `${this.#path} is open already.`);
    const isSample = parsed.data.what === 'sample';
    const path = isSample ? samplePathBeside(this.#config.dbPath) : this.#config.dbPath;
    if (!(isSample && existsSync(path))) await runFileJob({ act: 'create', path, isSample });
    this.#path = path;
    await this.openIfThere();
    return { path };
  }

  readonly onChange = (listener: (event: ChangeEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = async (): Promise<void> => {
    this.#closed = true;
    const app = this.#app ?? (await this.#opening?.catch(() => null));
    await app?.close();
  };
}
