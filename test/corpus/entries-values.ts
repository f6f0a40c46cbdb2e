import { amounts, BILLING, type CorpusEntry, dates, ibans, names, rates } from './entry.ts';
import { billingBook } from './workbook-writer.ts';

const amount = (file: string, cells: readonly string[], rest: Pick<CorpusEntry, 'verdict' | 'why'> & Partial<CorpusEntry>): CorpusEntry => ({
  file,
  kind: 'billing',
  content: amounts(...cells),
  rows: rest.verdict === 'reject' ? 0 : cells.length,
  ...(rest.verdict === 'accept' ? {} : { at: { row: 2, column: 'amount' } }),
  ...rest,
});

const AMOUNTS: readonly CorpusEntry[] = [
  amount('31-thousands.csv', ['1,234.50'], { verdict: 'accept', values: [{ amountPaisa: 123_450 }], why: 'grouped by thousands' }),
  amount('32-decimal-comma.csv', ['1.234,50', '1234,50'], { verdict: 'reject', codes: ['BAD_AMOUNT'], message: 'point, not a comma', why: 'would be read as another figure' }),
  amount('33-lakh.csv', ['1,23,456.00', '45,00,000.50'], { verdict: 'accept', values: [{ amountPaisa: 12_345_600 }, { amountPaisa: 450_000_050 }], why: 'grouped by lakh' }),
  amount('34-negative.csv', ['-110.7'], { verdict: 'accept', values: [{ amountPaisa: -11_070, kind: 'credit_note' }], why: 'Actual #5020 made it 1,107.00' }),
  amount('35-parentheses.csv', ['(500.00)'], { verdict: 'reject', codes: ['BAD_AMOUNT'], message: 'parentheses', why: 'accountants mean minus, others do not' }),
  amount('35b-trailing-minus.csv', ['500-'], { verdict: 'reject', codes: ['BAD_AMOUNT'], message: 'minus sign in front', why: 'as above' }),
  amount('36-stroke.csv', ['PKR 5,000/-', 'Rs. 5000'], { verdict: 'warn', codes: ['AMOUNT_STROKE_IGNORED', 'RUPEES_ASSUMED_PKR'], values: [{ amountPaisa: 500_000 }, { amountPaisa: 500_000 }], why: 'written so on invoices in Pakistan' }),
  amount('36b-pkr.csv', ['PKR 4,500,000'], { verdict: 'accept', values: [{ amountPaisa: 450_000_000 }], why: 'interchange.md names this form' }),
  amount('37-foreign-digits.csv', ['\u0664\u0665\u0660\u0660', '\u06f4\u06f5\u06f0\u06f0', '\uff11\uff12\uff13'], { verdict: 'reject', codes: ['FOREIGN_DIGITS'], message: 'plain digits', why: 'never NaN or 0' }),
  amount('38-blank.csv', [''], { verdict: 'reject', codes: ['REQUIRED_BLANK'], message: 'amount is blank', why: 'blank is not zero' }),
  amount('39-programmers-numbers.csv', ['1e5', '0x10', '1_000', 'Infinity', 'NaN'], { verdict: 'reject', codes: ['BAD_AMOUNT'], message: 'exponent', why: 'Number() would take them' }),
  amount('40-three-decimals.csv', ['10.005'], { verdict: 'reject', codes: ['TOO_MANY_DECIMALS'], message: '"10.005" has three decimals', why: 'refused, not rounded' }),
  amount('41-beyond-2-53.csv', ['90071992547409.93'], { verdict: 'reject', codes: ['AMOUNT_TOO_LARGE'], why: '9007199254740993 paisa is no exact number here; a wrong one is never stored' }),
  amount('41b-at-2-53.csv', ['90071992547409.91'], { verdict: 'accept', values: [{ amountPaisa: 9_007_199_254_740_991 }], why: 'the largest exact amount' }),
  amount('42-1e18.csv', ['1000000000000000000'], { verdict: 'reject', codes: ['AMOUNT_TOO_LARGE'], why: 'over the limit' }),
  amount('43-minus-zero.csv', ['-0', '-0.00'], { verdict: 'accept', values: [{ amountPaisa: 0, kind: 'invoice' }, { amountPaisa: 0 }], why: 'zero has no sign' }),
  {
    file: '44-long-id.csv',
    kind: 'billing',
    content: `${BILLING}007,2026-03,00012345678901234567,2026-03-31,1,\n0x10,2026-03,1e3,2026-03-31,1,\n`,
    verdict: 'accept',
    rows: 2,
    values: [
      { dealCode: '007', invoiceNo: '00012345678901234567' },
      { dealCode: '0x10', invoiceNo: '1e3' },
    ],
    why: 'ids are text; exceljs rewrites them',
  },
];

