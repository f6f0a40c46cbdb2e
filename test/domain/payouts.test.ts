import { describe, expect, it, test } from 'vitest';
import { dueOn, figuresOf, grossOf, holdReasonOf, mayStep, type RunAct, type RunState, refusalOf, valueOn, withhold } from '../../src/domain/payouts.ts';
import { DEFAULT_TERMS, type Terms } from '../../src/domain/terms.ts';
import type { AppliedRate } from '../../src/domain/withholding.ts';
import { isoDate, quarter } from '../../src/shared/calendar.ts';
import { paisa } from '../../src/shared/paisa.ts';
import { bps } from '../../src/shared/rate.ts';
import { PARTNER_STATUSES, PAYOUT_STATES } from '../../src/shared/vocab.ts';

const RATE: AppliedRate = { ok: true, rateBps: bps(1200), section: '233', reference: 'in the test' };

describe('rule 6.1 and 6.3: when a quarter is paid', () => {
  test.each([
    ['2026-Q1', '2026-04-15', '2026-04-15', 'a Wednesday'],
    ['2026-Q2', '2026-07-15', '2026-07-15', 'a Wednesday'],
    ['2026-Q3', '2026-10-15', '2026-10-15', 'a Thursday'],
    ['2026-Q4', '2027-01-15', '2027-01-15', 'a Friday'],
    ['2027-Q3', '2027-10-15', '2027-10-15', 'a Friday'],
    ['2027-Q4', '2028-01-15', '2028-01-14', 'a Saturday'],
    ['2027-Q2', '2027-07-15', '2027-07-15', 'a Thursday'],
    ['2022-Q4', '2023-01-15', '2023-01-13', 'a Sunday'],
  ])('6.1: %s is due on %s and paid on %s (%s)', (of, due, value) => {
    expect(dueOn(quarter(of), DEFAULT_TERMS)).toBe(due);
    expect(valueOn(isoDate(due), DEFAULT_TERMS, new Set())).toBe(value);
  });

  it('6.3: holidays move the payment date earlier, or by the policy later', () => {
    const holidays = new Set(['2026-04-15', '2026-04-14', '2026-04-16']);
    expect(valueOn(isoDate('2026-04-15'), DEFAULT_TERMS, holidays)).toBe('2026-04-13');
    expect(valueOn(isoDate('2026-04-15'), { ...DEFAULT_TERMS, paymentDay: 'later' }, holidays)).toBe('2026-04-17');
    expect(valueOn(isoDate('2028-01-15'), { ...DEFAULT_TERMS, paymentDay: 'later' }, new Set())).toBe('2028-01-17');
  });

  it('6.1: other terms, other days', () => expect(dueOn(quarter('2026-Q1'), { ...DEFAULT_TERMS, payoutDays: 30 })).toBe('2026-04-30'));
});

describe('rule 6.2 the minimum', () => {
  test.each([
    [4_999_999, 'active', 0],
    [5_000_000, 'active', 5_000_000],
    [5_000_001, 'active', 5_000_001],
    [0, 'active', 0],
    [-1, 'active', 0],
    [-9_000_000, 'active', 0],
    [4_999_999, 'suspended', 0],
    [5_000_000, 'suspended', 5_000_000],
    [1, 'terminated', 1],
    [4_999_999, 'terminated', 4_999_999],
    [0, 'terminated', 0],
    [-1, 'terminated', 0],
  ] as const)('6.2: %i paisa of a partner that is %s pays %i', (payable, status, gross) => expect(grossOf(paisa(payable), status, DEFAULT_TERMS)).toBe(gross));

  it('6.2: a minimum of zero still pays nothing of nothing', () => {
    const terms: Terms = { ...DEFAULT_TERMS, minimumPayoutPaisa: paisa(0) };
    expect([grossOf(paisa(0), 'active', terms), grossOf(paisa(1), 'active', terms)]).toEqual([0, 1]);
  });

  test.each([
    ['paid in full', 1_000_000, [6_000_000, 500_000, -500_000], 7_000_000, 0],
    ['rolled', 1_000_000, [3_000_000, 0, 0], 0, 4_000_000],
    ['negative carried', 0, [0, 0, -2_000_000], 0, -2_000_000],
    ['negative set off', -2_000_000, [8_000_000, 0, 0], 6_000_000, 0],
    ['sums to zero', 0, [2_000_000, 0, -2_000_000], 0, 0],
  ] as const)('6.2: opening + accrued + adjustments + clawbacks = gross + carried: %s', (_what, opening, [accrued, adjustments, clawback], gross, carried) => {
    const sums = { accruedPaisa: paisa(accrued), adjustmentsPaisa: paisa(adjustments), clawbackPaisa: paisa(clawback) };
    const figures = figuresOf(paisa(opening), sums, 'active', DEFAULT_TERMS);
    expect([figures.grossPaisa, figures.carriedPaisa]).toEqual([gross, carried]);
    expect(opening + accrued + adjustments + clawback).toBe(figures.grossPaisa + figures.carriedPaisa);
  });

  it('6.2: the test is on the amount before withholding', () => {
    const figures = figuresOf(paisa(0), { accruedPaisa: paisa(5_000_000), adjustmentsPaisa: paisa(0), clawbackPaisa: paisa(0) }, 'active', DEFAULT_TERMS);
    const withheld = withhold(figures.grossPaisa, paisa(0), { standing: 'filer', warnings: [] }, RATE, DEFAULT_TERMS);
    expect([figures.grossPaisa, withheld.withholdingPaisa, withheld.netPaisa]).toEqual([5_000_000, 600_000, 4_400_000]);
  });
});

