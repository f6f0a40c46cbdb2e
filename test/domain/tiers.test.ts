import { describe, expect, it, test } from 'vitest';
import { DEFAULT_TERMS, type TermsInput, type TermsVersion, tierForCount } from '../../src/domain/terms.ts';
import { countOn, creditedOn, heldOn, type Referral, type TierFacts, type TierFloor, tierPath } from '../../src/domain/tiers.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import type { Tier } from '../../src/shared/vocab.ts';

interface Story {
  /** `6 on 2026-01-10` or `D-9 on 2026-01-10`, with `until 2026-03-01` for a deal that no longer counts from that day on. */
  readonly deals?: readonly string[];
  /** `gold from 2026-01-01 to 2026-12-31`; without `to`: open. */
  readonly floors?: readonly string[];
  readonly terms?: TermsInput;
  /** Later versions, by their date. */
  readonly later?: Readonly<Record<string, TermsInput>>;
  readonly opened?: string;
  readonly opening?: Tier;
}

function versionsOf(story: Story): TermsVersion[] {
  const versions: TermsVersion[] = [{ ...DEFAULT_TERMS, ...story.terms, id: 1 }];
  for (const [date, terms] of Object.entries(story.later ?? {}))
    versions.push({ ...DEFAULT_TERMS, ...story.terms, ...terms, effectiveFrom: isoDate(date), id: versions.length + 1 });
  return versions;
}

function referralsOf(deals: readonly string[]): Referral[] {
  const referrals: Referral[] = [];
  for (const text of deals) {
    const [, what = '', on = '', until] = /^(\S+) on (\S+)(?: until (\S+))?$/.exec(text) ?? [];
    const codes = /^\d+$/.test(what) ? Array.from({ length: Number(what) }, (_, n) => `D-${String(referrals.length + n + 1).padStart(3, '0')}`) : [what];
    for (const code of codes) referrals.push({ code, on: isoDate(on), uncountedFrom: until === undefined ? null : isoDate(until) });
  }
  return referrals;
}

function factsOf(story: Story): TierFacts {
  const floors = (story.floors ?? []).map((text): TierFloor => {
    const [tier, , from = '', , to] = text.split(' ');
    return { tier: tier as Tier, from: isoDate(from), to: to === undefined ? null : isoDate(to) };
  });
  return {
    openedOn: isoDate(story.opened ?? '2025-01-01'),
    openingTier: story.opening ?? 'bronze',
    referrals: referralsOf(story.deals ?? []),
    floors,
    versions: versionsOf(story),
  };
}

/** The changes as `2026-03-01 bronze>silver promotion 6`. */
const history = (story: Story): string[] =>
  tierPath(factsOf(story)).changes.map((change) => `${change.date} ${change.from ?? ''}>${change.to} ${change.reason} ${change.count}`);

/** The same without the opening row. */
const changes = (story: Story): string[] => history(story).slice(1);
const graces = (story: Story): string[] => tierPath(factsOf(story)).graces.map((grace) => `${grace.from} to ${grace.to} until ${grace.until}`);

describe('rule 1.1 thresholds', () => {
  test.each([
    [0, 'bronze'],
    [5, 'bronze'],
    [6, 'silver'],
    [15, 'silver'],
    [16, 'gold'],
    [29, 'gold'],
    [30, 'platinum'],
    [31, 'platinum'],
    [500, 'platinum'],
  ])('1.1: %i referrals are %s (30 is platinum)', (count, tier) => expect(tierForCount(DEFAULT_TERMS, count)).toBe(tier));

  it('1.1: other terms, other thresholds, whatever order they are listed in', () => {
    const tiers = [...DEFAULT_TERMS.tiers].reverse().map((tier) => ({ ...tier, minReferrals: tier.minReferrals * 2 }));
    expect([0, 11, 12, 31, 32, 59, 60].map((count) => tierForCount({ tiers }, count))).toEqual([
      'bronze',
      'bronze',
      'silver',
      'silver',
      'gold',
      'gold',
      'platinum',
    ]);
  });
});

