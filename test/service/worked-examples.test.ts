import { describe, expect, test } from 'vitest';
import { addMonths, type Month, month } from '../../src/shared/calendar.ts';
import { formatRupees, paisa } from '../../src/shared/paisa.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

interface Recurring {
  readonly case: string;
  readonly tier: string;
  readonly type: string;
  readonly monthly: string;
  readonly months: number;
  readonly each: string;
  readonly all: string;
}

/** Section 11: accrued month by month for the whole duration, to the paisa. */
const RECURRING: readonly Recurring[] = [
  {
    case: 'Silver, staff augmentation, 4.5M',
    tier: 'silver',
    type: 'staff_augmentation',
    monthly: '4,500,000',
    months: 18,
    each: '810,000.00',
    all: '14,580,000.00',
  },
  { case: 'Silver, 2 engineers, 2M', tier: 'silver', type: 'staff_augmentation', monthly: '2,000,000', months: 18, each: '360,000.00', all: '6,480,000.00' },
  { case: 'Platinum, retainer 750K', tier: 'platinum', type: 'retainer', monthly: '750,000', months: 24, each: '187,500.00', all: '4,500,000.00' },
  { case: 'Platinum, retainer 500K', tier: 'platinum', type: 'retainer', monthly: '500,000', months: 24, each: '125,000.00', all: '3,000,000.00' },
];

describe('C6, section 11: worked examples, the eight figures of the source', () => {
  test.each(RECURRING)('$case a month for $months months: $each each, $all in all', async (example) => {
    const app = await appFor();
    const months = Array.from({ length: example.months }, (_, n): Month => addMonths(month('2025-01'), n));
    await play(
      app,
      [
        `partner P-1 tier=${example.tier}`,
        `deal D-1 P-1 ${example.type} 90,000,000 signed=2025-01-01 months=${example.months} monthly=${example.monthly}`,
        ...months.map((of, n) => `bill D-1 ${of} I-${n + 1} ${example.monthly}`),
        ...months.map((of) => `close ${of}`),
      ].join('\n'),
    );
    const lines = await app.call('accruals.list', { from: '2025-01' as Month, to: '2026-12' as Month });
    expect(lines).toHaveLength(example.months);
    expect(new Set(lines.map((line) => formatRupees(paisa(line.amountPaisa))))).toEqual(new Set([example.each]));
    expect(formatRupees(paisa(lines.reduce((sum, line) => sum + line.amountPaisa, 0)))).toBe(example.all);
    expect(lines.map((line) => line.period)).toEqual(months);
  });

  scenario(
    'Gold, fixed price 8M: 1.6M once; and 5M: 1M once, in the month of completion',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 8,000,000 signed=2026-01-10 completed=2026-02-20
    deal D-2 P-1 fixed_price 5,000,000 signed=2026-01-11 completed=2026-03-31
    bill D-1 2026-01 I-1 4,000,000
    bill D-1 2026-02 I-2 4,000,000
    bill D-2 2026-03 I-1 5,000,000
    close 2026-01
    close 2026-02
    close 2026-03
    close 2026-04
    accruals 2026-01..2026-04
    | D-1 2026-02 2026-02 fixed_price - 8,000,000.00 × 20% = 1,600,000.00
    | D-2 2026-03 2026-03 fixed_price - 5,000,000.00 × 20% = 1,000,000.00
    `,
  );

  scenario(
    'Gold, three contracts of PKR 12M together: 2.4M over their life',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 4,000,000 signed=2026-01-10 completed=2026-01-20
    deal D-2 P-1 fixed_price 5,000,000 signed=2026-01-11 completed=2026-01-31
    deal D-3 P-1 retainer 3,000,000 signed=2026-01-12 start=2026-01-12 months=3 monthly=1,000,000
    bill D-1 2026-01 I-1 4,000,000
    bill D-2 2026-01 I-1 5,000,000
    bill D-3 2026-01 I-1 1,000,000
    bill D-3 2026-02 I-2 1,000,000
    bill D-3 2026-03 I-3 1,000,000
    close 2026-01
    close 2026-02
    close 2026-03
    balances 2026-03
    | P-1 2,400,000.00
    `,
  );

  scenario(
    'Platinum, 45 contracts averaging PKR 3M: 33.75M a year',
    `
    partner P-1 tier=platinum
    ${Array.from({ length: 45 }, (_, n) => `deal D-${n + 10} P-1 fixed_price ${n % 2 === 0 ? '3,000,000' : n % 4 === 1 ? '2,500,000' : '3,500,000'} signed=2026-01-10 completed=2026-06-30`).join('\n')}
    close 2026-06 accepting
    balances 2026-06
    | P-1 33,750,000.00
    `,
  );

  for (const [type, monthly, amounts] of [
    ['staff_augmentation', '1,500,000', ['225,000.00', '270,000.00', '300,000.00', '375,000.00']],
    ['managed_services', '2,000,000', ['300,000.00', '360,000.00', '400,000.00', '500,000.00']],
  ] as const)
    scenario(
      `${type} of ${monthly} a month at 15 % to 25 %: ${amounts[0]} to ${amounts[3]}`,
      `
      ${['bronze', 'silver', 'gold', 'platinum'].map((tier) => `partner P-${tier} tier=${tier}`).join('\n')}
      ${['bronze', 'silver', 'gold', 'platinum'].map((tier) => `deal D-${tier} P-${tier} ${type} 30,000,000 signed=2026-01-01 months=12 monthly=${monthly}`).join('\n')}
      ${['bronze', 'silver', 'gold', 'platinum'].map((tier) => `bill D-${tier} 2026-01 I-1 ${monthly}`).join('\n')}
      close 2026-01
      balances 2026-01
      | P-bronze ${amounts[0]}
      | P-gold ${amounts[2]}
      | P-platinum ${amounts[3]}
      | P-silver ${amounts[1]}
      `,
    );

  scenario(
    'new partner: 8 referrals in year 1, 20 in year 2, 35 in year 3: Silver, Gold, Platinum, each within its year (rules 1.3, 1.4)',
    `
    partner P-1 joined_on=2024-01-01
    ${[
      [8, '2024-05-02'],
      [20, '2025-05-02'],
      [35, '2026-05-02'],
    ]
      .flatMap(([count, on]) =>
        Array.from({ length: Number(count) }, (_, n) => `deal D-${String(on).slice(0, 4)}-${n + 100} P-1 fixed_price 1,000 signed=${on}`),
      )
      .join('\n')}
    history P-1
    | P-1 2024-01-01 >bronze opening
    | P-1 2024-05-02 bronze>silver promotion
    | P-1 2025-05-02 silver>gold promotion
    | P-1 2026-05-02 gold>platinum promotion
    tiers 2024-12-31
    | P-1 silver since 2024-05-02 count 8
    tiers 2025-12-31
    | P-1 gold since 2025-05-02 count 20
    tiers 2026-12-31
    | P-1 platinum since 2026-05-02 count 35
    `,
  );
});
