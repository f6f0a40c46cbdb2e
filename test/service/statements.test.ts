import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineCode, lineOfCode } from '../../src/domain/statements.ts';
import type { Quarter } from '../../src/shared/calendar.ts';
import type { TestApp } from '../support/app.ts';
import { openTestApp } from '../support/app.ts';
import { filesOf, life, MONTHS } from '../support/life.ts';
import { CLOSE_Q1, partner } from '../support/quarters.ts';
import { appFor } from '../support/scenario.ts';
import { announceSeed, SEED } from '../support/seed.ts';
import { play } from '../support/table.ts';

announceSeed('test/service/statements.test.ts');
const Q1 = '2026-Q1' as Quarter;
const FIGURES = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa'] as const;
const sum = (lines: readonly { amountPaisa: number }[]): number => lines.reduce((total, { amountPaisa }) => total + amountPaisa, 0);

/** Every figure of every statement of a quarter against the run, and the lines against the figures. */
async function expectStatements(app: TestApp, quarter: Quarter): Promise<void> {
  const [list, run] = [await app.call('statements.list', { quarter }), await app.call('payouts.run', { quarter })];
  expect(list.rows.map(({ partner }) => partner)).toEqual(run.items.map(({ partner }) => partner));
  for (const [index, item] of run.items.entries()) {
    const statement = await app.call('statements.get', { quarter, partner: item.partner });
    for (const figure of FIGURES) {
      expect(statement[figure], `${item.partner} ${figure}`).toBe(item[figure]);
      expect(list.rows[index]?.[figure]).toBe(item[figure]);
    }
    expect(sum(statement.deals.flatMap(({ lines }) => lines)), item.partner).toBe(item.accruedPaisa);
    expect(sum(statement.deals)).toBe(item.accruedPaisa);
    expect(sum(statement.adjustments)).toBe(item.adjustmentsPaisa);
    expect(sum(statement.clawbacks)).toBe(item.clawbackPaisa);
    const lines = statement.deals.flatMap((deal) => deal.lines).length + statement.adjustments.length + statement.clawbacks.length;
    expect(list.rows[index]?.lines).toBe(lines);
    expect(list.rows[index]?.number ?? null).toBe(run.state === 'proposed' ? null : `${quarter}-${String(index + 1).padStart(4, '0')}`);
  }
}

