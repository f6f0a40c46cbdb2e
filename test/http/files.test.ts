import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import { LateApp } from '../../src/app/late-app.ts';
import { Recents } from '../../src/app/recents.ts';
import { startServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { tokenOf } from './support/client.ts';

const clock = systemClock();

/** The real application behind the real host, as `serve` puts them together. */
async function begin() {
  const folder = mkdtempSync(join(tmpdir(), 'pd-http-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'acme.pdesk');
  await initDatabase({ dbPath: path, clock, mode: 'solo' });
  const recents = new Recents(join(folder, 'recent.json'));
  const app = new LateApp({ dbPath: path, open: (at, readonly) => createApp({ dbPath: at, clock, readonly }), recents, missing: 'none', log: () => {} });
  onTestFinished(() => app.close());
  await app.openIfThere();
  const { origin, freshLink, close } = await startServer({ app, port: 0, rendererFolder: '/nonexistent' });
  onTestFinished(close);
  const post = (at: string, body: unknown, cookie = '') =>
    fetch(`${origin}${at}`, { method: 'POST', headers: { origin, 'content-type': 'application/json', cookie }, body: JSON.stringify(body) });
  const cookie = ((await post('/session', { token: tokenOf(freshLink()) })).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const rpc = async (name: string, input: unknown = {}) => {
    const answer = await post(`/rpc/${name}`, { input }, cookie);
    return { status: answer.status, body: (await answer.json()) as { ok: boolean; value?: { name: string }; error?: { code: string } } };
  };
  return { origin, cookie, rpc, path };
}

test('A13: a backup is made, inspected and restored over HTTP; open pages hear that everything may have changed', async () => {
  const { origin, cookie, rpc } = await begin();
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const stream = await fetch(`${origin}/events`, { headers: { cookie }, signal: abort.signal });
  let heard = '';
  void (async () => {
    for await (const chunk of stream.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString('utf8');
  })().catch(() => undefined);
  const { body } = await rpc('files.backup');
  const name = body.value?.name ?? '';
  await vi.waitFor(() => expect(heard).toContain('"files"'));
  expect(await rpc('files.inspect', { name })).toMatchObject({ status: 200, body: { value: { actsSince: 0 } } });
  heard = '';
  expect(await rpc('files.restore', { name })).toMatchObject({ status: 200, body: { value: { kept: 'acme.pdesk.before-restore' } } });
  await vi.waitFor(() => expect(heard).toMatch(/"partners".*"system"/));
  expect(await rpc('system.info')).toMatchObject({ status: 200 });
});

test.each([
  ['files.restore', { path: '/etc/passwd' }, 403, 'FORBIDDEN'],
  ['files.inspect', { path: '/etc/passwd' }, 403, 'FORBIDDEN'],
  ['files.restore', { name: '../../etc/passwd' }, 404, 'NOT_FOUND'],
  ['files.open', { recent: '/etc/passwd' }, 403, 'FORBIDDEN'],
  ['files.backup', { path: '/tmp/x' }, 400, 'BAD_INPUT'],
  ['files.saveCopy', { path: '/tmp/x' }, 400, 'BAD_INPUT'],
] as const)('K: a page names no file of its own: %s %j', async (name, input, status, code) => {
  const { rpc } = await begin();
  expect(await rpc(name, input)).toMatchObject({ status, body: { ok: false, error: { code } } });
});
