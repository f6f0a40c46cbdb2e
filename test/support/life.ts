import fc from 'fast-check';
import { addDays, addMonths, isoDate, type Month, month, monthOf } from '../../src/shared/calendar.ts';
import { csvOf, type Files } from './app.ts';

/** A small random programme of 2026 for the properties; the big lives are those of test/sim. */
export interface Life {
  readonly partners: readonly { readonly tier: string; readonly status: string; readonly standing: string; readonly bank: boolean }[];
  readonly deals: readonly LifeDeal[];
  readonly lines: readonly { readonly deal: number; readonly month: number; readonly paisa: number }[];
}

interface LifeDeal {
  readonly partner: number;
  readonly type: string;
  readonly paisa: number;
  readonly signed: number;
  readonly start: number;
  readonly months: number | undefined;
  readonly rate: number | undefined;
  readonly completed: number | undefined;
  readonly cancelled: number | undefined;
  readonly reason: string;
}

export const MONTHS: readonly Month[] = [0, 1, 2, 3, 4, 5].map((n) => addMonths(month('2026-01'), n));
const day = (offset: number): string => addDays(isoDate('2026-01-01'), offset);
const rupees = (paisa: number): string => `${paisa < 0 ? '-' : ''}${Math.floor(Math.abs(paisa) / 100)}.${String(Math.abs(paisa) % 100).padStart(2, '0')}`;

const cents = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 9_999_999 }), fc.constantFrom(5_000_000, 27_777_778, 100_000_000));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const deal: fc.Arbitrary<LifeDeal> = fc.record({
  partner: fc.nat({ max: 2 }),
  type: fc.constantFrom('retainer', 'staff_augmentation', 'fixed_price'),
  paisa: cents,
  signed: fc.nat({ max: 90 }),
  start: fc.nat({ max: 40 }),
  months: maybe(fc.integer({ min: 1, max: 6 })),
  rate: maybe(fc.integer({ min: 0, max: 100 })),
  completed: maybe(fc.nat({ max: 80 })),
  cancelled: maybe(fc.nat({ max: 150 })),
  reason: fc.constantFrom('client', 'fraud', 'other'),
});

export const life: fc.Arbitrary<Life> = fc.record({
  partners: fc.array(
    fc.record({
      tier: fc.constantFrom('bronze', 'silver', 'gold', 'platinum'),
      status: fc.constantFrom('active', 'active', 'suspended', 'terminated'),
      standing: fc.constantFrom('', 'filer', 'non_filer', 'non_resident'),
      bank: fc.boolean(),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  deals: fc.array(deal, { minLength: 1, maxLength: 9 }),
  lines: fc.array(
    fc.record({
      deal: fc.nat({ max: 8 }),
      month: fc.nat({ max: 5 }),
      paisa: fc.oneof(
        cents,
        cents.map((value) => -value),
      ),
    }),
    { minLength: 3, maxLength: 24 },
  ),
});

export const partnerCode = (index: number): string => `P-${index + 1}`;
const dealCode = (index: number): string => `D-${index + 1}`;

export interface FileOptions {
  /** Without cancellations and completions: what is known when the deals are registered. */
  readonly withoutEndings?: boolean;
  readonly rename?: boolean;
}

export function partnersFile(of: Life, options: FileOptions = {}): string {
  return csvOf(
    of.partners.map((partner, index) => ({
      code: partnerCode(index),
      name: options.rename ? `Renamed “${index}”, Ltd` : `Partner ${index}`,
      kind: 'agency',
      joined_on: '2025-01-01',
      tier: partner.tier,
      status: partner.status,
      tax_standing: partner.standing,
      bank_title: partner.bank ? 'Account' : '',
      iban: partner.bank ? 'PK36SCBL0000001123456702' : '',
    })),
  );
}

export function dealsFile(of: Life, options: FileOptions = {}): string {
  return csvOf(
    of.deals.map((one, index) => {
      const isFixed = one.type === 'fixed_price';
      const cancelled = options.withoutEndings ? undefined : one.cancelled;
      return {
        code: dealCode(index),
        partner_code: partnerCode(one.partner),
        client: `Client ${index}`,
        contract_type: one.type,
        contract_value: rupees(one.paisa),
        signed_on: day(one.signed),
        start_on: day(one.signed + one.start),
        duration_months: one.months,
        expected_monthly_billing: isFixed ? '' : rupees(one.paisa),
        rate_percent: one.rate,
        rate_reason: one.rate === undefined ? '' : 'agreed',
        completed_on: isFixed && one.completed !== undefined && !options.withoutEndings ? day(one.signed + one.completed) : '',
        cancelled_on: cancelled === undefined ? '' : day(one.signed + cancelled),
        cancel_reason: cancelled === undefined ? '' : one.reason,
      };
    }),
  );
}

/** Billing of all months, or of one; `null` when there is none. */
export function billingFile(of: Life, only?: Month): string | null {
  const rows = of.lines
    .map((line, index) => ({ ...line, index, period: MONTHS[line.month] ?? month('2026-01') }))
    .filter((line) => line.deal < of.deals.length && (only === undefined || line.period === only))
    .map((line) => ({
      deal_code: dealCode(line.deal),
      period: line.period,
      invoice_no: `I-${line.index}`,
      invoice_date: `${line.period}-28`,
      amount: rupees(line.paisa),
    }));
  return rows.length === 0 ? null : csvOf(rows);
}

export function filesOf(of: Life, options: FileOptions = {}): Files {
  const billing = billingFile(of);
  return { 'partners.csv': partnersFile(of, options), 'deals.csv': dealsFile(of, options), ...(billing === null ? {} : { 'billing.csv': billing }) };
}

/** The rows of a CSV text in another order. */
export function shuffleRows(text: string, order: readonly number[]): string {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const key = (index: number): number => order[index % order.length] ?? 0;
  const moved = rows.map((row, index) => ({ row, index })).sort((a, b) => key(a.index) - key(b.index) || b.index - a.index);
  return `${[header, ...moved.map(({ row }) => row)].join('\n')}\n`;
}

/** The month after everything that can happen in a life. */
export const LAST_MONTH = monthOf(isoDate('2026-12-31'));
