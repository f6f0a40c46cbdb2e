import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Reply } from '../contract/host.ts';
import type { ErrorCode } from '../shared/errors.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine writes its theme as a style element
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer, errors of the parser included. There is no CORS header anywhere: no other origin may read. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': CSP,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
} as const;

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: string | Uint8Array;
}

/** How much of an unwanted body is read and thrown away, and how long, so that the client gets to see the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 1000;

/** Sends a whole answer. A request whose body was not read costs its connection: what is left of it must not be taken for a request. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : (answer.body ?? Buffer.alloc(0));
  const unread = hasBody(request) && !request.readableEnded;
  response.writeHead(answer.status, {
    ...SECURITY_HEADERS,
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'Content-Length': String(body.length) }),
    ...(unread ? { Connection: 'close' } : {}),
  });
  const content = request.method === 'HEAD' || answer.status === 204 ? Buffer.alloc(0) : body;
  if (!unread) {
    response.end(content);
    return;
  }
  if (content.length > 0) response.write(content);
  else response.flushHeaders();
  linger(request, () => response.end());
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** Closing at once would reset the connection while the client still writes, and with it the answer. */
function linger(request: IncomingMessage, done: () => void): void {
  let left = LINGER_BYTES;
  const finish = (): void => {
    clearTimeout(timer);
    request.off('data', count);
    done();
    if (!request.readableEnded) request.destroy();
  };
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) finish();
  };
  const timer = setTimeout(finish, LINGER_MS);
  request.on('data', count).once('end', finish).once('error', finish).resume();
}

export const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' } as const;
export const TEXT_TYPE = { 'Content-Type': 'text/plain; charset=utf-8' } as const;

/** A refusal of the host itself, in the shape of every reply. */
export function refusal(status: number, code: ErrorCode, message: string, headers: Headers = {}): Answer {
  const reply: Reply = { ok: false, error: { code, message } };
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(reply) };
}

/** An answer written straight to a socket, where there is no request to answer: what the parser refused. */
export function rawAnswer(status: number): string {
  const headers: Headers = { ...SECURITY_HEADERS, 'Content-Length': '0', Connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`;
}
