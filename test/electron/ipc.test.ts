import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isTrustedSender, parseRequest, RPC_CHANNEL, type RpcDeps, registerRpc, type SenderEvent } from '../../electron/main/ipc.ts';
import { LIMITS, shapeProblem } from '../../electron/main/shape.ts';
import type { Reply } from '../../src/contract/host.ts';
import { AppError } from '../../src/shared/errors.ts';
import { fakeIpcMain } from './support/fakes.ts';

type Frame = NonNullable<SenderEvent['senderFrame']>;
const OWN = 7;

function sender(change: Partial<Frame> = {}, id = OWN, isTop = true): SenderEvent {
  const frame: Frame = { url: 'app://local/index.html', origin: 'app://local', parent: null, detached: false, isDestroyed: () => false, ...change };
  return { sender: { id, mainFrame: isTop ? frame : {}, isDestroyed: () => false }, senderFrame: frame };
}

const isOwn = (id: number): boolean => id === OWN;
const never = (): boolean => false;

/** Every sender that is not our own page in its own top frame. */
const STRANGERS: readonly (readonly [string, () => SenderEvent])[] = [
  ['an iframe of our page', () => sender({ parent: {} as Frame['parent'] }, OWN, false)],
  ['a frame that is not the top one', () => sender({}, OWN, false)],
  ['a second window nobody opened', () => sender({}, 8)],
  ['about:blank', () => sender({ url: 'about:blank', origin: 'null' })],
  ['an empty address', () => sender({ url: '', origin: '' })],
  ['a sandboxed frame', () => sender({ origin: 'null' })],
  ['a destroyed frame', () => sender({ isDestroyed: () => true })],
  ['a detached frame', () => sender({ detached: true })],
  ['no frame', () => ({ ...sender(), senderFrame: null })],
  ['a destroyed page', () => ({ ...sender(), sender: { ...sender().sender, isDestroyed: () => true } })],
  ['a foreign page', () => sender({ url: 'https://example.org/', origin: 'https://example.org' })],
  ['another host of our scheme', () => sender({ url: 'app://evil/', origin: 'app://evil' })],
  ['a file', () => sender({ url: 'file:///index.html', origin: 'file://' })],
  ['the dev server of a packaged application', () => sender({ url: 'http://localhost:5173/', origin: 'http://localhost:5173' })],
  [
    'a frame that throws when touched',
    () => {
      const event = sender();
      const frame = event.senderFrame;
      if (frame !== null)
        Object.defineProperty(frame, 'url', {
          get: () => {
            throw new Error('Render frame was disposed');
          },
        });
      return event;
    },
  ],
];

describe('L9: who may speak', () => {
  it('our own top frame', () => expect(isTrustedSender(sender(), isOwn, null)).toBe(true));
  it('the dev server while developing', () => {
    const event = sender({ url: 'http://localhost:5173/index.html', origin: 'http://localhost:5173' });
    expect(isTrustedSender(event, isOwn, 'http://localhost:5173')).toBe(true);
  });
  it.each(STRANGERS)('not %s', (_name, event) => expect(isTrustedSender(event(), isOwn, null)).toBe(false));
});

function rpc(change: Partial<RpcDeps> = {}) {
  const { ipcMain, handlers } = fakeIpcMain();
  const call = vi.fn(async (name: string): Promise<Reply> => ({ ok: true, value: name }));
  const log = vi.fn();
  registerRpc({ ipcMain, devOrigin: null, isOwnWindow: isOwn, isGranted: never, call, native: { info: async () => 'info' }, log, ...change });
  const handler = handlers.get(RPC_CHANNEL);
  const send = (raw: unknown, event: unknown = sender()): Promise<Reply> => Promise.resolve(handler?.(event, raw)) as Promise<Reply>;
  return { send, call, log, handlers };
}

