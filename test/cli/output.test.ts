import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { dataFolder, defaultDatabasePath } from '../../src/app/paths.ts';
import { openBrowser } from '../../src/cli/open-browser.ts';
import { createPrinter, errorText, type Io, paintFor, reportError } from '../../src/cli/output.ts';
import { createProgress } from '../../src/cli/progress.ts';
import { cell, list, plural, printable, table, titleOf } from '../../src/cli/table.ts';
import { AppError } from '../../src/shared/errors.ts';
import { tempFolder } from './support/spawn.ts';

interface Captured extends Io {
  readonly text: { out: string; err: string };
}

function io(isTTY: boolean, env: Io['env'] = {}): Captured {
  const text = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY,
    write: (chunk: string) => {
      text[name] += chunk;
    },
  });
  return { out: stream('out'), err: stream('err'), stdin: Readable.from([]), env, text };
}

describe('tables', () => {
  test('money is grouped and to the right, with a line of totals', () => {
    const rows = [
      { partner: 'P-1', client: 'Äbc', grossPaisa: 123_456_789, rateBps: 1850, lines: 12, paid: true },
      { partner: 'P-200', client: null, grossPaisa: -5, rateBps: 2000, lines: 1_234, paid: false },
    ];
    expect(`\n${table(rows, { totals: true, sumToo: ['lines'] })}\n`).toBe(`
Partner  Client         Gross    Rate  Lines  Paid
──────────────────────────────────────────────────
P-1      Äbc     1,234,567.89  18.5 %     12  yes
P-200    –              -0.05    20 %  1,234  no
──────────────────────────────────────────────────
Total            1,234,567.84          1,246
`);
  });

  test('one row needs no total; rows beyond the limit are counted and still summed', () => {
    expect(table([{ a: 'x', bPaisa: 100 }], { totals: true })).not.toContain('Total');
    const text = table(
      [1, 2, 3].map((n) => ({ a: `x${n}`, bPaisa: n * 100 })),
      { totals: true, most: 2 },
    );
    expect(text).toContain('… and 1 more');
    expect(text).toMatch(/Total +6\.00$/);
  });

  test('data cannot move the cursor or turn text around', () => {
    expect(printable('a\u001b[2Jb\u202ec\u0007d\te')).toBe('a\ufffd[2Jb\ufffdc\ufffdd e');
    expect(table([{ name: '\u001b]0;x\u0007' }])).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(errorText({ code: 'NOT_FOUND', message: 'no \u001b[31mpartner' })).not.toContain('\u001b');
  });

  test('words and values', () => {
    expect(titleOf('expectedCommissionPaisa')).toBe('Expected commission');
    expect(titleOf('inGraceUntil')).toBe('In grace until');
    expect([cell('xPaisa', 0), cell('count', 1_234_567), cell('x', ['a', 'b']), cell('x', [{}, {}]), cell('x', { a: 1 })]).toEqual([
      '0.00',
      '1,234,567',
      'a, b',
      '2',
      '{"a":1}',
    ]);
    expect([plural(1, 'month'), plural(2, 'month')]).toEqual(['1 month', '2 months']);
    expect(list({ mode: 'solo', grossPaisa: 100 })).toBe('Mode   solo\nGross  1.00');
  });
});

describe('answers and errors', () => {
  test('with --json one document on one line, nothing aside', () => {
    const captured = io(true);
    const printer = createPrinter(captured, true);
    printer.aside('hello');
    printer.answer({ a: [1, 'x\ny'] }, () => 'never');
    expect(captured.text).toEqual({ out: '{"a":[1,"x\\ny"]}\n', err: '' });
  });

  test('an error is JSON for machines, text for a person', () => {
    const error = new AppError('MONTH_NOT_READY', 'Not ready.', { blockers: [{ deal: 'D-1', message: 'under billed' }], count: 1 });
    const piped = io(false);
    expect(reportError(piped, error, false)).toBe(1);
    expect(piped.text.err).toBe(
      '{"error":{"code":"MONTH_NOT_READY","message":"Not ready.","details":{"blockers":[{"deal":"D-1","message":"under billed"}],"count":1}}}\n',
    );
    const person = io(true, { NO_COLOR: '1' });
    reportError(person, error, false);
    expect(person.text.err).toBe('Error (MONTH_NOT_READY)  Not ready.\n\nDeal  Message\n──────────────────\nD-1   under billed\n');
    const asked = io(true);
    reportError(asked, new AppError('NOT_FOUND', 'No.'), true);
    expect(asked.text.err).toBe('{"error":{"code":"NOT_FOUND","message":"No.","details":null}}\n');
  });

  test('usage ends with 2, the unexpected with 1; its stack only when asked for', () => {
    expect(reportError(io(false), new AppError('USAGE', 'Wrong.', { usage: 'partnerdesk verify' }), false)).toBe(2);
    const quiet = io(false);
    expect(reportError(quiet, new TypeError('boom'), false)).toBe(1);
    expect(JSON.parse(quiet.text.err)).toMatchObject({ error: { code: 'INTERNAL', message: expect.stringContaining('boom') } });
    const debug = io(false, { PARTNERDESK_DEBUG: '1' });
    reportError(debug, new TypeError('boom'), false);
    expect(debug.text.err).toContain('output.test.ts');
    expect(errorText({ code: 'USAGE', message: 'Wrong.', details: { usage: 'partnerdesk verify' } })).toContain('Usage: partnerdesk verify');
  });

  test('colours only on a terminal that wants them', () => {
    const bold = (isTTY: boolean, env: Io['env']): string => paintFor({ write: () => {}, isTTY }, env).bold('x');
    expect([bold(true, {}), bold(true, { NO_COLOR: '' })]).toEqual(['\u001b[1mx\u001b[22m', '\u001b[1mx\u001b[22m']);
    expect([bold(false, {}), bold(true, { NO_COLOR: '1' }), bold(true, { TERM: 'dumb' })]).toEqual(['x', 'x', 'x']);
  });
});

