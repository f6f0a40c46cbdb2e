import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AssertionError } from '../../src/shared/assert.ts';
import { addPaisa, formatPlainRupees, formatRupees, negatePaisa, paisa, parseRupees, sumPaisa } from '../../src/shared/paisa.ts';

const LIMIT = Number.MAX_SAFE_INTEGER;

/** What a file may say, and the paisa or the problem it gives (interchange.md, "Import files"). */
const READ: readonly (readonly [text: string, expected: number | string])[] = [
  ['0', 0],
  ['1', 100],
  ['1.5', 150],
  ['1.50', 150],
  ['1.05', 105],
  ['0.01', 1],
  ['4500000', 450_000_000],
  ['4,500,000.50', 450_000_050],
  ['45,00,000.50', 450_000_050],
  ['1,00,000', 10_000_000],
  ['12,34,567', 123_456_700],
  ['1,23,45,67,890', 123_456_789_000],
  ['PKR 4,500,000', 450_000_000],
  ['PKR4500000', 450_000_000],
  ['pkr 1', 100],
  ['Rs. 1,000', 100_000],
  ['Rs 1,000', 100_000],
  [' 12 ', 1200],
  ['-110.7', -11_070],
  ['−110.70', -11_070],
  ['- 5', -500],
  ['PKR -5', -500],
  ['-PKR 5', -500],
  ['-0', 0],
  ['-0.00', 0],
  ['007', 700],
  ['90071992547409.91', LIMIT],
  ['-90071992547409.91', -LIMIT],
  ['90071992547409.92', 'too_large'],
  ['90071992547409.93', 'too_large'],
  ['9200000000000000000', 'too_large'],
  ['', 'blank'],
  ['   ', 'blank'],
  ['1.005', 'too_many_decimals'],
  ['1.500', 'too_many_decimals'],
  ['1.0000', 'too_many_decimals'],
  ['1,0', 'not_a_number'],
  ['1,00', 'not_a_number'],
  ['10,00', 'not_a_number'],
  ['1,000,00', 'not_a_number'],
  ['1,2345', 'not_a_number'],
  ['1,234,56,789', 'not_a_number'],
  [',100', 'not_a_number'],
  ['.5', 'not_a_number'],
  ['1.2.3', 'not_a_number'],
  ['1e3', 'not_a_number'],
  ['0x10', 'not_a_number'],
  ['--5', 'not_a_number'],
  ['-PKR -5', 'not_a_number'],
  ['5-', 'not_a_number'],
  ['(5)', 'not_a_number'],
  ['+5', 'not_a_number'],
  ['1 000', 'not_a_number'],
  ['USD 5', 'not_a_number'],
  ['PKR', 'not_a_number'],
  ['five', 'not_a_number'],
  ['NaN', 'not_a_number'],
  ['Infinity', 'not_a_number'],
  ['١٢', 'not_a_number'],
  ['5/-', 'not_a_number'],
];

describe('conventions: money is a whole number of paisa', () => {
  test.each(READ)('%j reads as %s', (text, expected) => {
    const read = parseRupees(text);
    expect(read.ok ? read.paisa : read.problem).toBe(expected);
    // minus zero is no amount of its own
    if (read.ok) expect(Object.is(read.paisa, -0)).toBe(false);
  });

  const SHOWN: readonly (readonly [value: number, plain: string, thousands: string, lakh: string])[] = [
    [0, '0.00', '0.00', '0.00'],
    [1, '0.01', '0.01', '0.01'],
    [-1, '-0.01', '-0.01', '-0.01'],
    [99, '0.99', '0.99', '0.99'],
    [100, '1.00', '1.00', '1.00'],
    [99_999, '999.99', '999.99', '999.99'],
    [100_000, '1000.00', '1,000.00', '1,000.00'],
    [9_999_999, '99999.99', '99,999.99', '99,999.99'],
    [10_000_000, '100000.00', '100,000.00', '1,00,000.00'],
    [123_456_789, '1234567.89', '1,234,567.89', '12,34,567.89'],
    [-123_456_789, '-1234567.89', '-1,234,567.89', '-12,34,567.89'],
    [123_456_789_000, '1234567890.00', '1,234,567,890.00', '1,23,45,67,890.00'],
    [LIMIT, '90071992547409.91', '90,071,992,547,409.91', '9,00,71,99,25,47,409.91'],
    [-LIMIT, '-90071992547409.91', '-90,071,992,547,409.91', '-9,00,71,99,25,47,409.91'],
  ];
  test.each(SHOWN)('%i paisa is written %s, %s and %s', (value, plain, thousands, lakh) => {
    expect([formatPlainRupees(paisa(value)), formatRupees(paisa(value)), formatRupees(paisa(value), 'lakh')]).toEqual([plain, thousands, lakh]);
  });

  it('what is written reads back as itself, in every grouping and at every size (C14)', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        for (const text of [
          formatPlainRupees(paisa(value)),
          formatRupees(paisa(value)),
          formatRupees(paisa(value), 'lakh'),
          `PKR ${formatRupees(paisa(value))}`,
        ])
          expect(parseRupees(text)).toEqual({ ok: true, paisa: value === 0 ? 0 : value });
      }),
    );
  });

  it('no text is ever read as another amount than its digits say', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789,.-PKR ') }), (text) => {
        const read = parseRupees(text);
        if (!read.ok) return;
        const digits = text.replaceAll(/[^\d.]/g, '');
        const [whole = '', decimals = ''] = digits.split('.');
        expect(BigInt(Math.abs(read.paisa))).toBe(BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0')));
      }),
      { numRuns: 500 },
    );
  });

  it('a number that is not whole, or beyond 2^53, stops instead of being rounded (C13, C14)', () => {
    for (const value of [0.1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, LIMIT + 1, -LIMIT - 1]) expect(() => paisa(value)).toThrow(AssertionError);
    expect(() => addPaisa(paisa(LIMIT), paisa(1))).toThrow(AssertionError);
    expect(() => sumPaisa([paisa(LIMIT), paisa(LIMIT)])).toThrow(AssertionError);
    expect(addPaisa(paisa(LIMIT), paisa(-1))).toBe(LIMIT - 1);
  });

  it('sums and negations are exact, and there is one zero', () => {
    expect(sumPaisa([])).toBe(0);
    expect(sumPaisa([paisa(10), paisa(20), paisa(-5)])).toBe(25);
    expect(negatePaisa(paisa(7))).toBe(-7);
    expect(Object.is(negatePaisa(paisa(0)), 0)).toBe(true);
  });
});
