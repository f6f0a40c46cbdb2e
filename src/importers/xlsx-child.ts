/**
 * The program that reads a workbook in a process of its own, so that a hostile one can only hurt this process.
 * Its argument is a WorkbookJob; what it says is WorkbookMessage lines.
 * Under Node: the workbook on standard input, the lines on standard output.
 * As a utility process of Electron: the workbook in pieces as messages; each message `more` lets one line out.
 */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { readWorkbook } from './workbook.ts';
import type { WorkbookJob, WorkbookMessage } from './workbook-job.ts';
import { WorkbookProblem } from './workbook-problem.ts';

/** Waits when the parent is slower, so that rows do not pile up here. */
type Send = (line: string) => Promise<void>;

interface Surroundings {
  readonly input: Readable;
  readonly send: Send;
}

/** What Electron gives a utility process in place of standard input. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: Uint8Array | 'more' }) => void): void;
  postMessage(line: string): void;
}

const overPipes: Surroundings = {
  input: process.stdin,
  send: async (line) => {
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
  },
};

/** Lives until the parent, having the last line, ends it: messages under way would be lost with this process. */
function overPort(port: ParentPort): Surroundings {
  const input = new Readable({ read: () => undefined });
  let wanted = 0;
  let wake = (): void => undefined;
  port.on('message', ({ data }) => {
    if (data !== 'more') {
      input.push(data);
      return;
    }
    wanted += 1;
    wake();
  });
  const send: Send = async (line) => {
    while (wanted === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    wanted -= 1;
    port.postMessage(line);
  };
  return { input, send };
}

async function readInput(input: Readable, byteLength: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(byteLength);
  let at = 0;
  for await (const piece of input) {
    bytes.set(piece as Uint8Array, at);
    at += (piece as Uint8Array).length;
    if (at === byteLength) break;
  }
  return bytes.subarray(0, at);
}

async function run({ input, send }: Surroundings, job: WorkbookJob): Promise<void> {
  const emit = (message: WorkbookMessage): Promise<void> => send(`${JSON.stringify(message)}\n`);
  try {
    await readWorkbook(await readInput(input, job.byteLength), job, emit);
  } catch (error) {
    if (!(error instanceof WorkbookProblem)) throw error;
    await emit({ t: 'finding', level: 'error', sheet: error.sheet, row: error.row, code: error.code, message: error.message });
  }
  await emit({ t: 'done' });
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
await run(parentPort === undefined ? overPipes : overPort(parentPort), JSON.parse(process.argv[2] ?? '') as WorkbookJob);
