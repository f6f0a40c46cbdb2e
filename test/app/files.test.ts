import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import { LateApp } from '../../src/app/late-app.ts';
import { placeWarning } from '../../src/app/place.ts';
import { createPool } from '../../src/app/pool.ts';
import { Recents } from '../../src/app/recents.ts';
import type { ChangeEvent, Reply } from '../../src/contract/host.ts';
import { type Input, type Name, type Output, PROCEDURES, TOPICS } from '../../src/contract/index.ts';
import { checkDatabaseFile } from '../../src/db/backup.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { booksProblems } from '../support/books.ts';

const clock = systemClock();

interface Host {
  readonly app: LateApp;
  readonly path: string;
  readonly recents: Recents;
  readonly reply: (name: string, input?: unknown) => Promise<Reply>;
  readonly ask: <N extends Name>(name: N, input?: Input<N>) => Promise<Output<N>>;
  readonly code: (name: string, input?: unknown) => Promise<string>;
}

async function host(options: { mode?: 'solo' | 'team'; actor?: string; withFile?: boolean; threads?: boolean } = {}): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const path = join(folder, 'acme.pdesk');
  if (options.withFile !== false) await initDatabase({ dbPath: path, clock, mode: options.mode ?? 'solo' });
  const recents = new Recents(join(folder, 'settings', 'recent.json'));
  recents.setAutomaticBackups(false);
  const open = options.threads
    ? (at: string, readonly: boolean) => createPool({ dbPath: at, readonly })
    : (at: string, readonly: boolean) => createApp({ dbPath: at, clock, readonly });
  const app = new LateApp({
    dbPath: path,
    open,
    recents,
    missing: 'no file yet',
    log: () => {},
    ...(options.actor === undefined ? {} : { actor: options.actor }),
  });
  onTestFinished(() => app.close());
  await app.openIfThere().catch(() => null);
  const reply: Host['reply'] = (name, input = {}) => app.dispatch(name, input, { host: 'http' });
  const ask: Host['ask'] = async (name, input) => {
    const found = await reply(name, input);
    if (!found.ok) throw new Error(`${name}: ${found.error.code} ${found.error.message}`);
    return PROCEDURES[name].output.parse(found.value) as never;
  };
  const code: Host['code'] = async (name, input) => {
    const found = await reply(name, input);
    return found.ok ? 'ok' : found.error.code;
  };
  return { app, path, recents, reply, ask, code };
}

const acts = async ({ ask }: Host): Promise<number> => (await ask('audit.list', { limit: 500 })).rows.length;

