import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, describe, expect, test } from 'vitest';
import { parseImport } from '../../src/importers/index.ts';
import { DEFAULT_LIMITS } from '../../src/importers/limits.ts';
import { nodeReader } from '../../src/importers/reader-process.ts';
import { readZipDirectory, unpack } from '../../src/importers/zip.ts';
import { makeBigFiles } from '../corpus/make-big.ts';
import { billingBook, type ZipPart } from '../corpus/workbook-writer.ts';
import { appFor } from '../support/scenario.ts';

const CORPUS = 'test/corpus';
const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'partnerdesk-parser-'));
afterAll(() => rmSync(folder, { recursive: true }));
const big = makeBigFiles(folder).filter(({ file }) => file.endsWith('.xlsx'));
const GOOD = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1, null] as const;

/** Every workbook made to hurt its reader. */
const BOMBS: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ...big.map(({ file }) => [file, readFileSync(join(folder, file))] as const),
  ...readdirSync(CORPUS)
    .filter((name) => /^(?:7[6-9]|8[0-2])\w*-.*\.xlsx$/.test(name))
    .map((name) => [name, readFileSync(join(CORPUS, name))] as const),
];

describe('H2: a foreign workbook cannot hurt the application', () => {
  test('its reader has 512 MB and 20 seconds, in a process of its own and in no thread of this one', () => {
    expect([DEFAULT_LIMITS.childMemoryMb, DEFAULT_LIMITS.childTimeoutMs]).toEqual([512, 20_000]);
    for (const name of readdirSync('src/importers')) expect(readFileSync(join('src/importers', name), 'utf8'), name).not.toContain('worker_threads');
  });

  // what is measured is this process only; a busy machine may take it off the processor once
  test(`while each of ${BOMBS.length} bombs is read, this process never stands still for more than 50 ms`, { timeout: 120_000, retry: 2 }, async () => {
    expect(BOMBS.length).toBeGreaterThan(15);
    await parseImport([{ name: 'billing.xlsx', bytes: billingBook([GOOD]) }]); // its modules are loaded
    const late: string[] = [];
    for (const [name, bytes] of BOMBS) {
      const lag = monitorEventLoopDelay({ resolution: 1 });
      lag.enable();
      const result = await parseImport([{ name, bytes, kind: 'billing' }]);
      lag.disable();
      expect(
        result.errors.kept.every(({ code }) => code !== 'WORKBOOK_READER_FAILED'),
        name,
      ).toBe(true);
      if (lag.max / 1e6 > 50) late.push(`${name}: ${(lag.max / 1e6).toFixed(0)} ms`);
    }
    expect(late).toEqual([]);
  });

  test.each([
    ['fills its memory', 'const all = []; for (;;) all.push(Array.from({ length: 10000 }, () => ({})));', { childMemoryMb: 64 }, 'WORKBOOK_TOO_LARGE'],
    ['never ends', 'for (;;);', { childTimeoutMs: 500 }, 'WORKBOOK_TOO_SLOW'],
    ['is killed', "process.kill(process.pid, 'SIGKILL');", {}, 'WORKBOOK_READER_FAILED'],
  ])('a reader that %s dies alone; the next import of the same application works', async (what, code, limits, refused) => {
    const program = join(folder, `${what.replaceAll(' ', '-')}.mjs`);
    writeFileSync(program, code);
    const broken = await parseImport([{ name: 'billing.xlsx', bytes: billingBook([GOOD]) }], { startReader: nodeReader(program), limits });
    expect(broken.errors.kept.map((finding) => finding.code)).toEqual([refused]);
    const sound = await parseImport([{ name: 'billing.xlsx', bytes: billingBook([GOOD]) }]);
    expect(sound.rows.billing).toHaveLength(1);
  });

  test('through the application: a bomb is an import refused by name, nothing is taken, and the next command runs', async () => {
    const app = await appFor();
    const [, bytes] = BOMBS.find(([name]) => name.startsWith('74b')) ?? [];
    const refusal = await app.refusal('imports.run', { files: [{ name: 'billing.xlsx', base64: Buffer.from(bytes ?? []).toString('base64') }] });
    expect([refusal.code, JSON.stringify(refusal.details)]).toEqual(['IMPORT_REFUSED', expect.stringContaining('WORKBOOK_TOO_LARGE')]);
    await expect(app.call('system.recordVerify', { ok: true })).resolves.toBeDefined();
    expect((await app.call('imports.list', {})).length).toBe(0);
  });
});

const part = (name: string, content = 'x'): ZipPart => ({ name, content });

/** What a workbook may not be, by its directory alone or by the bytes that come out. */
const REFUSED: readonly (readonly [what: string, bytes: () => Uint8Array, code: string])[] = [
  ['200 MB in one sheet', () => bomb('74-'), 'WORKBOOK_TOO_LARGE'],
  ['1 GB in one sheet', () => bomb('74b-'), 'WORKBOOK_TOO_LARGE'],
  ['600 MB of blanks', () => bomb('75-'), 'WORKBOOK_TOO_LARGE'],
  ['a part that says less than it is', () => bomb('74c-'), 'UNSAFE_WORKBOOK'],
  ['a part of more than a hundred times its size', () => bomb('74d-'), 'UNSAFE_WORKBOOK'],
  ['1,001 parts', () => billingBook([GOOD], { parts: Array.from({ length: 1001 }, (_, n) => part(`xl/media/${n}.png`)) }), 'WORKBOOK_TOO_LARGE'],
  ['another archive inside', () => readFileSync(join(CORPUS, '81c-nested-archive.xlsx')), 'UNSAFE_WORKBOOK'],
  ['a link inside', () => readFileSync(join(CORPUS, '81b-link.xlsx')), 'UNSAFE_WORKBOOK'],
  ['a path that leads out', () => readFileSync(join(CORPUS, '81-path-out.xlsx')), 'UNSAFE_WORKBOOK'],
  ['two parts of one name', () => readFileSync(join(CORPUS, '81d-two-names.xlsx')), 'UNSAFE_WORKBOOK'],
];

function bomb(name: string): Uint8Array {
  return BOMBS.find(([file]) => file.startsWith(name))?.[1] ?? Buffer.alloc(0);
}

/** Reads every part to its end, as far as the reader lets it. */
async function unpackAll(bytes: Uint8Array): Promise<string> {
  try {
    for (const entry of readZipDirectory(bytes, DEFAULT_LIMITS).values()) for await (const _ of unpack(bytes, entry));
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('H3: nothing is unpacked before it is counted', () => {
  test('the limits are 200 MB together, 50 MB a part, a hundred times, 1,000 parts', () =>
    expect([DEFAULT_LIMITS.maxUnpackedBytes, DEFAULT_LIMITS.maxPartBytes, DEFAULT_LIMITS.maxZipRatio, DEFAULT_LIMITS.maxZipEntries]).toEqual([
      200 * MIB,
      50 * MIB,
      100,
      1000,
    ]));

  test('a sound workbook is read', async () => expect(await unpackAll(billingBook([GOOD]))).toBe('read'));

  test.each(REFUSED)('%s is refused within 200 ms and 50 MB', { retry: 2 }, async (_what, make, code) => {
    const bytes = make();
    const before = process.memoryUsage().rss;
    const begun = performance.now();
    expect(await unpackAll(bytes)).toBe(code);
    expect(performance.now() - begun).toBeLessThan(200);
    expect((process.memoryUsage().rss - before) / MIB).toBeLessThan(50);
  });
});
