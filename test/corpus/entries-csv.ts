import { BILLING, type CorpusEntry, latin1, names, utf16be } from './entry.ts';
import { billingBook } from './workbook-writer.ts';

const ROW = 'D-1,2026-03,INV-1,2026-03-31,1000.50,invoice\n';
const ROW_2 = 'D-2,2026-03,INV-2,2026-03-31,2000.00,invoice\n';
const GOOD = BILLING + ROW;
const VALUES = { dealCode: 'D-1', period: '2026-03', invoiceNo: 'INV-1', invoiceDate: '2026-03-31', amountPaisa: 100_050, kind: 'invoice' } as const;
const BOM = '\ufeff';

const billing = (entry: Omit<CorpusEntry, 'kind'>): CorpusEntry => ({ kind: 'billing', ...entry });

/** Items 1–10: encodings. */
const ENCODINGS: readonly CorpusEntry[] = [
  billing({ file: '1-empty.csv', content: '', verdict: 'reject', codes: ['EMPTY_FILE'], rows: 0, at: { row: 0 }, why: 'an empty export is a failed export' }),
  billing({ file: '1b-only-blank-lines.csv', content: '\n \n\r\n', verdict: 'reject', codes: ['EMPTY_FILE'], rows: 0, at: { row: 0 }, why: 'nothing but blank lines is empty too' }),
  billing({ file: '2-header-only.csv', content: BILLING, verdict: 'warn', codes: ['NO_ROWS'], rows: 0, at: { row: 0 }, why: 'nothing to take, and that is said' }),
  billing({ file: '3-bom.csv', content: BOM + GOOD, verdict: 'accept', rows: 1, values: [VALUES], why: 'Excel writes the mark' }),
  billing({ file: '4-utf16le-bom.csv', content: Buffer.from(`${BOM}${GOOD}`, 'utf16le'), verdict: 'accept', rows: 1, values: [VALUES], why: 'Excel "Unicode text" says what it is' }),
  billing({ file: '4b-utf16be-bom.csv', content: utf16be(`${BOM}${GOOD}`), verdict: 'accept', rows: 1, values: [VALUES], why: 'big endian says so too' }),
  billing({ file: '5-utf16-without-bom.csv', content: Buffer.from(GOOD, 'utf16le'), verdict: 'reject', codes: ['UTF16_WITHOUT_BOM'], rows: 0, at: { row: 0 }, why: 'not said, so not guessed' }),
  {
    file: '6-windows-1252.csv',
    kind: 'partners',
    content: latin1(names('Caf\u00e9 M\u00fcller', 'Bolt')),
    verdict: 'reject',
    codes: ['NOT_UTF8'],
    rows: 0,
    at: { row: 2 },
    message: 'Windows-1252',
    why: 'Western code page',
  },
  {
    file: '7-windows-1256-urdu.csv',
    kind: 'partners',
    content: latin1(names('Bolt', '\u00d4\u00d1\u00df\u00c9 \u00e3\u00cd\u00e3\u00cf')),
    verdict: 'reject',
    codes: ['NOT_UTF8'],
    rows: 0,
    at: { row: 3 },
    message: 'Windows-1256',
    why: 'Arabic code page',
  },
  {
    file: '8-invalid-byte.csv',
    kind: 'partners',
    content: Buffer.concat([Buffer.from(names('Caf\u00e9', 'Bolt ')), Buffer.from([0xff]), Buffer.from('\n')]),
    verdict: 'reject',
    codes: ['NOT_UTF8'],
    rows: 0,
    at: { row: 4 },
    message: '0xFF',
    why: 'one bad byte among good ones; the row is that of the byte',
  },
  {
    file: '9-cesu8.csv',
    kind: 'partners',
    content: Buffer.concat([Buffer.from('code,name,kind,joined_on\nP-1,Smile '), Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]), Buffer.from(',agency,2025-01-01\n')]),
    verdict: 'reject',
    codes: ['NOT_UTF8'],
    rows: 0,
    at: { row: 2 },
    message: 'surrogate',
    why: 'surrogates are no UTF-8',
  },
  billing({ file: '10-nul-byte.csv', content: GOOD + 'D-2,2026-03,INV\0-2,2026-03-31,1,\n', verdict: 'reject', codes: ['NUL_BYTE'], rows: 0, at: { row: 3 }, why: 'a zero byte ends strings elsewhere' }),
];

