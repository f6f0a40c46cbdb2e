import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Gate } from '../../src/http/gate.ts';
import { exchange, requestText, startHost, tokenOf } from './support/client.ts';

describe('K1: only loopback', () => {
  test('listens on 127.0.0.1 and on no other address', async () => {
    const { port } = await startHost();
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line.includes(`:${hex} `) && line.trim().split(/\s+/)[3] === '0A');
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${hex}`]);
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((address) => !address.internal && address.family === 'IPv4');
    for (const { address } of others) {
      const refused = await new Promise((resolve) =>
        connect(port, address)
          .once('error', () => resolve(true))
          .once('connect', () => resolve(false)),
      );
      expect(refused).toBe(true);
    }
  });
});

describe('K2: Host allow-list', () => {
  const variants: [string, (port: number) => string][] = [
    ['none', () => 'GET / HTTP/1.1\r\n'],
    ['empty', () => 'GET / HTTP/1.1\r\nHost:\r\n'],
    ['evil', () => 'GET / HTTP/1.1\r\nHost: evil.test\r\n'],
    ['evil with our port', (port) => `GET / HTTP/1.1\r\nHost: evil.test:${port}\r\n`],
    ['ours, then evil', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.test\r\n`],
    ['evil, then ours', (port) => `GET / HTTP/1.1\r\nHost: evil.test\r\nHost: 127.0.0.1:${port}\r\n`],
    ['ours twice', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: 127.0.0.1:${port}\r\n`],
    ['two in one', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}, evil.test\r\n`],
    ['absolute form, evil', (port) => `GET http://evil.test/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`],
    ['absolute form, ours', (port) => `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`],
    ['network-path form', (port) => `GET //evil.test/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`],
    ['asterisk form', (port) => `OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`],
    ['trailing dot', (port) => `GET / HTTP/1.1\r\nHost: localhost.:${port}\r\n`],
    ['userinfo', (port) => `GET / HTTP/1.1\r\nHost: evil@127.0.0.1:${port}\r\n`],
    ['127.1', (port) => `GET / HTTP/1.1\r\nHost: 127.1:${port}\r\n`],
    ['decimal', (port) => `GET / HTTP/1.1\r\nHost: 2130706433:${port}\r\n`],
    ['other loopback', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.2:${port}\r\n`],
    ['any address', (port) => `GET / HTTP/1.1\r\nHost: 0.0.0.0:${port}\r\n`],
    ['IPv6', (port) => `GET / HTTP/1.1\r\nHost: [::1]:${port}\r\n`],
    ['IPv6-mapped', (port) => `GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:${port}\r\n`],
    ['no port', () => 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    ['wrong port', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port + 1}\r\n`],
    ['port with a zero', (port) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:0${port}\r\n`],
    ['upper case', (port) => `GET / HTTP/1.1\r\nHost: LOCALHOST:${port}\r\n`],
    ['subdomain', (port) => `GET / HTTP/1.1\r\nHost: x.localhost:${port}\r\n`],
    ['old protocol without Host', () => 'GET / HTTP/1.0\r\n'],
    ['X-Forwarded-Host', (port) => `GET / HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: 127.0.0.1:${port}\r\n`],
  ];
  test.each(variants)('%s is refused before routing, whatever the session', async (_, head) => {
    const { port, raw, cookie, app } = await startHost();
    for (const path of ['', 'start']) {
      const answer = await raw(`${head(port).replace(' / ', ` /${path} `)}Cookie: ${cookie}\r\n\r\n`);
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('<title>');
      expect(answer.text).not.toContain('127.0.0.1');
    }
    expect(app.calls).toEqual([]);
  });

  test('127.0.0.1 and localhost with the port are served', async () => {
    const { port, raw, own } = await startHost();
    expect((await raw(requestText('GET', '/start', { Host: own }))).status).toBe(200);
    expect((await raw(requestText('GET', '/start', { Host: `localhost:${port}` }))).status).toBe(200);
  });
});

describe('K3: token', () => {
  const enter = (own: string, token: string): Buffer =>
    requestText('POST', '/session', { Host: own, Origin: `http://${own}`, 'Content-Type': 'application/json' }, JSON.stringify({ token }));

  test('256 bits, in the fragment of the link only', async () => {
    const { server } = await startHost();
    const link = new URL(server.freshLink());
    expect(Buffer.from(tokenOf(link.href), 'base64url')).toHaveLength(32);
    expect([link.pathname, link.search]).toEqual(['/start', '']);
    expect(tokenOf(server.freshLink())).not.toBe(tokenOf(link.href));
  });

  test('opens one session: HttpOnly, SameSite=Strict, for the browser session', async () => {
    const { server, raw, own, port } = await startHost();
    const answer = await raw(enter(own, tokenOf(server.freshLink())));
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toMatch(new RegExp(`^partnerdesk_${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
  });

  test('0 of 1,000 replays come in', async () => {
    const { server, own, port } = await startHost();
    const token = tokenOf(server.freshLink());
    expect((await exchange(port, enter(own, token))).status).toBe(204);
    const gate = new Gate(port, () => 0);
    const once = gate.issue();
    expect(gate.enter(once).ok).toBe(true);
    for (let n = 0; n < 1000; n += 1) expect(gate.enter(once).ok).toBe(false);
    for (let n = 0; n < 10; n += 1) expect([401, 429]).toContain((await exchange(port, enter(own, token))).status);
  });

  test('is good for a minute, and only until the next is asked for', async () => {
    const { server, raw, own, clock } = await startHost();
    const late = tokenOf(server.freshLink());
    clock.ms += 60_001;
    expect((await raw(enter(own, late))).status).toBe(401);
    const first = tokenOf(server.freshLink());
    const second = tokenOf(server.freshLink());
    expect((await raw(enter(own, first))).status).toBe(401);
    clock.ms += 59_999;
    expect((await raw(enter(own, second))).status).toBe(204);
  });

  test('five failures pause for a minute, for right tokens too; sessions go on', async () => {
    const { server, raw, own, clock, rpc } = await startHost();
    for (let n = 0; n < 5; n += 1) expect((await raw(enter(own, 'guess'))).status).toBe(401);
    const answer = await raw(enter(own, tokenOf(server.freshLink())));
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '60']);
    expect((await rpc('system.info', { input: {} })).status).toBe(200);
    clock.ms += 60_000;
    expect((await raw(enter(own, tokenOf(server.freshLink())))).status).toBe(204);
  });

  test('is not taken from the address, nor from a page of another site', async () => {
    const { server, raw, own } = await startHost();
    const token = tokenOf(server.freshLink());
    for (const path of [`/start?token=${token}`, `/?token=${token}`, `/session?token=${token}`]) {
      const answer = await raw(requestText('GET', path, { Host: own }));
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const foreign = await raw(
      requestText('POST', '/session', { Host: own, Origin: 'http://evil.test', 'Content-Type': 'application/json' }, JSON.stringify({ token })),
    );
    expect(foreign.status).toBe(403);
    expect((await raw(enter(own, token))).status).toBe(204);
  });

  test('a session ends after twelve hours without use; of many the least used goes', () => {
    let now = 0;
    const gate = new Gate(1, () => now);
    const open = (): string => {
      const entry = gate.enter(gate.issue());
      if (!entry.ok) throw new Error(entry.reason);
      return entry.cookie.split(';')[0] ?? '';
    };
    const first = open();
    expect(gate.sessionOf(first)).not.toBeNull();
    expect(gate.sessionOf(`other=1; ${first}`)).toBe(gate.sessionOf(first));
    expect(gate.sessionOf(`${first}; ${first}`)).toBeNull();
    const more = Array.from({ length: 16 }, open);
    expect(gate.sessionOf(first)).toBeNull();
    expect(more.every((cookie) => gate.sessionOf(cookie) !== null)).toBe(true);
    now += 12 * 60 * 60 * 1000 + 1;
    expect(gate.sessionOf(more[0])).toBeNull();
  });
});

describe('K4: nothing without a session', () => {
  const paths = [
    '/',
    '/index.html',
    '/assets/index-B3xk29Qa.js',
    '/icon.svg',
    '/events',
    '/rpc/system.info',
    '/rpc/months.close',
    '/rpc/nothing.here',
    '/rpc-cancel/abc',
    '/nothing',
    '/.env',
    '/session',
    '/rpc',
    '/start/',
    '/robots.txt',
  ];
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

  test('every route and method answers 401 or 405, without and with a wrong cookie', async () => {
    const { raw, own, port, app } = await startHost();
    for (const path of paths) {
      for (const method of methods) {
        if (path === '/session' && method === 'POST') continue;
        for (const cookie of [{}, { Cookie: `partnerdesk_${port}=guess` }]) {
          const answer = await raw(
            requestText(method, path, { Host: own, Origin: `http://${own}`, 'Content-Type': 'application/json', ...cookie }, method === 'GET' ? '' : '{}'),
          );
          expect([401, 405], `${method} ${path}`).toContain(answer.status);
          expect(answer.body).not.toMatch(/SECRET|<title>|value/);
        }
      }
    }
    expect(app.calls).toEqual([]);
  });

  test('the open door is a page and a script, by GET and HEAD', async () => {
    const { raw, own } = await startHost();
    for (const path of ['/start', '/start.js']) {
      expect((await raw(requestText('GET', path, { Host: own }))).status).toBe(200);
      const head = await raw(requestText('HEAD', path, { Host: own }));
      expect([head.status, head.body]).toEqual([200, '']);
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) expect((await raw(requestText(method, path, { Host: own }))).status).toBe(405);
    }
  });

  test('a person without a session is told what to do', async () => {
    const { raw, own } = await startHost();
    const answer = await raw(requestText('GET', '/', { Host: own, Accept: 'text/html' }));
    expect([answer.status, answer.headers['content-type']]).toEqual([401, 'text/plain; charset=utf-8']);
    expect(answer.body).toContain('Press Enter');
  });
});

