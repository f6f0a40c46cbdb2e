// Section 1 of programme.md against the oracle: promotion, review, grace, drop, negotiated terms, registration.

import { describe, expect, test } from 'vitest';
import { deal, deals, fixedPrice, negotiated, partner } from './oracle/build.ts';
import type { Batch, Cells } from './oracle/facts.ts';
import { Oracle } from './oracle/oracle.ts';
import type { TermsFile } from './oracle/terms.ts';

function known(batch: Batch, terms: TermsFile = {}, today = '2024-12-31'): Oracle {
  const oracle = new Oracle(terms);
  oracle.today = today;
  oracle.importBatch({ partners: [partner('A')], ...batch });
  return oracle;
}

// 'date from>to reason'
function history(oracle: Oracle): string[] {
  return oracle.tiersHistory({ partner: 'A' }).map((row) => `${row.date} ${row.from ?? ''}>${row.to} ${row.reason}`);
}

const SILVER_SINCE = '2023-03-01 bronze>silver promotion';
const OPENING = '2023-01-01 >bronze opening';

describe('1.1 to 1.3 promotion', () => {
  test.each([
    [5, 'bronze'],
    [6, 'silver'],
    [15, 'silver'],
    [16, 'gold'],
    [29, 'gold'],
    [30, 'platinum'],
    [31, 'platinum'],
  ])('%i deals: %s', (count, tier) => {
    const oracle = known({ deals: deals(count, '2023-03-01') });
    expect(oracle.tiersAsOf({ date: '2023-03-01' })).toMatchObject([{ tier, count }]);
    expect(oracle.tiersAsOf({ date: '2023-02-28' })).toMatchObject([{ tier: 'bronze', count: 0, since: '2023-01-01' }]);
    expect(oracle.tiersAsOf({ date: '2022-12-31' })).toEqual([]);
  });

  test('deals of one date go by code, and the one that reaches it has the new rate', () => {
    const oracle = known({ deals: deals(16, '2023-03-01').reverse() });
    const stored = oracle.dealsRates().map((row) => `${row.deal} ${row.tier} ${row.rateBps}`);
    expect(stored.slice(4, 6)).toEqual(['D05 bronze 1500', 'D06 silver 1800']);
    expect(stored.slice(14)).toEqual(['D15 silver 1800', 'D16 gold 2000']);
    expect(history(oracle)).toEqual([OPENING, SILVER_SINCE, '2023-03-01 silver>gold promotion']);
  });

  test('the year begins anew: 5 in December and 1 in January promote nobody', () => {
    const oracle = known({ deals: [...deals(5, '2023-12-31'), deal('E', '2024-01-01')] });
    expect(history(oracle)).toEqual([OPENING]);
    expect(oracle.tiersAsOf({ date: '2024-01-01' })[0]?.count).toBe(1);
  });

  test('a deal entered late re-dates the history, never the stored rates', () => {
    const oracle = known({ deals: deals(6, '2023-03-01') });
    oracle.importBatch({ deals: [deal('L', '2023-02-01')] });
    expect(history(oracle)).toEqual([OPENING, SILVER_SINCE]);
    expect(oracle.dealsRates().map((row) => row.rateBps)).toEqual([1500, 1500, 1500, 1500, 1500, 1800, 1500]);
    const seventh = new Oracle();
    seventh.importBatch({ partners: [partner('A')], deals: [...deals(6, '2023-03-01'), deal('L', '2023-02-01')] });
    expect(seventh.dealsRates().map((row) => row.rateBps)).toEqual([1500, 1500, 1500, 1500, 1800, 1800, 1500]);
  });
});

describe('1.2 what counts', () => {
  test.each([
    ['2023-05-30', 'client', 5], // day 90
    ['2023-05-31', 'client', 6],
    ['2023-05-30', 'other', 6],
    ['2023-12-30', 'fraud', 5],
    ['2023-03-01', 'client', 5],
    ['2023-02-01', 'client', 5],
  ])('cancelled on %s by %s: %i count at the end of the year', (on, reason, count) => {
    const rows = [...deals(5, '2023-03-01'), deal('X', '2023-03-01', { cancelled_on: on, cancel_reason: reason })];
    const oracle = known({ deals: rows });
    expect(oracle.tiersAsOf({ date: '2023-12-31' })[0]?.count).toBe(count);
    // It undoes nothing dated before the day.
    const wasSixth = on > '2023-03-01';
    expect(oracle.tiersAsOf({ date: '2023-12-31' })[0]?.tier).toBe(wasSixth ? 'silver' : 'bronze');
  });

  test.each([
    ['qualified', '2023-02-10'],
    ['submitted', '2023-02-03'],
  ] as const)('by leads %s', (referralBasis, on) => {
    const leads: Cells[] = [];
    for (let index = 0; index < 6; index++) {
      leads.push({ partner_code: 'A', client: `L${index}`, submitted_on: '2023-02-03', qualified_on: '2023-02-10', status: 'qualified' });
    }
    const oracle = known({ leads, deals: [deal('D', on), ...deals(7, '2023-01-05')] }, { referralBasis });
    expect(history(oracle)).toEqual([OPENING, `${on} bronze>silver promotion`]);
    expect(oracle.dealsRates()[0]).toMatchObject({ tier: 'silver', rateBps: 1800 });
  });
});

