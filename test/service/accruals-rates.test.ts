import { describe } from 'vitest';
import { scenario } from '../support/scenario.ts';

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