const VALID_IBAN = 'PK36SCBL0000001123456702';

const PARTNER_CELLS: readonly CorpusEntry[] = [
  { file: '45-iban-from-excel.csv', kind: 'partners', content: ibans('3.6E+23'), verdict: 'reject', codes: ['NUMBER_DAMAGED'], rows: 0, at: { row: 2, column: 'iban' }, message: 'Excel', why: 'digits lost' },
  { file: '46-iban-checksum.csv', kind: 'partners', content: ibans('PK37SCBL0000001123456702'), verdict: 'reject', codes: ['BAD_IBAN'], rows: 0, at: { row: 2, column: 'iban' }, message: 'check digits', why: 'mod 97' },
  { file: '46b-iban-length.csv', kind: 'partners', content: ibans('PK36SCBL000000112345670'), verdict: 'reject', codes: ['BAD_IBAN'], rows: 0, at: { row: 2, column: 'iban' }, message: '23 characters', why: '24 in Pakistan' },
  {
    file: '47-iban-spelling.csv',
    kind: 'partners',
    content: ibans('pk36 scbl 0000 0011 2345 6702', VALID_IBAN, 'GB82 WEST 1234 5698 7654 32'),
    verdict: 'accept',
    rows: 3,
    values: [{ iban: VALID_IBAN }, { iban: VALID_IBAN }, { iban: 'GB82WEST12345698765432' }],
    why: 'normalised',
  },
  { file: '48-iban-lookalike.csv', kind: 'partners', content: ibans('PK36S\u0421BL0000001123456702'), verdict: 'reject', codes: ['BAD_IBAN'], rows: 0, at: { row: 2, column: 'iban' }, message: 'U+0421', why: 'a Cyrillic letter' },
];

const RATES: readonly CorpusEntry[] = [
  { file: '49-rate-forms.csv', kind: 'negotiated_terms', content: rates('0.18', '1800'), verdict: 'reject', codes: ['AMBIGUOUS_RATE', 'RATE_OUT_OF_RANGE'], rows: 0, at: { row: 2, column: 'rate_percent' }, why: 'a fraction and basis points' },
  {
    file: '49b-percent.csv',
    kind: 'negotiated_terms',
    content: rates('18', '18%', '18.25 %', '0', '0.5 %'),
    verdict: 'accept',
    rows: 5,
    values: [{ rateBps: 1800 }, { rateBps: 1800 }, { rateBps: 1825 }, { rateBps: 0 }, { rateBps: 50 }],
    why: 'percent, with the sign or without',
  },
  { file: '50-rate-range.csv', kind: 'negotiated_terms', content: rates('-1', '100.01', '18.125'), verdict: 'reject', codes: ['RATE_OUT_OF_RANGE', 'TOO_MANY_DECIMALS'], rows: 0, at: { row: 2, column: 'rate_percent' }, why: '0 to 100 percent in whole basis points' },
];

