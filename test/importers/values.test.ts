import { describe, expect, test } from 'vitest';
import type { Grammar } from '../../src/importers/kinds.ts';
import { quote } from '../../src/importers/problem.ts';
import type { DateOrder } from '../../src/importers/read-date.ts';
import { outcome } from './support/read.ts';

type Table = readonly (readonly [text: string, expected: string | number | null])[];

const MAX = 9_007_199_254_740_991;

const AMOUNTS: Table = [
  ['0', 0],
  ['1', 100],
  ['100', 10_000],
  ['007', 700],
  ['4500000', 450_000_000],
  ['4500000.5', 450_000_050],
  ['4500000.50', 450_000_050],
  ['0.01', 1],
  ['0.1', 10],
  ['0.10', 10],
  ['1.', 100],
  ['-0', 0],
  ['-0.00', 0],
  ['-0.01', -1],
  ['-1', -100],
  ['-110.7', -11_070],
  ['−110.70', -11_070],
  ['- 5', -500],
  ['  12.34  ', 1234],
  ['12.34\u00a0', 1234],
  ['1,234', 123_400],
  ['1,234.50', 123_450],
  ['12,345', 1_234_500],
  ['123,456', 12_345_600],
  ['1,234,567.89', 123_456_789],
  ['12,34,567.89', 123_456_789],
  ['1,23,456', 12_345_600],
  ['45,00,000.50', 450_000_050],
  ['-4,500,000', -450_000_000],
  ['PKR 4,500,000', 450_000_000],
  ['pkr 5', 500],
  ['PKR5', 500],
  ['PKR -5', -500],
  ['-PKR 5', -500],
  ['Rs. 5000', '~RUPEES_ASSUMED_PKR 500000'],
  ['Rs 5,000.25', '~RUPEES_ASSUMED_PKR 500025'],
  ['rs.5', '~RUPEES_ASSUMED_PKR 500'],
  ['-Rs 5', '~RUPEES_ASSUMED_PKR -500'],
  ['5,000/-', '~AMOUNT_STROKE_IGNORED 500000'],
  ['PKR 5,000/-', '~AMOUNT_STROKE_IGNORED 500000'],
  ['5000/=', '~AMOUNT_STROKE_IGNORED 500000'],
  ['/-', '!BAD_AMOUNT'],
  ['9999999999999.99', 999_999_999_999_999],
  ['12345678901234.56', 1_234_567_890_123_456],
  ['90071992547409.91', MAX],
  ['-90071992547409.91', -MAX],
  ['90071992547409.92', '!AMOUNT_TOO_LARGE'],
  ['1000000000000000000', '!AMOUNT_TOO_LARGE'],
  ['9'.repeat(300), '!AMOUNT_TOO_LARGE'],
  ["'-5", -500],
  ["'=5", '!BAD_AMOUNT'],
  ["'5", '!BAD_AMOUNT'],
  ['', null],
  ['   ', null],
  ['\u00a0', null],
  ['10.005', '!TOO_MANY_DECIMALS'],
  ['10.000', '!TOO_MANY_DECIMALS'],
  ['0.001', '!TOO_MANY_DECIMALS'],
  ['1,234.567', '!TOO_MANY_DECIMALS'],
  ['1.234,50', '!BAD_AMOUNT'],
  ['1234,50', '!BAD_AMOUNT'],
  ['1,2345', '!BAD_AMOUNT'],
  ['12,34', '!BAD_AMOUNT'],
  ['1,,234', '!BAD_AMOUNT'],
  [',123', '!BAD_AMOUNT'],
  ['1,234,', '!BAD_AMOUNT'],
  ['(500.00)', '!BAD_AMOUNT'],
  ['500-', '!BAD_AMOUNT'],
  ['--5', '!BAD_AMOUNT'],
  ['+5', '!BAD_AMOUNT'],
  ['1e5', '!BAD_AMOUNT'],
  ['1E5', '!BAD_AMOUNT'],
  ['0x10', '!BAD_AMOUNT'],
  ['1_000', '!BAD_AMOUNT'],
  ['Infinity', '!BAD_AMOUNT'],
  ['NaN', '!BAD_AMOUNT'],
  ['TRUE', '!BAD_AMOUNT'],
  ['abc', '!BAD_AMOUNT'],
  ['5 000', '!BAD_AMOUNT'],
  ["1'000", '!BAD_AMOUNT'],
  ['.5', '!BAD_AMOUNT'],
  ['-', '!BAD_AMOUNT'],
  ['.', '!BAD_AMOUNT'],
  ['1.2.3', '!BAD_AMOUNT'],
  ['1 .5', '!BAD_AMOUNT'],
  ['$5', '!BAD_AMOUNT'],
  ['USD 5', '!BAD_AMOUNT'],
  ['₹5', '!BAD_AMOUNT'],
  ['5%', '!BAD_AMOUNT'],
  ['#REF!', '!BAD_AMOUNT'],
  ['٤٥٠٠', '!FOREIGN_DIGITS'],
  ['۴۵۰۰', '!FOREIGN_DIGITS'],
  ['１２３', '!FOREIGN_DIGITS'],
  ['१२३', '!FOREIGN_DIGITS'],
  ['1٤', '!FOREIGN_DIGITS'],
];

