import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, CallContext } from '../../../src/app/create-app.ts';
import type { ChangeEvent, Reply } from '../../../src/contract/host.ts';
import { SECURITY_HEADERS } from '../../../src/http/headers.ts';
import { type RunningServer, startServer } from '../../../src/http/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly text: string;
}

export interface Seen {
  readonly name: string;
  readonly input: unknown;
  readonly context: CallContext;
}

/** An application that remembers what reached it, and answers what a test wants. */
export class FakeApp implements App {
  readonly calls: Seen[] = [];
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  answer: (seen: Seen) => Promise<Reply> | Reply = ({ name }) => ({ ok: true, value: name });

  readonly dispatch = async (name: string, input: unknown, context: CallContext): Promise<Reply> => {
    const seen = { name, input, context };
    this.calls.push(seen);
    return this.answer(seen);
  };

  readonly onChange = (listener: (event: ChangeEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = async (): Promise<void> => {};

  change(event: ChangeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

export interface Host {
  readonly app: FakeApp;
  readonly server: RunningServer;
  readonly port: number;
  readonly own: string;
  /** Sends bytes as they are and returns the one answer, whose headers are checked. */
  readonly raw: (request: string | Uint8Array) => Promise<Answer>;
  readonly request: (method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string | Uint8Array) => Promise<Answer>;
  /** A call as our own page makes it. */
  readonly rpc: (name: string, body: unknown) => Promise<Answer>;
  readonly cookie: string;
  readonly clock: { ms: number };
}

/** Built screens as a build leaves them, and a secret beside them. */
export function screens(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pdesk-screens-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'renderer');
  mkdirSync(join(out, 'assets'), { recursive: true });
  writeFileSync(join(out, 'index.html'), '<!doctype html><title>Partnerdesk</title>');
  writeFileSync(join(out, 'assets', 'index-B3xk29Qa.js'), 'export {};');
  writeFileSync(join(out, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(out, '.env'), 'SECRET');
  writeFileSync(join(folder, 'secret.json'), '"SECRET"');
  return out;
}

export async function startHost(rendererFolder = screens()): Promise<Host> {
  const app = new FakeApp();
  const clock = { ms: 1_000_000 };
  const server = await startServer({ app, port: 0, rendererFolder, now: () => clock.ms, log: () => {} });
  onTestFinished(() => server.close());
  const own = `127.0.0.1:${server.port}`;
  const raw: Host['raw'] = (request) => exchange(server.port, request);
  const entered = await raw(
    requestText(
      'POST',
      '/session',
      { Host: own, Origin: `http://${own}`, 'Content-Type': 'application/json' },
      JSON.stringify({ token: tokenOf(server.freshLink()) }),
    ),
  );
  const cookie = (entered.headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const request: Host['request'] = (method, path, headers = {}, body = '') => raw(requestText(method, path, { Host: own, Cookie: cookie, ...headers }, body));
  const rpc: Host['rpc'] = (name, body) =>
    request('POST', `/rpc/${name}`, { Origin: `http://${own}`, 'Content-Type': 'application/json' }, JSON.stringify(body));
  return { app, server, port: server.port, own, raw, request, rpc, cookie, clock };
}

export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

export function requestText(method: string, path: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(body as string);
  const all = { ...(bytes.length > 0 ? { 'Content-Length': String(bytes.length) } : {}), ...headers, Connection: 'close' };
  const head = [`${method} ${path} HTTP/1.1`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** One request over a socket of its own, read to its end. Every answer must carry the security headers and no CORS. */
export async function exchange(port: number, request: string | Uint8Array): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(request);
  await once(socket, 'close');
  const answer = parseAnswer(Buffer.concat(chunks).toString('utf8'));
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    const sent = answer.headers[name.toLowerCase()];
    const cached = name === 'Cache-Control' && sent === 'private, max-age=31536000, immutable';
    if (sent !== value && !cached) throw new Error(`${answer.status} lacks ${name}: ${answer.text.slice(0, 400)}`);
  }
  if (Object.keys(answer.headers).some((name) => name.startsWith('access-control-'))) throw new Error('CORS header');
  return answer;
}

function parseAnswer(text: string): Answer {
  const rest = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const [head = '', ...bodies] = rest.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: bodies.join('\r\n\r\n'), text };
}
