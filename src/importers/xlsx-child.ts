/**
 * The program that reads a workbook in a process of its own, so that a hostile one can only hurt this process.
 * Under Node: `node xlsx-child.ts JOB`, the workbook on standard input, WorkbookMessage lines on standard output.
 * As a utility process of Electron: one message `{ job, bytes }` in, each line as a message out.
 */
import { once } from 'node:events';
import { readWorkbook } from './workbook.ts';
import type { WorkbookJob, WorkbookMessage } from './workbook-job.ts';
import { WorkbookProblem } from './workbook-problem.ts';

type Send = (line: string) => void | Promise<void>;

async function run(bytes: Uint8Array, job: WorkbookJob, send: Send): Promise<void> {
  const emit = (message: WorkbookMessage): void | Promise<void> => send(`${JSON.stringify(message)}\n`);
  try {
    await readWorkbook(bytes, job, emit);
  } catch (error) {
    if (!(error instanceof WorkbookProblem)) throw error;
    await emit({ t: 'finding', level: 'error', sheet: error.sheet, row: error.row, code: error.code, message: error.message });
  }
  await emit({ t: 'done' });
}

async function readInput(byteLength: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(byteLength);
  let at = 0;
  for await (const piece of process.stdin) at += (piece as Buffer).copy(bytes, at);
  return bytes.subarray(0, at);
}

/** Waits when the parent is slower, so that rows do not pile up here. */
async function writeOut(line: string): Promise<void> {
  if (!process.stdout.write(line)) await once(process.stdout, 'drain');
}

/** What Electron gives a utility process in place of standard input. */
interface ParentPort {
  once(event: 'message', listener: (event: { data: { job: string; bytes: Uint8Array } }) => void): void;
  postMessage(line: string): void;
}

const { parentPort } = process as unknown as { parentPort?: ParentPort };
if (parentPort === undefined) {
  const job = JSON.parse(process.argv[2] ?? '') as WorkbookJob;
  await run(await readInput(job.byteLength), job, writeOut);
} else {
  // Stays until the parent, having the last line, ends it: messages under way would be lost with this process.
  parentPort.once('message', ({ data }) => {
    run(data.bytes, JSON.parse(data.job) as WorkbookJob, (line) => parentPort.postMessage(line)).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`, () => process.exit(1));
    });
  });
}
