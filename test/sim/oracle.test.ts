// The oracle itself against hand-computed cases, so that it can be trusted as a judge. Tiers: oracle-tiers.test.ts.

import { describe, expect, test } from 'vitest';
import { deal, fixedPrice, line, negotiated, partner } from './oracle/build.ts';
import { addMonths, paymentDateOf } from './oracle/dates.ts';
import type { Batch, Cells } from './oracle/facts.ts';
import { paisaOf, share } from './oracle/money.ts';
import { Oracle } from './oracle/oracle.ts';
import type { TermsFile, TierName } from './oracle/terms.ts';

function known(batch: Batch, terms: TermsFile = {}): Oracle {
  const oracle = new Oracle(terms);
  oracle.importBatch({ partners: [partner('A')], ...batch });
  return oracle;
}

function closeAll(oracle: Oracle, from: string, to: string): void {
  for (let month = from; month <= to; month = addMonths(month, 1)) oracle.close(month, { acceptVariances: 'ok' });
}

// Amounts as 'month kind period invoice amount', in paisa.
function ledger(oracle: Oracle): string[] {
  return oracle
    .accrualsList({ from: '0000-00', to: '9999-99' })
    .map((row) => `${row.postedIn} ${row.kind} ${row.period} ${row.invoiceNo ?? '-'} ${row.amountPaisa}`);
}

describe('money', () => {
  test.each([
    [10n, 1500, 2n],
    [-10n, 1500, -2n],
    [9n, 1500, 1n],
    [-9n, 1500, -1n],
    [1n, 5000, 1n],
    [9_007_199_254_740_993n, 2500, 2_251_799_813_685_248n],
  ])('%s at %s bps is %s', (base, bps, expected) => {
    expect(share(base, bps)).toBe(expected);
  });

  test.each([
    ['4500000', 450_000_000n],
    ['45,00,000.50', 450_000_050n],
    ['PKR 4,500,000', 450_000_000n],
    ['-12.5', -1250n],
  ])('%s', (text, expected) => {
    expect(paisaOf(text)).toBe(expected);
  });
});

describe('section 11', () => {
  // Months of billing at a tier: what is posted a month and in all.
  test.each([
    ['silver', 'staff_augmentation', '4500000', 18, 81_000_000, 1_458_000_000],
    ['silver', 'staff_augmentation', '2000000', 18, 36_000_000, 648_000_000],
    ['platinum', 'retainer', '750000', 24, 18_750_000, 450_000_000],
    ['platinum', 'retainer', '500000', 24, 12_500_000, 300_000_000],
    ['bronze', 'staff_augmentation', '1500000', 1, 22_500_000, 22_500_000],
    ['platinum', 'staff_augmentation', '1500000', 1, 37_500_000, 37_500_000],
    ['bronze', 'managed_services', '2000000', 1, 30_000_000, 30_000_000],
    ['platinum', 'managed_services', '2000000', 1, 50_000_000, 50_000_000],
  ])('%s %s of %s for %i months', (tier, type, amount, months, monthly, total) => {
    const billing: Cells[] = [];
    for (let index = 0; index < months; index++) billing.push(line('D', addMonths('2023-02', index), amount));
    const oracle = known({
      partners: [partner('A', { tier, tier_since: '2023-01-02' })],
      deals: [deal('D', '2023-02-01', { contract_type: type, expected_monthly_billing: amount })],
      billing,
    });
    closeAll(oracle, '2023-02', addMonths('2023-02', months - 1));
    const amounts = oracle.accrualsList({ from: '2023-01', to: '2026-12' }).map((row) => row.amountPaisa);
    expect(amounts).toEqual(amounts.map(() => monthly));
    expect(amounts.reduce((sum, one) => sum + one, 0)).toBe(total);
  });

  test.each([
    ['gold', ['8000000'], 160_000_000],
    ['gold', ['5000000'], 100_000_000],
    ['gold', ['3000000', '4000000', '5000000'], 240_000_000],
    ['platinum', Array.from({ length: 45 }, () => '3000000'), 3_375_000_000],
  ])('%s fixed price %s', (tier: string, values: string[], total: number) => {
    const rows = values.map((value, index) => fixedPrice(`D${index}`, '2023-02-01', value, { completed_on: '2023-05-20' }));
    const oracle = known({ partners: [partner('A', { tier, tier_since: '2023-01-02' })], deals: rows });
    closeAll(oracle, '2023-02', '2023-06');
    const posted = oracle.accrualsList({ from: '2023-01', to: '2023-12' });
    expect(posted.every((row) => row.postedIn === '2023-05' && row.kind === 'fixed_price')).toBe(true);
    expect(posted.reduce((sum, row) => sum + row.amountPaisa, 0)).toBe(total);
  });

  test('8, 20 and 35 referrals in three years', () => {
    const rows: Cells[] = [];
    for (const [year, count] of [
      [2023, 8],
      [2024, 20],
      [2025, 35],
    ] as const) {
      for (let index = 0; index < count; index++) rows.push(deal(`D${year}${index}`, `${year}-03-01`));
    }
    const oracle = known({ deals: rows });
    const tierAt = (date: string): TierName | undefined => oracle.tiersAsOf({ date })[0]?.tier;
    expect(['2023-12-31', '2024-12-31', '2025-12-31'].map(tierAt)).toEqual(['silver', 'gold', 'platinum']);
  });
});

