import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cores } from '../../electron/main/core.ts';
import type { Shellware } from '../../electron/main/start.ts';
import type { App } from '../../src/app/create-app.ts';
import { fakeEvent, fakeIpcMain, fakeSession, fakeWindow } from './support/fakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-start-'));
const company = join(folder, 'acme.pdesk');

beforeAll(() => {
  mkdirSync(join(folder, 'out', 'renderer'), { recursive: true });
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html>');
  writeFileSync(company, '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
interface Options {
  readonly packaged?: boolean;
  readonly lock?: boolean;
  readonly switches?: readonly string[];
  readonly argv?: readonly string[];
  /** The button pressed in every question. */
  readonly answer?: number;
  readonly savePath?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real shell code over stand-ins for Electron and for the core. */
async function begin(options: Options = {}) {
  vi.resetModules();
  const { AppError } = await import('../../src/shared/errors.ts');
  const opened: string[] = [];
  const created: (readonly [string, boolean])[] = [];
  const copied: string[] = [];
  const core: App = {
    dispatch: vi.fn(async (name: string) => ({ ok: true as const, value: name })),
    onChange: () => () => undefined,
    close: vi.fn(async () => undefined),
  };
  vi.doMock('../../electron/main/core.ts', () => ({
    realCores: (): Cores => ({
      defaultPath: join(folder, 'default.pdesk'),
      samplePath: join(folder, 'sample.pdesk'),
      open: async (path) => {
        opened.push(path);
        if (path.includes('broken')) throw new AppError('DATABASE_CORRUPT', 'broken.pdesk is damaged.');
        return core;
      },
      create: async (path, isSample) => {
        if (path.includes('taken')) throw new AppError('FILE_EXISTS', 'taken.pdesk exists already.');
        created.push([path, isSample]);
      },
      runJob: async (job) => {
        if ('target' in job) copied.push(job.target);
        return true as never;
      },
    }),
  }));
  const { start } = await import('../../electron/main/start.ts');
  const appEmitter = new EventEmitter();
  const app = Object.assign(appEmitter, {
    isPackaged: options.packaged ?? false,
    setName: vi.fn(),
    enableSandbox: vi.fn(),
    exit: vi.fn(),
    quit: vi.fn(),
    getVersion: () => '1.0.0',
    getAppPath: () => folder,
    getPath: (name: string) => join(folder, name),
    requestSingleInstanceLock: () => options.lock ?? true,
    whenReady: async () => undefined,
    commandLine: { hasSwitch: (name: string) => options.switches?.includes(name) ?? false },
  });
  const { ipcMain, handlers } = fakeIpcMain();
  const { session } = fakeSession();
  const windows: ReturnType<typeof fakeWindow>[] = [];
  const protocol = { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() };
  const menu = { buildFromTemplate: vi.fn((template: unknown) => template), setApplicationMenu: vi.fn() };
  const dialog = {
    showMessageBox: vi.fn(async () => ({ response: options.answer ?? 3, checkboxChecked: false })),
    showErrorBox: vi.fn(),
    showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: [company] })),
    showSaveDialog: vi.fn(async () => ({ canceled: false, filePath: options.savePath ?? '' })),
  };
  start({
    app,
    dialog,
    ipcMain,
    menu,
    protocol,
    screen: () => ({ getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] }),
    session: () => session,
    shell: { openExternal: vi.fn(), showItemInFolder: vi.fn(), openPath: vi.fn() },
    createWindow: () => {
      const fake = fakeWindow(1 + windows.length);
      windows.push(fake);
      return fake.window;
    },
    process: new EventEmitter(),
    env: options.env ?? {},
    argv: ['electron', ...(options.argv ?? [])],
    cwd: folder,
  } as unknown as Shellware);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const call = (raw: unknown, id = 1): Promise<unknown> => {
    const frame = { url: 'app://local/index.html', origin: 'app://local', parent: null, detached: false, isDestroyed: () => false };
    return Promise.resolve(handlers.get('rpc')?.({ sender: { id, mainFrame: frame, isDestroyed: () => false }, senderFrame: frame }, raw));
  };
  return { app, appEmitter, opened, created, copied, windows, protocol, menu, dialog, core, call };
}

