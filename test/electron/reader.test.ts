import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { ForkOptions, UtilityProcess } from 'electron';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Fork, utilityReader } from '../../electron/main/reader.ts';
import type { App } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import { programPath } from '../../src/app/paths.ts';
import { createPool } from '../../src/app/pool.ts';
import { hostReader, type ReadOrder, type ServeReader } from '../../src/app/workbook-reader.ts';
import type { Reply } from '../../src/contract/host.ts';
import { parseImport } from '../../src/importers/index.ts';
import type { ImportLimits } from '../../src/importers/limits.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { makeBigFiles } from '../corpus/make-big.ts';
import { billingBook, type Row, sheetXml, workbook } from '../corpus/workbook-writer.ts';
import { forkUtility } from './support/utility-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-reader-'));
const company = join(folder, 'acme.pdesk');
const program = programPath('xlsx-child');
const GOOD: Row = ['D-1', '2026-03', 'INV-1', '2026-03-31', 1, null];
const HOLIDAYS = workbook({
  sheets: [
    {
      name: 'holidays',
      xml: sheetXml([
        ['date', 'name'],
        ['2026-03-23', 'Pakistan Day'],
      ]),
    },
  ],
});

beforeAll(() => initDatabase({ dbPath: company, clock: systemClock(), mode: 'solo', sample: false }));
afterAll(() => rmSync(folder, { recursive: true }));

interface Started {
  readonly child: UtilityProcess;
  readonly program: string;
  readonly options: ForkOptions;
}

/** Notes what the shell starts. */
function watched(): { readonly fork: Fork; readonly started: Started[] } {
  const started: Started[] = [];
  const fork: Fork = (path, args, options) => {
    const child = forkUtility(path, args, options);
    started.push({ child, program: path, options: options ?? {} });
    return child;
  };
  return { fork, started };
}

const gone = (child: UtilityProcess): Promise<void> =>
  expect
    .poll(() => {
      try {
        return process.kill(child.pid ?? 0, 0);
      } catch {
        return false;
      }
    })
    .toBe(false);

describe('H2: foreign workbooks in the desktop application', () => {
  async function desktop(serveReader: ServeReader): Promise<App> {
    const app = await createPool({ dbPath: company, readers: 1, watchEvery: 0, serveReader });
    onTestFinished(() => app.close());
    return app;
  }
  const importBook = (app: App, bytes: Uint8Array, name: string): Promise<Reply> =>
    app.dispatch('imports.run', { files: [{ name, base64: Buffer.from(bytes).toString('base64') }] }, { host: 'electron' });

  test('are read in a utility process with a limit of memory and nothing of our environment, and taken', async () => {
    const { fork, started } = watched();
    const app = await desktop(utilityReader(fork, program));
    expect(await importBook(app, HOLIDAYS, 'holidays.xlsx')).toMatchObject({ ok: true, value: { taken: true, counts: { holidays: { new: 1 } } } });
    expect(started).toHaveLength(1);
    for (const { child, program: path, options } of started) {
      expect([path, options.execArgv]).toEqual([program, ['--js-flags=--max-old-space-size=512']]);
      expect(Object.keys(options.env ?? {}).filter((name) => !['PATH', 'SystemRoot'].includes(name))).toEqual([]);
      await gone(child);
    }
  });

  test('of every hostile kind die alone: the main loop never stands still for more than 50 ms, and the next command runs', {
    timeout: 120_000,
    retry: 2,
  }, async () => {
    const { fork, started } = watched();
    const app = await desktop(utilityReader(fork, program));
    await importBook(app, HOLIDAYS, 'holidays.xlsx'); // its modules are loaded
    const bombs = [
      ...makeBigFiles(folder)
        .filter(({ file }) => file.endsWith('.xlsx'))
        .map(({ file }) => join(folder, file)),
      ...readdirSync('test/corpus')
        .filter((name) => /^(?:7[6-9]|8[0-2])\w*-.*\.xlsx$/.test(name))
        .map((name) => join('test/corpus', name)),
    ];
    const late: string[] = [];
    for (const path of bombs) {
      const base64 = readFileSync(path).toString('base64');
      const lag = monitorEventLoopDelay({ resolution: 1 });
      lag.enable();
      const reply = await app.dispatch('imports.run', { files: [{ name: 'x.xlsx', kind: 'billing', base64 }], dryRun: true }, { host: 'electron' });
      lag.disable();
      expect(JSON.stringify(reply), path).not.toContain('WORKBOOK_READER_FAILED');
      if (lag.max / 1e6 > 50) late.push(`${path}: ${(lag.max / 1e6).toFixed(0)} ms`);
    }
    expect(bombs.length).toBeGreaterThan(15);
    expect(started.length).toBeGreaterThan(5);
    expect(late).toEqual([]);
    for (const { child } of started) await gone(child);
    expect(await importBook(app, HOLIDAYS, 'holidays.xlsx')).toMatchObject({ ok: true });
  });

  test('a shell that can start none says so by name, and the application works on', async () => {
    const app = await desktop(
      utilityReader(() => {
        throw new Error('no more processes');
      }, program),
    );
    const reply = await importBook(app, HOLIDAYS, 'holidays.xlsx');
    expect(JSON.stringify(reply)).toContain('no more processes');
    expect(reply).toMatchObject({ error: { code: 'IMPORT_REFUSED' } });
    expect(await app.dispatch('imports.list', {}, { host: 'electron' })).toMatchObject({ ok: true });
  });
});

