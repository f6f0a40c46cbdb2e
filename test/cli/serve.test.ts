import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { serve } from './support/serve.ts';
import { json, programmeFolder, refusal, tempFolder } from './support/spawn.ts';

test('a session, calls, another process noticed, a fresh link by Enter, an orderly end', async () => {
  const folder = tempFolder();
  const flags = ['--db', join(folder, 'a.pdesk'), '--today', '2026-04-15'];
  await json([...flags, 'init']);
  const served = await serve(flags);
  const { cookie, status } = await served.enter(served.first);
  expect(status).toBe(204);
  expect(await served.rpc(cookie, 'system.info', {})).toMatchObject({ status: 200, body: { ok: true, value: { today: '2026-04-15', counts: { deals: 0 } } } });
  expect(await served.rpc(cookie, 'imports.run', { files: [{ name: 'deals.csv', path: '/etc/passwd' }] })).toMatchObject({
    status: 400,
    body: { ok: false, error: { code: 'BAD_INPUT' } },
  });
  expect((await served.rpc('', 'system.info', {})).status).toBe(401);

  const { port } = new URL(served.origin);
  const stream = connect(Number(port), '127.0.0.1');
  let heard = '';
  stream.on('data', (chunk: Buffer) => {
    heard += chunk.toString('utf8');
  });
  stream.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`);
  await vi.waitFor(() => expect(heard).toContain('retry'));
  await json([...flags, 'import', programmeFolder(folder)]);
  await vi.waitFor(() => expect(heard).toMatch(/event: change\ndata: \{"topics":\["partners",/), { timeout: 5000 });
  expect(await served.rpc(cookie, 'deals.rates', {})).toMatchObject({ body: { value: [{ deal: 'D-1' }, { deal: 'D-2' }] } });
  const before = heard.length;
  expect((await served.rpc(cookie, 'months.close', { month: '2026-01' })).status).toBe(200);
  await vi.waitFor(() => expect(heard.slice(before)).toContain('event: change'));
  expect(await served.rpc(cookie, 'months.list', {})).toMatchObject({ body: { value: { next: '2026-02' } } });

  expect((await served.enter(served.first)).status).toBe(401);
  served.child.stdin.write('\n');
  await vi.waitFor(() => expect(served.errors()).toContain('"url"'));
  const { url } = JSON.parse(served.errors()) as { url: string };
  expect((await served.enter(url)).status).toBe(204);

  const token = new URL(served.first).hash.slice(1);
  expect(readFileSync(`/proc/${served.child.pid}/cmdline`, 'utf8')).not.toContain(token);
  expect(served.errors()).not.toContain(token);

  const ended = once(served.child, 'close');
  served.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 60_000);

test('without a file it starts, says how to create one, and works as soon as it is there', async () => {
  const folder = tempFolder();
  const flags = ['--db', join(folder, 'later.pdesk')];
  const served = await serve(flags);
  const { cookie } = await served.enter(served.first);
  expect(await served.rpc(cookie, 'system.info', {})).toMatchObject({
    status: 409,
    body: { ok: false, error: { code: 'DATABASE_MISSING', message: expect.stringContaining('init') } },
  });
  await vi.waitFor(() => expect(served.errors()).toContain('init'));
  await json([...flags, 'init']);
  expect(await served.rpc(cookie, 'system.info', {})).toMatchObject({ status: 200, body: { ok: true } });
}, 60_000);

test('a file that cannot be used, and a port that is taken', async () => {
  const folder = tempFolder();
  expect(await refusal(['--db', '/etc/hostname', 'serve', '--port', '0'])).toMatchObject({ exit: 1, code: expect.stringMatching(/^DATABASE_/) });
  const served = await serve(['--db', join(folder, 'none.pdesk')]);
  expect(await refusal(['--db', join(folder, 'none.pdesk'), 'serve', '--port', new URL(served.origin).port])).toMatchObject({
    exit: 1,
    code: 'CONFLICT',
    message: expect.stringContaining('--port'),
  });
}, 60_000);
