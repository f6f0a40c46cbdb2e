import { describe } from 'vitest';
import { scenario } from '../support/scenario.ts';

/** A silver retainer of 18 months from January 2026, 500,000 a month. */
const RETAINER = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
`;

describe('rule 3.2 recurring types accrue what is billed, in the billing month', () => {
  scenario(
    '3.2: each line is rounded on its own, half away from zero, and a total is the sum of its lines',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=3.35
    bill D-1 2026-01 I-1 0.25
    bill D-1 2026-01 I-2 0.25
    bill D-1 2026-01 I-3 0.25
    bill D-1 2026-01 I-4 2.60
    close 2026-01
    accruals 2026-01
    | D-1 2026-01 2026-01 recurring I-1 0.25 × 18% = 0.05
    | D-1 2026-01 2026-01 recurring I-2 0.25 × 18% = 0.05
    | D-1 2026-01 2026-01 recurring I-3 0.25 × 18% = 0.05
    | D-1 2026-01 2026-01 recurring I-4 2.60 × 18% = 0.47
    balances 2026-01
    | P-1 0.62
    `,
  );

  scenario(
    '3.2: when billed, not when paid: the billing month decides, whatever the date of the invoice',
    `
    ${RETAINER}
    bill D-1 2026-01 I-1 500,000 date=2026-03-15
    close 2026-01
    accruals 2026-01
    | D-1 2026-01 2026-01 recurring I-1 500,000.00 × 18% = 90,000.00
    `,
  );

  scenario(
    '3.2: credit notes accrue negatively at the rate of their month, and to the paisa what the invoice accrued',
    `
    ${RETAINER}
    bill D-1 2026-01 I-1 500,000.03
    bill D-1 2026-01 I-2 500,000
    bill D-1 2026-01 C-1 -500,000.03
    close 2026-01
    accruals 2026-01
    | D-1 2026-01 2026-01 recurring C-1 -500,000.03 × 18% = -90,000.01
    | D-1 2026-01 2026-01 recurring I-1 500,000.03 × 18% = 90,000.01
    | D-1 2026-01 2026-01 recurring I-2 500,000.00 × 18% = 90,000.00
    `,
  );

  scenario(
    '3.2 and 2.6 current-tier: a credit note of a later month has the rate of that month',
    `
    partner P-1 tier=bronze
    deal D-0 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000
    ${[1, 2, 3, 4, 5].map((n) => `deal E-${n} P-1 fixed_price 1,000 signed=2026-02-0${n}`).join('\n')}
    bill D-0 2026-01 I-1 100,000
    bill D-0 2026-02 I-2 100,000
    bill D-0 2026-02 C-1 -100,000
    close 2026-01
    close 2026-02 accepting
    accruals 2026-01..2026-02
    | D-0 2026-01 2026-01 recurring I-1 100,000.00 × 15% = 15,000.00
    | D-0 2026-02 2026-02 recurring C-1 -100,000.00 × 18% = -18,000.00
    | D-0 2026-02 2026-02 recurring I-2 100,000.00 × 18% = 18,000.00
    `,
    { terms: { rateBasis: 'current-tier' } },
  );

  scenario(
    '3.7: no cap: the largest amount there is accrues in full',
    `
    partner P-1 tier=platinum
    deal D-1 P-1 retainer 90,071,992,547,409.91 signed=2026-01-05 months=1 monthly=90,071,992,547,409.91
    bill D-1 2026-01 I-1 90,071,992,547,409.91
    close 2026-01
    accruals 2026-01
    | D-1 2026-01 2026-01 recurring I-1 90,071,992,547,409.91 × 25% = 22,517,998,136,852.48
    `,
  );
});

