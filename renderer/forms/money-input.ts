import { formatRupees, paisa } from '../../src/shared/paisa.ts';

/** An exact decimal: `digits` × 10^−`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const UNITS: Readonly<Record<string, bigint>> = {
  k: 1_000n,
  lakh: 100_000n,
  lac: 100_000n,
  l: 100_000n,
  m: 1_000_000n,
  mn: 1_000_000n,
  cr: 10_000_000n,
  crore: 10_000_000n,
};
const NUMBER = /^([\d,]*\d|\d*)(?:\.(\d+))?\s*([a-z]+)?$/i;
/** 1,234,567 or 12,34,567: groups of three, or of two before the last three. */
const GROUPED = /^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})$/;

function parseFactor(text: string): Decimal | null {
  const match = NUMBER.exec(text.trim());
  if (match === null) return null;
  const [, whole = '', fraction = '', unit] = match;
  if (whole === '' && fraction === '') return null;
  if (whole.includes(',') && !GROUPED.test(whole)) return null;
  const multiplier = unit === undefined ? 1n : UNITS[unit.toLowerCase()];
  if (multiplier === undefined) return null;
  return { digits: BigInt(whole.replaceAll(',', '') + fraction || '0') * multiplier, scale: fraction.length };
}

function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale), scale };
}

function parseProduct(text: string): Decimal | null {
  let product: Decimal | null = null;
  for (const part of text.split('*')) {
    const factor = parseFactor(part);
    if (factor === null) return null;
    product = product === null ? factor : times(product, factor);
  }
  return product;
}

/** `=1.5m*3 + 20k`: sums and products, exact. */
function parseSum(text: string): Decimal | null {
  let sum: Decimal = { digits: 0n, scale: 0 };
  for (const [index, part] of text.split('+').entries()) {
    if (index > 0 && part.trim() === '') return null;
    const product = parseProduct(part);
    if (product === null) return null;
    sum = plus(sum, product);
  }
  return sum;
}

/**
 * What a person means by an amount: `4500000`, `4,500,000.50`, `45,00,000`, `4.5m`, `45 lakh`, `2cr`, `=1.5m*3`.
 * @returns rupees as plain text with two decimals (as import files write them), or null when it is no amount in whole paisa
 */
export function parseMoneyInput(text: string): string | null {
  const trimmed = text.trim().replace(/^(?:pkr|rs\.?)\s*/i, '');
  if (trimmed === '') return null;
  const value = trimmed.startsWith('=') ? parseSum(trimmed.slice(1)) : parseFactor(trimmed);
  if (value === null) return null;
  const inPaisa = toPaisa(value);
  if (inPaisa === null || inPaisa > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return `${inPaisa / 100n}.${String(inPaisa % 100n).padStart(2, '0')}`;
}

/** Null when a part of a paisa is left over. */
function toPaisa({ digits, scale }: Decimal): bigint | null {
  if (scale <= 2) return digits * 10n ** BigInt(2 - scale);
  const unit = 10n ** BigInt(scale - 2);
  return digits % unit === 0n ? digits / unit : null;
}

/** `45 lakh · 4.5 million`, to see a slip of a nought; empty below a thousand. */
export function amountInWords(rupees: string): string {
  const whole = BigInt(rupees.split('.')[0] ?? '0');
  if (whole < 1_000n) return '';
  const indian =
    whole >= 10_000_000n ? shortOf(whole, 10_000_000n, 'crore') : whole >= 100_000n ? shortOf(whole, 100_000n, 'lakh') : shortOf(whole, 1_000n, 'thousand');
  return whole >= 1_000_000n ? `${indian} · ${shortOf(whole, 1_000_000n, 'million')}` : indian;
}

/** At most three decimals, cut, with `about` when something was cut. */
function shortOf(whole: bigint, unit: bigint, word: string): string {
  const thousandths = (whole * 1_000n) / unit;
  const fraction = String(thousandths % 1_000n)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const isExact = thousandths * unit === whole * 1_000n;
  return `${isExact ? '' : 'about '}${thousandths / 1_000n}${fraction === '' ? '' : `.${fraction}`} ${word}`;
}

/** Plain rupees as people read them. */
export function shownRupees(rupees: string, grouping: 'thousands' | 'lakh'): string {
  return formatRupees(paisa(Number(rupees.replace('.', ''))), grouping);
}
