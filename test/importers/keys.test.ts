import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyIndex } from '../../src/importers/keys.ts';

test('finds what a Map of joined keys finds', () => {
  const key = fc.record({ a: fc.constantFrom('', 'x', 'xy', 'y', 'é', '1', '11'), b: fc.string({ maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (rows) => {
      const index = new KeyIndex(['a', 'b'], (at) => rows[at]);
      const seen = new Map<string, number>();
      for (const [at, row] of rows.entries()) {
        const joined = JSON.stringify([row.a, row.b]);
        expect(index.findOrAdd(row, at)).toBe(seen.get(joined) ?? -1);
        if (!seen.has(joined)) seen.set(joined, at);
      }
    }),
    { numRuns: 200 },
  );
});

test('grows', () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ a: `K-${at}` }));
  const index = new KeyIndex(['a'], (at) => rows[at]);
  for (const [at, row] of rows.entries()) expect(index.findOrAdd(row, at)).toBe(-1);
  for (const [at, row] of rows.entries()) expect(index.findOrAdd({ ...row }, -2)).toBe(at);
});
