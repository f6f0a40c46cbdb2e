import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AS_SHIPPED, arrange, moved, withHidden, withWidth } from '../../renderer/components/grid-layout.ts';
import type { GridColumn } from '../../renderer/components/grid-types.ts';
import { figuresOf, rangeOf, toCsvText, toTsv } from '../../renderer/components/grid-values.ts';
import { statsOf } from '../../src/shared/stats.ts';

interface Row {
  readonly name: string;
  readonly amountPaisa: number;
  readonly rateBps: number;
  readonly count: number;
}
const column = (field: keyof Row): GridColumn<Row> => ({ id: field, field, header: field, width: 100, cell: () => null });
const COLUMNS = [column('name'), column('amountPaisa'), column('rateBps'), column('count')];
const ROWS: readonly Row[] = [
  { name: 'Acme\tLtd', amountPaisa: 100_05, rateBps: 1800, count: 3 },
  { name: '=SUM(A1)', amountPaisa: -50_00, rateBps: 2000, count: 4 },
];
const WHOLE = rangeOf({ row: 1, col: 3 }, { row: 0, col: 0 });

describe('cells chosen', () => {
  test('are copied as a spreadsheet takes them: plain digits, no tab within a cell', () =>
    expect(toTsv(COLUMNS, ROWS, WHOLE)).toBe('Acme Ltd\t100.05\t18.00\t3\n=SUM(A1)\t-50.00\t20.00\t4'));

  test('amounts add with amounts, counts with counts, rates not at all', () =>
    expect(figuresOf(COLUMNS, ROWS, WHOLE)).toMatchObject({ cells: 8, money: { sum: 50_05, count: 2, min: -50_00, max: 100_05 }, numbers: { sum: 7 } }));

  test('average is exact and rounds half away from zero', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 50 }), (values) => {
        const stats = statsOf(values);
        const sum = values.reduce((total, value) => total + BigInt(value), 0n);
        const error = 2n * (BigInt(stats?.average ?? 0) * BigInt(values.length) - sum);
        expect(BigInt(stats?.sum ?? 0)).toBe(sum);
        expect(error <= BigInt(values.length) && error >= -BigInt(values.length)).toBe(true);
      }),
    );
    expect(statsOf([1, 2])?.average).toBe(2);
    expect(statsOf([-1, -2])?.average).toBe(-2);
    expect(statsOf([])).toBeNull();
    expect(statsOf([Number.MAX_SAFE_INTEGER, 1])).toBeNull();
  });

  test('a file of the list never holds a formula', () => expect(toCsvText(COLUMNS, ROWS, 'all')).toContain("'=SUM(A1),-50.00,20.00,4\r\n"));
});

describe('columns as arranged', () => {
  const ids = (layout = AS_SHIPPED): string[] => arrange(COLUMNS, layout).map(({ id }) => id);

  test('hidden ones are gone, moved ones moved, the width given is kept within bounds', () => {
    expect(ids(withHidden(AS_SHIPPED, 'rateBps', true))).toEqual(['name', 'amountPaisa', 'count']);
    expect(ids(moved(COLUMNS, AS_SHIPPED, 'count', -1))).toEqual(['name', 'amountPaisa', 'count', 'rateBps']);
    expect(moved(COLUMNS, AS_SHIPPED, 'name', -1)).toBe(AS_SHIPPED);
    expect(arrange(COLUMNS, withWidth(AS_SHIPPED, 'name', 12))[0]).toMatchObject({ width: 56, grow: 0 });
  });

  test('whatever is moved, every column stays, once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...COLUMNS.map(({ id }) => id)), fc.constantFrom(-1 as const, 1 as const)), { maxLength: 30 }), (moves) => {
        const layout = moves.reduce((now, [id, by]) => moved(COLUMNS, now, id, by), AS_SHIPPED);
        expect(ids(layout).toSorted()).toEqual(COLUMNS.map(({ id }) => id).toSorted());
      }),
    );
  });
});
