import { describe, expect, test } from 'vitest';
import {
  badRowsOf,
  cellKey,
  cellOf,
  editsOf,
  isMendable,
  NOTHING_MENDED,
  refusedFiles,
  rowKey,
  withCell,
  withRowsOut,
} from '../../renderer/forms/import-mending.ts';
import { parseImport } from '../../src/importers/index.ts';

const finding = (row: number, column: string, message: string, file = 'billing.csv') => ({ file, row, column, code: 'BAD', message });
const HEADERS = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'];
const TABLE = {
  file: 'billing.csv',
  kind: 'billing' as const,
  headers: HEADERS,
  columns: HEADERS,
  rows: [
    { row: 3, cells: ['D-1', '2026-01', '=I-2', '2026-01-28', '-5x0'] },
    { row: 4, cells: ['D-1', '2026-01', 'I-3', '2026-01-28', '-500', '000'] },
  ],
};
const ROWS = badRowsOf(
  [finding(3, 'amount', 'amount is wrong.'), finding(4, '', 'the row has 6 fields.'), finding(3, 'period', 'closed.'), finding(1, 'kind', 'missing')],
  [TABLE],
);

describe('D2: what a person mends in the check', () => {
  test('errors are gathered by row, with the row as it stands in the file', () => {
    expect(ROWS.map(({ row, findings, cells }) => [row, findings.length, cells?.length ?? null])).toEqual([
      [3, 2, 5],
      [4, 1, 6],
      [1, 1, null],
    ]);
    expect(ROWS.map(isMendable)).toEqual([true, false, false]);
    expect(ROWS[0] && [cellOf(ROWS[0], 'amount'), cellOf(ROWS[0], 'kind')]).toEqual(['-5x0', '']);
  });

  test('what stands in the file is no correction; a row left out takes its corrections with it; each file gets its own', () => {
    const amount = cellKey('billing.csv', 3, 'amount');
    let mending = withCell(NOTHING_MENDED, amount, '5', '-5x0');
    mending = withCell(mending, cellKey('book.xlsx › deals', 2, 'code'), 'D-2', 'D-1');
    expect(editsOf(mending, 'billing.csv')).toEqual({ corrections: [{ row: 3, column: 'amount', value: '5' }] });
    expect(editsOf(mending, 'book.xlsx')).toEqual({ corrections: [{ sheet: 'deals', row: 2, column: 'code', value: 'D-2' }] });
    const out = withRowsOut(mending, [rowKey('billing.csv', 3)], true);
    expect(editsOf(out, 'billing.csv')).toEqual({ leaveOut: [{ row: 3 }] });
    expect(editsOf(withRowsOut(out, [rowKey('billing.csv', 3)], false), 'billing.csv')).toEqual(editsOf(mending, 'billing.csv'));
    expect(editsOf(withCell(mending, amount, '-5x0', '-5x0'), 'billing.csv')).toEqual({});
  });

  test('refused rows are saved with their reasons, no cell runs as a formula (I1), and mended they are taken as they are', async () => {
    const [file] = refusedFiles(ROWS.slice(0, 1));
    expect(file?.name).toBe('billing-refused.csv');
    expect(file?.text).toBe(
      `${[...HEADERS, 'reasons'].map((name) => `"${name}"`).join(',')}\r\n"D-1","2026-01","'=I-2","2026-01-28","'-5x0","amount is wrong. closed."\r\n`,
    );
    const parsed = await parseImport([{ name: file?.name ?? '', bytes: Buffer.from((file?.text ?? '').replace("'-5x0", '-500')) }]);
    expect(parsed.errors.kept).toEqual([]);
    expect(parsed.rows.billing.map(({ values }) => [values.invoiceNo, values.amountPaisa])).toEqual([['=I-2', -50_000]]);
    expect(parsed.files[0]?.unknownColumns).toEqual(['reasons']);
  });
});
