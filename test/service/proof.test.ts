import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Input } from '../../src/contract/index.ts';
import type { ProofNode } from '../../src/contract/proof.ts';
import { amountOf, leavesOf, proofProblems } from '../../src/domain/proof.ts';
import { csvOf, openTestApp, type TestApp } from '../support/app.ts';
import { openProgramme } from '../support/programme.ts';
import { ask, expectDeeper, labelsOf, proofOf, walk } from '../support/proof.ts';

type Subject = Input<'proof.of'>;

const FIGURES = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa'] as const;
const MONTHS = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06'];
const TERMS = [
  ['the programme as published', {}],
  ['the rate of the month', { rateBasis: 'current-tier', minimumPayoutPaisa: 10_000_000 }],
  ['the higher rate, whole rupees, recoveries apart', { rateBasis: 'higher-of-both', withholdingBase: 'before_set_off', withholdingRounding: 'rupee' }],
] as const;

describe.each(TERMS)('proofs under %s', (_words, terms) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await openProgramme({ terms });
  });

  afterAll(async () => app.close());

  test('every posted line', async () => {
    const lines = (await app.call('accruals.page', { limit: 500 })).rows;
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) {
      const node = await proofOf(app, { kind: 'accrual', id: line.id }, line.amountPaisa);
      expect(node.combine).toBe('product');
      expect(amountOf(node.parts[0] as ProofNode)).toBe(line.basePaisa);
      expect(amountOf(node.parts[1] as ProofNode)).toBe(line.rateBps);
      expect(node.parts[0]?.source).not.toBeNull();
      if (line.reversesId !== null) expect(labelsOf(node)).toContain(`line ${line.reversesId}, `);
    }
  });

  test('every figure of every payout, run and not yet run', async () => {
    for (const quarter of ['2025-Q1', '2025-Q2', '2025-Q3'] as const) {
      const items = await app.call('payouts.quarter', { quarter });
      for (const figure of FIGURES) {
        for (const item of items) {
          const node = await proofOf(app, { kind: 'payout', quarter, partner: item.partner, figure }, item[figure]);
          if (item[figure] !== 0) expect(node.parts.length).toBeGreaterThan(0);
        }
        await proofOf(
          app,
          { kind: 'payoutTotal', quarter, figure },
          items.reduce((total, item) => total + item[figure], 0),
        );
      }
    }
  });

  test('every balance, month and account after each month', async () => {
    for (const asOf of MONTHS) {
      const balances = new Map((await app.call('balances.partners', { asOf })).map((row) => [row.partner, row.payablePaisa]));
      for (const partner of ['A', 'B', 'C', 'D', 'E', 'F']) await proofOf(app, { kind: 'balance', partner, asOf }, balances.get(partner) ?? 0);
      for (const row of await app.call('journal.trialBalance', { asOf })) {
        await proofOf(app, { kind: 'account', account: row.account, asOf, side: 'debit' }, row.debitPaisa);
        await proofOf(app, { kind: 'account', account: row.account, asOf, side: 'credit' }, row.creditPaisa);
      }
      const lines = await app.call('accruals.list', { from: asOf, to: asOf });
      const total = (kind: string | null): number => lines.reduce((sum, line) => (kind === null || line.kind === kind ? sum + line.amountPaisa : sum), 0);
      for (const figure of ['recurring', 'fixed_price', 'clawback', 'adjustment'] as const)
        await proofOf(app, { kind: 'month', month: asOf, figure }, total(figure));
      await proofOf(app, { kind: 'month', month: asOf, figure: 'total' }, total(null));
    }
  });

  test('every figure of the reconciliation', async () => {
    for (const month of ['2024-12', ...MONTHS]) {
      for (const row of await app.call('reconciliation.month', { month })) {
        for (const figure of ['expectedPaisa', 'billedPaisa', 'expectedCommissionPaisa', 'accruedPaisa'] as const)
          await proofOf(app, { kind: 'reconciliation', deal: row.deal, month, figure }, row[figure]);
      }
    }
  });

  test('totals and rates of every deal, tiers and counts of every partner', async () => {
    for (const row of (await app.call('deals.list', { limit: 500 })).rows) {
      await proofOf(app, { kind: 'dealTotal', deal: row.deal, figure: 'billedPaisa' }, row.billedPaisa);
      await proofOf(app, { kind: 'dealTotal', deal: row.deal, figure: 'accruedPaisa' }, row.accruedPaisa);
    }
    for (const row of await app.call('deals.rates', {})) await proofOf(app, { kind: 'rate', deal: row.deal }, row.rateBps);
    for (const date of ['2024-01-01', '2024-12-31', '2025-01-04', '2025-01-05', '2025-06-30', '2025-07-01']) {
      for (const row of await app.call('tiers.asOf', { date })) {
        await proofOf(app, { kind: 'tier', partner: row.partner, on: date }, row.tier);
        await proofOf(app, { kind: 'count', partner: row.partner, on: date }, row.count);
      }
    }
  });
});

