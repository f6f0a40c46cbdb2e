import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../db/open.ts';
import { clockOn, systemClock } from '../ports/clock.ts';
import { assertExists } from '../shared/assert.ts';
import { isoDate } from '../shared/calendar.ts';
import { createApp } from './create-app.ts';
import { hostReader, type ReadOrder } from './workbook-reader.ts';
import { hostWorker } from './worker-host.ts';
import type { FromWorker, WorkerSetup } from './worker-messages.ts';

/** More acts than this between two looks are reported as "many". */
const MOST_NAMED = 500;

/** Looks for commits of any connection; every act leaves an audit row, so its number says which act it was. */
function watchCommits(path: string, every: number, report: (seqs: readonly number[], more: boolean) => void): () => void {
  const connection = openDatabase(path, { readonly: true });
  const version = (): unknown => connection.raw.pragma('data_version', { simple: true });
  let seen = version();
  let last = connection.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit_rows')?.seq ?? 0;
  const timer = setInterval(() => {
    try {
      const now = version();
      if (now === seen) return;
      const rows = connection.all<{ seq: number }>("SELECT seq FROM audit_rows WHERE seq > ? AND outcome = 'done' ORDER BY seq LIMIT ?", [
        last,
        MOST_NAMED + 1,
      ]);
      seen = now;
      last = rows.at(-1)?.seq ?? last;
      report(
        rows.map((row) => row.seq),
        rows.length > MOST_NAMED,
      );
    } catch {
      // a busy or vanished file is the business of the next call, which can answer someone
    }
  }, every);
  return () => {
    clearInterval(timer);
    connection.close();
  };
}

const setup = workerData as WorkerSetup;
const port = assertExists(parentPort, 'worker.ts runs as a worker');
const ask = (order: ReadOrder): void => port.postMessage({ type: 'read', order } satisfies FromWorker, [order.port]);
await hostWorker(port, {
  open: () =>
    createApp({
      dbPath: setup.dbPath,
      clock: setup.today === null ? systemClock() : clockOn(isoDate(setup.today)),
      readonly: setup.readonly,
      ...(setup.hostReads ? { startReader: hostReader(ask) } : {}),
    }),
  ...(setup.watchEvery > 0 ? { watch: (report) => watchCommits(setup.dbPath, setup.watchEvery, report) } : {}),
  log: (line) => process.stderr.write(`${line}\n`),
});
