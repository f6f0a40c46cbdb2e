import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { auditOf, booksProblems } from '../support/books.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';
import { addUsers } from '../support/team.ts';

const START = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
  bill D-1 2026-01 I-1 500,000
  bill D-1 2026-02 I-2 400,000
  import
`;
const file = (text: string, name = 'holidays.csv'): { name: string; base64: string } => ({ name, base64: Buffer.from(text).toString('base64') });

describe('one request, one act (B3)', () => {
  test('the same request id with the same input gives the same answer and does nothing more', async () => {
    const app = await appFor();
    await play(app, START);
    const close = () => app.call('months.close', { month: '2026-01' } as never, { requestId: 'r-1' });
    const first = await close();
    const before = dumpOf(app.path);
    expect(await close()).toEqual(first);
    expect(await close()).toEqual(first);
    expect(dumpOf(app.path)).toEqual(before);
  });

  test('the same id with another input, or for another procedure, is a conflict', async () => {
    const app = await appFor();
    await play(app, START);
    await app.call('months.close', { month: '2026-01' } as never, { requestId: 'r-1' });
    expect((await app.refusal('months.close', { month: '2026-02' }, { requestId: 'r-1' })).code).toBe('IDEMPOTENCY_CONFLICT');
    expect((await app.refusal('system.recordVerify', { ok: true }, { requestId: 'r-1' })).code).toBe('IDEMPOTENCY_CONFLICT');
  });

  test('key order of the input does not matter; a refused request may be repeated once it is right; a rehearsal is never kept', async () => {
    const app = await appFor();
    await play(app, START);
    const work = (input: unknown) => app.app.dispatch('reconciliation.work', input, { host: 'test', requestId: 'r-2' });
    const first = await work({ month: '2026-02', deals: ['D-1'], action: 'explained', reason: 'agreed' });
    expect(await work({ reason: 'agreed', action: 'explained', deals: ['D-1'], month: '2026-02' })).toEqual(first);
    expect((await app.refusal('months.close', { month: '2026-02' }, { requestId: 'r-3' })).code).toBe('MONTH_OUT_OF_ORDER');
    await app.call('months.close', { month: '2026-01' } as never);
    await app.call('months.close', { month: '2026-02' } as never, { requestId: 'r-3' });
    await app.call('imports.run', { files: [file('date,name\n2026-03-23,A\n')], dryRun: true }, { requestId: 'r-4' });
    expect((await app.call('imports.run', { files: [file('date,name\n2026-03-23,A\n')] }, { requestId: 'r-4' })).taken).toBe(true);
  });

  test('an import repeated with its id is the same act: nothing is counted twice', async () => {
    const app = await appFor();
    const run = () => app.call('imports.run', { files: [file('date,name\n2026-03-23,A\n')] }, { requestId: 'r-5' });
    expect(await run()).toEqual(await run());
    expect(await app.call('imports.list', {})).toHaveLength(1);
  });

  test('a repeated request is answered only to those who may make it', async () => {
    const app = await appFor({ mode: 'team' });
    addUsers(app, { fin: ['finance'], aud: ['auditor'] });
    await app.call('months.close', { month: '2026-01' } as never, { actor: 'fin', requestId: 'r-1' });
    expect((await app.refusal('months.close', { month: '2026-01' }, { actor: 'aud', requestId: 'r-1' })).code).toBe('FORBIDDEN');
    expect((await app.refusal('months.close', { month: '2026-01' }, { requestId: 'r-1' })).code).toBe('NOT_SIGNED_IN');
  });
});

describe('one command, one audit row (D6)', () => {
  test('accepted and refused commands leave a row each, rehearsals and queries none; the chain of hashes is whole', async () => {
    const app = await appFor();
    await play(app, START);
    const before = auditOf(app.path).length;
    await app.call('months.preview', { month: '2026-01' } as never);
    await app.call('deals.rates', {});
    await app.call('imports.run', { files: [file('date,name\n2026-03-23,A\n')], dryRun: true });
    expect(auditOf(app.path)).toHaveLength(before);
    await app.refusal('months.close', { month: '2026-02' }, { actor: 'sara' });
    await app.call('months.close', { month: '2026-01' } as never);
    await app.refusal('months.close', { month: 'January' });
    await app.refusal('months.close', { month: '2026-02' });
    await app.refusal('imports.run', { files: [file('date,name\n2026-13-23,A\n')] });
    await app.refusal('payouts.propose', { quarter: '2026-Q1' });
    await app.refusal('deals.void', { deal: 'D-9', reason: 'in the test' });
    await app.call('system.recordVerify', { ok: true });
    expect(
      auditOf(app.path)
        .slice(before)
        .map((row) => `${row.procedure} ${row.outcome} ${row.actor}`),
    ).toEqual([
      'months.close refused: MONTH_OUT_OF_ORDER sara',
      'months.close done operator',
      'months.close refused: BAD_INPUT operator',
      'months.close refused: MONTH_NOT_READY operator',
      'imports.run refused: IMPORT_REFUSED operator',
      'payouts.propose refused: QUARTER_NOT_CLOSED operator',
      'deals.void refused: NOT_FOUND operator',
      'system.recordVerify done operator',
    ]);
    expect(booksProblems(app.path)).toEqual([]);
  });

  test('a forbidden command leaves its row', async () => {
    const app = await appFor({ mode: 'team' });
    addUsers(app, { aud: ['auditor'] });
    await app.refusal('months.close', { month: '2026-01' }, { actor: 'aud' });
    expect(auditOf(app.path).at(-1)).toEqual({ procedure: 'months.close', outcome: 'refused: FORBIDDEN', actor: 'aud' });
  });

  test('a forbidden import leaves its row too', async () => {
    const app = await appFor({ mode: 'team' });
    addUsers(app, { aud: ['auditor'] });
    await app.refusal('imports.run', { files: [file('date,name\n2026-03-23,A\n')] }, { actor: 'aud' });
    expect(auditOf(app.path).at(-1)).toEqual({ procedure: 'imports.run', outcome: 'refused: FORBIDDEN', actor: 'aud' });
  });

  test('an import whose file cannot be read, or whose kind cannot be told, leaves its row too', async () => {
    const app = await appFor();
    const before = auditOf(app.path).length;
    await app.refusal('imports.run', { files: [{ name: 'a.csv', path: '/nonexistent/a.csv' }] }, { allowPaths: true });
    await app.refusal('imports.run', { files: [{ name: 'a.csv', path: '/nonexistent/a.csv' }] });
    expect(auditOf(app.path).length - before).toBe(2);
  });

  test('what a row says cannot be changed, removed or put over, by any statement on a connection of ours (trap 3)', async () => {
    const app = await appFor();
    await play(app, START);
    const connection = openDatabase(app.path);
    try {
      for (const sql of [
        "UPDATE audit_rows SET actor = 'x'",
        'DELETE FROM audit_rows',
        "INSERT OR REPLACE INTO audit_rows SELECT seq, at, business_date, 'x', host, procedure, request_id, input_sha256, outcome, changes_json, app_version, previous_hash, hash FROM audit_rows WHERE seq = 1",
      ])
        expect(() => connection.write((db) => void db.run(sql)), sql).toThrow(/append-only/);
    } finally {
      connection.close();
    }
    expect(booksProblems(app.path)).toEqual([]);
  });
});

describe('answers in one shape', () => {
  test('unknown procedure, unknown key, missing key, wrong type: named, and nothing happens', async () => {
    const app = await appFor();
    expect((await app.refusal('months.shut' as never, {})).code).toBe('UNKNOWN_PROCEDURE');
    expect((await app.refusal('toString' as never, {})).code).toBe('UNKNOWN_PROCEDURE');
    expect((await app.refusal('__proto__' as never, {})).code).toBe('UNKNOWN_PROCEDURE');
    expect(await app.refusal('months.close', { month: '2026-01', force: true })).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('force') as unknown,
    });
    expect(await app.refusal('months.close', {})).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('month') as unknown });
    for (const input of [null, [], 'x', 5, { month: 202601 }]) expect((await app.refusal('months.close', input)).code).toBe('BAD_INPUT');
  });

  test('records that are not there are NOT_FOUND', async () => {
    const app = await appFor();
    for (const [name, input] of [
      ['partners.get', { partner: 'P-9' }],
      ['deals.get', { deal: 'D-9' }],
      ['tiers.history', { partner: 'P-9' }],
    ] as const)
      expect((await app.refusal(name, input)).code).toBe('NOT_FOUND');
  });

  test('a reader refuses commands', async () => {
    const { createApp } = await import('../../src/app/create-app.ts');
    const { clockOn } = await import('../../src/ports/clock.ts');
    const { isoDate } = await import('../../src/shared/calendar.ts');
    const app = await appFor();
    const reader = await createApp({ dbPath: app.path, clock: clockOn(isoDate('2026-01-01')), readonly: true });
    const before = dumpOf(app.path);
    expect(await reader.dispatch('months.close', { month: '2026-01' }, { host: 'test' })).toMatchObject({ ok: false, error: { code: 'DATABASE_READ_ONLY' } });
    expect(await reader.dispatch('deals.rates', {}, { host: 'test' })).toEqual({ ok: true, value: [] });
    await reader.close();
    expect(dumpOf(app.path)).toEqual(before);
  });

  test('a command that is told to stop changes nothing', async () => {
    const app = await appFor();
    await play(app, START);
    const before = dumpOf(app.path);
    const refused = await app.refusal('months.close', { month: '2026-01' }, { signal: AbortSignal.abort() });
    expect(refused.code).toBe('CANCELLED');
    expect(dumpOf(app.path)).toEqual(before);
  });

  test('changes are told after the commit, and only then', async () => {
    const app = await appFor();
    const heard: string[] = [];
    app.app.onChange((event) => heard.push([...event.topics].sort().join(' ')));
    await play(app, START);
    await app.refusal('months.close', { month: '2026-02' });
    await app.call('months.preview', { month: '2026-01' } as never);
    await app.call('months.close', { month: '2026-01' } as never, { requestId: 'r' });
    await app.call('months.close', { month: '2026-01' } as never, { requestId: 'r' });
    expect(heard).toEqual(['billing deals months partners payouts reconciliation system', 'deals months partners payouts reconciliation']);
  });
});
