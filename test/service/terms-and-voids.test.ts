import { describe, expect, test } from 'vitest';
import { isoDate } from '../../src/shared/calendar.ts';
import { appFor, scenario } from '../support/scenario.ts';

describe('terms: effective-dated, never edited', () => {
  scenario(
    'terms added from a date hold from it on; a month that is closed refuses them',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100
    bill D-1 2026-01 I-1 98
    bill D-1 2026-02 I-2 98
    close 2026-01 => MONTH_NOT_READY
    explain D-1 2026-01
    close 2026-01
    terms from=2026-01-31 tolerancePaisa=500 => TERMS_INVALID 2026-01
    terms from=2026-01-01 tolerancePaisa=500 => TERMS_INVALID
    terms from=2025-01-01 tolerancePaisa=500 => TERMS_INVALID
    terms from=2026-02-01 tolerancePaisa=500
    statuses 2026-01
    | D-1 under_billed explained
    statuses 2026-02
    | D-1 matched
    close 2026-02
    `,
  );

  scenario(
    'terms of a month hold as they stand on its last day',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100
    bill D-1 2026-01 I-1 98
    bill D-1 2026-02 I-2 98
    terms from=2026-02-28 tolerancePaisa=500
    statuses 2026-01
    | D-1 under_billed open
    statuses 2026-02
    | D-1 matched
    `,
  );

  scenario(
    'a minimum payout that begins on the last day of the quarter holds for it',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 200,000 signed=2026-01-05 completed=2026-01-10
    close 2026-01 accepting
    close 2026-02
    terms from=2026-03-31 minimumPayoutPaisa=4000000
    close 2026-03
    payout 2026-Q1
    | P-1 0.00 + 40,000.00 + 0.00 + 0.00 = 40,000.00 + 0.00 tax 9,600.00 net 30,400.00 proposed
    `,
  );

  test('what a version leaves out is taken from the one in force then; what contradicts itself or is unknown is refused by name', async () => {
    const app = await appFor();
    const add = (terms: Record<string, unknown>) => app.refusal('terms.add', { terms: { effectiveFrom: '2026-01-01', ...terms }, reason: 'in the test' });
    await app.call('terms.add', { terms: { effectiveFrom: isoDate('2026-01-01'), grace: 'none', clawbackDays: 60 }, reason: 'in the test' });
    await app.call('terms.add', { terms: { effectiveFrom: isoDate('2026-06-01'), drop: 'one-level' }, reason: 'in the test' });
    const versions = await app.call('terms.list', {});
    expect(versions.map(({ id, effectiveFrom, grace, drop, clawbackDays }) => [id, effectiveFrom, grace, drop, clawbackDays])).toEqual([
      [1, '2000-01-01', 'half-year', 'earned', 90],
      [2, '2026-01-01', 'none', 'earned', 60],
      [3, '2026-06-01', 'none', 'one-level', 60],
    ]);
    expect(await add({ tiers: [] })).toMatchObject({ code: 'TERMS_INVALID' });
    expect(await add({ graceful: true })).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('graceful') as unknown });
    expect(await add({ clawbackDays: -1 })).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('clawbackDays') as unknown });
    expect(await add({ minimumPayoutPaisa: 0.5 })).toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('rule 1.2 voiding a deal', () => {
  const SIX = `
    partner P-1
    ${[1, 2, 3, 4, 5, 6].map((n) => `deal D-${n} P-1 retainer 1,000 signed=2026-01-0${n} monthly=100`).join('\n')}
    `;
  scenario(
    '1.2: a voided deal stops counting from the day it is voided, and nothing is expected of it any more',
    `
    ${SIX}
    today 2026-02-01
    void D-6
    tiers 2026-01-31
    | P-1 silver since 2026-01-06 count 6
    tiers 2026-02-01
    | P-1 silver since 2026-01-06 count 5
    void D-6 => TRANSITION_REFUSED voided
    bill D-6 2026-01 I-1 5 => IMPORT_REFUSED DEAL_VOIDED
    deal D-6 P-1 retainer 2,000 signed=2026-01-06 monthly=100 => IMPORT_REFUSED DEAL_ENDED
    statuses 2026-03
    | D-1 missing open
    | D-2 missing open
    | D-3 missing open
    | D-4 missing open
    | D-5 missing open
    `,
  );
  scenario(
    '1.2: refused once anything hangs on it, once it is cancelled, or on an old version of it',
    `
    ${SIX}
    bill D-1 2026-01 I-1 100
    void D-1 => TRANSITION_REFUSED billing
    void D-9 => NOT_FOUND
    deal D-2 P-1 retainer 1,000 signed=2026-01-02 monthly=100 cancelled=2026-05-01/other
    void D-2 => TRANSITION_REFUSED cancelled
    deal D-3 P-1 retainer 1,500 signed=2026-01-03 monthly=100
    void D-3 version=1 => CONFLICT
    void D-3 version=2
    `,
  );
});
