import { describe, expect, it } from 'vitest';
import { compute } from '../../renderer/commands/compute.ts';
import { commandItem } from '../../renderer/commands/palette-items.tsx';
import { phrases } from '../../renderer/commands/phrases.ts';
import { commandById } from '../../renderer/commands/registry.ts';
import { readable } from '../../renderer/format/readable.ts';
import { rangeOf } from '../../renderer/shell/period.ts';
import { linkHere } from '../../renderer/shell/useMoving.ts';
import { isoDate, month } from '../../src/shared/calendar.ts';
import './support/render.tsx';

const known = { today: isoDate('2026-11-05'), holidays: new Set(['2026-11-09']) };

describe('the palette computes', () => {
  it.each([
    ['18% of 45 lakh', 81_000_000],
    ['2.5 % of 1,000,000.01', 2_500_000],
    ['45m/24', 187_500_000],
    ['100/3', 3333],
    ['45 lakh', 450_000_000],
    ['=1.5m*3', 450_000_000],
  ])('%s in paisa, with the rounding of the programme', (text, paisa) => expect(compute(text, known)).toMatchObject({ kind: 'money', paisa }));
  it.each([
    ['10 bd from 14 Oct', '2026-10-28'],
    ['2 bd', '2026-11-10'],
    ['2 business days from 5/11', '2026-11-10'],
    ['90 days from 2026-01-05', '2026-04-05'],
  ])('%s as a date, weekends and holidays left out', (text, date) => expect(compute(text, known)).toMatchObject({ kind: 'date', date }));
  it('asks the core for a tier', () => expect(compute('tier of p-0008 on 30 jun', known)).toEqual({ kind: 'tier', partner: 'P-0008', on: '2026-06-30' }));
  it.each(['P-0008', '2026-09', '45', 'close', '101% of 5m', '18% of rubbish', '45m/0', 'alert(1)', '10 bd from never'])('%s asks nothing', (text) =>
    expect(compute(text, known)).toBeNull(),
  );
});

describe('verbs that take something', () => {
  const ofs = (text: string) => phrases(text, known.today).map(({ command, to, record }) => [command.id, to ?? record]);
  it.each([
    ['close 2026-09', [['go.close', '/close?month=2026-09']]],
    ['close sep', [['go.close', '/close?month=2026-09']]],
    ['payout q3', [['go.payouts', '/payouts?quarter=2026-Q3']]],
    ['proof of p-0008', [['edit.proof', 'P-0008']]],
    ['close', []],
    ['close the door', []],
    ['proof of the pudding', []],
  ])('%s', (text, expected) => expect(ofs(text)).toEqual(expected));
});

describe('a verb in the palette', () => {
  const command = commandById('reconcile.explain');
  const item = (canRun: boolean, permissions: ('read' | 'finance')[]) => {
    if (command === undefined) throw new Error('no such command');
    return commandItem(command, { canRun: () => canRun, permissions, run: () => undefined, open: () => undefined });
  };
  it('says which right it needs, where it works, and shows its key', () => {
    expect(item(true, ['read'])).toMatchObject({ refused: true, detail: 'Needs the right “finance”', keys: 'E' });
    expect(item(false, ['finance'])).toMatchObject({ refused: false, detail: 'Works in Reconcile' });
    expect(item(true, ['finance'])).toMatchObject({ refused: false, detail: '' });
  });
});

describe('period', () => {
  it.each([
    ['month', '2026-09', '2026-09'],
    ['quarter', '2026-07', '2026-09'],
    ['year', '2026-01', '2026-12'],
    ['tax_year', '2026-07', '2027-06'],
  ] as const)('%s of September 2026', (span, from, to) => expect(rangeOf(span, month('2026-09'))).toEqual({ from, to }));
  it('puts June and July into two tax years', () => {
    expect(rangeOf('tax_year', month('2026-06')).to).toBe('2026-06');
    expect(rangeOf('tax_year', month('2026-07')).to).toBe('2027-06');
  });
});

describe('words', () => {
  it('spells dates, months and quarters, and leaves codes alone', () =>
    expect(readable('Payment of 2026-Q3 for P-2026 since 2026-09-30, billed 2026-09')).toBe(
      'Payment of Q3 2026 for P-2026 since 30-Sep-2026, billed Sep 2026',
    ));
  it('makes a link of what is on the screen', () => {
    expect(linkHere('#/reconcile?month=2026-09')).toBe('partnerdesk://go/reconcile?month=2026-09');
    expect(linkHere('')).toBe('partnerdesk://go/today');
    expect(linkHere('#/?month=2026-09')).toBe('partnerdesk://go/today?month=2026-09');
  });
});