describe('the way of one workbook', () => {
  const child = (name: string, code: string): string => {
    const path = join(folder, name);
    writeFileSync(path, code);
    return path;
  };
  /** The worker's side and the shell's side in one thread. */
  const read = (path: string, bytes: Uint8Array = billingBook([GOOD]), limits: Partial<ImportLimits> = {}, signal?: AbortSignal) => {
    const { fork, started } = watched();
    const startReader = hostReader((order) => utilityReader(fork, path)(order));
    const result = parseImport([{ name: 'billing.xlsx', bytes }], { startReader, limits, ...(signal ? { signal } : {}) });
    return { result, started };
  };

  test.each([
    ['fills its memory', 'const all = []; for (;;) all.push(Array.from({ length: 10000 }, () => ({})));', { childMemoryMb: 64 }, 'WORKBOOK_TOO_LARGE'],
    ['never ends', 'for (;;);', { childTimeoutMs: 500 }, 'WORKBOOK_TOO_SLOW'],
    ['stops', 'process.exit(3);', {}, 'WORKBOOK_READER_FAILED'],
    ['talks nonsense', "process.parentPort.on('message', () => process.parentPort.postMessage('hello\\n'));", {}, 'WORKBOOK_READER_FAILED'],
  ])('a process that %s is refused by name and gone', async (what, code, limits, refused) => {
    const { result, started } = read(child(`${what.replaceAll(' ', '-')}.mjs`, code), billingBook([GOOD]), limits);
    expect((await result).errors.kept.map((finding) => finding.code)).toEqual([refused]);
    for (const one of started) await gone(one.child);
  });

  test('a large one arrives whole, in pieces', async () => {
    const rows: Row[] = Array.from({ length: 20_000 }, (_, at) => ['D-1', '2026-03', `INV-${at}`, '2026-03-31', at + 1, null]);
    // what hardly deflates makes it long
    const bytes = billingBook(rows, { parts: [{ name: 'xl/media/1.png', content: randomBytes(1_600_000).toString('base64') }] });
    expect(bytes.length).toBeGreaterThan(1_500_000);
    const parsed = await read(program, bytes).result;
    expect([parsed.errors.count, parsed.rows.billing.length]).toEqual([0, rows.length]);
  });

  test('an abort ends it', async () => {
    const controller = new AbortController();
    const { result, started } = read(child('waits.mjs', "process.parentPort.on('message', () => undefined);"), billingBook([GOOD]), {}, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(result).rejects.toMatchObject({ code: 'CANCELLED' });
    for (const one of started) await gone(one.child);
  });

  test('a worker that dies takes its reading process with it', async () => {
    const { fork, started } = watched();
    const waits = child('waits.mjs', "process.parentPort.on('message', () => undefined);");
    const worker = new Worker(
      `const { MessageChannel, parentPort } = require('node:worker_threads');
       const { port1, port2 } = new MessageChannel();
       parentPort.postMessage({ job: '{}', bytes: new Uint8Array(new SharedArrayBuffer(8)), memoryMb: 64, port: port2 }, [port2]);
       port1.on('message', () => undefined);`,
      { eval: true },
    );
    await new Promise<void>((resolve) => {
      worker.once('message', (order: ReadOrder) => {
        utilityReader(fork, waits)(order);
        started[0]?.child.once('spawn', resolve);
      });
    });
    await worker.terminate();
    for (const one of started) await gone(one.child);
    expect(started).toHaveLength(1);
  });
});
