import type { CorpusEntry } from './entry.ts';
import { BILLING_HEADER, billingBook, type Row, sheetXml, workbook, zip } from './workbook-writer.ts';

const GOOD: Row = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1000.5, 'invoice'];
const VALUES = { dealCode: 'D-1', period: '2026-03', invoiceNo: 'INV-1', invoiceDate: '2026-03-31', amountPaisa: 100_050, kind: 'invoice' } as const;
const book = (entry: Omit<CorpusEntry, 'kind'>): CorpusEntry => ({ kind: 'billing', ...entry });
const sheetAt = (rowsXml: string): string => sheetXml([]).replace('<sheetData></sheetData>', `<sheetData>${rowsXml}</sheetData>`);
const GOOD_SHEET = sheetXml([BILLING_HEADER, GOOD]);

const ARCHIVES: readonly CorpusEntry[] = [
  book({
    file: '70-truncated.xlsx',
    content: billingBook([GOOD]).subarray(0, 900),
    verdict: 'reject',
    codes: ['DAMAGED_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'a broken download',
  }),
  book({
    file: '70b-damaged-part.xlsx',
    content: damaged(billingBook([GOOD])),
    verdict: 'reject',
    codes: ['DAMAGED_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'a flipped byte in a part',
  }),
  book({ file: '71-zero-bytes.xlsx', content: '', verdict: 'reject', codes: ['EMPTY_FILE'], rows: 0, at: { row: 0 }, why: 'a failed export' }),
  book({
    file: '72-csv-renamed.xlsx',
    content: 'deal_code,period\nD-1,2026-03\n',
    verdict: 'reject',
    codes: ['NOT_A_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    message: '.csv',
    why: 'renamed',
  }),
  book({
    file: '73-broken-xml.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</row>', '</raw>') }] }),
    verdict: 'reject',
    codes: ['DAMAGED_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'tags that do not match',
  }),
  book({
    file: '73b-cut-xml.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.slice(0, -40) }] }),
    verdict: 'reject',
    codes: ['DAMAGED_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'ends too early',
  }),
  book({
    file: '80-entity-bomb.xlsx',
    content: billingBook([], {
      sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<worksheet') }],
    }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    message: 'entities',
    why: 'document types are never read',
  }),
  book({
    file: '80b-external-entity.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<worksheet', '<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<worksheet') }] }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'XXE',
  }),
  book({
    file: '80c-undefined-entity.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('INV-1', '&xxe;') }] }),
    verdict: 'reject',
    codes: ['DAMAGED_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'only the five of XML',
  }),
  book({
    file: '81-path-out.xlsx',
    content: billingBook([GOOD], { parts: [{ name: '../../evil.xml', content: 'x' }] }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'a path outside the archive',
  }),
  book({
    file: '81b-link.xlsx',
    content: billingBook([GOOD], { parts: [{ name: 'xl/link.xml', content: '/etc/passwd', says: { unixMode: 0o120777 } }] }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'a symbolic link',
  }),
  book({
    file: '81c-nested-archive.xlsx',
    content: billingBook([GOOD], { parts: [{ name: 'xl/embeddings/inner.zip', content: 'PK' }] }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'archives in archives',
  }),
  book({
    file: '81d-two-names.xlsx',
    content: billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: GOOD_SHEET, says: { localName: 'xl/worksheets/sheet2.xml' } }] }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'two readers would see two files',
  }),
  book({
    file: '81e-says-less.xlsx',
    content: billingBook([], {
      parts: [
        { name: 'xl/worksheets/sheet1.xml', content: sheetXml([BILLING_HEADER, ...Array.from({ length: 5000 }, () => GOOD)]), says: { unpackedBytes: 1000 } },
      ],
    }),
    verdict: 'reject',
    codes: ['UNSAFE_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    message: 'more than it says',
    why: 'real bytes are counted',
  }),
];

/** Flips a byte in the packed data of the last part before the directory. */
function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const directory = copy.readUInt32LE(copy.length - 6);
  copy[directory - 20] = (copy[directory - 20] ?? 0) ^ 0x55;
  return copy;
}

