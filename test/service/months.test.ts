import { describe, expect, test } from 'vitest';
import { month } from '../../src/shared/calendar.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const DEAL = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
  bill D-1 2026-03 I-3 500,000
  bill D-1 2026-04 I-4 500,000
`;

describe('rule 3.6 months close in order', () => {
  scenario(
    '3.6 (D5): the first close is of any month not later than the earliest with something to post; then one after another',
    `
    ${DEAL}
    closed
    | next 2026-03
    close 2026-04 => MONTH_OUT_OF_ORDER 2026-03
    close 2025-11
    close 2025-11 => MONTH_ALREADY_CLOSED
    close 2025-10 => MONTH_ALREADY_CLOSED
    close 2026-01 => MONTH_OUT_OF_ORDER 2025-12
    preview 2026-01 => MONTH_OUT_OF_ORDER
    preview 2025-11 => MONTH_ALREADY_CLOSED
    close 2025-12
    close 2026-01 accepting
    close 2026-02 accepting
    close 2026-03
    closed
    | 2026-03
    | 2026-02
    | 2026-01
    | 2025-12
    | 2025-11
    | next 2026-04
    `,
  );

  scenario('3.6: with nothing to post any month can be the first', 'partner P-1\nclosed\n| next -\nclose 2026-05\nclosed\n| 2026-05\n| next 2026-06');

  scenario(
    '3.6: a line that is an exception, or of a fixed-price deal, is nothing to post; a completion is',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-03-01 months=18 monthly=500,000
    deal D-2 P-1 fixed_price 9,000,000 signed=2026-01-05 completed=2026-02-10
    bill D-1 2026-01 I-1 500,000
    bill D-2 2026-01 I-1 500,000
    closed
    | next 2026-02
    `,
  );

  scenario(
    '3.6: a voided deal has nothing to post, so its completion does not hold the first close back',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-03-01 months=18 monthly=500,000
    deal D-2 P-1 fixed_price 9,000,000 signed=2026-01-05 completed=2026-01-10
    bill D-1 2026-03 I-1 500,000
    void D-2
    closed
    | next 2026-03
    `,
  );

  scenario(
    '3.6: an accepted exception is something to post: the first close may not be later than its month',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-03-01 months=18 monthly=500,000
    bill D-1 2026-01 I-1 500,000
    bill D-1 2026-03 I-3 500,000
    accept D-1 I-1
    closed
    | next 2026-01
    close 2026-03 => MONTH_OUT_OF_ORDER
    `,
  );
});

describe('rule 3.6 preview', () => {
  test('3.6: a preview stores nothing, says what stands in the way, and its digest and totals are those of the close', async () => {
    const app = await appFor({ today: '2026-05-10' });
    await play(app, `${DEAL}\nbill D-1 2026-01 I-1 400,000`);
    const before = dumpOf(app.path);
    const preview = await app.call('months.preview', { month: month('2026-01') });
    const again = await app.call('months.preview', { month: month('2026-01') });
    expect(dumpOf(app.path)).toEqual(before);
    expect(again).toEqual(preview);
    expect(preview).toMatchObject({ blockerCount: 1, blockers: [{ deal: 'D-1', month: '2026-01', status: 'under_billed' }], warnings: [] });
    const closed = await app.call('months.close', { month: month('2026-01'), digest: preview.digest, acceptVariances: 'agreed' });
    expect(closed).toMatchObject({ digest: preview.digest, totals: preview.totals, variancesWorked: 1, exceptionsLeftOut: 0 });
  });

  test('3.6: a close on a preview that has become another is refused as stale, and nothing is posted', async () => {
    const app = await appFor();
    await play(app, DEAL);
    const { digest } = await app.call('months.preview', { month: month('2026-03') });
    await play(app, 'bill D-1 2026-03 I-3b 0.03');
    const before = dumpOf(app.path, { except: ['audit_rows'] });
    const refused = await app.refusal('months.close', { month: '2026-03', digest });
    expect(refused).toMatchObject({ code: 'PREVIEW_STALE' });
    expect(dumpOf(app.path, { except: ['audit_rows'] })).toEqual(before);
    expect(refused.details).toEqual({ digest: (await app.call('months.preview', { month: month('2026-03') })).digest });
  });

  test('3.6: a month that is not over warns, and can be closed', async () => {
    const app = await appFor({ today: '2026-03-31' });
    await play(app, DEAL);
    expect((await app.call('months.preview', { month: month('2026-03') })).warnings).toHaveLength(1);
    app.today = '2026-04-01';
    expect((await app.call('months.preview', { month: month('2026-03') })).warnings).toEqual([]);
  });

  test('3.6: totals say recurring, fixed price, clawback, adjustment and late lines', async () => {
    const app = await appFor();
    await play(
      app,
      `
      partner P-1 tier=silver
      deal D-0 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100
      deal D-2 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100
      deal D-3 P-1 fixed_price 100 signed=2026-01-05 completed=2026-03-05
      ${['D-0', 'D-1', 'D-2'].map((deal) => `bill ${deal} 2026-01 I-1 100\nbill ${deal} 2026-02 I-2 100`).join('\n')}
      bill D-3 2026-03 I-1 100
      close 2026-01
      close 2026-02
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100 cancelled=2026-03-01/client
      deal D-2 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100 cancelled=2026-01-31/other
      bill D-0 2026-02 I-2b 50
      bill D-0 2026-03 I-3 100
      `,
    );
    const { totals } = await app.call('months.preview', { month: month('2026-03') });
    expect(totals).toEqual({
      recurringPaisa: 2700,
      fixedPricePaisa: 1800,
      clawbackPaisa: -3600,
      adjustmentPaisa: -1800,
      totalPaisa: -900,
      lines: 6,
      partners: 1,
      lateLines: 1,
    });
  });
});

describe('rule 3.6 closed means closed in the database (D1, D2)', () => {
  test('3.6: a closed month keeps the bytes of its lines through whatever comes later', async () => {
    const app = await appFor();
    await play(app, `${DEAL}\nclose 2026-03`);
    const before = dumpOf(app.path);
    await play(
      app,
      `
      bill D-1 2026-03 I-late 100
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000 cancelled=2026-03-10/client
      partner P-1 tier=gold name=Another_name
      close 2026-04 accepting
      `,
    );
    const after = dumpOf(app.path);
    const of = (dump: typeof after): string[] => (dump['accrual_lines'] ?? []).filter((row) => row.includes('posted_in=2026-03'));
    expect(of(after)).toEqual(of(before));
    expect(after['months']?.filter((row) => row.startsWith('month=2026-03'))).toEqual(before['months']);
    for (const row of before['journal_lines'] ?? []) expect(after['journal_lines']).toContain(row);
  });
});