describe('rule 1.2 what counts', () => {
  const referrals = referralsOf(['2 on 2026-03-01', 'V on 2026-03-02 until 2026-05-01', 'C on 2025-12-31']);
  test.each([
    ['2026-02-28', 0],
    ['2026-03-01', 2],
    ['2026-03-02', 3],
    ['2026-04-30', 3],
    ['2026-05-01', 2],
    ['2026-12-31', 2],
    ['2027-01-01', 0],
    ['2025-12-31', 1],
  ])('1.2: on %s the calendar year counts %i (a voided or clawed-back deal stops counting that day included)', (date, count) =>
    expect(countOn(referrals, isoDate(date))).toBe(count),
  );

  it('1.2: a deal clawed back on or before its signing never counts', () => {
    expect(creditedOn(referralsOf(['A on 2026-03-01 until 2026-03-01', 'B on 2026-03-01 until 2026-02-01']), isoDate('2026-03-01'))).toEqual([]);
    expect(changes({ deals: ['5 on 2026-03-01', 'Z on 2026-03-01 until 2026-03-01'] })).toEqual([]);
  });

  it('1.2: losing a deal undoes nothing dated before: the promotion stays', () => {
    expect(changes({ deals: ['5 on 2026-03-01', 'Z on 2026-03-02 until 2026-04-01', '5 on 2027-01-01'], terms: { grace: 'none' } })).toEqual([
      '2026-03-02 bronze>silver promotion 6',
      '2027-01-01 silver>bronze drop 5',
    ]);
  });

  it('1.2: a clawback dated 31 December leaves the count of the review, one dated 1 January too, one dated 2 January does not', () => {
    const story = (until: string): Story => ({ deals: ['5 on 2025-03-01', `Z on 2025-03-02 until ${until}`], terms: { grace: 'none' } });
    expect(changes(story('2025-12-31'))).toEqual(['2025-03-02 bronze>silver promotion 6', '2026-01-01 silver>bronze drop 5']);
    expect(changes(story('2026-01-01'))).toEqual(['2025-03-02 bronze>silver promotion 6', '2026-01-01 silver>bronze drop 5']);
    expect(changes(story('2026-01-02'))[1]).toBe('2027-01-01 silver>bronze drop 0');
  });
});

