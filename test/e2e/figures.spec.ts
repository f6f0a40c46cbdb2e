import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ProofNode } from '../../src/contract/proof.ts';
import { amountOf, proofProblems } from '../../src/domain/proof.ts';
import { address, recordAddress } from '../../src/shared/address.ts';
import { type Asked, amountShown, askProofs, type OpenProof, openByKey, openProofs, readScreen, type ShownFigure, settle } from './support/figures.ts';
import { Served } from './support/served.ts';
import { missingBuild } from './support/sim.ts';
import { test as base, expect, listenForTrouble } from './support/test.ts';

const notBuilt = missingBuild();

const TODAY = '2026-11-05';
/** Terms that move tiers, lines and payouts, so that the rehearsal beside them has figures. */
const DRAFT = { terms: { effectiveFrom: '2026-10-01', rateBasis: 'current-tier', minimumPayoutPaisa: 50_000_000 }, reason: 'For the crawl' };

interface Desk {
  readonly served: Served;
  readonly page: Page;
  readonly troubles: string[];
}

/** One file, one host and one page for the whole crawl: nothing in it changes anything. */
const test = base.extend<object, { readonly desk: Desk }>({
  desk: [
    async ({ browser }, use) => {
      const served = new Served();
      served.ask('init', '--sample');
      served.ask('--today', TODAY, 'call', 'terms.draft', JSON.stringify(DRAFT));
      await served.start('--today', TODAY);
      const page = await browser.newPage({ viewport: { width: 1600, height: 720 }, reducedMotion: 'reduce' });
      const troubles = listenForTrouble(page);
      await page.goto(served.link);
      await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
      await use({ served, page, troubles });
      await page.close();
      await served.stop();
    },
    { scope: 'worker' },
  ],
});

test.describe.configure({ timeout: 120_000 });

test.beforeEach(() => {
  test.skip(notBuilt !== null, notBuilt ?? '');
});

interface Deal {
  readonly deal: string;
  readonly status: string;
  readonly contractType: string;
}

/** Every route, with what it can show: tabs, panels, months that are closed and open. */
function addressesOf(served: Served): Readonly<Record<string, readonly string[]>> {
  const { rows } = served.ask('call', 'deals.list', '{"limit":500}') as { rows: Deal[] };
  const some = [...new Map(rows.map((row) => [`${row.contractType} ${row.status}`, row.deal])).values()];
  const [deal = ''] = some;
  const partner = 'P-0001';
  const closed = '2026-09';
  const open = '2026-10';
  return {
    '/': ['/'],
    '/queue': ['/queue'],
    '/partners': ['/partners', address('/partners', { peek: partner }), address('/partners', { tier: 'silver' })],
    '/partners/$partner': [
      ...['tier', 'deals', 'balances', 'payouts', 'terms', 'details'].map((tab) => address(recordAddress('partners', partner), { tab })),
      ...['tier', 'balances'].map((tab) => address(recordAddress('partners', 'P-0048'), { tab })),
    ],
    '/tiers': ['/tiers', address('/tiers', { peek: partner }), address('/tiers', { lens: 'grace' })],
    '/deals': ['/deals', address('/deals', { peek: deal }), address('/deals', { partner })],
    '/deals/$deal': some.slice(0, 8).map((code) => recordAddress('deals', code)),
    '/imports': ['/imports', address('/imports', { tab: 'history' }), address('/imports', { tab: 'history', batch: 1 })],
    '/reconcile': [closed, open].flatMap((month) => [address('/reconcile', { month, open: false }), address('/reconcile', { month, open: true, peek: deal })]),
    '/exceptions': [address('/exceptions', { all: true }), '/exceptions'],
    '/close': [address('/close', { month: open }), address('/close', { month: closed })],
    '/ledger': [address('/ledger', { month: closed }), address('/ledger', { all: true }), address('/ledger', { all: true, kind: 'clawback' })],
    '/journal': [address('/journal', { month: closed }), address('/journal', { month: closed, tab: 'balance' })],
    '/payouts': [
      address('/payouts', { quarter: '2026-Q2', peek: partner }),
      address('/payouts', { quarter: '2026-Q3' }),
      address('/payouts', { quarter: '2026-Q3', compare: true }),
    ],
    '/balances': [address('/balances', { asOf: closed }), address('/balances', { asOf: closed, peek: partner })],
    '/statements': [address('/statements', { quarter: '2026-Q3' }), address('/statements', { quarter: '2026-Q2', peek: partner })],
    '/verify': ['/verify'],
    '/users': ['/users'],
    '/acts': ['/acts'],
    '/file': ['/file'],
    '/audit': ['/audit'],
    '/terms': ['/terms', address('/terms', { version: 1 }), address('/terms', { draft: 1 })],
    '/terms/draft': ['/terms/draft', address('/terms/draft', { draft: 1 })],
    '/calendar': ['/calendar'],
  };
}