const PLACES: readonly CorpusEntry[] = [
  book({
    file: '76-row-999999999.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: sheetAt('<row r="999999999"><c r="A999999999"><v>1</v></c></row>') }] }),
    verdict: 'reject',
    codes: ['ROW_BEYOND_LIMIT'],
    rows: 0,
    at: { row: 0 },
    message: '999999999',
    why: 'blocks exceljs for 54 s',
  }),
  book({
    file: '77-last-cell.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: sheetAt('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') }] }),
    verdict: 'reject',
    codes: ['TOO_MANY_COLUMNS'],
    rows: 0,
    at: { row: 1_048_576 },
    why: 'no header, and refused at once',
  }),
  book({
    file: '77b-far-cell.xlsx',
    content: billingBook([GOOD, { attributes: '', cells: [] }], {
      sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>') }],
    }),
    verdict: 'warn',
    codes: ['CELLS_OUTSIDE_TABLE'],
    rows: 1,
    at: { row: 0 },
    values: [VALUES],
    message: 'XFD1048576',
    why: 'a stray cell beside the table costs nothing',
  }),
  book({
    file: '78-merge-all.xlsx',
    content: billingBook([GOOD], { after: '<mergeCells count="1"><mergeCell ref="A1:XFD65536"/></mergeCells>' }),
    verdict: 'reject',
    codes: ['MERGED_CELLS'],
    rows: 1,
    at: { row: 1 },
    message: 'A1:XFD65536',
    why: 'heap death in exceljs',
  }),
  book({
    file: '78b-merge-beside.xlsx',
    content: billingBook([GOOD], { after: '<mergeCells count="1"><mergeCell ref="H1:J3"/></mergeCells>' }),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'outside the table',
  }),
  book({
    file: '79-validation-all.xlsx',
    content: billingBook([GOOD], {
      after: '<dataValidations count="1"><dataValidation type="list" sqref="A1:Z1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>',
    }),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'not expanded',
  }),
  book({
    file: '82-duplicate-cell.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<c r="B2"', '<c r="A2"') }] }),
    verdict: 'reject',
    codes: ['DUPLICATE_CELL'],
    rows: 0,
    at: { row: 2 },
    why: 'exceljs keeps the last',
  }),
  book({
    file: '82b-duplicate-row.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</sheetData>', '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>') }] }),
    verdict: 'reject',
    codes: ['DUPLICATE_ROW'],
    rows: 0,
    at: { row: 2 },
    why: 'which one?',
  }),
];

/** The beginning of an OLE file with one stream name. */
function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(1536);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes);
  bytes.write(stream, 1024, 'utf16le');
  return bytes;
}

const WHOLE: readonly CorpusEntry[] = [
  book({
    file: '86-password.xlsx',
    content: ole('EncryptedPackage'),
    verdict: 'reject',
    codes: ['PASSWORD_PROTECTED'],
    rows: 0,
    at: { row: 0 },
    message: 'password',
    why: 'cannot be read',
  }),
  book({
    file: '87-xls.xlsx',
    content: ole('Workbook'),
    verdict: 'reject',
    codes: ['OLD_EXCEL_FILE'],
    rows: 0,
    at: { row: 0 },
    message: '.xls',
    why: 'renamed',
  }),
  book({
    file: '87b-xlsb.xlsx',
    content: billingBook([GOOD], { parts: [{ name: 'xl/workbook.bin', content: 'x' }] }),
    verdict: 'reject',
    codes: ['BINARY_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    message: '.xlsb',
    why: 'renamed',
  }),
  book({
    file: '87c-ods.xlsx',
    content: zip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
      { name: 'content.xml', content: '<x/>' },
    ]),
    verdict: 'reject',
    codes: ['OPEN_DOCUMENT'],
    rows: 0,
    at: { row: 0 },
    message: '.ods',
    why: 'renamed',
  }),
  book({
    file: '88-macros.xlsx',
    content: billingBook([GOOD], { parts: [{ name: 'xl/vbaProject.bin', content: 'x' }] }),
    verdict: 'reject',
    codes: ['MACRO_WORKBOOK'],
    rows: 0,
    at: { row: 0 },
    why: 'never run, never taken',
  }),
  book({
    file: '89-external-links.xlsx',
    content: billingBook([GOOD], {
      parts: [
        { name: 'xl/externalLinks/externalLink1.xml', content: '<ddeLink/>' },
        { name: 'xl/pivotCache/pivotCacheDefinition1.xml', content: '<x/>' },
      ],
    }),
    verdict: 'warn',
    codes: ['EXTERNAL_DATA_IGNORED'],
    rows: 1,
    at: { row: 0 },
    values: [VALUES],
    why: 'never opened',
  }),
  book({
    file: '90-two-sheets.xlsx',
    content: workbook({
      sheets: [
        { name: 'Billing', xml: GOOD_SHEET },
        { name: 'billing old', xml: GOOD_SHEET },
      ],
    }),
    verdict: 'reject',
    codes: ['TWO_SHEETS_OF_A_KIND'],
    rows: 0,
    at: { row: 0 },
    message: '"billing old"',
    why: 'asked, not guessed',
  }),
  book({
    file: '93-title-rows.xlsx',
    content: billingBook([], { sheets: [{ name: 'billing', xml: sheetXml([['Acme (Pvt) Ltd'], ['Billing of March 2026'], [], BILLING_HEADER, GOOD]) }] }),
    verdict: 'reject',
    codes: ['HEADER_NOT_FOUND'],
    rows: 0,
    at: { row: 1 },
    message: 'row 4',
    why: 'the row where the header stands is named',
  }),
  {
    file: '93b-title-rows.csv',
    kind: 'billing',
    content: `Acme (Pvt) Ltd\n"Billing of\nMarch 2026"\n\n${BILLING_HEADER.join(';')}\nD-1;2026-03;INV-1;2026-03-31;1;\n`,
    verdict: 'reject',
    codes: ['HEADER_NOT_FOUND'],
    rows: 0,
    at: { row: 1 },
    message: 'row 5',
    why: 'as above',
  },
];

export const ARCHIVE_ENTRIES: readonly CorpusEntry[] = [...ARCHIVES, ...PLACES, ...WHOLE];
