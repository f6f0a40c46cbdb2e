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
    const figures = [...main.querySelectorAll<HTMLElement>('[data-figure]')].map((element) => ({
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
    return { figures, dead };
  });
}

/** Asks the core, as the page does, with the session of the page. */
export async function askProof(page: Page, procedure: string, input: unknown): Promise<ProofNode | string> {
  const reply = await page.evaluate(
    async ([name, body]) => {
      const response = await fetch(`/rpc/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body ?? '' });
      return (await response.json()) as { ok: boolean; value?: unknown; error?: { message: string } };
    },
    [procedure, JSON.stringify({ input })],
  );
  return reply.ok ? (reply.value as ProofNode) : (reply.error?.message ?? 'no answer');
}

/** The figure as the core counts it: paisa, basis points or one by one. */
export function amountShown({ kind, text }: ShownFigure): number {
  const plain = text.replaceAll(',', '').replaceAll('−', '-').replace('%', '').trim();
  return kind === 'count' ? Number(plain) : Math.round(Number(plain) * 100);
}

/** A stable screen: nothing loads, and what is shown has not changed for a moment. */
export async function settle(page: Page): Promise<void> {
  let last = '';
  let still = 0;
  for (let round = 0; round < 80 && still < 3; round += 1) {
    await page.waitForTimeout(120);
    const now = await page.evaluate(() => {
      const isBusy =
        document.querySelector('[aria-label="Loading"], [aria-busy="true"], h1') === null ||
        document.querySelector('[aria-label="Loading"], [aria-busy="true"]') !== null;
      const main = document.querySelector('main') ?? document.body;
      return isBusy ? '' : `${location.hash} ${main.textContent ?? ''} ${main.querySelectorAll('[data-proof]').length}`;
    });
    still = now !== '' && now === last ? still + 1 : 0;
    last = now;
  }
}
