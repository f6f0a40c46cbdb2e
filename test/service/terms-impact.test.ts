import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Input, Output } from '../../src/contract/index.ts';
import { addDays, addMonths, firstDayOf, type IsoDate, isoDate, type Month, month, type Quarter } from '../../src/shared/calendar.ts';
import { TIERS } from '../../src/shared/vocab.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { exactDumpOf } from '../support/dump.ts';
import { filesOf, type Life, life } from '../support/life.ts';
import { appFor } from '../support/scenario.ts';
import { announceSeed, SEED } from '../support/seed.ts';
import { play } from '../support/table.ts';

announceSeed('test/service/terms-impact.test.ts');

const RUNS = Number(process.env['RUNS'] ?? 12);
const TODAY = isoDate('2026-07-15');
const YEAR = { from: '2026-01' as Month, to: '2026-12' as Month };
const QUARTERS = ['2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'] as Quarter[];
const YEAR_MONTHS = Array.from({ length: 12 }, (_, n) => addMonths(month('2026-01'), n));

type Impact = Output<'terms.impact'>;
type Terms = Input<'terms.impact'>['terms'];

const thresholds = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }));
const rates = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }));

/** Terms that move tiers, rates, clawbacks and payments, with a date among the open months. */
const termsFrom = (first: IsoDate): fc.Arbitrary<Terms> =>
  fc
    .record(
      {
        effectiveFrom: fc.nat({ max: 120 }).map((days) => addDays(first, days)),
        referralBasis: fc.constantFrom('won', 'qualified'),
        grace: fc.constantFrom('half-year', 'one-quarter', 'none'),
        drop: fc.constantFrom('earned', 'one-level'),
        rateBasis: fc.constantFrom('registration', 'current-tier', 'higher-of-both'),
        clawbackFrom: fc.constantFrom('signed_on', 'start_on'),
        clawbackDays: fc.integer({ min: 0, max: 160 }),
        minimumPayoutPaisa: fc.constantFrom(0, 100, 1_000_000, 20_000_000),
        withholding: fc.record({ filer: fc.constantFrom(0, 900), non_resident: fc.constantFrom(1000, 2000) }),
        withholdingBase: fc.constantFrom('after_clawback', 'before_set_off'),
        withholdingRounding: fc.constantFrom('paisa', 'rupee'),
        paymentDay: fc.constantFrom('earlier', 'later'),
        payoutDays: fc.integer({ min: 0, max: 40 }),
        steps: thresholds,
        rates,
      },
      { requiredKeys: ['effectiveFrom'] },
    )
    .map(({ steps, rates: tierRates, ...terms }) => ({
      ...(terms as Terms),
      ...(steps === undefined && tierRates === undefined ? {} : { tiers: tiersOf(steps ?? [6, 10, 14], tierRates ?? [1800, 2500]) }),
    }));

function tiersOf([silver, gold, platinum]: readonly [number, number, number], [low, high]: readonly [number, number]): NonNullable<Terms['tiers']> {
  const starts = [0, silver, silver + gold, silver + gold + platinum];
  return TIERS.map((tier, index) => ({ tier, minReferrals: starts[index] ?? 0, rateBps: index < 2 ? low : high, coopPaisa: 0, responseHours: 24 }));
}

async function opened(of: Life, closed: number, isProposed: boolean): Promise<TestApp> {
  const app = await openTestApp({ today: TODAY, terms: { withholding: { non_resident: 2000 } } });
  await app.import(filesOf(of));
  for (const one of YEAR_MONTHS.slice(0, closed)) await app.call('months.close', { month: one, acceptVariances: 'in the property' });
  if (closed >= 3 && isProposed) await app.call('payouts.propose', { quarter: QUARTERS[0] as Quarter });
  return app;
}

interface Lived {
  readonly lines: ReadonlyMap<string, { partner: string; rateBps: number; amountPaisa: number }>;
  readonly nets: ReadonlyMap<string, number>;
  readonly tiers: ReadonlyMap<string, { today: string; next: string | null; grace: string | null }>;
  readonly dates: ReadonlyMap<string, string>;
}

