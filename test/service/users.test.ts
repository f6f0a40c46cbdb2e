import { describe, expect, test } from 'vitest';
import { appFor } from '../support/scenario.ts';

const as = (actor: string): { actor: string } => ({ actor });

describe('people of a file in team mode', () => {
  test('an administrator adds people, and their roles are their rights', async () => {
    const app = await appFor({ mode: 'team' });
    await app.call('users.add', { name: 'Sana', roles: ['finance', 'auditor', 'finance'] }, as('admin'));
    const { mode, rows } = await app.call('users.list', {}, as('Sana'));
    expect(mode).toBe('team');
    expect(rows.map(({ name, roles }) => [name, roles])).toEqual([
      ['Sana', ['finance', 'auditor']],
      ['admin', ['admin']],
    ]);
    expect(await app.refusal('users.add', { name: 'Omar', roles: ['finance'] }, as('Sana'))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await app.refusal('users.add', { name: 'sana', roles: ['finance'] }, as('admin'))).toMatchObject({ code: 'CONFLICT' });
  });

  test('who is not active may do nothing; taken back, they may again', async () => {
    const app = await appFor({ mode: 'team' });
    await app.call('users.add', { name: 'Sana', roles: ['finance'] }, as('admin'));
    await app.call('users.change', { name: 'Sana', version: 1, roles: ['finance'], isActive: false, reason: 'Left the company' }, as('admin'));
    expect(await app.refusal('users.list', {}, as('Sana'))).toMatchObject({ code: 'NOT_SIGNED_IN' });
    const act = (await app.call('acts.list', {}, as('admin'))).rows[0];
    await app.call('acts.undo', { seq: act?.seq ?? 0 }, as('admin'));
    expect((await app.call('users.list', {}, as('Sana'))).rows).toHaveLength(2);
  });

  test('the last administrator stays, and an old screen does not overwrite', async () => {
    const app = await appFor({ mode: 'team' });
    const leave = { name: 'admin', version: 1, roles: ['finance' as const], isActive: true, reason: 'Moves to finance' };
    expect(await app.refusal('users.change', leave, as('admin'))).toMatchObject({ code: 'TRANSITION_REFUSED' });
    await app.call('users.add', { name: 'Sana', roles: ['admin'] }, as('admin'));
    expect(await app.refusal('users.change', { ...leave, version: 4 }, as('admin'))).toMatchObject({ code: 'CONFLICT' });
    await app.call('users.change', leave, as('Sana'));
    expect(await app.refusal('users.add', { name: 'Omar', roles: ['finance'] }, as('admin'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test.each(['', 'a', '<script>', 'x'.repeat(65)])('%j is no name', async (name) => {
    const app = await appFor({ mode: 'team' });
    expect(await app.refusal('users.add', { name, roles: ['finance'] }, as('admin'))).toMatchObject({ code: 'BAD_INPUT' });
  });
});