describe('what a proof says', () => {
  let app: TestApp;
  const lineOf = async (deal: string, kind: string): Promise<number> =>
    (await app.call('accruals.page', { filter: { deal } })).rows.find((row) => row.kind === kind)?.id ?? 0;

  beforeAll(async () => {
    app = await openProgramme();
  });

  afterAll(async () => app.close());

  test('a line: file and row, rule, tier with its referrals, rounding, where it was paid', async () => {
    const node = await ask(app, { kind: 'accrual', id: await lineOf('A-07', 'recurring') });
    expect(node.rule).toBe('3.2');
    expect(node.termsVersion).toBe(1);
    expect(node.note).toBe('Exact: PKR 59999.9994, rounded half away from zero to PKR 60000.00.');
    expect(node.parts[0]?.source).toEqual({ file: 'billing.csv', row: 8 });
    const text = labelsOf(node);
    expect(text).toContain('Tier table: silver');
    expect(text).toContain('Credited referrals of A in 2025 up to 2025-01-07: {"count":8}');
    expect(text).toContain('with the payout of 2025-Q1, paid on 2025-04-15');
  });

  test('an own rate and a negotiated one: who agreed to it and why', async () => {
    expect(labelsOf(await ask(app, { kind: 'rate', deal: 'C-OWN' }))).toContain('Agreed for this client');
    expect(labelsOf(await ask(app, { kind: 'rate', deal: 'E-1' }))).toContain('Approved by MD: Agreed on renewal');
    expect(labelsOf(await ask(app, { kind: 'tier', partner: 'B', on: '2025-03-01' }))).toContain('Approved by MD: Strategic region (NT-1)');
  });

  test('a correction points at what it corrects, and back', async () => {
    const clawback = await ask(app, { kind: 'accrual', id: await lineOf('B-CLAW', 'clawback') });
    expect(labelsOf(clawback)).toContain('on 2025-03-01, by the client');
    const origin = walk(clawback).find((one) => one.label === 'Takes back');
    const original = await ask(app, origin?.deeper as Subject);
    expect(walk(original).map((one) => one.label)).toContain('Taken back by');
    expect(labelsOf(await ask(app, { kind: 'accrual', id: await lineOf('E-LEFT', 'adjustment') }))).toContain('on 2025-02-27, by the company, or agreed');
  });

  test('an exception that was let in names who and why; a late line keeps its month', async () => {
    const lines = (await app.call('accruals.page', { limit: 500 })).rows;
    const idOf = (invoiceNo: string): number => lines.find((row) => row.invoiceNo === invoiceNo)?.id ?? 0;
    expect(labelsOf(await ask(app, { kind: 'accrual', id: idOf('B-1-EARLY') }))).toContain('The work began early');
    expect(labelsOf(await ask(app, { kind: 'accrual', id: idOf('A-02-LATE') }))).toContain('It came after 2025-01 was closed');
  });

  test('a payout: minimum, standing, legal reference, state', async () => {
    const text = labelsOf(await ask(app, { kind: 'payout', quarter: '2025-Q1', partner: 'C', figure: 'netPaisa' }));
    expect(text).toContain('at least the minimum: paid in full');
    expect(text).toContain('non-filer');
    expect(text).toContain('section 233');
    expect(text).toContain('State: {"text":"paid"} Run paid, payment date 2025-04-15');
    expect(labelsOf(await ask(app, { kind: 'payout', quarter: '2025-Q3', partner: 'B', figure: 'openingPaisa' }))).toContain('Clawbacks of B in 2025-Q2');
  });

  test('a referral that counts no more is named with the day', async () => {
    expect(labelsOf(await ask(app, { kind: 'count', partner: 'B', on: '2025-04-01' }))).toContain('does not count from 2025-03-01');
  });

  test.each<[Subject, string]>([
    [{ kind: 'accrual', id: 99_999 }, 'There is no posted line 99999.'],
    [{ kind: 'tier', partner: 'nobody', on: '2025-01-01' }, 'There is no partner nobody.'],
    [{ kind: 'tier', partner: 'A', on: '2023-12-31' }, 'A holds no tier on 2023-12-31: it opened on 2024-01-01 (rule 1.7).'],
    [{ kind: 'count', partner: 'A', on: '2023-12-31' }, 'A opened on 2024-01-01; before that it has no count (rule 1.7).'],
    [{ kind: 'payout', quarter: '2024-Q4', partner: 'A', figure: 'netPaisa' }, 'A has no movement and no balance in 2024-Q4.'],
    [{ kind: 'month', month: '2025-07', figure: 'total' }, '2025-07 is not closed: nothing is posted in it yet.'],
    [{ kind: 'dealTotal', deal: 'X', figure: 'billedPaisa' }, 'There is no deal X.'],
    [{ kind: 'rate', deal: 'X' }, 'There is no deal X.'],
    [{ kind: 'reconciliation', deal: 'A-FIX', month: '2025-01', figure: 'billedPaisa' }, 'A-FIX has nothing expected and nothing billed in 2025-01.'],
    [{ kind: 'balance', partner: 'X', asOf: '2025-01' }, 'There is no partner X.'],
    [{ kind: 'account', account: 'cash', asOf: '2025-01', side: 'debit' }, 'There is no account cash.'],
  ])('%o is not there', async (subject, message) => {
    const error = await app.refusal('proof.of', subject);
    expect(error.code).toBe('NOT_FOUND');
    expect(error.message).toContain(message);
  });
});

