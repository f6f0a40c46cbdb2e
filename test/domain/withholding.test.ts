import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { withhold } from '../../src/domain/payouts.ts';
import { DEFAULT_TERMS, type Terms } from '../../src/domain/terms.ts';
import { rateOn, type StandingEvidence, shippedWithholdingRates, standingOn, withholdingBase, withholdingOn } from '../../src/domain/withholding.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { paisa } from '../../src/shared/paisa.ts';
import { bps } from '../../src/shared/rate.ts';
import { TAX_STANDINGS, type TaxStanding } from '../../src/shared/vocab.ts';

const RATES = shippedWithholdingRates();
const evidence = (standing: TaxStanding, checkedOn: string, exemptUntil: string | null = null): StandingEvidence => ({
  standing,
  checkedOn: isoDate(checkedOn),
  exemptUntil: exemptUntil === null ? null : isoDate(exemptUntil),
});
const ENFORCED: Terms = { ...DEFAULT_TERMS, standingEnforced: true };

describe('rule 6.3 standing on the payment date', () => {
  const PAY = isoDate('2026-10-15');
  /** Evidence, what it counts as by default, and what with `standing_enforced`; the last two say whether each warns. */
  const CASES: readonly (readonly [what: string, found: StandingEvidence[], counts: TaxStanding, enforced: TaxStanding, warns: boolean])[] = [
    ['none recorded', [], 'non_filer', 'non_filer', true],
    ['a fresh filer', [evidence('filer', '2026-10-01')], 'filer', 'filer', false],
    ['a fresh non-filer', [evidence('non_filer', '2026-10-01')], 'non_filer', 'non_filer', false],
    ['a fresh non-resident', [evidence('non_resident', '2026-10-01')], 'non_resident', 'non_resident', false],
    ['checked on the payment date', [evidence('filer', '2026-10-15')], 'filer', 'filer', false],
    ['30 days old', [evidence('filer', '2026-09-15')], 'filer', 'filer', false],
    ['31 days old', [evidence('filer', '2026-09-14')], 'filer', 'non_filer', true],
    ['a stale exemption', [evidence('exempt', '2026-09-14', '2027-01-01')], 'exempt', 'non_filer', true],
    ['a stale non-resident stays one', [evidence('non_resident', '2026-09-14')], 'non_resident', 'non_resident', true],
    ['exempt to the day after', [evidence('exempt', '2026-10-01', '2026-10-16')], 'exempt', 'exempt', false],
    ['exempt to that day, its last day included', [evidence('exempt', '2026-10-01', '2026-10-15')], 'exempt', 'exempt', false],
    ['exempt to the day before: a filer', [evidence('exempt', '2026-10-01', '2026-10-14')], 'filer', 'filer', true],
    ['exempt without a date: a filer', [evidence('exempt', '2026-10-01')], 'filer', 'filer', true],
    ['the newest evidence speaks', [evidence('filer', '2026-09-20'), evidence('non_filer', '2026-10-01')], 'non_filer', 'non_filer', false],
  ];
  test.each(CASES)('6.3: %s', (_what, found, counts, enforced, warns) => {
    const plain = standingOn(found, PAY, DEFAULT_TERMS);
    expect([plain.standing, standingOn(found, PAY, ENFORCED).standing, plain.warnings.length > 0]).toEqual([counts, enforced, warns]);
  });

  it('6.3: the age is a policy', () => {
    const strict = { ...ENFORCED, standingMaxAgeDays: 0 };
    expect(standingOn([evidence('filer', '2026-10-14')], PAY, strict).standing).toBe('non_filer');
    expect(standingOn([evidence('filer', '2026-10-15')], PAY, strict).standing).toBe('filer');
  });
});

