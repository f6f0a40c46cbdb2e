import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { settle } from './support/figures.ts';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { expect, test } from './support/test.ts';

const notBuilt = missingBuild();
const TODAY = '2026-11-05';

/** The router is the list: a route added there is visited here. */
const ROUTES = [...readFileSync(join(import.meta.dirname, '../../renderer/routes.tsx'), 'utf8').matchAll(/path: '([^']+)'/g)].map((match) => match[1] ?? '');

/** Records of the sample by the name that a route has for them. @throws for a name that has none yet */
function opened(route: string, records: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const code = records[name];
    if (code === undefined) throw new Error(`${route}: say here which ${name} of the sample to open`);
    return code;
  });
}

/** The panels and tabs that lie beside the first look of a screen. */
const besides = (partner: string, deal: string): readonly string[] => [
  `/partners?peek=${partner}`,
  `/reconcile?peek=${deal}`,
  `/payouts?quarter=2026-Q3&peek=${partner}`,
  '/journal?tab=balance',
  '/imports?tab=history',
];

async function findings(page: Page, to: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${to} ${id}: ${node.html.slice(0, 240)} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`),
    );
}

test.describe.configure({ mode: 'parallel' });

for (const colorScheme of ['light', 'dark'] as const)
  test(`7.3, E6: no serious finding on any screen, ${colorScheme}, in both densities`, async ({ page }) => {
    test.skip(notBuilt !== null, notBuilt ?? '');
    test.setTimeout(240_000);
    const served = new Served();
    try {
      served.ask('init', '--sample');
      const partner = 'P-0001';
      const deal = (served.ask('call', 'deals.list', '{"limit":1}') as { rows: { deal: string }[] }).rows[0]?.deal ?? '';
      await served.start('--today', TODAY);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(served.link);
      await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
      const found: string[] = [];
      for (const density of ['normal', 'compact']) {
        await page.evaluate((chosen) => localStorage.setItem('partnerdesk.settings', JSON.stringify({ density: chosen })), density);
        await page.reload();
        for (const to of [...ROUTES.map((route) => opened(route, { partner, deal })), ...besides(partner, deal)]) {
          await page.goto(`${served.origin}/#${to}`);
          await settle(page, to);
          found.push(...(await findings(page, `${density} ${to}`)));
        }
      }
      expect(found).toEqual([]);
    } finally {
      await served.stop();
    }
  });
