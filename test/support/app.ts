import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type CallContext, createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import type { Input, Name, Output } from '../../src/contract/index.ts';
import type { TermsFile } from '../../src/contract/terms.ts';
import { type IsoDate, isoDate } from '../../src/shared/calendar.ts';
import type { ErrorBody } from '../../src/shared/errors.ts';

export interface TestAppOptions {
  readonly terms?: unknown;
  readonly today?: string;
  readonly mode?: 'solo' | 'team';
  readonly sample?: boolean;
}

export type Files = Readonly<Record<string, string>>;

/** A refused call, so that a test can look at code, message and details. */
export class Refused extends Error {
  readonly body: ErrorBody;
  constructor(body: ErrorBody) {
    super(`${body.code}: ${body.message}`);
    this.body = body;
  }
}

/** The real application on a real file in a temporary folder, with a business date that the test moves. */
export class TestApp {
  readonly path: string;
  readonly app: App;
  readonly #folder: string;
  readonly #clock: { today: IsoDate };

  constructor(folder: string, path: string, app: App, clock: { today: IsoDate }) {
    this.#folder = folder;
    this.path = path;
    this.app = app;
    this.#clock = clock;
  }

  get folder(): string {
    return this.#folder;
  }

  set today(date: string) {
    this.#clock.today = isoDate(date);
  }

  /** Calls a procedure; a refusal is thrown as {@link Refused}. */
  async call<N extends Name>(name: N, input: Input<N>, context: Partial<CallContext> = {}): Promise<Output<N>> {
    const reply = await this.app.dispatch(name, input, { host: 'test', ...context });
    if (!reply.ok) throw new Refused(reply.error);
    return reply.value as Output<N>;
  }

  /** The refusal of a call that must not succeed. */
  async refusal(name: Name, input: unknown, context: Partial<CallContext> = {}): Promise<ErrorBody> {
    const reply = await this.app.dispatch(name, input, { host: 'test', ...context });
    if (reply.ok) throw new Error(`${name} was expected to be refused`);
    return reply.error;
  }

  /** Imports texts by file name, for example `{ 'partners.csv': '…' }`. */
  async import(files: Files, options: { dryRun?: boolean } = {}): Promise<Output<'imports.run'>> {
    return this.call('imports.run', {
      files: Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text, 'utf8').toString('base64') })),
      ...options,
    });
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-test-'));
  const path = join(folder, 'test.pdesk');
  const state = { today: isoDate(options.today ?? '2026-11-22') };
  let tick = 0;
  const clock = {
    today: () => state.today,
    now: () => {
      tick += 1;
      return new Date(Date.UTC(2026, 10, 22, 6, 0, tick)).toISOString();
    },
  };
  await initDatabase({
    dbPath: path,
    clock,
    mode: options.mode ?? 'solo',
    ...(options.terms === undefined ? {} : { terms: options.terms as TermsFile }),
    ...(options.sample ? { sample: true } : {}),
  });
  return new TestApp(folder, path, await createApp({ dbPath: path, clock }), state);
}

/** CSV text of records with the same columns; cells are quoted where they have to be. */
export function csvOf(rows: readonly Readonly<Record<string, string | number | null | undefined>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string | number | null | undefined): string => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))].join('\n')}\n`;
}