describe('3.5, 3.6 what posts when', () => {
  test('lines before the start and after the cancellation are left out, late ones post in the open month', () => {
    const oracle = known({
      deals: [deal('D', '2023-02-10', { start_on: '2023-03-01', cancelled_on: '2023-07-05', cancel_reason: 'other' })],
      billing: [line('D', '2023-02', '1000'), line('D', '2023-03', '1000'), line('D', '2023-07', '1000')],
    });
    closeAll(oracle, '2023-01', '2023-07');
    oracle.importBatch({ billing: [line('D', '2023-04', '1000'), line('D', '2023-08', '1000')] });
    closeAll(oracle, '2023-08', '2023-09');
    expect(ledger(oracle)).toEqual([
      '2023-03 recurring 2023-03 I-2023-03 15000',
      '2023-07 recurring 2023-07 I-2023-07 15000',
      '2023-08 recurring 2023-04 I-2023-04 15000',
    ]);
  });

  test('a cancellation learned late takes back the months after it, as adjustments', () => {
    const oracle = known({
      deals: [deal('D', '2023-01-10')],
      billing: ['2023-01', '2023-02', '2023-03', '2023-04'].map((month) => line('D', month, '1000')),
    });
    closeAll(oracle, '2023-01', '2023-04');
    oracle.importBatch({ deals: [deal('D', '2023-01-10', { cancelled_on: '2023-02-03', cancel_reason: 'other' })] });
    closeAll(oracle, '2023-05', '2023-06');
    expect(ledger(oracle).slice(4)).toEqual(['2023-05 adjustment 2023-03 I-2023-03 -15000', '2023-05 adjustment 2023-04 I-2023-04 -15000']);
  });

  test('terms end, lines go on: they accrue', () => {
    const oracle = known({
      deals: [deal('D', '2023-01-10', { duration_months: '1' })],
      billing: [line('D', '2023-01', '100000'), line('D', '2023-02', '100000')],
    });
    closeAll(oracle, '2023-01', '2023-02');
    expect(ledger(oracle)).toHaveLength(2);
    expect(oracle.reconciliationMonth({ month: '2023-02' })).toEqual([
      {
        deal: 'D',
        expectedPaisa: 0,
        billedPaisa: 10_000_000,
        expectedCommissionPaisa: 0,
        accruedPaisa: 1_500_000,
        status: 'matched',
        beyondTerm: true,
      },
    ]);
  });

  test('a line imported twice counts once; blank cells bring nothing', () => {
    const oracle = known({ deals: [deal('D', '2023-01-10')], billing: [line('D', '2023-01', '1000')] });
    oracle.importBatch({
      deals: [deal('D', '2023-01-10', { expected_monthly_billing: '' })],
      billing: [line('D', '2023-01', '1000')],
    });
    closeAll(oracle, '2023-01', '2023-01');
    expect(ledger(oracle)).toEqual(['2023-01 recurring 2023-01 I-2023-01 15000']);
    expect(oracle.reconciliationMonth({ month: '2023-02' })[0]?.expectedPaisa).toBe(10_000_000);
  });
});

