import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { App } from '../app/create-app.ts';
import { AppError } from '../shared/errors.ts';
import { readBody } from './body.ts';
import { allowedHosts, checkHost, checkJson, checkOrigin, checkSite, wrongMethod } from './checks.ts';
import { BadJson, parseJson } from './codec.ts';
import { EventHub } from './events.ts';
import { Gate } from './gate.ts';
import { type Answer, rawAnswer, refusal, send, TEXT_TYPE } from './headers.ts';
import { Rpc } from './rpc.ts';
import { startPage, startScript } from './start-page.ts';
import { staticFile } from './static.ts';

export interface ServerOptions {
  readonly app: App;
  /** 0 takes any free port. */
  readonly port: number;
  /** The built screens. */
  readonly rendererFolder: string;
  /** Milliseconds of a clock that never goes back; for tests. */
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

export interface RunningServer {
  readonly port: number;
  readonly origin: string;
  /** A link that opens one session, once, within a minute; the link before is no longer good. */
  readonly freshLink: () => string;
  readonly close: () => Promise<void>;
}

const TOKEN_LIMIT = 1024;
const MOST_CONNECTIONS = 64;
/** From this many on a new connection takes the place of one that only waits. */
const CROWDED = 56;

/**
 * Serves the application to browsers of this computer, on the loopback address only.
 * @throws AppError CONFLICT when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer({ requireHostHeader: false, headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 });
  server.maxConnections = MOST_CONNECTIONS;
  makeRoom(server);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const gate = new Gate(port, options.now);
  const hub = new EventHub();
  const stopListening = options.app.onChange((event) => hub.change(event));
  const router = new Router(port, gate, hub, options);
  server.on('request', (request, response) => router.handle(request, response));
  // a client that asks first is told to go on only once its request is known to be wanted
  server.on('checkContinue', (request, response) => router.handle(request, response));
  server.on('checkExpectation', (request, response) => send(request, response, refusal(417, 'BAD_INPUT', 'That cannot be expected here.')));
  server.on('connect', (_request, socket: Duplex) => socket.end(rawAnswer(405)));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (socket.writable && error.code !== 'ECONNRESET') socket.end(rawAnswer(statusOfParserError(error.code)));
    else socket.destroy();
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    origin,
    freshLink: () => `${origin}/start#${gate.issue()}`,
    close: async () => {
      stopListening();
      hub.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // answers under way get a moment; a connection that merely stays open gets none
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      });
    },
  };
}

/**
 * Connections that are held open without asking anything must not keep pages out: when it gets crowded, the one that has
 * waited longest is closed. One whose request is being answered never is.
 */
function makeRoom(server: Server): void {
  const waiting = new Set<Socket>();
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    const [longest] = waiting;
    if (open.size >= CROWDED && longest) longest.destroy();
    open.add(socket);
    waiting.add(socket);
    socket.on('close', () => {
      open.delete(socket);
      waiting.delete(socket);
    });
  });
  const busy = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    waiting.delete(socket);
    response.on('close', () => {
      if (open.has(socket)) waiting.add(socket);
    });
  };
  server.on('request', busy).on('checkContinue', busy);
}

function statusOfParserError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new AppError('CONFLICT', `Port ${port} is not free. Choose another with --port, or 0 for any.`) : error);
    });
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

/** Decides, in this order: Host, the open door (`/start`), session, method, origin; only then does anything happen. */
class Router {
  readonly #gate: Gate;
  readonly #hub: EventHub;
  readonly #rpc: Rpc;
  readonly #hosts: ReadonlySet<string>;
  readonly #rendererFolder: string;
  readonly #log: (line: string) => void;

  constructor(port: number, gate: Gate, hub: EventHub, options: ServerOptions) {
    this.#gate = gate;
    this.#hub = hub;
    this.#rpc = new Rpc(options.app, hub);
    this.#hosts = allowedHosts(port);
    this.#rendererFolder = options.rendererFolder;
    this.#log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => response.destroy());
    this.#route(request, response)
      .then((answer) => {
        if (answer) send(request, response, answer);
      })
      .catch((error: unknown) => {
        this.#log(error instanceof Error ? (error.stack ?? error.message) : String(error));
        send(request, response, refusal(500, 'INTERNAL', 'Something went wrong inside the application; the terminal has the details.'));
      });
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
    const wrongHost = checkHost(request, this.#hosts);
    if (wrongHost) return wrongHost;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (path === '/start') return reads ? startPage : wrongMethod('GET, HEAD');
    if (path === '/start.js') return reads ? startScript : wrongMethod('GET, HEAD');
    if (path === '/session') return request.method === 'POST' ? this.#enter(request, response) : wrongMethod('POST');
    const session = this.#gate.sessionOf(request.headers.cookie);
    if (session === null)
      return reads && wantsPage(request)
        ? NO_SESSION_PAGE
        : refusal(401, 'NOT_SIGNED_IN', 'This address has no session. Open the link that Partnerdesk printed.');
    if (path.startsWith('/rpc/'))
      return request.method === 'POST' ? (checkOrigin(request) ?? this.#rpc.call(path.slice('/rpc/'.length), session, request, response)) : wrongMethod('POST');
    if (path.startsWith('/rpc-cancel/')) {
      const stops = request.method === 'POST' || request.method === 'DELETE';
      return stops ? (checkOrigin(request) ?? this.#rpc.cancel(path.slice('/rpc-cancel/'.length), session)) : wrongMethod('POST, DELETE');
    }
    if (!reads) return wrongMethod('GET, HEAD');
    const wrongSite = checkSite(request);
    if (wrongSite) return wrongSite;
    if (path !== '/events') return staticFile(this.#rendererFolder, path);
    if (request.method === 'HEAD') return wrongMethod('GET');
    this.#hub.open(session, response);
    return null;
  }

  /** Changes a token for a session cookie. */
  async #enter(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const wrong = checkOrigin(request) ?? checkJson(request);
    if (wrong) return wrong;
    const body = await readBody(request, response, TOKEN_LIMIT);
    if (!body.ok)
      return body.reason === 'too_large' ? refusal(413, 'FILE_TOO_LARGE', 'The body is too large.') : refusal(400, 'BAD_INPUT', 'The body broke off.');
    const token = tokenOf(body.bytes);
    if (token === null) return refusal(400, 'BAD_INPUT', 'The body must be {"token"}.');
    const entry = this.#gate.enter(token);
    if (entry.ok) return { status: 204, headers: { 'Set-Cookie': entry.cookie } };
    if (entry.reason === 'paused')
      return refusal(429, 'NOT_SIGNED_IN', 'Too many wrong links were tried. Wait a minute, then ask for a new one.', { 'Retry-After': '60' });
    return refusal(401, 'NOT_SIGNED_IN', 'This link was used before or is older than a minute.');
  }
}

const NO_SESSION_PAGE: Answer = {
  status: 401,
  headers: TEXT_TYPE,
  body: 'Partnerdesk runs here, but this browser has no session. Press Enter in the terminal where it runs, and open the link it prints.\n',
};

function wantsPage(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function tokenOf(bytes: Buffer): string | null {
  try {
    const value = parseJson(bytes);
    return typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string' ? value.token : null;
  } catch (error) {
    if (error instanceof BadJson) return null;
    throw error;
  }
}
