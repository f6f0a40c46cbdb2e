import { describe, expect, test } from 'vitest';
import { quarter } from '../../src/shared/calendar.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

/** One silver partner per line, each with one deal; `Q` closes January to March. */
const partner = (code: string, monthly: string, more = ''): string => `
  partner ${code} tier=silver ${more}
  deal D-${code} ${code} retainer 90,000,000 signed=2026-01-05 months=24 monthly=${monthly}
  ${['01', '02', '03'].map((of) => `bill D-${code} 2026-${of} I-${of} ${monthly}`).join('\n')}
`;
const CLOSE_Q1 = 'close 2026-01\nclose 2026-02\nclose 2026-03';
const CLOSE_Q2 = 'close 2026-04 accepting\nclose 2026-05 accepting\nclose 2026-06 accepting';

describe('rule 6.1 and 6.2: quarters', () => {
  scenario(
    '6.1: a quarter is paid once its three months are closed, in order, and is shown before as it would be',
    `
    ${partner('P-1', '500,000', 'tax_standing=filer')}
    close 2026-01
    close 2026-02
    propose 2026-Q1 => QUARTER_NOT_CLOSED 2026-03
    close 2026-03
    payout 2026-Q1
    | P-1 0.00 + 270,000.00 + 0.00 + 0.00 = 270,000.00 + 0.00 tax 32,400.00 net 237,600.00 proposed
    run 2026-Q1
    | none due 2026-04-15 value 2026-04-15 may propose
    | P-1 proposed filer
    ${CLOSE_Q2}
    propose 2026-Q2 => QUARTER_OUT_OF_ORDER 2026-Q1
    propose 2026-Q1
    propose 2026-Q2 => QUARTER_OUT_OF_ORDER 2026-Q1
    approve 2026-Q1
    propose 2026-Q2
    approve 2026-Q2
    send 2026-Q2 => QUARTER_OUT_OF_ORDER 2026-Q1
    send 2026-Q1
    send 2026-Q2
    pay 2026-Q2 => QUARTER_OUT_OF_ORDER 2026-Q1
    pay 2026-Q1
    pay 2026-Q2
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may nothing
    | P-1 paid filer
    `,
  );

  for (const [value, amount, rest] of [
    ['249,999.95', '49,999.99', '= 0.00 + 49,999.99 tax 0.00 net 0.00 rolled'],
    ['250,000.00', '50,000.00', '= 50,000.00 + 0.00 tax 12,000.00 net 38,000.00 proposed'],
    ['250,000.05', '50,000.01', '= 50,000.01 + 0.00 tax 12,000.00 net 38,000.01 proposed'],
  ] as const)
    scenario(
      `6.2 (C7): ${amount} before withholding`,
      `
      partner P-1 tier=gold
      deal D-1 P-1 fixed_price ${value} signed=2026-01-05 completed=2026-01-10
      bill D-1 2026-01 I-1 ${value}
      ${CLOSE_Q1}
      payout 2026-Q1
      | P-1 0.00 + ${amount} + 0.00 + 0.00 ${rest}
      `,
    );

  scenario(
    '6.2: what rolls is the opening of the next quarter, and is paid when together they reach the minimum',
    `
    partner P-1 tier=gold
    partner P-2 tier=gold
    deal D-1 P-1 fixed_price 200,000 signed=2026-01-05 completed=2026-01-10
    deal D-2 P-1 fixed_price 100,000 signed=2026-01-05 completed=2026-05-10
    deal D-3 P-2 fixed_price 100,000 signed=2026-01-05 completed=2026-05-10
    close 2026-01 accepting
    close 2026-02
    close 2026-03
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-1 rolled -
    approve 2026-Q1
    send 2026-Q1
    pay 2026-Q1
    ${CLOSE_Q2}
    payout 2026-Q2
    | P-1 40,000.00 + 20,000.00 + 0.00 + 0.00 = 60,000.00 + 0.00 tax 14,400.00 net 45,600.00 proposed
    | P-2 0.00 + 20,000.00 + 0.00 + 0.00 = 0.00 + 20,000.00 tax 0.00 net 0.00 rolled
    settle 2026-Q2
    balances 2026-07
    | P-2 20,000.00
    payout 2026-Q3
    | P-2 20,000.00 + 0.00 + 0.00 + 0.00 = 0.00 + 20,000.00 tax 0.00 net 0.00 rolled
    `,
  );

  scenario(
    '6.2: a quarter that would pay nobody may be passed over; what it holds rolls on',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 200,000 signed=2026-01-05 completed=2026-01-10
    deal D-2 P-1 fixed_price 100,000 signed=2026-01-05 completed=2026-05-10
    close 2026-01 accepting
    close 2026-02
    close 2026-03
    ${CLOSE_Q2}
    payout 2026-Q2
    | P-1 40,000.00 + 20,000.00 + 0.00 + 0.00 = 60,000.00 + 0.00 tax 14,400.00 net 45,600.00 proposed
    settle 2026-Q2
    propose 2026-Q1 => QUARTER_OUT_OF_ORDER 2026-Q2
    `,
  );

  scenario(
    '6.2: a terminated partner is paid its last positive balance whatever its size, never a negative one',
    `
    partner P-1 tier=gold status=terminated
    partner P-2 tier=gold status=terminated
    deal D-1 P-1 fixed_price 1 signed=2026-01-05 completed=2026-01-10
    deal D-2 P-2 fixed_price 100 signed=2026-01-05 completed=2026-01-10
    close 2026-01 accepting
    close 2026-02
    close 2026-03
    settle 2026-Q1
    payout 2026-Q1
    | P-1 0.00 + 0.20 + 0.00 + 0.00 = 0.20 + 0.00 tax 0.05 net 0.15 paid
    | P-2 0.00 + 20.00 + 0.00 + 0.00 = 20.00 + 0.00 tax 4.80 net 15.20 paid
    deal D-2 P-2 fixed_price 100 signed=2026-01-05 completed=2026-01-10 cancelled=2026-03-01/client
    ${CLOSE_Q2}
    payout 2026-Q2
    | P-2 0.00 + 0.00 + 0.00 + -20.00 = 0.00 + -20.00 tax 0.00 net 0.00 rolled
    `,
  );
});

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

describe('rule 6.4 states', () => {
  scenario(
    '6.4: proposed any number of times until approved; approving, sending, paying twice is impossible',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    approve 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1 => TRANSITION_REFUSED
    propose 2026-Q1
    propose 2026-Q1
    send 2026-Q1 => TRANSITION_REFUSED
    approve 2026-Q1
    approve 2026-Q1 => TRANSITION_REFUSED
    propose 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1
    send 2026-Q1 => TRANSITION_REFUSED
    pay 2026-Q1
    pay 2026-Q1 => TRANSITION_REFUSED
    send 2026-Q1 => TRANSITION_REFUSED
    balances 2026-12
    `,
  );

  scenario(
    '6.4: what the run depends on changed since it was proposed: approving is refused as stale',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    partner P-1 tier=silver iban=PK11HABB0000123456789012 => IMPORT_REFUSED
    partner P-1 tier=silver tax_standing=filer
    approve 2026-Q1 => PREVIEW_STALE
    propose 2026-Q1
    approve 2026-Q1
    `,
  );

  scenario(
    '6.4: an approver sees the payee: another bank account after the proposal makes it stale',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    partner P-1 tier=silver bank_title=Somebody_else iban=GB29NWBK60161331926819
    approve 2026-Q1 => PREVIEW_STALE
    `,
  );

  scenario(
    '6.4: held for want of bank details or for suspension; released when mended, it goes its way, and nothing else waits for it',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000', 'bank=none')}
    ${partner('P-3', '500,000', 'status=suspended')}
    ${partner('P-4', '1,000', 'bank=none status=suspended')}
    ${CLOSE_Q1}
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-1 proposed non_filer
    | P-2 held bank_details_missing non_filer
    | P-3 held suspended non_filer
    | P-4 rolled -
    approve 2026-Q1
    send 2026-Q1
    pay 2026-Q1
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may nothing
    | P-1 paid non_filer
    | P-2 held bank_details_missing non_filer
    | P-3 held suspended non_filer
    | P-4 rolled -
    release 2026-Q1 P-2 => TRANSITION_REFUSED bank details missing
    release 2026-Q1 P-1 => TRANSITION_REFUSED
    release 2026-Q1 P-9 => NOT_FOUND
    partner P-2 tier=silver
    partner P-3 tier=silver status=active
    release 2026-Q1 P-2
    release 2026-Q1 P-3
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may send
    | P-1 paid non_filer
    | P-2 approved non_filer
    | P-3 approved non_filer
    | P-4 rolled -
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    | P-4 540.00
    `,
  );

  scenario(
    '6.4: a hold by a person stands until it is released, and only the steps of the table are taken',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000')}
    ${partner('P-3', '1,000')}
    ${CLOSE_Q1}
    hold 2026-Q1 P-1 => NOT_FOUND
    propose 2026-Q1
    hold 2026-Q1 P-3 => TRANSITION_REFUSED
    hold 2026-Q1 P-1
    hold 2026-Q1 P-1 => TRANSITION_REFUSED
    fail 2026-Q1 P-1 => TRANSITION_REFUSED
    approve 2026-Q1
    send 2026-Q1
    hold 2026-Q1 P-2 => TRANSITION_REFUSED
    pay 2026-Q1
    fail 2026-Q1 P-2 => TRANSITION_REFUSED
    balances 2026-04
    | P-1 270,000.00
    | P-3 540.00
    release 2026-Q1 P-1
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    | P-3 540.00
    `,
  );

  scenario(
    '6.4: a hold for compliance is not lost when the run is proposed again',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    hold 2026-Q1 P-1 compliance
    propose 2026-Q1
    run 2026-Q1
    | proposed due 2026-04-15 value 2026-04-15 may propose approve
    | P-1 held compliance non_filer
    `,
  );

  scenario(
    '6.4: a payment the bank returned is sent again, or held; it is paid once',
    `
    ${partner('P-1', '500,000')}
    ${partner('P-2', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    approve 2026-Q1
    send 2026-Q1
    fail 2026-Q1 P-1
    fail 2026-Q1 P-2
    send 2026-Q1
    fail 2026-Q1 P-1
    pay 2026-Q1
    run 2026-Q1
    | paid due 2026-04-15 value 2026-04-15 may send
    | P-1 failed non_filer
    | P-2 paid non_filer
    balances 2026-04
    | P-1 270,000.00
    hold 2026-Q1 P-1 compliance
    release 2026-Q1 P-1
    send 2026-Q1
    pay 2026-Q1
    balances 2026-04
    pay 2026-Q1 => TRANSITION_REFUSED
    `,
  );

  scenario(
    '6.4: a held payment keeps its gross, and the next quarter opens without it (rule 6.2)',
    `
    ${partner('P-1', '500,000', 'bank=none')}
    ${CLOSE_Q1}
    settle 2026-Q1
    bill D-P-1 2026-04 I-4 500,000
    ${CLOSE_Q2}
    payout 2026-Q1
    | P-1 0.00 + 270,000.00 + 0.00 + 0.00 = 270,000.00 + 0.00 tax 64,800.00 net 205,200.00 held
    payout 2026-Q2
    | P-1 0.00 + 90,000.00 + 0.00 + 0.00 = 90,000.00 + 0.00 tax 21,600.00 net 68,400.00 held
    balances 2026-06
    | P-1 360,000.00
    `,
  );

  scenario(
    '6.4: a suspended partner can be held by a person for suspension too, and the trial balance shows each state (rule 3.8)',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    hold 2026-Q1 P-1 suspended
    approve 2026-Q1
    trial 2026-03
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    release 2026-Q1 P-1
    send 2026-Q1
    trial 2026-04
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    pay 2026-Q1
    trial 2026-03
    | commission_expense Dr 270,000.00
    | partner_payable Cr 270,000.00
    trial 2026-04
    | bank Cr 205,200.00
    | commission_expense Dr 270,000.00
    | partner_payable 0.00
    | withholding_payable Cr 64,800.00
    `,
  );
});

describe('rules 5.3 and 6.4: a held payment and what happens meanwhile', () => {
  scenario(
    '5.3: commission clawed back while its payment was held is not paid out when the hold ends',
    `
    partner P-1 tier=silver bank=none
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 months=24 monthly=500,000
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    ${CLOSE_Q1}
    settle 2026-Q1
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 months=24 monthly=500,000 cancelled=2026-04-05/client
    ${CLOSE_Q2}
    balances 2026-06
    partner P-1 tier=silver
    release 2026-Q1 P-1 => TRANSITION_REFUSED
    `,
  );

  scenario(
    '6.4: the account that was approved is the account that is sent: another one after the approval stops the sending',
    `
    ${partner('P-1', '500,000')}
    ${CLOSE_Q1}
    propose 2026-Q1
    approve 2026-Q1
    partner P-1 tier=silver bank_title=Somebody_else iban=GB29NWBK60161331926819
    send 2026-Q1 => PREVIEW_STALE
    `,
  );
});
