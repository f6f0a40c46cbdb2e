import { assert } from './assert.ts';

/** A whole number of paisa (1 PKR = 100 paisa), within ±(2^53 − 1). */
export type Paisa = number & { readonly __brand: 'Paisa' };

export const ZERO_PAISA = 0 as Paisa;

/** Brands a whole, safe number as paisa; anything else is our bug and stops. */
export function paisa(value: number): Paisa {
  assert(Number.isSafeInteger(value), `${value} is not a whole number of paisa within ±2^53`);
  return (value === 0 ? 0 : value) as Paisa;
}

export function addPaisa(a: Paisa, b: Paisa): Paisa {
  return paisa(a + b);
}

export function negatePaisa(a: Paisa): Paisa {
  return paisa(-a);
}

export function sumPaisa(values: Iterable<Paisa>): Paisa {
  let total = ZERO_PAISA;
  for (const value of values) total = addPaisa(total, value);
  return total;
}

export type RupeeProblem = 'blank' | 'not_a_number' | 'too_many_decimals' | 'too_large';

/** Digits only, thousands (1,234,567) or lakh (12,34,567) grouping, up to any number of decimals. */
const PLAIN = /^\d+(?:\.(\d*))?$/;
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.(\d*))?$/;
const LAKH = /^\d{1,2}(?:,\d{2})*,\d{3}(?:\.(\d*))?$/;

/**
 * Reads a rupee amount as written in an import file: `4500000`, `4,500,000.50`, `45,00,000.50`, `PKR 4,500,000`, `-110.7`.
 * Works on the digits, never through a float. Third and further decimals are a problem even when zero would be lost (interchange.md).
 */
export function parseRupees(text: string): { ok: true; paisa: Paisa } | { ok: false; problem: RupeeProblem } {
  let rest = text.trim();
  if (rest === '') return { ok: false, problem: 'blank' };
  let negative = false;
  const takeSign = (): void => {
    if (rest.startsWith('-') || rest.startsWith('−')) {
      negative = true;
      rest = rest.slice(1).trimStart();
    }
  };
  takeSign();
  const currency = /^(?:PKR|Rs\.?)\s*/i.exec(rest);
  if (currency) {
    rest = rest.slice(currency[0].length);
    if (!negative) takeSign();
  }
  if (!PLAIN.test(rest) && !THOUSANDS.test(rest) && !LAKH.test(rest)) return { ok: false, problem: 'not_a_number' };
  const [whole = '', decimals = ''] = rest.replaceAll(',', '').split('.');
  if (decimals.length > 2) return { ok: false, problem: 'too_many_decimals' };
  const magnitude = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'));
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, problem: 'too_large' };
  return { ok: true, paisa: paisa(Number(negative ? -magnitude : magnitude)) };
}

/** Plain digits with two decimals, for files and machine output: `-1234.50`. */
export function formatPlainRupees(value: Paisa): string {
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export type Grouping = 'thousands' | 'lakh';

/** Grouped rupees with two decimals for people: `1,234,567.00` or, with lakh grouping, `12,34,567.00`. */
export function formatRupees(value: Paisa, grouping: Grouping = 'thousands'): string {
  const plain = formatPlainRupees(value);
  const negative = plain.startsWith('-');
  const [whole = '', decimals = ''] = (negative ? plain.slice(1) : plain).split('.');
  return `${negative ? '-' : ''}${groupDigits(whole, grouping)}.${decimals}`;
}

function groupDigits(whole: string, grouping: Grouping): string {
  if (grouping === 'thousands') return whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const head = whole.slice(0, -3);
  return head === '' ? whole : `${head.replace(/\B(?=(\d{2})+$)/g, ',')},${whole.slice(-3)}`;
}
