import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { linkCommand, parseStart } from '../../electron/main/argv.ts';
import { Company, type CompanyDeps } from '../../electron/main/company.ts';
import { menuTemplate } from '../../electron/main/menu.ts';
import { Quit, type QuitDeps } from '../../electron/main/quit.ts';
import { readSettings } from '../../electron/main/settings.ts';
import type { App } from '../../src/app/create-app.ts';
import { Recents } from '../../src/app/recents.ts';
import type { Reply } from '../../src/contract/host.ts';
import { AppError } from '../../src/shared/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-life-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'acme.pdesk');
writeFileSync(file, '');
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('words of a start', () => {
  it('may name a company file that exists', () => {
    expect(parseStart(['--flag', file], '/')).toEqual({ file, command: null });
    expect(parseStart(['acme.pdesk'], folder).file).toBe(file);
  });
  it('may show a screen', () => {
    expect(parseStart(['partnerdesk://go/partners/ACME-1'], '/')).toEqual({ file: null, command: 'route:/partners/ACME-1' });
    expect(linkCommand('partnerdesk://go/close')).toBe('route:/close');
    expect(linkCommand('partnerdesk://go/reconcile?month=2026-09&open=true')).toBe('route:/reconcile?month=2026-09&open=true');
    expect(linkCommand('partnerdesk://go/today')).toBe('route:/');
  });
  it.each([
    ['/etc/passwd'],
    [folder],
    [join(folder, 'missing.pdesk')],
    [`${file}\u0000.pdesk`],
    ['--db=/etc/passwd'],
    ['-c'],
    ['partnerdesk://close/2026-03'],
    ['partnerdesk://go/partners/../../x'],
    ['partnerdesk://go/partners?act=delete'],
    ['partnerdesk://go/partners?tier=gold&act=delete'],
    ['PARTNERDESK://go/x'],
    ['javascript:alert(1)'],
    ['https://example.org/x.pdesk'],
    ['x'.repeat(5_000)],
    [''],
  ])('and nothing else: %j', (word) => expect(parseStart([word], folder)).toEqual({ file: null, command: null }));
  it('follow no link to another kind of file', () => {
    symlinkSync('/etc', join(folder, 'dir.pdesk'));
    expect(parseStart(['dir.pdesk'], folder).file).toBeNull();
  });
});

describe('settings', () => {
  const path = join(folder, 'settings.json');
  it.each(['', '{', '[]', '{"updates": 1}', '{"updates": "true"}'])('look for updates only when told so in so many words: %s', (text) => {
    writeFileSync(path, text);
    expect(readSettings(path)).toEqual({ updates: false });
    writeFileSync(path, '{"updates": true}');
    expect(readSettings(path)).toEqual({ updates: true });
  });
});

function company(change: Partial<CompanyDeps> = {}) {
  const dispatch = vi.fn<App['dispatch']>(async (name) => ({ ok: true, value: name }));
  const close = vi.fn(async () => undefined);
  const listeners: Parameters<App['onChange']>[0][] = [];
  const onChange: App['onChange'] = (listener) => {
    listeners.push(listener);
    return () => undefined;
  };
  const openCore = vi.fn<CompanyDeps['openCore']>(async () => ({ dispatch, close, onChange }));
  const createFirst = vi.fn<CompanyDeps['createFirst']>(async () => false);
  const deps = {
    openCore,
    createFirst,
    openOther: vi.fn(async () => false),
    askCopyTarget: vi.fn(async () => null),
    recents: new Recents(join(folder, 'recent.json')),
    onChange: vi.fn(),
    onProgress: vi.fn(),
    log: vi.fn(),
    ...change,
  };
  return { company: new Company(deps), deps, openCore, dispatch, close, listeners };
}

