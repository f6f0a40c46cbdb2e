import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Reply } from '../../src/contract/host.ts';
import { type Host, requestText, screens, startHost } from './support/client.ts';

/** An open event stream and what came over it. */
async function listen(host: Host): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(host.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await once(socket, 'connect');
  socket.write(`GET /events HTTP/1.1\r\nHost: ${host.own}\r\nCookie: ${host.cookie}\r\n\r\n`);
  await vi.waitFor(() => expect(text).toContain('retry: 1000'));
  return { socket, text: () => text };
}

describe('replies', () => {
  test('have the status of their code', async () => {
    const host = await startHost();
    for (const [code, status] of [
      ['NOT_FOUND', 404],
      ['MONTH_NOT_READY', 409],
      ['IMPORT_REFUSED', 422],
      ['CANCELLED', 499],
      ['DISK_FULL', 507],
      ['INTERNAL', 500],
    ] as const) {
      host.app.answer = () => ({ ok: false, error: { code, message: 'no', details: { why: 1 } } });
      const answer = await host.rpc('months.close', { input: {} });
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toEqual({ ok: false, error: { code, message: 'no', details: { why: 1 } } });
    }
  });

  test('a fault of our own says nothing about itself', async () => {
    const host = await startHost();
    host.app.answer = () => {
      throw new Error('SELECT secret FROM /home');
    };
    const answer = await host.rpc('system.info', { input: {} });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/secret|SELECT|stack|\.ts/);
  });
});

describe('stopping a call', () => {
  const stoppable = (host: Host): { started: Promise<AbortSignal> } => {
    let tell: (signal: AbortSignal) => void;
    const started = new Promise<AbortSignal>((resolve) => {
      tell = resolve;
    });
    host.app.answer = ({ context }) =>
      new Promise<Reply>((resolve) => {
        if (!context.signal) throw new Error('no signal');
        tell(context.signal);
        context.signal.addEventListener('abort', () => resolve({ ok: false, error: { code: 'CANCELLED', message: 'stopped' } }));
      });
    return { started };
  };

  test.each(['POST', 'DELETE'])('%s /rpc-cancel/<id>', async (method) => {
    const host = await startHost();
    const { started } = stoppable(host);
    const running = host.rpc('imports.run', { input: {}, requestId: 'import-1' });
    await started;
    expect((await host.request(method, '/rpc-cancel/import-1', { Origin: 'http://evil.test' })).status).toBe(403);
    expect((await host.request(method, '/rpc-cancel/import-2', { Origin: `http://${host.own}` })).status).toBe(204);
    expect((await host.request(method, '/rpc-cancel/import-1', { Origin: `http://${host.own}` })).status).toBe(204);
    expect((await running).status).toBe(499);
  });

  test('who goes away does not wait for the answer', async () => {
    const host = await startHost();
    const { started } = stoppable(host);
    const socket = connect(host.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      requestText(
        'POST',
        '/rpc/imports.run',
        { Host: host.own, Cookie: host.cookie, Origin: `http://${host.own}`, 'Content-Type': 'application/json' },
        '{"input":{},"requestId":"r"}',
      ),
    );
    const signal = await started;
    expect(signal.aborted).toBe(false);
    socket.destroy();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  test('an answered call is not stopped afterwards', async () => {
    const host = await startHost();
    let signal: AbortSignal | undefined;
    host.app.answer = ({ context }) => {
      signal = context.signal;
      return { ok: true, value: 1 };
    };
    await host.rpc('imports.run', { input: {}, requestId: 'r' });
    expect(signal?.aborted).toBe(false);
  });
});

describe('events', () => {
  test('changes reach every stream, progress the session of its call', async () => {
    const host = await startHost();
    const stream = await listen(host);
    host.app.change({ topics: ['deals'], seq: 7 });
    await vi.waitFor(() => expect(stream.text()).toContain('event: change\ndata: {"topics":["deals"],"seq":7}\n\n'));
    host.app.answer = ({ context }) => {
      context.onProgress?.({ phase: 'reading', done: 1, total: 2 });
      return { ok: true, value: null };
    };
    await host.rpc('imports.run', { input: {}, requestId: 'r9' });
    await vi.waitFor(() => expect(stream.text()).toContain('event: progress\ndata: {"requestId":"r9","phase":"reading","done":1,"total":2}\n\n'));
    expect(stream.text()).toContain('Content-Type: text/event-stream');
    expect(stream.text()).toContain('Cache-Control: no-store');
  });

  test('of too many streams the oldest makes room', async () => {
    const host = await startHost();
    const oldest = await listen(host);
    const ended = once(oldest.socket, 'end');
    await Promise.all(Array.from({ length: 24 }, () => listen(host)));
    await ended;
    expect((await host.rpc('system.info', { input: {} })).status).toBe(200);
  });
});

describe('built screens', () => {
  test('the page is never kept, what is named by its content always', async () => {
    const host = await startHost();
    const page = await host.request('GET', '/');
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-store']);
    expect(page.body).toContain('<title>Partnerdesk</title>');
    const script = await host.request('GET', '/assets/index-B3xk29Qa.js');
    expect([script.status, script.headers['content-type'], script.headers['cache-control']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'private, max-age=31536000, immutable',
    ]);
    expect((await host.request('GET', '/icon.svg')).headers['content-type']).toBe('image/svg+xml');
    const head = await host.request('HEAD', '/');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  test('nothing outside their folder, nothing hidden', async () => {
    const folder = screens();
    symlinkSync(join(dirname(folder), 'secret.json'), join(folder, 'link.json'));
    const host = await startHost(folder);
    const paths = [
      '/../secret.json',
      '/..%2fsecret.json',
      '/%2e%2e/secret.json',
      '/assets/../../secret.json',
      '/..%5csecret.json',
      '/.env',
      '/%2eenv',
      '/link.json',
      '/secret.json%00.html',
      '/%252e%252e/secret.json',
      '/assets',
      '/assets/',
      '/%',
      '/index.html/',
      '/index.html?x/../../secret.json/',
    ];
    for (const path of paths) {
      const answer = await host.request('GET', path);
      expect(answer.body, path).not.toContain('SECRET');
      expect([404, 200], path).toContain(answer.status);
    }
  });

  test('where they are not built a person is told how', async () => {
    const host = await startHost('/nonexistent');
    const answer = await host.request('GET', '/');
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('npm run build')]);
  });
});

describe('K9: slow clients', () => {
  test('hundreds of half-open connections keep nobody out', async () => {
    const host = await startHost();
    const sockets: Socket[] = [];
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    const attack = setInterval(() => {
      for (let n = 0; n < 20; n += 1) {
        const socket = connect(host.port, '127.0.0.1');
        socket.on('error', () => {}).on('connect', () => socket.write('GET / HTTP/1.1\r\nHost: 127'));
        sockets.push(socket);
      }
    }, 20);
    const times: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const begun = performance.now();
      expect((await host.rpc('system.info', { input: {} })).status).toBe(200);
      times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    clearInterval(attack);
    expect(sockets.length).toBeGreaterThan(300);
    expect(times.sort((a, b) => a - b)[37]).toBeLessThan(200);
    await vi.waitFor(() => expect(sockets.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(64));
  });

  test('a connection that never finishes its headers is closed within 15 s, with an answer', async () => {
    const host = await startHost();
    const begun = performance.now();
    const answer = await host.raw('GET / HTTP/1.1\r\nHost: 127');
    expect(answer.status).toBe(408);
    expect(performance.now() - begun).toBeLessThan(16_000);
  }, 30_000);
});