const DATES: Table = [
  ['2026-03-31', '2026-03-31'],
  ['2000-01-01', '2000-01-01'],
  ['2050-12-31', '2050-12-31'],
  ['2024-02-29', '2024-02-29'],
  [' 2026-03-31 ', '2026-03-31'],
  ['2028-02-29', '2028-02-29'],
  ['2051-01-01', '~DATE_FAR_AHEAD 2051-01-01'],
  ['2100-12-31', '~DATE_FAR_AHEAD 2100-12-31'],
  ['2101-01-01', '!DATE_OUT_OF_RANGE'],
  ['1999-12-31', '!DATE_OUT_OF_RANGE'],
  ['0001-01-01', '!DATE_OUT_OF_RANGE'],
  ['9999-12-31', '!DATE_OUT_OF_RANGE'],
  ['2026-02-29', '!DATE_NOT_REAL'],
  ['2026-02-30', '!DATE_NOT_REAL'],
  ['2025-02-29', '!DATE_NOT_REAL'],
  ['2100-02-29', '!DATE_NOT_REAL'],
  ['2026-04-31', '!DATE_NOT_REAL'],
  ['2026-13-01', '!DATE_NOT_REAL'],
  ['2026-00-10', '!DATE_NOT_REAL'],
  ['2026-01-00', '!DATE_NOT_REAL'],
  ['0000-01-01', '!DATE_OUT_OF_RANGE'],
  ['2026-3-31', '!BAD_DATE'],
  ['2026-03-1', '!BAD_DATE'],
  ['2026/03/31', '!BAD_DATE'],
  ['2026.03.31', '!BAD_DATE'],
  ['31/03/2026', '!DATE_ORDER'],
  ['03/04/2026', '!DATE_ORDER'],
  ['3-4-2026', '!DATE_ORDER'],
  ['31.3.2026', '!DATE_ORDER'],
  ['26-01-05', '!BAD_DATE'],
  ['05/01/26', '!BAD_DATE'],
  ['20260331', '!BAD_DATE'],
  ['45000', '!BAD_DATE'],
  ['45000.5', '!BAD_DATE'],
  ['Mar-26', '!BAD_DATE'],
  ['31 March 2026', '!BAD_DATE'],
  ['2026-03-31T20:00Z', '!DATE_HAS_TIME'],
  ['2026-03-31 00:00:00', '!DATE_HAS_TIME'],
  ['2026-03-31T20:00:00.000+05:00', '!DATE_HAS_TIME'],
  ['2026-02-30T20:00Z', '!DATE_NOT_REAL'],
  ['9999-12-31T23:00Z', '!DATE_OUT_OF_RANGE'],
  ['0001-01-01T00:00+14:00', '!DATE_OUT_OF_RANGE'],
  ['2026-03-31T', '!BAD_DATE'],
  ['٢٠٢٦-٠٣-٣١', '!BAD_DATE'],
  ['', null],
  ['  ', null],
  ['today', '!BAD_DATE'],
  ['-2026-03-31', '!BAD_DATE'],
];

