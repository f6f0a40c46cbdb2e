import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bridge, setBridge } from '../../renderer/api/transport.ts';
import type { Reply } from '../../src/contract/host.ts';
import { type Host, startHost } from './support/client.ts';

/** The page's own transport against the real host; only what a browser adds by itself (address, cookie, origin) is added here. */
let host: Host;
const sent: string[] = [];

beforeEach(async () => {
  host = await startHost();
  sent.length = 0;
  const { fetch } = globalThis;
  vi.stubGlobal('window', {});
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    sent.push(`${init.method} ${path}`);
    return fetch(`http://${host.own}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: host.cookie, origin: `http://${host.own}` },
    });
  });
  setBridge(null);
});
afterEach(() => setBridge(null));

/** The host begins a call and lets the test say how it ends. */
function held(): { begun: Promise<AbortSignal>; end: (reply: Reply) => void } {
  let end: (reply: Reply) => void = () => {};
  const begun = new Promise<AbortSignal>((resolve) => {
    host.app.answer = ({ context }) => {
      if (context.signal) resolve(context.signal);
      return new Promise<Reply>((answer) => {
        end = answer;
      });
    };
  });
  return { begun, end: (reply) => end(reply) };
}

describe('stopping a call from the page', () => {
  test('the host is asked to stop, and what it says of the call is the answer: stopped', async () => {
    const { begun, end } = held();
    const running = bridge().call('imports.run', {}, { requestId: 'import-1' });
    const signal = await begun;
    bridge().cancel('import-1');
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    const stopped: Reply = { ok: false, error: { code: 'CANCELLED', message: 'Stopped as you asked; nothing was changed.' } };
    end(stopped);
    expect(await running).toEqual(stopped);
    expect(sent).toEqual(['POST /rpc/imports.run', 'POST /rpc-cancel/import-1']);
  });

  test('too late: it was done all the same, and that is what the page hears', async () => {
    const { begun, end } = held();
    const running = bridge().call('imports.run', {}, { requestId: 'import-2' });
    const signal = await begun;
    bridge().cancel('import-2');
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    end({ ok: true, value: { taken: true } });
    expect(await running).toEqual({ ok: true, value: { taken: true } });
  });

  test('a host that goes away leaves the outcome unknown, never "nothing was changed"', async () => {
    const { begun, end } = held();
    const running = bridge().call('imports.run', {}, { requestId: 'import-3' });
    await begun;
    bridge().cancel('import-3');
    await host.server.close();
    const reply = await running;
    end({ ok: true, value: null });
    expect(reply).toMatchObject({ ok: false, error: { code: 'OUTCOME_UNKNOWN' } });
    expect(JSON.stringify(reply)).not.toMatch(/nothing was changed/i);
  });
});