describe('1.4 review and grace', () => {
  const silver = deals(6, '2023-03-01');

  test('at its minimum a tier is kept, and writes nothing', () => {
    const oracle = known({ deals: [...silver, ...deals(6, '2024-05-01', 'E')] }, {}, '2025-01-01');
    expect(history(oracle)).toEqual([OPENING, SILVER_SINCE]);
  });

  test('half a year, and down on 1 July by what was earned', () => {
    const oracle = known({ deals: [...deals(16, '2023-03-01'), ...deals(7, '2024-07-01', 'E')] }, {}, '2025-12-31');
    expect(history(oracle).slice(3)).toEqual(['2025-01-01 gold>gold grace_begun', '2025-07-01 gold>silver drop']);
    expect(oracle.tiersAsOf({ date: '2025-06-30' })[0]).toMatchObject({ tier: 'gold', inGraceUntil: '2025-06-30', since: '2023-03-01' });
    expect(oracle.tiersAsOf({ date: '2025-07-01' })[0]).toMatchObject({ tier: 'silver', inGraceUntil: null, since: '2025-07-01' });
  });

  // Five count in 2023; of the last twelve months there are five of June 2024, and the sixth on the day.
  test.each([
    ['2024-06-30', ['2024-06-30 silver>silver grace_recovered']],
    ['2024-07-01', ['2024-07-01 silver>bronze drop', '2024-07-01 bronze>silver promotion']],
  ])('the sixth of twelve months on %s', (on, rows) => {
    const oracle = known({ deals: [...silver, ...deals(5, '2024-06-01', 'E'), deal('F', on)] });
    oracle.importBatch({ deals: [deal('D01', '2023-03-01', { cancelled_on: '2023-12-31', cancel_reason: 'fraud' })] });
    expect(history(oracle)).toEqual([OPENING, SILVER_SINCE, '2024-01-01 silver>silver grace_begun', ...rows]);
  });

  test.each([
    ['2024-06-30', 'drop'],
    ['2024-07-01', 'grace_recovered'],
  ])('twelve months back from 30 June 2025 one signed on %s: %s', (on, reason) => {
    const opening = partner('A', { tier: 'silver', tier_since: '2024-02-01' });
    const oracle = known({ partners: [opening], deals: [deal('W', on), ...deals(5, '2025-06-30', 'E')] }, {}, '2025-07-01');
    expect(oracle.tiersHistory({ partner: 'A' }).at(-1)?.reason).toBe(reason);
  });

  test.each([
    ['2024-03-31', ['2024-01-01 silver>silver grace_begun', '2024-03-31 silver>silver grace_recovered']],
    ['2024-04-01', ['2024-01-01 silver>silver grace_begun', '2024-04-01 silver>bronze drop']],
  ])('one quarter: the second of a needed two on %s', (on, rows) => {
    const opening = partner('A', { tier: 'silver', tier_since: '2023-05-01' });
    const oracle = known({ partners: [opening], deals: [deal('E', '2024-01-01'), deal('F', on)] }, { grace: 'one-quarter' });
    expect(history(oracle).slice(1)).toEqual(rows);
  });
});

