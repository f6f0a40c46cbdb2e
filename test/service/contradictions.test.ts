import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { DEFAULT_TERMS } from '../../src/domain/terms.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const deals = (count: number, on: string): string =>
  Array.from({ length: count }, (_, n) => `deal D-${on}-${n + 10} P-1 fixed_price 1,000 signed=${on}`).join('\n');

/** The tiers with another threshold for some of them. */
const from = (least: Readonly<Record<string, number>>) => DEFAULT_TERMS.tiers.map((tier) => ({ ...tier, minReferrals: least[tier.tier] ?? tier.minReferrals }));

interface Contradiction {
  /** What the source says in two ways. */
  readonly says: string;
  readonly setting: string;
  /** What happens in the life of P-1, and on which day it is looked at. */
  readonly facts: string;
  readonly on: string;
  readonly values: readonly (readonly [value: unknown, held: string])[];
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    says: '30 referrals are Gold ("16-30") or Platinum ("30+") (rule 1.1)',
    setting: 'tiers',
    facts: `partner P-1\n${deals(30, '2026-02-02')}`,
    on: '2026-02-02',
    values: [
      [from({}), 'platinum'],
      [from({ platinum: 31 }), 'gold'],
    ],
  },
  {
    says: 'Silver is kept with 6 a year, or with "5+" (rule 1.4)',
    setting: 'tiers',
    facts: `partner P-1 tier=silver\n${deals(5, '2025-02-02')}`,
    on: '2026-07-01',
    values: [
      [from({}), 'bronze'],
      [from({ silver: 5 }), 'silver'],
    ],
  },
  {
    says: 'Gold is kept with 16 a year, or with "15+" (rule 1.4)',
    setting: 'tiers',
    facts: `partner P-1 tier=gold\n${deals(15, '2025-02-02')}`,
    on: '2026-07-01',
    values: [
      [from({}), 'silver'],
      [from({ gold: 15 }), 'gold'],
    ],
  },
  {
    says: 'a partner of "12 referrals a year" is called Gold (rule 1.1)',
    setting: 'tiers',
    facts: `partner P-1\n${deals(12, '2026-02-02')}`,
    on: '2026-02-02',
    values: [
      [from({}), 'silver'],
      [from({ gold: 12 }), 'gold'],
    ],
  },
  {
    says: 'a partner of "28 referrals a year" is called Platinum (rule 1.1)',
    setting: 'tiers',
    facts: `partner P-1\n${deals(28, '2026-02-02')}`,
    on: '2026-02-02',
    values: [
      [from({}), 'gold'],
      [from({ platinum: 28 }), 'platinum'],
    ],
  },
  {
    says: 'a temporary dip is forgiven for "6 months" or for "one quarter" (rule 1.4), seen in May',
    setting: 'grace',
    facts: 'partner P-1 tier=silver',
    on: '2026-05-01',
    values: [
      ['half-year', 'silver'],
      ['one-quarter', 'bronze'],
      ['none', 'bronze'],
    ],
  },
  {
    says: 'and in March',
    setting: 'grace',
    facts: 'partner P-1 tier=silver',
    on: '2026-03-01',
    values: [
      ['half-year', 'silver'],
      ['one-quarter', 'silver'],
      ['none', 'bronze'],
    ],
  },
  {
    says: 'a partner below its threshold drops "to lower tier" (rule 1.5)',
    setting: 'drop',
    facts: 'partner P-1 tier=platinum',
    on: '2026-07-01',
    values: [
      ['earned', 'bronze'],
      ['one-level', 'gold'],
    ],
  },
  {
    says: 'referrals are contracts signed, or leads submitted (rule 1.2)',
    setting: 'referralBasis',
    facts: `partner P-1\n${deals(6, '2026-02-02')}`,
    on: '2026-02-02',
    values: [
      ['won', 'silver'],
      ['qualified', 'bronze'],
      ['submitted', 'bronze'],
    ],
  },
];

const CASES = CONTRADICTIONS.flatMap((one) =>
  one.values.map(([value, held]) => ({
    ...one,
    value,
    held,
    shown: typeof value === 'string' ? value : JSON.stringify((value as { tier: string; minReferrals: number }[]).map(({ minReferrals }) => minReferrals)),
  })),
);

describe('C6: what the source says in two ways is a named setting, and setting it is an act of record', () => {
  test.each(CASES)('$says: $setting = $shown makes it $held', async ({ setting, value, facts, on, held }) => {
    const app = await appFor();
    const terms = { effectiveFrom: isoDate('2025-01-01'), [setting]: value };
    await app.call('terms.add', { terms, reason: 'as the owner reads it' });
    await play(app, facts);
    const [tier] = await app.call('tiers.asOf', { date: isoDate(on) });
    expect(tier).toMatchObject({ partner: 'P-1', tier: held });
    const versions = await app.call('terms.list', {});
    expect(versions.at(-1)).toMatchObject({ ...terms, reason: 'as the owner reads it' });
    const connection = openDatabase(app.path, { readonly: true });
    const recorded = connection.get<{ outcome: string; changes: string }>(
      "SELECT outcome, changes_json AS changes FROM audit_rows WHERE procedure = 'terms.add'",
    );
    connection.close();
    expect(recorded?.outcome).toBe('done');
    expect(JSON.parse(recorded?.changes ?? '[]')).toMatchObject([{ what: 'terms version', terms, reason: 'as the owner reads it' }]);
  });

  test('each reading of a setting that has several is tried above', () => {
    const tried = (setting: string): unknown[] => [...new Set(CASES.filter((one) => one.setting === setting).map((one) => one.value))].sort();
    expect([tried('grace'), tried('drop'), tried('referralBasis')]).toEqual([
      ['half-year', 'none', 'one-quarter'],
      ['earned', 'one-level'],
      ['qualified', 'submitted', 'won'],
    ]);
  });
});
