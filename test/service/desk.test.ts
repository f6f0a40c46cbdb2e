import { expect, test } from 'vitest';
import { appFor } from '../support/scenario.ts';

test('a view is kept under its name; another version never overwrites it unseen', async () => {
  const app = await appFor();
  const saved = await app.call('views.save', { list: 'partners', name: 'Gold', body: { filter: { tier: 'gold' } } });
  expect(saved.version).toBe(1);
  expect(await app.refusal('views.save', { list: 'partners', name: 'Gold', body: {} })).toMatchObject({ code: 'CONFLICT', details: { version: 1 } });
  expect((await app.call('views.save', { list: 'partners', name: 'Gold', body: { filter: {} }, version: 1 })).version).toBe(2);
  expect(await app.call('views.list', { list: 'partners' })).toEqual([{ list: 'partners', name: 'Gold', body: { filter: {} }, version: 2 }]);
  await app.call('views.remove', { list: 'partners', name: 'Gold' });
  expect(await app.call('views.list', {})).toEqual([]);
  expect(await app.refusal('views.remove', { list: 'partners', name: 'Gold' })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a draft is one a form and record, the latest stands, and discarding twice is no error', async () => {
  const app = await appFor();
  await app.call('drafts.save', { form: 'deal', subject: '', body: { client: 'Ze' } });
  await app.call('drafts.save', { form: 'deal', subject: '', body: { client: 'Zenith' } });
  await app.call('drafts.save', { form: 'deal', subject: 'D-1', body: { client: 'Other' } });
  expect((await app.call('drafts.list', {})).map(({ subject, body }) => [subject, body]).sort()).toEqual([
    ['', { client: 'Zenith' }],
    ['D-1', { client: 'Other' }],
  ]);
  await app.call('drafts.discard', { form: 'deal', subject: '' });
  await app.call('drafts.discard', { form: 'deal', subject: '' });
  expect((await app.call('drafts.list', {})).length).toBe(1);
});

test('what is too large to keep is refused', async () => {
  const app = await appFor();
  expect(await app.refusal('drafts.save', { form: 'deal', subject: '', body: { note: 'x'.repeat(70_000) } })).toMatchObject({ code: 'BAD_INPUT' });
});
