// The generator makes lives that are valid, repeatable and rich; the oracle keeps its own laws over them.

import { describe, expect, test } from 'vitest';
import { generateLife, type Life } from './generate.ts';
import type { Cells } from './oracle/facts.ts';
import { Oracle } from './oracle/oracle.ts';

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);
const SIZE = { partners: 12, years: 3 };

function rowsOf(life: Life, kind: 'partners' | 'deals' | 'billing' | 'negotiated_terms' | 'leads'): Cells[] {
  return life.steps.flatMap((step) => (step.kind === 'import' ? (step.batch[kind] ?? []) : []));
}

function lived(life: Life): Oracle {
  const oracle = new Oracle(life.terms);
  for (const step of life.steps) {
    oracle.today = step.today;
    if (step.kind === 'import') oracle.importBatch(step.batch);
    else if (step.kind === 'close') oracle.close(step.month, { acceptVariances: step.acceptVariances });
    else if (step.kind === 'payouts') oracle.payouts(step.quarter, step.act);
    else oracle.ask(step.procedure, step.input);
  }
  return oracle;
}

function isValidIban(iban: string): boolean {
  const moved = `${iban.slice(4)}${iban.slice(0, 4)}`;
  return BigInt([...moved].map((char) => String(Number.parseInt(char, 36))).join('')) % 97n === 1n;
}

describe('the generator', () => {
  test('gives the same life for the same seed', () => {
    expect(JSON.stringify(generateLife(7, SIZE))).toBe(JSON.stringify(generateLife(7, SIZE)));
    expect(JSON.stringify(generateLife(7, SIZE))).not.toBe(JSON.stringify(generateLife(8, SIZE)));
  });

  test.each(SEEDS)('seed %i: one row of a key to an import, keys known, nothing signed before the opening', (seed) => {
    const life = generateLife(seed, SIZE);
    const openings = new Map<string, string>();
    const deals = new Set<string>();
    for (const step of life.steps) {
      if (step.kind !== 'import') continue;
      for (const row of step.batch.partners ?? []) {
        openings.set(row['code'] ?? '', (row['tier'] === '' ? row['joined_on'] : row['tier_since']) ?? '');
        expect(row['iban'] === '' || isValidIban(row['iban'] ?? '')).toBe(true);
      }
      for (const row of step.batch.deals ?? []) {
        deals.add(row['code'] ?? '');
        expect((row['signed_on'] ?? '') >= (openings.get(row['partner_code'] ?? '') ?? '9')).toBe(true);
        expect((row['signed_on'] ?? '') < step.today).toBe(true);
      }
      for (const row of step.batch.billing ?? []) expect(deals.has(row['deal_code'] ?? '')).toBe(true);
      for (const kind of ['partners', 'deals'] as const) {
        const codes = (step.batch[kind] ?? []).map((row) => row['code']);
        expect(new Set(codes).size).toBe(codes.length);
      }
    }
  });

  test.each(SEEDS)('seed %i: negotiated terms of a kind do not overlap, invoice numbers are unique', (seed) => {
    const life = generateLife(seed, SIZE);
    const terms = rowsOf(life, 'negotiated_terms');
    for (const one of terms) {
      for (const other of terms) {
        const sameKind = one['partner_code'] === other['partner_code'] && (one['tier'] === '') === (other['tier'] === '');
        if (one === other || !sameKind || (one['from'] ?? '') > (other['from'] ?? '')) continue;
        expect(one['to'] !== '' && (one['to'] ?? '') < (other['from'] ?? '')).toBe(true);
      }
    }
    const lines = new Map<string, string>();
    for (const row of rowsOf(life, 'billing')) {
      const key = `${row['deal_code']} ${row['invoice_no']}`;
      expect(lines.get(key) ?? JSON.stringify(row)).toBe(JSON.stringify(row));
      lines.set(key, JSON.stringify(row));
    }
  });
});

describe('the oracle over whole lives', () => {
  test.each(SEEDS)('seed %i', (seed) => {
    const life = generateLife(seed, SIZE);
    const oracle = lived(life);
    const all = oracle.accrualsList({ from: '0000-00', to: '9999-99' });

    const left = new Map<string, number>();
    for (const line of all) left.set(line.partner, (left.get(line.partner) ?? 0) + line.amountPaisa);
    const quarters = new Set(life.steps.flatMap((step) => (step.kind === 'payouts' ? [step.quarter] : [])));
    for (const quarter of quarters) {
      for (const row of oracle.payoutsQuarter({ quarter })) {
        const moved = row.openingPaisa + row.accruedPaisa + row.adjustmentsPaisa + row.clawbackPaisa;
        expect(moved).toBe(row.grossPaisa + row.carriedPaisa);
        expect(row.netPaisa).toBe(row.grossPaisa - row.withholdingPaisa);
        expect(row.grossPaisa).toBeGreaterThanOrEqual(0);
        if (row.state === 'paid') left.set(row.partner, (left.get(row.partner) ?? 0) - row.grossPaisa);
      }
    }
    const owed = [...left].filter(([, paisa]) => paisa !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(oracle.balancesPartners({ asOf: '9999-12' })).toEqual(owed.map(([partner, payablePaisa]) => ({ partner, payablePaisa })));

    const reversed = new Set(all.filter((line) => line.kind === 'clawback').map((line) => line.deal));
    for (const deal of reversed) {
      expect(all.filter((line) => line.deal === deal).reduce((sum, line) => sum + line.amountPaisa, 0)).toBe(0);
    }

    const held = new Map<string, string>();
    for (const row of oracle.tiersHistory()) {
      expect(row.from).toBe(held.get(row.partner) ?? null);
      expect(row.from === row.to).toBe(row.reason === 'grace_begun' || row.reason === 'grace_recovered');
      held.set(row.partner, row.to);
    }
  });
});
