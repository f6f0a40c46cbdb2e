import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleHandler, CONTENT_POLICY, listBundle, RESPONSE_HEADERS, SCHEME } from '../../electron/main/protocol.ts';

let folder = '';
let handle: (request: Request) => Promise<Response>;

/** As Chromium hands it over: `Request` itself refuses some of these addresses. */
const ask = (url: string, method = 'GET'): Promise<Response> => handle({ url, method } as Request);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pd-bundle-'));
  mkdirSync(join(folder, 'out', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'out', 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'out', 'assets', 'index-_A-1.js'), 'export {}');
  writeFileSync(join(folder, 'out', 'assets', 'name with space.css'), 'a{}');
  writeFileSync(join(folder, 'out', 'notes.txt'), 'not served');
  symlinkSync(join(folder, 'secret.html'), join(folder, 'out', 'link.html'));
  symlinkSync(folder, join(folder, 'out', 'up'));
  handle = bundleHandler(listBundle(join(folder, 'out')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('app:// serves the bundle', () => {
  it.each([
    ['app://local/', 'text/html; charset=utf-8'],
    ['app://local/index.html?x#y', 'text/html; charset=utf-8'],
    ['app://local/assets/index-_A-1.js', 'text/javascript; charset=utf-8'],
    ['app://local/assets/name%20with%20space.css', 'text/css; charset=utf-8'],
  ])('%s', async (url, type) => {
    const response = await ask(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    for (const [name, value] of Object.entries(RESPONSE_HEADERS)) expect(response.headers.get(name)).toBe(value);
  });

  it('answers HEAD without a body', async () => expect(await (await ask('app://local/', 'HEAD')).text()).toBe(''));
});

describe('L8: app:// serves nothing else', () => {
  it.each([
    'app://local/../secret.html',
    'app://local/..%2fsecret.html',
    'app://local/%2e%2e/secret.html',
    'app://local/%2e%2e%2fsecret.html',
    'app://local/assets/..%2f..%2fsecret.html',
    'app://local/assets/..%5c..%5csecret.html',
    'app://local/..%255csecret.html',
    'app://local/%252e%252e%252fsecret.html',
    'app://local/..\\secret.html',
    'app://local//secret.html',
    'app://local//etc/passwd',
    'app://local/%2fetc%2fpasswd',
    'app://local/index.html%00.js',
    'app://local/%00',
    'app://local/%',
    'app://local/%ff',
    'app://local/link.html',
    'app://local/up/secret.html',
    'app://local/notes.txt',
    'app://local/index.html/',
    'app://local/INDEX.HTML',
    'app://local/assets',
    'app://local/__proto__',
    'app://local/C:/Windows/win.ini',
    'app://local:8080/index.html',
    'app://user:pw@local/index.html',
    'app://evil/index.html',
    'app://localhost/index.html',
    'app:///index.html',
    'app:index.html',
    'http://local/index.html',
    'nonsense',
    `app://local/${'a/'.repeat(5000)}`,
  ])('%s', async (url) => {
    const response = await ask(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_POLICY);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s', async (method) => expect((await ask('app://local/', method)).status).toBe(405));
});

it('L8: the scheme is standard and secure, and never fetchable without CORS', () => {
  const { privileges } = SCHEME;
  expect(privileges).toMatchObject({ standard: true, secure: true, bypassCSP: false, allowServiceWorkers: false });
  expect(privileges?.supportFetchAPI === true && privileges.corsEnabled !== true).toBe(false);
});

it('L7: the policy allows scripts of the bundle only', () => {
  const policy = new Map(CONTENT_POLICY.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self'");
  for (const name of ['object-src', 'frame-src', 'base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(name)).toBe("'none'");
  for (const [name, value] of policy) if (name !== 'style-src') expect(value).not.toContain('unsafe');
  expect(CONTENT_POLICY).not.toMatch(/https?:|\*/);
});