describe('a start', () => {
  it('sandboxes everything before it is ready, then serves the bundle and opens one window', async () => {
    const { app, protocol, windows, opened } = await begin({ argv: [company] });
    expect(app.enableSandbox).toHaveBeenCalledOnce();
    expect(protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
    expect(protocol.handle).toHaveBeenCalledWith('app', expect.any(Function));
    expect(windows).toHaveLength(1);
    expect(opened).toEqual([company]);
    expect(windows[0]?.mocks.setTitle).toHaveBeenLastCalledWith('acme.pdesk - Partnerdesk');
  });

  it('opens the file last used, then the default one', async () => {
    expect((await begin()).opened).toEqual([company]);
    rmSync(join(folder, 'userData'), { recursive: true, force: true });
    expect((await begin()).opened).toEqual([join(folder, 'default.pdesk')]);
  });

  it('ends when another instance holds the lock', async () => {
    const { app, windows } = await begin({ lock: false });
    expect(app.quit).toHaveBeenCalledOnce();
    expect(windows).toHaveLength(0);
  });

  it('refuses a debugger once packaged', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { app, windows } = await begin({ packaged: true, switches: ['remote-debugging-port'] });
    expect(app.exit).toHaveBeenCalledWith(1);
    expect(windows).toHaveLength(0);
    expect(stderr).toHaveBeenCalledOnce();
  });

  it('never loads a dev server once packaged', async () => {
    const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' };
    const page = async (packaged: boolean) => (await begin({ packaged, env })).windows[0]?.mocks.loadURL.mock.calls[0];
    expect(String(await page(false))).toMatch(/^http:\/\/localhost:5173\/index\.html/);
    expect(String(await page(true))).toMatch(/^app:\/\/local\/index\.html/);
  });
});

