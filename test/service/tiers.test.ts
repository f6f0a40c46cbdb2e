import { describe } from 'vitest';
import { scenario } from '../support/scenario.ts';

const referrals = (count: number, on: string, prefix = 'D'): string =>
  Array.from({ length: count }, (_, n) => `deal ${prefix}-${on.slice(2)}-${n + 100} P-1 fixed_price 1,000 signed=${on}`).join('\n');

describe('rule 1.2 policy referral_basis', () => {
  const LEADS = `
    partner P-1
    ${[1, 2, 3, 4, 5].map((n) => `lead P-1 Client_${n} submitted=2026-02-0${n} qualified=2026-03-0${n} status=qualified`).join('\n')}
    lead P-1 Draft submitted=2026-02-01 status=draft
    lead P-1 Client_6 submitted=2026-02-06 status=returned
    deal D-1 P-1 fixed_price 1,000 signed=2026-02-06
    deal D-2 P-1 fixed_price 1,000 signed=2026-03-07
    `;
  scenario(
    '1.2 won (default): deals by signed_on, whatever leads there are',
    `${LEADS}\ntiers 2026-12-31\n| P-1 bronze since 2025-01-01 count 2\nrates\n| D-1 P-1 bronze 15% tier\n| D-2 P-1 bronze 15% tier`,
  );
  scenario(
    '1.2 submitted: leads by submitted_on, returned ones too, drafts not; the leads of a day count before its deals get their rates',
    `${LEADS}\ntiers 2026-02-05\n| P-1 bronze since 2025-01-01 count 5\ntiers 2026-12-31\n| P-1 silver since 2026-02-06 count 6\nrates\n| D-1 P-1 silver 18% tier\n| D-2 P-1 silver 18% tier`,
    { terms: { referralBasis: 'submitted' } },
  );
  scenario(
    '1.2 qualified: leads by qualified_on',
    `${LEADS}\ntiers 2026-03-05\n| P-1 bronze since 2025-01-01 count 5\nlead P-1 Client_7 submitted=2026-01-01 qualified=2026-03-07 status=won\ntiers 2026-03-07\n| P-1 silver since 2026-03-07 count 6\nrates\n| D-1 P-1 bronze 15% tier\n| D-2 P-1 bronze 15% tier`,
    { terms: { referralBasis: 'qualified' } },
  );
});

describe('rules 1.1, 1.3 and 2.5 registration', () => {
  scenario(
    '2.5 and 1.3: deals of one import are registered by signed_on, then code; the deal that reaches the threshold gets the new rate',
    `
    partner P-1
    deal D-7 P-1 fixed_price 1,000 signed=2026-01-03
    deal D-6 P-1 fixed_price 1,000 signed=2026-01-03
    deal D-5 P-1 fixed_price 1,000 signed=2026-01-03
    deal D-1 P-1 fixed_price 1,000 signed=2026-01-04
    ${[2, 3, 4].map((n) => `deal D-${n} P-1 fixed_price 1,000 signed=2026-01-02`).join('\n')}
    rates
    | D-1 P-1 silver 18% tier
    | D-2 P-1 bronze 15% tier
    | D-3 P-1 bronze 15% tier
    | D-4 P-1 bronze 15% tier
    | D-5 P-1 bronze 15% tier
    | D-6 P-1 bronze 15% tier
    | D-7 P-1 silver 18% tier
    `,
  );

  scenario(
    '1.6: the rate is the deal’s own, else the partner’s on the date, else that of the tier; the tier is stored whatever the source',
    `
    partner P-1 tier=gold
    term P-1 from=2026-02-01 to=2026-02-28 rate_percent=22.5
    deal D-1 P-1 fixed_price 1,000 signed=2026-01-31
    deal D-2 P-1 fixed_price 1,000 signed=2026-02-01
    deal D-3 P-1 fixed_price 1,000 signed=2026-02-28
    deal D-4 P-1 fixed_price 1,000 signed=2026-03-01
    deal D-5 P-1 fixed_price 1,000 signed=2026-02-15 rate=12.25
    rates
    | D-1 P-1 gold 20% tier
    | D-2 P-1 gold 22.5% partner
    | D-3 P-1 gold 22.5% partner
    | D-4 P-1 gold 20% tier
    | D-5 P-1 gold 12.25% deal
    `,
  );

  scenario(
    '1.1 (C7): 5 and 6, 15 and 16, 29 and 30 and 31 referrals',
    `
    partner P-1
    ${referrals(5, '2026-01-01')}
    tiers 2026-01-01
    | P-1 bronze since 2025-01-01 count 5
    ${referrals(1, '2026-01-02')}
    tiers 2026-01-02
    | P-1 silver since 2026-01-02 count 6
    ${referrals(9, '2026-02-03')}
    tiers 2026-02-03
    | P-1 silver since 2026-01-02 count 15
    ${referrals(1, '2026-03-04')}
    tiers 2026-03-04
    | P-1 gold since 2026-03-04 count 16
    ${referrals(13, '2026-04-05')}
    tiers 2026-04-05
    | P-1 gold since 2026-03-04 count 29
    ${referrals(1, '2026-05-06')}
    tiers 2026-05-06
    | P-1 platinum since 2026-05-06 count 30
    ${referrals(1, '2026-06-07')}
    tiers 2026-06-07
    | P-1 platinum since 2026-05-06 count 31
    `,
  );
});