const DMY: Table = [
  ['31/03/2026', '2026-03-31'],
  ['3/4/2026', '2026-04-03'],
  ['03-04-2026', '2026-04-03'],
  ['3.4.2026', '2026-04-03'],
  ['29/02/2024', '2024-02-29'],
  ['29/02/2026', '!DATE_NOT_REAL'],
  ['03/31/2026', '!DATE_NOT_REAL'],
  ['2026-03-31', '!BAD_DATE'],
  ['3/4-2026', '!BAD_DATE'],
  ['3/4/26', '!BAD_DATE'],
  ['03 04 2026', '!BAD_DATE'],
  ['3/4/1999', '!DATE_OUT_OF_RANGE'],
  ['', null],
];

const MDY: Table = [
  ['03/31/2026', '2026-03-31'],
  ['3/4/2026', '2026-03-04'],
  ['31/03/2026', '!DATE_NOT_REAL'],
  ['12-25-2026', '2026-12-25'],
  ['2/29/2024', '2024-02-29'],
];

const MONTHS: Table = [
  ['2026-03', '2026-03'],
  [' 2026-12 ', '2026-12'],
  ['2026-13', '!BAD_MONTH'],
  ['2026-00', '!BAD_MONTH'],
  ['2026-3', '!BAD_MONTH'],
  ['03-2026', '!BAD_MONTH'],
  ['Mar-26', '!BAD_MONTH'],
  ['2026-03-31', '!BAD_MONTH'],
  ['202603', '!BAD_MONTH'],
  ['1999-12', '!DATE_OUT_OF_RANGE'],
  ['2062-01', '~DATE_FAR_AHEAD 2062-01'],
  ['', null],
];

const PERCENTS: Table = [
  ['18', 1800],
  ['18.5', 1850],
  ['18.25', 1825],
  ['18%', 1800],
  ['18.25 %', 1825],
  ['0', 0],
  ['0%', 0],
  ['1', 100],
  ['100', 10_000],
  ['100.00', 10_000],
  ['0.5 %', 50],
  [' 20 ', 2000],
  ['', null],
  ['0.18', '!AMBIGUOUS_RATE'],
  ['0.5', '!AMBIGUOUS_RATE'],
  ['0.99', '!AMBIGUOUS_RATE'],
  ['100.01', '!RATE_OUT_OF_RANGE'],
  ['101', '!RATE_OUT_OF_RANGE'],
  ['1800', '!RATE_OUT_OF_RANGE'],
  ['-1', '!RATE_OUT_OF_RANGE'],
  ['-0', '!RATE_OUT_OF_RANGE'],
  ['18.125', '!TOO_MANY_DECIMALS'],
  ['18.000', '!TOO_MANY_DECIMALS'],
  ['18,5', '!BAD_RATE'],
  ['18.', '!BAD_RATE'],
  ['.5', '!BAD_RATE'],
  ['18 percent', '!BAD_RATE'],
  ['1e1', '!BAD_RATE'],
  ['١٨', '!FOREIGN_DIGITS'],
  ['true', '!BAD_RATE'],
];

const WHOLE: Table = [
  ['12', 12],
  ['1', 1],
  ['1200', 1200],
  ['0', '!NUMBER_OUT_OF_RANGE'],
  ['1201', '!NUMBER_OUT_OF_RANGE'],
  ['-1', '!BAD_NUMBER'],
  ['1.5', '!BAD_NUMBER'],
  ['12.0', '!BAD_NUMBER'],
  ['twelve', '!BAD_NUMBER'],
  ['', null],
];

