import type { Page } from '@playwright/test';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

const notBuilt = missingBuild();

const test = base.extend<{ readonly served: Served }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  served: async ({}, use) => {
    const served = new Served();
    await use(served);
    await served.stop();
  },
});

test.beforeEach(async ({ page }) => {
  test.skip(notBuilt !== null, notBuilt ?? '');
  await page.addInitScript(() => {
    const seen: string[] = [];
    for (const type of ['pointerdown', 'mousedown', 'mouseup', 'touchstart', 'wheel']) addEventListener(type, () => seen.push(type), true);
    Object.assign(globalThis, { mouseEvents: seen });
  });
});

const mouseEvents = (page: Page): Promise<unknown> => page.evaluate(() => Reflect.get(globalThis, 'mouseEvents') as unknown);

/** Tabs until the focus is on a control of this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let n = 0; n < 120; n += 1) {
    const text = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    if (name.test(text)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no control ${String(name)} can be reached with Tab`);
}

async function go(page: Page, keys: string, heading: string): Promise<void> {
  for (const key of keys.split(' ')) await page.keyboard.press(key);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

async function restore(page: Page, button: RegExp): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Read whole just now, and sound')).toBeVisible();
  await expect(dialog.getByText('200 partners, 2,000 deals')).toBeVisible();
  await tabTo(page, /^Restore it$/);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

test('keyboard only: a backup restored, and the restore taken back', async ({ page, served }) => {
  test.setTimeout(120_000);
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();

  await go(page, 'g f', 'File');
  await page.keyboard.press('b');
  await expect(page.getByText('Backed up and checked')).toBeVisible();
  await expect(page.getByRole('row', { name: /By hand Checked 200 2,000 20,939 18,797/ })).toBeVisible();

  await go(page, 'g v', 'Verify');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Every check holds')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Health of the file: good' })).toBeVisible();

  await go(page, 'g f', 'File');
  await restore(page, /^Restore the backup of .*By hand$/);
  await expect(page.getByText('What was there is kept as company.pdesk.before-restore')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Health of the file: Not verified yet' })).toBeVisible();
  expect((served.ask('call', 'system.info', '{}') as { lastVerify: unknown }).lastVerify).toBeNull();

  await restore(page, /^Restore the backup of .*Put aside by a restore$/);
  await expect(page.getByRole('button', { name: 'Health of the file: good' })).toBeVisible();
  expect((served.ask('call', 'system.info', '{}') as { lastVerify: { ok: boolean } }).lastVerify.ok).toBe(true);
  expect(served.ask('verify')).toMatchObject({ ok: true });
  expect(await mouseEvents(page)).toEqual([]);
});

test('keyboard only: the health light opens on its cause, and leads there', async ({ page, served }) => {
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await tabTo(page, /^Health of the file/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Not verified yet' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Verify' })).toBeVisible();
  expect(await mouseEvents(page)).toEqual([]);
});

test('keyboard only: a second host on the file shows who holds it, and takes it over', async ({ page, served }) => {
  test.setTimeout(90_000);
  served.ask('init');
  await served.start();
  const second = new Served(served.db);
  try {
    await second.start();
    await page.goto(second.link);
    await expect(page.getByRole('status').filter({ hasText: /Held by .+ on .+ since \d\d:\d\d, browser/ })).toBeVisible();
    await tabTo(page, /^Take over…$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('may be in the middle of work')).toBeVisible();
    await tabTo(page, /^Take over$/);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Held by').first()).toBeHidden();
    expect(await mouseEvents(page)).toEqual([]);
  } finally {
    await second.stop();
  }
});

test('keyboard only: a lost file comes back from its backups on the first screen', async ({ page, served }) => {
  test.setTimeout(90_000);
  served.ask('init', '--sample');
  await served.start('--today', '2026-11-05');
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await go(page, 'g f', 'File');
  await page.keyboard.press('b');
  await expect(page.getByText('Backed up and checked')).toBeVisible();
  await served.lose();
  await served.start('--today', '2026-11-05');
  await page.goto(served.link);
  await expect(page.getByRole('heading', { level: 1, name: 'Partnerdesk' })).toBeVisible();
  await tabTo(page, /^Restore the backup of/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByText('200 partners')).toBeVisible();
  await tabTo(page, /^Restore it$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible({ timeout: 15_000 });
  expect(await mouseEvents(page)).toEqual([]);
});