const date = (file: string, cells: readonly string[], rest: Pick<CorpusEntry, 'verdict' | 'why'> & Partial<CorpusEntry>): CorpusEntry => ({
  file,
  kind: 'billing',
  content: dates(...cells),
  rows: rest.verdict === 'reject' ? 0 : cells.length,
  ...(rest.verdict === 'accept' ? {} : { at: { row: 2, column: 'invoice_date' } }),
  ...rest,
});

const DATES: readonly CorpusEntry[] = [
  date('51-slashes.csv', ['03/04/2026'], { verdict: 'reject', codes: ['DATE_ORDER'], message: 'never guessed', why: '3 April or 4 March' }),
  date('51b-dmy-chosen.csv', ['03/04/2026', '3.4.2026', '03-04-2026'], { options: { dateOrder: 'dmy' }, verdict: 'accept', values: [{ invoiceDate: '2026-04-03' }, { invoiceDate: '2026-04-03' }, { invoiceDate: '2026-04-03' }], why: 'chosen by a person' }),
  date('51c-mdy-chosen.csv', ['03/04/2026'], { options: { dateOrder: 'mdy' }, verdict: 'accept', values: [{ invoiceDate: '2026-03-04' }], why: 'chosen by a person' }),
  date('52-mixed-orders.csv', ['13/03/2026', '2026-03-14'], { options: { dateOrder: 'dmy' }, verdict: 'reject', codes: ['BAD_DATE'], rows: 1, at: { row: 3, column: 'invoice_date' }, why: 'Actual #2310: one column, two orders' }),
  date('53-no-such-day.csv', ['2026-02-30', '2025-02-29', '2026-13-01'], { verdict: 'reject', codes: ['DATE_NOT_REAL'], message: 'February 2026 has 28 days', why: 'not rolled over' }),
  date('54-two-digit-year.csv', ['26-01-05'], { verdict: 'reject', codes: ['BAD_DATE'], message: 'four digits', why: 'which century, which order' }),
  date('55-serial-in-csv.csv', ['45000'], { verdict: 'reject', codes: ['BAD_DATE'], message: 'day number of Excel', why: 'a number is no date in text' }),
  {
    file: '55b-serial-in-workbook.xlsx',
    kind: 'billing',
    content: billingBook([['D-1', '2026-03', 'INV-1', 45_000, 1, null]]),
    verdict: 'accept',
    rows: 1,
    values: [{ invoiceDate: '2023-03-15' }],
    why: 'a workbook stores dates as numbers',
  },
  date('57-year-2062.csv', ['2062-03-31'], { verdict: 'warn', codes: ['DATE_FAR_AHEAD'], values: [{ invoiceDate: '2062-03-31' }], why: 'likely a slip, but a date' }),
  date('57b-year-3026.csv', ['3026-03-31', '1926-03-31'], { verdict: 'reject', codes: ['DATE_OUT_OF_RANGE'], why: 'surely a slip' }),
  date('58-timestamp.csv', ['2026-03-31T20:00Z'], { verdict: 'reject', codes: ['DATE_HAS_TIME'], message: '2026-04-01', why: 'already 1 April in Karachi; shown, not taken' }),
];

const TWICE = 'D-1,2026-03,INV-1,2026-03-31,100.00,invoice\n';
const CLAIMS = 'campaign_code,invoice_no,spent_on,submitted_on,amount\n';

const REPEATS: readonly CorpusEntry[] = [
  { file: '59-same-row-twice.csv', kind: 'billing', content: BILLING + TWICE + TWICE, verdict: 'warn', codes: ['REPEATED_ROW'], rows: 1, at: { row: 3, column: 'deal_code' }, message: 'row 2', why: 'an invoice number is unique in a deal, so it is the same invoice' },
  {
    file: '59b-same-key-other-content.csv',
    kind: 'billing',
    content: `${BILLING}${TWICE}D-1,2026-03,INV-1,2026-03-31,120.00,invoice\n`,
    verdict: 'reject',
    codes: ['DUPLICATE_KEY'],
    rows: 1,
    at: { row: 3, column: 'deal_code' },
    message: 'another amount',
    why: 'both cannot hold; both rows are named',
  },
  { file: '59c-no-key.csv', kind: 'claims', content: `${CLAIMS}${'C-1,INV-1,2026-03-01,2026-03-05,100.00\n'.repeat(2)}`, verdict: 'accept', rows: 2, why: 'claims have no key: two equal rows are two facts' },
];