const IBANS: Table = [
  ['PK36SCBL0000001123456702', 'PK36SCBL0000001123456702'],
  ['pk36 scbl 0000 0011 2345 6702', 'PK36SCBL0000001123456702'],
  ['PK36-SCBL-0000-0011-2345-6702', 'PK36SCBL0000001123456702'],
  ['DE89370400440532013000', 'DE89370400440532013000'],
  ['PK37SCBL0000001123456702', '!BAD_IBAN'],
  ['PK36SCBL000000112345670', '!BAD_IBAN'],
  ['DE89370400440532013001', '!BAD_IBAN'],
  ['XX36SCBL0000001123456702', '!BAD_IBAN'],
  ['0123456789', '!BAD_IBAN'],
  ['PK36SCВL0000001123456702', '!BAD_IBAN'],
  ['3.6E+23', '!NUMBER_DAMAGED'],
  ['3E+23', '!NUMBER_DAMAGED'],
  ['__proto__', '!BAD_IBAN'],
  ['', null],
];

const IDENTITIES: readonly (readonly [Grammar, Table])[] = [
  [
    { type: 'cnic' },
    [
      ['35202-1234567-1', '3520212345671'],
      ['3520212345671', '3520212345671'],
      ['35202 1234567 1', '3520212345671'],
      ['352021234567', '!BAD_CNIC'],
      ['35202-1234567-X', '!BAD_CNIC'],
      ['', null],
    ],
  ],
  [
    { type: 'ntn' },
    [
      ['1234567', '1234567'],
      ['1234567-8', '1234567-8'],
      ['a123456-7', 'A123456-7'],
      ['123456', '!BAD_NTN'],
      ['12345678', '!BAD_NTN'],
      ['', null],
    ],
  ],
  [
    { type: 'country' },
    [
      ['PK', 'PK'],
      ['pk', 'PK'],
      ['AE', 'AE'],
      ['XX', '!BAD_COUNTRY'],
      ['UK', '!BAD_COUNTRY'],
      ['Pakistan', '!BAD_COUNTRY'],
      ['92', '!BAD_COUNTRY'],
      ['', null],
    ],
  ],
  [
    { type: 'email' },
    [
      ['ali@acme.pk', 'ali@acme.pk'],
      ['a.b+c@x.co.uk', 'a.b+c@x.co.uk'],
      ['ali@acme', '!BAD_EMAIL'],
      ['ali', '!BAD_EMAIL'],
      ['a@b@c.pk', '!BAD_EMAIL'],
      ['a b@c.pk', '!BAD_EMAIL'],
      ['<a@c.pk>', '!BAD_EMAIL'],
      ['', null],
    ],
  ],
  [
    { type: 'word', words: ['staff_augmentation', 'fixed_price'] },
    [
      ['fixed_price', 'fixed_price'],
      ['Fixed Price', 'fixed_price'],
      ['STAFF-AUGMENTATION', 'staff_augmentation'],
      ['fixed', '!UNKNOWN_WORD'],
      ['', null],
      ['constructor', '!UNKNOWN_WORD'],
    ],
  ],
];

const CODE: Grammar = { type: 'code', maxChars: 64 };
const TEXT: Grammar = { type: 'text', maxChars: 300 };
const NOTE: Grammar = { type: 'note', maxChars: 4000 };

