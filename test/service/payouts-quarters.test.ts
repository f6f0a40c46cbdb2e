import { describe } from 'vitest';
import { CLOSE_Q1, CLOSE_Q2, partner } from '../support/quarters.ts';
import { scenario } from '../support/scenario.ts';

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