/** Lives the rest of the year as people would: closes, proposes, approves; then writes down what came of it. */
async function lived(app: TestApp, closed: number): Promise<Lived> {
  const held = await app.call('tiers.asOf', { date: TODAY });
  for (const one of YEAR_MONTHS.slice(closed)) await app.call('months.close', { month: one, acceptVariances: 'in the property' });
  for (const quarter of QUARTERS) for (const act of ['payouts.propose', 'payouts.approve'] as const) await app.call(act, { quarter });
  const lines = (await app.call('accruals.list', YEAR)).filter((line) => !YEAR_MONTHS.slice(0, closed).includes(line.postedIn as Month));
  const runs = await Promise.all(QUARTERS.map((quarter) => app.call('payouts.run', { quarter })));
  app.today = '2035-01-01';
  const history = await app.call('tiers.history', {});
  const graces = await Promise.all(
    ['2026-07-15', '2027-01-01', '2028-01-01', '2029-01-01'].map(async (date) => ({ date, rows: await app.call('tiers.asOf', { date: isoDate(date) }) })),
  );
  return {
    lines: new Map(lines.map((line) => [`${line.deal} ${line.kind} ${line.period} ${line.invoiceNo} ${line.postedIn}`, line])),
    nets: new Map(runs.flatMap((run) => run.items.map((item) => [`${run.quarter} ${item.partner}`, item.netPaisa] as const))),
    dates: new Map(runs.map((run) => [run.quarter, run.valueOn])),
    tiers: new Map(
      held.map((row) => {
        const next = history.find((change) => change.partner === row.partner && change.date > TODAY && change.from !== change.to);
        const grace = graces.map(({ rows }) => rows.find((one) => one.partner === row.partner)?.inGraceUntil ?? null).find((until) => until !== null);
        return [row.partner, { today: row.tier, next: next === undefined ? null : `${next.date} ${next.to}`, grace: grace ?? null }];
      }),
    ),
  };
}

/** The impact as two lives tell it, in arithmetic of the test's own. */
function difference(now: Lived, then: Lived) {
  const lines: Record<string, { count: number; before: number; after: number }> = {};
  for (const key of new Set([...now.lines.keys(), ...then.lines.keys()])) {
    const [a, b] = [now.lines.get(key), then.lines.get(key)];
    if (a?.amountPaisa === b?.amountPaisa && a?.rateBps === b?.rateBps) continue;
    const partner = (a ?? b)?.partner ?? '';
    lines[partner] ??= { count: 0, before: 0, after: 0 };
    const sum = lines[partner];
    sum.count += 1;
    sum.before += a?.amountPaisa ?? 0;
    sum.after += b?.amountPaisa ?? 0;
  }
  const keys = [...new Set([...now.nets.keys(), ...then.nets.keys()])].filter((key) => (now.nets.get(key) ?? 0) !== (then.nets.get(key) ?? 0));
  return {
    lines,
    nets: Object.fromEntries(keys.map((key) => [key, { before: now.nets.get(key) ?? 0, after: then.nets.get(key) ?? 0 }])),
    tiers: Object.fromEntries(
      [...now.tiers].flatMap(([partner, before]) => {
        const after = then.tiers.get(partner);
        return JSON.stringify(before) === JSON.stringify(after) ? [] : [[partner, { before, after }]];
      }),
    ),
  };
}

/** What the impact says, in the same words. */
function told(impact: Impact): ReturnType<typeof difference> {
  const step = (next: Impact['tiers'][number]['next']['before']): string | null => (next === null ? null : `${next.date} ${next.to}`);
  return {
    lines: Object.fromEntries(impact.lines.partners.map((row) => [row.partner, { count: row.count, before: row.beforePaisa, after: row.afterPaisa }])),
    nets: Object.fromEntries(impact.payouts.items.map((row) => [`${row.quarter} ${row.partner}`, { before: row.beforePaisa, after: row.afterPaisa }])),
    tiers: Object.fromEntries(
      impact.tiers.map((row) => [
        row.partner,
        {
          before: { today: row.today.before ?? '', next: step(row.next.before), grace: row.grace.before?.until ?? null },
          after: { today: row.today.after ?? '', next: step(row.next.after), grace: row.grace.after?.until ?? null },
        },
      ]),
    ),
  };
}

const sum = (rows: readonly { readonly beforePaisa: number; readonly afterPaisa: number; readonly differencePaisa: number }[]) => ({
  beforePaisa: rows.reduce((total, row) => total + row.beforePaisa, 0),
  afterPaisa: rows.reduce((total, row) => total + row.afterPaisa, 0),
  differencePaisa: rows.reduce((total, row) => total + row.differencePaisa, 0),
});

