import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app/create-app.ts';
import type { Reply } from '../contract/host.ts';
import { ERROR_CODES } from '../shared/errors.ts';
import { readBody } from './body.ts';
import { checkJson } from './checks.ts';
import { BadJson, parseJson } from './codec.ts';
import type { EventHub } from './events.ts';
import { type Answer, JSON_TYPE, refusal } from './headers.ts';

const JSON_LIMIT = 1024 * 1024;
/** Files come as base64 within JSON: 40 MB carry the 25 MB of files that an upload may be, and some. */
const IMPORT_LIMIT = 40 * 1024 * 1024;
const NAME = /^[a-z][A-Za-z]{0,39}\.[a-z][A-Za-z]{0,39}$/;
const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

interface Envelope {
  readonly input: unknown;
  readonly requestId: string | null;
}

/** Calls over HTTP: one address a procedure, and one to stop a call. */
export class Rpc {
  readonly #app: App;
  readonly #hub: EventHub;
  /** Calls that can be stopped, by session and request id: nobody stops another's. */
  readonly #running = new Map<string, AbortController>();

  constructor(app: App, hub: EventHub) {
    this.#app = app;
    this.#hub = hub;
  }

  async call(name: string, session: string, request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const wrongType = checkJson(request);
    if (wrongType) return wrongType;
    if (!NAME.test(name)) return refusal(404, 'UNKNOWN_PROCEDURE', 'There is no such procedure.');
    const body = await readBody(request, response, name === 'imports.run' ? IMPORT_LIMIT : JSON_LIMIT);
    if (!body.ok)
      return body.reason === 'too_large' ? refusal(413, 'FILE_TOO_LARGE', 'The body is too large.') : refusal(400, 'BAD_INPUT', 'The body broke off.');
    let envelope: Envelope;
    try {
      envelope = envelopeOf(parseJson(body.bytes));
    } catch (error) {
      if (error instanceof BadJson) return refusal(400, 'BAD_INPUT', error.message);
      throw error;
    }
    return answerOf(await this.#dispatch(name, envelope, session, response));
  }

  /** Asks a call to stop; whether it did, its own answer says. */
  cancel(requestId: string, session: string): Answer {
    this.#running.get(`${session} ${requestId}`)?.abort();
    return { status: 204 };
  }

  async #dispatch(name: string, { input, requestId }: Envelope, session: string, response: ServerResponse): Promise<Reply> {
    const abort = new AbortController();
    const key = requestId === null ? null : `${session} ${requestId}`;
    if (key !== null) this.#running.set(key, abort);
    // whoever went away does not learn the outcome: what has not been saved yet is not saved, what was stays (the request id tells)
    const gone = (): void => {
      if (!response.writableEnded) abort.abort();
    };
    response.on('close', gone);
    try {
      return await this.#app.dispatch(name, input, {
        host: 'http',
        signal: abort.signal,
        ...(requestId === null ? {} : { requestId, onProgress: (progress) => this.#hub.progress(session, { requestId, ...progress }) }),
      });
    } finally {
      response.off('close', gone);
      if (key !== null && this.#running.get(key) === abort) this.#running.delete(key);
    }
  }
}

/** @throws BadJson when it is not `{input?, requestId?}` */
function envelopeOf(value: unknown): Envelope {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadJson('The body must be an object {"input", "requestId"}.');
  const { input = {}, requestId = null, ...rest } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new BadJson(`The body has an unknown key ${JSON.stringify(unknown.slice(0, 40))}.`);
  if (requestId !== null && !(typeof requestId === 'string' && REQUEST_ID.test(requestId))) throw new BadJson('The request id is not valid.');
  return { input, requestId };
}

function answerOf(reply: Reply): Answer {
  return { status: reply.ok ? 200 : ERROR_CODES[reply.error.code].http, headers: JSON_TYPE, body: JSON.stringify(reply) };
}
