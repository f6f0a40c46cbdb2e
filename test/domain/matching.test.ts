import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setsThatSum } from '../../src/domain/matching.ts';

/** Every set of one to four, the slow way. */
function bruteForce(amounts: readonly number[], target: number, tolerance: number): string[] {
  const found: string[] = [];
  const walk = (from: number, members: readonly number[], sum: number): void => {
    if (members.length > 0 && Math.abs(sum - target) <= tolerance) found.push(members.join(' '));
    if (members.length < 4) for (let next = from; next < amounts.length; next += 1) walk(next + 1, [...members, next], sum + (amounts[next] ?? 0));
  };
  walk(0, [], 0);
  return found.sort();
}

describe('what adds up to a difference (section 4)', () => {
  test('finds exactly the sets that a search of all finds, credit notes included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -60, max: 100 }), { maxLength: 14 }),
        fc.integer({ min: -100, max: 200 }),
        fc.integer({ min: 0, max: 3 }),
        (amounts, target, tolerance) => {
          const found = setsThatSum(amounts, target, tolerance, 1_000_000);
          expect(found.map((set) => set.members.join(' ')).sort()).toEqual(bruteForce(amounts, target, tolerance));
          for (const set of found) expect(set.sumPaisa).toBe(set.members.reduce((sum, member) => sum + (amounts[member] ?? 0), 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('fewer members come first, and no more than asked for', () => {
    const sets = setsThatSum([5, 5, 10, 3, 7], 10, 0, 3);
    expect(sets.map((set) => set.members)).toEqual([[2], [3, 4], [0, 1]]);
  });

  test('a pair among ten thousand lines is found wherever it stands', () => {
    const amounts = Array.from({ length: 10_000 }, (_, index) => 1_000_003 * (index + 1));
    const sets = setsThatSum(amounts, (amounts[123] ?? 0) + (amounts[9_876] ?? 0), 0, 100_000);
    expect(sets.some((set) => set.members.join(' ') === '123 9876')).toBe(true);
  });
});
