import { setImmediate } from 'node:timers/promises';
import type { UtilityProcess, utilityProcess } from 'electron';
import { bareEnvironment, Complaints, type FromReader, type ServeReader, type ToReader } from '../../src/app/workbook-reader.ts';

export type Fork = typeof utilityProcess.fork;

/** Little enough to send between two turns of the window. */
const PIECE_BYTES = 1_048_576;
/** What an abort, V8's way of running out of memory, leaves as exit code: the signal under POSIX, with or without a core file; Node's own word under Windows. */
const ABORTED = [6, 134];

/**
 * Reads foreign workbooks in utility processes: the packaged binary is no Node (fuse `runAsNode`), and a thread would fall
 * with what it reads (H2). The main thread only hands pieces and lines on.
 */
export function utilityReader(fork: Fork, program: string): ServeReader {
  return ({ job, bytes, memoryMb, port }) => {
    const answer = (message: FromReader): void => port.postMessage(message);
    let child: UtilityProcess;
    try {
      child = fork(program, [job], {
        serviceName: 'Partnerdesk workbook reader',
        // V8 of a utility process exists before Node looks at its arguments: only --js-flags reaches it in time.
        execArgv: [`--js-flags=--max-old-space-size=${memoryMb}`],
        env: bareEnvironment(),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    } catch (error) {
      answer({ how: String(error), complaints: '' });
      port.close();
      return;
    }
    const state = { isOver: false, isUnwanted: false };
    const complaints = new Complaints();
    const kill = (): void => {
      state.isUnwanted = true;
      child.kill();
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.add(text));
    child.on('error', (_type, location, report) => complaints.add(`${location}: ${/out of memory/i.test(report) ? 'out of memory' : 'fatal error'}`));
    child.on('message', answer);
    child.once('spawn', () => {
      // Nothing can end a process before it is there.
      if (state.isUnwanted) child.kill();
      else void feed(child, bytes, state);
    });
    child.once('exit', (code) => {
      state.isOver = true;
      answer({ how: ABORTED.includes(code) ? 'SIGABRT' : `exit code ${code}`, complaints: complaints.text });
      port.close();
    });
    port.on('message', (word: ToReader) => (word === 'kill' ? kill() : child.postMessage(word)));
    // The worker died with the port.
    port.on('close', kill);
  };
}

async function feed(child: UtilityProcess, bytes: Uint8Array, state: { readonly isOver: boolean }): Promise<void> {
  for (let at = 0; at < bytes.length && !state.isOver; at += PIECE_BYTES) {
    child.postMessage(bytes.slice(at, at + PIECE_BYTES));
    await setImmediate();
  }
}
