import { describe, expect, it, test } from 'vitest';
import { clawbackUntil, expectedUntil, isClawedBack, isRecurring, OPEN_END, rateOf, termEndMonth, uncountedFrom } from '../../src/domain/deals.ts';
import { DEFAULT_TERMS, type Terms } from '../../src/domain/terms.ts';
import { addDays, isoDate, type Month, month } from '../../src/shared/calendar.ts';
import { bps } from '../../src/shared/rate.ts';
import type { ContractType } from '../../src/shared/vocab.ts';

const DEAL = { signedOn: isoDate('2026-01-10'), startOn: isoDate('2026-03-01') };
const FROM_START: Terms = { ...DEFAULT_TERMS, clawbackFrom: 'start_on' };

describe('rule 5.1 clawback within 90 days', () => {
  test.each([
    [-30, true],
    [0, true],
    [1, true],
    [89, true],
    [90, true],
    [91, false],
    [400, false],
  ])('5.1 signed_on: a client cancelling on day %i claws back: %s', (day, expected) => {
    expect(isClawedBack(DEAL, addDays(DEAL.signedOn, day), 'client', DEFAULT_TERMS)).toBe(expected);
    expect(isClawedBack(DEAL, addDays(DEAL.signedOn, day), 'other', DEFAULT_TERMS)).toBe(false);
  });

  test.each([
    [-50, true],
    [89, true],
    [90, true],
    [91, false],
  ])('5.1 start_on: counted from the start, day %i claws back: %s', (day, expected) =>
    expect(isClawedBack(DEAL, addDays(DEAL.startOn, day), 'client', FROM_START)).toBe(expected),
  );

  it('5.1: across 29 February the ninety days are calendar days', () => {
    const deal = { signedOn: isoDate('2023-12-01'), startOn: isoDate('2023-12-01') };
    expect(isClawedBack(deal, isoDate('2024-02-29'), 'client', DEFAULT_TERMS)).toBe(true);
    expect(isClawedBack(deal, isoDate('2024-03-01'), 'client', DEFAULT_TERMS)).toBe(false);
  });

  it('5.1: other terms, other days', () => {
    const terms = { ...DEFAULT_TERMS, clawbackDays: 0 };
    expect(isClawedBack(DEAL, DEAL.signedOn, 'client', terms)).toBe(true);
    expect(isClawedBack(DEAL, addDays(DEAL.signedOn, 1), 'client', terms)).toBe(false);
  });

  it('5.1: the last day on which a cancellation would claw back is shown', () => {
    expect(clawbackUntil(DEAL, DEFAULT_TERMS)).toBe('2026-04-10');
    expect(clawbackUntil(DEAL, FROM_START)).toBe('2026-05-30');
  });
});

describe('rule 5.2 fraud', () => {
  test.each([0, 90, 91, 5000])('5.2: claws back on day %i', (day) =>
    expect(isClawedBack(DEAL, addDays(DEAL.signedOn, day), 'fraud', DEFAULT_TERMS)).toBe(true),
  );
});

describe('rule 1.2 from when a deal is not counted', () => {
  const on = (cancelled: string | null, clawedBack: boolean, voided: string | null): string | null =>
    uncountedFrom({
      cancelledOn: cancelled === null ? null : isoDate(cancelled),
      isClawedBack: clawedBack,
      voidedOn: voided === null ? null : isoDate(voided),
    });
  test.each([
    [null, false, null, null],
    ['2026-02-01', true, null, '2026-02-01'],
    ['2026-02-01', false, null, null],
    [null, false, '2026-03-01', '2026-03-01'],
    ['2026-02-01', true, '2026-01-01', '2026-01-01'],
    ['2026-02-01', true, '2026-03-01', '2026-02-01'],
  ])('1.2: cancelled %s, clawed back %s, voided %s: from %s', (cancelled, clawedBack, voided, expected) =>
    expect(on(cancelled, clawedBack, voided)).toBe(expected),
  );
});

describe('rule 1.6 which rate applies', () => {
  test.each([
    [1250, 1900, 'gold', 1250, 'deal'],
    [0, 1900, 'gold', 0, 'deal'],
    [null, 1900, 'gold', 1900, 'partner'],
    [null, 0, 'gold', 0, 'partner'],
    [null, null, 'bronze', 1500, 'tier'],
    [null, null, 'silver', 1800, 'tier'],
    [null, null, 'gold', 2000, 'tier'],
    [null, null, 'platinum', 2500, 'tier'],
  ] as const)('1.6: own %s, partner %s, tier %s: %i from %s', (own, partner, tier, rate, source) =>
    expect(rateOf(own === null ? null : bps(own), partner === null ? null : bps(partner), tier, DEFAULT_TERMS)).toEqual({ rateBps: rate, source }),
  );
});

describe('rule 3.2 and section 4: terms and expectations', () => {
  test.each([
    ['staff_augmentation', true],
    ['retainer', true],
    ['managed_services', true],
    ['fixed_price', false],
  ] as const)('3.2: %s is recurring: %s', (type, expected) => expect(isRecurring(type)).toBe(expected));

  test.each<[ContractType, string, number | null, string | null]>([
    ['retainer', '2026-01-31', 1, '2026-01'],
    ['retainer', '2026-01-31', 2, '2026-02'],
    ['staff_augmentation', '2026-01-05', 18, '2027-06'],
    ['managed_services', '2024-02-29', 24, '2026-01'],
    ['retainer', '2026-01-31', null, null],
    ['fixed_price', '2026-01-31', 12, null],
  ])('3.3: %s from %s for %s months ends with %s', (type, start, months, end) => expect(termEndMonth(type, isoDate(start), months)).toBe(end));

  const until = (end: string | null, cancelled: string | null, voided = false, contractType: ContractType = 'retainer'): Month | null =>
    expectedUntil({
      contractType,
      termEndMonth: end === null ? null : month(end),
      cancelledMonth: cancelled === null ? null : month(cancelled),
      voidedOn: voided ? isoDate('2026-01-01') : null,
    });
  it('section 4: billing is expected to the end of the term or the month of cancellation, whichever comes first', () => {
    expect(until('2026-12', null)).toBe('2026-12');
    expect(until('2026-12', '2026-06')).toBe('2026-06');
    expect(until('2026-06', '2026-12')).toBe('2026-06');
    expect(until(null, '2026-06')).toBe('2026-06');
    expect(until(null, null)).toBe(OPEN_END);
  });
  it('section 4: never of a voided deal, never month by month of a fixed-price one', () => {
    expect(until('2026-12', null, true)).toBe(null);
    expect(until(null, null, false, 'fixed_price')).toBe(null);
  });
});
