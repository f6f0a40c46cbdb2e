import { describe } from 'vitest';
import { RETAINER } from '../support/quarters.ts';
import { scenario } from '../support/scenario.ts';

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
