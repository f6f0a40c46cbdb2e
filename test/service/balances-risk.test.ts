import { describe, expect, test } from 'vitest';
import type { Month } from '../../src/shared/calendar.ts';
import { formatRupees, type Paisa } from '../../src/shared/paisa.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const money = (value: number): string => formatRupees(value as Paisa);

async function riskOf(text: string, asOf: string, terms?: unknown) {
  const app = await appFor(terms === undefined ? {} : { terms });
  await play(app, text);
  return { app, answer: await app.call('balances.risk', { asOf: asOf as Month }) };
}

/** Signed on 5 January; 90 days on is 5 April. */
const DEAL = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-20 months=18 monthly=500,000
  bill D-1 2026-02 I-2 500,000
  close 2026-02 accepting
  close 2026-03 accepting
  close 2026-04 accepting
`;

describe('what a cancellation could still claw back (5.1)', () => {
  test.each([
    ['2026-02', 'at risk', 90_000, '2026-04-06'],
    ['2026-03', 'at risk', 90_000, '2026-04-06'],
    ['2026-04', 'safe', 90_000, null],
  ])('5.1: after %s the commission of a deal signed on 5 January is %s', async (asOf, where, rupees, safeOn) => {
    const { answer } = await riskOf(DEAL, asOf);
    const [row] = answer.partners;
    expect(row).toMatchObject({
      partner: 'P-1',
      earnedPaisa: rupees * 100,
      atRiskPaisa: where === 'at risk' ? rupees * 100 : 0,
      safePaisa: where === 'safe' ? rupees * 100 : 0,
      safeOn,
    });
    expect(answer.months).toEqual(safeOn === null ? [] : [{ month: '2026-04', amountPaisa: rupees * 100, deals: 1 }]);
  });

  test('5.1: counted from the start of the contract where the terms say so', async () => {
    const { answer } = await riskOf(DEAL, '2026-04', { clawbackFrom: 'start_on' });
    expect(answer.deals).toEqual([{ deal: 'D-1', partner: 'P-1', client: expect.any(String), amountPaisa: 9_000_000, state: 'at_risk', safeOn: '2026-05-22' }]);
  });

  test('5.1: the safe date is the first on which a cancellation claws nothing back, by what a cancellation really does', async () => {
    for (const [cancelledOn, reversed] of [
      ['2026-04-05', true],
      ['2026-04-06', false],
    ] as const) {
      const { app, answer } = await riskOf(DEAL, '2026-03');
      expect(answer.deals[0]?.safeOn).toBe('2026-04-06');
      await app.call('deals.cancel', { deal: 'D-1', cancelledOn: cancelledOn as never, cancelReason: 'client', reason: 'in the test' } as never);
      const after = await app.call('balances.risk', { asOf: '2026-04' as Month });
      expect(after.deals.map((deal) => deal.state)).toEqual(reversed ? ['to_reverse'] : []);
      expect(after.totals.toReversePaisa).toBe(reversed ? 9_000_000 : 0);
    }
  });

  test('5.3: a clawback of what was paid is a receivable; what comes after is set off against it', async () => {
    const { app, answer } = await riskOf(
      `
      partner P-1 tier=silver
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
      deal D-2 P-1 retainer 9,000,000 signed=2026-01-06 months=18 monthly=100,000
      ${['01', '02', '03'].map((of) => `bill D-1 2026-${of} I-${of} 500,000`).join('\n')}
      close 2026-01 accepting
      close 2026-02 accepting
      close 2026-03 accepting
      settle 2026-Q1
      deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000 cancelled=2026-04-02/client
      close 2026-04 accepting
      bill D-2 2026-05 J-5 100,000
      close 2026-05 accepting
      `,
      '2026-04',
    );
    const shown = (of: typeof answer): string =>
      of.partners
        .map((row) => `${row.partner} payable ${money(row.payablePaisa)} receivable ${money(row.receivablePaisa)} set off ${money(row.setOffPaisa)}`)
        .join();
    expect(shown(answer)).toBe('P-1 payable 0.00 receivable 270,000.00 set off 0.00');
    expect(shown(await app.call('balances.risk', { asOf: '2026-05' as Month }))).toBe('P-1 payable 0.00 receivable 252,000.00 set off 18,000.00');
  });

  test('safe + at risk + to reverse = earned, and the balances are those of balances.partners, in the whole sample', async () => {
    const app = await appFor({ sample: true });
    for (const asOf of ['2026-03', '2026-06', '2026-09'] as Month[]) {
      const { partners, deals, months, totals } = await app.call('balances.risk', { asOf });
      for (const row of partners) expect(row.safePaisa + row.atRiskPaisa + row.toReversePaisa, row.partner).toBe(row.earnedPaisa);
      expect(partners.filter((row) => row.payablePaisa !== row.receivablePaisa).map((row) => [row.partner, row.payablePaisa - row.receivablePaisa])).toEqual(
        (await app.call('balances.partners', { asOf })).map((row) => [row.partner, row.payablePaisa]),
      );
      expect(months.reduce((sum, { amountPaisa }) => sum + amountPaisa, 0)).toBe(totals.atRiskPaisa);
      expect(deals.filter(({ state }) => state === 'at_risk').length).toBe(months.reduce((sum, month) => sum + month.deals, 0));
    }
  }, 60_000);
});