describe('statements (6.5)', () => {
  test('6.5: what a statement says, from opening to the dispute-by date; a partner below the minimum gets one too', async () => {
    const app = await appFor({ today: '2026-04-10' });
    await play(app, `${partner('P-1', '500,000')}\n${partner('P-2', '10,000')}\n${CLOSE_Q1}`);
    expect(await app.call('statements.list', { quarter: Q1 })).toMatchObject({ runState: 'none', rows: [] });
    expect((await app.refusal('statements.get', { quarter: Q1, partner: 'P-1' })).message).toContain('not proposed');
    await play(app, 'propose 2026-Q1');
    expect(await app.call('statements.get', { quarter: Q1, partner: 'P-1' })).toMatchObject({ number: null, statementOn: null, disputeBy: null });
    await play(app, 'approve 2026-Q1');
    const statement = await app.call('statements.get', { quarter: Q1, partner: 'P-1' });
    expect(statement).toMatchObject({
      number: '2026-Q1-0001',
      statementOn: '2026-04-10',
      disputeBy: '2026-05-10',
      openingPaisa: 0,
      accruedPaisa: 27_000_000,
      withholdingPaisa: 6_480_000,
      netPaisa: 20_520_000,
      carriedPaisa: 0,
      payment: { bankTitle: 'Partner Account', ibanMasked: '•••• 6702' },
      tax: { standing: 'non_filer', rateBps: 2400, basePaisa: 27_000_000, section: '233' },
      adjustments: [],
      clawbacks: [],
    });
    expect(statement.deals).toMatchObject([{ deal: 'D-P-1', contractValuePaisa: 9_000_000_000, billedPaisa: 150_000_000, amountPaisa: 27_000_000 }]);
    expect(
      statement.deals[0]?.lines.map(({ period, invoiceNo, billedPaisa, rateBps, tier, amountPaisa }) => [
        period,
        invoiceNo,
        billedPaisa,
        rateBps,
        tier,
        amountPaisa,
      ]),
    ).toEqual(['01', '02', '03'].map((of) => [`2026-${of}`, `I-${of}`, 50_000_000, 1800, 'silver', 9_000_000]));
    expect(await app.call('statements.get', { quarter: Q1, partner: 'P-2' })).toMatchObject({
      number: '2026-Q1-0002',
      state: 'rolled',
      netPaisa: 0,
      carriedPaisa: 540_000,
      minimumPayoutPaisa: 5_000_000,
    });
    expect((await app.refusal('statements.get', { quarter: Q1, partner: 'P-9' })).code).toBe('NOT_FOUND');
    expect(JSON.stringify(statement)).not.toContain('PK36SCBL');
  });

  test('6.5: a code leads to its line and statement; a mistyped one to none', async () => {
    const app = await appFor();
    await play(app, `${partner('P-1', '500,000')}\n${CLOSE_Q1}\npropose 2026-Q1\napprove 2026-Q1`);
    const [line] = (await app.call('statements.get', { quarter: Q1, partner: 'P-1' })).deals[0]?.lines ?? [];
    expect(line?.code).toMatch(/^[2-9A-HJKMNP-Z]{6}$/);
    expect(await app.call('statements.line', { code: line?.code.toLowerCase() ?? '' })).toEqual({ line, partner: 'P-1', quarter: Q1, number: '2026-Q1-0001' });
    expect((await app.refusal('statements.line', { code: `${line?.code.slice(0, 5)}${line?.code.endsWith('2') ? '3' : '2'}` })).code).toBe('BAD_INPUT');
    expect((await app.refusal('statements.line', { code: lineCode(999_999) })).code).toBe('NOT_FOUND');
  });

  test('6.5: whatever a programme lives through, statements are the run to the paisa and their numbers have no gap', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (of) => {
        const app = await openTestApp({ terms: { withholding: { filer: 1200, non_filer: 2400, exempt: 0, non_resident: 2000 } } });
        try {
          await app.import(filesOf(of));
          for (const month of MONTHS) await app.call('months.close', { month, acceptVariances: 'in the property' });
          for (const quarter of ['2026-Q1', '2026-Q2'] as Quarter[]) {
            await app.call('payouts.propose', { quarter });
            await expectStatements(app, quarter);
            await app.call('payouts.approve', { quarter });
            await expectStatements(app, quarter);
          }
        } finally {
          await app.close();
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 6), seed: SEED, endOnFailure: true },
    );
  }, 120_000);
});

describe('codes of statement lines', () => {
  const id = fc.integer({ min: 1, max: 31 ** 5 - 1 });
  test('a code names its line; one wrong character or two exchanged name none', () => {
    fc.assert(
      fc.property(id, fc.nat({ max: 5 }), fc.nat({ max: 30 }), (line, at, other) => {
        const code = lineCode(line);
        expect(lineOfCode(` ${code.slice(0, 3)}-${code.slice(3)}`.toLowerCase())).toBe(line);
        const wrong = code.slice(0, at) + '23456789ABCDEFGHJKMNPQRSTUVWXYZ'.charAt(other) + code.slice(at + 1);
        if (wrong !== code) expect(lineOfCode(wrong), `${code} ${wrong}`).toBeNull();
        const swapped = at === 5 ? code : code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        if (swapped !== code) expect(lineOfCode(swapped), `${code} ${swapped}`).toBeNull();
      }),
      { seed: SEED },
    );
  });
  test('a number that six characters cannot hold is refused, not cut', () => expect(() => lineCode(31 ** 5)).toThrow(RangeError));
});
