// Money: whole paisa in bigint, rates in whole basis points.

// numerator / denominator, to the whole, half away from zero. The denominator is positive.
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const whole = size / denominator;
  const rest = size % denominator;
  const rounded = rest * 2n >= denominator ? whole + 1n : whole;
  return numerator < 0n ? -rounded : rounded;
}

export function share(paisa: bigint, rateBps: number): bigint {
  return roundedQuotient(paisa * BigInt(rateBps), 10_000n);
}

// "4500000", "4,500,000.50", "45,00,000.50", "PKR 4,500,000", "-12.5"
export function paisaOf(text: string): bigint {
  const plain = text.replace('PKR', '').replaceAll(',', '').replaceAll(' ', '');
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (match === null) throw new Error(`not an amount: ${text}`);
  const size = BigInt(match[2] ?? '0') * 100n + BigInt((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -size : size;
}

// "18" -> 1800, "17.5" -> 1750
export function bpsOf(percent: string): number {
  return Number(paisaOf(percent));
}

export function sum(amounts: readonly bigint[]): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

// The answers are JSON: a number, exact or refused.
export function jsonNumber(paisa: bigint): number {
  const value = Number(paisa);
  if (!Number.isSafeInteger(value)) throw new Error(`not safe: ${paisa}`);
  return value;
}
