import { describe } from 'vitest';
import { RETAINER } from '../support/quarters.ts';
import { scenario } from '../support/scenario.ts';

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