describe('A13, S39: a backup restored', () => {
  test('it says what it holds, takes the place of the file, and the restore can itself be taken back', async () => {
    const one = await host();
    const made = await one.ask('files.backup', { label: 'before the audit' });
    await one.ask('system.recordVerify', { ok: true });
    await one.ask('system.recordVerify', { ok: false });
    const [listed] = await one.ask('files.backups');
    expect(listed).toMatchObject({ name: made.name, reason: 'by_hand', label: 'before the audit', isChecked: true, counts: { partners: 0, deals: 0 } });
    const held = await one.ask('files.inspect', { name: made.name });
    expect(held).toMatchObject({ isSample: false, actsSince: 2, lastAct: { seq: 1, procedure: 'init' }, lastClosedMonth: null });

    const restored = await one.ask('files.restore', { name: made.name });
    expect(restored.kept).toBe('acme.pdesk.before-restore');
    expect((await one.ask('system.info')).lastVerify).toBeNull();
    expect((await one.ask('audit.list')).rows.map((row) => row.procedure)).toEqual(['files.restore', 'init']);
    expect(booksProblems(one.path)).toEqual([]);

    const kept = (await one.ask('files.backups')).find((backup) => backup.reason === 'before_restore');
    expect(kept?.isChecked).toBe(false);
    expect((await one.ask('files.inspect', { name: kept?.name ?? '' })).actsSince).toBeNull();
    await one.ask('files.restore', { name: kept?.name ?? '' });
    expect((await one.ask('system.info')).lastVerify).toMatchObject({ ok: false });
    expect((await one.ask('audit.seal')).ok).toBe(true);
    expect((await one.ask('files.backups')).filter((backup) => backup.reason === 'before_restore')).toHaveLength(2);
  });

  test('while it runs, calls wait and then answer from the restored file; open pages are told to read anew', async () => {
    const one = await host({ threads: true });
    const { name } = await one.ask('files.backup');
    await one.ask('system.recordVerify', { ok: true });
    const events: ChangeEvent[] = [];
    one.app.onChange((event) => events.push(event));
    const restoring = one.ask('files.restore', { name });
    const during = Array.from({ length: 20 }, () => one.reply('system.info'));
    await restoring;
    for (const reply of await Promise.all(during)) {
      if (reply.ok) continue;
      expect(reply.error).toMatchObject({ code: 'CANCELLED' }); // asked again by the page: nothing was changed
    }
    expect(events.some((event) => TOPICS.every((topic) => event.topics.includes(topic)))).toBe(true);
    expect((await one.ask('system.info')).lastVerify).toBeNull();
  });

  test('is refused while a job runs, which goes on undisturbed', async () => {
    const one = await host({ threads: true });
    const { name } = await one.ask('files.backup');
    const job = one.reply('imports.run', { files: [{ name: 'holidays.csv', base64: Buffer.from('date,name\n2026-12-25,Quaid Day\n').toString('base64') }] });
    expect(await one.reply('files.restore', { name })).toMatchObject({
      ok: false,
      error: { code: 'DATABASE_BUSY', message: expect.stringContaining('imports.run') },
    });
    expect(await job).toMatchObject({ ok: true });
  });

  test('a damaged file can be replaced by its backup; the damaged one is kept', async () => {
    const one = await host();
    const { name } = await one.ask('files.backup');
    await one.app.close();
    writeFileSync(one.path, Buffer.concat([readFileSync(one.path).subarray(0, 5000), Buffer.alloc(9000, 7)]));
    const late = new LateApp({
      dbPath: one.path,
      open: (at, readonly) => createApp({ dbPath: at, clock, readonly }),
      recents: one.recents,
      missing: 'none',
      log: () => {},
    });
    onTestFinished(() => late.close());
    const call = (what: string, input: unknown = {}) => late.dispatch(what, input, { host: 'http' });
    expect(await call('system.info')).toMatchObject({ ok: false, error: { code: 'DATABASE_CORRUPT' } });
    expect(await call('files.status')).toMatchObject({ ok: true, value: { state: 'failed' } });
    expect(await call('files.restore', { name })).toMatchObject({ ok: true, value: { kept: 'acme.pdesk.before-restore' } });
    expect(await call('system.info')).toMatchObject({ ok: true });
  });

  test('a lost file comes back from the backups beside its name', async () => {
    const one = await host();
    const { name } = await one.ask('files.backup');
    await one.app.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${one.path}${suffix}`, { force: true });
    const late = new LateApp({
      dbPath: one.path,
      open: (at, readonly) => createApp({ dbPath: at, clock, readonly }),
      recents: one.recents,
      missing: 'none',
      log: () => {},
    });
    onTestFinished(() => late.close());
    expect(await late.dispatch('system.info', {}, { host: 'http' })).toMatchObject({ ok: false, error: { code: 'DATABASE_MISSING' } });
    expect(await late.dispatch('files.restore', { name }, { host: 'http' })).toMatchObject({ ok: true, value: { kept: null } });
    expect(await late.dispatch('system.info', {}, { host: 'http' })).toMatchObject({ ok: true });
  });

  test('in team mode only an administrator may; nobody else changes a byte', async () => {
    const one = await host({ mode: 'team', actor: 'admin' });
    const { name } = await one.ask('files.backup');
    await one.app.close();
    const as = async (actor?: string): Promise<Reply> => {
      const late = new LateApp({
        dbPath: one.path,
        open: (at, readonly) => createApp({ dbPath: at, clock, readonly }),
        recents: one.recents,
        missing: 'none',
        log: () => {},
        ...(actor === undefined ? {} : { actor }),
      });
      const reply = await late.dispatch('files.restore', { name }, { host: 'http' });
      await late.close();
      return reply;
    };
    const before = readFileSync(one.path);
    expect(await as()).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
    expect(await as('stranger')).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } });
    expect(readFileSync(one.path).equals(before)).toBe(true);
    expect(await as('admin')).toMatchObject({ ok: true });
  });
});

describe('K: what a page may name', () => {
  test('only listed backups: no path, no way out of the folder', async () => {
    const one = await host();
    const outside = join(dirname(one.path), 'outside.pdesk');
    await initDatabase({ dbPath: outside, clock, mode: 'solo' });
    for (const act of ['files.restore', 'files.inspect']) {
      expect(await one.code(act, { path: outside }), act).toBe('FORBIDDEN');
      for (const name of ['outside.pdesk', '../outside.pdesk', outside, '/etc/passwd', 'acme.pdesk', 'acme.pdesk-lease', ' '])
        expect(await one.code(act, { name }), `${act} ${name}`).toMatch(/NOT_FOUND|BAD_INPUT/);
    }
    expect(await acts(one)).toBe(1);
  });

  test('only files that were open here before; a missing one is marked, refused and can be forgotten', async () => {
    const one = await host();
    const other = join(dirname(one.path), 'other.pdesk');
    await initDatabase({ dbPath: other, clock, mode: 'solo' });
    expect(await one.code('files.open', { recent: other })).toBe('FORBIDDEN');
    expect(await one.code('files.open', {})).toBe('BAD_INPUT');
    one.recents.opened({ path: other, openedAt: clock.now(), isSample: false });
    expect((await one.ask('files.recent')).map(({ name, state }) => [name, state])).toEqual([
      ['other.pdesk', 'there'],
      ['acme.pdesk', 'open'],
    ]);
    expect(await one.ask('files.open', { recent: other })).toEqual({ path: other });
    expect((await one.ask('system.info')).path).toBe(other);
    renameSync(one.path, `${one.path}.moved`);
    expect((await one.ask('files.recent')).find((recent) => recent.path === one.path)?.state).toBe('missing');
    expect(await one.code('files.open', { recent: one.path })).toBe('NOT_FOUND');
    await one.ask('files.forget', { recent: one.path });
    expect((await one.ask('files.recent')).map(({ name }) => name)).toEqual(['other.pdesk']);
  });

  test('a file that cannot be opened leaves the one in use open', async () => {
    const one = await host();
    const broken = join(dirname(one.path), 'broken.pdesk');
    writeFileSync(broken, 'no database');
    one.recents.opened({ path: broken, openedAt: clock.now(), isSample: false });
    expect(await one.code('files.open', { recent: broken })).toMatch(/^DATABASE_/);
    expect((await one.ask('system.info')).path).toBe(one.path);
  });

  test('a copy goes beside the file under a bare name, checked, never over another', async () => {
    const one = await host();
    for (const [name, at] of [
      ['quarter end', 'quarter end.pdesk'],
      ['../../../tmp/evil', 'evil.pdesk'],
      ['C:\\Windows\\x', 'x.pdesk'],
    ] as const)
      expect((await one.ask('files.saveCopy', { name })).saved).toBe(join(dirname(one.path), at));
    expect(checkDatabaseFile(join(dirname(one.path), 'quarter end.pdesk')).schemaVersion).toBeGreaterThan(0);
    expect(await one.code('files.saveCopy', { name: 'quarter end' })).toBe('FILE_EXISTS');
    expect(await one.code('files.saveCopy', { name: '...' })).toBe('BAD_INPUT');
  });

  test('unknown parts are named', async () => {
    const one = await host();
    expect(await one.reply('files.backup', { target: '/etc/x' })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', message: expect.stringContaining('target') },
    });
  });
});

describe('E7: the first run', () => {
  test('new, sample and restore are there before any file is', async () => {
    const one = await host({ withFile: false });
    expect(await one.ask('files.status')).toMatchObject({ state: 'none', bytes: null, lastBackup: null });
    expect(await one.ask('files.backups')).toEqual([]);
    expect(await one.ask('files.recent')).toEqual([]);
    expect(await one.code('system.info')).toBe('DATABASE_MISSING');
    expect(await one.ask('files.create', { what: 'empty' })).toEqual({ path: one.path });
    expect(await one.ask('files.status')).toMatchObject({ state: 'open', automaticBackups: false });
    expect(await one.code('files.create', { what: 'empty' })).toBe('FILE_EXISTS');
    expect((await one.ask('files.recent')).map(({ name, state }) => [name, state])).toEqual([['acme.pdesk', 'open']]);
  });

  test('the sample opens in a file of its own from an empty company too, and is marked', { timeout: 60_000 }, async () => {
    const one = await host();
    const { path } = await one.ask('files.create', { what: 'sample' });
    expect(basename(path)).toBe('sample.pdesk');
    expect((await one.ask('system.info')).isSample).toBe(true);
    expect((await one.ask('files.recent')).map(({ name, isSample }) => [name, isSample])).toEqual([
      ['sample.pdesk', true],
      ['acme.pdesk', false],
    ]);
    expect(booksProblems(one.path)).toEqual([]);
  });

  test('what is remembered survives a new start, and a broken memory starts fresh', async () => {
    const one = await host();
    await one.recents.settled();
    const file = join(dirname(one.path), 'settings', 'recent.json');
    expect(new Recents(file).list.map((recent) => recent.path)).toEqual([one.path]);
    expect(new Recents(file).automaticBackups).toBe(false);
    for (const text of ['', '{', '[]', '{"recent": [1, {"path": "relative"}, {}]}']) {
      writeFileSync(file, text);
      expect([new Recents(file).list, new Recents(file).automaticBackups]).toEqual([[], true]);
    }
  });
});

describe('B8: the wrong place', () => {
  test.each([
    ['OneDrive - Contoso', /OneDrive/],
    ['Dropbox', /Dropbox/],
    ['Google Drive', /Google Drive/],
    ['Nextcloud', /synchronised/],
  ])('a folder that is synchronised: %s', async (name, words) => {
    const one = await host();
    const folder = join(dirname(one.path), name);
    mkdirSync(folder);
    const path = join(folder, 'acme.pdesk');
    await initDatabase({ dbPath: path, clock, mode: 'solo' });
    expect(await placeWarning(path)).toMatch(words);
    expect(await placeWarning(one.path)).toBeNull();
  });

  test('a second name of the same file', async () => {
    const one = await host();
    linkSync(one.path, join(dirname(one.path), 'twin.pdesk'));
    expect((await one.ask('files.status')).placeWarning).toMatch(/second name/);
    expect(existsSync(join(dirname(one.path), 'twin.pdesk'))).toBe(true);
  });
});
