import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { App, CallContext } from '../../src/app/create-app.ts';
import { createPool, type PoolConfig } from '../../src/app/pool.ts';
import type { FromReader, ServeReader, ToReader } from '../../src/app/workbook-reader.ts';
import type { ChangeEvent, Reply } from '../../src/contract/host.ts';
import { isoDate } from '../../src/shared/calendar.ts';

const workerPath = fileURLToPath(new URL('./support/fake-worker.ts', import.meta.url));
const context: CallContext = { host: 'test' };

async function pool(config: Partial<PoolConfig> = {}): Promise<App> {
  const app = await createPool({ dbPath: 'any', workerPath, watchEvery: 0, log: () => {}, ...config });
  onTestFinished(() => app.close());
  return app;
}

interface Told {
  readonly name: string;
  readonly thread: number;
  readonly readonly: boolean;
}

function told(reply: Reply): Told {
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as Told;
}

describe('who does what', () => {
  test('commands, rehearsals, intakes and unknown names go to the writer, queries to readers', async () => {
    const app = await pool();
    for (const name of ['months.close', 'imports.run', 'no.such']) expect(told(await app.dispatch(name, {}, context)).readonly).toBe(false);
    for (const name of ['system.info', 'system.verify', 'tiers.asOf']) expect(told(await app.dispatch(name, {}, context)).readonly).toBe(true);
  });

  test('documents are drawn by a thread of their own, which only reads and serves no query', async () => {
    const app = await pool();
    const first = told(await app.dispatch('statements.pdf', {}, context));
    expect(first.readonly).toBe(true);
    expect(told(await app.dispatch('exports.journal', {}, context)).thread).toBe(first.thread);
    for (const name of ['system.info', 'tiers.asOf', 'system.verify']) expect(told(await app.dispatch(name, {}, context)).thread).not.toBe(first.thread);
  });

  test('a query does not wait for a command, nor for a long verify', async () => {
    const app = await pool();
    const close = app.dispatch('months.close', { busyMs: 600 }, context);
    const verify = app.dispatch('system.verify', { busyMs: 600 }, context);
    const begun = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => app.dispatch('system.info', {}, context)));
    expect(performance.now() - begun).toBeLessThan(400);
    await Promise.all([close, verify]);
  });

  test('commands are done in the order they came', async () => {
    const app = await pool({ readers: 0 });
    const done: number[] = [];
    await Promise.all([30, 10, 0, 20].map((busyMs, index) => app.dispatch('months.close', { busyMs }, context).then(() => done.push(index))));
    expect(done).toEqual([0, 1, 2, 3]);
  });

  test('without readers the writer answers queries', async () => {
    const app = await pool({ readers: 0, today: isoDate('2026-03-31') });
    expect(await app.dispatch('system.info', {}, { host: 'cli', requestId: 'r1' })).toMatchObject({
      ok: true,
      value: { readonly: false, today: '2026-03-31', host: 'cli', requestId: 'r1' },
    });
  });
});

describe('a workbook that the host reads', () => {
  /** Gives the words of the file back, one for each line it is asked for. */
  const echo: ServeReader = ({ bytes, memoryMb, port }) => {
    const words = Buffer.from(bytes).toString().split(' ');
    const answer = (message: FromReader): void => port.postMessage(message);
    port.on('message', (word: ToReader) => {
      const next = word === 'more' ? words.shift() : undefined;
      if (next === undefined) {
        answer({ how: `${memoryMb} MB`, complaints: '' });
        port.close();
      } else answer(next);
    });
  };

  test('line by line as they are wanted, with how it ended', async () => {
    const app = await pool({ serveReader: echo });
    expect(await app.dispatch('imports.run', { read: 'one two three' }, context)).toEqual({
      ok: true,
      value: { lines: ['one', 'two', 'three'], how: '1 MB' },
    });
  });

  test('by no one when its worker dies: the host hears that', async () => {
    const closed = vi.fn();
    const app = await pool({ serveReader: ({ port }) => void port.on('message', () => undefined).once('close', closed) });
    void app.dispatch('imports.run', { read: 'never', dieSoon: true }, context);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });
});