describe('rule 2.6 which rate over time', () => {
  const PROMOTED = `
    partner P-1
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000
    ${[1, 2, 3, 4, 5].map((n) => `deal E-${n} P-1 fixed_price 1,000 signed=2026-02-0${n}`).join('\n')}
    term P-1 from=2026-04-30 to=2026-05-30 rate_percent=12
    bill D-1 2026-01 I-1 100,000
    bill D-1 2026-02 I-2 100,000
    bill D-1 2026-04 I-4 100,000
    bill D-1 2026-05 I-5 100,000
    close 2026-01 accepting
    close 2026-02 accepting
    close 2026-03 accepting
    close 2026-04 accepting
    close 2026-05 accepting
    `;
  const lines = (rates: readonly string[]): string =>
    ['01', '02', '04', '05'].map((of, n) => `| D-1 2026-${of} 2026-${of} recurring I-${Number(of)} 100,000.00 × ${rates[n]}% = ${rates[n]},000.00`).join('\n');

  scenario(
    '2.6 registration (default): the rate stored at registration holds for the life of the deal',
    `${PROMOTED}\naccruals 2026-01..2026-05\n${lines(['15', '15', '15', '15'])}`,
  );
  scenario(
    '2.6 current-tier: the rate that 1.6 gives on the last day of the billed month, a negotiated rate included',
    `${PROMOTED}\naccruals 2026-01..2026-05\n${lines(['15', '18', '12', '18'])}`,
    { terms: { rateBasis: 'current-tier' } },
  );
  scenario('2.6 higher-of-both: the larger of the two', `${PROMOTED}\naccruals 2026-01..2026-05\n${lines(['15', '18', '15', '18'])}`, {
    terms: { rateBasis: 'higher-of-both' },
  });

  for (const rateBasis of ['registration', 'current-tier', 'higher-of-both'])
    scenario(
      `2.6 ${rateBasis}: a deal's own rate always stands, zero included`,
      `
      partner P-1 tier=platinum
      term P-1 from=2026-01-01 rate_percent=40
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000 rate=7.25
      deal D-2 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000 rate=0
      bill D-1 2026-01 I-1 100,000
      bill D-2 2026-01 I-1 100,000
      close 2026-01
      accruals 2026-01
      | D-1 2026-01 2026-01 recurring I-1 100,000.00 × 7.25% = 7,250.00
      | D-2 2026-01 2026-01 recurring I-1 100,000.00 × 0% = 0.00
      `,
      { terms: { rateBasis } },
    );

  scenario(
    '2.6 current-tier: for fixed price the billed month is that of completion',
    `
    partner P-1
    deal D-1 P-1 fixed_price 100,000 signed=2026-01-05 completed=2026-02-01
    ${[1, 2, 3, 4, 5].map((n) => `deal E-${n} P-1 fixed_price 1,000 signed=2026-02-2${n}`).join('\n')}
    close 2026-02 accepting
    accruals 2026-02
    | D-1 2026-02 2026-02 fixed_price - 100,000.00 × 18% = 18,000.00
    `,
    { terms: { rateBasis: 'current-tier' } },
  );

  scenario(
    'C8: what was posted keeps its rate when a fact learned late re-dates the tier (rule 1.3); lines still to post take the new one',
    `
    partner P-1
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000
    ${[1, 2, 3, 4].map((n) => `deal E-${n} P-1 fixed_price 1,000 signed=2026-01-1${n}`).join('\n')}
    bill D-1 2026-01 I-1 100,000
    close 2026-01
    deal F-1 P-1 fixed_price 1,000 signed=2026-01-20
    bill D-1 2026-01 I-late 100,000
    bill D-1 2026-02 I-2 100,000
    close 2026-02 accepting
    tiers 2026-01-31
    | P-1 silver since 2026-01-20 count 6
    rates
    | D-1 P-1 bronze 15% tier
    | E-1 P-1 bronze 15% tier
    | E-2 P-1 bronze 15% tier
    | E-3 P-1 bronze 15% tier
    | E-4 P-1 bronze 15% tier
    | F-1 P-1 silver 18% tier
    accruals 2026-01..2026-02
    | D-1 2026-01 2026-01 recurring I-1 100,000.00 × 15% = 15,000.00
    | D-1 2026-02 2026-02 recurring I-2 100,000.00 × 18% = 18,000.00
    | D-1 2026-01 2026-02 recurring I-late 100,000.00 × 18% = 18,000.00
    `,
    { terms: { rateBasis: 'current-tier' } },
  );
});

