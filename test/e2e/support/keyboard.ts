import type { Page } from '@playwright/test';

/** Counts every mouse, pointer and touch event of the page from its next load on: a script by keyboard must end at none. */
export async function countMice(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counter = globalThis as typeof globalThis & { mice: number };
    counter.mice = 0;
    const count = (event: Event): void => {
      if (event.isTrusted) counter.mice += 1;
    };
    for (const kind of ['pointerdown', 'mousedown', 'mousemove', 'touchstart', 'wheel']) addEventListener(kind, count, true);
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { mice?: number }).mice ?? -1);
}

/** Tabs until the focus is on a control of that name, or on a row of a grid. @throws when eighty Tabs do not lead there */
export async function tabTo(page: Page, where: RegExp | 'grid'): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? (at.labels?.[0]?.textContent ?? '') : '';
      const text = at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement ? at.textContent : '';
      return { name: `${at?.getAttribute('aria-label') ?? ''} ${label} ${text}`, isOnRow: at?.closest('[role=grid] [data-cell]') !== null && at !== null };
    });
    if (where === 'grid' ? focused.isOnRow : where.test(focused.name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${String(where)}`);
}
