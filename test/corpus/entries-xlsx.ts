import type { CorpusEntry } from './entry.ts';
import { BILLING_HEADER, billingBook, type Cell, type Row, sheetXml, workbook, zip } from './workbook-writer.ts';

const GOOD: Row = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1000.5, 'invoice'];
const VALUES = { dealCode: 'D-1', period: '2026-03', invoiceNo: 'INV-1', invoiceDate: '2026-03-31', amountPaisa: 100_050, kind: 'invoice' } as const;
const book = (entry: Omit<CorpusEntry, 'kind'>): CorpusEntry => ({ kind: 'billing', ...entry });
const xml = (text: string): Cell => ({ xml: text });
const withAmount = (cell: Cell, at = 1): Row => ['D-1', '2026-03', `INV-${at}`, '2026-03-31', cell, null];
const sheetAt = (rowsXml: string): string => sheetXml([]).replace('<sheetData></sheetData>', `<sheetData>${rowsXml}</sheetData>`);
const GOOD_SHEET = sheetXml([BILLING_HEADER, GOOD]);

const ARCHIVES: readonly CorpusEntry[] = [
  book({ file: '70-truncated.xlsx', content: billingBook([GOOD]).subarray(0, 900), verdict: 'reject', codes: ['DAMAGED_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'a broken download' }),
  book({ file: '70b-damaged-part.xlsx', content: damaged(billingBook([GOOD])), verdict: 'reject', codes: ['DAMAGED_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'a flipped byte in a part' }),
  book({ file: '71-zero-bytes.xlsx', content: '', verdict: 'reject', codes: ['EMPTY_FILE'], rows: 0, at: { row: 0 }, why: 'a failed export' }),
  book({ file: '72-csv-renamed.xlsx', content: 'deal_code,period\nD-1,2026-03\n', verdict: 'reject', codes: ['NOT_A_WORKBOOK'], rows: 0, at: { row: 0 }, message: '.csv', why: 'renamed' }),
  book({ file: '73-broken-xml.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</row>', '</raw>') }] }), verdict: 'reject', codes: ['DAMAGED_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'tags that do not match' }),
  book({ file: '73b-cut-xml.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.slice(0, -40) }] }), verdict: 'reject', codes: ['DAMAGED_WORKBOOK'], rows: 1, at: { row: 0 }, why: 'ends too early' }),
  book({ file: '80-entity-bomb.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<worksheet') }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, message: 'entities', why: 'document types are never read' }),
  book({ file: '80b-external-entity.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<worksheet', '<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<worksheet') }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'XXE' }),
  book({ file: '80c-undefined-entity.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('INV-1', '&xxe;') }] }), verdict: 'reject', codes: ['DAMAGED_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'only the five of XML' }),
  book({ file: '81-path-out.xlsx', content: billingBook([GOOD], { parts: [{ name: '../../evil.xml', content: 'x' }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'a path outside the archive' }),
  book({ file: '81b-link.xlsx', content: billingBook([GOOD], { parts: [{ name: 'xl/link.xml', content: '/etc/passwd', says: { unixMode: 0o120777 } }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'a symbolic link' }),
  book({ file: '81c-nested-archive.xlsx', content: billingBook([GOOD], { parts: [{ name: 'xl/embeddings/inner.zip', content: 'PK' }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'archives in archives' }),
  book({ file: '81d-two-names.xlsx', content: billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: GOOD_SHEET, says: { localName: 'xl/worksheets/sheet2.xml' } }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'two readers would see two files' }),
  book({ file: '81e-says-less.xlsx', content: billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: sheetXml([BILLING_HEADER, ...Array.from({ length: 5000 }, () => GOOD)]), says: { unpackedBytes: 1000 } }] }), verdict: 'reject', codes: ['UNSAFE_WORKBOOK'], rows: 0, at: { row: 0 }, message: 'more than it says', why: 'real bytes are counted' }),
];

/** Flips a byte in the packed data of the last part before the directory. */
function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const directory = copy.readUInt32LE(copy.length - 6);
  copy[directory - 20] = (copy[directory - 20] ?? 0) ^ 0x55;
  return copy;
}

const PLACES: readonly CorpusEntry[] = [
  book({ file: '76-row-999999999.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: sheetAt('<row r="999999999"><c r="A999999999"><v>1</v></c></row>') }] }), verdict: 'reject', codes: ['ROW_BEYOND_LIMIT'], rows: 0, at: { row: 0 }, message: '999999999', why: 'blocks exceljs for 54 s' }),
  book({ file: '77-last-cell.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: sheetAt('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') }] }), verdict: 'reject', codes: ['TOO_MANY_COLUMNS'], rows: 0, at: { row: 1_048_576 }, why: 'no header, and refused at once' }),
  book({ file: '77b-far-cell.xlsx', content: billingBook([GOOD, { attributes: '', cells: [] }], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>') }] }), verdict: 'warn', codes: ['CELLS_OUTSIDE_TABLE'], rows: 1, at: { row: 0 }, values: [VALUES], message: 'XFD1048576', why: 'a stray cell beside the table costs nothing' }),
  book({ file: '78-merge-all.xlsx', content: billingBook([GOOD], { after: '<mergeCells count="1"><mergeCell ref="A1:XFD65536"/></mergeCells>' }), verdict: 'reject', codes: ['MERGED_CELLS'], rows: 1, at: { row: 1 }, message: 'A1:XFD65536', why: 'heap death in exceljs' }),
  book({ file: '78b-merge-beside.xlsx', content: billingBook([GOOD], { after: '<mergeCells count="1"><mergeCell ref="H1:J3"/></mergeCells>' }), verdict: 'accept', rows: 1, values: [VALUES], why: 'outside the table' }),
  book({ file: '79-validation-all.xlsx', content: billingBook([GOOD], { after: '<dataValidations count="1"><dataValidation type="list" sqref="A1:Z1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>' }), verdict: 'accept', rows: 1, values: [VALUES], why: 'not expanded' }),
  book({ file: '82-duplicate-cell.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('<c r="B2"', '<c r="A2"') }] }), verdict: 'reject', codes: ['DUPLICATE_CELL'], rows: 0, at: { row: 2 }, why: 'exceljs keeps the last' }),
  book({ file: '82b-duplicate-row.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: GOOD_SHEET.replace('</sheetData>', '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>') }] }), verdict: 'reject', codes: ['DUPLICATE_ROW'], rows: 0, at: { row: 2 }, why: 'which one?' }),
];

const CELLS: readonly CorpusEntry[] = [
  book({ file: '83-formula-with-value.xlsx', content: billingBook([withAmount(xml('<c><f>SUM(1,2)</f><v>3</v></c>')), withAmount(xml('<c><f>A1</f><v>4.5</v></c>'), 2)]), verdict: 'warn', codes: ['FORMULA_VALUE_USED'], rows: 2, at: { row: 2, column: 'amount' }, values: [{ amountPaisa: 300 }, { amountPaisa: 450 }], message: '2 rows', why: 'the value last calculated' }),
  book({ file: '83b-formula-without-value.xlsx', content: billingBook([withAmount(xml('<c><f>SUM(1,2)</f></c>'))]), verdict: 'reject', codes: ['FORMULA_NOT_CALCULATED'], rows: 0, at: { row: 2, column: 'amount' }, message: '=SUM(1,2)', why: 'never calculated' }),
  book({ file: '83c-error-value.xlsx', content: billingBook([withAmount(xml('<c t="e"><v>#REF!</v></c>'))]), verdict: 'reject', codes: ['CELL_ERROR'], rows: 0, at: { row: 2, column: 'amount' }, message: '#REF!', why: 'no data' }),
  book({
    file: '83d-rich-text.xlsx',
    content: billingBook([[xml('<c t="s"><v>0</v></c>'), '2026-03', xml('<c t="inlineStr"><is><r><t>INV</t></r><r><rPr><b/></rPr><t>-1</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'), '2026-03-31', 1000.5, 'invoice']], {
      sharedStrings: '<si><r><t>D</t></r><r><rPr><i/></rPr><t xml:space="preserve">-1 </t></r><rPh sb="0" eb="1"><t>y</t></rPh></si>',
      after: '<hyperlinks><hyperlink ref="A2" display="http://x"/></hyperlinks>',
    }),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'plain text of rich text; hyperlinks are not followed',
  }),
  book({ file: '83e-huge-number.xlsx', content: billingBook([withAmount(xml('<c><v>1E+400</v></c>')), withAmount(xml('<c><v>NaN</v></c>'), 2)]), verdict: 'reject', codes: ['CELL_ERROR'], rows: 0, at: { row: 2, column: 'amount' }, why: 'no numbers' }),
  book({ file: '83f-iso-date-cell.xlsx', content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c t="d"><v>2026-03-31T00:00:00</v></c>'), 1000.5, 'invoice']]), verdict: 'accept', rows: 1, values: [VALUES], why: 'exceljs returns 2026' }),
  book({ file: '83g-boolean.xlsx', content: billingBook([withAmount(xml('<c t="b"><v>1</v></c>'))]), verdict: 'reject', codes: ['BAD_AMOUNT'], rows: 0, at: { row: 2, column: 'amount' }, message: 'TRUE', why: 'TRUE is not 1' }),
  book({ file: '84-1904.xlsx', content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c s="1"><v>44650</v></c>'), 1000.5, 'invoice']], { date1904: true }), verdict: 'accept', rows: 1, values: [VALUES], why: '1,462 days later' }),
  book({ file: '84b-dates.xlsx', content: billingBook([['D-1', xml('<c s="2"><v>46082</v></c>'), 'INV-1', xml('<c s="2"><v>46112</v></c>'), xml('<c s="4"><v>1000.5</v></c>'), 'invoice']]), verdict: 'accept', rows: 1, values: [VALUES], why: 'real dates; Excel makes 2026-03 the first of March' }),
  book({ file: '84c-date-and-time.xlsx', content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c s="5"><v>46112.75</v></c>'), 1000.5, 'invoice']]), verdict: 'warn', codes: ['TIME_IGNORED'], rows: 1, at: { row: 2, column: 'invoice_date' }, values: [VALUES], why: 'the day shown' }),
  book({ file: '84d-date-in-other-columns.xlsx', content: billingBook([[xml('<c s="1"><v>46112</v></c>'), xml('<c s="1"><v>46112</v></c>'), 'INV-1', '2026-03-31', xml('<c s="1"><v>46112</v></c>'), null]]), verdict: 'reject', codes: ['VALUE_IS_DATE', 'BAD_MONTH'], rows: 0, at: { row: 2, column: 'deal_code' }, why: 'Excel changes codes into dates' }),
  book({ file: '85-hidden.xlsx', content: workbook({ sheets: [{ name: 'billing', xml: sheetXml([BILLING_HEADER, GOOD, { attributes: 'hidden="1"', cells: withAmount(2, 2) as readonly Cell[] }], { before: '<cols><col min="2" max="3" hidden="1"/></cols>' }), state: 'hidden' }, { name: 'scratch', xml: sheetXml([]), state: 'veryHidden' }] }), verdict: 'warn', codes: ['HIDDEN_SHEET', 'HIDDEN_ROWS', 'HIDDEN_COLUMNS', 'SHEET_IGNORED'], rows: 2, at: { row: 0 }, why: 'read, and said with counts' }),
  book({ file: '91-sixteen-digits.xlsx', content: billingBook([[1234567890123456, '2026-03', 1e22, '2026-03-31', 1, null]]), verdict: 'reject', codes: ['NUMBER_DAMAGED'], rows: 0, at: { row: 2, column: 'deal_code' }, message: '15 digits', why: 'Excel keeps 15 digits' }),
  book({ file: '91b-numeric-codes.xlsx', content: billingBook([[1001, '2026-03', xml('<c s="6"><v>42</v></c>'), '2026-03-31', 1, null]]), verdict: 'accept', rows: 1, values: [{ dealCode: '1001', invoiceNo: '00042' }], why: 'short numbers are exact; a format of zeros is what a person sees' }),
  book({
    file: '92-currency-floats.xlsx',
    content: billingBook([withAmount(xml('<c s="4"><v>4500000.0999999996</v></c>')), withAmount(xml('<c><v>0.30000000000000004</v></c>'), 2), withAmount(xml('<c><v>-110.7</v></c>'), 3), withAmount(xml('<c><v>4.5E6</v></c>'), 4)]),
    verdict: 'accept',
    rows: 4,
    values: [{ amountPaisa: 450_000_010 }, { amountPaisa: 30 }, { amountPaisa: -11_070, kind: 'credit_note' }, { amountPaisa: 450_000_000 }],
    why: 'the shortest decimal text, less the noise of the double',
  }),
  book({ file: '92b-three-decimals.xlsx', content: billingBook([withAmount(10.005)]), verdict: 'reject', codes: ['TOO_MANY_DECIMALS'], rows: 0, at: { row: 2, column: 'amount' }, why: 'not rounded' }),
  { file: '92c-percent-cell.xlsx', kind: 'negotiated_terms', content: workbook({ sheets: [{ name: 'negotiated_terms', xml: sheetXml([['partner_code', 'from', 'approver', 'reason', 'rate_percent'], ['P-1', '2026-01-01', 'A', 'r', xml('<c s="3"><v>0.185</v></c>')], ['P-2', '2026-01-01', 'A', 'r', 18]]) }] }), verdict: 'accept', rows: 2, values: [{ rateBps: 1850 }, { rateBps: 1800 }], why: 'a cell that shows 18.50 % holds 0.185' },
];

/** The beginning of an OLE file with one stream name. */
function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(1536);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes);
  bytes.write(stream, 1024, 'utf16le');
  return bytes;
}

const WHOLE: readonly CorpusEntry[] = [
  book({ file: '86-password.xlsx', content: ole('EncryptedPackage'), verdict: 'reject', codes: ['PASSWORD_PROTECTED'], rows: 0, at: { row: 0 }, message: 'password', why: 'cannot be read' }),
  book({ file: '87-xls.xlsx', content: ole('Workbook'), verdict: 'reject', codes: ['OLD_EXCEL_FILE'], rows: 0, at: { row: 0 }, message: '.xls', why: 'renamed' }),
  book({ file: '87b-xlsb.xlsx', content: billingBook([GOOD], { parts: [{ name: 'xl/workbook.bin', content: 'x' }] }), verdict: 'reject', codes: ['BINARY_WORKBOOK'], rows: 0, at: { row: 0 }, message: '.xlsb', why: 'renamed' }),
  book({ file: '87c-ods.xlsx', content: zip([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true }, { name: 'content.xml', content: '<x/>' }]), verdict: 'reject', codes: ['OPEN_DOCUMENT'], rows: 0, at: { row: 0 }, message: '.ods', why: 'renamed' }),
  book({ file: '88-macros.xlsx', content: billingBook([GOOD], { parts: [{ name: 'xl/vbaProject.bin', content: 'x' }] }), verdict: 'reject', codes: ['MACRO_WORKBOOK'], rows: 0, at: { row: 0 }, why: 'never run, never taken' }),
  book({ file: '89-external-links.xlsx', content: billingBook([GOOD], { parts: [{ name: 'xl/externalLinks/externalLink1.xml', content: '<ddeLink/>' }, { name: 'xl/pivotCache/pivotCacheDefinition1.xml', content: '<x/>' }] }), verdict: 'warn', codes: ['EXTERNAL_DATA_IGNORED'], rows: 1, at: { row: 0 }, values: [VALUES], why: 'never opened' }),
  book({ file: '90-two-sheets.xlsx', content: workbook({ sheets: [{ name: 'Billing', xml: GOOD_SHEET }, { name: 'billing old', xml: GOOD_SHEET }] }), verdict: 'reject', codes: ['TWO_SHEETS_OF_A_KIND'], rows: 0, at: { row: 0 }, message: '"billing old"', why: 'asked, not guessed' }),
  book({ file: '93-title-rows.xlsx', content: billingBook([], { sheets: [{ name: 'billing', xml: sheetXml([['Acme (Pvt) Ltd'], ['Billing of March 2026'], [], BILLING_HEADER, GOOD]) }] }), verdict: 'reject', codes: ['HEADER_NOT_FOUND'], rows: 0, at: { row: 1 }, message: 'row 4', why: 'the row where the header stands is named' }),
  { file: '93b-title-rows.csv', kind: 'billing', content: `Acme (Pvt) Ltd\n"Billing of\nMarch 2026"\n\n${BILLING_HEADER.join(';')}\nD-1;2026-03;INV-1;2026-03-31;1;\n`, verdict: 'reject', codes: ['HEADER_NOT_FOUND'], rows: 0, at: { row: 1 }, message: 'row 5', why: 'as above' },
];

export const XLSX_ENTRIES: readonly CorpusEntry[] = [...ARCHIVES, ...PLACES, ...CELLS, ...WHOLE];
