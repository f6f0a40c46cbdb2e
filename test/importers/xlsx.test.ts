import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, describe, expect, test } from 'vitest';
import { type ImportOptions, type InputFile, type ParsedImport, parseImport } from '../../src/importers/index.ts';
import { nodeReader } from '../../src/importers/reader-process.ts';
import { columnOfLetters, lettersOfColumn } from '../../src/importers/sheet.ts';
import { styleOfFormat } from '../../src/importers/workbook-parts.ts';
import { BILLING_HEADER, billingBook, type Cell, type Row, sheetXml, workbook, zip } from '../corpus/workbook-writer.ts';
import { brief, csvText, importText } from './support/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-xlsx-'));
afterAll(() => rmSync(folder, { recursive: true }));

function importBook(bytes: Uint8Array, rest: Partial<InputFile> = {}, options: ImportOptions = {}): Promise<ParsedImport> {
  return parseImport([{ name: 'billing.xlsx', bytes, ...rest }], options);
}

const xml = (text: string): Cell => ({ xml: text });
const GOOD: Row = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1000.5, 'invoice'];
const SHEET = sheetXml([BILLING_HEADER, GOOD]);
const HOLIDAYS = sheetXml([
  ['date', 'name'],
  ['2026-03-23', 'Pakistan Day'],
]);

describe('which sheet holds what', () => {
  test('sheets go by their names, others are left out with a word', async () => {
    const bytes = workbook({
      sheets: [
        { name: ' BILLING ', xml: SHEET },
        { name: 'Holidays 2026', xml: HOLIDAYS },
        { name: 'Notes', xml: sheetXml([['x']]) },
      ],
    });
    const result = await importBook(bytes, { name: 'march.xlsx' });
    expect(brief(result.errors)).toEqual([]);
    expect(brief(result.warnings)).toEqual(['march.xlsx › Notes:0: SHEET_IGNORED']);
    expect(result.files[0]?.kinds).toEqual([
      { kind: 'billing', rows: 1 },
      { kind: 'holidays', rows: 1 },
    ]);
    expect(result.rows.holidays[0]).toMatchObject({ fileLabel: 'march.xlsx › Holidays 2026', row: 2, values: { date: '2026-03-23' } });
  });

  test('one sheet of any name goes by the file name, or by what was chosen', async () => {
    const bytes = workbook({ sheets: [{ name: 'Sheet1', xml: SHEET }] });
    expect((await importBook(bytes)).rows.billing.length).toBe(1);
    expect((await importBook(bytes, { name: 'x.xlsx', kind: 'billing' })).rows.billing.length).toBe(1);
    expect(brief((await importBook(bytes, { name: 'x.xlsx' })).errors)).toEqual(['x.xlsx:0: UNKNOWN_KIND']);
  });

  test('several sheets of no name are asked about', async () => {
    const bytes = workbook({
      sheets: [
        { name: 'Sheet1', xml: SHEET },
        { name: 'Sheet2', xml: sheetXml([]) },
      ],
    });
    expect(brief((await importBook(bytes)).errors)).toEqual(['billing.xlsx:0: SHEET_UNCLEAR']);
  });

  test('an empty sheet, and one with a header only, are told apart', async () => {
    expect(brief((await importBook(workbook({ sheets: [{ name: 'billing', xml: sheetXml([]) }] }))).errors)).toEqual(['billing.xlsx › billing:0: EMPTY_SHEET']);
    expect(brief((await importBook(billingBook([]))).warnings)).toEqual(['billing.xlsx › billing:0: NO_ROWS']);
  });

  test('a missing column is named with its sheet; unknown ones by letter', async () => {
    const result = await importBook(
      workbook({
        sheets: [
          {
            name: 'billing',
            xml: sheetXml([
              ['deal_code', 'period', 'x'],
              ['D', '2026-03', 'y'],
            ]),
          },
        ],
      }),
    );
    expect(brief(result.errors)).toEqual([
      'billing.xlsx › billing:1:invoice_no MISSING_COLUMN',
      'billing.xlsx › billing:1:invoice_date MISSING_COLUMN',
      'billing.xlsx › billing:1:amount MISSING_COLUMN',
    ]);
    expect(result.warnings.kept[0]?.message).toContain('(column C)');
  });
});

