import { describe, expect, test } from 'vitest';
import { sourcesOf } from './support/source.ts';

/**
 * Zero dead numbers (screens.md, D6): amounts, rates and counts become text in renderer/format, and reach a screen through the components
 * of renderer/components/figures.tsx, which ask for the proof of each. The crawl of test/e2e/figures.spec.ts opens them all.
 * A count that stands alone is a figure; a count with its noun in a sentence ("103 deals") is proved by the list it speaks of, on the same screen or
 * one link away.
 */
const MAKERS = ['moneyText', 'moneyWords', 'rateText', 'countText', 'formatRupees', 'formatPlainRupees', 'formatRate', 'maskedMoney'];
const FOREIGN = /\bIntl\.|\.toLocaleString\(|\.toFixed\(/;

/** Where such a text is no figure on a screen. */
const ALLOWED: Readonly<Record<string, string>> = {
  'renderer/components/figures.tsx': 'the components themselves',
  'renderer/forms/money-input.ts': 'echoes what is being typed',
  'renderer/pages/imports/History.tsx': 'how many records a batch brought, in a sentence',
  'renderer/shell/JobTray.tsx': 'how far a job is, in a sentence',
  'renderer/commands/usePaletteItems.tsx': 'a line of the palette is a string; what it computes is no figure of the file',
};

const pages = sourcesOf('renderer').filter((source) => !source.path.startsWith('renderer/format/') && ALLOWED[source.path] === undefined);

describe('figures are drawn in one place', () => {
  test('no page turns an amount, a rate or a count into text itself', () => {
    const bad = pages.flatMap(({ path, text }) => MAKERS.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).map((name) => `${path}: ${name}`));
    expect(bad).toEqual([]);
  });

  test('nothing formats numbers by the locale of the machine, or with fraction digits of its own', () => {
    const bad = sourcesOf('renderer').filter(({ text }) => FOREIGN.test(text));
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test('a figure cannot be drawn without saying what proves it', () => {
    const figures = sourcesOf('renderer').find(({ path }) => path === 'renderer/components/figures.tsx')?.text ?? '';
    expect(figures.match(/readonly proof: ProofRequest \| null;/g)?.length).toBeGreaterThanOrEqual(3);
    expect(figures).not.toMatch(/proof\?:/);
  });

  test('only what may stay unproved for a moment passes null: the day or the month that the proof speaks of is still loading', () => {
    const bad = pages.filter(({ path, text }) => path.startsWith('renderer/pages/') && /proof=\{null\}/.test(text));
    expect(bad.map(({ path }) => path)).toEqual([]);
  });
});
