import { describe, expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../../src/http/headers.ts';
import { requestText, startHost } from './support/client.ts';

describe('K7: every answer has the headers', () => {
  test('they forbid foreign scripts, frames, readers, sniffing and keeping', () => {
    const policy = new Map(SECURITY_HEADERS['Content-Security-Policy'].split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));
    expect(Object.fromEntries(['default-src', 'script-src', 'base-uri', 'form-action', 'frame-ancestors'].map((name) => [name, policy.get(name)]))).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(SECURITY_HEADERS).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
  });

  /** `exchange` of test/http/support refuses an answer that lacks one of them or has a CORS header. */
  test('pages, files, calls, refusals of every kind and what the parser refuses', async () => {
    const host = await startHost();
    const json = { Origin: `http://${host.own}`, 'Content-Type': 'application/json' };
    const seen = new Set<number>();
    const asked: readonly (() => Promise<{ status: number }>)[] = [
      ...['/', '/icon.svg', '/assets/index-B3xk29Qa.js', '/start', '/start.js', '/nothing', '/.env', '/rpc', '/session'].flatMap((path) =>
        ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'TRACE'].map((method) => () => host.request(method, path, json)),
      ),
      () => host.rpc('system.info', { input: {} }),
      () => host.rpc('nothing.here', { input: {} }),
      () => host.rpc('not a name', {}),
      () => host.request('POST', '/rpc/system.info', json, '{'),
      () => host.request('POST', '/rpc/system.info', { ...json, 'Content-Type': 'text/plain' }, '{}'),
      () => host.request('POST', '/rpc/system.info', { ...json, Origin: 'http://evil.test' }, '{}'),
      () => host.request('POST', '/rpc/system.info', json, `"${'x'.repeat(2 * 1024 * 1024)}"`),
      () => host.request('POST', '/rpc-cancel/abc', json),
      () => host.raw(requestText('GET', '/', { Host: 'evil.test' })),
      () => host.raw(requestText('GET', '/', { Host: host.own })),
      () => host.raw('GET / HTTP/1.1\r\n\r\n'),
      () => host.raw('nonsense\r\n\r\n'),
      () => host.raw(`GET / HTTP/1.1\r\nHost: ${host.own}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
    ];
    for (const ask of asked) seen.add((await ask()).status);
    expect([...seen].sort((a, b) => a - b)).toEqual([200, 204, 400, 401, 403, 404, 405, 413, 415, 431]);
  });
});
