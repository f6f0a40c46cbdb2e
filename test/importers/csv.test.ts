import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { type ParsedImport, parseImport } from '../../src/importers/index.ts';
import { AppError } from '../../src/shared/errors.ts';
import { brief, bytesOf, csvText, importText } from './support/files.ts';

const HEADER = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount', 'kind'];
const row = (at: number, amount = '1.00'): string[] => [`D-${at}`, '2026-03', `INV-${at}`, '2026-03-31', amount, 'invoice'];

const LEAD_HEADER = ['partner_code', 'client', 'contact_name', 'contact_email', 'submitted_on', 'description'];

/** Notes as people write them, without what a note may not hold. */
const note = fc
  .string({ unit: fc.constantFrom('a', 'B', ' ', ',', ';', '\t', '"', '\n', 'é', 'ع', '😀', "'", '0', '-'), maxLength: 30 })
  .map((text) => text.trim());

function leadRows(notes: readonly string[]): string[][] {
  return [LEAD_HEADER, ...notes.map((text, at) => [`P-${at}`, 'Acme', 'Ali', 'ali@acme.pk', '2026-03-01', text])];
}

function summary(result: ParsedImport): unknown {
  return { rows: result.rows, errors: result.errors.kept, warnings: result.warnings.kept };
}

describe('round trips', () => {
  test('what is written comes back, with any delimiter, line end and piece size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(note, { maxLength: 12 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 8, max: 200 }),
        async (notes, delimiter, newline, pieceBytes) => {
          const result = await importText('leads.csv', csvText(leadRows(notes), delimiter, newline), {}, { limits: { pieceBytes } });
          expect(brief(result.errors)).toEqual([]);
          expect(result.rows.leads.map(({ values }) => values.description ?? '')).toEqual(
            notes.map((text) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1).trim() : text)),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('rows carry the line an editor shows, whatever the line breaks inside cells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(note, { minLength: 1, maxLength: 12 }), fc.integer({ min: 8, max: 100 }), async (notes, pieceBytes) => {
        const result = await importText('leads.csv', csvText(leadRows(notes)), {}, { limits: { pieceBytes } });
        let line = 2;
        for (const [at, text] of notes.entries()) {
          expect(result.rows.leads[at]?.row).toBe(line);
          line += 1 + (text.match(/\n/g) ?? []).length;
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the order of columns does not matter', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    const straight = await importText('billing.csv', csvText([HEADER, row(1), row(2, '-5.5'.replace('-', '')), row(3, 'x')]));
    await fc.assert(
      fc.asyncProperty(order, async (places) => {
        const shuffled = [HEADER, row(1), row(2, '5.5'), row(3, 'x')].map((cells) => places.map((place) => cells[place] ?? ''));
        expect(summary(await importText('billing.csv', csvText(shuffled)))).toEqual(summary(straight));
      }),
      { numRuns: 30 },
    );
  });

  test('pieces of any size give what one piece gives', async () => {
    const text = csvText([HEADER, row(1), ['D-2', '2026-03', 'a"b', '2026-03-31', '1.00', ''], row(3, 'oops'), row(4)]).replace('"a""b"', '"a"b');
    const whole = await importText('billing.csv', text);
    for (let pieceBytes = 8; pieceBytes < text.length + 2; pieceBytes++) {
      expect(summary(await importText('billing.csv', text, {}, { limits: { pieceBytes } }))).toEqual(summary(whole));
    }
    expect(brief(whole.errors)).toEqual(['billing.csv:3: TEXT_AFTER_QUOTE', 'billing.csv:4:amount BAD_AMOUNT']);
    expect(whole.rows.billing.map((kept) => kept.row)).toEqual([2, 5]);
  });

  test('papaparse over the whole text sees the same cells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(note, { minLength: 1, maxLength: 8 }), async (notes) => {
        const text = csvText(leadRows(notes));
        const cells = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n', skipEmptyLines: true }).data.slice(1);
        const result = await importText('leads.csv', text);
        expect(result.rows.leads.map(({ values }) => values.partnerCode)).toEqual(cells.map(([code]) => code));
      }),
      { numRuns: 50 },
    );
  });
});

