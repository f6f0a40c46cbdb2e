/** The accrual statement and a whole close, against one flat-rate INSERT..SELECT into the same table. */

import { openDatabase } from '../../src/db/open.ts';
import { postRecurring } from '../../src/db/repos/accruals.ts';
import { lastClose } from '../../src/db/repos/months.ts';
import { loadTermsVersions } from '../../src/db/repos/terms.ts';
import type { Connection, WriteDb } from '../../src/db/tx.ts';
import { ACCEPT, BenchApp, copyFile, removeFile } from '../app.ts';
import { MEASURED, SCALES } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { type Contender, interleave, same } from '../measure.ts';
import { type Row, timeRow } from '../report.ts';

const FLAT = `INSERT INTO accrual_lines (deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, billing_line_id, reverses_id)
  SELECT d.id, d.partner_id, l.period, :month, 'recurring', l.invoice_no, l.amount_paisa, 1500, (l.amount_paisa * 1500 + CASE WHEN l.amount_paisa < 0 THEN -5000 ELSE 5000 END) / 10000,
    'tier', 'bronze', 1, 0, 0, l.id, NULL
  FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE l.recorded_seq > :lastSeq AND d.contract_type <> 'fixed_price' ORDER BY l.id`;

/** Thrown to undo what was only measured. */
class Undo extends Error {}

function lastSeqOf(connection: Connection): number {
  return lastClose(connection)?.closeSeq ?? 0;
}

/** Lines and base of what was posted, and whether every amount is base × rate to the paisa, worked out apart from SQL. */
function postedTotals(db: Pick<WriteDb, 'all'>): { lines: number; base: number } {
  let base = 0;
  const rows = db.all<{ base: number; rate: number; amount: number }>(
    "SELECT base_paisa AS base, rate_bps AS rate, amount_paisa AS amount FROM accrual_lines WHERE posted_in = ? AND kind = 'recurring'",
    [MEASURED],
  );
  for (const row of rows) {
    const product = BigInt(row.base) * BigInt(row.rate);
    if (BigInt(row.amount) !== (product + (product < 0n ? -5000n : 5000n)) / 10_000n) throw new Error('an accrued amount is not base × rate');
    base += row.base;
  }
  return { lines: rows.length, base };
}

/** Runs a statement in a transaction that is rolled back; the time is the statement's own. */
function rolledBack(connection: Connection, work: (db: WriteDb) => void): { ms: number; totals: unknown } {
  let found = { ms: 0, totals: {} as unknown };
  try {
    connection.write((db) => {
      const start = performance.now();
      work(db);
      found = { ms: performance.now() - start, totals: null };
      found.totals = postedTotals(db);
      throw new Undo('measured');
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return found;
}

async function statementRow({ scale, worlds, runs }: JobContext, stage: 'ready' | 'higher'): Promise<Row> {
  const path = copyFile(await worlds.at(scale, stage), worlds.scratch('accrual.pdesk'));
  const connection = openDatabase(path);
  const lastSeq = lastSeqOf(connection);
  const versions = loadTermsVersions(connection);
  const [ours, flat]: [number[], number[]] = [[], []];
  for (let round = 0; round <= runs; round += 1) {
    const a = rolledBack(connection, (db) => postRecurring(db, { month: MEASURED, lastSeq }, versions));
    const b = rolledBack(connection, (db) => void db.run(FLAT, { month: MEASURED, lastSeq }));
    same('accrual', a.totals, b.totals);
    if (round === 0) continue;
    ours.push(a.ms);
    flat.push(b.ms);
  }
  connection.close();
  removeFile(path);
  const basis = stage === 'ready' ? 'rate at registration' : 'higher of both rates';
  return timeRow('accrual', `${scale.name} accrual statement, ${basis}`, middle(ours), middle(flat), 1.5);
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const accrual: Job = {
  name: 'accrual',
  run: async (context) => [await statementRow(context, 'ready'), await statementRow(context, 'higher')],
};

/** The whole close and the flat statement, each on a fresh copy of `ready`; the wait before the copy's pages are needed is not part of it. */
function closeAndFlat(ready: string, path: string): [Contender, Contender] {
  let app: BenchApp | null = null;
  let connection: Connection | null = null;
  let closed: unknown = null;
  const readTotals = (): unknown => {
    const reader = openDatabase(path, { readonly: true });
    const totals = postedTotals(reader);
    reader.close();
    return totals;
  };
  return [
    {
      name: 'close',
      before: async () => {
        copyFile(ready, path);
        app = await BenchApp.open(path);
        await app.call('system.info', {});
      },
      run: async () => void (await app?.call('months.close', { month: MEASURED, acceptVariances: ACCEPT })),
      after: async () => {
        await app?.close();
        closed = readTotals();
      },
    },
    {
      name: 'flat',
      before: () => {
        copyFile(ready, path);
        connection = openDatabase(path);
        lastSeqOf(connection);
      },
      run: () => {
        const open = connection;
        if (open) open.write((db) => void db.run(FLAT, { month: MEASURED, lastSeq: lastSeqOf(open) }));
      },
      after: () => {
        connection?.close();
        same('close', closed, readTotals());
      },
    },
  ];
}

interface CloseTimes {
  readonly ours: number;
  readonly flat: number;
  readonly oursFive: number;
  /** At S: linear means the same time per line. */
  readonly oursSmall: number;
}

/** The close of a year's file, its floor, the close with five years, and one at S, all in turn. */
async function closeTimes({ scale, worlds, runs }: JobContext): Promise<CloseTimes> {
  const path = worlds.scratch('close.pdesk');
  const one = closeAndFlat(await worlds.at(scale, 'ready', 1), path);
  const [five] = closeAndFlat(await worlds.at(scale, 'ready', 5), path);
  const [small] = closeAndFlat(await worlds.at(SCALES.S, 'ready', 1), path);
  const timings = await interleave([...one, five, small], runs);
  removeFile(path);
  const [ours = Number.NaN, flat = Number.NaN, oursFive = Number.NaN, oursSmall = Number.NaN] = timings.map((timing) => timing.medianMs);
  return { ours, flat, oursFive, oursSmall };
}

export const close: Job = {
  name: 'close',
  run: async (context) => {
    const { scale } = context;
    const { ours, flat, oursFive, oursSmall } = await closeTimes(context);
    const rows = [
      timeRow('close', `${scale.name} whole close of a month, committed, variances accepted`, ours, flat, 6, 'the goal is set for L'),
      timeRow('close', `${scale.name} the same with five years of history, against one`, oursFive, ours, 1.2, 'a larger index is written in more places'),
    ];
    if (scale.name === 'S') return rows;
    const per10k = (ms: number, deals: number): number => (ms / deals) * 10_000;
    return [
      ...rows,
      timeRow('close', `${scale.name} close per 10,000 lines, against S`, per10k(ours, scale.deals), per10k(oursSmall, SCALES.S.deals), 1.3, 'linear from S'),
    ];
  },
};
