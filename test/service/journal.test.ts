import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { type Month, month } from '../../src/shared/calendar.ts';
import { formatRupees, paisa } from '../../src/shared/paisa.ts';
import type { TestApp } from '../support/app.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

/** Entries of a month as `event partner: account Dr amount, account Cr amount`. */
async function entriesOf(app: TestApp, of: string): Promise<string[]> {
  const { entries } = await app.call('journal.entries', { month: of as Month });
  return entries.map((entry) => {
    const lines = entry.lines.map((line) => `${line.account} ${line.debitPaisa > 0 ? 'Dr' : 'Cr'} ${formatRupees(paisa(line.debitPaisa + line.creditPaisa))}`);
    return `${entry.postedOn} ${entry.event} ${entry.partner}: ${lines.join(', ')}`;
  });
}

const LIFE = `
  partner P-1 tier=silver
  partner P-2 tier=gold
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 start=2026-02-01 months=18 monthly=500,000
  deal D-2 P-2 retainer 9,000,000 signed=2025-01-10 months=36 monthly=1,000,000
  bill D-1 2026-02 I-2 500,000
  bill D-1 2026-03 I-3 500,000
  bill D-2 2026-02 I-2 1,000,000
  bill D-2 2026-03 I-3 1,000,000
  close 2026-02
  close 2026-03
  settle 2026-Q1
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 start=2026-02-01 months=18 monthly=500,000 cancelled=2026-04-10/client
  deal D-2 P-2 retainer 9,000,000 signed=2025-01-10 months=36 monthly=1,000,000 cancelled=2026-02-28/other
  bill D-2 2026-02 I-2b 50,000
  bill D-2 2026-03 I-3b 50,000
  leave D-2 I-3b
  close 2026-04 accepting
`;

describe('rule 3.8 double entry', () => {
  test('3.8: accrual, payment, clawback, adjustment and receivable each post their accounts, per partner', async () => {
    const app = await appFor();
    await play(app, LIFE);
    expect(await entriesOf(app, '2026-02')).toEqual([
      '2026-02-28 accrual P-1: commission_expense Dr 90,000.00, partner_payable Cr 90,000.00',
      '2026-02-28 accrual P-2: commission_expense Dr 200,000.00, partner_payable Cr 200,000.00',
    ]);
    expect((await entriesOf(app, '2026-04')).sort()).toEqual([
      '2026-04-15 payout P-1: partner_payable Dr 180,000.00, withholding_payable Cr 43,200.00, bank Cr 136,800.00',
      '2026-04-15 payout P-2: partner_payable Dr 400,000.00, withholding_payable Cr 96,000.00, bank Cr 304,000.00',
      '2026-04-30 accrual P-2: commission_expense Dr 10,000.00, partner_payable Cr 10,000.00',
      '2026-04-30 adjustment P-2: accrued_adjustments Cr 200,000.00, partner_payable Dr 200,000.00',
      '2026-04-30 clawback P-1: commission_expense Cr 180,000.00, partner_payable Dr 180,000.00',
      '2026-04-30 receivable P-1: clawback_receivable Dr 180,000.00, partner_payable Cr 180,000.00',
      '2026-04-30 receivable P-2: clawback_receivable Dr 190,000.00, partner_payable Cr 190,000.00',
    ]);
  });

  scenario(
    '3.8 and 5.3: trial balance and balances as of each month; the totals of the two columns are equal',
    `
    ${LIFE}
    trial 2026-01
    trial 2026-02
    | commission_expense Dr 290,000.00
    | partner_payable Cr 290,000.00
    trial 2026-03
    | commission_expense Dr 580,000.00
    | partner_payable Cr 580,000.00
    trial 2026-04
    | accrued_adjustments Cr 200,000.00
    | bank Cr 440,800.00
    | clawback_receivable Dr 370,000.00
    | commission_expense Dr 410,000.00
    | partner_payable 0.00
    | withholding_payable Cr 139,200.00
    balances 2026-01
    balances 2026-02
    | P-1 90,000.00
    | P-2 200,000.00
    balances 2026-03
    | P-1 180,000.00
    | P-2 400,000.00
    balances 2026-04
    | P-1 -180,000.00
    | P-2 -190,000.00
    `,
  );

  test('3.8: the journal as a file: same range, same bytes; its columns are equal in total', async () => {
    const app = await appFor();
    await play(app, LIFE);
    const range = { from: month('2026-01'), to: month('2026-12') };
    const first = await app.call('exports.journal', range);
    expect(await app.call('exports.journal', range)).toEqual(first);
    const { data } = Papa.parse<string[]>(Buffer.from(first.base64, 'base64').toString('utf8'), { skipEmptyLines: true });
    const [header = [], ...lines] = data;
    const total = (column: string): bigint => lines.reduce((sum, cells) => sum + BigInt((cells[header.indexOf(column)] || '0').replace('.', '')), 0n);
    expect(total('debit')).toBe(total('credit'));
    expect(total('debit')).toBe(192_000_000n);
    expect(lines.every((cells) => cells.length === header.length)).toBe(true);
  });
});

