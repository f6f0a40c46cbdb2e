import { randomInt } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type App, createApp } from '../../../src/app/create-app.ts';
import { initDatabase } from '../../../src/app/init.ts';
import type { Reply } from '../../../src/contract/host.ts';
import type { Input, Name, Output } from '../../../src/contract/index.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { isoDate } from '../../../src/shared/calendar.ts';
import { csvOf } from '../../support/app.ts';

/** Time stands still: the same command on the same state writes the same rows, down to the audit hash, so that states compare exactly. */
export const STILL: Clock = { today: () => isoDate('2026-11-22'), now: () => '2026-11-22T06:00:00.000Z' };

/** A count from the environment (campaigns), else the small one for every merge. */
export function times(variable: string, small: number): number {
  const value = process.env[variable];
  return value === undefined || value === '' ? small : Number(value);
}

/** A seeded source of chance; the seed is printed, and `RELIABILITY_SEED` repeats a run. */
export class Chance {
  #state: number;
  readonly seed: number;

  constructor(what: string, seed: number = times('RELIABILITY_SEED', randomInt(2 ** 31))) {
    this.seed = seed;
    this.#state = seed >>> 0;
    process.stdout.write(`[${what}] RELIABILITY_SEED=${seed}\n`);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** A folder that is gone when the tests of the file are over. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-reliability-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Copies a database that no process is writing to, with whatever journal lies beside it; what lay at the target goes first. */
export function copyDatabase(from: string, to: string): string {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${to}${suffix}`, { force: true });
  for (const suffix of ['', '-wal']) if (existsSync(`${from}${suffix}`)) copyFileSync(`${from}${suffix}`, `${to}${suffix}`);
  return to;
}

export function dropDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** Opens the application on a file for as long as `work` takes. */
export async function withFile<T>(path: string, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({ dbPath: path, clock: STILL });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export async function call<N extends Name>(app: App, name: N, input: Input<N>, requestId?: string): Promise<Output<N>> {
  const reply = await ask(app, name, input, requestId);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.message} ${JSON.stringify(reply.error.details ?? null).slice(0, 1000)}`);
  return reply.value as Output<N>;
}

export async function ask(app: App, name: Name, input: unknown, requestId?: string): Promise<Reply> {
  return app.dispatch(name, input, { host: 'test', ...(requestId === undefined ? {} : { requestId }) });
}

/** Import input from texts by file name. */
export function filesOf(files: Readonly<Record<string, string>>): Input<'imports.run'> {
  return { files: Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text, 'utf8').toString('base64') })) };
}

export interface Size {
  readonly partners: number;
  readonly deals: number;
  readonly months: readonly string[];
  /** Numbers from which codes count, so that two programmes do not meet. */
  readonly from?: number;
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');
const billed = (deal: number): number => 60_000 + (deal % 90) * 1000;

/** Import files of a programme of any size: retainers, now and then a fixed price or one cancelled early (a clawback). */
export function programme(size: Size): Record<string, string> {
  const from = size.from ?? 1;
  const range = (n: number): number[] => Array.from({ length: n }, (_, index) => from + index);
  const partner = (n: number): string => `P-${pad(n, 4)}`;
  const deal = (n: number): string => `D-${pad(n, 5)}`;
  const isFixed = (n: number): boolean => n % 17 === 0;
  const isCancelled = (n: number): boolean => n % 23 === 0;
  return {
    'partners.csv': csvOf(
      range(size.partners).map((n) => ({
        code: partner(n),
        name: `Partner ${n}`,
        kind: 'consultant',
        joined_on: '2025-01-01',
        tax_standing: n % 3 === 0 ? 'non_filer' : 'filer',
        iban: 'PK36SCBL0000001123456702',
        bank_title: `Partner ${n}`,
        bank_name: 'SCB',
      })),
    ),
    'deals.csv': csvOf(
      range(size.deals).map((n) => ({
        code: deal(n),
        partner_code: partner(from + (n % size.partners)),
        client: `Client ${n}`,
        contract_type: isFixed(n) ? 'fixed_price' : 'retainer',
        contract_value: isFixed(n) ? 900_000 : billed(n) * 24,
        signed_on: `2026-01-${pad(2 + (n % 8), 2)}`,
        start_on: '2026-01-10',
        duration_months: 24,
        expected_monthly_billing: isFixed(n) ? '' : billed(n),
        completed_on: isFixed(n) ? '2026-02-15' : '',
        cancelled_on: isCancelled(n) && !isFixed(n) ? '2026-03-02' : '',
        cancel_reason: isCancelled(n) && !isFixed(n) ? 'client' : '',
      })),
    ),
    'billing.csv': billing(size),
  };
}

/** Billing of the months for every running deal of {@link programme}. */
export function billing(size: Size): string {
  const from = size.from ?? 1;
  const rows = size.months.flatMap((month) =>
    Array.from({ length: size.deals }, (_, index) => from + index)
      .filter((n) => n % 17 !== 0)
      .map((n) => ({ deal_code: `D-${pad(n, 5)}`, period: month, invoice_no: `I-${month}-${n}`, invoice_date: `${month}-28`, amount: billed(n) })),
  );
  return csvOf(rows);
}

export const ACCEPTED = 'agreed with the client';

/** A database with a programme imported and the first `closed` of its months closed. */
export async function programmeFile(path: string, size: Size, closed = 0): Promise<string> {
  await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
  await withFile(path, async (app) => {
    await call(app, 'imports.run', filesOf(programme(size)));
    for (const month of size.months.slice(0, closed)) await call(app, 'months.close', { month, acceptVariances: ACCEPTED });
  });
  return path;
}