describe('rule 1.3 promotion', () => {
  it('1.3: holds from the very date on which the count reaches the minimum; a new partner becomes silver, gold, platinum within its years', () => {
    const story = { deals: ['8 on 2025-06-01', '20 on 2026-05-01', '35 on 2027-04-01'] };
    expect(changes(story).slice(0, 3)).toEqual([
      '2025-06-01 bronze>silver promotion 6',
      '2026-05-01 silver>gold promotion 16',
      '2027-04-01 gold>platinum promotion 30',
    ]);
  });

  it('1.3: deals of one date are taken by code, and the deal that reaches the threshold already holds the new tier', () => {
    const path = tierPath(factsOf({ deals: ['4 on 2026-02-01', 'D-B on 2026-03-01', 'D-A on 2026-03-01', 'D-C on 2026-03-01'] }));
    expect([...path.heldAfter].map(([code, tier]) => `${code} ${tier}`)).toEqual([
      'D-001 bronze',
      'D-002 bronze',
      'D-003 bronze',
      'D-004 bronze',
      'D-A bronze',
      'D-B silver',
      'D-C silver',
    ]);
    expect(path.changes.at(1)).toMatchObject({ referrals: ['D-001', 'D-002', 'D-003', 'D-004', 'D-A', 'D-B'], count: 6 });
  });

  it('1.3: codes compare by code point, not by language', () => {
    const path = tierPath(factsOf({ deals: ['4 on 2026-02-01', 'a on 2026-03-01', 'B on 2026-03-01', 'É on 2026-03-01'] }));
    expect([...path.heldAfter].slice(4).map(([code, tier]) => `${code} ${tier}`)).toEqual(['B bronze', 'a silver', 'É silver']);
  });

  it('1.3: tiers may be skipped when the thresholds have moved', () => {
    const lower = DEFAULT_TERMS.tiers.map((tier) => ({ ...tier, minReferrals: { bronze: 0, silver: 3, gold: 6, platinum: 9 }[tier.tier] }));
    expect(changes({ deals: ['5 on 2026-01-10', '1 on 2026-06-01'], later: { '2026-05-01': { tiers: lower } } })[0]).toBe('2026-06-01 bronze>gold promotion 6');
  });

  it('1.3: one date can lead through two tiers, one row each', () => {
    expect(changes({ deals: ['16 on 2026-05-01'] }).slice(0, 2)).toEqual(['2026-05-01 bronze>silver promotion 6', '2026-05-01 silver>gold promotion 16']);
  });

  it('1.3: the count is of the calendar year: 31 December and 1 January do not add up', () => {
    expect(changes({ deals: ['5 on 2025-12-31', '5 on 2026-01-01'] })).toEqual([]);
    expect(changes({ deals: ['5 on 2025-12-30', '1 on 2025-12-31'] })[0]).toBe('2025-12-31 bronze>silver promotion 6');
    expect(changes({ deals: ['5 on 2026-01-01', '1 on 2026-12-31'] })[0]).toBe('2026-12-31 bronze>silver promotion 6');
  });

  it('1.3: a fact learned late re-dates the history; order of learning does not matter', () => {
    const deals = ['A on 2026-01-01', 'B on 2026-02-01', 'C on 2026-03-01', 'D on 2026-04-01', 'E on 2026-05-01', 'F on 2026-06-01', 'G on 2026-03-15'];
    expect(changes({ deals })[0]).toBe('2026-05-01 bronze>silver promotion 6');
    expect(history({ deals: [...deals].reverse() })).toEqual(history({ deals }));
  });

  it('1.3: nobody is promoted twice to a tier already held', () => {
    expect(changes({ opening: 'gold', deals: ['16 on 2025-03-01'] }).filter((row) => row.includes('promotion'))).toEqual([]);
  });
});

