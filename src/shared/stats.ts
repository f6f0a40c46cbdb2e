/** Figures of a range of cells. */
export interface Stats {
  readonly sum: number;
  /** Half away from zero, to the unit of the values. */
  readonly average: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Exact over whole numbers (paisa, basis points, counts); null when there is none, or the sum leaves the safe range. */
export function statsOf(values: readonly number[]): Stats | null {
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  if (sum > BigInt(Number.MAX_SAFE_INTEGER) || sum < BigInt(Number.MIN_SAFE_INTEGER)) return null;
  const count = BigInt(values.length);
  const half = sum < 0n ? -count : count;
  const average = (sum * 2n + half) / (count * 2n);
  return { sum: Number(sum), average: Number(average), count: values.length, min: Math.min(...values), max: Math.max(...values) };
}