describe('stopping', () => {
  test('a running command hears it although its thread is busy', async () => {
    const app = await pool();
    const abort = new AbortController();
    const running = app.dispatch('imports.run', { untilStopped: true }, { ...context, signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect(await running).toEqual({ ok: false, error: { code: 'CANCELLED', message: 'stopped in the middle' } });
  });

  test('a waiting command is never begun; the one before it goes on', async () => {
    const app = await pool();
    const abort = new AbortController();
    const before = app.dispatch('months.close', { busyMs: 300 }, context);
    const waiting = app.dispatch('months.close', { die: true }, { ...context, signal: abort.signal });
    abort.abort();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
    expect((await before).ok).toBe(true);
    expect(await app.dispatch('months.close', { die: true }, { ...context, signal: AbortSignal.abort() })).toMatchObject({ error: { code: 'CANCELLED' } });
  });

  test('closing asks what runs to stop and refuses what waits', async () => {
    const app = await pool();
    const running = app.dispatch('imports.run', { untilStopped: true }, context);
    const waiting = app.dispatch('months.close', {}, context);
    await app.close();
    expect(await running).toMatchObject({ error: { code: 'CANCELLED', message: 'stopped in the middle' } });
    expect(await waiting).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(await app.dispatch('system.info', {}, context)).toMatchObject({ error: { code: 'CANCELLED' } });
  });
});

describe('trouble', () => {
  test('a file that cannot be opened: the reason, with its code', async () => {
    await expect(pool({ dbPath: 'missing' })).rejects.toMatchObject({ code: 'DATABASE_MISSING', message: 'not there', details: { path: 'missing' } });
  });

  test('a worker that cannot start', async () => {
    await expect(pool({ dbPath: 'broken' })).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('a worker that dies: the running call is answered, those that wait go on in a new one', async () => {
    const log = vi.fn();
    const app = await pool({ log });
    const first = told(await app.dispatch('months.close', {}, context)).thread;
    const lost = app.dispatch('months.close', { die: true }, context);
    const next = app.dispatch('months.close', {}, context);
    expect(await lost).toMatchObject({ ok: false, error: { code: 'OUTCOME_UNKNOWN' } });
    expect(told(await next).thread).not.toBe(first);
    expect(await app.dispatch('system.info', { die: true }, context)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect((await app.dispatch('system.info', {}, context)).ok).toBe(true);
    expect(log).toHaveBeenCalled();
  });

  test('a worker that cannot start again: each call says why, and works once it can', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pdesk-pool-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const app = await pool({ dbPath: join(folder, 'f'), readers: 0 });
    writeFileSync(join(folder, 'f.gone'), '');
    await app.dispatch('months.close', { die: true }, context);
    expect(await app.dispatch('months.close', {}, context)).toMatchObject({ error: { code: 'DATABASE_CORRUPT' } });
    expect(await app.dispatch('months.close', {}, context)).toMatchObject({ error: { code: 'DATABASE_CORRUPT' } });
    rmSync(join(folder, 'f.gone'));
    expect((await app.dispatch('months.close', {}, context)).ok).toBe(true);
  });

  test('an unexpected fault says nothing about itself', async () => {
    const app = await pool();
    const reply = await app.dispatch('months.close', { fault: true }, context);
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  test('input that is no data', async () => {
    const app = await pool();
    expect(await app.dispatch('months.close', { f: () => 1 }, context)).toMatchObject({ error: { code: 'BAD_INPUT' } });
    expect((await app.dispatch('months.close', {}, context)).ok).toBe(true);
  });
});

describe('what is told', () => {
  test('progress, to the call it belongs to', async () => {
    const app = await pool();
    const seen: unknown[] = [];
    await app.dispatch('imports.run', { steps: 3 }, { ...context, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([1, 2, 3].map((done) => ({ phase: 'steps', done, total: 3 })));
  });

  test('own commits once; commits of another process as a change of everything', async () => {
    const app = await pool({ watchEvery: 200 });
    const events: ChangeEvent[] = [];
    const stop = app.onChange((event) => events.push(event));
    await app.dispatch('months.close', { commit: 7 }, context);
    await app.dispatch('months.close', { commit: 8 }, context);
    expect(events).toEqual([7, 8].map((seq) => ({ topics: ['deals'], seq })));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(events).toHaveLength(2);
    // the stand-in now names 7 and 8 again: nobody here did them a second time
    await vi.waitFor(() => expect(events).toHaveLength(3));
    expect(events[2]).toMatchObject({ seq: 8, topics: expect.arrayContaining(['partners', 'deals', 'payouts']) });
    stop();
  });
});