describe('rule 1.4 annual review', () => {
  it('1.4: a count of the year before of at least the minimum keeps the tier, and keeping writes no row', () => {
    expect(changes({ deals: ['16 on 2025-03-01', '16 on 2026-03-01'] }).filter((row) => row < '2027')).toEqual([
      '2025-03-01 bronze>silver promotion 6',
      '2025-03-01 silver>gold promotion 16',
    ]);
    expect(changes({ opening: 'gold', opened: '2025-01-01', deals: ['15 on 2025-03-01'], terms: { grace: 'none' } })[0]).toBe('2026-01-01 gold>silver drop 15');
    expect(changes({ opening: 'gold', opened: '2025-01-01', deals: ['16 on 2025-03-01'], terms: { grace: 'none' } })[0]).toBe('2027-01-01 gold>bronze drop 0');
  });

  it('1.4: no pro rata, not in the first year either', () => {
    expect(changes({ opening: 'silver', opened: '2025-12-01', terms: { grace: 'none' } })).toEqual(['2026-01-01 silver>bronze drop 0']);
  });

  it('1.4: an opening on 1 January is reviewed a year later for the first time', () => {
    expect(changes({ opening: 'silver', opened: '2026-01-01', terms: { grace: 'none' } })).toEqual(['2027-01-01 silver>bronze drop 0']);
  });

  it('1.4: bronze is never reviewed', () => expect(changes({ deals: ['3 on 2025-03-01'] })).toEqual([]));

  describe('policy half-year', () => {
    it('1.4: keeps the tier in grace to 30 June and drops on 1 July', () => {
      expect(changes({ opening: 'gold', deals: ['1 on 2026-02-01'] })).toEqual(['2026-01-01 gold>gold grace_begun 0', '2026-07-01 gold>bronze drop 1']);
      expect(graces({ opening: 'gold', deals: ['1 on 2026-02-01'] })).toEqual(['2026-01-01 to 2026-06-30 until 2026-06-30']);
    });

    it('1.4: recovers on the first day on which the last twelve months reach the minimum', () => {
      const story = { opening: 'silver', deals: ['5 on 2025-06-15', 'N on 2026-03-10'] } as const;
      expect(changes(story).slice(0, 2)).toEqual(['2026-01-01 silver>silver grace_begun 5', '2026-03-10 silver>silver grace_recovered 6']);
      expect(graces(story)[0]).toBe('2026-01-01 to 2026-03-09 until 2026-06-30');
    });

    it('1.4: the twelve months leave out the same date of the year before and take in the day after it', () => {
      const recovered = (on: string): boolean =>
        changes({ opening: 'silver', deals: [`1 on ${on}`, '4 on 2025-06-15', 'N on 2026-03-10'] }).some((row) => row.includes('grace_recovered'));
      expect([recovered('2025-03-10'), recovered('2025-03-11')]).toEqual([false, true]);
    });

    it('1.4: a year before 29 February is 28 February', () => {
      const recovered = (on: string): boolean =>
        changes({ opened: '2027-01-15', opening: 'silver', deals: [`1 on ${on}`, '4 on 2027-06-15', 'N on 2028-02-29'] }).some((row) =>
          row.includes('2028-02-29 silver>silver grace_recovered'),
        );
      expect([recovered('2027-02-28'), recovered('2027-03-01')]).toEqual([false, true]);
    });

    it('1.4: 30 June is the last day to recover; on 1 July the drop comes before the deals of that day', () => {
      const story = (on: string): string[] => changes({ opening: 'silver', deals: ['5 on 2025-08-01', `N on ${on}`] });
      expect(story('2026-06-30').slice(0, 2)).toEqual(['2026-01-01 silver>silver grace_begun 5', '2026-06-30 silver>silver grace_recovered 6']);
      expect(story('2026-07-01').slice(0, 2)).toEqual(['2026-01-01 silver>silver grace_begun 5', '2026-07-01 silver>bronze drop 5']);
    });

    it('1.4: deals of the day of the drop can promote again at once', () => {
      expect(changes({ opening: 'silver', deals: ['5 on 2026-06-01', 'N on 2026-07-01'], terms: {} }).slice(1, 3)).toEqual([
        '2026-07-01 silver>bronze drop 5',
        '2026-07-01 bronze>silver promotion 6',
      ]);
    });

    it('1.4: a recovered partner keeps the tier for the year, whatever it loses afterwards', () => {
      const story = { opening: 'silver', deals: ['5 on 2025-08-01', 'N on 2026-03-10 until 2026-04-01'] } as const;
      expect(changes(story).filter((row) => row.startsWith('2026'))).toEqual([
        '2026-01-01 silver>silver grace_begun 5',
        '2026-03-10 silver>silver grace_recovered 6',
      ]);
    });
  });

  describe('policy one-quarter', () => {
    const terms = { grace: 'one-quarter' } as const;
    it('1.4: in grace to 31 March, drops on 1 April', () => {
      expect(changes({ opening: 'gold', terms })).toEqual(['2026-01-01 gold>gold grace_begun 0', '2026-04-01 gold>bronze drop 0']);
    });

    it('1.4: a quarter of the minimum since 1 January, rounded up, recovers for good: 4 of 16, 2 of 6, 8 of 30', () => {
      const recovers = (opening: Tier, count: number): boolean =>
        changes({ opening, terms, deals: [`${count} on 2026-03-31`] }).some((row) => row.includes('grace_recovered'));
      expect([recovers('gold', 3), recovers('gold', 4)]).toEqual([false, true]);
      expect([recovers('silver', 1), recovers('silver', 2)]).toEqual([false, true]);
      expect([recovers('platinum', 7), recovers('platinum', 8)]).toEqual([false, true]);
    });

    it('1.4: deals of 1 January count towards it, those of 31 December do not', () => {
      expect(changes({ opening: 'silver', terms, deals: ['2 on 2026-01-01'] }).slice(0, 2)).toEqual([
        '2026-01-01 silver>silver grace_begun 0',
        '2026-01-01 silver>silver grace_recovered 2',
      ]);
      expect(changes({ opening: 'silver', terms, deals: ['1 on 2025-12-31', '1 on 2026-01-01'] })[1]).toBe('2026-04-01 silver>bronze drop 1');
    });
  });

  it('1.4: policy none drops on 1 January', () => {
    expect(changes({ opening: 'platinum', terms: { grace: 'none' }, deals: ['17 on 2025-05-01'] })[0]).toBe('2026-01-01 platinum>gold drop 17');
  });

  it('1.4: no second grace in a row, recovered or not', () => {
    const recovered = { opening: 'silver', deals: ['5 on 2025-08-01', 'N on 2026-03-10'] } as const;
    expect(changes(recovered)).toEqual([
      '2026-01-01 silver>silver grace_begun 5',
      '2026-03-10 silver>silver grace_recovered 6',
      '2027-01-01 silver>bronze drop 1',
    ]);
  });

  it('1.4: nor after a drop and a new promotion within the year', () => {
    expect(changes({ opening: 'gold', deals: ['6 on 2026-08-01'] })).toEqual([
      '2026-01-01 gold>gold grace_begun 0',
      '2026-07-01 gold>bronze drop 0',
      '2026-08-01 bronze>silver promotion 6',
      // 2026 earned silver, so 2027 keeps it; 2027 brought nothing, and the year before was one without a grace
      '2028-01-01 silver>silver grace_begun 0',
      '2028-07-01 silver>bronze drop 0',
    ]);
  });

  it('1.4: after a year without one a grace is given again', () => {
    const deals = ['5 on 2025-08-01', '1 on 2026-03-10', '5 on 2026-09-01', '6 on 2027-05-01'];
    expect(changes({ opening: 'silver', deals }).filter((row) => row.includes('grace_begun'))).toEqual([
      '2026-01-01 silver>silver grace_begun 5',
      '2029-01-01 silver>silver grace_begun 0',
    ]);
  });
});

