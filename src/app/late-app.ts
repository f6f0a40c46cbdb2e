import { existsSync } from 'node:fs';
import type { ChangeEvent, Reply } from '../contract/host.ts';
import { TOPICS } from '../contract/index.ts';
import { AppError } from '../shared/errors.ts';
import type { App, CallContext } from './create-app.ts';

interface LateConfig {
  readonly dbPath: string;
  readonly open: () => Promise<App>;
  /** What to say while there is no file. */
  readonly missing: string;
  /** Who acts, when the host was told. */
  readonly actor?: string;
}

/** An application whose file may not be there yet: until it is, every call says so; as soon as it is, calls work. */
export class LateApp implements App {
  readonly #config: LateConfig;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #opening: Promise<App> | null = null;
  #app: App | null = null;
  #closed = false;

  constructor(config: LateConfig) {
    this.#config = config;
  }

  get isOpen(): boolean {
    return this.#app !== null;
  }

  /** @throws AppError when the file is there and cannot be opened */
  async openIfThere(): Promise<App | null> {
    if (this.#app) return this.#app;
    if (this.#closed || !existsSync(this.#config.dbPath)) return null;
    this.#opening ??= this.#config.open();
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
      const app = await this.openIfThere();
      if (!app) return { ok: false, error: { code: 'DATABASE_MISSING', message: this.#config.missing } };
      const { actor } = this.#config;
      return await app.dispatch(name, input, actor === undefined ? context : { ...context, actor });
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toBody() };
      throw error;
    }
  };

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
