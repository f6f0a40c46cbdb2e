import { describe, expect, test } from 'vitest';
import { month } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

const JANUARY = month('2026-01');

async function programme(): Promise<TestApp> {
  const app = await appFor({ today: '2026-02-28' });
  await app.import({
    'partners.csv': 'code,name,kind,joined_on\nP-1,Acme,agency,2025-01-01\n',
    'deals.csv':
      'code,partner_code,client,contract_type,contract_value,signed_on,start_on,expected_monthly_billing\n' +
      'D-1,P-1,Zenith,retainer,1200000,2026-01-05,2026-01-05,100000\nD-2,P-1,Other,retainer,1200000,2026-01-05,2026-01-05,100000\n',
    'billing.csv': 'deal_code,period,invoice_no,invoice_date,amount\nD-1,2025-12,EARLY,2025-12-31,5000\nD-1,2026-01,I-1,2026-01-31,90000\n',
  });
  return app;
}

async function undo(app: TestApp): Promise<void> {
  const act = (await app.call('acts.list', {})).rows.find((row) => row.state === 'undoable');
  await app.call('acts.undo', { seq: act?.seq ?? 0 });
}

const openOf = async (app: TestApp): Promise<string[]> => (await app.call('reconciliation.list', { month: JANUARY, open: true })).rows.map((row) => row.deal);
const verified = async (app: TestApp): Promise<unknown> => (await app.call('system.verify', {})).checks.filter((check) => !check.ok);

describe('work on variances is taken back until the month is closed (section 4)', () => {
  test('explained, taken back, they wait again; done again, they do not', async () => {
    const app = await programme();
    expect(await openOf(app)).toEqual(['D-1', 'D-2']);
    await app.call('reconciliation.work', { month: JANUARY, deals: ['D-1', 'D-2'], action: 'explained', reason: 'Agreed with the client' });
    expect(await openOf(app)).toEqual([]);
    await undo(app);
    expect(await openOf(app)).toEqual(['D-1', 'D-2']);
    await undo(app);
    expect(await openOf(app)).toEqual([]);
    expect((await app.call('reconciliation.list', { month: JANUARY })).rows[0]?.work).toMatchObject({ action: 'explained', reason: 'Agreed with the client' });
    expect(await verified(app)).toEqual([]);
  });

  test('escalated after explained goes back to explained', async () => {
    const app = await programme();
    await app.call('reconciliation.work', { month: JANUARY, deals: ['D-2'], action: 'explained', reason: 'Agreed' });
    await app.call('reconciliation.work', { month: JANUARY, deals: ['D-2'], action: 'escalated', reason: 'Not agreed after all' });
    await undo(app);
    expect((await app.call('reconciliation.list', { month: JANUARY })).rows.find((row) => row.deal === 'D-2')?.work).toMatchObject({ action: 'explained' });
  });

  test('of a closed month nothing is opened again', async () => {
    const app = await programme();
    await app.call('months.close', { month: JANUARY, acceptVariances: 'Agreed' });
    const { refused } = await app.call('reconciliation.work', { month: JANUARY, deals: ['D-2'], action: 'reopened', reason: 'Looked at again' });
    expect(refused).toMatchObject([{ deal: 'D-2', why: expect.stringContaining('closed') }]);
  });
});

describe('a decision on an exception is taken back until it is posted (3.5)', () => {
  test('withdrawn, it waits again and stops the close', async () => {
    const app = await programme();
    await app.call('exceptions.decide', { items: [{ deal: 'D-1', invoiceNo: 'EARLY' }], decision: 'accept', reason: 'Agreed start' });
    expect(await app.call('exceptions.list', { open: true })).toEqual([]);
    await undo(app);
    expect(await app.call('exceptions.list', { open: true })).toMatchObject([{ invoiceNo: 'EARLY', decision: null }]);
    await app.call('reconciliation.work', { month: JANUARY, deals: ['D-1', 'D-2'], action: 'explained', reason: 'Agreed' });
    expect(await app.refusal('months.close', { month: '2025-12' })).toMatchObject({ code: 'MONTH_NOT_READY' });
    expect(await verified(app)).toEqual([]);
  });

  test('once posted it is not taken back', async () => {
    const app = await programme();
    await app.call('exceptions.decide', { items: [{ deal: 'D-1', invoiceNo: 'EARLY' }], decision: 'accept', reason: 'Agreed start' });
    const seq = (await app.call('acts.list', {})).rows[0]?.seq ?? 0;
    await app.call('months.close', { month: month('2025-12'), acceptVariances: 'Agreed' });
    expect(await app.refusal('acts.undo', { seq })).toMatchObject({ code: 'TRANSITION_REFUSED' });
  });
});