describe('rule 1.5 how far it drops', () => {
  const drop = (story: Story): string | undefined => changes({ terms: { grace: 'none' }, ...story })[0];
  test.each([
    ['platinum', 29, 'gold'],
    ['platinum', 16, 'gold'],
    ['platinum', 15, 'silver'],
    ['platinum', 6, 'silver'],
    ['platinum', 5, 'bronze'],
    ['gold', 15, 'silver'],
    ['gold', 0, 'bronze'],
    ['silver', 5, 'bronze'],
  ] as const)('1.5 earned: %s with %i in the year before drops to %s', (opening, count, to) =>
    expect(drop({ opening, deals: [`${count} on 2025-05-01`] })).toBe(`2026-01-01 ${opening}>${to} drop ${count}`),
  );

  test.each([
    ['platinum', 0, 'gold'],
    ['gold', 0, 'silver'],
    ['silver', 0, 'bronze'],
  ] as const)('1.5 one-level: %s with %i drops to %s', (opening, count, to) =>
    expect(drop({ opening, terms: { grace: 'none', drop: 'one-level' } })).toBe(`2026-01-01 ${opening}>${to} drop ${count}`),
  );

  it('1.5: the larger of the year before and of the year so far decides', () => {
    expect(changes({ opening: 'platinum', deals: ['2 on 2025-05-01', '7 on 2026-02-01'] })[1]).toBe('2026-07-01 platinum>silver drop 7');
    expect(changes({ opening: 'platinum', deals: ['7 on 2025-02-01', '2 on 2026-05-01'] })[1]).toBe('2026-07-01 platinum>silver drop 7');
  });

  it('1.5: a drop never raises or keeps, even where the terms have moved', () => {
    const higher = DEFAULT_TERMS.tiers.map((tier) => ({ ...tier, minReferrals: { bronze: 0, silver: 2, gold: 8, platinum: 40 }[tier.tier] }));
    const story = { opening: 'silver', deals: ['10 on 2026-06-01'], later: { '2026-07-01': { tiers: higher } } } as const;
    expect(changes(story).slice(0, 2)).toEqual(['2026-01-01 silver>silver grace_begun 0', '2026-06-01 silver>silver grace_recovered 6']);
    expect(
      changes({
        opening: 'gold',
        deals: ['7 on 2026-06-01'],
        later: { '2026-07-01': { tiers: higher.map((t) => ({ ...t, minReferrals: t.minReferrals / 2 })) } },
      })[1],
    ).toBe('2026-07-01 gold>silver drop 7');
  });
});

