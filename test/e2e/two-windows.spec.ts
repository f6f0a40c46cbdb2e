import type { Page } from '@playwright/test';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();

/** The first window is the page whose console must stay quiet; in the second one acts are refused. */
const test = base.extend<{ readonly served: Served; readonly second: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  served: async ({}, use) => {
    const served = new Served();
    served.ask('init', '--sample');
    await served.start('--today', '2026-11-05');
    await use(served);
    await served.stop();
  },
  second: async ({ page, context, served }, use) => {
    await page.goto(served.link);
    await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
    const second = await context.newPage();
    await use(second);
    await second.close();
  },
});

test.beforeEach(() => test.skip(notBuilt !== null, notBuilt ?? ''));

async function openBoth(windows: readonly Page[], served: Served, route: string, heading: RegExp): Promise<void> {
  for (const window of windows) {
    await window.goto(`${served.origin}/#${route}`);
    await expect(window.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  }
}

/** Who, when and what, then the new state. */
async function isTold(window: Page, ...words: readonly (string | RegExp)[]): Promise<void> {
  const told = window.getByRole('dialog', { name: 'Changed meanwhile' });
  await expect(told).toContainText('was changed by operator on');
  for (const word of words) await expect(told).toContainText(word);
  await told.getByRole('button', { name: 'Show the new state' }).click();
  await expect(told).toBeHidden();
}

test('B7: one reconciliation line in two windows: the list follows by itself, the second is told who worked it', async ({ page, second, served }) => {
  const { rows } = served.ask('call', 'reconciliation.list', '{"month":"2026-10","open":true}') as { rows: { deal: string; status: string }[] };
  const deal = rows.find((row) => row.status !== 'exception')?.deal ?? '';
  await openBoth([page, second], served, '/reconcile', /Reconcile October 2026/);
  const waiting = (window: Page) => window.getByText(/^\d+ rows? waits? for a decision$/);
  const before = await waiting(second).textContent();
  const explain = async (window: Page, reason: string) => {
    await window.getByRole('row').filter({ hasText: deal }).first().click();
    await window.getByRole('button', { name: 'Explain', exact: true }).click();
    await window.getByRole('dialog').getByLabel('Reason').fill(reason);
  };
  const confirm = (window: Page) => window.getByRole('dialog').getByRole('button', { name: 'Explain', exact: true }).click();
  await explain(second, 'The invoice comes in November');
  await explain(page, 'Agreed discount of October');
  await confirm(page);
  await expect(waiting(second)).not.toHaveText(before ?? '');
  await confirm(second);
  await isTold(second, deal, 'Agreed discount of October');
  await expect(second.getByRole('dialog').getByLabel('Reason')).toHaveValue('The invoice comes in November');
  await confirm(second);
  await expect(second.getByText('What you chose was worked meanwhile.')).toBeVisible();
  const { rows: after } = served.ask('call', 'reconciliation.list', '{"month":"2026-10"}') as { rows: { deal: string; work: { reason: string } | null }[] };
  expect(after.find((row) => row.deal === deal)?.work?.reason).toBe('Agreed discount of October');
});

test('B7: one partner in two windows: the second sees what changed, keeps what it typed, and both changes stand', async ({ page, second, served }) => {
  await openBoth([page, second], served, '/partners/P-0001', /./);
  for (const window of [page, second]) {
    await window.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(window.getByRole('dialog').getByLabel('City')).toBeVisible();
  }
  await page.getByRole('dialog').getByLabel('City').fill('Multan');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  const form = second.getByRole('dialog', { name: /^Change / });
  await form.getByLabel('Industry').fill('Logistics');
  await form.getByRole('button', { name: 'Save' }).click();
  await isTold(second, 'P-0001', 'City', 'Multan');
  await expect(form.getByLabel('Industry')).toHaveValue('Logistics');
  await expect(form.getByLabel('City')).toHaveValue('Multan');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  expect(served.ask('call', 'partners.get', '{"partner":"P-0001"}')).toMatchObject({ city: 'Multan', industry: 'Logistics' });
});

test('B7: one payout run in two windows: the second follows the proposal, and is told who approved it', async ({ page, second, served }) => {
  await openBoth([page, second], served, '/payouts', /Payout run/);
  for (const window of [page, second]) {
    await expect(window.getByRole('heading', { level: 1, name: /Q\d 2026/ })).toBeVisible();
    const third = window.getByRole('heading', { level: 1, name: /Q3 2026/ });
    if (!(await third.isVisible())) await window.keyboard.press('[');
    await expect(third).toBeVisible();
  }
  const ask = (window: Page, verb: string) => window.getByRole('button', { name: `${verb} the run` }).click();
  const confirm = (window: Page, verb: string) => window.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click();
  await ask(page, 'Propose');
  await confirm(page, 'Propose');
  await ask(second, 'Approve');
  await second.getByLabel('Type 2026-Q3 to confirm').fill('2026-Q3');
  await ask(page, 'Approve');
  await page.getByLabel('Type 2026-Q3 to confirm').fill('2026-Q3');
  await confirm(page, 'Approve');
  await expect(page.getByRole('dialog')).toBeHidden();
  await confirm(second, 'Approve');
  await isTold(second, 'The payout run of 2026-Q3', /payout approved/i);
  await second.getByRole('dialog').getByRole('button', { name: 'Leave it' }).click();
  await expect(second.getByRole('button', { name: 'Mark the run as sent' })).toBeVisible();
  expect(served.ask('call', 'payouts.run', '{"quarter":"2026-Q3"}')).toMatchObject({ state: 'approved' });
});
