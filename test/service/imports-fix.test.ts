import { describe, expect, test } from 'vitest';
import { sheetXml, workbook } from '../corpus/workbook-writer.ts';
import { csvOf, type TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const START = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
  `;
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const rowOf = (invoice_no: string, more: Readonly<Record<string, string>> = {}) => ({
  deal_code: 'D-1',
  period: '2026-01',
  invoice_no,
  invoice_date: '2026-01-28',
  amount: '500000',
  ...more,
});
const BILLING = csvOf([rowOf('I-1'), rowOf('I-2', { amount: '5x0' }), rowOf('I-3', { deal_code: 'D-9' }), rowOf('I-4', { invoice_date: '2026-13-01' })]);
const FILE = { name: 'billing.csv', base64: base64(BILLING) };

async function ready(): Promise<TestApp> {
  const app = await appFor();
  await play(app, START);
  return app;
}

describe('D2: errors mended in place', () => {
  test('corrected cells go with the import; the hash stays that of the original, and who changed what from what is kept', async () => {
    const app = await ready();
    const refused = await app.refusal('imports.run', { files: [FILE], dryRun: true });
    expect(refused.details).toMatchObject({ errorCount: 3 });
    const corrections = [
      { row: 3, column: 'amount', value: '510000' },
      { row: 4, column: 'deal_code', value: 'D-1' },
      { row: 5, column: 'invoice_date', value: '2026-01-13' },
    ];
    const file = { ...FILE, corrections };
    const checked = await app.call('imports.run', { files: [file], dryRun: true });
    expect(checked).toMatchObject({ errorCount: 0, counts: { billing: { new: 4 } }, files: [{ corrected: 3, leftOut: 0 }] });
    const taken = await app.call('imports.run', { files: [file] });
    const [batch] = await app.call('imports.list', {});
    expect(batch).toMatchObject({ corrected: 3, leftOut: 0, files: [{ sha256: checked.files[0]?.sha256 }] });
    expect(taken.files[0]?.sha256).toBe(checked.files[0]?.sha256);
    expect((await app.call('imports.get', { import: batch?.id ?? 0 })).edits).toEqual([
      { file: 'billing.csv', kind: 'billing', sheet: '', row: 3, column: 'amount', from: '5x0', to: '510000' },
      { file: 'billing.csv', kind: 'billing', sheet: '', row: 4, column: 'deal_code', from: 'D-9', to: 'D-1' },
      { file: 'billing.csv', kind: 'billing', sheet: '', row: 5, column: 'invoice_date', from: '2026-13-01', to: '2026-01-13' },
    ]);
    const { rows } = await app.call('audit.list', { procedure: 'imports.run' });
    expect(JSON.stringify(rows[0])).toContain('file corrected');
  });

  test('D6: the proof of a corrected line names file and row, and says that the value was corrected, from what and by whom', async () => {
    const app = await ready();
    await app.call('imports.run', { files: [{ ...FILE, corrections: [{ row: 3, column: 'amount', value: '510000' }], leaveOut: [{ row: 4 }, { row: 5 }] }] });
    const proof = JSON.stringify(await app.call('proof.of', { kind: 'billing', deal: 'D-1', invoiceNo: 'I-2' }));
    expect(proof).toContain('billing.csv');
    expect(proof).toContain('corrected');
    expect(proof).toContain('5x0');
  });

  test('a column that the file lacks can be filled in; private values are kept masked; a typed date of a workbook can be corrected', async () => {
    const app = await ready();
    const deals = csvOf([
      { code: 'D-2', partner_code: 'P-1', client: 'C', contract_type: 'retainer', contract_value: '1', signed_on: '2026-02-01', start_on: '2026-02-01' },
    ]);
    expect((await app.refusal('imports.run', { files: [{ name: 'deals.csv', base64: base64(deals) }] })).details).toMatchObject({
      errors: [{ column: 'expected_monthly_billing', row: 2 }],
    });
    await app.call('imports.run', {
      files: [{ name: 'deals.csv', base64: base64(deals), corrections: [{ row: 2, column: 'expected_monthly_billing', value: '1000' }] }],
    });
    const partners = csvOf([{ code: 'P-7', name: 'Seven', kind: 'agency', joined_on: '2026-01-01', iban: 'PK00SCBL0000001123456702' }]);
    await app.call('imports.run', {
      files: [{ name: 'partners.csv', base64: base64(partners), corrections: [{ row: 2, column: 'iban', value: 'PK36SCBL0000001123456702' }] }],
    });
    const [batch] = await app.call('imports.list', {});
    expect((await app.call('imports.get', { import: batch?.id ?? 0 })).edits).toMatchObject([{ from: '•••• 6702', to: '•••• 6702' }]);
    const book = workbook({
      sheets: [
        {
          name: 'holidays',
          xml: sheetXml([
            ['date', 'name'],
            ['2026-02-30', 'No day'],
          ]),
        },
      ],
    });
    const xlsx = { name: 'days.xlsx', base64: book.toString('base64') };
    const report = await app.call('imports.run', { files: [{ ...xlsx, corrections: [{ sheet: 'holidays', row: 2, column: 'date', value: '2026-02-05' }] }] });
    expect(report.counts).toMatchObject({ holidays: { new: 1 } });
  });

  test('a correction that meets no cell is an error, never lost without a word', async () => {
    const app = await ready();
    const { details } = await app.refusal('imports.run', {
      files: [{ name: 'billing.csv', base64: base64(csvOf([rowOf('I-1')])), corrections: [{ row: 9, column: 'amount', value: '1' }], leaveOut: [{ row: 8 }] }],
    });
    expect(details).toMatchObject({
      errors: [
        { code: 'EDIT_ASTRAY', row: 8 },
        { code: 'EDIT_ASTRAY', row: 9, column: 'amount' },
      ],
    });
  });
});

describe('D2, 2.3.3: bad rows out, by choice only', () => {
  test('nothing is taken while a row is bad; rows named as left out stay out and are recorded', async () => {
    const app = await ready();
    expect((await app.refusal('imports.run', { files: [FILE] })).code).toBe('IMPORT_REFUSED');
    const report = await app.call('imports.run', { files: [{ ...FILE, leaveOut: [{ row: 3 }, { row: 4 }, { row: 5 }] }] });
    expect(report).toMatchObject({ counts: { billing: { new: 1 } }, files: [{ leftOut: 3, corrected: 0 }] });
    const [batch] = await app.call('imports.list', {});
    expect(batch).toMatchObject({ leftOut: 3 });
    expect((await app.call('imports.get', { import: batch?.id ?? 0 })).edits.map(({ row, column }) => [row, column])).toEqual([
      [3, null],
      [4, null],
      [5, null],
    ]);
  });

  test('the refused rows come back as they stand, rows that cannot be read included, and a row of too many fields can be left out', async () => {
    const app = await ready();
    const text = `${BILLING}D-1,2026-01,I-5,2026-01-28,500,000\n`;
    const file = { name: 'billing.csv', base64: base64(text) };
    const { tables } = await app.call('imports.rows', {
      files: [file],
      rows: [3, 6].map((row) => ({ file: 'billing.csv', row })),
    });
    expect(tables).toEqual([
      {
        file: 'billing.csv',
        kind: 'billing',
        headers: ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'],
        columns: ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'],
        rows: [
          { row: 3, cells: ['D-1', '2026-01', 'I-2', '2026-01-28', '5x0'] },
          { row: 6, cells: ['D-1', '2026-01', 'I-5', '2026-01-28', '500', '000'] },
        ],
      },
    ]);
    const report = await app.call('imports.run', { files: [{ ...file, leaveOut: [3, 4, 5, 6].map((row) => ({ row })) }] });
    expect(report).toMatchObject({ counts: { billing: { new: 1 } }, files: [{ leftOut: 4 }] });
  });

  test('the mapping of headers is kept in the file, per kind and header set, and offered again', async () => {
    const app = await ready();
    const text = BILLING.replace('deal_code', 'Contract').replace('5x0', '5').replace('D-9', 'D-1').replace('2026-13-01', '2026-01-13');
    const file = { name: 'billing.csv', base64: base64(text) };
    await app.call('imports.run', { files: [{ ...file, mapping: { Contract: 'deal_code' } }] });
    const again = await app.refusal('imports.run', { files: [file], dryRun: true });
    expect(again.details).toMatchObject({ files: [{ remembered: { Contract: 'deal_code' } }] });
    const other = await app.refusal('imports.run', { files: [{ ...file, kind: 'deals' }], dryRun: true });
    expect((other.details as { files: { remembered?: unknown }[] }).files[0]?.remembered).toBeUndefined();
  });
});