describe('rule 1.6 negotiated tier: a floor over the earned tier', () => {
  it('1.6: begins on its first day, ends on the day after its last; the tier held is the higher of the two', () => {
    expect(changes({ floors: ['gold from 2026-02-01 to 2026-04-30'] })).toEqual(['2026-02-01 bronze>gold negotiated 0', '2026-05-01 gold>bronze negotiated 0']);
  });

  it('1.6: without an end it stays', () => expect(changes({ floors: ['silver from 2026-02-01'] })).toEqual(['2026-02-01 bronze>silver negotiated 0']));

  it('1.6: below or at the earned tier it changes nothing and writes nothing', () => {
    expect(
      changes({
        opening: 'gold',
        deals: ['16 on 2025-02-01', '16 on 2026-02-01'],
        floors: ['gold from 2026-01-15 to 2026-03-01', 'silver from 2026-04-01 to 2026-05-01'],
      }).filter((row) => row.includes('negotiated')),
    ).toEqual([]);
  });

  it('1.6: counts and promotions go on unseen below it, and show when it ends', () => {
    expect(changes({ deals: ['6 on 2026-03-01'], floors: ['platinum from 2026-02-01 to 2026-04-30'] }).slice(0, 2)).toEqual([
      '2026-02-01 bronze>platinum negotiated 0',
      '2026-05-01 platinum>silver negotiated 6',
    ]);
  });

  it('1.6: a promotion above it is a promotion from the tier held', () => {
    expect(changes({ deals: ['30 on 2026-03-01'], floors: ['silver from 2026-02-01'] }).slice(0, 3)).toEqual([
      '2026-02-01 bronze>silver negotiated 0',
      '2026-03-01 silver>gold promotion 16',
      '2026-03-01 gold>platinum promotion 30',
    ]);
  });

  it('1.6: an earned tier that drops below it drops to it', () => {
    expect(changes({ opening: 'platinum', floors: ['silver from 2025-06-01'], terms: { grace: 'none' } })).toEqual(['2026-01-01 platinum>silver drop 0']);
  });

  it('1.6: one term ending and the next beginning the day after is one step, or none when they are equal', () => {
    expect(changes({ floors: ['gold from 2026-02-01 to 2026-03-31', 'silver from 2026-04-01'] })).toEqual([
      '2026-02-01 bronze>gold negotiated 0',
      '2026-04-01 gold>silver negotiated 0',
    ]);
    expect(changes({ floors: ['gold from 2026-02-01 to 2026-03-31', 'gold from 2026-04-01'] })).toEqual(['2026-02-01 bronze>gold negotiated 0']);
  });

  it('1.6: the deal of the day on which it begins holds it already', () => {
    expect(tierPath(factsOf({ deals: ['A on 2026-02-01'], floors: ['gold from 2026-02-01'] })).heldAfter.get('A')).toBe('gold');
  });
});