describe('rule 6.3 the rate by payment date', () => {
  test.each([
    ['filer', 1200],
    ['non_filer', 2400],
    ['exempt', 0],
  ] as const)('6.3: %s: %i bps from the shipped rows of section 233', (standing, rate) =>
    expect(rateOn(RATES, standing, isoDate('2026-04-15'), DEFAULT_TERMS)).toMatchObject({ ok: true, rateBps: rate, section: '233' }),
  );

  it('6.3: April to June paid in July takes the row of the next tax year', () => {
    const changed = RATES.map((row) => (row.standing === 'filer' && row.fromOn === '2026-07-01' ? { ...row, rateBps: bps(1500) } : row));
    expect(rateOn(changed, 'filer', isoDate('2026-06-30'), DEFAULT_TERMS)).toMatchObject({ rateBps: 1200 });
    expect(rateOn(changed, 'filer', isoDate('2026-07-01'), DEFAULT_TERMS)).toMatchObject({ rateBps: 1500 });
    expect(rateOn(changed, 'filer', isoDate('2026-07-15'), DEFAULT_TERMS)).toMatchObject({ rateBps: 1500 });
  });

  test.each([
    ['2022-06-30', false],
    ['2022-07-01', true],
    ['2027-06-30', true],
    ['2027-07-01', false],
  ])('6.3: a payment on %s is covered: %s; what is missing is named, nothing is reused', (date, covered) => {
    const rate = rateOn(RATES, 'filer', isoDate(date), DEFAULT_TERMS);
    expect(rate.ok).toBe(covered);
    if (!rate.ok) {
      expect(rate.problem).toBe('missing');
      for (const part of ['233', 'filer', date, 'tax year']) expect(rate.message).toContain(part);
    }
  });

  it('6.3: a gap between two rows is a gap (C9)', () => {
    const gap = RATES.filter((row) => row.fromOn !== '2025-07-01');
    expect(rateOn(gap, 'filer', isoDate('2025-12-31'), DEFAULT_TERMS)).toMatchObject({ ok: false, problem: 'missing' });
  });

  it('6.3: a non-resident without an agreed treatment is held; a rate in the terms is a treatment', () => {
    expect(rateOn(RATES, 'non_resident', isoDate('2026-04-15'), DEFAULT_TERMS)).toMatchObject({ ok: false, problem: 'held' });
    expect(rateOn(RATES, 'non_resident', isoDate('2026-04-15'), { ...DEFAULT_TERMS, withholding: { non_resident: bps(1000) } })).toMatchObject({
      ok: true,
      rateBps: 1000,
    });
  });

  it('6.3: a rate in the terms holds for all dates, also where no row covers them, and zero is a rate', () => {
    const terms = { ...DEFAULT_TERMS, withholding: { filer: bps(0) } };
    expect(rateOn(RATES, 'filer', isoDate('2040-01-01'), terms)).toMatchObject({ ok: true, rateBps: 0 });
    expect(rateOn(RATES, 'non_filer', isoDate('2040-01-01'), terms)).toMatchObject({ ok: false });
  });
});

describe('rule 6.3 base and rounding', () => {
  test.each([
    [5_000_000, 1200, 600_000],
    [5_000_001, 1200, 600_000],
    [5_000_004, 1200, 600_000],
    [5_000_005, 1200, 600_001],
    [1, 1200, 0],
    [0, 1200, 0],
    [-5_000_000, 1200, 0],
  ])('6.3: round(%i × %i bps) is %i paisa', (base, rate, expected) => expect(withholdingOn(paisa(base), bps(rate), DEFAULT_TERMS)).toBe(expected));

  const RUPEE: Terms = { ...DEFAULT_TERMS, withholdingRounding: 'rupee' };
  test.each([
    [5_000_000, 1200, 600_000],
    [5_000_412, 1200, 600_000],
    [5_000_417, 1200, 600_100],
    [5_001_250, 1200, 600_200],
  ])('6.3 rupee: %i × %i bps is %i', (base, rate, expected) => expect(withholdingOn(paisa(base), bps(rate), RUPEE)).toBe(expected));

  /** Whole rupees by one rounding of the exact product. */
  const exactRupees = (base: number, rate: number): number => Number((BigInt(base) * BigInt(rate) * 2n + 1_000_000n) / 2_000_000n) * 100;

  // By way of the paisa, PKR 50,004.16 × 12 % = 6,000.4992 would give 6,001.
  it('6.3 rupee: the product is rounded once', () => {
    expect(exactRupees(5_000_416, 1200)).toBe(600_000);
    expect(withholdingOn(paisa(5_000_416), bps(1200), RUPEE)).toBe(600_000);
    fc.assert(
      fc.property(fc.integer({ min: 5_000_000, max: 500_000_000 }), fc.integer({ min: 0, max: 10_000 }), (base, rate) => {
        expect(withholdingOn(paisa(base), bps(rate), RUPEE)).toBe(exactRupees(base, rate));
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('6.3 before_set_off: a clawback of commission already paid leaves the base whole; after_clawback (default) reduces it', () => {
    const before: Terms = { ...DEFAULT_TERMS, withholdingBase: 'before_set_off' };
    expect(withholdingBase(paisa(10_000_000), paisa(-4_000_000), DEFAULT_TERMS)).toBe(10_000_000);
    expect(withholdingBase(paisa(10_000_000), paisa(-4_000_000), before)).toBe(14_000_000);
    const rate = rateOn(RATES, 'filer', isoDate('2026-04-15'), before);
    const withheld = withhold(paisa(10_000_000), paisa(-4_000_000), { standing: 'filer', warnings: [] }, rate, before);
    expect([withheld.basePaisa, withheld.withholdingPaisa, withheld.netPaisa]).toEqual([14_000_000, 1_680_000, 8_320_000]);
  });

  it('6.3: net = gross − withholding for every standing, amount and rounding, and without a rate nothing is withheld', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000_000 }),
        fc.constantFrom(...TAX_STANDINGS),
        fc.constantFrom(DEFAULT_TERMS, RUPEE),
        (gross, standing, terms) => {
          const rate = rateOn(RATES, standing, isoDate('2026-04-15'), terms);
          const withheld = withhold(paisa(gross), paisa(0), { standing, warnings: [] }, rate, terms);
          expect(withheld.netPaisa + withheld.withholdingPaisa).toBe(gross);
          if (!rate.ok || rate.rateBps === 0) expect(withheld.withholdingPaisa).toBe(0);
        },
      ),
    );
  });
});