describe('rule 3.6 closed means closed in the database (D1)', () => {
  const RAW: readonly string[] = [
    'UPDATE accrual_lines SET amount_paisa = 0',
    'DELETE FROM accrual_lines',
    'INSERT OR REPLACE INTO accrual_lines SELECT * FROM accrual_lines WHERE id = 1',
    "UPDATE OR IGNORE accrual_lines SET posted_in = '2099-01'",
    'INSERT INTO accrual_lines SELECT id + 1000, deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, NULL, NULL FROM accrual_lines WHERE id = 1',
    "INSERT INTO accrual_lines SELECT id + 1000, deal_id, partner_id, '2020-01', '2020-01', kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, NULL, NULL FROM accrual_lines WHERE id = 1",
    'INSERT INTO accrual_lines SELECT * FROM accrual_lines WHERE true ON CONFLICT (id) DO UPDATE SET amount_paisa = 0',
    'DELETE FROM months',
    'UPDATE months SET total_paisa = 0',
    'INSERT OR REPLACE INTO months SELECT month, closed_at, closed_by, close_seq, 0, 0, digest FROM months',
    'DELETE FROM partner_months',
    'UPDATE partner_months SET accrued_paisa = 0',
    'DELETE FROM journal_entries',
    'UPDATE journal_entries SET posted_on = posted_on',
    'DELETE FROM journal_lines',
    'UPDATE journal_lines SET debit_paisa = 0',
    'INSERT OR REPLACE INTO journal_lines SELECT id, entry_id, account, partner_id, 0, 0 FROM journal_lines',
    'UPDATE billing_lines SET amount_paisa = 1',
    'DELETE FROM billing_lines WHERE id IN (SELECT billing_line_id FROM accrual_lines)',
    'UPDATE deals SET registered_rate_bps = 0',
    'DELETE FROM deals',
    'DELETE FROM partners',
    'UPDATE payout_items SET gross_paisa = 0',
    "UPDATE payout_items SET net_paisa = 1 WHERE state = 'paid'",
    'DELETE FROM payout_items',
    'DELETE FROM payout_runs',
    'DELETE FROM payout_events',
    "UPDATE payout_events SET actor = 'x'",
    'DELETE FROM variance_work',
    'DELETE FROM exception_decisions',
    'DELETE FROM audit_rows',
  ];
  test('D1: no raw statement on a connection of ours changes a closed row, a posted line or the journal', async () => {
    const app = await appFor();
    await play(app, LIFE);
    const before = dumpOf(app.path);
    const connection = openDatabase(app.path);
    const went: string[] = [];
    try {
      for (const sql of RAW) {
        try {
          connection.write((db) => void db.run(sql));
          went.push(sql);
        } catch {
          // refused, as it must be
        }
      }
    } finally {
      connection.close();
    }
    expect(went).toEqual([]);
    expect(dumpOf(app.path)).toEqual(before);
  });
});

describe('C14: amounts at the edge of what a number can hold', () => {
  const LARGEST = '90071992547409.91';
  test('C14: a total beyond 2^53 paisa is refused as a whole; nothing is ever rounded silently', async () => {
    const app = await appFor();
    await play(
      app,
      `
      partner P-1
      deal D-1 P-1 retainer 1 signed=2026-01-05 months=9 monthly=1 rate=100
      bill D-1 2026-01 I-1 ${LARGEST}
      `,
    );
    await play(app, 'close 2026-01 accepting\nbalances 2026-01\n| P-1 90,071,992,547,409.91');
    await app.import({
      'billing.csv': `deal_code,period,invoice_no,invoice_date,amount\nD-1,2026-02,I-2,2026-02-28,${LARGEST}\nD-1,2026-02,I-3,2026-02-28,0.01\n`,
    });
    const before = dumpOf(app.path, { except: ['audit_rows'] });
    const reply = await app.app.dispatch('months.close', { month: '2026-02', acceptVariances: 'in the test' }, { host: 'test' });
    expect(reply.ok).toBe(false);
    expect(dumpOf(app.path, { except: ['audit_rows'] })).toEqual(before);
  });
});
