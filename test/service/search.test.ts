import { describe, expect, test } from 'vitest';
import { isoDate } from '../../src/shared/calendar.ts';
import { readMonth, readQuarter } from '../../src/shared/period-words.ts';
import { appFor } from '../support/scenario.ts';

const PARTNERS = [
  'code,name,kind,joined_on,city,ntn,iban,bank_title',
  'P-1,Indus Agency,agency,2025-01-01,Lahore,1234567-8,PK36SCBL0000001123456702,Indus',
  'P-2,South Indus,agency,2025-01-01,Karachi,,,',
  'P-3,100% Growth_Co,agency,2025-01-01,Karachi,,,',
].join('\n');
const DEALS = [
  'code,partner_code,client,contract_type,contract_value,signed_on,start_on,duration_months,expected_monthly_billing',
  'D-1,P-1,Acme Textiles,retainer,12000000,2026-01-05,2026-01-05,12,1000000',
  'D-2,P-2,Acme Textiles,retainer,12000000,2026-01-06,2026-01-06,12,1000000',
  'D-3,P-2,42,retainer,12000000,2026-01-07,2026-01-07,12,1000000',
  'D-4,P-2,42,retainer,12000000,2026-01-07,2026-01-07,12,1000000',
].join('\n');
const BILLING = 'deal_code,period,invoice_no,invoice_date,amount\nD-1,2026-01,INV-2026-0042,2026-01-31,1000000\n';

async function books() {
  const app = await appFor({ today: '2026-02-02' });
  await app.import({ 'partners.csv': PARTNERS, 'deals.csv': DEALS, 'billing.csv': BILLING });
  return async (text: string) => (await app.call('search.records', { text })).rows.map((row) => [row.kind, row.id, row.to]);
}

describe('A1: the palette finds', () => {
  test('partners by name, what begins with the text first, by code, by city and by a whole number that the answer never repeats', async () => {
    const search = await books();
    expect(await search('indus')).toEqual([
      ['partner', 'P-1', '/partners/P-1'],
      ['partner', 'P-2', '/partners/P-2'],
    ]);
    expect((await search('P-2')).slice(0, 1)).toEqual([['partner', 'P-2', '/partners/P-2']]);
    expect((await search('lahore')).map(([, id]) => id)).toEqual(['P-1']);
    for (const number of ['1234567-8', '12345678', 'PK36 SCBL 0000 0011 2345 6702'])
      expect(
        (await search(number)).map(([, id]) => id),
        number,
      ).toEqual(['P-1']);
    expect(JSON.stringify(await search('12345678'))).not.toContain('1234567');
  });

  test('deals and clients; a client that looks like a number keeps its quotes in the address', async () => {
    const search = await books();
    expect(await search('acme')).toEqual([
      ['deal', 'D-1', '/deals/D-1'],
      ['deal', 'D-2', '/deals/D-2'],
      ['client', 'Acme Textiles', '/deals?text=Acme%20Textiles'],
    ]);
    expect((await search('42')).find(([kind]) => kind === 'client')).toEqual(['client', '42', '/deals?text=%2242%22']);
  });

  test('invoices by the beginning of their number, in capitals or not', async () => {
    const search = await books();
    for (const text of ['INV-2026-0042', 'inv-2026', 'INV-2']) expect(await search(text), text).toEqual([['invoice', 'D-1 INV-2026-0042', '/deals/D-1']]);
    expect(await search('INV-2027')).toEqual([]);
  });

  test('months and quarters as people name them', async () => {
    const search = await books();
    expect((await search('jan 2026')).map(([, , to]) => to)).toEqual([
      '/close?month=2026-01',
      '/reconcile?month=2026-01',
      '/ledger?month=2026-01',
      '/journal?month=2026-01',
    ]);
    expect((await search('q1')).map(([, , to]) => to)).toEqual([
      '/payouts?quarter=2026-Q1',
      '/journal?month=2026-01',
      '/journal?month=2026-02',
      '/journal?month=2026-03',
    ]);
  });

  test('signs that LIKE would take for wildcards are looked for as they stand', async () => {
    const search = await books();
    expect((await search('100%')).map(([, id]) => id)).toEqual(['P-3']);
    expect((await search('growth_')).map(([, id]) => id)).toEqual(['P-3']);
    expect(await search('_')).toEqual([['partner', 'P-3', '/partners/P-3']]);
  });
});

describe('months and quarters in words', () => {
  const today = isoDate('2026-11-05');
  test.each([
    ['2026-09', '2026-09'],
    ['9/2026', '2026-09'],
    ['sep', '2026-09'],
    ['September 2025', '2025-09'],
    ['this month', '2026-11'],
    ['ma', null],
    ['sepia', null],
    ['13/2026', null],
    ['', null],
  ])('%j is the month %j', (text, month) => expect(readMonth(text, today)).toBe(month));
  test.each([
    ['2026-Q3', '2026-Q3'],
    ['q3', '2026-Q3'],
    ['Q1 2025', '2025-Q1'],
    ['2025 q1', '2025-Q1'],
    ['q5', null],
    ['2025 q1 2026', null],
  ])('%j is the quarter %j', (text, quarter) => expect(readQuarter(text, today)).toBe(quarter));
});