describe('5 clawback', () => {
  const cancelled = (on: string, reason: string, terms: TermsFile = {}): string[] => {
    const oracle = known(
      {
        deals: [deal('D', '2023-01-10', { start_on: '2023-02-01', cancelled_on: on, cancel_reason: reason })],
        billing: ['2023-02', '2023-03', '2023-04'].map((month) => line('D', month, '1000')),
      },
      terms,
    );
    closeAll(oracle, '2023-01', '2024-12');
    return ledger(oracle).filter((row) => row.includes('clawback'));
  };

  test.each([
    ['2023-04-09', 'client', {}, 2], // day 89
    ['2023-04-10', 'client', {}, 2], // day 90
    ['2023-04-11', 'client', {}, 0], // day 91
    ['2023-04-10', 'other', {}, 0],
    ['2024-06-01', 'fraud', {}, 3],
    ['2023-05-02', 'client', { clawbackFrom: 'start_on' }, 3], // day 90 from 1 February
    ['2023-05-03', 'client', { clawbackFrom: 'start_on' }, 0],
    ['2023-03-12', 'client', { clawbackDays: 60 }, 0], // day 61
  ] as const)('%s %s %o: %i lines', (on, reason, terms, count) => {
    expect(cancelled(on, reason, terms)).toHaveLength(count);
  });

  test('it reverses line by line in the month of cancellation, a late one of the same close too', () => {
    const oracle = known({
      deals: [deal('D', '2023-01-10', { cancelled_on: '2023-03-05', cancel_reason: 'client' })],
      billing: [line('D', '2023-01', '1000.10')],
    });
    closeAll(oracle, '2023-01', '2023-02');
    oracle.importBatch({ billing: [line('D', '2023-02', '-500'), line('D', '2023-03', '700')] });
    closeAll(oracle, '2023-03', '2023-03');
    oracle.importBatch({ billing: [line('D', '2023-02', '900', { invoice_no: 'late' })] });
    closeAll(oracle, '2023-04', '2023-04');
    expect(ledger(oracle)).toEqual([
      '2023-01 recurring 2023-01 I-2023-01 15002',
      '2023-03 clawback 2023-01 I-2023-01 -15002',
      '2023-03 clawback 2023-02 I-2023-02 7500',
      '2023-03 recurring 2023-02 I-2023-02 -7500',
    ]);
    const status = (month: string) => oracle.reconciliationMonth({ month }).map((row) => row.status);
    expect(['2023-01', '2023-02', '2023-03', '2023-04'].map(status)).toEqual([['under_billed'], ['exception'], ['exception'], []]);
  });
});

describe('3.5, 5 fixed price', () => {
  test('of a fixed price: completed before, accrued and reversed; after, or learned after that close, neither', () => {
    const row = (code: string, completedOn: string): Cells =>
      fixedPrice(code, '2023-01-10', '1000', { completed_on: completedOn, cancelled_on: '2023-03-05', cancel_reason: 'fraud' });
    const oracle = known({ deals: [row('before', '2023-03-05'), row('after', '2023-03-06'), row('late', '')] });
    closeAll(oracle, '2023-01', '2023-03');
    oracle.importBatch({ deals: [row('late', '2023-02-01')] });
    closeAll(oracle, '2023-04', '2023-04');
    expect(oracle.accrualsList({ from: '2023-01', to: '2023-12' }).map((r) => [r.deal, r.kind, r.amountPaisa])).toEqual([
      ['before', 'clawback', -15_000],
      ['before', 'fixed_price', 15_000],
    ]);
    expect(oracle.reconciliationMonth({ month: '2023-02' })).toMatchObject([{ deal: 'late', status: 'exception', expectedPaisa: 100_000 }]);
  });

  test('of a fixed price not clawed back, a completion after the cancellation is taken back when that is learned', () => {
    const rows = (cancelled: Cells): Cells[] => [fixedPrice('D', '2023-01-10', '1000', { completed_on: '2023-02-06', ...cancelled })];
    const oracle = known({ deals: rows({}) });
    closeAll(oracle, '2023-01', '2023-02');
    oracle.importBatch({ deals: rows({ cancelled_on: '2023-02-05', cancel_reason: 'other' }) });
    closeAll(oracle, '2023-03', '2023-03');
    expect(ledger(oracle)).toEqual(['2023-02 fixed_price 2023-02 - 15000', '2023-03 adjustment 2023-02 - -15000']);
  });
});

