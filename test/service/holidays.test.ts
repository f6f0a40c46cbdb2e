import { describe, expect, test } from 'vitest';
import { isoDate } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { auditOf } from '../support/books.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

/** Q1 2026 is due on Wednesday 15 April. */
const PAID = `
  partner P-1 tier=gold
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=1,000,000
  bill D-1 2026-01 I-1 1,000,000
  close 2026-01
  close 2026-02 accepting
  close 2026-03 accepting
  propose 2026-Q1`;

const on = (date: string) => isoDate(date);
const add = (app: TestApp, date: string, name = 'Bank holiday') => app.call('holidays.add', { date: on(date), name });

describe('the calendar of holidays (6.3)', () => {
  test('adding, renaming and removing answer with what they changed, each an audited act', async () => {
    const app = await appFor();
    expect(await add(app, '2027-03-23', 'Pakistan Day')).toEqual({ before: null, after: { date: '2027-03-23', name: 'Pakistan Day' }, paymentDates: [] });
    expect((await add(app, '2027-03-23', 'Pakistan Resolution Day')).before).toEqual({ date: '2027-03-23', name: 'Pakistan Day' });
    expect(await app.call('holidays.list', {})).toEqual([{ date: '2027-03-23', name: 'Pakistan Resolution Day' }]);
    expect((await app.call('holidays.remove', { date: on('2027-03-23') })).before.name).toBe('Pakistan Resolution Day');
    expect(await app.call('holidays.list', {})).toEqual([]);
    expect((await app.refusal('holidays.remove', { date: '2027-03-23' })).code).toBe('NOT_FOUND');
    expect(auditOf(app.path).slice(-4)).toMatchObject([
      { procedure: 'holidays.add', outcome: 'done' },
      { procedure: 'holidays.add', outcome: 'done' },
      { procedure: 'holidays.remove', outcome: 'done' },
      { procedure: 'holidays.remove', outcome: 'refused: NOT_FOUND' },
    ]);
  });

  test('a day that moves the payment of a run not yet approved says so; proposed anew, the run is paid on the new day', async () => {
    const app = await appFor();
    await play(app, PAID);
    expect((await add(app, '2026-04-15')).paymentDates).toEqual([{ quarter: '2026-Q1', before: '2026-04-15', after: '2026-04-14' }]);
    await app.call('payouts.propose', { quarter: '2026-Q1' as never });
    expect((await app.call('payouts.run', { quarter: '2026-Q1' as never })).valueOn).toBe('2026-04-14');
    expect((await app.call('holidays.remove', { date: on('2026-04-15') })).paymentDates).toEqual([
      { quarter: '2026-Q1', before: '2026-04-14', after: '2026-04-15' },
    ]);
  });

  test('the payment date of an approved run stands: neither adding nor removing may move it, a day apart may be either', async () => {
    const app = await appFor();
    await play(app, `holiday 2026-04-15 Strike\n${PAID}\napprove 2026-Q1`);
    expect(await app.refusal('holidays.remove', { date: '2026-04-15' })).toMatchObject({ code: 'CONFLICT' });
    const refusal = await app.refusal('holidays.add', { date: '2026-04-14', name: 'Bank holiday' });
    expect(refusal.code).toBe('CONFLICT');
    expect(refusal.message).toContain('2026-Q1 is approved for 2026-04-14');
    await add(app, '2026-04-16');
    expect((await app.call('holidays.list', {})).map((one) => one.date)).toEqual(['2026-04-15', '2026-04-16']);
  });

  test('a date that finance set itself does not hang on the calendar', async () => {
    const app = await appFor();
    await play(app, `${PAID.replace('propose 2026-Q1', 'propose 2026-Q1 value=2026-04-20')}\napprove 2026-Q1`);
    expect((await add(app, '2026-04-15')).paymentDates).toEqual([]);
  });
});
