import { describe, expect, test } from 'vitest';
import { isoDate } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { auditOf } from '../support/books.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';
import { addUsers } from '../support/team.ts';

const FROM = isoDate('2026-02-01');
const REASON = 'Agreed by the board';
const TERMS = { effectiveFrom: FROM, clawbackDays: 60, grace: 'none' as const };

const drafted = (app: TestApp, actor?: string) => app.call('terms.draft', { terms: TERMS, reason: REASON }, actor === undefined ? {} : { actor });

describe('terms being prepared: drafted, approved, activated or withdrawn (6.4 for who approves)', () => {
  test('only what differs from the terms in force on the date is kept, and nothing is changed by it', async () => {
    const app = await appFor();
    await app.call('terms.draft', { terms: { ...TERMS, drop: 'earned', minimumPayoutPaisa: 5_000_000 }, reason: REASON });
    const [kept] = await app.call('terms.drafts', {});
    expect(kept).toMatchObject({ state: 'drafted', effectiveFrom: FROM, changes: { clawbackDays: 60, grace: 'none' }, reason: REASON, version: 1 });
    expect(Object.keys(kept?.changes ?? {}).sort()).toEqual(['clawbackDays', 'grace']);
    expect(await app.call('terms.list', {})).toHaveLength(1);
    expect((await app.refusal('terms.draft', { terms: { effectiveFrom: FROM, drop: 'earned' }, reason: REASON })).code).toBe('TERMS_INVALID');
  });

  test('solo: the operator approves and activates in acts of their own; the version is what terms.add would have made', async () => {
    const [app, other] = [await appFor(), await appFor()];
    const draft = await drafted(app);
    expect((await app.refusal('terms.activate', { id: draft.id, version: draft.version })).message).toContain('approved first');
    const approved = await app.call('terms.approve', { id: draft.id, version: draft.version });
    expect(approved).toEqual({ id: draft.id, version: 2, state: 'approved' });
    const activated = await app.call('terms.activate', { id: draft.id, version: 2 });
    await other.call('terms.add', { terms: TERMS, reason: REASON });
    expect(await app.call('terms.list', {})).toEqual(await other.call('terms.list', {}));
    expect(activated.termsVersionId).toBe((await app.call('terms.list', {})).at(-1)?.id);
    expect(
      auditOf(app.path)
        .filter((row) => row.outcome === 'done')
        .map((row) => row.procedure)
        .slice(-3),
    ).toEqual(['terms.draft', 'terms.approve', 'terms.activate']);
    for (const name of ['terms.approve', 'terms.activate', 'terms.withdraw'] as const)
      expect((await app.refusal(name, { id: draft.id, version: 3, ...(name === 'terms.withdraw' ? { reason: REASON } : {}) })).code, name).toBe(
        'TRANSITION_REFUSED',
      );
  });

  test('team: who wrote it does not approve it, not even with every right; another person may', async () => {
    const app = await appFor({ mode: 'team' });
    addUsers(app, { Hina: ['admin', 'finance_director'], Omar: ['finance_director'] });
    const draft = await drafted(app, 'Hina');
    const key = { id: draft.id, version: draft.version };
    const actions = (await app.call('terms.drafts', {}, { actor: 'Hina' }))[0]?.actions;
    expect(actions?.find((action) => action.name === 'approve')?.disabledReason).toContain('another person');
    expect((await app.refusal('terms.approve', key, { actor: 'Hina' })).code).toBe('MAKER_IS_CHECKER');
    await app.call('terms.approve', key, { actor: 'Omar' });
    expect((await app.refusal('terms.activate', { ...key, version: 2 }, { actor: 'Omar' })).code).toBe('FORBIDDEN');
    await app.call('terms.activate', { ...key, version: 2 }, { actor: 'Hina' });
  });

  test('a change needs the version that was seen, and takes the approval back', async () => {
    const app = await appFor();
    const { id } = await drafted(app);
    await app.call('terms.approve', { id, version: 1 });
    const change = { terms: { ...TERMS, clawbackDays: 45 }, reason: 'Shorter still' };
    expect((await app.refusal('terms.draft', { ...change, draft: { id, version: 1 } })).code).toBe('CONFLICT');
    expect(await app.call('terms.draft', { ...change, draft: { id, version: 2 } })).toEqual({ id, version: 3, state: 'drafted' });
    const [kept] = await app.call('terms.drafts', {});
    expect(kept).toMatchObject({ changes: { clawbackDays: 45, grace: 'none' }, approvedBy: null, approvedAt: null });
    expect((await app.refusal('terms.activate', { id, version: 3 })).code).toBe('TRANSITION_REFUSED');
    expect((await app.refusal('terms.approve', { id: 99, version: 1 })).code).toBe('NOT_FOUND');
  });

  test('a withdrawn draft stays on record and can do nothing more', async () => {
    const app = await appFor();
    const { id } = await drafted(app);
    await app.call('terms.withdraw', { id, version: 1, reason: 'Not this year' });
    expect((await app.call('terms.drafts', {}))[0]).toMatchObject({ id, state: 'withdrawn' });
    expect((await app.refusal('terms.approve', { id, version: 2 })).code).toBe('TRANSITION_REFUSED');
    expect((await app.refusal('terms.draft', { draft: { id, version: 2 }, terms: TERMS, reason: REASON })).code).toBe('TRANSITION_REFUSED');
  });

  test('drafting and activating are refused as terms.add is: in a closed month, or when the terms contradict themselves', async () => {
    const app = await appFor();
    const tiers = (await app.call('terms.list', {}))[0]?.tiers.map((tier) => ({ ...tier, minReferrals: tier.tier === 'gold' ? 3 : tier.minReferrals }));
    expect((await app.refusal('terms.draft', { terms: { effectiveFrom: FROM, tiers }, reason: REASON })).message).toContain('must be above');
    const { id } = await drafted(app);
    await app.call('terms.approve', { id, version: 1 });
    await play(
      app,
      `
      partner P-1
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=100,000
      bill D-1 2026-01 I-1 100,000
      bill D-1 2026-02 I-2 100,000
      close 2026-01
      close 2026-02
      `,
    );
    expect(await app.refusal('terms.activate', { id, version: 2 })).toMatchObject({ code: 'TERMS_INVALID' });
    expect((await app.call('terms.drafts', {}))[0]?.state).toBe('approved');
  });
});

describe('section 11 under given terms', () => {
  test('every worked example holds under the terms of the programme', async () => {
    const app = await appFor();
    const examples = await app.call('terms.examples', { terms: { effectiveFrom: FROM } });
    expect(examples).toHaveLength(11);
    expect(examples.filter((one) => !one.holds)).toEqual([]);
  });

  test('under other rates and thresholds those that depend on them differ, and say what they give', async () => {
    const app = await appFor();
    const tiers = (await app.call('terms.list', {}))[0]?.tiers ?? [];
    const changed = tiers.map((tier) => (tier.tier === 'silver' ? { ...tier, minReferrals: 9, rateBps: 1900 } : tier));
    const examples = await app.call('terms.examples', { terms: { effectiveFrom: FROM, tiers: changed } });
    const failed = examples.filter((one) => !one.holds);
    expect(failed.map((one) => one.title.split(/[,:]/)[0])).toEqual(['Silver', 'Silver', 'New partner']);
    expect(failed[0]?.figures.map((figure) => figure.actual)).toEqual([{ paisa: 85_500_000 }, { paisa: 1_539_000_000 }]);
    expect(failed[2]?.figures[0]).toMatchObject({ expected: { tier: 'silver' }, actual: { tier: 'bronze' } });
  });
});
