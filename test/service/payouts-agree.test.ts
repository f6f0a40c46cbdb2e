import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { quarter } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { dumpOf } from '../support/dump.ts';
import { CLOSE_Q1, partner } from '../support/quarters.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const Q1 = quarter('2026-Q1');
const ACTS = ['payouts.approve', 'payouts.send', 'payouts.pay'] as const;

/** What stands in the file is changed as by rot or a foreign hand: the guards of the table are out of the way meanwhile. */
function tamper(path: string, sql: string): void {
  const connection = openDatabase(path);
  try {
    const guards = connection.all<{ name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    for (const { name } of guards) connection.raw.exec(`DROP TRIGGER ${name}`);
    connection.raw.exec(sql);
    for (const guard of guards) connection.raw.exec(guard.sql);
  } finally {
    connection.close();
  }
}

const DAMAGE: readonly (readonly [what: string, sql: string, names: string])[] = [
  ['a total kept of a month', "UPDATE partner_months SET accrued_paisa = accrued_paisa + 1 WHERE month = '2026-02'", 'P-1 in 2026-02'],
  [
    'a total filed under another kind',
    "UPDATE partner_months SET accrued_paisa = 0, adjustments_paisa = accrued_paisa WHERE month = '2026-03'",
    'P-1 in 2026-03',
  ],
  ['a total that is gone', "DELETE FROM partner_months WHERE month = '2026-01'", 'P-1 in 2026-01'],
  ['a posted line', "UPDATE accrual_lines SET amount_paisa = amount_paisa - 100 WHERE posted_in = '2026-03'", 'P-1 in 2026-03'],
  ['a balance', 'UPDATE partner_balances SET balance_paisa = balance_paisa + 1', 'the balance of P-1'],
  [
    'a line of the journal',
    "UPDATE journal_lines SET credit_paisa = credit_paisa + 64 WHERE id = (SELECT max(id) FROM journal_lines WHERE account = 'partner_payable')",
    'the balance of P-1',
  ],
];

async function runAt(state: (typeof ACTS)[number]): Promise<TestApp> {
  const app = await appFor();
  await play(app, `${partner('P-1', '500,000', 'tax_standing=filer')}\n${CLOSE_Q1}`);
  await app.call('payouts.propose', { quarter: Q1 });
  for (const act of ACTS.slice(0, ACTS.indexOf(state))) await app.call(act, { quarter: Q1 });
  return app;
}

describe('C16: stored = recomputed, else the application refuses to pay (rules 3.8, 6.2)', () => {
  describe.each(ACTS)('%s', (act) => {
    test.each(DAMAGE)('%s was changed: refused by name, and nothing is done', async (_what, sql, names) => {
      const app = await runAt(act);
      tamper(app.path, sql);
      const before = dumpOf(app.path, { except: ['audit_rows'] });
      const refusal = await app.refusal(act, { quarter: Q1 });
      expect(refusal.code).toBe('VERIFY_FAILED');
      expect(refusal.message).toContain(names);
      expect(dumpOf(app.path, { except: ['audit_rows'] })).toEqual(before);
    });

    test('goes through on figures that hold', async () => {
      const app = await runAt(act);
      await expect(app.call(act, { quarter: Q1 })).resolves.toMatchObject({ payments: 1 });
    });
  });

  test('only what the run pays and what is owed counts: the months of a paid quarter are summed no more, a later month is not summed yet', async () => {
    const app = await runAt('payouts.pay');
    await app.call('payouts.pay', { quarter: Q1 });
    await play(app, 'bill D-P-1 2026-04 I-04 500,000\nclose 2026-04\nclose 2026-05 accepting\nclose 2026-06 accepting\npropose 2026-Q2');
    tamper(app.path, "UPDATE accrual_lines SET amount_paisa = amount_paisa + 1 WHERE posted_in = '2026-01'");
    await expect(app.call('payouts.approve', { quarter: quarter('2026-Q2') })).resolves.toMatchObject({ payments: 1 });
    const { ok } = await app.call('system.verify', {});
    expect(ok, 'verify finds it').toBe(false);
  });
});