describe('rule 1.4 to 1.7 as of a date', () => {
  scenario(
    '1.4: a grace shows its last day and is history up to today; what lies ahead is not told yet',
    `
    today 2026-05-01
    partner P-1 tier=silver
    tiers 2025-12-31
    | P-1 silver since 2025-01-01 count 0
    tiers 2026-01-01
    | P-1 silver since 2025-01-01 count 0 grace 2026-06-30
    tiers 2026-06-30
    | P-1 silver since 2025-01-01 count 0 grace 2026-06-30
    tiers 2026-07-01
    | P-1 bronze since 2026-07-01 count 0
    history P-1
    | P-1 2025-01-01 >silver opening
    | P-1 2026-01-01 silver>silver grace_begun
    today 2026-07-01
    history P-1
    | P-1 2025-01-01 >silver opening
    | P-1 2026-01-01 silver>silver grace_begun
    | P-1 2026-07-01 silver>bronze drop
    `,
  );

  scenario(
    '1.7: a partner before its opening is absent; opened where it was taken over, from tier_since',
    `
    partner P-1 joined_on=2020-01-01 tier=gold since=2026-03-01
    partner P-2 joined_on=2026-04-01
    tiers 2026-02-28
    tiers 2026-03-31
    | P-1 gold since 2026-03-01 count 0
    tiers 2026-04-01
    | P-1 gold since 2026-03-01 count 0
    | P-2 bronze since 2026-04-01 count 0
    history
    | P-1 2026-03-01 >gold opening
    | P-2 2026-04-01 >bronze opening
    `,
  );

  scenario(
    '1.6 and 1.7: a negotiated tier hides the grace while it lasts',
    `
    partner P-1 tier=silver
    term P-1 from=2026-02-01 to=2026-03-31 tier=gold
    tiers 2026-01-31
    | P-1 silver since 2025-01-01 count 0 grace 2026-06-30
    tiers 2026-02-01
    | P-1 gold since 2026-02-01 count 0
    tiers 2026-04-01
    | P-1 silver since 2026-04-01 count 0 grace 2026-06-30
    history P-1
    | P-1 2025-01-01 >silver opening
    | P-1 2026-01-01 silver>silver grace_begun
    | P-1 2026-02-01 silver>gold negotiated
    | P-1 2026-04-01 gold>silver negotiated
    | P-1 2026-07-01 silver>bronze drop
    `,
  );

  scenario(
    'C8: a tier change never rewrites what is registered: an earlier deal learned late re-dates the promotion, later rates stay',
    `
    partner P-1
    ${referrals(6, '2026-05-01')}
    deal E-1 P-1 fixed_price 1,000 signed=2026-06-01
    import
    deal A-1 P-1 fixed_price 1,000 signed=2026-01-01
    tiers 2026-05-01
    | P-1 silver since 2026-05-01 count 7
    rates
    | A-1 P-1 bronze 15% tier
    ${[100, 101, 102, 103, 104].map((n) => `| D-26-05-01-${n} P-1 bronze 15% tier`).join('\n')}
    | D-26-05-01-105 P-1 silver 18% tier
    | E-1 P-1 silver 18% tier
    `,
  );
});
