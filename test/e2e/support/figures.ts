import type { Page } from '@playwright/test';
import type { ProofNode } from '../../../src/contract/proof.ts';

export interface ShownFigure {
  readonly kind: 'money' | 'rate' | 'count';
  readonly text: string;
  /** Null: nothing to open. */
  readonly proof: string | null;
  readonly where: string;
}

export interface Screen {
  readonly figures: readonly ShownFigure[];
  /** Amounts, rates and bare numbers that are drawn as plain text. */
  readonly dead: readonly string[];
  /** What the page says went wrong; empty when it shows what it is for. */
  readonly errors: readonly string[];
  readonly heading: string;
}

/**
 * What a screen shows: every element marked as a figure, and every text outside of one that reads as a figure.
 * Texts that a person stated (terms, the audit trail) and tallies of a report are marked as what they are.
 */
export async function readScreen(page: Page): Promise<Screen> {
  return await page.evaluate(() => {
    const MARKED = '[data-figure],[data-stated],[data-tally],[data-rule],time,input,textarea,code,.mantine-Stepper-steps';
    const MONEY = /(?:^|[^\d.,:-])[−-]?\d{1,3}(?:,\d{2,3})*\.\d{2}(?![\d.])/;
    const RATE = /\d\s?%/;
    const BARE = /^\s*[−-]?\d{1,3}(?:,\d{2,3})*\s*$/;
    const main = document.querySelector('main') ?? document.body;
    const where = (node: Element): string =>
      `${node.closest('[aria-label]')?.getAttribute('aria-label') ?? ''} › ${(node.closest('tr,li,dl,div')?.textContent ?? '').trim().slice(0, 60)}`;
    const figures = [...document.querySelectorAll<HTMLElement>('[data-figure]')].map((element) => ({
      kind: (element.dataset['figure'] ?? 'money') as 'money' | 'rate' | 'count',
      text: element.textContent ?? '',
      proof: element.dataset['proof'] ?? null,
      where: where(element),
    }));
    const dead: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      const element = node.parentElement;
      if (element === null || element.closest(MARKED) !== null) continue;
      if (MONEY.test(text) || RATE.test(text) || BARE.test(text)) dead.push(`“${text.trim()}” in ${where(element)}`);
    }
    const errors = [...main.querySelectorAll('[role=alert]')].map((alert) => (alert.textContent ?? '').trim());
    return { figures, dead, errors, heading: (document.querySelector('h1')?.textContent ?? '').trim() };
  });
}

export interface Asked {
  readonly procedure: string;
  readonly input: unknown;
}