describe('rule 6.4 holds', () => {
  const bank = { bankTitle: 'A', iban: 'PK36SCBL0000001123456702', isIbanValid: true };
  const missing: AppliedRate = { ok: false, problem: 'held', message: 'in the test' };
  test.each([
    ['nothing in the way', 'active', bank, RATE, null],
    ['terminated partners are paid', 'terminated', bank, RATE, null],
    ['no account title', 'active', { ...bank, bankTitle: null }, RATE, 'bank_details_missing'],
    ['no IBAN', 'active', { ...bank, iban: null, isIbanValid: false }, RATE, 'bank_details_missing'],
    ['a wrong IBAN', 'active', { ...bank, isIbanValid: false }, RATE, 'bank_details_invalid'],
    ['suspended', 'suspended', bank, RATE, 'suspended'],
    ['suspended without a bank', 'suspended', { ...bank, iban: null }, RATE, 'suspended'],
    ['no tax treatment', 'active', bank, missing, 'tax_treatment_missing'],
  ] as const)('6.4: %s', (_what, status, details, rate, expected) => expect(holdReasonOf(status, details, rate)).toBe(expected));
  it('6.4: every status of a partner is in the table above or pays', () =>
    expect(PARTNER_STATUSES).toEqual(['applicant', 'active', 'suspended', 'terminated']));
});

describe('rule 6.4 states of a run', () => {
  /** Every act in every state: `ok`, or a word of why not. */
  const ACTS: readonly (readonly [run: RunState, propose: string, approve: string, send: string, pay: string])[] = [
    ['none', 'ok', 'propose it first', 'approve it first', 'approve and send it first'],
    ['proposed', 'ok', 'ok', 'approve it first', 'approve and send it first'],
    ['approved', 'it is approved already', 'it is approved already', 'ok', 'send it first'],
    ['sent', 'it is sent already', 'it is sent already', 'nothing is waiting to be sent', 'ok'],
    ['paid', 'it is paid already', 'it is paid already', 'nothing is waiting to be sent', 'everything sent is paid already'],
  ];
  test.each(ACTS)('6.4: a run that is %s: propose %s, approve %s, send %s, pay %s', (run, ...expected) => {
    for (const [index, act] of (['propose', 'approve', 'send', 'pay'] satisfies RunAct[]).entries())
      expect(refusalOf(act, run, {})?.slice(0, expected[index]?.length) ?? 'ok', act).toBe(expected[index]);
  });

  it('6.4: a failed or released payment of a run that is on its way can be sent and paid', () => {
    for (const run of ['sent', 'paid'] as const) {
      expect(refusalOf('send', run, { failed: 1 })).toBe(null);
      expect(refusalOf('send', run, { approved: 1 })).toBe(null);
      expect(refusalOf('pay', run, { sent: 1 })).toBe(null);
      expect(refusalOf('send', run, { paid: 3, held: 2, rolled: 5 })).not.toBe(null);
    }
  });

  /** Every step a payment may take; all others are refused. */
  const STEPS = [
    'proposed>held',
    'proposed>approved',
    'held>proposed',
    'held>approved',
    'approved>held',
    'approved>sent',
    'sent>paid',
    'sent>failed',
    'failed>sent',
    'failed>held',
  ];
  it('6.4: a payment takes the steps of the table and no other', () => {
    const allowed = PAYOUT_STATES.flatMap((from) => PAYOUT_STATES.filter((to) => mayStep(from, to)).map((to) => `${from}>${to}`));
    expect(allowed.sort()).toEqual([...STEPS].sort());
  });
});
