import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { BadJson, parseJson } from '../../src/http/codec.ts';
import { exchange, type Host, startHost } from './support/client.ts';

const MB = 1024 * 1024;

function post(host: Host, name: string, extra: string, body: string | Buffer): Buffer {
  const head = `POST /rpc/${name} HTTP/1.1\r\nHost: ${host.own}\r\nCookie: ${host.cookie}\r\nOrigin: http://${host.own}\r\nContent-Type: application/json\r\nConnection: close\r\n${extra}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body as string)]);
}

const padded = (bytes: number): string => {
  const frame = '{"input":{"x":""}}';
  return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`);
};

describe('K8: big bodies', () => {
  test('1 MB of JSON is the limit; files may have 40', async () => {
    const host = await startHost();
    expect((await host.raw(post(host, 'system.info', `Content-Length: ${MB}\r\n`, padded(MB)))).status).toBe(200);
    expect((await host.raw(post(host, 'system.info', `Content-Length: ${MB + 1}\r\n`, padded(MB + 1)))).status).toBe(413);
    expect((await host.raw(post(host, 'imports.run', `Content-Length: ${2 * MB}\r\n`, padded(2 * MB)))).status).toBe(200);
    expect((await host.raw(post(host, 'imports.run', `Content-Length: ${41 * MB}\r\n`, '{'))).status).toBe(413);
    expect(host.app.calls.map((call) => call.name)).toEqual(['system.info', 'imports.run']);
  });

  test('a large body is refused before it is read, and read no further', async () => {
    const host = await startHost();
    const before = process.memoryUsage().rss;
    const answer = await host.raw(post(host, 'system.info', `Content-Length: ${1024 * MB}\r\n`, 'x'.repeat(64 * 1024)));
    expect([answer.status, answer.headers['connection']]).toEqual([413, 'close']);
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * MB);
  });

  test('chunks without a length are counted', async () => {
    const host = await startHost();
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    const answer = await host.raw(post(host, 'system.info', 'Transfer-Encoding: chunked\r\n', `${chunk.repeat(40)}0\r\n\r\n`));
    expect(answer.status).toBe(413);
    expect((await host.raw(post(host, 'system.info', 'Transfer-Encoding: chunked\r\n', 'c\r\n{"input":{}}\r\n0\r\n\r\n'))).status).toBe(200);
  });

  test('compressed bodies are not unpacked', async () => {
    const host = await startHost();
    const body = gzipSync(padded(MB));
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip'])
      expect((await host.raw(post(host, 'system.info', `Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n`, body))).status).toBe(415);
    expect(host.app.calls).toEqual([]);
  });

  test('a length that lies: short bodies wait and break off, two lengths and smuggling are refused', async () => {
    const host = await startHost();
    for (const extra of [
      'Content-Length: 12\r\nContent-Length: 13\r\n',
      'Content-Length: 12\r\nTransfer-Encoding: chunked\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 1e3\r\n',
      'Transfer-Encoding: gzip, chunked\r\n',
      'Transfer-Encoding: identity\r\n',
    ]) {
      const answer = await host.raw(post(host, 'system.info', extra, '{"input":{}}'));
      expect([400, 415], extra).toContain(answer.status);
    }
    const socket = connect(host.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(post(host, 'system.info', 'Content-Length: 100\r\n', '{"input":{}}'));
    socket.resume();
    await once(socket, 'close');
    expect(host.app.calls).toEqual([]);
  });

  test('what asks first is answered first', async () => {
    const host = await startHost();
    const refused = await host.raw(post(host, 'system.info', `Expect: 100-continue\r\nContent-Length: ${2 * MB}\r\n`, ''));
    expect(refused.status).toBe(413);
    expect(refused.text.startsWith('HTTP/1.1 413')).toBe(true);
    const invited = await host.raw(post(host, 'system.info', 'Expect: 100-continue\r\nContent-Length: 12\r\n', '{"input":{}}'));
    expect(invited.text.startsWith('HTTP/1.1 100 Continue')).toBe(true);
    expect((await host.raw(post(host, 'system.info', 'Expect: a-miracle\r\nContent-Length: 12\r\n', '{"input":{}}'))).status).toBe(417);
  });

  test('what the parser refuses has the headers too', async () => {
    const { port, raw } = await startHost();
    expect((await raw('NONSENSE\r\n\r\n')).status).toBe(400);
    expect((await raw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`)).status).toBe(431);
    expect((await raw(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).status).toBe(431);
    expect((await exchange(port, 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n')).status).toBe(405);
  });
});

describe('K10: hostile JSON', () => {
  afterEach(() => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const deep = (n: number, open: string, close: string): string => open.repeat(n) + close.repeat(n);
  const hostile: [string, string | Buffer][] = [
    ['nothing', ''],
    ['not JSON', '{input:{}}'],
    ['broken off', '{"input":{'],
    ['string never ended', '{"input":"abc'],
    ['trailing text', '{"input":{}} {}'],
    ['array for object', '[{"input":{}}]'],
    ['number for object', '7'],
    ['null for object', 'null'],
    ['string for object', '"{}"'],
    ['arrays 10,000 deep', `{"input":${deep(10_000, '[', ']')}}`],
    ['objects 10,000 deep', `{"input":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['100,000 deep, never closed', '['.repeat(100_000)],
    ['__proto__', '{"input":{"__proto__":{"polluted":true}}}'],
    ['__proto__ outside', '{"__proto__":{"polluted":true},"input":{}}'],
    ['__proto__, escaped', '{"input":{"\\u005f_proto__":{"polluted":true}}}'],
    ['key twice', '{"input":{"month":"2026-01","month":"2026-02"}}'],
    ['key twice, once escaped', '{"input":{"month":"2026-01","m\\u006fnth":"2026-02"}}'],
    ['input twice', '{"input":{},"input":{"x":1}}'],
    ['1e400', '{"input":{"x":1e400}}'],
    ['-1e400', '{"input":{"x":[-1e400]}}'],
    ['lone surrogate', '{"input":{"x":"\\ud800"}}'],
    ['lone surrogate in a key', '{"input":{"\\udc00":1}}'],
    ['byte order mark', '\ufeff{"input":{}}'],
    ['UTF-16', Buffer.from('{"input":{}}', 'utf16le')],
    ['broken UTF-8', Buffer.from([...Buffer.from('{"input":"'), 0xc3, 0x28, ...Buffer.from('"}')])],
    ['overlong UTF-8', Buffer.from([...Buffer.from('{"input":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['unknown key', '{"input":{},"host":"cli"}'],
    ['allowPaths', '{"input":{},"allowPaths":true}'],
    ['request id of another type', '{"input":{},"requestId":7}'],
    ['request id with odd letters', '{"input":{},"requestId":"a b"}'],
    ['endless request id', `{"input":{},"requestId":"${'x'.repeat(129)}"}`],
    ['NaN', '{"input":{"x":NaN}}'],
    ['comment', '{"input":{}/**/}'],
    ['control character', '{"input":"\u0001"}'],
  ];
  test.each(hostile)('%s is refused with 400', async (_, body) => {
    const host = await startHost();
    const answer = await host.raw(post(host, 'system.info', `Content-Length: ${Buffer.byteLength(body)}\r\n`, body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(host.app.calls).toEqual([]);
  });

  test('ordinary JSON passes: escapes, nesting, equal keys of different objects, braces in text', () => {
    for (const text of [
      '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}',
      '{"a":"}{][\\"\\\\"}',
      '["\\\\","a","a"]',
      '{"constructor":1,"toString":2}',
      ' {"a" : [ 1 , -2.5e3, true, null ] } ',
      '"\\ud83d\\ude00 پاکستان"',
      deep(60, '[', ']'),
    ]) {
      expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
    }
    expect(() => parseJson(Buffer.from(deep(65, '[', ']')))).toThrow(BadJson);
  });

  test('a file of 30 MB is scanned quickly', () => {
    const body = Buffer.from(JSON.stringify({ input: { files: [{ name: 'deals.csv', base64: 'QUJD'.repeat(7.5 * MB) }] } }));
    const begun = performance.now();
    parseJson(body);
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  test('names that are no procedures reach nothing', async () => {
    const host = await startHost();
    for (const name of ['__proto__', 'constructor', 'a.b.c', '..%2f..%2fsystem.info', 'system.info%00', 'SYSTEM.INFO', '', 'system.info/'])
      expect((await host.raw(post(host, name, 'Content-Length: 2\r\n', '{}'))).status, name).toBe(404);
    expect(host.app.calls).toEqual([]);
  });
});
