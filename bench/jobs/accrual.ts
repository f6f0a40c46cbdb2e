/** The accrual statement and a whole close, against one flat-rate INSERT..SELECT into the same table. */

import { openDatabase } from '../../src/db/open.ts';
import { postRecurring } from '../../src/db/repos/accruals.ts';
import { lastClose } from '../../src/db/repos/months.ts';
import { loadTermsVersions } from '../../src/db/repos/terms.ts';
import type { Connection, WriteDb } from '../../src/db/tx.ts';
import { ACCEPT, BenchApp, copyFile, removeFile } from '../app.ts';
import { MEASURED, type Scale } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { race, same } from '../measure.ts';
import { ms, type Row, timeRow } from '../report.ts';
import type { Worlds } from '../worlds.ts';

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

/** Milliseconds per line of each scale, to see whether a close is linear. */
const perLine = new Map<Scale['name'], number>();

/** The wait before the copy's pages are needed is not part of it. */
async function closeTimes({ scale, worlds, runs }: { scale: Scale; worlds: Worlds; runs: number }, years: 1 | 5): Promise<{ ours: number; flat: number }> {
  const ready = await worlds.at(scale, 'ready', years);
  const path = worlds.scratch('close.pdesk');
  let app: BenchApp | null = null;
  let connection: Connection | null = null;
  const totals: Record<string, unknown> = {};
  const readTotals = (name: string): void => {
    const reader = openDatabase(path, { readonly: true });
    totals[name] = postedTotals(reader);
    reader.close();
  };
  const [ours, flat] = await race(
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
        readTotals('close');
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
        readTotals('flat');
      },
    },
    runs,
  );
  same('close', totals['close'], totals['flat']);
  removeFile(path);
  return { ours: ours.medianMs, flat: flat.medianMs };
}

export const close: Job = {
  name: 'close',
  run: async (context) => {
    const { scale } = context;
    const one = await closeTimes(context, 1);
    perLine.set(scale.name, one.ours / scale.deals);
    const rows = [timeRow('close', `${scale.name} whole close of a month, committed, variances accepted`, one.ours, one.flat, 6, 'the goal is set for L')];
    const small = perLine.get('S');
    if (scale.name !== 'S' && small !== undefined) {
      rows.push(timeRow('close', `${scale.name} close per 10,000 lines, against S`, (one.ours / scale.deals) * 10_000, small * 10_000, 1.3, 'linear from S'));
    }
    if (scale.name === 'L') return rows;
    const five = await closeTimes({ ...context, runs: Math.min(context.runs, 3) }, 5);
    const note = `the floor grows too: a larger index is written in more places; one year took ${ms(one.ours)}`;
    rows.push(timeRow('close', `${scale.name} the same with five years of history`, five.ours, five.flat, 6, note));
    return rows;
  },
};