/** So many figures a route shows at least: a screen that fell silent does not pass. Nought: it shows no figure, and its bare numbers must be marked. */
const FLOORS: Readonly<Record<string, number>> = {
  '/': 10,
  '/queue': 0,
  '/partners': 205,
  '/partners/$partner': 180,
  '/tiers': 130,
  '/deals': 180,
  '/deals/$deal': 280,
  '/imports': 0,
  '/reconcile': 270,
  '/exceptions': 45,
  '/close': 110,
  '/ledger': 200,
  '/journal': 160,
  '/payouts': 460,
  '/balances': 235,
  '/statements': 150,
  '/verify': 4,
  '/users': 0,
  '/acts': 0,
  '/file': 0,
  '/audit': 0,
  '/terms': 130,
  '/terms/draft': 55,
  '/calendar': 0,
};

const declaredRoutes = (): string[] =>
  [...readFileSync(join(import.meta.dirname, '../../renderer/routes.tsx'), 'utf8').matchAll(/path: '([^']+)'/g)].map((match) => match[1] ?? '');

const PREVIEW = 'proof.ofPreview ';
const askedOf = (proof: string): Asked =>
  proof.startsWith(PREVIEW)
    ? { procedure: 'proof.ofPreview', input: JSON.parse(proof.slice(PREVIEW.length)) as unknown }
    : { procedure: 'proof.of', input: JSON.parse(proof) as unknown };

/** Steps that stop at a subtotal and name what to ask next: the first and the last of each proof are followed. */
function deeperOf(node: ProofNode): readonly ProofNode[] {
  const all: ProofNode[] = [];
  const walk = (step: ProofNode): void => {
    for (const part of step.parts) {
      if (part.deeper !== null && part.parts.length === 0) all.push(part);
      walk(part);
    }
  };
  walk(node);
  return [...new Set([all[0], all.at(-1)])].filter((step) => step !== undefined);
}

/** A counted list names its members, each as one; what lies deeper proves the member: a tier, an amount. */
const isOtherUnit = (step: ProofNode, answer: ProofNode): boolean =>
  amountOf(step) === null || (!('count' in answer.value) && JSON.stringify(step.value) === '{"count":1}');

/** Why a proof does not carry the amount; null when it does. */
function problemOf(node: ProofNode | string | undefined, amount: number | null): string | null {
  if (node === undefined) return 'no answer';
  if (typeof node === 'string') return `refused: ${node}`;
  const problems = proofProblems(node);
  if (problems.length > 0) return problems.slice(0, 3).join('; ');
  if (JSON.stringify(node).includes('"Not accounted for"')) return 'something in it is not accounted for';
  return amountOf(node) === amount ? null : `comes to ${JSON.stringify(node.value)}`;
}