describe('quotes', () => {
  test('a quote too many costs its own row only', async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => row(at).join(','));
    lines[10] = '"D-10"x,2026-03,INV,2026-03-31,1,';
    lines[2000] = 'D-2000,2026-03,"INV" 7,2026-03-31,1,';
    const result = await importText('billing.csv', `${HEADER.join(',')}\n${lines.join('\n')}\n`, {}, { limits: { pieceBytes: 5000 } });
    expect(brief(result.errors)).toEqual(['billing.csv:12: TEXT_AFTER_QUOTE', 'billing.csv:2002: TEXT_AFTER_QUOTE']);
    expect(result.rows.billing.length).toBe(2998);
    expect(result.rows.billing.at(-1)?.row).toBe(3001);
  });

  test('too many of them end the file', async () => {
    const result = await importText('billing.csv', `${HEADER.join(',')}\n${'"a"b,1,2,3,4,5\n'.repeat(5000)}`);
    expect(result.errors.count).toBe(101);
    expect(result.errors.kept.at(-1)?.code).toBe('TOO_MANY_BAD_QUOTES');
  });

  test('an unclosed quote names the row where it opens', async () => {
    const result = await importText(
      'billing.csv',
      `${csvText([HEADER, row(1)])}D-2,2026-03,"INV-2,2026-03-31,1,\n${csvText([row(3), row(4)])}`,
      {},
      { limits: { pieceBytes: 64 } },
    );
    expect(brief(result.errors)).toEqual(['billing.csv:3: UNCLOSED_QUOTE']);
    expect(result.rows.billing.length).toBe(1);
  });

  test('a quote inside an unquoted cell is text; spaces around quotes are tolerated', async () => {
    const result = await importText('partners.csv', 'code,name,kind,joined_on\nP-1,5" pipes,agency,2025-01-01\n"P-2" ,"Beta",agency,2025-01-01\n');
    expect(result.rows.partners.map(({ values }) => values.name)).toEqual(['5" pipes', 'Beta']);
  });

  test('a broken header row ends the file', async () => {
    const result = await importText('holidays.csv', '"date"x,name\n2026-03-23,Pakistan Day\n', { delimiter: ',' });
    expect(brief(result.errors)).toEqual(['holidays.csv:1: TEXT_AFTER_QUOTE']);
    expect(result.rows.holidays).toEqual([]);
  });
});

describe('header and kind', () => {
  test.each([
    ['billing.csv', 'billing'],
    ['Billing-2026-03.CSV', 'billing'],
    ['C:\\in\\02 negotiated terms.csv', null],
    ['/in/leads.txt', null],
    ['billing2026.tsv', 'billing'],
  ])('%s says its kind', async (name, kind) => {
    const result = await importText(name, `${HEADER.join(',')}\n`);
    if (kind === null) expect(result.errors.kept[0]?.code).toMatch(/HEADER_NOT_FOUND|MISSING_COLUMN/);
    else expect(result.files[0]?.kinds).toEqual([{ kind, rows: 0 }]);
  });

  test('a name that says nothing, or two things, is asked about; its columns are a hint', async () => {
    const nothing = await importText('export.csv', csvText([HEADER, row(1)]));
    expect(brief(nothing.errors)).toEqual(['export.csv:0: UNKNOWN_KIND']);
    expect(nothing.errors.kept[0]?.message).toContain('look like billing');
    const both = await importText('deals and billing.csv', csvText([HEADER, row(1)]));
    expect(brief(both.errors)).toEqual(['deals and billing.csv:0: AMBIGUOUS_KIND']);
    const chosen = await importText('export.csv', csvText([HEADER, row(1)]), { kind: 'billing' });
    expect(chosen.rows.billing.length).toBe(1);
  });

  test('a mapping gives headers their columns, and can leave one out', async () => {
    const text = csvText([['Vertrag', 'Monat', 'Beleg', 'Datum', 'Betrag', 'kind'], row(1)]);
    const mapping = { Vertrag: 'deal_code', monat: 'period', Beleg: 'invoice_no', Datum: 'invoice_date', Betrag: 'amount', kind: '' };
    const result = await importText('billing.csv', text, { mapping });
    expect(brief(result.errors)).toEqual([]);
    expect(brief(result.warnings)).toEqual([]);
    expect(result.rows.billing[0]?.values).toMatchObject({ dealCode: 'D-1', amountPaisa: 100 });
  });

  test('a mapping to a column that does not exist leaves the column unknown', async () => {
    const result = await importText(
      'billing.csv',
      csvText([
        [...HEADER, 'x'],
        [...row(1), 'y'],
      ]),
      { mapping: { x: '__proto__' } },
    );
    expect(brief(result.warnings)).toEqual(['billing.csv:1:x UNKNOWN_COLUMN']);
    expect(result.files[0]?.unknownColumns).toEqual(['x']);
  });

  test('a column without a header is left out with a word', async () => {
    const result = await importText(
      'billing.csv',
      csvText([
        [...HEADER, ''],
        [...row(1), ''],
      ]),
    );
    expect(brief(result.warnings)).toEqual(['billing.csv:1: UNNAMED_COLUMN']);
    expect(result.rows.billing.length).toBe(1);
  });

  test('an unknown separator of a sep line, and too many columns, are refused', async () => {
    expect(brief((await importText('billing.csv', `sep=|\n${HEADER.join('|')}\n`)).errors)).toEqual(['billing.csv:1: BAD_SEPARATOR']);
    const wide = [...HEADER, ...Array.from({ length: 600 }, (_, at) => `x${at}`)];
    expect(brief((await importText('billing.csv', `${wide.join(',')}\n`)).errors)).toEqual(['billing.csv:1: TOO_MANY_COLUMNS']);
  });

  test('files that are no tables are refused by name', async () => {
    expect(brief((await importText('billing.docx', 'x')).errors)).toEqual(['billing.docx:0: UNSUPPORTED_FILE']);
    expect(brief((await importText('billing.csv', '%PDF-1.7')).errors)).toEqual(['billing.csv:0: PDF_FILE']);
    expect(brief((await importText('billing.csv', 'x'.repeat(100), {}, { limits: { maxFileBytes: 99 } })).errors)).toEqual(['billing.csv:0: FILE_TOO_LARGE']);
  });
});