const semicolons = GOOD.replaceAll(',', ';');

/** Items 11–23: structure. */
const STRUCTURE: readonly CorpusEntry[] = [
  billing({ file: '11-semicolon.csv', content: semicolons, options: { delimiter: ';' }, verdict: 'accept', rows: 1, values: [VALUES], why: 'chosen by a person' }),
  billing({ file: '11b-semicolon-by-header.csv', content: semicolons, verdict: 'accept', rows: 1, values: [VALUES], why: 'the header names its columns with semicolons only' }),
  {
    file: '11c-two-delimiters-fit.csv',
    kind: 'holidays',
    content: 'date,name;date;name\n2026-03-23,Pakistan Day;x;y\n',
    options: { mapping: { 'name;date;name': 'name', 'date,name': '' } },
    verdict: 'reject',
    codes: ['AMBIGUOUS_DELIMITER'],
    rows: 0,
    at: { row: 1 },
    why: 'never guessed when two fit',
  },
  billing({ file: '12-tab.csv', content: GOOD.replaceAll(',', '\t'), verdict: 'accept', rows: 1, values: [VALUES], why: 'the header names its columns with tabs only' }),
  billing({ file: '13-mixed-line-ends.csv', content: `${BILLING.trimEnd()}\r\n${ROW.trimEnd()}\r${ROW_2}`, verdict: 'accept', rows: 2, values: [VALUES, { dealCode: 'D-2' }], why: 'pasted from three systems' }),
  {
    file: '14-newline-in-quotes.csv',
    kind: 'leads',
    content: 'partner_code,client,contact_name,contact_email,submitted_on,description\nP-1,Acme,Ali,ali@acme.pk,2026-03-01,"line 1\r\nline 2, ""quoted"""\nP-1,Beta,Sana,sana@beta.pk,bad,x\n',
    verdict: 'reject',
    codes: ['BAD_DATE'],
    rows: 1,
    at: { row: 4, column: 'submitted_on' },
    values: [{ description: 'line 1\nline 2, "quoted"' }],
    why: 'the note with a line break is taken, and the line number of the bad row below counts it',
  },
  {
    file: '14b-newline-in-note.csv',
    kind: 'leads',
    content: 'partner_code,client,contact_name,contact_email,submitted_on,description\nP-1,Acme,Ali,ali@acme.pk,2026-03-01,"line 1\nline 2"\n',
    verdict: 'accept',
    rows: 1,
    values: [{ description: 'line 1\nline 2' }],
    why: 'RFC 4180',
  },
  billing({ file: '15-unclosed-quote.csv', content: `${GOOD}"D-2,2026-03,INV-2,2026-03-31,1,\n${ROW.repeat(20)}`, verdict: 'reject', codes: ['UNCLOSED_QUOTE'], rows: 1, at: { row: 3 }, why: 'not one giant field' }),
  billing({ file: '16-text-after-quote.csv', content: `${BILLING}"D-1"b,2026-03,INV-1,2026-03-31,1,\n${ROW_2}`, verdict: 'reject', codes: ['TEXT_AFTER_QUOTE'], rows: 1, at: { row: 2 }, why: 'no reading of it is certain; the next row still reads' }),
  billing({ file: '17-field-less.csv', content: `${GOOD}D-2,2026-03,INV-2,2026-03-31,1\n`, verdict: 'reject', codes: ['WRONG_FIELD_COUNT'], rows: 1, at: { row: 3 }, message: '5 fields', why: 'columns may have slipped' }),
  billing({ file: '18-field-more.csv', content: `${GOOD}D-2,2026-03,INV-2,2026-03-31,1,000,\n`, verdict: 'reject', codes: ['WRONG_FIELD_COUNT'], rows: 1, at: { row: 3 }, message: '7 fields', why: 'an unquoted comma in an amount' }),
  billing({ file: '19-duplicate-header.csv', content: 'deal_code,period,invoice_no,invoice_date,amount,Amount\nD-1,2026-03,INV-1,2026-03-31,1,2\n', verdict: 'reject', codes: ['DUPLICATE_HEADER'], rows: 0, at: { row: 1, column: 'amount' }, why: 'which amount?' }),
  billing({
    file: '20-header-spelling.csv',
    content: 'Deal Code, PERIOD ,invoice_\u200bno,Invoice-Date,amount,kind\nD-1,2026-03,INV-1,2026-03-31,1000.50,invoice\n',
    verdict: 'warn',
    codes: ['HEADER_TOLERATED'],
    rows: 1,
    at: { row: 1 },
    values: [VALUES],
    why: 'case, spaces and zero-width characters',
  }),
  billing({ file: '21-header-order.csv', content: 'amount,kind,invoice_date,invoice_no,period,deal_code\n1000.50,invoice,2026-03-31,INV-1,2026-03,D-1\n', verdict: 'accept', rows: 1, values: [VALUES], why: 'columns go by name' }),
  billing({ file: '22-unknown-column.csv', content: 'deal_code,period,invoice_no,invoice_date,amount,kind,colour\nD-1,2026-03,INV-1,2026-03-31,1000.50,invoice,red\n', verdict: 'warn', codes: ['UNKNOWN_COLUMN'], rows: 1, at: { row: 1, column: 'colour' }, values: [VALUES], why: 'left out, and said' }),
  billing({ file: '22b-missing-column.csv', content: 'deal_code,period,invoice_no,invoice_date\nD-1,2026-03,INV-1,2026-03-31\n', verdict: 'reject', codes: ['MISSING_COLUMN'], rows: 0, at: { row: 1, column: 'amount' }, why: 'a required column' }),
  billing({ file: '23-sep-line.csv', content: `sep=;\n${semicolons}`, verdict: 'accept', rows: 1, values: [VALUES], why: 'Excel reads it so' }),
  billing({ file: '23b-sep-line-row-numbers.csv', content: `sep=;\r\n${semicolons}D-2;2026-03;INV-2;2026-03-31;;\n`, verdict: 'reject', codes: ['REQUIRED_BLANK'], rows: 1, at: { row: 4, column: 'amount' }, why: 'the sep line counts as a row, as the editor shows it' }),
];