describe('the one channel', () => {
  it('is the only one', () => expect([...rpc().handlers.keys()]).toEqual(['rpc']));

  it('hands on a call and its answer', async () => {
    const { send, call } = rpc();
    expect(await send({ name: 'tiers.asOf', input: { date: '2026-01-01' }, options: { requestId: 'r-1' } })).toEqual({ ok: true, value: 'tiers.asOf' });
    expect(call).toHaveBeenCalledWith('tiers.asOf', { date: '2026-01-01' }, { requestId: 'r-1' });
  });

  it.each(STRANGERS)('L9: refuses %s before looking at anything', async (_name, event) => {
    const { send, call } = rpc();
    expect(await send({ name: 'tiers.asOf' }, event())).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(call).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'tiers.asOf'],
    ['a list', [{ name: 'tiers.asOf' }]],
    ['no name', { input: {} }],
    ['a name that is no procedure', { name: 'tiers' }],
    ['a name with a path in it', { name: '../x.y' }],
    ['a name of the prototype', { name: '__proto__' }],
    ['an unknown part', { name: 'a.b', channel: 'x' }],
    ['an unknown option', { name: 'a.b', options: { host: 'cli' } }],
    ['a bad request id', { name: 'a.b', options: { requestId: 'x y' } }],
    ['a number that is none', { name: 'a.b', input: { x: Number.NaN } }],
    ['a BigInt', { name: 'a.b', input: { x: 1n } }],
    ['a date', { name: 'a.b', input: { x: new Date(0) } }],
    ['a map', { name: 'a.b', input: { x: new Map() } }],
    ['bytes', { name: 'a.b', input: { x: new Uint8Array(3) } }],
    ['a polluting key', { name: 'a.b', input: JSON.parse('{"__proto__": {"x": 1}}') }],
    ['a path nobody chose', { name: 'imports.run', input: { files: [{ name: 'x', path: '/etc/passwd' }] } }],
    ['a giant sparse list', { name: 'a.b', input: { x: new Array(2 ** 31) } }],
  ])('refuses %s', async (_name, raw) => {
    const { send, call } = rpc();
    expect(await send(raw)).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(call).not.toHaveBeenCalled();
  });

  it('refuses a cycle, and too much text', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(await rpc().send({ name: 'a.b', input: cycle })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(shapeProblem('x'.repeat(LIMITS.text + 1), never)).toMatch(/too large/);
  });

  it('lets a chosen path through', async () => {
    const { send } = rpc({ isGranted: (path) => path === '/home/me/billing.csv' });
    expect(await send({ name: 'imports.run', input: { files: [{ path: '/home/me/billing.csv' }] } })).toMatchObject({ ok: true });
  });

  it('has only the native functions it was given', async () => {
    const { send } = rpc();
    expect(await send({ name: 'native.info' })).toEqual({ ok: true, value: 'info' });
    expect(await send({ name: 'native.toString' })).toMatchObject({ ok: false, error: { code: 'UNKNOWN_PROCEDURE' } });
    expect(await send({ name: 'native.constructor' })).toMatchObject({ ok: false, error: { code: 'UNKNOWN_PROCEDURE' } });
  });

  it('says nothing of stack, SQL or paths when something breaks', async () => {
    const { send, log } = rpc({ call: () => Promise.reject(new Error('SQLITE_ERROR: no such table x in /home/me/file.pdesk')) });
    const reply = await send({ name: 'a.b' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(reply)).not.toMatch(/SQL|\/home|stack|Error:/);
    expect(log).toHaveBeenCalledOnce();
  });

  it('hands on a refusal of a native function as it is', async () => {
    const { send } = rpc({ native: { info: () => Promise.reject(new AppError('FORBIDDEN', 'This link is not one the application opens.')) } });
    expect(await send({ name: 'native.info' })).toEqual({ ok: false, error: { code: 'FORBIDDEN', message: 'This link is not one the application opens.' } });
  });

  it('takes so many at once and no more', async () => {
    const waiting: (() => void)[] = [];
    const { send } = rpc({ call: () => new Promise((resolve) => waiting.push(() => resolve({ ok: true, value: 1 }))) });
    const replies = Array.from({ length: 260 }, () => send({ name: 'a.b' }));
    const busy = await Promise.all(replies.slice(256));
    for (const reply of busy) expect(reply).toMatchObject({ ok: false, error: { code: 'DATABASE_BUSY' } });
    for (const done of waiting) done();
    expect((await Promise.all(replies)).filter((reply) => reply.ok)).toHaveLength(256);
  });
});

// 10,000 per night; a few hundred with every change.
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

it('L10: whatever a page sends, the answer is a value of the one shape', async () => {
  const { send } = rpc({ call: async (_name, input) => ({ ok: true, value: input }) });
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
    maxDepth: 6,
  });
  const nearly = fc.record(
    { name: fc.oneof(fc.constant('tiers.asOf'), fc.string()), input: anything, options: fc.oneof(fc.constant({}), anything) },
    { requiredKeys: [] },
  );
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const thrower = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('SELECT from a getter');
    },
  });
  const nasty = fc
    .constantFrom<unknown>(
      cycle,
      thrower,
      'x'.repeat(10 * 1024 * 1024),
      Object.create({ inherited: 1 }),
      new (class Own {})(),
      new Proxy({}, {}),
      Symbol('s'),
      () => 1,
    )
    .map((input) => ({ name: 'tiers.asOf', input }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(anything, nearly, nasty), async (raw) => {
      const begun = performance.now();
      const reply = await send(raw);
      expect(performance.now() - begun).toBeLessThan(1_000);
      expect(typeof reply.ok).toBe('boolean');
      if (!reply.ok) expect(JSON.stringify(reply)).not.toMatch(/node_modules|\.ts:|SQLITE/);
    }),
    { numRuns: RUNS },
  );
});

it('parsing copies: what is checked is what is used', () => {
  const raw = { name: 'a.b', input: { x: 1 } };
  const parsed = parseRequest(raw, never);
  expect(parsed).toEqual({ name: 'a.b', input: { x: 1 }, options: {} });
});