describe('the same data', () => {
  test('written by exceljs as a workbook and as CSV gives the same rows', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('billing');
    sheet.addRow([...BILLING_HEADER]);
    const lines: string[][] = [[...BILLING_HEADER]];
    for (let at = 0; at < 500; at++) {
      const day = 1 + (at % 28);
      const line = [
        `D-${at % 7}`,
        '2026-03',
        `INV-${at}`,
        `2026-03-${String(day).padStart(2, '0')}`,
        `${at * 37}.${String(at % 100).padStart(2, '0')}`,
        at % 2 === 0 ? 'invoice' : '',
      ];
      lines.push(line);
      const row = sheet.addRow([
        line[0],
        line[1],
        at % 3 === 0 ? { richText: [{ text: 'INV-' }, { font: { bold: true }, text: String(at) }] } : line[2],
        new Date(Date.UTC(2026, 2, day)),
        Number(line[4]),
        line[5],
      ]);
      row.getCell(4).numFmt = 'dd-mmm-yyyy';
      row.getCell(5).numFmt = '_-"PKR" * #,##0.00_-';
    }
    const fromBook = await importBook(new Uint8Array(await book.xlsx.writeBuffer()));
    const fromText = await importText('billing.csv', csvText(lines));
    expect(brief(fromBook.errors)).toEqual([]);
    expect(brief(fromBook.warnings)).toEqual([]);
    expect(fromBook.rows.billing.map(({ row, values }) => ({ row, values }))).toEqual(fromText.rows.billing.map(({ row, values }) => ({ row, values })));
  });

  test('formulas written by exceljs give their results', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('billing');
    sheet.addRow([...BILLING_HEADER]);
    sheet.addRow(['D-1', '2026-03', 'INV-1', '2026-03-31', { formula: '1+1', result: 2 }, { formula: '"invoice"', result: 'invoice' }]);
    const result = await importBook(new Uint8Array(await book.xlsx.writeBuffer()));
    expect(result.rows.billing[0]?.values).toMatchObject({ amountPaisa: 200, kind: 'invoice' });
    expect(brief(result.warnings).sort()).toEqual(['billing.xlsx › billing:2:amount FORMULA_VALUE_USED', 'billing.xlsx › billing:2:kind FORMULA_VALUE_USED']);
  });

  test('prefixed names, single quotes, comments, CDATA and missing references are XML too', async () => {
    const odd = `<?xml version='1.0'?><!-- x > y --><x:worksheet xmlns:x='u'><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>deal_code</x:t></x:is></x:c>${['period', 'invoice_no', 'invoice_date', 'amount'].map((name) => `<x:c t="inlineStr"><x:is><x:t><![CDATA[${name}]]></x:t></x:is></x:c>`).join('')}</x:row><x:row><x:c t="str"><x:v>D&amp;&#49;&#x32;</x:v></x:c><x:c t="str"><x:v>2026-03</x:v></x:c><x:c t="str" x:note="a > b"><x:v>_x0041__x005F_1</x:v></x:c><x:c t="str"><x:v>2026-03-31</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    const result = await importBook(workbook({ sheets: [{ name: 'billing', xml: odd }] }));
    expect(brief(result.errors)).toEqual([]);
    expect(result.rows.billing[0]).toMatchObject({ row: 2, values: { dealCode: 'D&12', invoiceNo: 'A_1', amountPaisa: 700 } });
  });
});

describe('typed cells', () => {
  const amountOf = async (cell: Cell): Promise<string | number | undefined> => {
    const result = await importBook(billingBook([['D-1', '2026-03', 'INV-1', '2026-03-31', cell, null]]));
    return result.errors.kept[0]?.code ?? result.rows.billing[0]?.values.amountPaisa;
  };

  test.each([
    ['4500000.0999999996', 450_000_010],
    ['0.30000000000000004', 30],
    ['1E-9', 0],
    ['-1E-9', 0],
    ['12345678.910000001', 1_234_567_891],
    ['90071992547409.9', 9_007_199_254_740_990],
    ['10.005', 'TOO_MANY_DECIMALS'],
    ['0.001', 'TOO_MANY_DECIMALS'],
    ['1E+15', 'AMOUNT_TOO_LARGE'],
    ['1E+400', 'CELL_ERROR'],
    ['0x10', 'CELL_ERROR'],
  ])('number %s as an amount', async (raw, expected) => {
    expect(await amountOf(xml(`<c><v>${raw}</v></c>`))).toBe(expected);
  });

  test('a percent cell is no amount, a formatted blank is blank', async () => {
    expect(await amountOf(xml('<c s="3"><v>0.5</v></c>'))).toBe('VALUE_IS_PERCENT');
    expect(await amountOf(xml('<c s="4"/>'))).toBe('REQUIRED_BLANK');
    expect(await amountOf(xml('<c t="str"><f>""</f><v></v></c>'))).toBe('REQUIRED_BLANK');
  });

  test('a text of the tag character stays text', async () => {
    const result = await importBook(billingBook([['\u007fn5', '2026-03', 'INV-1', '2026-03-31', '\u007fn5', null]]));
    expect(brief(result.errors)).toEqual(['billing.xlsx › billing:2:deal_code CONTROL_CHARACTER', 'billing.xlsx › billing:2:amount BAD_AMOUNT']);
  });

  test.each([
    ['General', 'plain'],
    ['yyyy\\-mm\\-dd', 'date'],
    ['[$-409]d\\-mmm\\-yy;@', 'date'],
    ['[h]:mm:ss', 'date'],
    ['"Rs "#,##0.00', 'plain'],
    ['[$Rs-420] #,##0', 'plain'],
    ['_-* #,##0.00_d_-', 'plain'],
    ['0.00%', 'percent'],
    ['#,##0;[Red]-#,##0', 'plain'],
    ['0.00E+00', 'plain'],
    ['@', 'plain'],
  ])('format %s is %s', (format, style) => {
    expect(styleOfFormat(format)).toBe(style);
  });

  test('columns by letters', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(lettersOfColumn)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
    for (let at = 0; at < 17_000; at += 7) expect(columnOfLetters(lettersOfColumn(at))).toBe(at);
    expect(columnOfLetters('a1')).toBe(-1);
  });
});

describe('archives', () => {
  test('zip64 sizes are read, stored parts too, an encrypted part is refused', async () => {
    expect((await importBook(billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: SHEET, stored: true }] }))).rows.billing.length).toBe(1);
    expect(brief((await importBook(billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: SHEET, says: { flags: 1 } }] }))).errors)).toEqual([
      'billing.xlsx:0: PASSWORD_PROTECTED',
    ]);
    expect(brief((await importBook(zip([{ name: 'a.txt', content: 'x' }]))).errors)).toEqual(['billing.xlsx:0: NOT_A_WORKBOOK']);
    expect(
      brief((await importBook(billingBook([GOOD], { parts: Array.from({ length: 1000 }, (_, at) => ({ name: `xl/x${at}.xml`, content: '' })) }))).errors),
    ).toEqual(['billing.xlsx:0: WORKBOOK_TOO_LARGE']);
  });

  test('a part the workbook needs is missing', async () => {
    expect(brief((await importBook(billingBook([GOOD], { without: ['xl/worksheets/sheet1.xml'] }))).errors)).toEqual(['billing.xlsx:0: DAMAGED_WORKBOOK']);
  });

  test('limits of rows and text', async () => {
    const rows = Array.from({ length: 20 }, (_, at): Row => ['D-1', '2026-03', `INV-${at}`, '2026-03-31', at, null]);
    expect(brief((await importBook(billingBook(rows), {}, { limits: { maxRowsPerFile: 19 } })).errors)).toEqual(['billing.xlsx › billing:0: TOO_MANY_ROWS']);
    expect(brief((await importBook(billingBook(rows), {}, { limits: { maxCellTextChars: 300 } })).errors).at(-1)).toMatch(/WORKBOOK_TOO_LARGE/);
  });
});

describe('the reading process', () => {
  const child = (name: string, code: string): string => {
    const path = join(folder, name);
    writeFileSync(path, code);
    return path;
  };
  const bytes = billingBook([GOOD]);

  test('that runs too long is killed', async () => {
    const path = child('slow.mjs', 'setInterval(() => undefined, 1000);');
    const started = performance.now();
    const result = await importBook(bytes, {}, { startReader: nodeReader(path), limits: { childTimeoutMs: 300 } });
    expect(brief(result.errors)).toEqual(['billing.xlsx:0: WORKBOOK_TOO_SLOW']);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('that fills its memory dies alone', async () => {
    const path = child('greedy.mjs', 'const all = []; for (;;) all.push(Array.from({ length: 10000 }, () => ({})));');
    const result = await importBook(bytes, {}, { startReader: nodeReader(path), limits: { childMemoryMb: 30 } });
    expect(brief(result.errors)).toEqual(['billing.xlsx:0: WORKBOOK_TOO_LARGE']);
  });

  test('that stops, or is not there, is reported', async () => {
    const stopped = await importBook(bytes, {}, { startReader: nodeReader(child('stops.mjs', 'process.exit(3);')) });
    expect(stopped.errors.kept[0]).toMatchObject({ code: 'WORKBOOK_READER_FAILED', message: expect.stringContaining('exit code 3') });
    const missing = await importBook(bytes, {}, { startReader: nodeReader(join(folder, 'nowhere.mjs')) });
    expect(brief(missing.errors)).toEqual(['billing.xlsx:0: WORKBOOK_READER_FAILED']);
  });

  test('that writes something else is reported', async () => {
    const garbage = await importBook(bytes, {}, { startReader: nodeReader(child('talks.mjs', 'console.log("hello"); setInterval(() => undefined, 1000);')) });
    expect(brief(garbage.errors)).toEqual(['billing.xlsx:0: WORKBOOK_READER_FAILED']);
  });

  test('is killed by an abort', async () => {
    const controller = new AbortController();
    const running = importBook(bytes, {}, { startReader: nodeReader(child('waits.mjs', 'setInterval(() => undefined, 1000);')), signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
