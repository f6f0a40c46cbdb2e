import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { RPC_CHANNEL, registerRpc } from '../../electron/main/ipc.ts';
import type { Reply } from '../../src/contract/host.ts';
import { type Name, PROCEDURES } from '../../src/contract/index.ts';
import { dumpOf, TRACES } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';
import { announceSeed, SEED } from '../support/seed.ts';
import { play } from '../support/table.ts';
import { fakeIpcMain } from './support/fakes.ts';

// 10,000 of each per night; a few with every change.
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 30);
const SLOWEST_MS = 1000;
announceSeed('test/electron/procedures-fuzz.test.ts');

const NAMES = Object.entries(PROCEDURES)
  .filter(([, { kind }]) => kind !== 'host')
  .map(([name]) => name as Name);

/** Values of the kinds that inputs have, and of every kind they have not. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    '2026-01',
    '2026-01-31',
    '2026-Q1',
    '2026-13',
    'P-1',
    'D-1',
    '',
    ' ',
    '__proto__',
    'constructor',
    'x'.repeat(5000),
    "'; DROP TABLE deals; --",
    '\u202e',
    '\ud800',
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 53, -0, 1e308, true, false, null, [], {}, ['D-1'], [{}], { from: '2026-01' }, [null]),
  fc.string(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
);

/** Objects that nearly are what a procedure takes: its own keys, some missing, some wrong, one too many. */
function near(name: Name): fc.Arbitrary<unknown> {
  const shape = (PROCEDURES[name].input as unknown as z.ZodObject).shape ?? {};
  const own = fc.record(Object.fromEntries(Object.keys(shape).map((key) => [key, value])), { requiredKeys: [] });
  return fc.oneof(
    { weight: 6, arbitrary: own },
    { weight: 2, arbitrary: fc.tuple(own, fc.string(), value).map(([input, key, more]) => ({ ...input, [key]: more })) },
    { weight: 1, arbitrary: value },
  );
}

const LEAKS = /node_modules|\.ts:\d|SQLITE|SELECT |INSERT |UPDATE |\/tmp\/|\bat \w+ \(/;

describe('L10: what a page sends to any procedure', () => {
  it(`${RUNS} inputs near the shape of each of ${NAMES.length}: answered in a second, no fault inside, nothing leaked, and what is refused changes nothing`, {
    timeout: 60_000 + RUNS * NAMES.length * 50,
  }, async () => {
    const app = await appFor();
    await play(
      app,
      'partner P-1 tier=silver\ndeal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000\nbill D-1 2026-01 I-1 500,000\nclose 2026-01',
    );
    const { ipcMain, handlers } = fakeIpcMain();
    registerRpc({
      ipcMain,
      devOrigin: null,
      isOwnWindow: () => true,
      isGranted: () => false,
      call: (name, input) => app.app.dispatch(name, input, { host: 'electron' }),
      native: {},
      log: (what, error) => {
        throw new Error(`${what}: ${String(error)}`);
      },
    });
    const frame = { url: 'app://local/index.html', origin: 'app://local', parent: null, detached: false, isDestroyed: () => false };
    const event = { sender: { id: 1, mainFrame: frame, isDestroyed: () => false }, senderFrame: frame };
    const content = (): unknown => dumpOf(app.path, { except: TRACES });
    let before = content();
    for (const name of NAMES) {
      let isDone = false;
      await fc.assert(
        fc.asyncProperty(near(name), async (input) => {
          const begun = performance.now();
          const reply = (await handlers.get(RPC_CHANNEL)?.(event, { name, input })) as Reply;
          expect(performance.now() - begun, name).toBeLessThan(SLOWEST_MS);
          if (reply.ok) isDone = true;
          else {
            expect(reply.error.code, `${name}: ${reply.error.message}`).not.toBe('INTERNAL');
            expect(JSON.stringify(reply), name).not.toMatch(LEAKS);
          }
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      const after = content();
      if (!isDone) expect(after, name).toEqual(before);
      before = after;
    }
    expect((await app.call('system.verify', {})).ok).toBe(true);
  });
});
