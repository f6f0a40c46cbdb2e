import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, parseImport } from '../../src/importers/index.ts';
import { readWorkbook } from '../../src/importers/workbook.ts';
import type { WorkbookMessage } from '../../src/importers/workbook-job.ts';
import { WorkbookProblem } from '../../src/importers/workbook-problem.ts';
import { IMPORT_KINDS } from '../../src/shared/vocab.ts';
import { BILLING_HEADER, billingBook, sheetXml, workbook } from '../corpus/workbook-writer.ts';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', 'corpus');
const csvFiles = readdirSync(corpus)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => readFileSync(join(corpus, name)))
  .filter((bytes) => bytes.length < 5000);

interface Change {
  readonly at: number;
  readonly kind: 'flip' | 'cut' | 'insert' | 'repeat';
  readonly byte: number;
}

const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(), kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat'), byte: fc.nat({ max: 255 }) });

function mutate(bytes: Uint8Array, changes: readonly Change[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { at, kind, byte } of changes) {
    const place = result.length === 0 ? 0 : at % result.length;
    if (kind === 'flip') result[place] = byte;
    else if (kind === 'cut') result = Buffer.concat([result.subarray(0, place), result.subarray(place + (byte % 16))]);
    else if (kind === 'insert') result = Buffer.concat([result.subarray(0, place), Buffer.from([byte]), result.subarray(place)]);
    else result = Buffer.concat([result.subarray(0, place), result.subarray(Math.max(0, place - byte)), result.subarray(place)]);
  }
  return result;
}

test('any bytes as CSV come to rows and findings, never to an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...IMPORT_KINDS), async (bytes, kind) => {
      const result = await parseImport([{ name: 'x.csv', bytes, kind }]);
      expect(result.errors.count + result.warnings.count + result.rows[kind].length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test('damaged CSV files come to rows and findings', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...csvFiles),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...IMPORT_KINDS),
      async (bytes, changes, kind) => {
        const result = await parseImport([{ name: 'x.csv', bytes: mutate(bytes, changes), kind }], { limits: { pieceBytes: 100 } });
        for (const finding of result.errors.kept)
          expect(finding).toMatchObject({
            file: 'x.csv',
            row: expect.any(Number),
            code: expect.stringMatching(/^[A-Z_0-9]+$/),
            message: expect.stringMatching(/\.\)?$/),
          });
      },
    ),
    { numRuns: 1000 },
  );
});

/** Reads in this process, as the child would. */
async function read(bytes: Uint8Array): Promise<string> {
  const messages: WorkbookMessage[] = [];
  try {
    await readWorkbook(
      bytes,
      { byteLength: bytes.length, chosenKind: null, fileKinds: ['billing'], limits: DEFAULT_LIMITS },
      (message) => void messages.push(message),
    );
    return 'read';
  } catch (error) {
    if (error instanceof WorkbookProblem) return error.code;
    throw error;
  }
}

const SHEET = sheetXml([
  [...BILLING_HEADER],
  [
    'D-1',
    { xml: '<c s="1"><v>46112</v></c>' },
    { xml: '<c t="s"><v>0</v></c>' },
    { xml: '<c t="d"><v>2026-03-31</v></c>' },
    { xml: '<c><f>1+1</f><v>2</v></c>' },
    { xml: '<c t="e"><v>#REF!</v></c>' },
  ],
]);

test('damaged archives are refused by name', async () => {
  const whole = billingBook([], { sheets: [{ name: 'billing', xml: SHEET }], sharedStrings: '<si><t>INV</t></si>' });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      expect(await read(mutate(whole, changes))).toMatch(/^[a-zA-Z_]+$/);
    }),
    { numRuns: 1000 },
  );
});

test('damaged parts of a sound archive are refused or read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('xl/worksheets/sheet1.xml', 'xl/workbook.xml', 'xl/styles.xml', 'xl/sharedStrings.xml', 'xl/_rels/workbook.xml.rels'),
      async (changes, part) => {
        const strings = '<si><t>INV</t></si>';
        const parts = { 'xl/worksheets/sheet1.xml': SHEET, 'xl/sharedStrings.xml': `<sst>${strings}</sst>` } as Record<string, string>;
        const content = parts[part] ?? '<workbook><sheets><sheet name="billing" r:id="rId1"/></sheets></workbook>';
        const bytes = workbook({
          sheets: [{ name: 'billing', xml: SHEET }],
          sharedStrings: strings,
          parts: [{ name: part, content: mutate(Buffer.from(content), changes) }],
        });
        expect(await read(bytes)).toMatch(/^[a-zA-Z_]+$/);
      },
    ),
    { numRuns: 1000 },
  );
});
