import { assert } from './assert.ts';
import { type Paisa, paisa } from './paisa.ts';

/** Whole basis points, 0 to 10 000 (18 % = 1800). */
export type Bps = number & { readonly __brand: 'Bps' };

export const BPS_WHOLE = 10_000;

/** Brands a whole number of basis points between 0 and 10 000; anything else is our bug and stops. */
export function bps(value: number): Bps {
  assert(Number.isInteger(value) && value >= 0 && value <= BPS_WHOLE, `${value} is not a rate in basis points`);
  return value as Bps;
}

/**
 * `round(amount × rate)` to the whole paisa, half away from zero (programme.md, conventions), so that
 * the rate of a negated amount is exactly the negated result. Computed in BigInt where the product passes 2^53.
 */
export function applyRate(amount: Paisa, rate: Bps): Paisa {
  const product = Math.abs(amount) * rate;
  if (!Number.isSafeInteger(product)) return roundedShare(amount, rate, 1n);
  const rest = product % BPS_WHOLE;
  const magnitude = (product - rest) / BPS_WHOLE + (rest * 2 >= BPS_WHOLE ? 1 : 0);
  // Whole and safe, because the product is: no need to be asked again for every line of a month.
  return (amount < 0 ? 0 - magnitude : magnitude) as Paisa;
}

/** The same rounded to the whole rupee, once and not by way of the paisa (6.3, policy `withholding_rounding` = `rupee`). */
export function applyRateInRupees(amount: Paisa, rate: Bps): Paisa {
  return roundedShare(amount, rate, 100n);
}

function roundedShare(amount: Paisa, rate: Bps, unit: bigint): Paisa {
  const product = BigInt(amount) * BigInt(rate);
  const whole = BigInt(BPS_WHOLE) * unit;
  const magnitude = (((product < 0n ? -product : product) + whole / 2n) / whole) * unit;
  return paisa(Number(product < 0n ? -magnitude : magnitude));
}

/** Splits `total` over `weights` by largest remainder, first come first served on ties; the parts sum to `total` exactly. */
export function allocate(total: Paisa, weights: readonly number[]): Paisa[] {
  assert(weights.length > 0 && weights.every((w) => Number.isSafeInteger(w) && w >= 0), 'weights are whole and not negative');
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  assert(sum > 0n, 'at least one weight is positive');
  const magnitude = BigInt(Math.abs(total));
  const parts = weights.map((w, index) => ({ index, part: (magnitude * BigInt(w)) / sum, rest: (magnitude * BigInt(w)) % sum }));
  let left = magnitude - parts.reduce((a, p) => a + p.part, 0n);
  for (const p of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    p.part += 1n;
    left -= 1n;
  }
  return parts.map((p) => paisa(Number(total < 0 ? -p.part : p.part)));
}

/** Reads `18`, `18.5`, `18.25 %` as percent into basis points; null when it is not such a number or beyond 0–100 or two decimals. */
export function parsePercent(text: string): Bps | null {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim());
  if (!match) return null;
  const value = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return value <= BPS_WHOLE ? bps(value) : null;
}

/** `1850` → `18.5 %`. */
export function formatRate(rate: Bps): string {
  const decimals = String(rate % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(rate / 100)}${decimals === '' ? '' : `.${decimals}`} %`;
}