describe('progress', () => {
  test('one line, not drawn too often, wiped before the answer', () => {
    const captured = io(true);
    let now = 0;
    const progress = createProgress(captured.err, false, () => now);
    progress.onProgress({ phase: 'reading', done: 1, total: 12_000 });
    progress.onProgress({ phase: 'reading', done: 2, total: 12_000 });
    now = 150;
    progress.onProgress({ phase: 'reading', done: 6_000, total: 12_000 });
    progress.onProgress({ phase: 'reading', done: 12_000, total: 12_000 });
    progress.onProgress({ phase: 'saving', done: 0, total: 0 });
    progress.clear();
    progress.clear();
    expect(captured.text.err.split('\r\u001b[2K')).toEqual(['', 'Reading  0 %', 'Reading  50 %', 'Reading  100 %', 'Saving', '']);
  });

  test('silent where no person looks', () => {
    for (const [isTTY, json] of [
      [false, false],
      [true, true],
    ] as const) {
      const captured = io(isTTY);
      const progress = createProgress(captured.err, json);
      progress.onProgress({ phase: 'reading', done: 1, total: 2 });
      progress.clear();
      expect(captured.text.err).toBe('');
    }
  });
});

describe('paths', () => {
  test('the folder of the desktop application', () => {
    expect(dataFolder({ env: {}, platform: 'linux', home: '/home/a' })).toBe('/home/a/.local/share/Partnerdesk');
    expect(dataFolder({ env: { XDG_DATA_HOME: '/data' }, platform: 'linux', home: '/home/a' })).toBe('/data/Partnerdesk');
    expect(dataFolder({ env: { XDG_DATA_HOME: 'relative' }, platform: 'linux', home: '/home/a' })).toBe('/home/a/.local/share/Partnerdesk');
    expect(dataFolder({ env: {}, platform: 'darwin', home: '/Users/a' })).toBe('/Users/a/Library/Application Support/Partnerdesk');
    expect(dataFolder({ env: { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, platform: 'win32', home: 'C:\\Users\\a' })).toContain('Roaming');
    expect(defaultDatabasePath({ env: { PARTNERDESK_DB: 'here.pdesk' }, platform: 'linux', home: '/' })).toBe('here.pdesk');
    expect(defaultDatabasePath({ env: { PARTNERDESK_DB: '' }, platform: 'linux', home: '/h' })).toBe('/h/.local/share/Partnerdesk/partnerdesk.pdesk');
  });
});

describe('opening a browser', () => {
  test('the link is in a file of this user, never on a command line', async () => {
    const folder = tempFolder();
    const seen = join(folder, 'seen');
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$*" > ${seen}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
    const remove = await openBrowser('http://127.0.0.1:1/start#abc-DEF_1', { DISPLAY: ':0' }, 'linux');
    await vi.waitFor(() => expect(readFileSync(seen, 'utf8')).toMatch(/^file:/));
    const argument = readFileSync(seen, 'utf8');
    expect(argument).not.toContain('abc-DEF_1');
    const file = fileURLToPath(argument);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('url=http://127.0.0.1:1/start#abc-DEF_1"');
    await remove?.();
    expect(existsSync(file)).toBe(false);
  });

  test('where there is no display, or no opener, nothing is left behind', async () => {
    expect(await openBrowser('http://127.0.0.1:1/start#a', {}, 'linux')).toBeNull();
    vi.stubEnv('PATH', '/nonexistent');
    expect(await openBrowser('http://127.0.0.1:1/start#a', { DISPLAY: ':0' }, 'linux')).toBeNull();
  });
});