describe('2.6 rates over time', () => {
  const rates = (rateBasis: 'registration' | 'current-tier' | 'higher-of-both', extra: Cells = {}): number[] => {
    const oracle = known(
      {
        partners: [partner('A', { tier: 'gold', tier_since: '2023-01-02' })],
        deals: [deal('D', '2023-02-01', extra)],
        billing: [line('D', '2023-03', '1000'), line('D', '2024-01', '1000'), line('D', '2024-02', '1000')],
        negotiated_terms: [negotiated('2024-02-29', '2024-02-29', { rate_percent: '30' })],
      },
      { rateBasis, grace: 'none' },
    );
    closeAll(oracle, '2023-01', '2024-12');
    return oracle.accrualsList({ from: '2023-01', to: '2025-12' }).map((row) => row.rateBps);
  };

  test('each policy', () => {
    expect(rates('registration')).toEqual([2000, 2000, 2000]);
    expect(rates('current-tier')).toEqual([2000, 1500, 3000]);
    expect(rates('higher-of-both')).toEqual([2000, 2000, 3000]);
    expect(rates('higher-of-both', { rate_percent: '12.5' })).toEqual([1250, 1250, 1250]);
  });
});

describe('4 reconciliation', () => {
  test.each([
    [['100000'], {}, 'matched'],
    [['100001'], {}, 'matched'],
    [['99999'], {}, 'matched'],
    [['100001.01'], {}, 'over_billed'],
    [['99998.99'], {}, 'under_billed'],
    [['100000', '-100000'], {}, 'under_billed'],
    [[], {}, 'missing'],
    [['100000'], { start_on: '2023-04-01' }, 'exception'],
    [['100000'], { cancelled_on: '2023-02-28', cancel_reason: 'other' }, 'exception'],
    [['100000'], { cancelled_on: '2023-03-01', cancel_reason: 'other' }, 'matched'],
    [['100000'], { cancelled_on: '2023-03-01', cancel_reason: 'client' }, 'exception'],
    [[], { cancelled_on: '2023-03-01', cancel_reason: 'client' }, 'missing'],
    [[], { cancelled_on: '2023-02-28', cancel_reason: 'client' }, undefined],
    [[], { duration_months: '2' }, undefined],
    [['5'], { duration_months: '2' }, 'matched'],
  ])('billed %j of a deal with %o: %s', (amounts, extra, status) => {
    const oracle = known({
      deals: [deal('D', '2023-01-10', extra)],
      billing: amounts.map((amount, index) => line('D', '2023-03', amount, { invoice_no: `${index}` })),
    });
    expect(oracle.reconciliationMonth({ month: '2023-03' })[0]?.status).toBe(status);
  });

  test('a fixed price appears on completion, and after it where it has lines', () => {
    const oracle = known({
      deals: [fixedPrice('D', '2023-01-10', '1000', { completed_on: '2023-03-10' })],
      billing: [line('D', '2023-02', '400'), line('D', '2023-03', '600'), line('D', '2023-05', '7')],
    });
    closeAll(oracle, '2023-01', '2023-05');
    const seen = (month: string) => oracle.reconciliationMonth({ month }).map((row) => [row.expectedPaisa, row.billedPaisa, row.accruedPaisa, row.status]);
    expect(['2023-02', '2023-03', '2023-04', '2023-05'].map(seen)).toEqual([[], [[100_000, 100_000, 15_000, 'matched']], [], [[0, 700, 0, 'unexpected']]]);
  });
});