/** What a rehearsal has answered is proved on the page itself: its tree must come to the figure, and a sum's parts to its root. */
function problemOnPage(figure: ShownFigure, opened: OpenProof | null | undefined): string | null {
  if (opened === null || opened === undefined) return 'no proof opens';
  if (opened.root !== figure.text) return `its proof says ${opened.root}`;
  const total = opened.parts.filter((part) => part.kind === figure.kind).reduce((sum, part) => sum + amountShown(part), 0);
  return !opened.isSum || total === amountShown(figure) ? null : `its parts come to ${total}`;
}

/**
 * The crawl of a screen: what is wrong, and how many figures it saw. Proofs asked before are not asked again.
 * A count that stands alone is a figure and is proved by the list of what it counts; a count with its noun in a sentence ("103 deals") is proved by
 * the list it speaks of, on the same screen or one link away.
 */
class Crawl {
  readonly #known = new Map<string, string | null>();

  async screen(page: Page, to: string): Promise<{ readonly shown: number; readonly wrong: readonly string[] }> {
    const { figures, dead, errors, heading } = await readScreen(page);
    const proved = figures.filter((figure): figure is ShownFigure & { proof: string } => figure.proof !== null);
    const found = [
      ...(heading === '' ? ['has no heading'] : []),
      ...errors.map((text) => `says ${text}`),
      ...dead.map((text) => `drawn as plain text: ${text}`),
      ...figures.filter((figure) => figure.proof === null).map(({ text, where }) => `${text} has no proof (${where})`),
      ...(await this.#core(page, proved)),
      ...(await this.#local(page, proved)),
    ];
    return { shown: figures.length, wrong: found.map((text) => `${to}: ${text}`) };
  }

  async #core(page: Page, figures: readonly (ShownFigure & { proof: string })[]): Promise<string[]> {
    const core = figures.filter(({ proof }) => !proof.startsWith('local:'));
    const keyOf = ({ proof, text }: { proof: string; text: string }): string => `${proof} ${text}`;
    const fresh = [...new Map(core.map((figure) => [keyOf(figure), figure])).values()].filter((figure) => !this.#known.has(keyOf(figure)));
    const nodes = await askProofs(
      page,
      fresh.map(({ proof }) => askedOf(proof)),
    );
    for (const [index, figure] of fresh.entries()) this.#known.set(keyOf(figure), problemOf(nodes[index], amountShown(figure)));
    const deeper = await this.#deeper(page, nodes);
    return [
      ...core.flatMap((figure) => {
        const problem = this.#known.get(keyOf(figure)) ?? null;
        return problem === null ? [] : [`${figure.text} (${figure.where}): ${problem}. ${figure.proof.slice(0, 160)}`];
      }),
      ...deeper,
    ];
  }

  /** Where a proof stops at a subtotal, the proof of that subtotal comes to the same. */
  async #deeper(page: Page, nodes: readonly (ProofNode | string)[]): Promise<string[]> {
    const steps = nodes.flatMap((node) => (typeof node === 'string' ? [] : deeperOf(node)));
    const keyOf = (step: ProofNode): string => `deeper ${JSON.stringify(step.deeper)} ${JSON.stringify(step.value)}`;
    const fresh = [...new Map(steps.map((step) => [keyOf(step), step])).values()].filter((step) => !this.#known.has(keyOf(step)));
    const answers = await askProofs(
      page,
      fresh.map((step) => ({ procedure: 'proof.of', input: step.deeper })),
    );
    return fresh.flatMap((step, index) => {
      const answer = answers[index];
      const amount = typeof answer === 'object' && isOtherUnit(step, answer) ? amountOf(answer) : amountOf(step);
      const problem = problemOf(answer, amount);
      this.#known.set(keyOf(step), problem);
      return problem === null ? [] : [`deeper, ${step.label} ${JSON.stringify(step.value)}: ${problem}. ${JSON.stringify(step.deeper)}`];
    });
  }

  async #local(page: Page, figures: readonly (ShownFigure & { proof: string })[]): Promise<string[]> {
    const keyOf = ({ proof, text }: { proof: string; text: string }): string => `${proof} ${text}`;
    const local = new Map(figures.filter(({ proof }) => proof.startsWith('local:')).map((figure) => [keyOf(figure), figure]));
    const fresh = [...local.values()].filter((figure) => !this.#known.has(keyOf(figure)));
    const opened = await openProofs(
      page,
      fresh.map(({ proof }) => proof),
    );
    for (const [index, figure] of fresh.entries()) this.#known.set(keyOf(figure), problemOnPage(figure, opened[index]));
    return [...local.values()].flatMap((figure) => {
      const problem = this.#known.get(keyOf(figure)) ?? null;
      return problem === null ? [] : [`${figure.text} (${figure.where}): ${problem}. ${figure.proof.slice(0, 160)}`];
    });
  }
}

/** Alt+Enter on the first and the last figure of a screen opens a proof of that very figure. */
async function keyProblems(page: Page, to: string): Promise<string[]> {
  const { figures } = await readScreen(page);
  const wrong: string[] = [];
  for (const figure of [...new Set([figures[0], figures.at(-1)])]) {
    if (figure?.proof === undefined || figure.proof === null) continue;
    const root = await openByKey(page, figure.proof);
    if (amountShown({ kind: figure.kind, text: root }) !== amountShown(figure)) wrong.push(`${to}: Alt+Enter on ${figure.text} opens a proof of ${root}`);
  }
  return wrong;
}

/** What a screen shows only when somebody acts on it. */
const ACTS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  '/balances': async (page) => await page.getByText('Table', { exact: true }).click(),
  '/ledger': async (page) => {
    await page.locator('[data-cell="0:8"]').click({ position: { x: 4, y: 4 } });
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(`Shift+${key}`);
    await expect(page.getByRole('status').filter({ hasText: 'Sum' })).toBeVisible();
  },
};

const crawl = new Crawl();

test('the crawl walks every route of the renderer', ({ desk }) => {
  expect(Object.keys(addressesOf(desk.served)).toSorted()).toEqual(declaredRoutes().toSorted());
  expect(Object.keys(FLOORS).toSorted()).toEqual(declaredRoutes().toSorted());
});

test('the crawl sees a dead number, a figure without a proof and a proof of something else', async ({ desk }) => {
  const { page, served } = desk;
  await page.goto(`${served.origin}/#/users`);
  await settle(page, '/users');
  await page.evaluate(() => {
    const other = JSON.stringify({ kind: 'billingLines' });
    const main = document.querySelector('main');
    for (const [kind, proof] of [[null], ['money'], ['count', other]]) {
      const figure = main?.appendChild(document.createElement('p'));
      figure?.append('1,234.50');
      if (figure && kind) figure.dataset['figure'] = kind;
      if (figure && proof) figure.dataset['proof'] = proof;
    }
  });
  const { shown, wrong } = await new Crawl().screen(page, '/users');
  await page.reload();
  expect(shown).toBe(2);
  expect(wrong).toEqual([expect.stringContaining('plain text'), expect.stringContaining('has no proof'), expect.stringContaining('comes to')]);
});

for (const [route, floor] of Object.entries(FLOORS)) {
  test(`${route}: every figure opens a proof that comes to it, none is plain text, and there are at least ${floor}`, async ({ desk }, testInfo) => {
    const { page, served, troubles } = desk;
    const wrong: string[] = [];
    let shown = 0;
    for (const [index, to] of (addressesOf(served)[route] ?? []).entries()) {
      await page.goto(`${served.origin}/#${to}`);
      await settle(page, to);
      if (index === 0) await ACTS[route]?.(page);
      const screen = await crawl.screen(page, to);
      shown += screen.shown;
      wrong.push(...screen.wrong, ...(index === 0 ? await keyProblems(page, to) : []));
    }
    testInfo.annotations.push({ type: 'figures', description: `${shown}` });
    expect([...new Set(wrong)]).toEqual([]);
    expect(shown).toBeGreaterThanOrEqual(floor);
    expect(troubles).toEqual([]);
  });
}