describe('K5: other sites cannot act', () => {
  const body = '{"input":{}}';
  const variants: [string, string, Record<string, string>, string, number][] = [
    ['form', 'POST', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b', 415],
    ['text/plain JSON', 'POST', { 'Content-Type': 'text/plain' }, body, 415],
    ['multipart', 'POST', { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x--', 415],
    ['no type', 'POST', {}, body, 415],
    ['two types', 'POST', { 'Content-Type': 'application/json', 'content-type': 'text/plain' }, body, 415],
    ['JSON-like type', 'POST', { 'Content-Type': 'application/json; boundary=x' }, body, 415],
    ['other charset', 'POST', { 'Content-Type': 'application/json; charset=utf-16' }, body, 415],
    ['no Origin', 'POST', { Origin: '', 'Content-Type': 'application/json' }, body, 403],
    ['null Origin', 'POST', { Origin: 'null', 'Content-Type': 'application/json' }, body, 403],
    ['evil Origin', 'POST', { Origin: 'http://evil.test', 'Content-Type': 'application/json' }, body, 403],
    ['Origin of another port', 'POST', { Origin: 'http://127.0.0.1:1', 'Content-Type': 'application/json' }, body, 403],
    ['https Origin', 'POST', { Origin: 'https://OWN', 'Content-Type': 'application/json' }, body, 403],
    ['Origin of our other name', 'POST', { Origin: 'http://localhost:PORT', 'Content-Type': 'application/json' }, body, 403],
    ['two Origins', 'POST', { Origin: 'http://OWN', origin: 'http://evil.test', 'Content-Type': 'application/json' }, body, 403],
    ['Sec-Fetch-Site cross-site', 'POST', { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/json' }, body, 403],
    ['Sec-Fetch-Site same-site', 'POST', { 'Sec-Fetch-Site': 'same-site', 'Content-Type': 'application/json' }, body, 403],
    ['GET', 'GET', {}, '', 405],
    ['GET with a body', 'GET', { 'Content-Type': 'application/json' }, body, 405],
    ['HEAD', 'HEAD', {}, '', 405],
    ['PUT', 'PUT', { 'Content-Type': 'application/json' }, body, 405],
    ['OPTIONS preflight', 'OPTIONS', { Origin: 'http://evil.test', 'Access-Control-Request-Method': 'POST' }, '', 405],
  ];
  test.each(variants)('%s', async (_, method, headers, text, status) => {
    const { request, own, port, app } = await startHost();
    const set = Object.fromEntries(
      Object.entries({ Origin: 'http://OWN', ...headers }).map(([name, value]) => [name, value.replace('OWN', own).replace('PORT', String(port))]),
    );
    if (set['Origin'] === '') delete set['Origin'];
    expect((await request(method, '/rpc/months.close', set, text)).status).toBe(status);
    expect(app.calls).toEqual([]);
  });

  test('reading a page, a script or events from another site is refused', async () => {
    const { request } = await startHost();
    for (const path of ['/', '/assets/index-B3xk29Qa.js', '/events', '/nothing'])
      expect((await request('GET', path, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });

  test('our own page is obeyed', async () => {
    const { rpc, app, request, own } = await startHost();
    expect((await rpc('months.close', { input: { month: '2026-03' }, requestId: 'r1' })).status).toBe(200);
    const answer = await request(
      'POST',
      '/rpc/system.info',
      { Origin: `http://${own}`, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json; charset=utf-8' },
      '{}',
    );
    expect(answer.status).toBe(200);
    expect(app.calls.map(({ name, input, context }) => [name, input, context.host, context.requestId, context.allowPaths])).toEqual([
      ['months.close', { month: '2026-03' }, 'http', 'r1', undefined],
      ['system.info', {}, 'http', undefined, undefined],
    ]);
  });
});