describe('a running application', () => {
  it('answers its own window and no other', async () => {
    const { call, core } = await begin();
    expect(await call({ name: 'tiers.asOf', input: {} })).toEqual({ ok: true, value: 'tiers.asOf' });
    expect(await call({ name: 'tiers.asOf', input: {} }, 99)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(vi.mocked(core.dispatch).mock.calls.filter(([name]) => name === 'tiers.asOf')).toHaveLength(1);
  });

  it('follows a second start only to a company file and a screen', async () => {
    const { appEmitter, opened, windows } = await begin();
    appEmitter.emit('second-instance', {}, ['electron', '/etc/passwd', '--inspect', 'https://evil.org'], '/');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(opened).toHaveLength(1);
    expect(windows[0]?.mocks.focus).toHaveBeenCalled();
    appEmitter.emit('second-instance', {}, ['electron', 'partnerdesk://go/close', 'acme.pdesk'], folder);
    await vi.waitFor(() => expect(opened.at(-1)).toBe(company));
    expect(windows[0]?.window.webContents.send).toHaveBeenCalledWith('event', { kind: 'command', command: 'route:/close' });
  });

  it('tells its pages which file is open and which were before', async () => {
    const { call } = await begin({ argv: [company] });
    expect(await call({ name: 'native.info' })).toEqual({
      ok: true,
      value: { appVersion: '1.0.0', packaged: false, fileName: 'acme.pdesk', recent: expect.arrayContaining(['acme.pdesk']) },
    });
    expect(JSON.stringify(await call({ name: 'native.info' }))).not.toContain(folder);
  });

  it('closes the file before it goes', async () => {
    const { app, appEmitter, core } = await begin();
    const { event, state } = fakeEvent({});
    appEmitter.emit('before-quit', event);
    expect(state.prevented).toBe(true);
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect(core.close).toHaveBeenCalledOnce();
    const again = fakeEvent({});
    appEmitter.emit('before-quit', again.event);
    expect(again.state.prevented).toBe(false);
  });

  it('L1, L5, L6: guards every page that will ever be made', async () => {
    const { appEmitter } = await begin();
    const { contents, emitter } = (await import('./support/fakes.ts')).fakeContents(50);
    appEmitter.emit('web-contents-created', {}, contents);
    const { event, state } = fakeEvent({ url: 'https://example.org/', isMainFrame: true });
    emitter.emit('will-navigate', event);
    expect(state.prevented).toBe(true);
  });
});

describe('the company file', () => {
  const begun = async (options: Options) => {
    rmSync(join(folder, 'userData'), { recursive: true, force: true });
    return await begin(options);
  };

  it('is asked for on the first start', async () => {
    const { dialog, opened, created } = await begun({ answer: 1 });
    await vi.waitFor(() => expect(opened).toEqual([join(folder, 'default.pdesk'), join(folder, 'sample.pdesk')]));
    expect(dialog.showMessageBox).toHaveBeenCalledWith(expect.objectContaining({ message: 'There is no company file yet.' }));
    expect(created).toEqual([[join(folder, 'sample.pdesk'), true]]);
  });

  it('is the one of the environment when that names one', async () => {
    expect((await begun({ env: { PARTNERDESK_DB: 'acme.pdesk' } })).opened).toEqual([company]);
    expect((await begun({ env: { PARTNERDESK_DB: '' } })).opened).toEqual([join(folder, 'default.pdesk')]);
  });

  it('is created where the person says, never over another', async () => {
    const fresh = await begun({ argv: [company], savePath: join(folder, 'new.pdesk') });
    expect(await fresh.call({ name: 'native.openCompany', input: { choice: 'new' } })).toEqual({ ok: true, value: true });
    expect([fresh.created, fresh.opened.at(-1)]).toEqual([[[join(folder, 'new.pdesk'), false]], join(folder, 'new.pdesk')]);
    const taken = await begun({ argv: [company], savePath: join(folder, 'taken.pdesk') });
    expect(await taken.call({ name: 'native.openCompany', input: { choice: 'new' } })).toEqual({ ok: true, value: false });
    expect(taken.opened).toEqual([company]);
    expect(taken.dialog.showMessageBox).toHaveBeenCalledWith(expect.objectContaining({ detail: 'taken.pdesk exists already.' }));
  });

  it('stays the old one when the other cannot be opened', async () => {
    const broken = join(folder, 'broken.pdesk');
    const { dialog, opened, call } = await begun({ argv: [company] });
    dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: [broken] });
    expect(await call({ name: 'native.openCompany', input: { choice: 'open' } })).toEqual({ ok: true, value: false });
    expect(opened).toEqual([company, broken, company]);
    expect(dialog.showMessageBox).toHaveBeenCalledWith(expect.objectContaining({ detail: 'broken.pdesk is damaged.' }));
    expect(await call({ name: 'native.info' })).toMatchObject({ value: { fileName: 'acme.pdesk', recent: ['acme.pdesk'] } });
  });

  it('waits while a job runs on this one', async () => {
    const { core, opened, call, dialog } = await begun({ argv: [company] });
    vi.mocked(core.dispatch).mockReturnValue(new Promise(() => undefined));
    const job = call({ name: 'imports.run', input: {} });
    expect(await call({ name: 'native.openCompany', input: { choice: { recent: 0 } } })).toEqual({ ok: true, value: false });
    expect(opened).toEqual([company]);
    expect(dialog.showMessageBox).toHaveBeenCalledWith(expect.objectContaining({ message: 'A job is still running.' }));
    expect(await Promise.race([job, Promise.resolve('running')])).toBe('running');
  });

  it('is copied where the person says, and a backup without a file is refused in words', async () => {
    const { menu, copied, dialog } = await begun({ argv: [company], savePath: join(folder, 'copy.pdesk') });
    type Item = { readonly label?: string; readonly click?: () => void; readonly submenu?: readonly Item[] };
    const items = (menu.setApplicationMenu.mock.lastCall?.[0] ?? []) as readonly Item[];
    const click = (label: string): void =>
      items
        .flatMap((item) => item.submenu ?? [])
        .find((item) => item.label === label)
        ?.click?.();
    click('Save a copy…');
    click('Back up now');
    await vi.waitFor(() => expect(copied).toEqual([join(folder, 'copy.pdesk')]));
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledWith(expect.objectContaining({ detail: 'No company file is open.' })));
  });
});