describe('the company file', () => {
  it('answers why there is none', async () => {
    const { company: none } = company();
    expect(await none.call('a.b', {}, {})).toMatchObject({ ok: false, error: { code: 'DATABASE_MISSING' } });
  });

  it('makes calls wait until it is open', async () => {
    const { company: opened, dispatch } = company();
    const opening = opened.open('/a.pdesk');
    expect(await opened.call('a.b', { x: 1 }, { requestId: 'r' })).toEqual({ ok: true, value: 'a.b' });
    expect(await opening).toBeNull();
    expect(dispatch).toHaveBeenCalledWith('a.b', { x: 1 }, expect.objectContaining({ host: 'electron', requestId: 'r', allowPaths: true }));
  });

  it('never keeps the window shut: a broken file answers with its reason', async () => {
    const { company: broken } = company({ openCore: () => Promise.reject(new AppError('DATABASE_CORRUPT', 'a.pdesk is damaged.')) });
    expect(await broken.open('/a.pdesk')).toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect(await broken.call('a.b', {}, {})).toEqual({ ok: false, error: { code: 'DATABASE_CORRUPT', message: 'a.pdesk is damaged.' } });
    const strange = company({ openCore: () => Promise.reject(new Error('/secret/path')) });
    expect(JSON.stringify(await strange.company.open('/a.pdesk'))).not.toContain('secret');
  });

  it('closes one before it opens the next', async () => {
    const { company: one, close, openCore } = company();
    await Promise.all([one.open('/a.pdesk'), one.open('/b.pdesk')]);
    expect(close).toHaveBeenCalledOnce();
    expect(openCore.mock.calls).toEqual([['/a.pdesk'], ['/b.pdesk']]);
    expect(one.path).toBe('/b.pdesk');
  });

  it('counts what runs, stops it when asked, and tells of progress', async () => {
    let finish: (reply: Reply) => void = () => undefined;
    const { company: busy, dispatch, deps } = company();
    dispatch.mockImplementation((_name, _input, context) => {
      context.onProgress?.({ phase: 'read', done: 1, total: 9 });
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    await busy.open('/a.pdesk');
    const call = busy.call('imports.run', {}, { requestId: 'r-1' });
    await tick();
    expect(busy.running).toBe(1);
    expect(await busy.idle(30)).toBe(false);
    expect(deps.onProgress).toHaveBeenCalledWith({ requestId: 'r-1', phase: 'read', done: 1, total: 9 });
    const { signal } = dispatch.mock.calls.find(([name]) => name === 'imports.run')?.[2] ?? {};
    busy.cancel('other');
    expect(signal?.aborted).toBe(false);
    busy.cancel('r-1');
    expect(signal?.aborted).toBe(true);
    finish({ ok: true, value: null });
    await call;
    expect([busy.running, await busy.idle(0)]).toEqual([0, true]);
  });
});

function quit(change: { running?: boolean; answer?: number } = {}) {
  let running = change.running ?? false;
  const showMessageBox = vi.fn(async () => ({ response: change.answer ?? 0, checkboxChecked: false }));
  const deps = {
    dialog: { showMessageBox } as unknown as QuitDeps['dialog'],
    running: () => (running ? 1 : 0),
    idle: vi.fn(async (withinMs: number) => {
      if (withinMs > 10_000) running = false;
      return !running;
    }),
    cancelAll: vi.fn(),
    close: vi.fn(async () => undefined),
    exit: vi.fn(),
    log: vi.fn(),
  };
  return { quit: new Quit(deps), deps, showMessageBox };
}

describe('leaving', () => {
  it('closes the file first, then goes', async () => {
    const { quit: leaving, deps, showMessageBox } = quit();
    expect(leaving.mayQuit()).toBe(false);
    expect(leaving.mayQuit()).toBe(false);
    await vi.waitFor(() => expect(deps.exit).toHaveBeenCalledOnce());
    expect(deps.close).toHaveBeenCalledOnce();
    expect(leaving.mayQuit()).toBe(true);
    expect(showMessageBox).not.toHaveBeenCalled();
  });
  it('asks while a job runs, and waits for it', async () => {
    const { quit: leaving, deps, showMessageBox } = quit({ running: true, answer: 0 });
    leaving.mayQuit();
    await vi.waitFor(() => expect(deps.exit).toHaveBeenCalled());
    expect(showMessageBox).toHaveBeenCalledOnce();
    expect(deps.cancelAll).not.toHaveBeenCalled();
  });
  it('stops the job when told so', async () => {
    const { quit: leaving, deps } = quit({ running: true, answer: 1 });
    leaving.mayQuit();
    await vi.waitFor(() => expect(deps.exit).toHaveBeenCalled());
    expect(deps.cancelAll).toHaveBeenCalledOnce();
  });
  it('stays when told so, and asks again next time', async () => {
    const { quit: leaving, deps, showMessageBox } = quit({ running: true, answer: 2 });
    leaving.mayQuit();
    await vi.waitFor(() => expect(showMessageBox).toHaveBeenCalledTimes(1));
    await tick();
    expect([deps.exit.mock.calls.length, leaving.mayQuit()]).toEqual([0, false]);
    await vi.waitFor(() => expect(showMessageBox).toHaveBeenCalledTimes(2));
  });
  it('goes even when closing breaks', async () => {
    const { quit: leaving, deps } = quit();
    deps.close.mockRejectedValue(new Error('disk'));
    leaving.mayQuit();
    await vi.waitFor(() => expect(deps.exit).toHaveBeenCalled());
    expect(deps.log).toHaveBeenCalled();
  });
});

describe('the menu', () => {
  const deps = {
    recent: ['A & B.pdesk'],
    command: vi.fn(),
    newCompany: vi.fn(),
    openCompany: vi.fn(),
    openSample: vi.fn(),
    saveCopy: vi.fn(),
    backUp: vi.fn(),
    openRecent: vi.fn(),
    revealFile: vi.fn(),
    newWindow: vi.fn(),
    showLogs: vi.fn(),
    checkForUpdates: vi.fn(),
  };
  type Items = ReturnType<typeof menuTemplate>;
  const flat = (items: Items): Items => items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

  it.each([true, false])('keeps the roles of the system (macOS: %s)', (isMac) => {
    const roles = flat(menuTemplate({ ...deps, isMac, packaged: true })).flatMap((item) => (item.role === undefined ? [] : [item.role]));
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'zoomIn', 'zoomOut', 'resetZoom', 'help']) expect(roles).toContain(role);
    expect(roles.includes('appMenu')).toBe(isMac);
  });
  it('has no developer tools once packaged', () => {
    const roles = (packaged: boolean) => flat(menuTemplate({ ...deps, isMac: false, packaged })).map((item) => item.role);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(true)).not.toContain('reload');
    expect(roles(false)).toContain('toggleDevTools');
  });
  it('uses no key twice', () => {
    const keys = flat(menuTemplate({ ...deps, isMac: false, packaged: true })).flatMap((item) => (item.accelerator == null ? [] : [item.accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });
  it('tells the page its command', () => {
    const item = flat(menuTemplate({ ...deps, isMac: false, packaged: true })).find((candidate) => candidate.id === 'go.partners');
    const click = item?.click as (() => void) | undefined;
    click?.();
    expect(deps.command).toHaveBeenCalledWith('go.partners');
    expect(flat(menuTemplate({ ...deps, isMac: false, packaged: true })).some((candidate) => candidate.label === 'A && B.pdesk')).toBe(true);
  });
});