describe('limits, cancel, progress', () => {
  test('at most so many rows a file', async () => {
    const text = csvText([HEADER, ...Array.from({ length: 11 }, (_, at) => row(at))]);
    expect((await importText('billing.csv', text, {}, { limits: { maxRowsPerFile: 11 } })).rows.billing.length).toBe(11);
    const refused = await importText('billing.csv', text, {}, { limits: { maxRowsPerFile: 10 } });
    expect(brief(refused.errors)).toEqual(['billing.csv:0: TOO_MANY_ROWS']);
    expect(refused.rows.billing).toEqual([]);
    const quoted = await importText('billing.csv', text.replaceAll('1.00', '"1.00"'), {}, { limits: { maxRowsPerFile: 10 } });
    expect(brief(quoted.errors)).toEqual(['billing.csv:0: TOO_MANY_ROWS']);
    expect(quoted.rows.billing).toEqual([]);
  });

  test('findings are counted beyond the thousand that are kept', async () => {
    const result = await importText('billing.csv', csvText([HEADER, ...Array.from({ length: 3000 }, (_, at) => row(at, 'x'))]));
    expect(result.errors.kept.length).toBe(1000);
    expect(result.errors.count).toBe(3000);
  });

  test('an abort is seen between pieces and throws CANCELLED', async () => {
    const controller = new AbortController();
    const text = csvText([HEADER, ...Array.from({ length: 5000 }, (_, at) => row(at))]);
    const running = importText(
      'billing.csv',
      text,
      {},
      { signal: controller.signal, limits: { pieceBytes: 1000 }, onProgress: (done) => done > 100_000 && controller.abort() },
    );
    await expect(running).rejects.toThrow(AppError);
    await expect(parseImport([{ name: 'billing.csv', bytes: bytesOf(text) }], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('progress rises to the total of all files', async () => {
    const bytes = bytesOf(csvText([HEADER, ...Array.from({ length: 200 }, (_, at) => row(at))]));
    const seen: number[] = [];
    await parseImport(
      [
        { name: 'billing-1.csv', bytes },
        { name: 'billing-2.csv', bytes },
      ],
      { limits: { pieceBytes: 2000 }, onProgress: (done) => seen.push(done) },
    );
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(bytes.length * 2);
  });

  test('each file is named with its hash, size and rows', async () => {
    const result = await importText('billing.csv', csvText([HEADER, row(1), row(2, 'x')]));
    expect(result.files).toEqual([
      {
        name: 'billing.csv',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: expect.any(Number),
        headers: [{ kind: 'billing', cells: HEADER }],
        kinds: [{ kind: 'billing', rows: 2 }],
        unknownColumns: [],
        edits: [],
      },
    ]);
  });
});
