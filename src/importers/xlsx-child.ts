/**
 * The program that reads a workbook in a process of its own, so that a hostile one can only hurt this process:
 * `node xlsx-child.ts JOB`, the workbook on standard input, WorkbookMessage lines on standard output.
 */
import { once } from 'node:events';
import { readWorkbook } from './workbook.ts';
import type { WorkbookJob, WorkbookMessage } from './workbook-job.ts';
import { WorkbookProblem } from './workbook-problem.ts';

async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as WorkbookJob;
  const bytes = await readInput(job.byteLength);
  try {
    await readWorkbook(bytes, job, send);
  } catch (error) {
    if (!(error instanceof WorkbookProblem)) throw error;
    await send({ t: 'finding', level: 'error', sheet: error.sheet, row: error.row, code: error.code, message: error.message });
  }
  await send({ t: 'done' });
}

async function readInput(byteLength: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(byteLength);
  let at = 0;
  for await (const piece of process.stdin) at += (piece as Buffer).copy(bytes, at);
  return bytes.subarray(0, at);
}

/** Waits when the parent is slower, so that rows do not pile up here. */
async function send(message: WorkbookMessage): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
}

await main();
