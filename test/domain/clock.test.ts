import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { clockOn, systemClock } from '../../src/ports/clock.ts';
import { isoDate } from '../../src/shared/calendar.ts';

/** Instants around midnight in Karachi, at the ends of months, quarters and years, and in the two summers that had another hour. */
const INSTANTS: readonly (readonly [instant: string, today: string])[] = [
  ['2026-01-31T18:59:59Z', '2026-01-31'],
  ['2026-01-31T19:00:00Z', '2026-02-01'],
  ['2026-03-31T18:59:59Z', '2026-03-31'],
  ['2026-03-31T19:00:00Z', '2026-04-01'],
  ['2026-12-31T18:59:59Z', '2026-12-31'],
  ['2026-12-31T19:00:00Z', '2027-01-01'],
  ['2024-02-28T19:00:00Z', '2024-02-29'],
  ['2024-02-29T19:00:00Z', '2024-03-01'],
  ['2026-06-30T23:59:59Z', '2026-07-01'],
  ['2008-06-30T17:59:59Z', '2008-06-30'],
  ['2008-06-30T18:00:00Z', '2008-07-01'],
  ['2009-06-30T18:00:00Z', '2009-07-01'],
  ['2009-12-31T18:59:59Z', '2009-12-31'],
  ['2009-12-31T19:00:00Z', '2010-01-01'],
];

describe('G3: the business date is the day in Karachi, wherever the machine stands', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test.each(INSTANTS)('%s is %s', (instant, today) => {
    vi.setSystemTime(new Date(instant));
    expect(systemClock().today()).toBe(today);
    expect(systemClock().now()).toBe(new Date(instant).toISOString());
  });

  it('a business date that was set stays, instants stay real', () => {
    vi.setSystemTime(new Date('2026-03-31T19:00:00Z'));
    const clock = clockOn(isoDate('2025-01-01'));
    expect([clock.today(), clock.now()]).toEqual(['2025-01-01', '2026-03-31T19:00:00.000Z']);
  });
});
