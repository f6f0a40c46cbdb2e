import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { type Served, serve } from './support/serve.ts';
import { cli, json, tempFolder } from './support/spawn.ts';

const TURNS = 200;
const ME = `${userInfo().username} on ${hostname()}`;

interface Page {
  readonly served: Served;
  readonly call: (name: string, input?: unknown) => Promise<{ ok: boolean; value?: unknown; error?: { code: string; message: string } }>;
}

async function page(flags: readonly string[]): Promise<Page> {
  const served = await serve(flags);
  const { cookie } = await served.enter(served.first);
  return { served, call: async (name, input = {}) => (await served.rpc(cookie, name, input)).body as never };
}

async function newFile(): Promise<string[]> {
  const flags = ['--db', join(tempFolder(), 'acme.pdesk')];
  await json([...flags, 'init']);
  return flags;
}

const verify = { ok: true };

test('B8, C10: the second of two hosts only reads, names the holder, takes over when told so; the first then says who took it', {
  timeout: 90_000,
}, async () => {
  const flags = await newFile();
  const first = await page(flags);
  const second = await page(flags);
  await vi.waitFor(() => expect(second.served.errors()).toContain(`Held by ${ME} since`));
  expect(await second.call('system.info')).toMatchObject({ ok: true });
  expect(await second.call('files.status')).toMatchObject({ value: { state: 'read_only', holder: { process: first.served.child.pid, door: 'browser' } } });
  const refused = await second.call('system.recordVerify', verify);
  expect(refused).toMatchObject({ ok: false, error: { code: 'FILE_HELD' } });
  expect(refused.error?.message).toMatch(new RegExp(`^Held by ${ME} since \\d\\d:\\d\\d, browser`));
  expect(await second.call('files.restore', { name: 'any' })).toMatchObject({ ok: false });

  expect(await first.call('system.recordVerify', verify)).toMatchObject({ ok: true });
  expect(await second.call('files.takeOver')).toMatchObject({ ok: true });
  expect(await first.call('system.recordVerify', verify)).toMatchObject({ ok: false, error: { code: 'FILE_HELD' } });
  expect(await first.call('files.status')).toMatchObject({ value: { state: 'read_only', holder: { process: second.served.child.pid } } });
  expect(await second.call('system.recordVerify', verify)).toMatchObject({ ok: true });
});

test('B8: the lease of a killed host is free at once', { timeout: 90_000 }, async () => {
  const flags = await newFile();
  const first = await page(flags);
  const killed = once(first.served.child, 'exit');
  first.served.child.kill('SIGKILL');
  await killed;
  const second = await page(flags);
  expect(await second.call('files.status')).toMatchObject({ value: { state: 'open', holder: null } });
  expect(await second.call('system.recordVerify', verify)).toMatchObject({ ok: true });
});

test(`B5: ${TURNS} acts of a host between those of command lines: none is lost, none is refused for the other`, { timeout: 120_000 }, async () => {
  const flags = await newFile();
  const db = flags[1] ?? '';
  const host = await page(flags);
  // what the command line does with a file, without the start of a process each time
  const app = await createApp({ dbPath: db, clock: systemClock() });
  onTestFinished(() => app.close());
  const results: unknown[] = [];
  const hostTurns = async (): Promise<void> => {
    for (let n = 0; n < TURNS / 2; n += 1) results.push((await host.call('system.recordVerify', { ok: n % 2 === 0 })).ok);
  };
  const otherTurns = async (): Promise<void> => {
    for (let n = 0; n < TURNS / 2; n += 1) results.push((await app.dispatch('system.recordVerify', { ok: n % 2 === 0 }, { host: 'cli' })).ok);
  };
  const realTurns = async (): Promise<void> => {
    for (let n = 0; n < 4; n += 1) results.push((await cli([...flags, 'call', 'system.recordVerify', '{"ok":true}'])).code === 0);
  };
  await Promise.all([hostTurns(), otherTurns(), realTurns()]);
  expect(results).toHaveLength(TURNS + 4);
  expect(results.every(Boolean)).toBe(true);
  const { value } = (await host.call('audit.overview')) as { value: { rows: number } };
  expect(value.rows).toBe(1 + TURNS + 4);
  expect(await host.call('audit.seal')).toMatchObject({ value: { ok: true } });
});

test('A15: after an orderly end neither a journal nor a lease is left', { timeout: 60_000 }, async () => {
  const flags = await newFile();
  const db = flags[1] ?? '';
  const host = await page(flags);
  await host.call('system.recordVerify', verify);
  const ended = once(host.served.child, 'close');
  host.served.child.kill('SIGTERM');
  await ended;
  expect(readdirSync(join(db, '..')).sort()).toEqual(['acme.pdesk', 'acme.pdesk-backups']);
});