describe('large sums', () => {
  test('stop at subtotals that name where to go on, and still add up', async () => {
    const app = await openTestApp({ today: '2025-02-03' });
    try {
      const codes = Array.from({ length: 1200 }, (_, index) => String(index).padStart(4, '0'));
      const partnerOf = (code: string): string => `P${code.slice(2)}`;
      await app.import({
        'partners.csv': csvOf([...new Set(codes.map(partnerOf))].map((code) => ({ code, name: code, kind: 'agency', joined_on: '2024-01-01' }))),
        'deals.csv': csvOf(
          codes.map((code) => ({
            code,
            partner_code: partnerOf(code),
            client: code,
            contract_type: 'retainer',
            contract_value: 1000,
            signed_on: '2025-01-01',
            start_on: '2025-01-01',
            expected_monthly_billing: 100,
          })),
        ),
        'billing.csv': csvOf(
          codes.map((code) => ({ deal_code: code, period: '2025-01', invoice_no: code, invoice_date: '2025-01-31', amount: `100.${code.slice(2)}` })),
        ),
      });
      await app.call('months.close', { month: '2025-01', acceptVariances: 'Looked at' });
      const total = (await app.call('accruals.totals', {})).totals.amountPaisa;
      const node = await proofOf(app, { kind: 'month', month: '2025-01', figure: 'total' }, total);
      expect(leavesOf(node)).toBeLessThan(2000);
      expect(walk(node).filter((one) => one.combine === 'leaf' && 'paisa' in one.value && one.link === null)).toEqual([]);
      expect(node.parts[0]?.link).toEqual({ kind: 'partner', id: 'P00' });
      expect(node.parts[0]?.parts[0]?.link).toEqual({ kind: 'deal', id: '0000' });
      expect(await expectDeeper(app, node.parts[0] as ProofNode)).toBeGreaterThan(5);
    } finally {
      await app.close();
    }
  });
});

describe('proofProblems', () => {
  const leaf = (paisa: number): ProofNode => ({
    label: 'part',
    value: { paisa },
    rule: null,
    termsVersion: null,
    source: null,
    link: null,
    note: null,
    deeper: null,
    combine: 'leaf',
    parts: [],
  });
  const rate: ProofNode = { ...leaf(0), label: 'rate', value: { bps: 1800 } };

  test.each<[string, ProofNode, string[]]>([
    ['a sum that holds', { ...leaf(5), combine: 'sum', parts: [leaf(2), leaf(3)] }, []],
    ['a sum that does not', { ...leaf(6), combine: 'sum', parts: [leaf(2), leaf(3)] }, ['part: its parts come to 5, not 6']],
    ['units mixed', { ...leaf(2), combine: 'sum', parts: [leaf(2), rate] }, ['part: it adds up parts of different units']],
    ['a product that holds, half away from zero', { ...leaf(-45), combine: 'product', parts: [leaf(-250), rate] }, []],
    ['a product that does not', { ...leaf(44), combine: 'product', parts: [leaf(250), rate] }, ['part: base × rate is 45, not 44']],
    ['a product of two bases', { ...leaf(45), combine: 'product', parts: [leaf(250), leaf(250), rate] }, ['part: a product has one base and one rate']],
    ['a source with parts', { ...leaf(5), parts: [leaf(5)] }, ['part: a source has no parts']],
    [
      'something deep inside',
      { ...leaf(5), combine: 'facts', parts: [{ ...leaf(5), label: 'deep', combine: 'sum', parts: [] }] },
      ['part › deep: its parts come to 0, not 5'],
    ],
    ['no whole number', leaf(1 / 2), ['part: 0.5 is no whole number']],
  ])('%s', (_what, node, problems) => {
    expect(proofProblems(node)).toEqual(problems);
  });
});
