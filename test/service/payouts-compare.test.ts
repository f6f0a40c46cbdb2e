import { describe, expect, test } from 'vitest';
import type { Quarter } from '../../src/shared/calendar.ts';
import { formatRupees, type Paisa } from '../../src/shared/paisa.ts';
import type { TestApp } from '../support/app.ts';
import { CLOSE_Q1, CLOSE_Q2, partner } from '../support/quarters.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const money = (value: number): string => formatRupees(value as Paisa);
const PARTS = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'carriedPaisa', 'withholdingPaisa', 'holdPaisa'] as const;

async function compared(app: TestApp, quarter: string): Promise<string[]> {
  const { rows, totals } = await app.call('payouts.compare', { quarter: quarter as Quarter });
  for (const row of [...rows, totals]) {
    expect(PARTS.reduce((sum, part) => sum + row[part], 0)).toBe(row.differencePaisa);
    expect(row.outgoingPaisa - row.previousPaisa).toBe(row.differencePaisa);
  }
  return rows.map((row) => {
    const parts = PARTS.filter((part) => row[part] !== 0).map((part) => `${part.replace('Paisa', '')} ${money(row[part])}`);
    return `${row.partner} ${money(row.previousPaisa)} > ${money(row.outgoingPaisa)}: ${parts.join(', ') || 'same'}`;
  });
}

describe('this run beside the last (S21 V)', () => {
  test('6.2, 6.4: the parts of every difference add up to it, holds and roll-overs among them', async () => {
    const app = await appFor();
    await play(
      app,
      `
      ${partner('P-1', '500,000')}
      ${partner('P-2', '500,000')}
      ${partner('P-3', '10,000')}
      ${CLOSE_Q1}
      `,
    );
    expect(await compared(app, '2026-Q1')).toEqual([
      'P-1 0.00 > 205,200.00: accrued 270,000.00, withholding -64,800.00',
      'P-2 0.00 > 205,200.00: accrued 270,000.00, withholding -64,800.00',
      'P-3 0.00 > 0.00: accrued 5,400.00, carried -5,400.00',
    ]);
    await play(
      app,
      `
      settle 2026-Q1
      bill D-P-1 2026-04 I-04 500,000
      bill D-P-2 2026-04 I-04 500,000
      bill D-P-3 2026-04 I-04 300,000
      ${CLOSE_Q2}
      propose 2026-Q2
      hold 2026-Q2 P-2 compliance
      `,
    );
    expect(await compared(app, '2026-Q2')).toEqual([
      'P-1 205,200.00 > 68,400.00: accrued -180,000.00, withholding 43,200.00',
      'P-2 205,200.00 > 0.00: accrued -180,000.00, withholding 43,200.00, hold -68,400.00',
      'P-3 0.00 > 45,144.00: opening 5,400.00, accrued 48,600.00, carried 5,400.00, withholding -14,256.00',
    ]);
  });

  test('in the whole sample the parts add up', async () => {
    const app = await appFor({ sample: true });
    expect((await compared(app, '2026-Q3')).length).toBeGreaterThan(5);
  }, 60_000);
});

const stateOf = async (app: TestApp, quarter: string): Promise<string | undefined> => {
  const item = (await app.call('payouts.run', { quarter: quarter as Quarter })).items[0];
  return item && `${item.state}${item.holdReason === null ? '' : ` ${item.holdReason}`}`;
};

async function takeBack(app: TestApp): Promise<string> {
  const { rows } = await app.call('acts.list', {});
  return (await app.call('acts.undo', { seq: rows.find((row) => row.state === 'undoable')?.seq ?? 0 })).undone;
}

describe('holding and releasing can be taken back until the payment is sent (C2, 6.4)', () => {
  test('hold, take back, and again; the words of the last step stay', async () => {
    const app = await appFor();
    await play(app, `${partner('P-1', '500,000')}\n${CLOSE_Q1}\npropose 2026-Q1\nhold 2026-Q1 P-1 compliance`);
    expect(await stateOf(app, '2026-Q1')).toBe('held compliance');
    expect(await takeBack(app)).toBe('Held the payment of 2026-Q1 to P-1');
    expect(await stateOf(app, '2026-Q1')).toBe('proposed');
    expect(await takeBack(app)).toBe('Released the payment of 2026-Q1 to P-1');
    expect(await stateOf(app, '2026-Q1')).toBe('held compliance');
    expect((await app.call('payouts.run', { quarter: '2026-Q1' as Quarter })).items[0]?.note).toBe('The release was taken back.');
  });

  test('a release is refused its taking back once the payment is sent', async () => {
    const app = await appFor();
    await play(
      app,
      `${partner('P-1', '500,000')}\n${CLOSE_Q1}\npropose 2026-Q1\nhold 2026-Q1 P-1 compliance\nrelease 2026-Q1 P-1\napprove 2026-Q1\nsend 2026-Q1`,
    );
    const { rows } = await app.call('acts.list', {});
    expect((await app.refusal('acts.undo', { seq: rows[0]?.seq })).code).toBe('TRANSITION_REFUSED');
    expect(await stateOf(app, '2026-Q1')).toBe('sent');
  });
});
