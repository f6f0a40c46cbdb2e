import { describe } from 'vitest';
import { scenario } from '../support/scenario.ts';

/** A silver retainer signed on 10 January 2026 and started on 1 February; day 90 is 10 April. */
const DEAL = 'deal D-1 P-1 retainer 9,000,000 signed=2026-01-10 start=2026-02-01 months=18 monthly=500,000';
const START = `
  partner P-1 tier=silver
  ${DEAL}
  bill D-1 2026-02 I-2 500,000
  bill D-1 2026-03 I-3 500,000
  `;
const CLOSED = `${START}
  close 2026-02
  close 2026-03
  `;

describe('rule 5.1 the client cancels within 90 days', () => {
  for (const [on, day, isBack] of [
    ['2026-04-09', 89, true],
    ['2026-04-10', 90, true],
    ['2026-04-11', 91, false],
  ] as const)
    scenario(
      `5.1 (C7): on day ${day} it ${isBack ? 'claws back, one line per accrued line' : 'claws nothing back'}`,
      `
      ${CLOSED}
      ${DEAL} cancelled=${on}/client
      close 2026-04 accepting
      accruals 2026-04
      ${
        isBack
          ? `| D-1 2026-02 2026-04 clawback I-2 -500,000.00 × 18% = -90,000.00
             | D-1 2026-03 2026-04 clawback I-3 -500,000.00 × 18% = -90,000.00
             balances 2026-04`
          : `balances 2026-04
             | P-1 180,000.00`
      }
      `,
    );

  scenario(
    '5.1: the ending of the company, or an agreed one, claws nothing back',
    `
    ${CLOSED}
    ${DEAL} cancelled=2026-03-15/other
    close 2026-04 accepting
    balances 2026-04
    | P-1 180,000.00
    `,
  );

  scenario(
    '5.1 start_on: counted from the start of the deal, day 91 from signing still claws back',
    `
    ${CLOSED}
    ${DEAL} cancelled=2026-05-02/client
    close 2026-04 accepting
    close 2026-05 accepting
    balances 2026-04
    | P-1 180,000.00
    balances 2026-05
    `,
    { terms: { clawbackFrom: 'start_on' } },
  );

  scenario(
    '5.1 and 3.6: a line of the deal posted in the same close is reversed by it; in the month of cancellation it is an exception',
    `
    ${START}
    close 2026-02
    ${DEAL} cancelled=2026-03-20/client
    bill D-1 2026-02 I-2b 100,000
    exceptions open
    | D-1 2026-03 I-3 clawed_back 90,000.00 undecided
    close 2026-03 accepting
    accruals 2026-03
    | D-1 2026-02 2026-03 clawback I-2 -500,000.00 × 18% = -90,000.00
    | D-1 2026-02 2026-03 clawback I-2b -100,000.00 × 18% = -18,000.00
    | D-1 2026-02 2026-03 recurring I-2b 100,000.00 × 18% = 18,000.00
    balances 2026-03
    `,
  );

  scenario(
    '3.5: a line that arrives after the close that posted the clawback is an exception, whatever its month; accepted it accrues and stays',
    `
    ${CLOSED}
    ${DEAL} cancelled=2026-04-10/client
    close 2026-04 accepting
    bill D-1 2026-02 I-2b 100,000
    bill D-1 2026-03 I-3b 200,000
    exceptions open
    | D-1 2026-02 I-2b after_clawback_close 18,000.00 undecided
    | D-1 2026-03 I-3b after_clawback_close 36,000.00 undecided
    accept D-1 I-2b
    leave D-1 I-3b
    close 2026-05
    accruals 2026-05
    | D-1 2026-02 2026-05 recurring I-2b 100,000.00 × 18% = 18,000.00
    close 2026-06
    balances 2026-06
    | P-1 18,000.00
    `,
  );

  scenario(
    '5.1: a cancellation learned late reverses everything accrued, the lines after it too, in the earliest open month',
    `
    ${CLOSED}
    bill D-1 2026-04 I-4 500,000
    bill D-1 2026-05 I-5 500,000
    bill D-1 2026-05 C-5 -100,000
    close 2026-04
    close 2026-05 accepting
    ${DEAL} cancelled=2026-03-31/client
    close 2026-06
    accruals 2026-06
    | D-1 2026-05 2026-06 clawback C-5 100,000.00 × 18% = 18,000.00
    | D-1 2026-02 2026-06 clawback I-2 -500,000.00 × 18% = -90,000.00
    | D-1 2026-03 2026-06 clawback I-3 -500,000.00 × 18% = -90,000.00
    | D-1 2026-04 2026-06 clawback I-4 -500,000.00 × 18% = -90,000.00
    | D-1 2026-05 2026-06 clawback I-5 -500,000.00 × 18% = -90,000.00
    balances 2026-06
    close 2026-07
    accruals 2026-07
    `,
  );

  scenario(
    '5.1: a cancellation known before its month accrues until then and is clawed back in its month, not earlier',
    `
    ${START}
    import
    ${DEAL} cancelled=2026-04-10/client
    close 2026-02
    close 2026-03
    balances 2026-03
    | P-1 180,000.00
    close 2026-04 accepting
    balances 2026-04
    `,
  );

  scenario(
    '1.2: a clawed-back deal stops counting from its cancellation on, and what it did before stays',
    `
    partner P-1
    ${[1, 2, 3, 4, 5, 6].map((n) => `deal D-${n} P-1 fixed_price 1,000 signed=2026-01-0${n}`).join('\n')}
    import deals=6_new_0_changed_0_unchanged
    deal D-6 P-1 fixed_price 1,000 signed=2026-01-06 cancelled=2026-03-01/client
    tiers 2026-02-28
    | P-1 silver since 2026-01-06 count 6
    tiers 2026-03-01
    | P-1 silver since 2026-01-06 count 5
    history P-1
    | P-1 2025-01-01 >bronze opening
    | P-1 2026-01-06 bronze>silver promotion
    deal D-5 P-1 fixed_price 1,000 signed=2026-01-05 cancelled=2026-03-01/other
    tiers 2026-03-01
    | P-1 silver since 2026-01-06 count 5
    `,
  );
});

