/** The real application on a file, with a fixed business date. */
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type App, type CallContext, createApp } from '../src/app/create-app.ts';
import type { Input, Name, Output } from '../src/contract/index.ts';
import { nodeReader } from '../src/importers/reader-process.ts';
import { type Clock, clockOn } from '../src/ports/clock.ts';
import { isoDate } from '../src/shared/calendar.ts';
import { TODAY } from './data.ts';

export const CLOCK: Clock = clockOn(isoDate(TODAY));

/** The reading program of workbooks as it ships, when it is built; from source it would also have its types stripped at each start. */
const XLSX_CHILD = join(import.meta.dirname, '..', 'out', 'main', 'xlsx-child.js');

export class BenchApp {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  static async open(path: string): Promise<BenchApp> {
    return new BenchApp(await createApp({ dbPath: path, clock: CLOCK, ...(existsSync(XLSX_CHILD) ? { startReader: nodeReader(XLSX_CHILD) } : {}) }));
  }

  /** @throws Error when the call is refused, with the refusal */
  async call<N extends Name>(name: N, input: Input<N>, context: Partial<CallContext> = {}): Promise<Output<N>> {
    const reply = await this.#app.dispatch(name, input, { host: 'test', allowPaths: true, ...context });
    if (!reply.ok) throw new Refusal(name, reply.error.code, reply.error.message);
    return reply.value as Output<N>;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }
}

export class Refusal extends Error {
  readonly code: string;
  constructor(name: string, code: string, message: string) {
    super(`${name}: ${code}: ${message}`);
    this.code = code;
  }
}

export async function withApp<T>(path: string, work: (app: BenchApp) => Promise<T>): Promise<T> {
  const app = await BenchApp.open(path);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Copies a closed file and waits until the copy is on the disk, so that no contender pays for it in its own fsync. */
export function copyFile(from: string, to: string): string {
  removeFile(to);
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  const handle = openSync(to, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  return to;
}

export function removeFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** The reason on every variance and exception that a made-up close works. */
export const ACCEPT = 'Benchmark: worked when the data was made';
