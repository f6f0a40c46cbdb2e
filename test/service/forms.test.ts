import { describe, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { dumpOf, TRACES } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';

const PARTNER = {
  code: 'P-1',
  name: 'Acme',
  kind: 'agency',
  joined_on: '2026-01-01',
  website: 'https://acme.example',
  iban: 'PK36SCBL0000001123456702',
  bank_title: 'Acme',
};
const DEAL = {
  code: 'D-1',
  partner_code: 'P-1',
  client: 'Zenith',
  contract_type: 'retainer',
  contract_value: '1,200,000',
  signed_on: '2026-02-01',
  start_on: '2026-02-01',
  duration_months: '12',
  expected_monthly_billing: '100000',
};

async function withPartner(): Promise<TestApp> {
  const app = await appFor({ today: '2026-03-10' });
  await app.call('partners.enter', { values: PARTNER });
  return app;
}

/** The last act that I may take back. */
async function undo(app: TestApp): Promise<string> {
  const { rows } = await app.call('acts.list', {});
  const act = rows.find((row) => row.state === 'undoable');
  if (!act) throw new Error('nothing can be taken back');
  return (await app.call('acts.undo', { seq: act.seq })).undone;
}

describe('records typed on a screen (2.5, 1.6)', () => {
  test('a deal is registered with tier and rate, and its source is the screen', async () => {
    const app = await withPartner();
    const dry = await app.call('deals.enter', { values: DEAL, dryRun: true });
    expect(dry).toMatchObject({
      deal: 'D-1',
      isNew: true,
      tier: 'bronze',
      rateBps: 1500,
      rateSource: 'tier',
      worked: { per: 'month', basePaisa: 10_000_000, commissionPaisa: 1_500_000 },
    });
    await expect(app.call('deals.get', { deal: 'D-1' })).rejects.toThrow('NOT_FOUND');
    await app.call('deals.enter', { values: DEAL });
    expect(await app.call('deals.get', { deal: 'D-1' })).toMatchObject({ source: { file: 'Screen: deal D-1', row: 2 }, contractValuePaisa: 120_000_000 });
    expect((await app.call('system.verify', {})).checks.filter((check) => !check.ok)).toEqual([]);
  });

  test.each([
    [{ signed_on: '2026-02-30' }, 'signed_on'],
    [{ contract_value: '10.005' }, 'contract_value'],
    [{ partner_code: 'P-9' }, 'partner_code'],
    [{ expected_monthly_billing: '' }, 'expected_monthly_billing'],
    [{ signed_on: '2025-12-31' }, 'signed_on'],
    [{ contract_type: 'lease' }, 'contract_type'],
  ])('%j is refused at its field, and nothing is taken', async (change, field) => {
    const app = await withPartner();
    const refusal = await app.refusal('deals.enter', { values: { ...DEAL, ...change } });
    expect(refusal).toMatchObject({ code: 'BAD_INPUT', details: { fields: expect.arrayContaining([expect.objectContaining({ field })]) } });
    await expect(app.call('deals.get', { deal: 'D-1' })).rejects.toThrow('NOT_FOUND');
  });

  test('an unknown field is named, an old version is a conflict, a known code is not registered twice', async () => {
    const app = await withPartner();
    expect(await app.refusal('deals.enter', { values: { ...DEAL, colour: 'red' } })).toMatchObject({ code: 'BAD_INPUT', message: 'unknown field colour' });
    await app.call('deals.enter', { values: DEAL, isNew: true });
    expect((await app.refusal('deals.enter', { values: DEAL, isNew: true })).details).toMatchObject({ fields: [{ field: 'code' }] });
    expect(await app.refusal('deals.enter', { values: { ...DEAL, contract_value: '1300000' }, version: 7 })).toMatchObject({ code: 'CONFLICT' });
    expect(await app.call('deals.enter', { values: { ...DEAL, contract_value: '1300000' }, version: 1 })).toMatchObject({ isNew: false, version: 2 });
  });

  test('a negotiated rate holds for deals signed from then on (1.6)', async () => {
    const app = await withPartner();
    const values = { partner_code: 'P-1', from: '2026-01-01', rate_percent: '19.5', approver: 'Director', reason: 'Strategic' };
    await app.call('partners.negotiate', { values });
    expect(await app.call('deals.enter', { values: DEAL })).toMatchObject({ rateBps: 1950, rateSource: 'partner' });
    expect((await app.refusal('partners.negotiate', { values: { ...values, rate_percent: '18' } })).message).toContain('1.6');
  });
});

describe('how a deal ends, and taking that back', () => {
  test('a cancellation within the window claws back (5.1); taken back, the deal is as before', async () => {
    const app = await withPartner();
    await app.call('deals.enter', { values: DEAL });
    const before = await app.call('deals.get', { deal: 'D-1' });
    expect(await app.call('deals.cancel', { deal: 'D-1', cancelledOn: '2026-03-01', cancelReason: 'client', reason: 'Client left' })).toMatchObject({
      clawedBack: true,
    });
    expect(await app.call('tiers.asOf', { date: '2026-03-10' })).toMatchObject([{ partner: 'P-1', count: 0 }]);
    expect(await undo(app)).toBe('Cancelled D-1 on 2026-03-01');
    expect({ ...(await app.call('deals.get', { deal: 'D-1' })), version: 0 }).toEqual({ ...before, version: 0 });
    expect(await app.call('tiers.asOf', { date: '2026-03-10' })).toMatchObject([{ partner: 'P-1', count: 1 }]);
    expect((await app.call('system.verify', {})).checks.filter((check) => !check.ok)).toEqual([]);
  });

  test('once a month is closed on it, the cancellation stands and the refusal says so (3.6)', async () => {
    const app = await withPartner();
    await app.call('deals.enter', { values: DEAL });
    await app.call('deals.cancel', { deal: 'D-1', cancelledOn: '2026-03-01', cancelReason: 'other', reason: 'Project ended' });
    await app.call('months.close', { month: '2026-02', acceptVariances: 'no billing came' });
    const { rows } = await app.call('acts.list', {});
    expect(await app.refusal('acts.undo', { seq: rows[0]?.seq ?? 0 })).toMatchObject({ code: 'TRANSITION_REFUSED', message: expect.stringContaining('3.6') });
  });

  test('only a fixed-price deal is completed, and not before it was signed (3.3)', async () => {
    const app = await withPartner();
    await app.call('deals.enter', { values: DEAL });
    expect((await app.refusal('deals.complete', { deal: 'D-1', completedOn: '2026-03-01' })).message).toContain('3.3');
    await app.call('deals.enter', { values: { ...DEAL, code: 'D-2', contract_type: 'fixed_price', expected_monthly_billing: '', duration_months: '' } });
    expect((await app.refusal('deals.complete', { deal: 'D-2', completedOn: '2026-01-01' })).message).toContain('lies before');
    await app.call('deals.complete', { deal: 'D-2', completedOn: '2026-03-01' });
    expect((await app.call('deals.get', { deal: 'D-2' })).completedOn).toBe('2026-03-01');
    await undo(app);
    expect((await app.call('deals.get', { deal: 'D-2' })).completedOn).toBeNull();
  });

  test('a registration taken back is a voided deal; the voiding taken back is the deal again (redo)', async () => {
    const app = await withPartner();
    await app.call('deals.enter', { values: DEAL });
    expect(await undo(app)).toBe('Registered D-1');
    expect((await app.call('deals.get', { deal: 'D-1' })).status).toBe('voided');
    expect(await undo(app)).toBe('Voided D-1');
    expect((await app.call('deals.get', { deal: 'D-1' })).status).toBe('running');
    expect((await app.call('system.verify', {})).checks.filter((check) => !check.ok)).toEqual([]);
  });
});

describe('fields, labels and account managers of partners', () => {
  test('fields are set and emptied; taken back they are as before; an older version is a conflict', async () => {
    const app = await withPartner();
    const { version } = await app.call('partners.set', { partner: 'P-1', version: 1, fields: { website: null, city: 'Lahore' } });
    expect(await app.call('partners.get', { partner: 'P-1' })).toMatchObject({ website: null, city: 'Lahore' });
    expect(await app.refusal('partners.set', { partner: 'P-1', version: version - 1, fields: { city: 'Karachi' } })).toMatchObject({ code: 'CONFLICT' });
    await undo(app);
    expect(await app.call('partners.get', { partner: 'P-1' })).toMatchObject({ website: 'https://acme.example', city: null });
  });

  test('an act is taken back once, and only by who did it', async () => {
    const app = await withPartner();
    await app.call('partners.label', { partners: ['P-1'], add: ['north'] });
    const seq = (await app.call('acts.list', {})).rows[0]?.seq ?? 0;
    await app.call('acts.undo', { seq });
    expect(await app.refusal('acts.undo', { seq })).toMatchObject({ code: 'CONFLICT' });
    expect(await app.refusal('acts.undo', { seq: 999 })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('any row of acts taken back in turn leaves the records as they were', async () => {
    const app = await withPartner();
    await app.call('partners.enter', { values: { ...PARTNER, code: 'P-2', name: 'Beta', iban: '', bank_title: '' } });
    const records = (): unknown => dumpOf(app.path, { except: [...TRACES, 'undoable_acts'] });
    const before = records();
    await app.call('partners.label', { partners: ['P-1', 'P-2'], add: ['north', 'key'] });
    await app.call('partners.assign', {
      items: [
        { partner: 'P-1', accountManager: 'Sana' },
        { partner: 'P-2', accountManager: 'Omar' },
      ],
    });
    await app.call('partners.label', { partners: ['P-1'], remove: ['key'] });
    await app.call('partners.assign', { items: [{ partner: 'P-1', accountManager: null }] });
    expect(records()).not.toEqual(before);
    for (let act = 0; act < 4; act += 1) {
      const rows = (await app.call('acts.list', {})).rows;
      const last = rows.find((row) => row.state === 'undoable' && row.undoesSeq === null);
      await app.call('acts.undo', { seq: last?.seq ?? 0 });
    }
    expect(records()).toEqual(before);
  });
});
