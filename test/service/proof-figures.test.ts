import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Output } from '../../src/contract/index.ts';
import { csvOf, openTestApp, type TestApp } from '../support/app.ts';
import { openProgramme } from '../support/programme.ts';
import { ask, expectDeeper, expectProof, labelsOf, proofOf, walk } from '../support/proof.ts';

/** D6 and the bar's row 4 of screens.md: the figures of the screens beyond lines, payouts, tiers and balances. */
const MONTHS = ['2024-12', '2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06'] as const;

const TERMS = [
  ['the programme as published', {}],
  ['the rate of the month', { rateBasis: 'current-tier', minimumPayoutPaisa: 10_000_000 }],
] as const;

describe.each(TERMS)('figures of the screens under %s', (_words, terms) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await openProgramme({ terms });
  });

  afterAll(async () => app.close());

  test('reconciliation: differences, what still accrues, totals and the open rows (4)', async () => {
    for (const month of [...MONTHS, '2025-07'] as const) {
      const { rows, totals } = await app.call('reconciliation.list', { month });
      for (const row of rows) {
        await proofOf(app, { kind: 'reconciliation', deal: row.deal, month, figure: 'differencePaisa' }, row.differencePaisa);
        await proofOf(app, { kind: 'reconciliation', deal: row.deal, month, figure: 'toAccruePaisa' }, row.toAccruePaisa);
      }
      for (const figure of ['expectedPaisa', 'billedPaisa', 'differencePaisa', 'expectedCommissionPaisa', 'accruedPaisa', 'toAccruePaisa', 'open'] as const) {
        const node = await proofOf(app, { kind: 'reconciliationTotal', month, figure }, totals[figure]);
        if (figure === 'differencePaisa') await expectDeeper(app, node);
      }
    }
  });

  test('exceptions: the amount, and what it would accrue (3.5)', async () => {
    const rows = await app.call('exceptions.list', {});
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      await proofOf(app, { kind: 'exception', deal: row.deal, invoiceNo: row.invoiceNo, figure: 'amountPaisa' }, row.amountPaisa);
      const would = await proofOf(app, { kind: 'exception', deal: row.deal, invoiceNo: row.invoiceNo, figure: 'wouldAccruePaisa' }, row.wouldAccruePaisa);
      expect(would.combine).toBe('product');
      expect(would.parts[0]?.source).not.toBeNull();
    }
  });

  test('deals and their billing lines: the row of the file, and what became of it (3.1)', async () => {
    for (const row of (await app.call('deals.list', { limit: 500 })).rows) {
      const value = await proofOf(app, { kind: 'dealTotal', deal: row.deal, figure: 'contractValuePaisa' }, row.contractValuePaisa);
      expect(value.source).not.toBeNull();
      await proofOf(app, { kind: 'dealTotal', deal: row.deal, figure: 'unbilledPaisa' }, row.contractValuePaisa - row.billedPaisa);
      if (row.expectedMonthlyPaisa !== null)
        await proofOf(app, { kind: 'dealTotal', deal: row.deal, figure: 'expectedMonthlyPaisa' }, row.expectedMonthlyPaisa);
      for (const line of (await app.call('deals.get', { deal: row.deal })).lines) {
        const node = await proofOf(app, { kind: 'billing', deal: row.deal, invoiceNo: line.invoiceNo }, line.amountPaisa);
        expect(node.source).toEqual({ file: line.file, row: line.row });
      }
    }
  });

  test('the base and the rate of every posted line (2.6)', async () => {
    for (const line of (await app.call('accruals.page', { limit: 500 })).rows) {
      await proofOf(app, { kind: 'accrual', id: line.id, figure: 'basePaisa' }, line.basePaisa);
      await proofOf(app, { kind: 'accrual', id: line.id, figure: 'rateBps' }, line.rateBps);
    }
  });

  test('every leg of every journal entry (3.8, 5.3)', async () => {
    const events = new Set<string>();
    for (const month of [...MONTHS, '2025-07'] as const)
      for (const entry of (await app.call('journal.entries', { month, limit: 500 })).entries)
        for (const line of entry.lines) {
          events.add(entry.event);
          await proofOf(app, { kind: 'entry', entry: entry.id, account: line.account }, line.debitPaisa + line.creditPaisa);
        }
    expect([...events]).toEqual(expect.arrayContaining(['accrual', 'clawback', 'payout']));
  });

  test('partner months, a year of them, and the rate of a new deal (1.6, 5.3)', async () => {
    for (const partner of ['A', 'B', 'C', 'D', 'E', 'F']) {
      const record = await app.call('partners.get', { partner });
      const columns = ['accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'paidPaisa'] as const;
      for (const figure of columns) {
        for (const row of record.balances)
          await proofOf(app, { kind: 'partnerTotal', partner, from: row.month as '2025-01', to: row.month as '2025-01', figure }, row[figure]);
        const ofYear = record.balances.filter((row) => row.month.startsWith('2025')).reduce((sum, row) => sum + row[figure], 0);
        await proofOf(app, { kind: 'partnerTotal', partner, from: '2025-01', to: '2025-12', figure }, ofYear);
      }
      if (record.rateBps !== null) await proofOf(app, { kind: 'partnerRate', partner, on: (await app.call('system.info', {})).today }, record.rateBps);
      for (const step of record.tierPath) await proofOf(app, { kind: 'tierChange', partner, on: step.date, to: step.to }, step.count);
    }
  });

  test('the tier board: who holds a tier, its terms, and what is missing (1.1, 1.4)', async () => {
    for (const date of ['2025-01-05', '2025-03-15', '2025-07-01'] as const) {
      const board = await app.call('tiers.board', { date });
      for (const { tier, partners, minReferrals, rateBps, coopPaisa } of board.tiers) {
        await proofOf(app, { kind: 'tierPartners', tier, on: date }, partners);
        await proofOf(app, { kind: 'tierTerms', tier, on: date, figure: 'minReferrals' }, minReferrals);
        await proofOf(app, { kind: 'tierTerms', tier, on: date, figure: 'rateBps' }, rateBps);
        await proofOf(app, { kind: 'tierTerms', tier, on: date, figure: 'coopPaisa' }, coopPaisa);
      }
      for (const { partner, toNext, toRecover } of board.rows) {
        if (toNext !== null) await proofOf(app, { kind: 'missing', partner, on: date, to: 'nextTier' }, toNext);
        if (toRecover !== null) await proofOf(app, { kind: 'missing', partner, on: date, to: 'recover' }, toRecover);
      }
    }
  });

  test('the withholding rate of a payment (6.3)', async () => {
    const { items } = await app.call('payouts.run', { quarter: '2025-Q1' });
    for (const item of items)
      if (item.withholdingRateBps !== null) await proofOf(app, { kind: 'withholdingRate', quarter: '2025-Q1', partner: item.partner }, item.withholdingRateBps);
  });

  test('the count of every queue is the list of what waits in it', async () => {
    const { queues } = await app.call('today.summary', {});
    expect(queues.length).toBeGreaterThan(0);
    for (const { name, count } of queues) await proofOf(app, { kind: 'queue', queue: name }, count);
  });
});

