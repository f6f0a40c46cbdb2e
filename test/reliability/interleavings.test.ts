import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app/create-app.ts';
import { staleDetails } from '../../src/contract/conflict.ts';
import type { Input, Name, Output } from '../../src/contract/index.ts';
import { month, quarter } from '../../src/shared/calendar.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { booksProblems } from '../support/books.ts';
import { play } from '../support/table.ts';
import { programmeFile, STILL, withFile, workFolder } from './support/fixture.ts';

const EDITOR = fileURLToPath(new URL('support/editor.ts', import.meta.url));
const COUNTS = 100;
const SEEDS = 200;
const SEED = Number(process.env['SEED'] ?? 20_261_123);

type Call = <N extends Name>(name: N, input: Input<N>) => Promise<Output<N>>;
type Seen = { readonly version: unknown; readonly value: string };

/** A record that two windows show: what they see of it, and the act that gives it another value. */
interface Kind {
  readonly look: (call: Call) => Promise<Seen>;
  readonly act: (value: string, version: unknown) => { readonly name: Name; readonly input: unknown };
}

const CITIES = ['Lahore', 'Karachi', 'Multan'];
const DAYS = ['2026-04-20', '2026-04-21', '2026-04-22'];
const HOLIDAY = '2027-03-23';

const KINDS: Readonly<Record<string, Kind>> = {
  partner: {
    look: async (call) => {
      const { city, version } = await call('partners.get', { partner: 'P-1' });
      return { value: city ?? '', version };
    },
    act: (value, version) => ({ name: 'partners.set', input: { partner: 'P-1', version, fields: { city: value } } }),
  },
  variance: {
    look: async (call) => {
      const row = (await call('reconciliation.list', { month: month('2026-04') })).rows.find((one) => one.deal === 'D-1');
      return { value: row?.work?.reason ?? '', version: row?.version };
    },
    act: (value, version) => ({
      name: 'reconciliation.work',
      input: { month: '2026-04', deals: ['D-1'], action: 'explained', reason: value, versions: { 'D-1': version } },
    }),
  },
  run: {
    look: async (call) => {
      const { valueOn, version } = await call('payouts.run', { quarter: quarter('2026-Q1') });
      return { value: valueOn, version };
    },
    act: (value, version) => ({ name: 'payouts.propose', input: { quarter: '2026-Q1', valueOn: value, version } }),
  },
  holiday: {
    look: async (call) => {
      const name = (await call('holidays.list', {})).find((one) => one.date === HOLIDAY)?.name ?? null;
      return { value: name ?? '', version: name };
    },
    act: (value, version) => ({ name: 'holidays.add', input: { date: HOLIDAY, name: value, version } }),
  },
};

const VALUES: Readonly<Record<string, readonly string[]>> = {
  partner: CITIES,
  variance: CITIES.map((city) => `agreed in ${city}`),
  run: DAYS,
  holiday: CITIES.map((city) => `${city} day`),
};

const step = fc.record({
  window: fc.constantFrom(0, 1),
  kind: fc.constantFrom(...Object.keys(KINDS)),
  does: fc.constantFrom('look', 'write', 'write'),
  value: fc.nat(2),
});

let first: TestApp;
let windows: readonly App[];

const callOf =
  (app: App): Call =>
  async (name, input) => {
    const reply = await app.dispatch(name, input, { host: 'test' });
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
    return reply.value as never;
  };

beforeAll(async () => {
  first = await openTestApp();
  await play(
    first,
    `partner P-1 tier=gold
     deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=1,000,000
     bill D-1 2026-01 I-1 1,000,000
     bill D-1 2026-04 I-2 700,000
     close 2026-01
     close 2026-02 accepting
     close 2026-03 accepting
     propose 2026-Q1`,
  );
  windows = [first.app, await createApp({ dbPath: first.path, clock: STILL })];
});
afterAll(async () => {
  await windows[1]?.close();
  await first.close();
});

describe('B7: two windows on one file, whatever they do in whatever order', () => {
  test(`of ${SEEDS} generated interleavings each ends as its accepted writes one after the other; every other write was told CONFLICT, and who`, {
    timeout: 180_000,
  }, async () => {
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const calls = windows.map(callOf);
        const real = async (kind: string): Promise<Seen> => (KINDS[kind] as Kind).look(calls[0] as Call);
        const names = Object.keys(KINDS);
        const model = new Map(await Promise.all(names.map(async (kind) => [kind, await real(kind)] as const)));
        const seen = [new Map(model), new Map(model)];
        for (const { window, kind, does, value } of steps) {
          const { look, act } = KINDS[kind] as Kind;
          const call = calls[window] as Call;
          if (does === 'look') {
            seen[window]?.set(kind, await look(call));
            continue;
          }
          const wanted = VALUES[kind]?.[value] ?? '';
          const shown = seen[window]?.get(kind);
          const { name, input } = act(wanted, shown?.version);
          const reply = await (windows[window] as App).dispatch(name, input, { host: 'test' });
          const isFresh = shown?.version === model.get(kind)?.version;
          expect(reply.ok, `${kind}: ${JSON.stringify(reply)}`).toBe(isFresh);
          if (reply.ok) {
            const now = await look(call);
            expect(now.value).toBe(wanted);
            model.set(kind, now);
            seen[window]?.set(kind, now);
          } else {
            conflicts += 1;
            expect(reply.error.code).toBe('CONFLICT');
            expect(staleDetails.parse(reply.error.details).change).toMatchObject({ actor: 'operator', procedure: name });
          }
        }
        for (const kind of names) expect(await real(kind), kind).toEqual(model.get(kind));
      }),
      { numRuns: SEEDS, seed: SEED },
    );
    expect(conflicts, 'interleavings that collide').toBeGreaterThan(SEEDS / 2);
    process.stdout.write(`[interleavings] ${SEEDS} seeds from ${SEED}, ${conflicts} stale writes refused\n`);
    expect(booksProblems(first.path)).toEqual([]);
  });
});

const run = promisify(execFile);

describe('B5, B7: three processes that read, think and write back', () => {
  const folder = workFolder();

  test('every count is kept: a write stands on what it read, or was told CONFLICT and read again', { timeout: 120_000 }, async () => {
    const path = await programmeFile(join(folder, 'edited.pdesk'), { partners: 2, deals: 4, months: ['2026-01'] });
    const city = async (): Promise<{ partner: string; city: string | null }> =>
      withFile(path, async (app) => (await callOf(app)('partners.list', { limit: 1 })).rows[0] ?? { partner: '', city: null });
    const { partner } = await city();
    await withFile(path, async (app) => {
      const { version } = await callOf(app)('partners.get', { partner });
      await callOf(app)('partners.set', { partner, version, fields: { city: '0' } });
    });
    const editors = await Promise.all([1, 2, 3].map(() => run(process.execPath, [EDITOR, path, partner, String(COUNTS)])));
    const told = editors.map(({ stdout }) => JSON.parse(stdout) as { done: number; CONFLICT?: number });
    expect(told.flatMap((codes) => Object.keys(codes)).filter((code) => code !== 'done' && code !== 'CONFLICT')).toEqual([]);
    expect((await city()).city).toBe(String(COUNTS * 3));
    const refused = told.reduce((sum, codes) => sum + (codes.CONFLICT ?? 0), 0);
    expect(refused, 'writes that collided').toBeGreaterThan(0);
    process.stdout.write(`[editors] ${COUNTS * 3} counted by three processes, ${refused} refused as stale and read again\n`);
    expect(booksProblems(path)).toEqual([]);
  });
});
