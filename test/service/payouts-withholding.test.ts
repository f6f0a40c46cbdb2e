import { describe, expect, test } from 'vitest';
import { quarter } from '../../src/shared/calendar.ts';
import { CLOSE_Q1, partner } from '../support/quarters.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

describe('rule 6.3 withholding', () => {
  scenario(
    '6.3: every standing, a partner with none counts as non-filer, a non-resident without a treatment is held',
    `
    today 2026-04-01
    ${partner('P-E', '1,000,000', 'tax_standing=exempt exempt_until=2026-04-15')}
    ${partner('P-F', '1,000,000', 'tax_standing=filer')}
    ${partner('P-G', '1,000,000', 'tax_standing=exempt exempt_until=2026-04-14')}
    ${partner('P-N', '1,000,000', 'tax_standing=non_filer')}
    ${partner('P-R', '1,000,000', 'tax_standing=non_resident')}
    ${partner('P-X', '1,000,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-E proposed exempt
    | P-F proposed filer
    | P-G proposed filer
    | P-N proposed non_filer
    | P-R held tax_treatment_missing non_resident
    | P-X proposed non_filer
    payout 2026-Q1
    | P-E 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 0.00 net 540,000.00 proposed
    | P-F 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 64,800.00 net 475,200.00 proposed
    | P-G 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 64,800.00 net 475,200.00 proposed
    | P-N 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 129,600.00 net 410,400.00 proposed
    | P-R 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 0.00 net 540,000.00 held
    | P-X 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 129,600.00 net 410,400.00 proposed
    approve 2026-Q1
    release 2026-Q1 P-R => TRANSITION_REFUSED tax
    send 2026-Q1
    pay 2026-Q1
    trial 2026-04
    | bank Cr 2,311,200.00
    | commission_expense Dr 3,240,000.00
    | partner_payable Cr 540,000.00
    | withholding_payable Cr 388,800.00
    balances 2026-04
    | P-R 540,000.00
    `,
  );

  scenario(
    '6.3: a payment date that no row covers blocks the run by name; a covered one that finance sets goes through',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2027-04-05 completed=2027-04-10
    bill D-1 2027-04 I-1 1,000,000
    close 2027-04
    close 2027-05
    close 2027-06
    propose 2027-Q2 => WITHHOLDING_RATE_MISSING 2027-07-15 non-filer 2028
    propose 2027-Q2 value=2027-07-01 => WITHHOLDING_RATE_MISSING 2027-07-01
    propose 2027-Q2 value=2027-06-30
    run 2027-Q2
    | proposed due 2027-07-15 value 2027-06-30 may propose approve
    | P-1 proposed non_filer
    approve 2027-Q2
    send 2027-Q2
    pay 2027-Q2
    `,
  );

  scenario(
    '6.3: a rolled partner needs no rate, so it does not block the run',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000 signed=2027-04-05 completed=2027-04-10
    close 2027-04 accepting
    close 2027-05
    close 2027-06
    propose 2027-Q2
    `,
  );

  scenario(
    '6.3: the value date is the last business day before a due date that is none, holidays included; finance may set another',
    `
    holiday 2026-04-15 Spring_day
    holiday 2026-04-14 Another
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-13 may propose approve
    | P-1 proposed non_filer
    propose 2026-Q1 value=2026-04-20
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-20 may propose approve
    | P-1 proposed non_filer
    approve 2026-Q1
    send 2026-Q1
    pay 2026-Q1
    balances 2026-03
    | P-1 270,000.00
    balances 2026-04
    `,
  );

  scenario(
    '6.3 payment day later',
    `
    holiday 2026-04-15 Spring_day
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    run 2026-Q1
    | none due 2026-04-15 value 2026-04-16 may propose
    | P-1 proposed non_filer
    `,
    { terms: { paymentDay: 'later' } },
  );

  scenario(
    '6.3: rates agreed in the terms take the place of the rows; a non-resident with one is paid',
    `
    today 2026-04-01
    ${partner('P-R', '1,000,000', 'tax_standing=non_resident')}
    ${partner('P-X', '1,000,000')}
    ${CLOSE_Q1}
    payout 2026-Q1
    | P-R 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 54,000.00 net 486,000.00 proposed
    | P-X 0.00 + 540,000.00 + 0.00 + 0.00 = 540,000.00 + 0.00 tax 108,000.00 net 432,000.00 proposed
    `,
    { terms: { withholding: { non_resident: 1000, non_filer: 2000 } } },
  );

  test('6.3: evidence older than 30 days warns before approval; with standing_enforced it counts as non-filer', async () => {
    for (const enforced of [false, true]) {
      const app = await appFor({ today: '2026-03-15', terms: { standingEnforced: enforced } });
      await play(
        app,
        `${partner('P-1', '1,000,000', 'tax_standing=filer')}\ntoday 2026-04-10\n${partner('P-2', '1,000,000', 'tax_standing=filer')}\n${CLOSE_Q1}`,
      );
      const { items } = await app.call('payouts.run', { quarter: quarter('2026-Q1') });
      expect(items.map((item) => [item.partner, item.standing, item.warnings.length])).toEqual([
        ['P-1', enforced ? 'non_filer' : 'filer', 1],
        ['P-2', 'filer', 0],
      ]);
    }
  });
});
