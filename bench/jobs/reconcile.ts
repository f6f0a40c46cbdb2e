/** The reconciliation of a month, against one indexed join of deals and their billing. */
import { openDatabase } from '../../src/db/open.ts';
import { reconcileMonth } from '../../src/db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../src/db/repos/terms.ts';
import type { Connection } from '../../src/db/tx.ts';
import { MEASURED } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { race, same } from '../measure.ts';
import { type Row, timeRow } from '../report.ts';

const JOB = 'reconcile';

const JOIN = `SELECT d.id, d.code, d.partner_id, d.client, d.expected_monthly_paisa AS expected, coalesce(sum(l.amount_paisa), 0) AS billed
  FROM deals d LEFT JOIN billing_lines l ON l.period = :month AND l.deal_id = d.id
  WHERE d.expected_until >= :month AND d.start_month <= :month GROUP BY d.id`;

interface Totals {
  rows: number;
  expected: number;
  billed: number;
}

function joined(connection: Connection): Totals {
  const totals = { rows: 0, expected: 0, billed: 0 };
  for (const row of connection.all<{ expected: number; billed: number }>(JOIN, { month: MEASURED })) {
    totals.rows += 1;
    totals.expected += row.expected;
    totals.billed += row.billed;
  }
  return totals;
}

function reconciled(connection: Connection): Totals {
  const totals = { rows: 0, expected: 0, billed: 0 };
  for (const row of reconcileMonth(connection, MEASURED, loadTermsVersions(connection))) {
    // Completions and lines of fixed-price deals are ours alone.
    if (row.contractType === 'fixed_price' || row.status === 'unexpected') continue;
    totals.rows += 1;
    totals.expected += row.expectedPaisa;
    totals.billed += row.billedPaisa;
  }
  return totals;
}

async function compare({ scale, worlds, runs }: JobContext, stage: 'ready' | 'closed'): Promise<Row> {
  const connection = openDatabase(await worlds.at(scale, stage), { readonly: true });
  const found: { ours: Totals | null; join: Totals | null } = { ours: null, join: null };
  const [ours, floor] = await race(
    {
      name: 'reconciliation',
      run: () => {
        found.ours = reconciled(connection);
      },
    },
    {
      name: 'join',
      run: () => {
        found.join = joined(connection);
      },
    },
    Math.max(runs, 7),
  );
  same('reconciliation', found.ours, found.join);
  connection.close();
  return timeRow(JOB, `${scale.name} reconciliation of ${stage === 'ready' ? 'an open' : 'a closed'} month`, ours.medianMs, floor.medianMs, 2);
}

async function overYears({ scale, worlds, runs }: JobContext): Promise<Row> {
  const five = openDatabase(await worlds.at(scale, 'ready', 5), { readonly: true });
  const one = openDatabase(await worlds.at(scale, 'ready'), { readonly: true });
  const [a, b] = await race({ name: 'five', run: () => void reconciled(five) }, { name: 'one', run: () => void reconciled(one) }, Math.max(runs, 7));
  five.close();
  one.close();
  return timeRow(JOB, `${scale.name} reconciliation with five years of history, against one`, a.medianMs, b.medianMs, 1.2, 'history inserted by statement');
}

export const reconcile: Job = {
  name: JOB,
  run: async (context) => [await compare(context, 'ready'), await compare(context, 'closed'), await overYears(context)],
};
