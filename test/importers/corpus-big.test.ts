import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseImport } from '../../src/importers/index.ts';
import { makeBigFiles } from '../corpus/make-big.ts';
import { checkVerdict } from './support/verdict.ts';

const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-corpus-'));
const files = makeBigFiles(folder);

afterAll(() => rmSync(folder, { recursive: true }));

describe('H1: bad-input corpus, big files', () => {
  test.each(files)('$file', { timeout: 5000 }, async ({ file, verdict }) => {
    const bytes = readFileSync(join(folder, file));
    const before = process.memoryUsage().rss;
    let highest = before;
    const sample = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().rss);
    }, 5);
    const result = await parseImport([{ name: file, bytes, kind: verdict.kind }]);
    clearInterval(sample);
    checkVerdict(result, verdict);
    // The hostile ones must not fill this process either; 24b holds half a million rows before it knows.
    if (!file.startsWith('24b')) expect(Math.round((highest - before) / 1_048_576)).toBeLessThan(100);
  });
});
