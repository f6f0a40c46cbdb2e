import type { Paisa } from '../shared/paisa.ts';

/** A set of candidates, by their places in the list given, and what they add up to. */
export interface SumSet {
  readonly members: readonly number[];
  readonly sumPaisa: Paisa;
}

/** How far each size of set is searched: of so many thousands of lines, larger sets are found among the nearest only. */
const REACH = { triples: 1_200, fours: 220 } as const;

/**
 * Sets of at most four candidates that add up to a target within a tolerance (section 4: what explains a difference).
 * Candidates come most relevant first. Complete for one and two members; three and four are sought among the first
 * 1,200 and 220, because among thousands of lines larger sets agree by chance.
 * @returns at most `limit` sets: fewer members first, then the more relevant ones
 */
export function setsThatSum(amounts: readonly number[], target: number, tolerance: number, limit: number): SumSet[] {
  const found: SumSet[] = [];
  const seen = new Set<string>();
  const add = (...members: number[]): boolean => {
    members.sort((a, b) => a - b);
    const key = members.join(' ');
    if (!seen.has(key)) {
      seen.add(key);
      found.push({ members, sumPaisa: members.reduce((sum, member) => sum + (amounts[member] ?? 0), 0) as Paisa });
    }
    return found.length < limit;
  };
  const isNear = (sum: number): boolean => Math.abs(sum - target) <= tolerance;
  for (const [index, amount] of amounts.entries()) if (isNear(amount) && !add(index)) return found;
  if (!eachPair(sorted(amounts, amounts.length), target, tolerance, add)) return found;
  if (!eachTriple(sorted(amounts, REACH.triples), amounts, target, tolerance, add)) return found;
  eachFour(amounts.slice(0, REACH.fours), target, tolerance, add);
  return found;
}

interface Sorted {
  readonly values: Float64Array;
  /** Place in the list given. */
  readonly places: Int32Array;
}

function sorted(amounts: readonly number[], count: number): Sorted {
  const places = Int32Array.from({ length: Math.min(count, amounts.length) }, (_, index) => index).sort((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0));
  return { values: Float64Array.from(places, (place) => amounts[place] ?? 0), places };
}

type Add = (...members: number[]) => boolean;

/** Two pointers from both ends; `skip` is a place that is already in the set. */
function eachPair({ values, places }: Sorted, target: number, tolerance: number, add: Add, skip = -1): boolean {
  let high = values.length - 1;
  for (let low = 0; low < high; low += 1) {
    while (high > low && (values[low] ?? 0) + (values[high] ?? 0) > target + tolerance) high -= 1;
    for (let other = high; other > low && (values[low] ?? 0) + (values[other] ?? 0) >= target - tolerance; other -= 1) {
      const [a, b] = [places[low] ?? 0, places[other] ?? 0];
      // a third member stands before both, so that each set is met once
      if (skip >= 0 && (a <= skip || b <= skip)) continue;
      if (!(skip >= 0 ? add(skip, a, b) : add(a, b))) return false;
    }
  }
  return true;
}

function eachTriple(of: Sorted, amounts: readonly number[], target: number, tolerance: number, add: Add): boolean {
  for (let first = 0; first < of.places.length; first += 1) {
    if (!eachPair(of, target - (amounts[first] ?? 0), tolerance, add, first)) return false;
  }
  return true;
}

/** Sums of pairs, sorted, paired with each other. */
function eachFour(amounts: readonly number[], target: number, tolerance: number, add: Add): void {
  const pairs: { readonly sum: number; readonly a: number; readonly b: number }[] = [];
  for (let a = 0; a < amounts.length; a += 1) for (let b = a + 1; b < amounts.length; b += 1) pairs.push({ sum: (amounts[a] ?? 0) + (amounts[b] ?? 0), a, b });
  pairs.sort((x, y) => x.sum - y.sum);
  let high = pairs.length - 1;
  for (const low of pairs) {
    while (high >= 0 && low.sum + (pairs[high]?.sum ?? 0) > target + tolerance) high -= 1;
    for (let other = high; other >= 0; other -= 1) {
      const pair = pairs[other];
      if (pair === undefined || low.sum + pair.sum < target - tolerance) break;
      // a < b < c < d names each set of four once
      if (low.b < pair.a && !add(low.a, low.b, pair.a, pair.b)) return;
    }
  }
}
