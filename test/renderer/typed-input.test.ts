import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDateInput } from '../../renderer/forms/date-input.ts';
import { amountInWords, parseMoneyInput } from '../../renderer/forms/money-input.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { formatRupees, paisa } from '../../src/shared/paisa.ts';

describe('amounts as people type them', () => {
  test.each([
    ['4500000', '4500000.00'],
    ['4,500,000.50', '4500000.50'],
    ['45,00,000', '4500000.00'],
    ['4.5m', '4500000.00'],
    ['45 lakh', '4500000.00'],
    ['2cr', '20000000.00'],
    ['=1.5m*3', '4500000.00'],
    ['=1.5m + 20k', '1520000.00'],
    ['=0.1+0.2', '0.30'],
    ['PKR 500', '500.00'],
    ['.5', '0.50'],
    ['1.005k', '1005.00'],
    ['0', '0.00'],
  ])('%s is %s', (text, rupees) => expect(parseMoneyInput(text)).toBe(rupees));

  test.each(['', '10.005', '1,23', '4,50,00', '1e5', '0x10', '-5', 'NaN', '5 apples', '=', '=1+', '=2**3', '99999999999999999', '1.2.3', '１２'])(
    '%s is none',
    (text) => expect(parseMoneyInput(text)).toBeNull(),
  );

  test('whatever the screen shows can be typed back (both groupings)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.constantFrom('thousands' as const, 'lakh' as const), (value, grouping) => {
        const rupees = parseMoneyInput(formatRupees(paisa(value), grouping));
        expect(rupees?.replace('.', '').replace(/^0+(?=\d)/, '')).toBe(String(value));
      }),
    );
  });

  test.each([
    ['999.00', ''],
    ['45000.00', '45 thousand'],
    ['4500000.00', '45 lakh · 4.5 million'],
    ['20000000.00', '2 crore · 20 million'],
    ['1234567.89', 'about 12.345 lakh · about 1.234 million'],
  ])('%s reads "%s"', (rupees, words) => expect(amountInWords(rupees)).toBe(words));
});

describe('dates as people type them, day before month', () => {
  const today = isoDate('2026-11-05');
  test.each([
    ['2026-03-05', '2026-03-05'],
    ['5/3', '2026-03-05'],
    ['05-Mar-2026', '2026-03-05'],
    ['5 march 2025', '2025-03-05'],
    ['29.2.2028', '2028-02-29'],
    ['today', '2026-11-05'],
    ['+7', '2026-11-12'],
    ['-5', '2026-10-31'],
    ['ms', '2026-11-01'],
    ['me', '2026-11-30'],
    ['qe', '2026-12-31'],
  ])('%s is %s', (text, date) => expect(parseDateInput(text, today)).toBe(date));

  test.each(['', '31/2', '2026-02-30', '5/13', '3/5/26', 'soon', '12', '29.2.2027'])('%s is none', (text) => expect(parseDateInput(text, today)).toBeNull());
});
