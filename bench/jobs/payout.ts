/** Working out a quarter's payout for all partners, against DuckDB summing the same lines (or SQLite where DuckDB is not installed). */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openDatabase } from '../../src/db/open.ts';
import { loadQuarterSums } from '../../src/db/repos/payouts.ts';
import type { Connection } from '../../src/db/tx.ts';
import { workOut } from '../../src/services/payouts/work-out.ts';
import type { Job, JobContext } from '../job.ts';
import { type Contender, interleave, race, same } from '../measure.ts';
import { type Row, timeRow } from '../report.ts';
import { QUARTER } from '../worlds.ts';

const JOB = 'payout';

const SUMS = `SELECT partner_id AS p, CAST(coalesce(sum(amount_paisa) FILTER (WHERE kind IN ('recurring', 'fixed_price')), 0) AS BIGINT) AS accrued,
  CAST(coalesce(sum(amount_paisa) FILTER (WHERE kind = 'adjustment'), 0) AS BIGINT) AS adjustments, CAST(coalesce(sum(amount_paisa) FILTER (WHERE kind = 'clawback'), 0) AS BIGINT) AS clawback
  FROM accrual_lines WHERE posted_in >= '${QUARTER.first}' AND posted_in <= '${QUARTER.last}' GROUP BY partner_id`;

type Sums = readonly (readonly [number, number, number, number])[];

interface Peer {
  readonly name: string;
  readonly sums: () => Promise<Sums>;
  readonly close: () => void;
}

/** The part of @duckdb/node-api that is used; it is no dependency of this project. */
interface DuckModule {
  readonly DuckDBInstance: {
    create: () => Promise<{
      connect: () => Promise<{
        run: (sql: string) => Promise<unknown>;
        runAndReadAll: (sql: string) => Promise<{ getRows: () => unknown[][] }>;
        closeSync?: () => void;
      }>;
    }>;
  };
}

async function loadDuckDb(): Promise<DuckModule | null> {
  const folder = process.env['BENCH_DUCKDB'];
  const name = '@duckdb/node-api';
  try {
    if (folder === undefined) return (await import(name)) as DuckModule;
    const manifest = pathToFileURL(`${folder}/package.json`).href;
    const { createRequire } = await import('node:module');
    return createRequire(manifest)(name) as DuckModule;
  } catch {
    return null;
  }
}

async function duckPeer(duck: DuckModule, connection: Connection, csv: string): Promise<Peer> {
  const lines = connection.raw.prepare('SELECT partner_id, posted_in, kind, amount_paisa FROM accrual_lines').raw().iterate() as IterableIterator<unknown[]>;
  const pieces = ['partner_id,posted_in,kind,amount_paisa'];
  for (const line of lines) pieces.push(line.join(','));
  writeFileSync(csv, pieces.join('\n'));
  const instance = await duck.DuckDBInstance.create();
  const db = await instance.connect();
  await db.run('SET threads = 2');
  await db.run(
    `CREATE TABLE accrual_lines AS SELECT * FROM read_csv('${csv}', columns = {'partner_id': 'BIGINT', 'posted_in': 'VARCHAR', 'kind': 'VARCHAR', 'amount_paisa': 'BIGINT'})`,
  );
  return {
    name: 'DuckDB in memory',
    sums: async () => (await db.runAndReadAll(SUMS)).getRows().map((row) => row.map(Number) as unknown as Sums[number]),
    close: () => db.closeSync?.(),
  };
}

function sqlitePeer(connection: Connection): Peer {
  const statement = connection.raw.prepare(SUMS).raw();
  return { name: 'SQLite sum over the lines (stand-in: DuckDB is not installed)', sums: () => Promise.resolve(statement.all() as Sums), close: () => {} };
}

const sorted = (sums: Sums): Sums => [...sums].sort((a, b) => a[0] - b[0]);

/** What the peer does and no more: sums per partner, ours from the totals kept at each close. */
function keptSums(connection: Connection): Sums {
  return [...loadQuarterSums(connection, QUARTER.quarter)].map(([id, sum]) => [id, sum.accruedPaisa, sum.adjustmentsPaisa, sum.clawbackPaisa] as const);
}

const moving = (sums: Sums): Sums => sums.filter((row) => row.slice(1).some((sum) => sum !== 0));

/** The whole run: sums, openings, standing, withholding, bank details and holds of each partner. */
function workedSums(connection: Connection): Sums {
  const { items } = connection.snapshot((db) => workOut(db, QUARTER.quarter) as never) as ReturnType<typeof workOut>;
  return moving(items.map((item) => [item.partnerId, item.accruedPaisa, item.adjustmentsPaisa, item.clawbackPaisa] as const));
}

async function against({ scale, worlds, runs, notMeasured }: JobContext): Promise<Row[]> {
  const connection = openDatabase(await worlds.at(scale, 'closed'), { readonly: true });
  const duck = await loadDuckDb();
  if (!duck) notMeasured('DuckDB', '@duckdb/node-api is not installed and is no dependency (BENCH_DUCKDB names a folder that has it); SQLite stands in');
  const peer = duck ? await duckPeer(duck, connection, worlds.scratch('lines.csv')) : sqlitePeer(connection);
  const found: { ours: Sums; peer: Sums; whole: Sums } = { ours: [], peer: [], whole: [] };
  const take = (name: keyof typeof found, sums: () => Sums | Promise<Sums>): Contender => ({
    name,
    run: async () => {
      found[name] = await sums();
    },
  });
  const contenders = [take('ours', () => keptSums(connection)), take('peer', peer.sums), take('whole', () => workedSums(connection))];
  const [ours, other, whole] = await interleave(contenders, Math.max(runs, 11));
  if (!ours || !other || !whole) throw new Error('three contenders');
  same('payout', sorted(found.ours), sorted(found.peer));
  same('whole payout', sorted(found.whole), moving(sorted(found.peer)));
  peer.close();
  connection.close();
  const what = `${scale.name} payout of a quarter, ${scale.partners} partners`;
  return [
    timeRow(JOB, `${what}: sums`, ours.medianMs, other.medianMs, 0.5, `peer: ${peer.name}`),
    timeRow(
      JOB,
      `${what}: whole, against the peer's sums`,
      whole.medianMs,
      other.medianMs,
      0.5,
      'the strict reading: with openings, withholding, bank details and holds, which the peer has not',
    ),
  ];
}

async function overYears({ scale, worlds, runs }: JobContext): Promise<Row> {
  const five = openDatabase(await worlds.at(scale, 'closed', 5), { readonly: true });
  const one = openDatabase(await worlds.at(scale, 'closed'), { readonly: true });
  const [a, b] = await race({ name: 'five', run: () => void workedSums(five) }, { name: 'one', run: () => void workedSums(one) }, Math.max(runs, 11));
  five.close();
  one.close();
  return timeRow(JOB, `${scale.name} payout with five years of history, against one`, a.medianMs, b.medianMs, 1.2, 'history inserted by statement');
}

export const payout: Job = { name: JOB, run: async (context) => [...(await against(context)), await overYears(context)] };
