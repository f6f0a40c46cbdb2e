/** The made-up programme that every measurement runs on: a pure function of scale and month, so that each run and each contender sees the same rows. */
import { pakistaniIban } from '../src/sample/identifiers.ts';
import { addMonths, type Month, month } from '../src/shared/calendar.ts';

export interface Scale {
  readonly name: 'S' | 'M' | 'L';
  readonly partners: number;
  readonly deals: number;
}

export const SCALES = {
  S: { name: 'S', partners: 200, deals: 2_000 },
  M: { name: 'M', partners: 2_000, deals: 20_000 },
  L: { name: 'L', partners: 20_000, deals: 200_000 },
} as const satisfies Record<Scale['name'], Scale>;

/** The month that is imported, closed and reconciled; the eleven before it are closed already. */
export const MEASURED = month('2025-12');
export const FIRST_MONTH = month('2025-01');
export const TODAY = '2026-01-10';

/** 32 mixed bits (mulberry32's finaliser) of up to three whole numbers. */
export function draw(stream: number, a: number, b = 0): number {
  let t = (Math.imul(stream, 0x9e3779b1) ^ Math.imul(a + 1, 0x85ebca6b) ^ Math.imul(b + 1, 0xc2b2ae35)) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');
const rupees = (paisa: number): string => `${paisa < 0 ? '-' : ''}${Math.floor(Math.abs(paisa) / 100)}.${digits(Math.abs(paisa) % 100, 2)}`;
const csv = (head: readonly string[], rows: readonly (readonly string[])[]): string => `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;

const partnerCode = (index: number): string => `P-${digits(index + 1, 5)}`;
const dealCode = (index: number): string => `D-${digits(index + 1, 6)}`;

const PARTNER_KINDS = ['agency', 'consultant', 'reseller', 'technology'];
const CITIES = ['Karachi', 'Lahore', 'Islamabad', 'Faisalabad', 'Multan'];
const STANDINGS = ['filer', 'filer', 'filer', 'non_filer'];

export function partnersCsv(scale: Scale): string {
  const rows = Array.from({ length: scale.partners }, (_, index) => {
    const code = partnerCode(index);
    const iban = index % 50 === 9 ? '' : pakistaniIban('MEZN', digits(9_000_000_000 + index, 16));
    const manager = index % 3 === 0 ? `Manager ${(index % 7) + 1}` : '';
    return [
      code,
      `Partner ${digits(draw(1, index) % 100_000, 5)} ${code}`,
      PARTNER_KINDS[index % 4] ?? '',
      '2020-01-02',
      index % 40 === 11 ? 'suspended' : 'active',
      CITIES[index % 5] ?? '',
      STANDINGS[index % 4] ?? '',
      iban === '' ? '' : `Account ${code}`,
      iban,
      manager,
    ];
  });
  return csv(['code', 'name', 'kind', 'joined_on', 'status', 'city', 'tax_standing', 'bank_title', 'iban', 'account_manager'], rows);
}

export function negotiatedCsv(scale: Scale): string {
  const rows = Array.from({ length: Math.floor(scale.partners / 50) }, (_, index) => [
    partnerCode(index * 50 + 5),
    '2020-01-02',
    '2021-06-30',
    '22.5',
    'Director',
    'Strategic partner',
  ]);
  return csv(['partner_code', 'from', 'to', 'rate_percent', 'approver', 'reason'], rows);
}

const isFixed = (index: number): boolean => index % 25 === 3;
const isCancelled = (index: number): boolean => index % 200 === 7;
const monthlyPaisa = (index: number): number => 5_000_000 + (draw(2, index) % 495_000_000);
const RECURRING = ['staff_augmentation', 'retainer', 'managed_services'];

/** Open-ended contracts of 2020, a few fixed-price ones completed through 2025, a few cancelled in June 2025. */
export function dealsCsv(scale: Scale): string {
  const rows = Array.from({ length: scale.deals }, (_, index) => {
    const signed = `2020-${digits(2 + (draw(3, index) % 11), 2)}-${digits(1 + (draw(4, index) % 28), 2)}`;
    const fixed = isFixed(index);
    return [
      dealCode(index),
      partnerCode(draw(5, index) % scale.partners),
      `Client ${digits(draw(6, index) % 1_000_000, 6)}`,
      fixed ? 'fixed_price' : (RECURRING[index % 3] ?? ''),
      rupees(monthlyPaisa(index) * 12),
      signed,
      signed,
      fixed ? '' : rupees(monthlyPaisa(index)),
      index % 33 === 0 ? '17.25' : '',
      index % 33 === 0 ? 'Agreed with the client' : '',
      fixed ? `2025-${digits(1 + (Math.floor(index / 25) % 12), 2)}-20` : '',
      isCancelled(index) ? '2025-06-15' : '',
      isCancelled(index) ? 'other' : '',
    ];
  });
  const head = ['code', 'partner_code', 'client', 'contract_type', 'contract_value', 'signed_on', 'start_on', 'expected_monthly_billing'];
  return csv([...head, 'rate_percent', 'rate_reason', 'completed_on', 'cancelled_on', 'cancel_reason'], rows);
}

export interface BillingLine {
  readonly deal: string;
  readonly period: Month;
  readonly invoiceNo: string;
  readonly amountPaisa: number;
  readonly kind: 'invoice' | 'credit_note';
}

/** One line per deal and month, among them credit notes, under-billing and late lines; exceptions only in July 2025. */
export function billingLines(scale: Scale, of: Month): BillingLine[] {
  const number = of.replace('-', '');
  const salt = Number(number);
  return Array.from({ length: scale.deals }, (_, index) => {
    const chance = draw(7, index, salt) % 10_000;
    if (chance < 100 || (isCancelled(index) && of > '2025-07')) {
      // Not to a deal that ended: the measured month has no exceptions, which the flat floor could not tell.
      const other = (index + (isCancelled(index + 1) ? 2 : 1)) % scale.deals;
      const amountPaisa = -Math.floor(monthlyPaisa(other) / 10);
      return { deal: dealCode(other), period: of, invoiceNo: `CN-${number}-${digits(index, 6)}`, amountPaisa, kind: 'credit_note' };
    }
    const late = chance < 150 && of > FIRST_MONTH;
    const amountPaisa = chance >= 9_800 ? Math.floor(monthlyPaisa(index) * 0.9) : monthlyPaisa(index);
    return { deal: dealCode(index), period: late ? addMonths(of, -1) : of, invoiceNo: `INV-${number}-${digits(index, 6)}`, amountPaisa, kind: 'invoice' };
  });
}

export const BILLING_COLUMNS = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount', 'kind'] as const;

export function billingCells(line: BillingLine, of: Month): string[] {
  return [line.deal, line.period, line.invoiceNo, `${of}-28`, rupees(line.amountPaisa), line.kind];
}

export function billingCsv(scale: Scale, of: Month): string {
  return csv(
    BILLING_COLUMNS,
    billingLines(scale, of).map((line) => billingCells(line, of)),
  );
}

export interface Totals {
  readonly lines: number;
  readonly paisa: number;
}

export function totalsOf(lines: readonly BillingLine[]): Totals {
  return { lines: lines.length, paisa: lines.reduce((sum, line) => sum + line.amountPaisa, 0) };
}
