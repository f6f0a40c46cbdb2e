import { describe, expect, it } from 'vitest';
import {
  bytesText,
  countText,
  dateText,
  dueText,
  instantText,
  moneyText,
  moneyWords,
  monthLong,
  monthText,
  plainMoney,
  plural,
  quarterText,
  rateText,
} from '../../renderer/format/format.ts';
import { newestFirst } from '../../renderer/format/order.ts';

describe('money', () => {
  it.each([
    [0, '0.00', '0.00'],
    [5, '0.05', '0.05'],
    [-5, '−0.05', '−0.05'],
    [99_999, '999.99', '999.99'],
    [123_456_789, '1,234,567.89', '12,34,567.89'],
    [-1_500_000_050, '−15,000,000.50', '−1,50,00,000.50'],
    [9_007_199_254_740_991, '90,071,992,547,409.91', '9,00,71,99,25,47,409.91'],
  ])('%d paisa always shows its paisa, grouped by taste', (paisa, thousands, lakh) => {
    expect(moneyText(paisa)).toBe(thousands);
    expect(moneyText(paisa, 'lakh')).toBe(lakh);
  });

  it('names the unit in sentences, the sign before it', () => {
    expect(moneyWords(681_245_000)).toBe('PKR 6,812,450.00');
    expect(moneyWords(-24_000_000)).toBe('−PKR 240,000.00');
  });

  it('gives files plain digits with a plain minus', () => {
    expect(plainMoney(-123_450)).toBe('-1234.50');
  });

  it('stops on half a paisa: that is a fault of ours, not a figure', () => {
    expect(() => moneyText(0.5)).toThrow(/whole number of paisa/);
  });
});

describe('the rest', () => {
  it('writes dates as dd-MMM-yyyy and leaves what is no date alone', () => {
    expect(dateText('2026-03-05')).toBe('05-Mar-2026');
    expect(dateText('soon')).toBe('soon');
  });

  it('shows instants in Karachi, whatever the zone of the computer', () => {
    expect(instantText('2026-11-22T22:39:06.102Z')).toBe('23-Nov-2026 03:39');
    expect(instantText('not a time')).toBe('not a time');
  });

  it('names months and quarters', () => {
    expect(monthText('2026-09')).toBe('Sep 2026');
    expect(monthLong('2026-09')).toBe('September 2026');
    expect(quarterText('2026-Q3')).toBe('Q3 2026 (Jul–Sep)');
  });

  it('counts and rates', () => {
    expect(countText(100_000, 'lakh')).toBe('1,00,000');
    expect(plural(1, 'line')).toBe('1 line');
    expect(plural(1214, 'line')).toBe('1,214 lines');
    expect(rateText(1850)).toBe('18.5 %');
    expect([dueText(0), dueText(1), dueText(-12)]).toEqual(['today', 'in 1 day', '12 days late']);
    expect([bytesText(500), bytesText(2048), bytesText(26_214_400)]).toEqual(['500 B', '2 KB', '25 MB']);
  });

  it('orders newest first from either direction, the later of one day on top', () => {
    const ascending = ['2026-01 a', '2026-02 a', '2026-02 b', '2026-03 a'];
    expect(newestFirst(ascending, (one) => one.slice(0, 7))).toEqual(['2026-03 a', '2026-02 b', '2026-02 a', '2026-01 a']);
    expect(newestFirst(['2026-03', '2026-01'], (one) => one)).toEqual(['2026-03', '2026-01']);
  });
});
