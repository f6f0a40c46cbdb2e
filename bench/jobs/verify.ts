/** `system.verify` of a whole file, against reading every row of it once. */
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';
import { BenchApp, Refusal } from '../app.ts';
import type { Job } from '../job.ts';
import { race } from '../measure.ts';
import { limitRow, ms, timeRow } from '../report.ts';

const JOB = 'verify';

/** Reads every column of every row into this process. */
function readAll(connection: Connection): number {
  let rows = 0;
  const tables = connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const { name } of tables) {
    for (const row of connection.raw.prepare(`SELECT * FROM "${name}"`).raw().iterate() as IterableIterator<unknown[]>) if (row.length > 0) rows += 1;
  }
  return rows;
}

export const verify: Job = {
  name: JOB,
  run: async ({ scale, worlds, runs, notMeasured }) => {
    const path = await worlds.at(scale, 'closed');
    const app = await BenchApp.open(path);
    const connection = openDatabase(path, { readonly: true });
    let failed = '';
    try {
      const [ours, floor] = await race(
        {
          name: 'verify',
          run: async () => {
            const answer = await app.call('system.verify', {});
            failed = answer.checks
              .filter((check) => !check.ok)
              .map((check) => `${check.name}: ${check.problems[0] ?? ''}`)
              .join('; ');
          },
        },
        { name: 'read', run: () => void readAll(connection) },
        runs,
      );
      if (failed !== '') throw new Error(`verify finds fault with the benchmark's file: ${failed}`);
      const rows = [timeRow(JOB, `${scale.name} verify of the whole file, against reading every row`, ours.medianMs, floor.medianMs, 3)];
      if (scale.name === 'L') rows.push(limitRow(JOB, 'L verify of a year', ours.medianMs, 60_000, ms));
      return rows;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'INTERNAL') throw error;
      notMeasured(`${scale.name} verify`, `the service does not answer yet (${error.message})`);
      return [];
    } finally {
      connection.close();
      await app.close();
    }
  },
};
