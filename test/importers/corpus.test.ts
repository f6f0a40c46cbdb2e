import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseImport } from '../../src/importers/index.ts';
import type { Verdict } from '../corpus/entry.ts';
import { checkVerdict } from './support/verdict.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'corpus');
const files = readdirSync(folder).filter((name) => /^\d+[a-z]*-.*\.(csv|xlsx)$/.test(name));

describe('H1: bad-input corpus', () => {
  test.each(files)('%s', { timeout: 5000 }, async (name) => {
    const verdict = JSON.parse(readFileSync(join(folder, `${name.replace(/\.\w+$/, '')}.verdict.json`), 'utf8')) as Verdict;
    const result = await parseImport([{ name, bytes: readFileSync(join(folder, name)), kind: verdict.kind, ...verdict.options }]);
    checkVerdict(result, verdict);
  });
});

test('every item of the corpus that a parser can judge is here', () => {
  // Made by make-big.ts, and those that need the database (README.md).
  const elsewhere = [24, 25, 74, 75, 56, 60, 61, 62];
  const here = new Set([...files.map((name) => Number.parseInt(name, 10)), ...elsewhere]);
  expect(Array.from({ length: 93 }, (_, at) => at + 1).filter((item) => !here.has(item))).toEqual([]);
});