const TEXTS: readonly CorpusEntry[] = [
  {
    file: '63-formula-names.csv',
    kind: 'partners',
    content: names('"=HYPERLINK(""http://x"",""y"")"', '@x', '+92 21 111'),
    verdict: 'accept',
    rows: 3,
    values: [{ name: '=HYPERLINK("http://x","y")' }, { name: '@x' }, { name: '+92 21 111' }],
    why: 'text here; exports guard it',
  },
  { file: '64-bidi.csv', kind: 'partners', content: names('Ali\u202eknab'), verdict: 'reject', codes: ['BIDI_CONTROL'], rows: 0, at: { row: 2, column: 'name' }, message: 'U+202E', why: 'a payee that reads otherwise than it is' },
  { file: '65-html-name.csv', kind: 'partners', content: names('<img src=x onerror=alert(1)>'), verdict: 'accept', rows: 1, values: [{ name: '<img src=x onerror=alert(1)>' }], why: 'text' },
  { file: '66-control-characters.csv', kind: 'partners', content: names('a\u0001b', '"a\tb"', 'a\u001fb', 'a\u007fb'), verdict: 'reject', codes: ['CONTROL_CHARACTER'], rows: 0, at: { row: 2, column: 'name' }, message: 'U+0001', why: 'breaks other readers' },
  {
    file: '67-long-note.csv',
    kind: 'leads',
    content: `partner_code,client,contact_name,contact_email,submitted_on,description\nP-1,Acme,Ali,ali@acme.pk,2026-03-01,${'x'.repeat(40_000)}\nP-1,Acme,Ali,ali@acme.pk,2026-03-01,${'x'.repeat(4001)}\n`,
    verdict: 'reject',
    codes: ['CELL_TOO_LONG', 'TEXT_TOO_LONG'],
    rows: 0,
    at: { row: 2, column: 'description' },
    why: 'more than a cell or a note holds',
  },
  {
    file: '68-prototype-ids.csv',
    kind: 'partners',
    content: 'code,name,kind,joined_on\n__proto__,constructor,agency,2025-01-01\nconstructor,__proto__,agency,2025-01-01\n',
    verdict: 'accept',
    rows: 2,
    values: [
      { code: '__proto__', name: 'constructor' },
      { code: 'constructor', name: '__proto__' },
    ],
    why: 'text',
  },
  {
    file: '68b-prototype-headers.csv',
    kind: 'partners',
    content: 'code,name,kind,joined_on,__proto__,constructor,toString\nP-1,Alpha,agency,2025-01-01,x,y,z\n',
    verdict: 'warn',
    codes: ['UNKNOWN_COLUMN'],
    rows: 1,
    at: { row: 1, column: '__proto__' },
    values: [{ code: 'P-1' }],
    why: 'unknown columns like any other',
  },
  {
    file: '69-words-as-names.csv',
    kind: 'partners',
    content: names('NULL', '#N/A', 'undefined', 'True', 'NaN'),
    verdict: 'accept',
    rows: 5,
    values: [{ name: 'NULL' }, { name: '#N/A' }, { name: 'undefined' }, { name: 'True' }, { name: 'NaN' }],
    why: 'text',
  },
];

export const VALUE_ENTRIES: readonly CorpusEntry[] = [...AMOUNTS, ...PARTNER_CELLS, ...RATES, ...DATES, ...REPEATS, ...TEXTS];
