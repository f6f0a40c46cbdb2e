import { Readable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { nodeReader, type ReaderEnd, type StartReader } from '../importers/reader-process.ts';
import { programPath } from './paths.ts';

export { bareEnvironment, Complaints, type ReaderEnd, type StartReader } from '../importers/reader-process.ts';

/** A workbook that a worker asks its host to have read. Its bytes are shared: no thread waits for a copy of 256 MB. */
export interface ReadOrder {
  readonly job: string;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly memoryMb: number;
  /** Where the answer goes. */
  readonly port: MessagePort;
}

/** What the worker says on that port; each `more` asks for one line. */
export type ToReader = 'more' | 'kill';
/** What the host says: a line of the reading process, in the end how it ended. */
export type FromReader = string | ReaderEnd;

/** Starts a reading process for a worker and answers on the port of the order; never throws. */
export type ServeReader = (order: ReadOrder) => void;

/** Reads workbooks in a Node of its own; for every host but Electron. */
export function localReader(): StartReader {
  return nodeReader(programPath('xlsx-child'));
}

/** Reads workbooks by asking the host for the process: under Electron only its main thread can start one. */
export function hostReader(ask: (order: ReadOrder) => void): StartReader {
  return ({ job, bytes, memoryMb }) => {
    const { port1: port, port2: theirs } = new MessageChannel();
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const say = (word: ToReader): void => port.postMessage(word);
    const output = new Readable({ objectMode: true, read: () => say('more') });
    const ended = new Promise<ReaderEnd>((resolve) => {
      port.on('message', (message: FromReader) => {
        if (typeof message === 'string') {
          output.push(message);
          return;
        }
        output.push(null);
        port.close();
        resolve(message);
      });
    });
    ask({ job, bytes: shared, memoryMb, port: theirs });
    return { output, ended, kill: () => say('kill') };
  };
}
