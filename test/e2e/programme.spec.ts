import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();
const REASON = 'Agreed with the account manager on 20 November';

const test = base.extend<{ readonly served: Served }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  served: async ({}, use) => {
    const served = new Served();
    await use(served);
    await served.stop();
  },
});

test.beforeEach(() => {
  test.skip(notBuilt !== null, notBuilt ?? '');
});

async function open(page: Page, served: Served, route: string, heading: RegExp): Promise<void> {
  await page.goto(`${served.origin}/#${route}`);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

interface Row {
  readonly deal: string;
  readonly status: string;
  readonly expectedPaisa: number;
}

/** A billing file for a deal that October misses; the second row is wrong on purpose. */
function billingFiles(served: Served): { bad: string; good: string; deal: string } {
  const rows = served.ask('call', 'reconciliation.month', '{"month":"2026-10"}') as Row[];
  const missing = rows.find((row) => row.status === 'missing');
  if (!missing) throw new Error('the sample has a missing line in October 2026');
  const header = 'deal_code,period,invoice_no,invoice_date,amount';
  const line = `${missing.deal},2026-10,INV-E2E-1,2026-10-28,${missing.expectedPaisa / 100}`;
  const bad = join(served.folder, 'billing-bad.csv');
  const good = join(served.folder, 'billing.csv');
  writeFileSync(bad, `${header}\n${line}\n${missing.deal},2026-13,INV-E2E-2,2026-10-28,10.005\n`);
  writeFileSync(good, `${header}\n${line}\n`);
  return { bad, good, deal: missing.deal };
}

async function importBilling(page: Page, served: Served): Promise<void> {
  const files = billingFiles(served);
  await open(page, served, '/imports', /Import/);
  await page.getByLabel('Files to import').setInputFiles(files.good);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Take everything' }).click();
  await expect(page.getByRole('row', { name: 'Billing 1 0 0' })).toBeVisible();
}

async function workAll(page: Page, act: 'Explain' | 'Leave it out', all: string): Promise<void> {
  await page.getByRole('button', { name: all }).click();
  await page.getByRole('button', { name: act, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(REASON);
  await dialog.getByRole('button', { name: act, exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function act(page: Page, verb: string, typed: string | null): Promise<void> {
  await page.getByRole('button', { name: `${verb} the run` }).click();
  const dialog = page.getByRole('dialog');
  if (typed !== null) await dialog.getByLabel(`Type ${typed} to confirm`).fill(typed);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('the sample programme goes from import through close to an approved payout on the screen', async ({ page, served }) => {
  test.setTimeout(180_000);
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await importBilling(page, served);

  await open(page, served, '/reconcile', /Reconcile October 2026/);
  await workAll(page, 'Explain', 'Select all open');
  await expect(page.getByText('4 rows wait for a decision')).toBeVisible();
  await open(page, served, '/exceptions', /Exceptions/);
  await workAll(page, 'Leave it out', 'Select all undecided');

  await open(page, served, '/close', /Close October 2026/);
  await page.getByRole('button', { name: 'Close October 2026' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type 2026-10 to confirm').fill('2026-10');
  await dialog.getByRole('button', { name: 'Close October 2026' }).click();
  await expect(page.getByRole('heading', { name: 'October 2026 is closed' })).toBeVisible();

  await open(page, served, '/payouts?quarter=2026-Q3', /Payout run Q3 2026/);
  await act(page, 'Propose', null);
  await act(page, 'Approve', '2026-Q3');
  await expect.poll(() => (served.ask('call', 'payouts.run', '{"quarter":"2026-Q3"}') as { state: string }).state).toBe('approved');
  expect(served.ask('verify')).toMatchObject({ ok: true });
});

test('first run: the sample programme opens from the page', async ({ page, served }) => {
  await served.start();
  await page.goto(served.link);
  await page.getByRole('button', { name: 'Open the sample programme' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Sample', { exact: true })).toBeVisible();
});
