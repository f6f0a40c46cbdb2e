import type { ServerResponse } from 'node:http';
import type { ChangeEvent, ProgressEvent } from '../contract/host.ts';
import { SECURITY_HEADERS } from './headers.ts';

/** Of the 64 connections the host takes, streams may hold this many; the oldest makes room. */
const MOST_STREAMS = 24;
const KEEP_ALIVE_MS = 20_000;
/** A page that does not read loses its stream; it comes back and reads everything anew. */
const MOST_UNREAD = 1024 * 1024;

interface Stream {
  readonly session: string;
  readonly response: ServerResponse;
}

/** Server-sent events: changes to everybody, progress to the session whose call it is. */
export class EventHub {
  readonly #streams = new Set<Stream>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#write(() => true, ': still here\n\n'), KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  open(session: string, response: ServerResponse): void {
    for (const oldest of this.#streams) {
      if (this.#streams.size < MOST_STREAMS) break;
      oldest.response.end();
      this.#streams.delete(oldest);
    }
    const stream: Stream = { session, response };
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
  }

  change(event: ChangeEvent): void {
    this.#write(() => true, `event: change\ndata: ${JSON.stringify(event)}\n\n`);
  }

  progress(session: string, event: ProgressEvent): void {
    this.#write((stream) => stream.session === session, `event: progress\ndata: ${JSON.stringify(event)}\n\n`);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { response } of this.#streams) response.end();
    this.#streams.clear();
  }

  #write(to: (stream: Stream) => boolean, text: string): void {
    for (const stream of this.#streams) {
      if (!to(stream)) continue;
      if (stream.response.writableLength > MOST_UNREAD) stream.response.destroy();
      else stream.response.write(text);
    }
  }
}