describe('totals of lists take the list’s own filter', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await openProgramme();
  });

  afterAll(async () => app.close());

  test.each([{}, { partner: 'A' }, { text: 'b' }, { contractType: 'retainer' }, { status: 'clawed_back' }, { signedFrom: '2025-02-01' }] as const)(
    'deals %o',
    async (filter) => {
      const { count, totals } = await app.call('deals.totals', { filter });
      await proofOf(app, { kind: 'dealsTotal', filter, figure: 'count' }, count);
      for (const figure of ['contractValuePaisa', 'billedPaisa', 'accruedPaisa'] as const)
        expect(await expectDeeper(app, await proofOf(app, { kind: 'dealsTotal', filter, figure }, totals[figure]))).toBeGreaterThan(
          totals[figure] === 0 ? -1 : 0,
        );
    },
  );

  test.each([{}, { tier: 'bronze' }, { inGrace: true }, { withoutAccountManager: true }, { text: 'a' }, { status: 'terminated' }] as const)(
    'partners %o',
    async (filter) => {
      const { count, totals } = await app.call('partners.totals', { filter });
      await proofOf(app, { kind: 'partnersTotal', filter, figure: 'count' }, count);
      await expectDeeper(app, await proofOf(app, { kind: 'partnersTotal', filter, figure: 'deals' }, totals.deals));
      await expectDeeper(app, await proofOf(app, { kind: 'partnersTotal', filter, figure: 'payablePaisa' }, totals.payablePaisa));
    },
  );

  test.each([
    {},
    { partner: 'B' },
    { deal: 'A-07' },
    { postedIn: '2025-02' },
    { postedTo: '2025-03' },
    { postedFrom: '2025-02', postedTo: '2025-04' },
    { kind: 'clawback' },
    { text: 'A', kind: 'recurring' },
  ] as const)('ledger %o', async (filter) => {
    const { count, totals } = await app.call('accruals.totals', { filter });
    await expectDeeper(app, await proofOf(app, { kind: 'accrualsTotal', filter, figure: 'count' }, count));
    await expectDeeper(app, await proofOf(app, { kind: 'accrualsTotal', filter, figure: 'basePaisa' }, totals.basePaisa));
    await expectDeeper(app, await proofOf(app, { kind: 'accrualsTotal', filter, figure: 'amountPaisa' }, totals.amountPaisa));
  });
});