describe('rule 3.3 lifetime', () => {
  scenario(
    '3.3: lines after the term still accrue and are marked, as long as the deal is not ended',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 1,000,000 signed=2026-01-05 months=2 monthly=500,000
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    close 2026-01
    close 2026-02
    reconcile 2026-03
    | D-1 expected 0.00 billed 500,000.00 commission 0.00 accrued 0.00 matched beyond_term
    close 2026-03
    accruals 2026-03
    | D-1 2026-03 2026-03 recurring I-3 500,000.00 × 18% = 90,000.00
    `,
  );
});

describe('rule 3.4 fixed price accrues once, in the month of completion', () => {
  scenario(
    '3.4: its billing lines accrue nothing, before and after',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05 completed=2026-02-10
    bill D-1 2026-01 I-1 600,000
    bill D-1 2026-02 I-2 400,000
    bill D-1 2026-03 I-3 50,000
    close 2026-01
    accruals 2026-01
    close 2026-02
    close 2026-03 accepting
    accruals 2026-01..2026-03
    | D-1 2026-02 2026-02 fixed_price - 1,000,000.00 × 20% = 200,000.00
    `,
  );

  scenario(
    '3.4 and 3.6: a completion learned after its month was closed posts late, with its own month',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05
    bill D-1 2026-01 I-1 1,000,000
    close 2026-01
    close 2026-02
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05 completed=2026-01-31
    close 2026-03
    accruals 2026-01..2026-03
    | D-1 2026-01 2026-03 fixed_price - 1,000,000.00 × 20% = 200,000.00
    `,
  );

  scenario(
    '3.4: the value may change until it is posted, then no more',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05 completed=2026-02-10
    deal D-0 P-1 fixed_price 1,000 signed=2026-01-05 completed=2026-01-10
    close 2026-01 accepting
    deal D-1 P-1 fixed_price 1,200,000 signed=2026-01-05 completed=2026-02-10
    import deals=0_new_1_changed_0_unchanged
    close 2026-02 accepting
    deal D-1 P-1 fixed_price 1,300,000 signed=2026-01-05 completed=2026-02-10 => IMPORT_REFUSED VALUE_POSTED
    deal D-1 P-1 fixed_price 1,200,000 signed=2026-01-05 completed=2026-02-11 => IMPORT_REFUSED DEAL_COMPLETED
    accruals 2026-02
    | D-1 2026-02 2026-02 fixed_price - 1,200,000.00 × 20% = 240,000.00
    `,
  );
});

