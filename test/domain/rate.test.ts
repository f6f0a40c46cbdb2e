import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';
import { roundedShare } from '../../src/domain/accruals.ts';
import { AssertionError } from '../../src/shared/assert.ts';
import { paisa } from '../../src/shared/paisa.ts';
import { allocate, applyRate, applyRateInRupees, bps, formatRate, parsePercent } from '../../src/shared/rate.ts';

/** `round(amount × rate)` as the conventions say it, in whole numbers: half away from zero. */
function roundedProduct(amount: bigint, rate: bigint): bigint {
  const twice = 2n * amount * rate;
  const magnitude = ((twice < 0n ? -twice : twice) + 10_000n) / 20_000n;
  return twice < 0n ? -magnitude : magnitude;
}

const EXACT: readonly (readonly [amount: number, rate: number, expected: number, why: string])[] = [
  [450_000_000, 1800, 81_000_000, 'worked example: 4.5M at 18 %'],
  [0, 2500, 0, 'nothing of nothing'],
  [100, 0, 0, 'a rate of zero'],
  [100, 10_000, 100, 'the whole'],
  [3, 5000, 2, 'half a paisa goes up'],
  [-3, 5000, -2, 'and down when negative'],
  [1, 5000, 1, 'half of one paisa'],
  [-1, 5000, -1, 'the mirror of it'],
  [1, 4999, 0, 'just under half'],
  [-1, 4999, 0, 'the mirror of it'],
  [333, 1500, 50, '49.95'],
  [-333, 1500, -50, '-49.95'],
  [Number.MAX_SAFE_INTEGER, 10_000, Number.MAX_SAFE_INTEGER, '2^53 − 1 in full'],
  [Number.MAX_SAFE_INTEGER, 9999, 9_006_298_534_815_517, 'a product far beyond 2^53'],
  [-Number.MAX_SAFE_INTEGER, 9999, -9_006_298_534_815_517, 'the mirror of it'],
];

describe('conventions: round() is to the whole paisa, half away from zero (C15)', () => {
  test.each(EXACT)('%i × %i bps = %i (%s)', (amount, rate, expected) => {
    expect(applyRate(paisa(amount), bps(rate))).toBe(expected);
    expect(roundedProduct(BigInt(amount), BigInt(rate))).toBe(BigInt(expected));
  });

  it('equals the exact rational for any amount and rate, and a negated amount gives exactly the negative', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 10_000 }), (amount, rate) => {
        expect(BigInt(applyRate(paisa(amount), bps(rate)))).toBe(roundedProduct(BigInt(amount), BigInt(rate)));
        expect(applyRate(paisa(-amount), bps(rate)) + applyRate(paisa(amount), bps(rate))).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  describe('the same rule as SQL, as posting uses it', () => {
    let db: Connection;
    beforeAll(() => {
      db = openDatabase(':memory:', { create: true });
    });
    afterAll(() => db.close());
    const inSql = (amount: number, rate: number): number =>
      db.get<{ share: number }>(`SELECT ${roundedShare('CAST(:amount AS INTEGER)', 'CAST(:rate AS INTEGER)')} AS share`, { amount, rate })?.share ?? Number.NaN;

    test.each(EXACT)('%i × %i bps = %i (%s)', (amount, rate, expected) => expect(inSql(amount, rate) + 0).toBe(expected));

    it('equals the exact rational for any amount and rate', () => {
      fc.assert(
        fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 10_000 }), (amount, rate) => {
          expect(BigInt(inSql(amount, rate))).toBe(roundedProduct(BigInt(amount), BigInt(rate)));
        }),
        { numRuns: 1000 },
      );
    });
  });

  it('a rate is whole basis points from 0 to 10 000', () => {
    for (const value of [-1, 10_001, 0.5, Number.NaN]) expect(() => bps(value)).toThrow(AssertionError);
  });
});

describe('rule 6.3: withholding rounded to the rupee, once', () => {
  test.each([
    [0, 1200, 0],
    [416, 1200, 0],
    [417, 1200, 100],
    [5_000_000, 1200, 600_000],
    [5_000_416, 1200, 600_000],
    [5_000_417, 1200, 600_100],
    [-417, 1200, -100],
    [Number.MAX_SAFE_INTEGER - 91, 10_000, Number.MAX_SAFE_INTEGER - 91],
  ])('%i × %i bps is %i', (amount, rate, expected) => expect(applyRateInRupees(paisa(amount), bps(rate)) + 0).toBe(expected));
});

describe('splitting by largest remainder (C15)', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [1, [1, 1], [1, 0]],
    [0, [3, 4], [0, 0]],
    [10, [0, 1, 0], [0, 10, 0]],
    [1000, [5, 3, 2], [500, 300, 200]],
    [7, [1, 2, 3], [1, 2, 4]],
  ])('%i over %j is %j', (total, weights, parts) => expect(allocate(paisa(total), weights).map((part) => part + 0)).toEqual(parts));

  it('parts sum to the whole, none is further than one paisa from its exact share, and the mirror is exact', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 }), (total, weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const parts = allocate(paisa(total), weights);
        const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
        expect(parts.reduce((a, part) => a + BigInt(part), 0n)).toBe(BigInt(total));
        for (const [index, part] of parts.entries()) {
          const off = BigInt(part) * sum - BigInt(total) * BigInt(weights[index] ?? 0);
          expect((off < 0n ? -off : off) < sum).toBe(true);
        }
        expect(allocate(paisa(-total), weights).map((part) => -part + 0)).toEqual(parts.map((part) => part + 0));
      }),
    );
  });

  it('weights are whole, not negative, and one of them is positive', () => {
    for (const weights of [[], [0, 0], [-1, 2], [0.5]]) expect(() => allocate(paisa(1), weights)).toThrow(AssertionError);
  });
});

describe('rates as people write them', () => {
  test.each([
    ['18', 1800],
    ['18.5', 1850],
    ['18.25 %', 1825],
    ['18%', 1800],
    ['0', 0],
    ['100', 10_000],
    ['7.05', 705],
    ['100.01', null],
    ['101', null],
    ['18.255', null],
    ['-1', null],
    ['1e1', null],
    ['', null],
    ['.5', null],
    ['0,5', null],
  ])('%j is %s bps', (text, expected) => expect(parsePercent(text)).toBe(expected));

  test.each([
    [1800, '18 %'],
    [1850, '18.5 %'],
    [1825, '18.25 %'],
    [1805, '18.05 %'],
    [0, '0 %'],
    [10_000, '100 %'],
    [5, '0.05 %'],
  ])('%i bps is %s', (value, text) => {
    expect(formatRate(bps(value))).toBe(text);
    expect(parsePercent(text)).toBe(value);
  });
});