const CODES: Table = [
  ['P-1', 'P-1'],
  [' P-1 ', 'P-1'],
  ['007', '007'],
  ['1e3', '1e3'],
  ['0x10', '0x10'],
  ['12345678901234567890', '12345678901234567890'],
  ["'=1", '=1'],
  ["'+1", '+1'],
  ["'P-1", "'P-1"],
  ["'", "'"],
  ['e\u0301', '\u00e9'],
  ['کراچی', 'کراچی'],
  ['P\u200b1', '!INVISIBLE_CHARACTER'],
  ['P\u00ad1', '!INVISIBLE_CHARACTER'],
  ['P\u202e1', '!BIDI_CONTROL'],
  ['P\n1', '!CONTROL_CHARACTER'],
  ['P\u00001', '!CONTROL_CHARACTER'],
  ['P\ufffd1', '!REPLACEMENT_CHARACTER'],
  ['x'.repeat(65), '!TEXT_TOO_LONG'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['', null],
  ['  ', null],
];

const TEXTS: Table = [
  ['Müller & Söhne', 'Müller & Söhne'],
  ['کمپنی\u200cہا', 'کمپنی\u200cہا'],
  ['\u200eAli', '\u200eAli'],
  ['😀 Ltd', '😀 Ltd'],
  ['İstanbul', 'İstanbul'],
  ['a\tb', '!CONTROL_CHARACTER'],
  ['a\nb', '!CONTROL_CHARACTER'],
  ['a\u0008b', '!CONTROL_CHARACTER'],
  ['a\u0085b', '!CONTROL_CHARACTER'],
  ['a\u2028b', '!CONTROL_CHARACTER'],
  ['a\u2066b', '!BIDI_CONTROL'],
  ['a\ud800b', '!BROKEN_CHARACTER'],
  ['a\ufffdb', '~REPLACEMENT_CHARACTER a\ufffdb'],
  ['x'.repeat(301), '!TEXT_TOO_LONG'],
  ['x'.repeat(32_768), '!CELL_TOO_LONG'],
  ['NULL', 'NULL'],
  ['=1+1', '=1+1'],
  ["'=1+1", '=1+1'],
  ['-', '-'],
];

const NOTES: Table = [
  ['a\r\nb\rc\td', 'a\nb\nc\td'],
  ['a\u000bb', '!CONTROL_CHARACTER'],
  ['x'.repeat(4000), 'x'.repeat(4000)],
  ['x'.repeat(4001), '!TEXT_TOO_LONG'],
  ['a\u202eb', '!BIDI_CONTROL'],
];

const ALL: readonly (readonly [name: string, Grammar, Table, DateOrder?])[] = [
  ['amount', { type: 'amount', sign: 'any' }, AMOUNTS],
  ['date', { type: 'date' }, DATES],
  ['date, day first', { type: 'date' }, DMY, 'dmy'],
  ['date, month first', { type: 'date' }, MDY, 'mdy'],
  ['month', { type: 'month' }, MONTHS],
  ['percent', { type: 'percent' }, PERCENTS],
  ['whole', { type: 'whole' }, WHOLE],
  ['iban', { type: 'iban' }, IBANS],
  ...IDENTITIES.map(([grammar, table]) => [grammar.type, grammar, table] as const),
  ['code', CODE, CODES],
  ['text', TEXT, TEXTS],
  ['note', NOTE, NOTES],
];

for (const [name, grammar, table, order] of ALL) {
  describe(name, () => {
    test.each(table)('%j', (text, expected) => {
      expect(outcome(grammar, text, order)).toBe(expected);
    });
  });
}

test('H5: the table has its 200 rows and more', () => {
  expect(ALL.reduce((sum, [, , table]) => sum + table.length, 0)).toBeGreaterThan(200);
});

test('an amount that may not be negative', () => {
  expect(outcome({ type: 'amount', sign: 'not_negative' }, '-0.01')).toBe('!NEGATIVE_AMOUNT');
  expect(outcome({ type: 'amount', sign: 'not_negative' }, '-0')).toBe(0);
  expect(outcome({ type: 'amount', sign: 'not_negative' }, '-Rs 5')).toBe('!NEGATIVE_AMOUNT');
});

test('minus zero never comes out of an amount', () => {
  for (const text of ['-0', '-0.00', '-0.0', '−0', 'PKR -0']) expect(Object.is(outcome({ type: 'amount', sign: 'any' }, text), 0)).toBe(true);
});

test('a quoted value is short, on one line and shows what cannot be seen', () => {
  expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(59)}…"`);
  expect(quote('a\u202eb\nc')).toBe('"a‹U+202E›b‹U+000A›c"');
});
