import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { countMice, tabTo } from './support/keyboard.ts';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();
const MONTH = '2026-10';

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

interface Row {
  readonly deal: string;
  readonly status: string;
  readonly isOpen: boolean;
  readonly work: { readonly action: string; readonly reason: string } | null;
}

const rowsOf = (served: Served): readonly Row[] => (served.ask('call', 'reconciliation.list', JSON.stringify({ month: MONTH })) as { rows: Row[] }).rows;
const waiting = (served: Served): number => rowsOf(served).filter((row) => row.isOpen && row.status !== 'exception').length;

/** The sample leaves eighteen variances in October; four second invoices on deals that match make them twenty-two. */
function billTwice(served: Served): void {
  const deals = rowsOf(served)
    .filter((row) => row.status === 'matched')
    .slice(0, 4);
  const file = join(served.folder, 'billing.csv');
  const lines = deals.map(({ deal }, index) => `${deal},${MONTH},INV-TWICE-${index},2026-10-28,12345.00`);
  writeFileSync(file, `deal_code,period,invoice_no,invoice_date,amount\n${lines.join('\n')}\n`);
  served.ask('--today', '2026-11-05', 'import', file);
}

async function go(page: Page, letter: string, heading: RegExp): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

/** Decides what is chosen with a reason, by its letter; the dialog is sent by Ctrl+Enter. */
async function decide(page: Page, letter: string, reason: string): Promise<void> {
  await page.keyboard.press(letter);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await page.keyboard.type(reason);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
}

test('7.2, S17, S18, S15 by keyboard alone: twenty variances reconciled, the exceptions decided, the month closed', async ({ page, served }) => {
  test.setTimeout(180_000);
  served.ask('init', '--sample');
  billTwice(served);
  await served.start('--today', '2026-11-05');
  const mice = await countMice(page);
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  const before = waiting(served);
  expect(before).toBeGreaterThanOrEqual(20);

  await go(page, 'c', /Close October 2026/);
  await expect(page.getByRole('button', { name: 'Close October 2026' })).toHaveAttribute('data-disabled', 'true');

  await go(page, 'r', /Reconcile October 2026/);
  await tabTo(page, 'grid');
  const left = async (count: number): Promise<void> => {
    await expect.poll(() => waiting(served)).toBe(count);
  };
  for (const [index, [letter, reason]] of (
    [
      ['e', 'Client moved the start to November'],
      ['c', 'Billing sends a credit note in November'],
      ['x', 'The account manager asks the client'],
    ] as const
  ).entries()) {
    await page.keyboard.press('n');
    await decide(page, letter, reason);
    await left(before - index - 1);
  }
  for (let worked = 4; worked <= 8; worked += 1) {
    await page.keyboard.press('.');
    await left(before - worked);
  }
  await page.keyboard.press('Control+a');
  await expect(page.getByText(`${before - 8} rows selected`)).toBeVisible();
  await decide(page, 'e', 'Agreed with finance on 20 November');
  await left(0);

  const worked = rowsOf(served).flatMap((row) => (row.work === null ? [] : [row.work.action]));
  const countOf = (action: string): number => worked.filter((one) => one === action).length;
  expect({ explained: countOf('explained'), corrected: countOf('corrected'), escalated: countOf('escalated') }).toEqual({
    explained: before - 7,
    corrected: 1,
    escalated: 6,
  });

  await go(page, 'x', /Exceptions/);
  await tabTo(page, 'grid');
  await page.keyboard.press('Control+a');
  await decide(page, 'r', 'Outside the agreed term');
  await expect(page.getByText('No exception waits')).toBeVisible();

  await go(page, 'c', /Close October 2026/);
  const gates = page.getByRole('region', { name: 'Gates' });
  await expect(gates.getByText('none waits up to')).toBeVisible();
  await expect(gates.getByText('all have a reason')).toBeVisible();
  await expect(page.getByText('Nothing. The month can be closed.')).toBeVisible();
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByRole('dialog').getByLabel(`Type ${MONTH} to confirm`)).toBeFocused();
  await page.keyboard.type(MONTH);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'October 2026 is closed' })).toBeVisible();
  expect(await mice()).toBe(0);
});
