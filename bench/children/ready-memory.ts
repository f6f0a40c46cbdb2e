/** Memory of a process whose bundled worker has opened a file. Arguments: WORKER FILE. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const [program = '', dbPath = ''] = process.argv.slice(2);
const worker = new Worker(program, { workerData: { dbPath, today: null, readonly: true, hostReads: false, watchEvery: 0 } });
await once(worker, 'message');
process.stdout.write(`${JSON.stringify({ rssMib: process.memoryUsage().rss / 1_048_576 })}\n`);
await worker.terminate();
