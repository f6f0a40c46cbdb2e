import { describe, expect, test } from 'vitest';
import { staleDetails } from '../../src/contract/conflict.ts';
import type { Input, Name } from '../../src/contract/index.ts';
import { month, quarter } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const BOOKS = `
  partner P-1 tier=gold
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=1,000,000
  bill D-1 2026-01 I-1 1,000,000
  bill D-1 2026-02 I-2 700,000
  close 2026-01`;

async function books(text = BOOKS): Promise<TestApp> {
  const app = await appFor();
  await play(app, text);
  return app;
}

/** In solo mode another name is only recorded, which is all that is looked at here. */
const asOmar = { actor: 'Omar' } as const;

/** Omar does `first`; what was shown before is then refused with his name, the time, the act and its fields. */
async function refusedAfter<N extends Name>(app: TestApp, name: N, first: Input<N>, second: Input<N>) {
  await app.call(name, first, asOmar);
  const refusal = await app.refusal(name, second, { actor: 'operator' });
  expect(refusal, JSON.stringify(refusal)).toMatchObject({ code: 'CONFLICT' });
  const details = staleDetails.parse(refusal.details);
  expect(refusal.message).toContain(`was changed by Omar at 2026-11-22 06:00 UTC (${details.change?.title})`);
  expect(details.change).toMatchObject({ actor: 'Omar', procedure: name });
  return details;
}

