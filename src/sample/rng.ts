import { assert, assertExists } from '../shared/assert.ts';

/** 32-bit FNV-1a: turns a label into a seed. */
function hash(label: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < label.length; i += 1) state = Math.imul(state ^ label.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/**
 * Mulberry32. Whole numbers only: `Math.pow` and its like may differ between engines, and then the sample would too.
 * Each part of the generator seeds its own from a label, so that a change in one part does not reshuffle the others.
 */
export class Rng {
  #state: number;

  constructor(label: string) {
    this.#state = hash(label);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    assert(high >= low, `${low}–${high} is an empty range`);
    return low + (this.#next() % (high - low + 1));
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  pick<T>(list: readonly T[]): T {
    assert(list.length > 0, 'nothing to pick from');
    return at(list, this.int(0, list.length - 1));
  }

  weighted<T>(list: readonly (readonly [T, number])[]): T {
    let left = this.int(
      1,
      list.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [value, weight] of list) {
      left -= weight;
      if (left <= 0) return value;
    }
    throw new Error('weights do not add up');
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i -= 1) {
      const j = this.int(0, i);
      const moved = at(result, i);
      result[i] = at(result, j);
      result[j] = moved;
    }
    return result;
  }
}

export function at<T>(list: readonly T[], index: number): T {
  return assertExists(list[index], `no element ${index} of ${list.length}`);
}