/** Asks the core, as the page does, with the session of the page: answers in the order asked, refusals as their message. */
export async function askProofs(page: Page, asked: readonly Asked[]): Promise<readonly (ProofNode | string)[]> {
  const replies = await page.evaluate(
    async (calls) => {
      const answers: { ok: boolean; value?: unknown; error?: { message: string } }[] = [];
      let next = 0;
      const work = async (): Promise<void> => {
        for (let index = next++; index < calls.length; index = next++) {
          const call = calls[index];
          const body = JSON.stringify({ input: call?.input });
          const response = await fetch(`/rpc/${call?.procedure}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
          answers[index] = (await response.json()) as (typeof answers)[number];
        }
      };
      await Promise.all([work(), work(), work(), work()]);
      return answers;
    },
    [...asked],
  );
  return replies.map((reply) => (reply.ok ? (reply.value as ProofNode) : (reply.error?.message ?? 'no answer')));
}

/** The figure as the core counts it: paisa, basis points or one by one. */
export function amountShown({ kind, text }: Pick<ShownFigure, 'kind' | 'text'>): number {
  const plain = text.replaceAll(',', '').replaceAll('−', '-').replace('%', '').trim();
  return kind === 'count' ? Number(plain) : Math.round(Number(plain) * 100);
}

export interface OpenProof {
  /** The figure at the root, then those of its parts in their order; words are left out. */
  readonly root: string;
  readonly parts: readonly { readonly kind: ShownFigure['kind']; readonly text: string }[];
  readonly isSum: boolean;
}

/**
 * Opens the proofs of figures one over the other, by the click of a script, and reads each tree as it is drawn; null where none comes.
 * Keys are those of `data-proof`.
 */
export async function openProofs(page: Page, proofs: readonly string[]): Promise<readonly (OpenProof | null)[]> {
  const opened = await page.evaluate(
    async (keys) => {
      const frame = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 8));
      const treeAfter = async (last: Element | null): Promise<Element | null> => {
        for (const from = performance.now(); performance.now() - from < 5000; await frame()) {
          const tree = document.querySelector('[role=tree]');
          if (tree !== null && tree !== last) return tree;
        }
        return null;
      };
      const read = (tree: Element): OpenProof => {
        const items = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
        const below = items.filter((item) => item.getAttribute('aria-level') === '2');
        const parts = below.flatMap((item) => {
          const figure = item.querySelector<HTMLElement>('[data-figure]');
          return figure === null ? [] : [{ kind: (figure.dataset['figure'] ?? 'money') as 'money' | 'rate' | 'count', text: figure.textContent ?? '' }];
        });
        const isWhole = below.every((item) => !(item.dataset['path'] ?? '').endsWith('.rest'));
        const isSum = isWhole && below.some((item) => item.textContent?.trimStart().startsWith('+') === true);
        return { root: items[0]?.querySelector('[data-figure]')?.textContent ?? '', parts, isSum };
      };
      const answers: (OpenProof | null)[] = [];
      let last: Element | null = null;
      for (const key of keys) {
        const figure = [...document.querySelectorAll<HTMLElement>('main [data-proof]')].find((one) => one.dataset['proof'] === key);
        figure?.click();
        const tree: Element | null = figure === undefined ? null : await treeAfter(last);
        answers.push(tree === null ? null : read(tree));
        last = tree;
      }
      return answers;
    },
    [...proofs],
  );
  if (opened.length > 0) await closeProof(page);
  return opened;
}

async function closeProof(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('tree').waitFor({ state: 'detached', timeout: 5000 });
}

/** Opens the proof of a figure by Alt+Enter, in a grid on its cell; gives the figure at its root. */
export async function openByKey(page: Page, proof: string): Promise<string> {
  await page.evaluate((key) => {
    const button = [...document.querySelectorAll<HTMLElement>('main [data-proof]')].find((one) => one.dataset['proof'] === key);
    const cell = button?.closest<HTMLElement>('[data-cell]');
    (cell?.querySelector('[data-proof]') === button ? cell : button)?.focus();
  }, proof);
  await page.keyboard.press('Alt+Enter');
  const root = await page.locator('[role=treeitem][data-path="0"] [data-figure]').first().textContent({ timeout: 5000 });
  await closeProof(page);
  return root ?? '';
}

/** Waits for a screen at rest: nothing loads, and what is shown has not changed for a moment. @throws when it never comes to rest */
export async function settle(page: Page, to: string): Promise<void> {
  const isStill = await page.evaluate(async () => {
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const look = (): string => {
      if (document.querySelector('h1') === null || document.querySelector('[aria-label="Loading"], [aria-busy="true"]') !== null) return '';
      const main = document.querySelector('main') ?? document.body;
      return `${location.hash} ${main.textContent ?? ''} ${main.querySelectorAll('[data-proof]').length}`;
    };
    let last = '';
    let still = 0;
    for (let round = 0; round < 160 && still < 4; round += 1) {
      await pause(60);
      const now = look();
      still = now !== '' && now === last ? still + 1 : 0;
      last = now;
    }
    return still >= 4;
  });
  if (!isStill) throw new Error(`${to} does not come to rest within ten seconds`);
}
