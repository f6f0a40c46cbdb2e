import type { CorpusEntry } from './entry.ts';
import { BILLING_HEADER, billingBook, type Cell, type Row, sheetXml, workbook } from './workbook-writer.ts';

const GOOD: Row = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1000.5, 'invoice'];
const VALUES = { dealCode: 'D-1', period: '2026-03', invoiceNo: 'INV-1', invoiceDate: '2026-03-31', amountPaisa: 100_050, kind: 'invoice' } as const;
const book = (entry: Omit<CorpusEntry, 'kind'>): CorpusEntry => ({ kind: 'billing', ...entry });
const xml = (text: string): Cell => ({ xml: text });
const withAmount = (cell: Cell, at = 1): Row => ['D-1', '2026-03', `INV-${at}`, '2026-03-31', cell, null];

export const CELL_ENTRIES: readonly CorpusEntry[] = [
  book({
    file: '83-formula-with-value.xlsx',
    content: billingBook([withAmount(xml('<c><f>SUM(1,2)</f><v>3</v></c>')), withAmount(xml('<c><f>A1</f><v>4.5</v></c>'), 2)]),
    verdict: 'warn',
    codes: ['FORMULA_VALUE_USED'],
    rows: 2,
    at: { row: 2, column: 'amount' },
    values: [{ amountPaisa: 300 }, { amountPaisa: 450 }],
    message: '2 rows',
    why: 'the value last calculated',
  }),
  book({
    file: '83b-formula-without-value.xlsx',
    content: billingBook([withAmount(xml('<c><f>SUM(1,2)</f></c>'))]),
    verdict: 'reject',
    codes: ['FORMULA_NOT_CALCULATED'],
    rows: 0,
    at: { row: 2, column: 'amount' },
    message: '=SUM(1,2)',
    why: 'never calculated',
  }),
  book({
    file: '83c-error-value.xlsx',
    content: billingBook([withAmount(xml('<c t="e"><v>#REF!</v></c>'))]),
    verdict: 'reject',
    codes: ['CELL_ERROR'],
    rows: 0,
    at: { row: 2, column: 'amount' },
    message: '#REF!',
    why: 'no data',
  }),
  book({
    file: '83d-rich-text.xlsx',
    content: billingBook(
      [
        [
          xml('<c t="s"><v>0</v></c>'),
          '2026-03',
          xml('<c t="inlineStr"><is><r><t>INV</t></r><r><rPr><b/></rPr><t>-1</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'),
          '2026-03-31',
          1000.5,
          'invoice',
        ],
      ],
      {
        sharedStrings: '<si><r><t>D</t></r><r><rPr><i/></rPr><t xml:space="preserve">-1 </t></r><rPh sb="0" eb="1"><t>y</t></rPh></si>',
        after: '<hyperlinks><hyperlink ref="A2" display="http://x"/></hyperlinks>',
      },
    ),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'plain text of rich text; hyperlinks are not followed',
  }),
  book({
    file: '83e-huge-number.xlsx',
    content: billingBook([withAmount(xml('<c><v>1E+400</v></c>')), withAmount(xml('<c><v>NaN</v></c>'), 2)]),
    verdict: 'reject',
    codes: ['CELL_ERROR'],
    rows: 0,
    at: { row: 2, column: 'amount' },
    why: 'no numbers',
  }),
  book({
    file: '83f-iso-date-cell.xlsx',
    content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c t="d"><v>2026-03-31T00:00:00</v></c>'), 1000.5, 'invoice']]),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'exceljs returns 2026',
  }),
  book({
    file: '83g-boolean.xlsx',
    content: billingBook([withAmount(xml('<c t="b"><v>1</v></c>'))]),
    verdict: 'reject',
    codes: ['BAD_AMOUNT'],
    rows: 0,
    at: { row: 2, column: 'amount' },
    message: 'TRUE',
    why: 'TRUE is not 1',
  }),
  book({
    file: '84-1904.xlsx',
    content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c s="1"><v>44650</v></c>'), 1000.5, 'invoice']], { date1904: true }),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: '1,462 days later',
  }),
  book({
    file: '84b-dates.xlsx',
    content: billingBook([['D-1', xml('<c s="2"><v>46082</v></c>'), 'INV-1', xml('<c s="2"><v>46112</v></c>'), xml('<c s="4"><v>1000.5</v></c>'), 'invoice']]),
    verdict: 'accept',
    rows: 1,
    values: [VALUES],
    why: 'real dates; Excel makes 2026-03 the first of March',
  }),
  book({
    file: '84c-date-and-time.xlsx',
    content: billingBook([['D-1', '2026-03', 'INV-1', xml('<c s="5"><v>46112.75</v></c>'), 1000.5, 'invoice']]),
    verdict: 'warn',
    codes: ['TIME_IGNORED'],
    rows: 1,
    at: { row: 2, column: 'invoice_date' },
    values: [VALUES],
    why: 'the day shown',
  }),
  book({
    file: '84d-date-in-other-columns.xlsx',
    content: billingBook([[xml('<c s="1"><v>46112</v></c>'), xml('<c s="1"><v>46112</v></c>'), 'INV-1', '2026-03-31', xml('<c s="1"><v>46112</v></c>'), null]]),
    verdict: 'reject',
    codes: ['VALUE_IS_DATE', 'BAD_MONTH'],
    rows: 0,
    at: { row: 2, column: 'deal_code' },
    why: 'Excel changes codes into dates',
  }),
  book({
    file: '85-hidden.xlsx',
    content: workbook({
      sheets: [
        {
          name: 'billing',
          xml: sheetXml([BILLING_HEADER, GOOD, { attributes: 'hidden="1"', cells: withAmount(2, 2) as readonly Cell[] }], {
            before: '<cols><col min="2" max="3" hidden="1"/></cols>',
          }),
          state: 'hidden',
        },
        { name: 'scratch', xml: sheetXml([]), state: 'veryHidden' },
      ],
    }),
    verdict: 'warn',
    codes: ['HIDDEN_SHEET', 'HIDDEN_ROWS', 'HIDDEN_COLUMNS', 'SHEET_IGNORED'],
    rows: 2,
    at: { row: 0 },
    why: 'read, and said with counts',
  }),
  book({
    file: '91-sixteen-digits.xlsx',
    content: billingBook([[1234567890123456, '2026-03', 1e22, '2026-03-31', 1, null]]),
    verdict: 'reject',
    codes: ['NUMBER_DAMAGED'],
    rows: 0,
    at: { row: 2, column: 'deal_code' },
    message: '15 digits',
    why: 'Excel keeps 15 digits',
  }),
  book({
    file: '91b-numeric-codes.xlsx',
    content: billingBook([[1001, '2026-03', xml('<c s="6"><v>42</v></c>'), '2026-03-31', 1, null]]),
    verdict: 'accept',
    rows: 1,
    values: [{ dealCode: '1001', invoiceNo: '00042' }],
    why: 'short numbers are exact; a format of zeros is what a person sees',
  }),
  book({
    file: '92-currency-floats.xlsx',
    content: billingBook([
      withAmount(xml('<c s="4"><v>4500000.0999999996</v></c>')),
      withAmount(xml('<c><v>0.30000000000000004</v></c>'), 2),
      withAmount(xml('<c><v>-110.7</v></c>'), 3),
      withAmount(xml('<c><v>4.5E6</v></c>'), 4),
    ]),
    verdict: 'accept',
    rows: 4,
    values: [{ amountPaisa: 450_000_010 }, { amountPaisa: 30 }, { amountPaisa: -11_070, kind: 'credit_note' }, { amountPaisa: 450_000_000 }],
    why: 'the shortest decimal text, less the noise of the double',
  }),
  book({
    file: '92b-three-decimals.xlsx',
    content: billingBook([withAmount(10.005)]),
    verdict: 'reject',
    codes: ['TOO_MANY_DECIMALS'],
    rows: 0,
    at: { row: 2, column: 'amount' },
    why: 'not rounded',
  }),
  {
    file: '92c-percent-cell.xlsx',
    kind: 'negotiated_terms',
    content: workbook({
      sheets: [
        {
          name: 'negotiated_terms',
          xml: sheetXml([
            ['partner_code', 'from', 'approver', 'reason', 'rate_percent'],
            ['P-1', '2026-01-01', 'A', 'r', xml('<c s="3"><v>0.185</v></c>')],
            ['P-2', '2026-01-01', 'A', 'r', 18],
          ]),
        },
      ],
    }),
    verdict: 'accept',
    rows: 2,
    values: [{ rateBps: 1850 }, { rateBps: 1800 }],
    why: 'a cell that shows 18.50 % holds 0.185',
  },
];
