import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { PROCEDURES } from '../../src/contract/index.ts';
import { ERROR_CODES } from '../../src/shared/errors.ts';
import { sourcesOf } from './support/source.ts';
import { titlesOf } from './support/titles.ts';

const tests = sourcesOf('test').filter((source) => !source.path.startsWith('test/tidy/'));

const titles = titlesOf(tests);

/** The numbered rules of programme.md that this version carries out. */
const RULES = [
  '1.1',
  '1.2',
  '1.3',
  '1.4',
  '1.5',
  '1.6',
  '1.7',
  '2.5',
  '2.6',
  '3.1',
  '3.2',
  '3.3',
  '3.4',
  '3.5',
  '3.6',
  '3.7',
  '3.8',
  'section 4',
  '5.1',
  '5.2',
  '5.3',
  '6.1',
  '6.2',
  '6.3',
  '6.4',
  'section 11',
] as const;

describe('every numbered rule in scope is named by a test', () => {
  test('titles were found', () => expect(titles.length).toBeGreaterThan(300));
  test.each(RULES)('%s', (rule) => {
    const pattern = new RegExp(`(?<![\\d.])${rule.replace('.', '\\.')}(?!\\d|\\.\\d)`);
    expect(titles.filter((title) => pattern.test(title)).length).toBeGreaterThan(0);
  });
});

/** Codes that no test of ours can reach here, and why. */
const UNREACHED: Readonly<Record<string, string>> = {};

describe('every error code is reached by a test, or listed with a reason', () => {
  const text = tests.map((source) => source.text).join('\n');
  test.each(Object.keys(ERROR_CODES))('%s', (code) => {
    const isNamed = new RegExp(`\\b${code}\\b`).test(text);
    expect(isNamed || UNREACHED[code] !== undefined, `${code} is in no test`).toBe(true);
    expect(isNamed && UNREACHED[code] !== undefined, `${code} is reached: take it out of the list`).toBe(false);
  });
});

/** The procedures that interchange.md fixes: input keys (`?`: may be left out) and the keys of a row of the answer. */
const FROZEN: Readonly<Record<string, readonly [input: string, output: string]>> = {
  'tiers.asOf': ['date', 'partner tier since count inGraceUntil'],
  'tiers.history': ['partner?', 'partner date from to reason'],
  'deals.rates': ['', 'deal partner tier rateBps source'],
  'accruals.list': ['from to', 'deal partner period postedIn kind invoiceNo basePaisa rateBps amountPaisa'],
  'reconciliation.month': ['month', 'deal expectedPaisa billedPaisa expectedCommissionPaisa accruedPaisa status beyondTerm'],
  'payouts.quarter': ['quarter', 'partner openingPaisa accruedPaisa adjustmentsPaisa clawbackPaisa grossPaisa withholdingPaisa netPaisa carriedPaisa state'],
  'balances.partners': ['asOf', 'partner payablePaisa'],
  'journal.trialBalance': ['asOf', 'account debitPaisa creditPaisa'],
};

/** Named by interchange.md, but of a later version. */
const LATER = ['coop.year'];

describe('the fixed procedures are those of interchange.md', () => {
  const frozen = Object.entries(PROCEDURES).filter(([, procedure]) => procedure.frozen);
  test('names', () => {
    expect(frozen.map(([name]) => name).sort()).toEqual(Object.keys(FROZEN).sort());
    expect(LATER.filter((name) => name in PROCEDURES)).toEqual([]);
  });
  test.each(frozen)('%s has its keys', (name, procedure) => {
    const keys = (shape: z.ZodRawShape): string =>
      Object.entries(shape)
        .map(([key, type]) => `${key}${(type as z.ZodType).safeParse(undefined).success ? '?' : ''}`)
        .join(' ');
    const input = (procedure.input as unknown as z.ZodObject).shape;
    const row = (procedure.output as unknown as z.ZodArray<z.ZodObject>).element.shape;
    expect([keys(input), Object.keys(row).join(' ')]).toEqual(FROZEN[name]);
    expect(procedure.kind).toBe('query');
  });
});
