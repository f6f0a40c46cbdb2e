import { describe, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';

const COLUMNS = [
  { field: 'deal', header: 'Deal' },
  { field: 'client', header: 'Client' },
  { field: 'contractValuePaisa', header: 'Value PKR' },
  { field: 'rateBps', header: 'Rate %' },
];

async function programme(count: number): Promise<TestApp> {
  const app = await appFor({ today: '2026-03-31' });
  const rows = Array.from(
    { length: count },
    (_, index) => `D-${String(index).padStart(4, '0')},P-1,"=Client ${index}, Ltd",fixed_price,${index + 1}.05,2026-01-02,2026-01-02`,
  );
  await app.import({
    'partners.csv': 'code,name,kind,joined_on\nP-1,Acme,agency,2026-01-01\n',
    'deals.csv': `code,partner_code,client,contract_type,contract_value,signed_on,start_on\n${rows.join('\n')}\n`,
  });
  return app;
}

const textOf = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('utf8')
    .replace(/^\ufeff/, '');

describe('a list as it is seen, written out', () => {
  test('every row of the filter beyond one page, in its order, with the columns asked; amounts exact, no formula', async () => {
    const app = await programme(1_203);
    const file = await app.call('exports.list', {
      list: 'deals.list',
      input: { filter: { text: 'Client' }, sort: { by: 'contractValuePaisa', direction: 'desc' } },
      columns: COLUMNS,
      filterText: 'contains “Client”',
    });
    const lines = textOf(file.base64).trimEnd().split('\r\n');
    expect(file.rows).toBe(1_203);
    expect(lines.slice(0, 5)).toEqual([
      '"deals.list, 1203 rows"',
      'contains “Client”',
      expect.stringContaining('As of 2026-03-31'),
      '',
      'Deal,Client,Value PKR,Rate %',
    ]);
    expect(lines[5]).toMatch(/^D-1202,"'=Client 1202, Ltd",1203\.05,\d+\.\d\d$/);
    expect(lines).toHaveLength(5 + 1_203);
    const { totals } = await app.call('deals.totals', { filter: { text: 'Client' } });
    const sum = lines.slice(5).reduce((paisa, line) => paisa + BigInt((/,(\d+)\.(\d\d),\d+\.\d\d$/.exec(line) ?? []).slice(1).join('') || 0), 0n);
    expect(sum).toBe(BigInt(totals.contractValuePaisa));
  });

  test('a filter that the list does not know is refused, and an unknown list', async () => {
    const app = await programme(1);
    const base = { columns: COLUMNS, filterText: '' };
    expect(await app.refusal('exports.list', { list: 'deals.list', input: { filter: { colour: 'red' } }, ...base })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await app.refusal('exports.list', { list: 'audit.list', input: {}, ...base })).toMatchObject({ code: 'BAD_INPUT' });
  });
});
