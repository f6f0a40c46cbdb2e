import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { appFor } from '../support/scenario.ts';

test('S40: the trail is filtered by procedure, person, period and record; the overview names what there is', async () => {
  const app = await appFor();
  const call = async (name: string, input: unknown, actor: string): Promise<unknown> => app.app.dispatch(name, input, { host: 'test', actor });
  await call('system.recordVerify', { ok: true }, 'sana');
  await call('terms.add', { terms: { effectiveFrom: '2030-01-01', disputeDays: 31 }, reason: 'Agreed with the board' }, 'bilal');
  await call('deals.void', { deal: 'D-404', reason: 'there is none' }, 'bilal');
  const list = async (filter: object): Promise<string[]> => {
    const reply = await app.app.dispatch('audit.list', filter, { host: 'test' });
    if (!reply.ok) throw new Error(reply.error.message);
    return (reply.value as { rows: { actor: string; procedure: string; outcome: string }[] }).rows.map((row) => `${row.actor} ${row.procedure} ${row.outcome}`);
  };
  expect(await list({ actor: 'sana' })).toEqual(['sana system.recordVerify done']);
  expect(await list({ procedure: 'deals.void' })).toEqual(['bilal deals.void refused: NOT_FOUND']);
  expect(await list({ record: 'agreed WITH the board' })).toEqual(['bilal terms.add done']);
  expect(await list({ record: 'D-404' })).toEqual([]);
  const today = (await list({})).length;
  expect(today).toBeGreaterThan(3);
  expect(await list({ to: '2000-01-01' })).toEqual([]);
  expect(await list({ from: '2000-01-01', to: '2999-12-31' })).toHaveLength(today);
  expect(await app.app.dispatch('audit.overview', {}, { host: 'test' })).toMatchObject({
    value: { rows: today, actors: ['bilal', 'operator', 'sana'], procedures: expect.arrayContaining(['system.recordVerify', 'terms.add']) },
  });
});

test('D8: the seal says that the chain is whole, and which row breaks it', async () => {
  const app = await appFor();
  expect(await app.app.dispatch('audit.seal', {}, { host: 'test' })).toMatchObject({ value: { ok: true, problemCount: 0 } });
  const db = openDatabase(app.path);
  db.raw.exec("DROP TRIGGER audit_rows_no_update; UPDATE audit_rows SET actor = 'nobody' WHERE seq = 1");
  db.close();
  expect(await app.app.dispatch('audit.seal', {}, { host: 'test' })).toMatchObject({
    value: { ok: false, problems: [expect.stringContaining('row 1 was changed')] },
  });
});
