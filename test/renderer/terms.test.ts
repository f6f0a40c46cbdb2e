import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moneyWords } from '../../renderer/format/format.ts';
import {
  type CompleteTerms,
  changesTyped,
  formKey,
  inForceOn,
  readTyped,
  TERMS_FIELDS,
  termsChanges,
  typedTerms,
  valueWords,
  withChanges,
} from '../../renderer/format/terms.ts';
import { HELP, topicOf } from '../../renderer/help/index.ts';
import { makeRouter } from '../../renderer/routes.tsx';
import { termsFile } from '../../src/contract/terms.ts';
import { DEFAULT_TERMS } from '../../src/domain/terms.ts';

const DEFAULTS = DEFAULT_TERMS as unknown as CompleteTerms;

describe('the programme terms on the screen', () => {
  test('every policy of the contract has its field, with words and a rule', () => {
    const policies = Object.keys(termsFile.shape).filter((name) => name !== 'effectiveFrom');
    expect([...new Set(TERMS_FIELDS.map((field) => field.name.split('.')[0]))].sort()).toEqual(policies.sort());
    expect(new Set(TERMS_FIELDS.map((field) => field.name)).size).toBe(TERMS_FIELDS.length);
    for (const field of TERMS_FIELDS) expect(valueWords(field, field.read(DEFAULTS), moneyWords), field.name).not.toMatch(/undefined|NaN/);
    const options = Object.fromEntries(
      TERMS_FIELDS.filter((field) => field.kind === 'choice').map((field) => [field.name, Object.keys(field.options ?? {}).sort()]),
    );
    for (const [name, values] of Object.entries(options)) {
      const schema = termsFile.shape[name as keyof typeof termsFile.shape];
      for (const value of values) expect(schema.safeParse(value).success, `${name} ${value}`).toBe(true);
      expect(schema.safeParse('none of them').success, name).toBe(false);
    }
  });

  test('what is typed and left alone changes nothing; only what differs travels', () => {
    const typed = typedTerms(DEFAULTS);
    expect(changesTyped(DEFAULTS, typed)).toEqual({});
    expect(changesTyped(DEFAULTS, { ...typed, clawbackDays: '60', minimumPayoutPaisa: '1 lakh' })).toEqual({
      clawbackDays: 60,
      minimumPayoutPaisa: 10_000_000,
    });
    expect(changesTyped(DEFAULTS, { ...typed, 'withholding-filer': '12.5' })).toEqual({ withholding: { filer: 1250 } });
    const tiers = changesTyped(DEFAULTS, { ...typed, 'tiers-gold-rateBps': '21' })?.tiers;
    expect(tiers?.map((tier) => tier.rateBps)).toEqual([1500, 1800, 2100, 2500]);
    expect(tiers).toHaveLength(4);
    expect(changesTyped(DEFAULTS, { ...typed, clawbackDays: 'ninety' })).toBeNull();
  });

  test('any change typed comes back as the same change in words', () => {
    const changed = fc.record({
      clawbackDays: fc.nat({ max: 3660 }),
      minimumPayoutPaisa: fc.nat({ max: 1_000_000_000 }),
      grace: fc.constantFrom('none', 'one-quarter'),
    });
    fc.assert(
      fc.property(changed, (changes) => {
        const wanted = withChanges(DEFAULTS, changes as never);
        const sent = changesTyped(DEFAULTS, typedTerms(wanted));
        expect(termsChanges(DEFAULTS, withChanges(DEFAULTS, sent ?? {}))).toEqual(termsChanges(DEFAULTS, wanted));
      }),
    );
  });

  test('a value that cannot be read says how to give it', () => {
    for (const field of TERMS_FIELDS.filter((one) => one.kind !== 'switch')) {
      const answer = readTyped(field, 'x');
      expect(answer.ok ? '' : answer.message, field.name).toMatch(/Give|Choose/);
      expect(formKey(field.name)).not.toContain('.');
    }
  });

  test('the version in force on a date is the last that began', () => {
    const versions = [{ effectiveFrom: '2000-01-01' }, { effectiveFrom: '2026-01-01' }, { effectiveFrom: '2026-07-01' }];
    expect(['2025-12-31', '2026-01-01', '2026-06-30', '2027-01-01'].map((date) => inForceOn(versions, date)?.effectiveFrom)).toEqual([
      '2000-01-01',
      '2026-01-01',
      '2026-01-01',
      '2026-07-01',
    ]);
  });
});

describe('help (F1)', () => {
  const routes = Object.values(makeRouter().routesByPath).map((route) => String(route.fullPath));

  test.each([...new Set(routes)])('%s has its rules', (route) => {
    expect(HELP[route], route).toBeDefined();
    expect(HELP[route]?.rules.length).toBeGreaterThan(1);
  });

  test('every open place of a rule is a value of the terms', () => {
    const names = new Set(TERMS_FIELDS.map((field) => field.name));
    const places = Object.values(HELP).flatMap((topic) => topic.rules.flatMap(({ text }) => [...text.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '')));
    expect(places.length).toBeGreaterThan(20);
    expect(places.filter((name) => !names.has(name))).toEqual([]);
  });

  test('a record has the topic of its kind, an unknown address that of the screen above it', () => {
    expect(topicOf('/partners/P-0001')?.title).toBe('Partner');
    expect(topicOf('/terms/draft')?.title).toBe('Prepare new terms');
    expect(topicOf('/nowhere')?.title).toBe('Today');
  });
});