/** Items 26–30. */
const DISGUISES: readonly CorpusEntry[] = [
  billing({ file: '26-trailing-blank-lines.csv', content: `${GOOD}\n  \n,,,,,\n\n`, verdict: 'accept', rows: 1, values: [VALUES], why: 'blank lines, and rows of separators that Excel leaves' }),
  billing({ file: '27-total-row.csv', content: `${GOOD}Total,,,,1000.50,\n`, verdict: 'reject', codes: ['TOTAL_ROW'], rows: 1, at: { row: 3 }, message: 'Remove the row', why: 'a total is no data' }),
  billing({ file: '28-html.csv', content: '<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n', verdict: 'reject', codes: ['HTML_FILE'], rows: 0, at: { row: 0 }, why: 'a sign-in page saved as an export' }),
  billing({ file: '29-workbook.csv', content: billingBook([['D-1', '2026-03', 'INV-1', '2026-03-31', 1, null]]), verdict: 'reject', codes: ['WORKBOOK_AS_CSV'], rows: 0, at: { row: 0 }, why: 'renamed' }),
  {
    file: '30-own-export.csv',
    kind: 'partners',
    content: "code,name,kind,joined_on,phone\n'=P-1,'=HYPERLINK(1),agency,2025-01-01,'+92 300 1234567\n'-P2,'@x,agency,2025-01-01,'quoted'\n",
    verdict: 'accept',
    rows: 2,
    values: [
      { code: '=P-1', name: '=HYPERLINK(1)', phone: '+92 300 1234567' },
      { code: '-P2', name: '@x', phone: "'quoted'" },
    ],
    why: 'our exports guard text that begins like a formula; exactly that guard is taken off',
  },
];

export const CSV_ENTRIES: readonly CorpusEntry[] = [...ENCODINGS, ...STRUCTURE, ...DISGUISES];