describe('rule 1.7 opening, order of a day, history', () => {
  it('1.7: starts at bronze on its joining date, or at the opening tier from its date; before that it holds nothing', () => {
    expect(history({ opened: '2026-03-15' })).toEqual(['2026-03-15 >bronze opening 0']);
    expect(history({ opened: '2026-03-15', opening: 'gold', terms: { grace: 'none' } })[0]).toBe('2026-03-15 >gold opening 0');
    const path = tierPath(factsOf({ opened: '2026-03-15' }));
    expect([heldOn(path, isoDate('2026-03-14')), heldOn(path, isoDate('2026-03-15')), heldOn(path, isoDate('2036-01-01'))]).toEqual([null, 'bronze', 'bronze']);
  });

  it('1.7: negotiated terms come before a grace ends, that before a review, that before deals', () => {
    // 1 July: the floor begins, then the grace ends (hidden from the tier held), then the deals promote
    expect(changes({ opening: 'gold', deals: ['6 on 2026-07-01'], floors: ['silver from 2026-07-01'] })).toEqual(
      [
        '2026-01-01 gold>gold grace_begun 0',
        '2026-07-01 gold>silver drop 0',
        '2028-01-01 silver>silver grace_begun 0',
        '2028-07-01 silver>bronze drop 0',
      ].slice(0, 2),
    );
    // 1 January: the floor ends, then the review drops
    expect(changes({ opening: 'silver', floors: ['gold from 2025-03-01 to 2025-12-31'], terms: { grace: 'none' } })).toEqual([
      '2025-03-01 silver>gold negotiated 0',
      '2026-01-01 gold>silver negotiated 0',
      '2026-01-01 silver>bronze drop 0',
    ]);
    // 1 January: the review drops, then the deals of the day promote
    expect(changes({ opening: 'silver', deals: ['6 on 2026-01-01'], terms: { grace: 'none' } }).slice(0, 2)).toEqual([
      '2026-01-01 silver>bronze drop 0',
      '2026-01-01 bronze>silver promotion 6',
    ]);
  });

  it('1.7: a grace is hidden, and writes no rows, while the negotiated tier is at least the earned one', () => {
    const story = { opening: 'silver', floors: ['silver from 2025-06-01 to 2026-12-31'] } as const;
    expect(changes(story)).toEqual(['2027-01-01 silver>bronze negotiated 0']);
    expect(graces(story)).toEqual([]);
  });

  it('1.7: when the negotiated tier ends within the grace, the grace shows from then on, and its recovery writes a row', () => {
    const story = { opening: 'silver', floors: ['gold from 2025-06-01 to 2026-03-31'], deals: ['6 on 2026-05-10'] } as const;
    expect(changes(story).slice(0, 3)).toEqual([
      '2025-06-01 silver>gold negotiated 0',
      '2026-04-01 gold>silver negotiated 0',
      '2026-05-10 silver>silver grace_recovered 6',
    ]);
    expect(graces(story)[0]).toBe('2026-04-01 to 2026-05-09 until 2026-06-30');
  });

  it('1.7: a negotiated tier that begins within a grace hides it; a recovery meanwhile writes nothing', () => {
    const story = { opening: 'silver', floors: ['silver from 2026-02-01 to 2026-05-31'], deals: ['6 on 2026-03-10'] } as const;
    expect(changes(story).filter((row) => row < '2027')).toEqual(['2026-01-01 silver>silver grace_begun 0']);
    expect(graces(story)[0]).toBe('2026-01-01 to 2026-01-31 until 2026-06-30');
  });

  it('1.7: a hidden grace is a grace: there is no second one in a row', () => {
    expect(changes({ opening: 'silver', floors: ['gold from 2025-06-01 to 2026-12-31'], deals: ['5 on 2025-07-15', '1 on 2026-02-01'] })).toEqual([
      '2025-06-01 silver>gold negotiated 0',
      '2027-01-01 gold>silver negotiated 0',
      '2027-01-01 silver>bronze drop 1',
    ]);
  });

  it('1.7: terms hold by the date of what they decide: a grace by its 1 January, a drop by its day', () => {
    expect(changes({ opening: 'gold', later: { '2026-01-01': { grace: 'one-quarter' } } })[1]).toBe('2026-04-01 gold>bronze drop 0');
    expect(changes({ opening: 'gold', later: { '2026-01-02': { grace: 'one-quarter' } } })[1]).toBe('2026-07-01 gold>bronze drop 0');
    expect(changes({ opening: 'gold', later: { '2026-07-01': { drop: 'one-level' } } })[1]).toBe('2026-07-01 gold>silver drop 0');
  });
});
