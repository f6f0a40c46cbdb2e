import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Company } from '../../electron/main/company.ts';
import { parseRequest } from '../../electron/main/ipc.ts';
import { createApp } from '../../src/app/create-app.ts';
import { runFileJob } from '../../src/app/file-job.ts';
import { HeldFile } from '../../src/app/held-file.ts';
import { initDatabase } from '../../src/app/init.ts';
import { Recents } from '../../src/app/recents.ts';
import { TOPICS } from '../../src/contract/index.ts';
import { systemClock } from '../../src/ports/clock.ts';

const clock = systemClock();

/** The shell's company over the real file, with a person who chooses `copyTo` in every dialog. */
async function begin(copyTo: string | null = null) {
  const folder = mkdtempSync(join(tmpdir(), 'pd-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'acme.pdesk');
  await initDatabase({ dbPath: path, clock, mode: 'solo' });
  const onChange = vi.fn();
  const openOther = vi.fn(async (at: string | null) => at !== null && (await company.open(at)) === null);
  const company: Company = new Company({
    openCore: (at) =>
      new HeldFile({
        path: at,
        door: 'window',
        openPool: (readonly) => createApp({ dbPath: at, clock, readonly }),
        automaticBackups: () => true,
        clock,
        runJob: runFileJob,
        log: () => {},
      }).open(),
    createFirst: async () => false,
    openOther,
    askCopyTarget: async () => (copyTo === null ? null : join(folder, copyTo)),
    recents: new Recents(join(folder, 'recent.json')),
    onChange,
    onProgress: () => {},
    log: () => {},
  });
  onTestFinished(() => company.close());
  expect(await company.open(path)).toBeNull();
  const call = (name: string, input: unknown = {}) => company.call(name, input, {});
  return { company, call, path, folder, onChange, openOther };
}

it('A13: restores a listed backup and tells its pages; the window stays on the same file', async () => {
  const { call, path, onChange } = await begin();
  const made = await call('files.backup', { label: 'friday' });
  expect(made).toMatchObject({ ok: true, value: { name: expect.stringContaining('by-hand - friday') } });
  await call('system.recordVerify', { ok: true });
  const { name } = (made as unknown as { value: { name: string } }).value;
  expect(await call('files.restore', { name })).toEqual({ ok: true, value: { path, kept: 'acme.pdesk.before-restore' } });
  expect(await call('system.info')).toMatchObject({ ok: true, value: { path, lastVerify: null } });
  expect(onChange).toHaveBeenCalledWith({ topics: [...TOPICS], seq: 0 });
  expect(await call('audit.list')).toMatchObject({ value: { rows: [{ procedure: 'files.restore', host: 'electron' }, { procedure: 'init' }] } });
});

it('K: restores a file that a person chose in a dialog, and no path that a page made up', async () => {
  const { call, folder } = await begin('copy.pdesk');
  expect(await call('files.saveCopy')).toEqual({ ok: true, value: { saved: join(folder, 'copy.pdesk') } });
  const request = { name: 'files.restore', input: { path: join(folder, 'copy.pdesk') } };
  expect(parseRequest(request, () => false)).toMatch(/Choose the file in a dialog/);
  expect(parseRequest(request, (chosen) => basename(chosen) === 'copy.pdesk')).toMatchObject({ name: 'files.restore' });
  expect(await call('files.restore', request.input)).toMatchObject({ ok: true });
});

it('opens files of the list and asks for others; nobody changing their mind is an error', async () => {
  const { call, path, openOther } = await begin();
  expect(await call('files.open', { recent: path })).toEqual({ ok: true, value: { path } });
  expect(await call('files.open', {})).toEqual({ ok: true, value: { path: null } });
  expect(openOther).toHaveBeenLastCalledWith(null);
  expect(await call('files.open', { recent: '/etc/passwd' })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  expect(await call('files.saveCopy')).toEqual({ ok: true, value: { saved: null } });
  expect(await call('files.create', { what: 'empty' })).toMatchObject({ ok: false });
});

it('says how the file stands, also when it cannot be opened', async () => {
  const { call, company, path, folder } = await begin();
  expect(await call('files.status')).toMatchObject({ value: { path, state: 'open', holder: null } });
  expect(await company.open(join(folder, 'none.pdesk'))).toMatchObject({ code: 'DATABASE_MISSING' });
  expect(await call('files.status')).toMatchObject({ value: { state: 'failed', bytes: null } });
  expect(await call('files.takeOver')).toMatchObject({ ok: false, error: { code: 'DATABASE_MISSING' } });
});