describe('6 payouts', () => {
  // One contract of fixed price at 20 %, completed in the first quarter.
  const quarter = (value: string, who: Cells = {}, terms: TermsFile = {}) => {
    const oracle = known(
      {
        partners: [partner('A', who)],
        deals: [fixedPrice('D', '2023-01-10', value, { rate_percent: '20', completed_on: '2023-02-01' })],
      },
      terms,
    );
    closeAll(oracle, '2023-01', '2023-03');
    oracle.payouts('2023-Q1', 'propose');
    return oracle.payoutsQuarter({ quarter: '2023-Q1' })[0];
  };

  test.each([
    ['249999.95', {}, {}, 0, 0, 'rolled'],
    ['250000', {}, {}, 5_000_000, 600_000, 'proposed'],
    ['250000.05', {}, {}, 5_000_001, 600_000, 'proposed'],
    ['249999.95', { status: 'terminated' }, {}, 4_999_999, 600_000, 'proposed'],
    ['250000', { status: 'suspended' }, {}, 5_000_000, 600_000, 'held'],
    ['250000', { iban: '' }, {}, 5_000_000, 600_000, 'held'],
    ['250000', { tax_standing: '' }, {}, 5_000_000, 1_200_000, 'proposed'],
    ['250000', { tax_standing: 'non_filer' }, {}, 5_000_000, 1_200_000, 'proposed'],
    ['250000', { tax_standing: 'exempt', exempt_until: '2023-04-14' }, {}, 5_000_000, 0, 'proposed'],
    ['250000', { tax_standing: 'exempt', exempt_until: '2023-04-13' }, {}, 5_000_000, 600_000, 'proposed'],
    ['250000', { tax_standing: 'non_resident' }, {}, 5_000_000, 0, 'held'],
    ['250000', { tax_standing: 'non_resident' }, { withholding: { non_resident: 1000 } }, 5_000_000, 500_000, 'proposed'],
    ['250000', {}, { minimumPayoutPaisa: 5_000_001 }, 0, 0, 'rolled'],
  ])('%s with %o, %o: gross %i, withheld %i, %s', (value, who, terms, gross, withheld, state) => {
    expect(quarter(value, who, terms)).toMatchObject({ grossPaisa: gross, withholdingPaisa: withheld, state });
  });
});

describe('6 payment date, what is carried', () => {
  test('the payment date is the last business day not after the due date', () => {
    expect(paymentDateOf('2022-Q4', [])).toBe('2023-01-13'); // the 15th is a Sunday
    expect(paymentDateOf('2023-Q1', [])).toBe('2023-04-14'); // a Saturday
    expect(paymentDateOf('2023-Q1', ['2023-04-14', '2023-04-13'])).toBe('2023-04-12');
    expect(paymentDateOf('2024-Q1', [])).toBe('2024-04-15'); // a Monday
  });

  test('what is paid is gone; a clawback of it is carried as a negative balance and never paid', () => {
    const rows = (cancelled: Cells): Cells[] => [
      fixedPrice('D', '2023-01-10', '500000', { rate_percent: '20', completed_on: '2023-02-01', ...cancelled }),
      fixedPrice('E', '2023-01-10', '200000', { rate_percent: '20', completed_on: '2023-04-20' }),
    ];
    const oracle = known({ deals: rows({}) });
    closeAll(oracle, '2023-01', '2023-03');
    for (const act of ['propose', 'approve', 'send', 'pay'] as const) oracle.payouts('2023-Q1', act);
    expect(() => oracle.payouts('2023-Q1', 'pay')).toThrow();
    expect(oracle.balancesPartners({ asOf: '2023-03' })).toEqual([{ partner: 'A', payablePaisa: 10_000_000 }]);
    expect(oracle.balancesPartners({ asOf: '2023-04' })).toEqual([]);
    oracle.importBatch({ deals: [...rows({ cancelled_on: '2023-03-30', cancel_reason: 'client' })].slice(0, 1) });
    closeAll(oracle, '2023-04', '2023-06');
    oracle.payouts('2023-Q2', 'propose');
    expect(oracle.payoutsQuarter({ quarter: '2023-Q2' })).toEqual([
      {
        partner: 'A',
        openingPaisa: 0,
        accruedPaisa: 4_000_000,
        adjustmentsPaisa: 0,
        clawbackPaisa: -10_000_000,
        grossPaisa: 0,
        withholdingPaisa: 0,
        netPaisa: 0,
        carriedPaisa: -6_000_000,
        state: 'rolled',
      },
    ]);
    expect(oracle.payoutsQuarter({ quarter: '2023-Q3' })[0]?.openingPaisa).toBe(-6_000_000);
  });
});