describe('1.4, 1.5 without grace', () => {
  test.each([
    [{ grace: 'none' }, 'bronze'],
    [{ grace: 'none', drop: 'one-level' }, 'gold'],
  ] as const)('none: down on 1 January (%o)', (terms, to) => {
    const oracle = known({ partners: [partner('A', { tier: 'platinum', tier_since: '2023-05-01' })] }, terms);
    expect(history(oracle)[1]).toBe(`2024-01-01 platinum>${to} drop`);
  });

  test('no second grace in a row, but one again after a year', () => {
    const opening = partner('A', { tier: 'gold', tier_since: '2023-05-01' });
    const recovered = known({ partners: [opening], deals: [...deals(15, '2023-09-01'), deal('X', '2024-02-01')] }, {}, '2027-12-31');
    expect(history(recovered).slice(1)).toEqual(['2024-01-01 gold>gold grace_begun', '2024-02-01 gold>gold grace_recovered', '2025-01-01 gold>bronze drop']);
    const oneLevel = known({ partners: [opening] }, { drop: 'one-level' }, '2027-12-31');
    expect(history(oneLevel).slice(1)).toEqual(['2024-01-01 gold>gold grace_begun', '2024-07-01 gold>silver drop', '2025-01-01 silver>bronze drop']);
  });
});

describe('1.6 negotiated tiers', () => {
  const opening = partner('A', { tier: 'gold', tier_since: '2023-05-01' });

  test('a floor over the earned tier: it begins, hides, ends the day after its last', () => {
    const oracle = known({
      negotiated_terms: [negotiated('2023-02-01', '2023-06-30', { tier: 'gold' })],
      deals: deals(6, '2023-03-01'),
    });
    expect(history(oracle).slice(0, 3)).toEqual([OPENING, '2023-02-01 bronze>gold negotiated', '2023-07-01 gold>silver negotiated']);
    expect(oracle.dealsRates()[0]).toMatchObject({ tier: 'gold', rateBps: 2000, source: 'tier' });
  });

  test('equal to the earned tier it changes nothing held and hides the grace', () => {
    const oracle = known({
      partners: [opening],
      negotiated_terms: [negotiated('2023-12-01', '2024-02-29', { tier: 'gold' })],
    });
    expect(oracle.tiersAsOf({ date: '2024-02-29' })[0]).toMatchObject({ tier: 'gold', inGraceUntil: null, since: '2023-05-01' });
    expect(oracle.tiersAsOf({ date: '2024-03-01' })[0]).toMatchObject({ tier: 'gold', inGraceUntil: '2024-06-30' });
    expect(history(oracle).slice(1)).toEqual(['2024-07-01 gold>bronze drop']);
  });

  test('a drop behind a floor is unseen; to a floor below it is a drop to that', () => {
    const hidden = known({ partners: [opening], negotiated_terms: [negotiated('2024-01-01', '2024-07-31', { tier: 'platinum' })] });
    expect(history(hidden).slice(1)).toEqual(['2024-01-01 gold>platinum negotiated', '2024-08-01 platinum>bronze negotiated']);
    const caught = known({ partners: [opening], negotiated_terms: [negotiated('2024-06-30', '', { tier: 'silver' })] });
    expect(history(caught).slice(1)).toEqual(['2024-01-01 gold>gold grace_begun', '2024-07-01 gold>silver drop']);
  });

  test('on one day the negotiated tier ends, then the grace', () => {
    const oracle = known({ partners: [opening], negotiated_terms: [negotiated('2024-02-01', '2024-06-30', { tier: 'platinum' })] });
    expect(history(oracle).slice(1)).toEqual([
      '2024-01-01 gold>gold grace_begun',
      '2024-02-01 gold>platinum negotiated',
      '2024-07-01 platinum>gold negotiated',
      '2024-07-01 gold>bronze drop',
    ]);
  });
});

describe('1.6 terms in a row, rates', () => {
  test('one after the other without a gap is one change', () => {
    const terms = [negotiated('2023-02-01', '2023-02-28', { tier: 'silver' }), negotiated('2023-03-01', '', { tier: 'gold' })];
    expect(history(known({ negotiated_terms: terms })).slice(1)).toEqual(['2023-02-01 bronze>silver negotiated', '2023-03-01 silver>gold negotiated']);
  });

  test.each([
    ['2023-01-31', {}, 1500, 'tier'],
    ['2023-02-01', {}, 3000, 'partner'],
    ['2023-02-28', {}, 3000, 'partner'],
    ['2023-03-01', {}, 1500, 'tier'],
    ['2023-02-15', { rate_percent: '12.5', rate_reason: 'x' }, 1250, 'deal'],
  ])('signed on %s %o: %i by %s', (signedOn, extra, rateBps, source) => {
    const oracle = known({
      negotiated_terms: [negotiated('2023-02-01', '2023-02-28', { rate_percent: '30' })],
      deals: [fixedPrice('D', signedOn, '1000', extra)],
    });
    expect(oracle.dealsRates()).toEqual([{ deal: 'D', partner: 'A', tier: 'bronze', rateBps, source }]);
  });
});