const FIGURES = {
  recurring: 'recurringPaisa',
  fixed_price: 'fixedPricePaisa',
  clawback: 'clawbackPaisa',
  adjustment: 'adjustmentPaisa',
  total: 'totalPaisa',
} as const;

describe('a month that is still open (3.6)', () => {
  const month = '2025-02';
  let app: TestApp;
  let preview: Output<'months.preview'>;

  beforeAll(async () => {
    app = await openTestApp({ today: '2025-03-03' });
    const deal = {
      partner_code: 'P',
      contract_type: 'retainer',
      contract_value: 1000,
      signed_on: '2025-01-01',
      start_on: '2025-01-01',
      expected_monthly_billing: 100,
    };
    await app.import({
      'partners.csv': csvOf([{ code: 'P', name: 'P', kind: 'agency', joined_on: '2024-01-01' }]),
      'deals.csv': csvOf([
        { ...deal, code: 'STAYS', client: 'Stays', cancelled_on: '', cancel_reason: '' },
        { ...deal, code: 'LEFT', client: 'Left', cancelled_on: '2025-02-20', cancel_reason: 'client' },
      ]),
      'billing.csv': csvOf(
        ['STAYS', 'LEFT'].flatMap((code) =>
          ['2025-01', '2025-02'].map((period) => ({
            deal_code: code,
            period,
            invoice_no: `${code}-${period}`,
            invoice_date: `${period}-27`,
            amount: '100.55',
          })),
        ),
      ),
    });
    await app.call('months.close', { month: '2025-01', acceptVariances: 'Looked at' });
    preview = await app.call('months.preview', { month });
  });

  afterAll(async () => app.close());

  test.each(Object.entries(FIGURES))('%s of the preview, down to file and row', async (figure, key) => {
    const node = await app.call('proof.ofPreview', { month, figure: figure as keyof typeof FIGURES });
    expectProof(node, preview.totals[key], figure);
    expect(walk(node).filter((one) => one.link?.kind === 'accrual' || one.deeper !== null)).toEqual([]);
    if (figure === 'recurring' || figure === 'clawback') expect(walk(node).map((one) => one.source?.file)).toContain('billing.csv');
    expect(labelsOf(node)).toContain('Not closed yet');
  });

  test('it leaves nothing behind, and the close posts what it proved', async () => {
    expect((await app.call('accruals.totals', { filter: { postedIn: month } })).count).toBe(0);
    const proved = (await app.call('proof.ofPreview', { month, figure: 'total' })).value;
    await app.call('months.close', { month, acceptVariances: 'Looked at' });
    expect((await ask(app, { kind: 'month', month, figure: 'total' })).value).toEqual(proved);
  });

  test('a closed month has no preview', async () => {
    expect((await app.refusal('proof.ofPreview', { month: '2025-01', figure: 'total' })).code).toBe('MONTH_ALREADY_CLOSED');
  });
});