describe('B7: a stale screen is refused, and told who changed what and when', () => {
  test('a partner: the fields that changed, before and after', async () => {
    const app = await books();
    const { version } = await app.call('partners.get', { partner: 'P-1' });
    const set = (city: string): Input<'partners.set'> => ({ partner: 'P-1', version, fields: { city } });
    const details = await refusedAfter(app, 'partners.set', set('Lahore'), set('Karachi'));
    expect(details).toMatchObject({ record: 'P-1', version: version + 1, change: { title: 'Changed P-1', fields: [{ name: 'city', after: 'Lahore' }] } });
    expect((await app.call('partners.get', { partner: 'P-1' })).city).toBe('Lahore');
    await app.call('partners.set', { ...set('Karachi'), version: version + 1 }, { actor: 'operator' });
    const assign = (accountManager: string, seen: number): Input<'partners.assign'> => ({ items: [{ partner: 'P-1', accountManager, version: seen }] });
    await refusedAfter(app, 'partners.assign', assign('Sana', version + 2), assign('Bilal', version + 2));
    const form = { values: { code: 'P-1', name: 'Another name', kind: 'agency', joined_on: '2026-01-01', city: 'Multan' }, version: version + 2 };
    expect(await app.refusal('partners.enter', form, { actor: 'operator' })).toMatchObject({ code: 'CONFLICT', details: { change: { actor: 'Omar' } } });
  });

  test('a deal', async () => {
    const app = await books('partner P-1 tier=gold\n deal D-1 P-1 fixed_price 9,000,000 signed=2026-01-05');
    const { version } = await app.call('deals.get', { deal: 'D-1' });
    const complete = (completedOn: string) => ({ deal: 'D-1', completedOn, version }) as Input<'deals.complete'>;
    expect((await refusedAfter(app, 'deals.complete', complete('2026-11-02'), complete('2026-11-03'))).change?.fields).toContainEqual({
      name: 'completedOn',
      before: null,
      after: '2026-11-02',
    });
    expect(await app.refusal('deals.void', { deal: 'D-1', reason: 'by mistake', version }, { actor: 'operator' })).toMatchObject({ code: 'CONFLICT' });
  });

  test('a variance: other work, and other figures than were shown', async () => {
    const app = await books();
    const rows = async () => (await app.call('reconciliation.list', { month: month('2026-02') })).rows;
    const version = (await rows())[0]?.version ?? '';
    const work = (reason: string, shown: string): Input<'reconciliation.work'> => ({
      month: '2026-02',
      deals: ['D-1'],
      action: 'explained',
      reason,
      versions: { 'D-1': shown },
    });
    const details = await refusedAfter(app, 'reconciliation.work', work('agreed discount', version), work('late invoice', version));
    expect(details.change?.fields).toContainEqual({ name: 'reason', before: null, after: 'agreed discount' });
    expect((await rows())[0]?.work).toMatchObject({ by: 'Omar', reason: 'agreed discount' });
    const shown = (await rows())[0]?.version ?? '';
    const late = 'deal_code,period,invoice_no,invoice_date,amount\nD-1,2026-02,I-3,2026-02-28,100000.00\n';
    await app.call('imports.run', { files: [{ name: 'billing.csv', base64: Buffer.from(late).toString('base64') }] }, asOmar);
    expect(await app.refusal('reconciliation.work', work('late invoice', shown), { actor: 'operator' })).toMatchObject({
      code: 'CONFLICT',
      details: { change: { procedure: 'imports.run' } },
    });
  });

  test('an exception', async () => {
    const app = await books(
      'partner P-1 tier=gold\n deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=1,000,000\n bill D-1 2025-12 I-1 1,000,000',
    );
    const [row] = await app.call('exceptions.list', {});
    expect(row?.version).toBe(0);
    const decide = (decision: 'accept' | 'leave_out'): Input<'exceptions.decide'> => ({
      items: [{ deal: 'D-1', invoiceNo: 'I-1', version: 0 }],
      decision,
      reason: 'as agreed',
    });
    await refusedAfter(app, 'exceptions.decide', decide('accept'), decide('leave_out'));
  });

  test('a payout run and its payments', async () => {
    const app = await books(`${BOOKS}\n close 2026-02 accepting\n close 2026-03 accepting\n propose 2026-Q1`);
    const of = quarter('2026-Q1');
    const shown = await app.call('payouts.run', { quarter: of });
    const item = shown.items[0];
    const hold = (note: string): Input<'payouts.hold'> => ({ quarter: of, partner: 'P-1', reason: 'compliance', note, version: item?.version });
    await refusedAfter(app, 'payouts.hold', hold('papers missing'), hold('a question'));
    const approval = await app.refusal('payouts.approve', { quarter: of, version: shown.version }, asOmar);
    expect(approval).toMatchObject({
      code: 'CONFLICT',
      details: { record: 'The payout run of 2026-Q1', change: { actor: 'Omar', procedure: 'payouts.hold' } },
    });
    const now = await app.call('payouts.run', { quarter: of });
    await refusedAfter(app, 'payouts.propose', { quarter: of, version: now.version }, { quarter: of, version: now.version });
    expect(await app.refusal('payouts.release', { quarter: of, partner: 'P-1', note: 'settled', version: now.items[0]?.version }, asOmar)).toMatchObject({
      code: 'CONFLICT',
    });
    const then = await app.call('payouts.run', { quarter: of });
    await app.call('payouts.release', { quarter: of, partner: 'P-1', note: 'settled', version: then.items[0]?.version }, asOmar);
  });

  test('a holiday, a user, a view, a note of the queue, a draft of terms', async () => {
    const app = await books();
    const date = '2027-03-23' as never;
    await refusedAfter(app, 'holidays.add', { date, name: 'Pakistan Day', version: null }, { date, name: 'Resolution Day', version: null });
    await app.call('holidays.add', { date, name: 'Resolution Day', version: 'Pakistan Day' }, asOmar);
    expect(await app.refusal('holidays.remove', { date, version: 'Pakistan Day' }, { actor: 'operator' })).toMatchObject({ code: 'CONFLICT' });
    await app.call('users.add', { name: 'Asad', roles: ['admin'] }, asOmar);
    await app.call('users.add', { name: 'Sana', roles: ['auditor'] }, asOmar);
    const change = (roles: Input<'users.change'>['roles']) => ({ name: 'Sana', version: 1, roles, isActive: true, reason: 'new duties' });
    expect((await refusedAfter(app, 'users.change', change(['finance']), change(['admin']))).change?.fields.map((field) => field.name)).toContain('roles');
    await app.call('views.save', { list: 'partners', name: 'Gold', body: {} }, asOmar);
    await app.call('views.save', { list: 'partners', name: 'Gold', body: { a: 1 }, version: 1 }, asOmar);
    expect(await app.refusal('views.remove', { list: 'partners', name: 'Gold', version: 1 }, asOmar)).toMatchObject({ code: 'CONFLICT' });
    const item = (await app.call('queue.list', {})).rows.find((row) => row.version === 0);
    const assign = (assignee: string): Input<'queue.assign'> => ({
      items: [{ queue: item?.queue ?? 'close', subject: item?.subject ?? '', assignee, version: 0 }] as Input<'queue.assign'>['items'],
    });
    await refusedAfter(app, 'queue.assign', assign('Omar'), assign('operator'));
    const terms = { effectiveFrom: '2027-01-01', payoutDays: 20 } as Input<'terms.draft'>['terms'];
    const draft = await app.call('terms.draft', { terms, reason: 'slower bank' }, { actor: 'operator' });
    const again = (payoutDays: number) => ({ draft: { id: draft.id, version: draft.version }, terms: { ...terms, payoutDays }, reason: 'slower bank' });
    await refusedAfter(app, 'terms.draft', again(21), again(22));
  });

  test('without a version, as on the command line, nothing is compared', async () => {
    const app = await books();
    await app.call('partners.assign', { items: [{ partner: 'P-1', accountManager: 'Sana' }] }, asOmar);
    await app.call('partners.assign', { items: [{ partner: 'P-1', accountManager: 'Bilal' }] }, { actor: 'operator' });
    expect((await app.call('partners.get', { partner: 'P-1' })).accountManager).toBe('Bilal');
  });

  test('taking an act back meets the same check; what was taken back in turn counts as never done', async () => {
    const app = await books();
    const seqs: number[] = [];
    for (const accountManager of ['Sana', 'Bilal']) {
      await app.call('partners.assign', { items: [{ partner: 'P-1', accountManager }] }, asOmar);
      seqs.push((await app.call('acts.list', {}, asOmar)).rows[0]?.seq ?? 0);
    }
    expect(await app.refusal('acts.undo', { seq: seqs[0] }, asOmar)).toMatchObject({ code: 'CONFLICT', details: { change: { seq: seqs[1] } } });
    await app.call('acts.undo', { seq: seqs[1] ?? 0 }, asOmar);
    await app.call('acts.undo', { seq: seqs[0] ?? 0 }, asOmar);
    expect((await app.call('partners.get', { partner: 'P-1' })).accountManager).toBeNull();
  });
});

describe('holidays of a file (6.3, 6.4)', () => {
  test('a row that would move the payment date of an approved run is refused by name and row; nothing of the file is taken', async () => {
    const app = await appFor();
    await play(app, `${BOOKS}\n close 2026-02 accepting\n close 2026-03 accepting\n propose 2026-Q1\n approve 2026-Q1`);
    const file = (day: string) => ({ 'holidays.csv': `date,name\n2026-08-14,Independence Day\n${day},Bank holiday\n` });
    const refusal = await app.import(file('2026-04-15')).then(
      () => null,
      (error: { body: { code: string; details: unknown } }) => error.body,
    );
    expect(refusal).toMatchObject({
      code: 'IMPORT_REFUSED',
      details: { errors: [{ row: 3, column: 'date', code: 'PAYMENT_DATE_FIXED', message: expect.stringContaining('2026-Q1 is approved for 2026-04-15') }] },
    });
    expect(await app.call('holidays.list', {})).toEqual([]);
    expect((await app.import(file('2026-04-16'))).counts.holidays?.new).toBe(2);
  });
});