describe('rule 3.5 exceptions of a recurring deal', () => {
  const ENDED = `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=18 monthly=500,000 cancelled=2026-04-30/other
    bill D-1 2026-01 I-early 100,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    bill D-1 2026-04 I-4 500,000
    bill D-1 2026-05 I-after 100,000
  `;
  scenario(
    '3.5: lines before the month of the start and after the month of the cancellation do not accrue, and are listed',
    `
    ${ENDED}
    exceptions
    | D-1 2026-01 I-early before_start 18,000.00 undecided
    | D-1 2026-05 I-after after_cancellation 18,000.00 undecided
    close 2026-01 => MONTH_NOT_READY exception I-early
    leave D-1 I-early
    close 2026-01
    close 2026-02
    close 2026-03
    close 2026-04
    close 2026-05 => MONTH_NOT_READY I-after
    leave D-1 I-after
    close 2026-05
    accruals 2026-01..2026-05
    | D-1 2026-02 2026-02 recurring I-2 500,000.00 × 18% = 90,000.00
    | D-1 2026-03 2026-03 recurring I-3 500,000.00 × 18% = 90,000.00
    | D-1 2026-04 2026-04 recurring I-4 500,000.00 × 18% = 90,000.00
    `,
  );

  scenario(
    '3.5: finance accepts one, with a reason; then it accrues in its month',
    `
    ${ENDED}
    accept D-1 I-early
    accept D-1 I-after
    close 2026-01
    close 2026-02
    close 2026-03
    close 2026-04
    close 2026-05
    exceptions open
    accruals 2026-01
    | D-1 2026-01 2026-01 recurring I-early 100,000.00 × 18% = 18,000.00
    accruals 2026-05
    | D-1 2026-05 2026-05 recurring I-after 100,000.00 × 18% = 18,000.00
    `,
  );

  scenario(
    '3.5 and 3.6: accepted after its month was closed it posts in the earliest open month, with its own month and kind',
    `
    ${ENDED}
    leave D-1 I-early
    close 2026-01
    close 2026-02
    accept D-1 I-early
    close 2026-03
    accruals 2026-01
    accruals 2026-03
    | D-1 2026-03 2026-03 recurring I-3 500,000.00 × 18% = 90,000.00
    | D-1 2026-01 2026-03 recurring I-early 100,000.00 × 18% = 18,000.00
    accept D-1 I-early => TRANSITION_REFUSED posted
    leave D-1 I-early => TRANSITION_REFUSED posted
    `,
  );

  scenario(
    '3.5: the latest word stands until the line is posted',
    `
    ${ENDED}
    accept D-1 I-early
    leave D-1 I-early
    close 2026-01
    accruals 2026-01
    leave D-1 I-early
    accept D-1 I-early
    leave D-1 I-early
    close 2026-02
    accruals 2026-02
    | D-1 2026-02 2026-02 recurring I-2 500,000.00 × 18% = 90,000.00
    accept D-1 I-2 => NOT_FOUND
    accept D-9 I-2 => NOT_FOUND
    `,
  );

  scenario(
    '3.5: the whole month of the start and the whole month of the cancellation accrue',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-28 months=18 monthly=500,000 cancelled=2026-03-01/other
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    exceptions
    close 2026-02
    close 2026-03
    balances 2026-03
    | P-1 180,000.00
    `,
  );

  scenario(
    '3.5: a cancellation learned when later months are closed reverses what should not have accrued, as adjustments in the earliest open month',
    `
    ${RETAINER}
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    bill D-1 2026-03 I-3b 0.03
    close 2026-01
    close 2026-02
    close 2026-03
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000 cancelled=2026-01-31/other
    bill D-1 2026-04 I-4 500,000
    exceptions open
    | D-1 2026-04 I-4 after_cancellation 90,000.00 undecided
    close 2026-04 accepting
    accruals 2026-04
    | D-1 2026-02 2026-04 adjustment I-2 -500,000.00 × 18% = -90,000.00
    | D-1 2026-03 2026-04 adjustment I-3 -500,000.00 × 18% = -90,000.00
    | D-1 2026-03 2026-04 adjustment I-3b -0.03 × 18% = -0.01
    balances 2026-04
    | P-1 90,000.00
    close 2026-05
    accruals 2026-05
    `,
  );

  scenario(
    '3.5: a line for a reversed month that comes later still is an exception, and is not reversed twice',
    `
    ${RETAINER}
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-02 I-2 500,000
    close 2026-01
    close 2026-02
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000 cancelled=2026-01-31/other
    close 2026-03
    bill D-1 2026-02 I-2b 500,000
    close 2026-04 => MONTH_NOT_READY I-2b
    accept D-1 I-2b
    close 2026-04
    accruals 2026-03..2026-04
    | D-1 2026-02 2026-03 adjustment I-2 -500,000.00 × 18% = -90,000.00
    | D-1 2026-02 2026-04 recurring I-2b 500,000.00 × 18% = 90,000.00
    `,
  );
});

describe('rule 3.5 exceptions of a fixed-price deal: only the completion', () => {
  scenario(
    '3.5: a completion dated after the cancellation is one; on or before it accrues',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 100,000 signed=2025-01-05 completed=2026-01-20 cancelled=2026-01-19/other
    deal D-2 P-1 fixed_price 200,000 signed=2025-01-05 completed=2026-01-20 cancelled=2026-01-20/other
    deal D-3 P-1 fixed_price 300,000 signed=2025-01-05 completed=2026-01-20 cancelled=2026-01-21/other
    bill D-1 2026-02 I-1 1
    exceptions
    | D-1 2026-01 - completed_after_cancellation 20,000.00 undecided
    close 2026-01 => MONTH_NOT_READY completion
    leave D-1 -
    close 2026-01 accepting
    accruals 2026-01
    | D-2 2026-01 2026-01 fixed_price - 200,000.00 × 20% = 40,000.00
    | D-3 2026-01 2026-01 fixed_price - 300,000.00 × 20% = 60,000.00
    `,
  );

  scenario(
    '3.5: accepted, a completion accrues',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 100,000 signed=2025-01-05 completed=2026-01-20 cancelled=2026-01-19/other
    bill D-1 2026-01 I-1 100,000
    accept D-1 -
    close 2026-01
    accruals 2026-01
    | D-1 2026-01 2026-01 fixed_price - 100,000.00 × 20% = 20,000.00
    `,
  );

  scenario(
    '3.5: a completion posted before an earlier cancellation became known is reversed as an adjustment',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 100,000 signed=2025-01-05 completed=2026-01-20
    bill D-1 2026-01 I-1 100,000
    close 2026-01
    deal D-1 P-1 fixed_price 100,000 signed=2025-01-05 completed=2026-01-20 cancelled=2026-01-10/other
    close 2026-02
    accruals 2026-01..2026-02
    | D-1 2026-01 2026-01 fixed_price - 100,000.00 × 20% = 20,000.00
    | D-1 2026-01 2026-02 adjustment - -100,000.00 × 20% = -20,000.00
    `,
  );

  scenario(
    '3.5: of a clawed-back deal a completion learned after the close that would have posted the clawback is one',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 100,000 signed=2026-01-05 cancelled=2026-02-10/client
    deal D-2 P-1 fixed_price 100,000 signed=2026-01-05 completed=2026-02-10 cancelled=2026-02-10/client
    bill D-1 2026-02 I-1 100,000
    close 2026-02 accepting
    accruals 2026-02
    | D-2 2026-02 2026-02 clawback - -100,000.00 × 20% = -20,000.00
    | D-2 2026-02 2026-02 fixed_price - 100,000.00 × 20% = 20,000.00
    deal D-1 P-1 fixed_price 100,000 signed=2026-01-05 completed=2026-02-09 cancelled=2026-02-10/client
    exceptions open
    | D-1 2026-02 - completed_after_clawback_close 20,000.00 undecided
    close 2026-03 => MONTH_NOT_READY
    leave D-1 -
    close 2026-03
    accruals 2026-03
    `,
  );
});

describe('rule 3.6 late lines', () => {
  scenario(
    '3.6: what arrives for a closed month posts in the earliest open month with its own billing month and kind',
    `
    ${RETAINER}
    bill D-1 2026-01 I-1 500,000
    close 2026-01
    close 2026-02 accepting
    bill D-1 2026-01 I-1b 100,000
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    close 2026-03 => MONTH_NOT_READY over_billed 2026-01
    explain D-1 2026-01
    close 2026-03
    accruals 2026-01..2026-02
    | D-1 2026-01 2026-01 recurring I-1 500,000.00 × 18% = 90,000.00
    accruals 2026-03
    | D-1 2026-01 2026-03 recurring I-1b 100,000.00 × 18% = 18,000.00
    | D-1 2026-02 2026-03 recurring I-2 500,000.00 × 18% = 90,000.00
    | D-1 2026-03 2026-03 recurring I-3 500,000.00 × 18% = 90,000.00
    `,
  );

  scenario(
    '3.6: lines for months before the first closed one post in it, late',
    `
    ${RETAINER}
    bill D-1 2026-03 I-3 500,000
    close 2026-03
    bill D-1 2026-01 I-1 500,000
    close 2026-01 => MONTH_ALREADY_CLOSED before the first closed
    close 2026-04 accepting
    accruals 2026-04
    | D-1 2026-01 2026-04 recurring I-1 500,000.00 × 18% = 90,000.00
    `,
  );
});