/** By way of a draft; terms that say nothing new cannot be drafted and are added as they stand. */
async function activate(app: TestApp, terms: Terms): Promise<void> {
  const reason = 'in the property';
  const drafted = await app.app.dispatch('terms.draft', { terms, reason }, { host: 'test' });
  if (!drafted.ok) {
    expect(drafted.error.message).toContain('Nothing differs');
    await app.call('terms.add', { terms, reason });
    return;
  }
  const draft = drafted.value as Output<'terms.draft'>;
  await app.call('terms.approve', { id: draft.id, version: 1 });
  await app.call('terms.activate', { id: draft.id, version: 2 });
}

describe('terms.impact (1.3, 3.6, 5.1, 6.2, 6.3)', () => {
  test('says exactly what really happens after the activation, by partner and line, and its totals are the sums of their parts', async () => {
    let moved = 0;
    const programme = fc
      .tuple(life, fc.integer({ min: 0, max: 4 }), fc.boolean())
      .chain(([of, closed, isProposed]) => termsFrom(firstDayOf(addMonths(month('2026-01'), closed))).map((terms) => ({ of, closed, isProposed, terms })));
    await fc.assert(
      fc.asyncProperty(programme, async ({ of, closed, isProposed, terms }) => {
        const [app, other] = [await opened(of, closed, isProposed), await opened(of, closed, isProposed)];
        try {
          const before = exactDumpOf(app.path);
          const impact = await app.call('terms.impact', { terms });
          expect(exactDumpOf(app.path)).toEqual(before);
          await activate(app, terms);
          const [then, now] = [await lived(app, closed), await lived(other, closed)];
          const expected = difference(now, then);
          expect(impact.blocked).toEqual([]);
          expect(told(impact)).toEqual(expected);
          expect(impact.lines).toMatchObject({ ...sum(impact.lines.partners), count: impact.lines.partners.reduce((total, row) => total + row.count, 0) });
          expect(impact.payouts).toMatchObject(sum(impact.payouts.items));
          expect(sum(impact.months).differencePaisa).toBe(impact.lines.differencePaisa);
          for (const row of impact.paymentDates) expect([now.dates.get(row.quarter), then.dates.get(row.quarter)]).toEqual([row.before, row.after]);
          moved += Object.keys(expected.lines).length + Object.keys(expected.nets).length + Object.keys(expected.tiers).length;
        } finally {
          await Promise.all([app.close(), other.close()]);
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(moved, 'at least one of the random terms moved something').toBeGreaterThan(0);
  }, 180_000);

  test('a clawback that would be judged otherwise is named, with the lines and the payment it turns', async () => {
    const app = await appFor({ today: '2026-04-02' });
    await play(
      app,
      `
      partner P-1 tier=silver
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=1,000,000 cancelled=2026-03-20/client
      bill D-1 2026-01 I-1 1,000,000
      bill D-1 2026-02 I-2 1,000,000
      close 2026-01
      `,
    );
    const impact = await app.call('terms.impact', { terms: { effectiveFrom: isoDate('2026-02-01'), clawbackDays: 60 } });
    expect(impact.clawbacks).toEqual([{ deal: 'D-1', partner: 'P-1', name: 'Partner P-1', cancelledOn: '2026-03-20', before: true, after: false }]);
    // Two reversals would no longer be posted; the commission of January and February is paid instead, less 24 %.
    expect(impact.lines).toMatchObject({ count: 2, beforePaisa: -36_000_000, afterPaisa: 0, differencePaisa: 36_000_000 });
    expect(impact.payouts).toMatchObject({ beforePaisa: 0, afterPaisa: 27_360_000 });
  });

  test('is refused as the activation would be, and answers for a file with nothing in it', async () => {
    const app = await appFor();
    const terms = { effectiveFrom: isoDate('2026-01-01'), tiers: [] };
    expect((await app.refusal('terms.impact', { terms })).code).toBe('TERMS_INVALID');
    expect(await app.call('terms.impact', { terms: { effectiveFrom: isoDate('2026-01-01'), clawbackDays: 1 } })).toMatchObject({
      months: [],
      tiers: [],
      blocked: [],
    });
  });

  test('on the sample programme it takes less than two seconds', async () => {
    const app = await appFor({ sample: true, today: '2026-11-05' });
    const started = performance.now();
    const impact = await app.call('terms.impact', { terms: { effectiveFrom: isoDate('2026-10-01'), rateBasis: 'higher-of-both', grace: 'none' } });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(impact.lines.count).toBeGreaterThan(100);
    await activate(app, { effectiveFrom: isoDate('2026-10-01'), rateBasis: 'higher-of-both', grace: 'none' });
    expect((await app.call('terms.impact', { terms: { effectiveFrom: isoDate('2026-10-01'), rateBasis: 'higher-of-both' } })).lines.count).toBe(0);
  }, 60_000);
});
