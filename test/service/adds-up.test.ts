import { describe, expect, test } from 'vitest';
import { month } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

const BILLING = 'deal_code,period,invoice_no,invoice_date,amount\n';

async function programme(lines: readonly string[]): Promise<TestApp> {
  const app = await appFor({ today: '2026-03-31' });
  await app.import({
    'partners.csv': 'code,name,kind,joined_on\nP-1,Acme,agency,2026-01-01\nP-2,Beta,agency,2026-01-01\n',
    'deals.csv':
      'code,partner_code,client,contract_type,contract_value,signed_on,start_on,expected_monthly_billing\n' +
      ['D-1,P-1,Zenith', 'D-2,P-2,zenith ', 'D-3,P-1,Other', 'D-4,P-2,Far'].map((head) => `${head},retainer,1200000,2026-01-01,2026-01-01,100000`).join('\n'),
    'billing.csv': BILLING + lines.map((line, index) => `${line.split(' ')[0]},${line.split(' ')[1]},I-${index},2026-02-01,${line.split(' ')[2]}`).join('\n'),
  });
  return app;
}

describe('what adds up to this difference (section 4)', () => {
  test('finds the lines of the same client before those of others', async () => {
    const app = await programme(['D-1 2026-02 60000', 'D-2 2026-02 25000', 'D-2 2026-03 15000', 'D-4 2026-02 40000']);
    const answer = await app.call('reconciliation.addsUp', { deal: 'D-1', month: month('2026-02') });
    expect(answer).toMatchObject({ differencePaisa: -4_000_000, considered: 3 });
    expect(answer.sets.map((set) => [set.near, set.lines.map((line) => line.invoiceNo).sort()])).toEqual([
      ['client', ['I-1', 'I-2']],
      ['other', ['I-3']],
    ]);
    for (const set of answer.sets) expect(set.lines.reduce((sum, line) => sum + line.amountPaisa, 0)).toBe(set.sumPaisa);
  });

  test('of a deal billed too much it names the surplus among its own lines, credit notes netted', async () => {
    const app = await programme(['D-1 2026-02 100000', 'D-1 2026-02 30000', 'D-1 2026-02 -10000']);
    const { sets, differencePaisa } = await app.call('reconciliation.addsUp', { deal: 'D-1', month: month('2026-02') });
    expect(differencePaisa).toBe(2_000_000);
    expect(sets[0]).toMatchObject({ near: 'deal', sumPaisa: 2_000_000 });
    expect(sets[0]?.lines.map((line) => line.invoiceNo).sort()).toEqual(['I-1', 'I-2']);
  });

  test('what is posted is no open line, and it changes nothing', async () => {
    const app = await programme([
      'D-1 2026-01 100000',
      'D-2 2026-01 100000',
      'D-3 2026-01 100000',
      'D-4 2026-01 100000',
      'D-1 2026-02 90000',
      'D-3 2026-02 10000',
    ]);
    await app.call('months.close', { month: month('2026-01') });
    const { considered, sets } = await app.call('reconciliation.addsUp', { deal: 'D-1', month: month('2026-02') });
    expect(considered).toBe(1);
    expect(sets).toMatchObject([{ near: 'partner', lines: [{ deal: 'D-3', amountPaisa: 1_000_000 }] }]);
  });

  test('a matched month has nothing to explain', async () => {
    const app = await programme(['D-1 2026-02 100000']);
    expect(await app.refusal('reconciliation.addsUp', { deal: 'D-1', month: '2026-02' })).toMatchObject({ code: 'BAD_INPUT' });
  });
});
