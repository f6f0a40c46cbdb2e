import type { ContextBridge, IpcRenderer } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge } from '../../electron/bridge.ts';
import { refusalCode } from './support/reply.ts';

type Listener = (event: unknown, message: unknown) => void;

/** The preload as it runs in a page, against a stand-in that knows exactly what a sandboxed preload may use. */
async function load(answer: unknown = { ok: true, value: 'value' }) {
  const listeners = new Set<Listener>();
  const exposed = new Map<string, unknown>();
  const invoke = vi.fn(async (_channel: string, ..._args: unknown[]) => answer);
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => exposed.set(name, api) } satisfies Partial<Record<keyof ContextBridge, unknown>>,
    ipcRenderer: {
      invoke,
      on: (_channel: string, listener: Listener) => listeners.add(listener),
      off: (_channel: string, listener: Listener) => listeners.delete(listener),
    } satisfies Partial<Record<keyof IpcRenderer, unknown>>,
  };
  vi.doMock('electron', () => electron);
  await import('../../electron/preload/index.ts');
  const emit = (message: unknown): void => {
    for (const listener of [...listeners]) listener({ sender: 'secret', ports: [] }, message);
  };
  return { exposed, invoke, emit, listeners, bridge: exposed.get('bridge') as DesktopBridge };
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.doUnmock('electron'));

/** Every name a page can reach, and what it is. */
function shapeOf(value: unknown, path = 'bridge'): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value === 'function' ? `function/${value.length}` : typeof value}`];
  return Object.entries(value).flatMap(([name, part]) => shapeOf(part, `${path}.${name}`));
}

describe('L4: what a page can reach', () => {
  it('is exactly this', async () => {
    const { exposed, bridge } = await load();
    expect([...exposed.keys()]).toEqual(['bridge']);
    expect(shapeOf(bridge).sort()).toMatchInlineSnapshot(`
      [
        "bridge.call: function/3",
        "bridge.cancel: function/1",
        "bridge.host: string",
        "bridge.native.info: function/0",
        "bridge.native.onCommand: function/1",
        "bridge.native.openCompany: function/1",
        "bridge.native.openExternal: function/1",
        "bridge.native.pickOpen: function/1",
        "bridge.native.pickSave: function/1",
        "bridge.native.platform: string",
        "bridge.native.saveFile: function/2",
        "bridge.onChange: function/1",
        "bridge.onProgress: function/1",
      ]
    `);
  });

  it('sends on one channel only, whatever it is called with', async () => {
    const { bridge, invoke } = await load();
    await bridge.call('tiers.asOf', { date: '2026-01-01' }, { requestId: 'r1' });
    await bridge.native.openExternal('https://www.fbr.gov.pk/');
    bridge.cancel('r1');
    expect(invoke.mock.calls).toEqual([
      ['rpc', { name: 'tiers.asOf', input: { date: '2026-01-01' }, options: { requestId: 'r1' } }],
      ['rpc', { name: 'native.openExternal', input: { url: 'https://www.fbr.gov.pk/' }, options: {} }],
      ['rpc', { name: 'native.cancel', input: { requestId: 'r1' }, options: {} }],
    ]);
  });

  it.each(['', 'x', 'native.openExternal', 'a.b.c', '../a.b', '__proto__.x', 'A.b', 'a.B c', 'a.', '.b', `${'a'.repeat(50)}.b`])(
    'refuses the name "%s" itself',
    async (name) => {
      const { bridge, invoke } = await load();
      expect(refusalCode(await bridge.call(name, {}))).toBe('UNKNOWN_PROCEDURE');
      expect(invoke).not.toHaveBeenCalled();
    },
  );

  it('refuses a name that is no text', async () => {
    const { bridge } = await load();
    const loose = bridge.call as (name: unknown, input: unknown) => ReturnType<typeof bridge.call>;
    expect(refusalCode(await loose({ toString: () => 'a.b' }, {}))).toBe('UNKNOWN_PROCEDURE');
  });
});

describe('native functions', () => {
  it('give the value', async () => {
    const { bridge } = await load({ ok: true, value: { saved: '/x.pdf' } });
    expect(await bridge.native.saveFile('x.pdf', 'AA==')).toEqual({ saved: '/x.pdf' });
  });
  it('throw the message meant for the person', async () => {
    const { bridge } = await load({ ok: false, error: { code: 'DISK_FULL', message: 'x.pdf was not saved: the disk is full.' } });
    await expect(bridge.native.saveFile('x.pdf', 'AA==')).rejects.toThrow('x.pdf was not saved: the disk is full.');
  });
});

describe('L4: events', () => {
  it('arrive without the event object, each at its own listener, until ended', async () => {
    const { bridge, emit, listeners } = await load();
    const changes: unknown[][] = [];
    const progress: unknown[][] = [];
    const commands: unknown[][] = [];
    const ends = [
      bridge.onChange((...args) => changes.push(args)),
      bridge.onProgress((...args) => progress.push(args)),
      bridge.native.onCommand((...args) => commands.push(args)),
    ];
    emit({ kind: 'change', event: { topics: ['months'], seq: 4 } });
    emit({ kind: 'progress', event: { requestId: 'r', phase: 'read', done: 1, total: 2 } });
    emit({ kind: 'command', command: 'palette' });
    expect([changes, progress, commands]).toEqual([
      [[{ topics: ['months'], seq: 4 }]],
      [[{ requestId: 'r', phase: 'read', done: 1, total: 2 }]],
      [['palette']],
    ]);
    for (const end of ends) expect(end()).toBeUndefined();
    expect(listeners.size).toBe(0);
  });
});