describe('rule 5.2 fraud', () => {
  scenario(
    '5.2: claws back at any time',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2025-01-10 completed=2026-01-20
    bill D-1 2026-01 I-1 1,000,000
    close 2026-01
    deal D-1 P-1 fixed_price 1,000,000 signed=2025-01-10 completed=2026-01-20 cancelled=2026-11-01/fraud
    close 2026-02
    balances 2026-02
    | P-1 200,000.00
    ${['03', '04', '05', '06', '07', '08', '09', '10', '11'].map((of) => `close 2026-${of}`).join('\n')}
    accruals 2026-11
    | D-1 2026-01 2026-11 clawback - -1,000,000.00 × 20% = -200,000.00
    balances 2026-11
    `,
  );
});

describe('rule 5.3 netted against what is owed', () => {
  /** Q1 pays 180,000; the clawback comes in May. */
  const PAID = `
    ${CLOSED}
    settle 2026-Q1
    ${DEAL} cancelled=2026-04-10/client
    `;
  scenario(
    '5.3 (C10): a clawback of commission already paid is carried as a receivable, never paid out, and set off later',
    `
    ${PAID}
    close 2026-04 accepting
    close 2026-05
    close 2026-06
    balances 2026-06
    | P-1 -180,000.00
    trial 2026-06
    | bank Cr 136,800.00
    | clawback_receivable Dr 180,000.00
    | commission_expense 0.00
    | partner_payable 0.00
    | withholding_payable Cr 43,200.00
    payout 2026-Q2
    | P-1 0.00 + 0.00 + 0.00 + -180,000.00 = 0.00 + -180,000.00 tax 0.00 net 0.00 rolled
    settle 2026-Q2
    deal D-2 P-1 retainer 9,000,000 signed=2026-07-01 months=18 monthly=1,200,000
    bill D-2 2026-07 I-1 1,200,000
    bill D-2 2026-08 I-2 1,200,000
    close 2026-07
    balances 2026-07
    trial 2026-07
    | bank Cr 136,800.00
    | clawback_receivable 0.00
    | commission_expense Dr 180,000.00
    | partner_payable 0.00
    | withholding_payable Cr 43,200.00
    close 2026-08
    close 2026-09 accepting
    payout 2026-Q3
    | P-1 -180,000.00 + 360,000.00 + 0.00 + 0.00 = 180,000.00 + 0.00 tax 43,200.00 net 136,800.00 proposed
    `,
  );

  scenario(
    '5.3: within the quarter it is netted before anything is paid',
    `
    ${CLOSED}
    deal D-2 P-1 retainer 9,000,000 signed=2026-01-12 months=18 monthly=1,000,000
    ${DEAL} cancelled=2026-04-10/client
    bill D-2 2026-04 I-1 1,000,000
    close 2026-04 accepting
    close 2026-05 accepting
    close 2026-06 accepting
    payout 2026-Q1
    | P-1 0.00 + 180,000.00 + 0.00 + 0.00 = 180,000.00 + 0.00 tax 43,200.00 net 136,800.00 proposed
    settle 2026-Q1
    payout 2026-Q2
    | P-1 0.00 + 180,000.00 + 0.00 + -180,000.00 = 0.00 + 0.00 tax 0.00 net 0.00 rolled
    `,
  );

  scenario(
    '6.3 before_set_off: the base is whole where the clawback takes back commission already paid',
    `
    ${PAID}
    deal D-2 P-1 retainer 9,000,000 signed=2026-04-01 months=18 monthly=2,000,000
    bill D-2 2026-04 I-1 2,000,000
    close 2026-04 accepting
    close 2026-05 accepting
    close 2026-06 accepting
    payout 2026-Q2
    | P-1 0.00 + 360,000.00 + 0.00 + -180,000.00 = 180,000.00 + 0.00 tax 86,400.00 net 93,600.00 proposed
    settle 2026-Q2
    `,
    { terms: { withholdingBase: 'before_set_off' } },
  );

  scenario(
    '6.3 before_set_off: a clawback of commission that was never paid reduces the base',
    `
    ${CLOSED}
    deal D-2 P-1 retainer 9,000,000 signed=2026-01-01 months=18 monthly=2,000,000
    bill D-2 2026-03 I-1 2,000,000
    bill D-2 2026-04 I-2 2,000,000
    ${DEAL} cancelled=2026-04-10/client
    close 2026-04 accepting
    close 2026-05 accepting
    close 2026-06 accepting
    payout 2026-Q1
    | P-1 0.00 + 180,000.00 + 0.00 + 0.00 = 0.00 + 180,000.00 tax 0.00 net 0.00 rolled
    payout 2026-Q2
    | P-1 180,000.00 + 720,000.00 + 0.00 + -180,000.00 = 720,000.00 + 0.00 tax 172,800.00 net 547,200.00 proposed
    `,
    { terms: { withholdingBase: 'before_set_off', minimumPayoutPaisa: 20_000_000 } },
  );
});

describe('rule 5.1 and decisions', () => {
  scenario(
    '5.1 all commission accrued on the deal is reversed: also a line before the start that finance had accepted earlier',
    `
    ${START}
    bill D-1 2026-01 I-1 100,000
    accept D-1 I-1
    close 2026-01
    close 2026-02
    ${DEAL} cancelled=2026-03-20/client
    close 2026-03 accepting
    balances 2026-03
    `,
  );

  scenario(
    '5.1 terms added later decide whether a cancellation of an open month claws back (terms hold on cancelled_on)',
    `
    ${START}
    close 2026-02
    ${DEAL} cancelled=2026-03-20/client
    terms from=2026-03-01 clawbackDays=30
    close 2026-03 accepting
    accruals 2026-03
    | D-1 2026-03 2026-03 recurring I-3 500,000.00 × 18% = 90,000.00
    balances 2026-03
    | P-1 180,000.00
    `,
  );
});
