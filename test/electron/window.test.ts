import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Windows, windowOptions } from '../../electron/main/window.ts';
import { readWindowState, repairBounds, routeOf, type WindowState, writeWindowState } from '../../electron/main/window-state.ts';
import { fakeEvent, fakeWindow } from './support/fakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FULL_HD = { x: 0, y: 0, width: 1920, height: 1040 };
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1400 };

describe('L4: a page is a web page', () => {
  it.each([true, false])('packaged: %s', (packaged) => {
    const { webPreferences } = windowOptions(FULL_HD, '/p/index.cjs', '/i.png', packaged);
    expect(webPreferences).toEqual({
      preload: '/p/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !packaged,
    });
  });
});

describe('a window comes back where it was', () => {
  it('on a display that is there', () => {
    const bounds = { x: 2000, y: 100, width: 1200, height: 800 };
    expect(repairBounds(bounds, [FULL_HD, RIGHT])).toEqual(bounds);
  });
  it('on the first display when its own is gone', () => {
    const repaired = repairBounds({ x: 2000, y: 100, width: 1200, height: 800 }, [FULL_HD]);
    expect(repaired).toEqual({ x: 360, y: 120, width: 1200, height: 800 });
  });
  it('with its title bar in reach', () => {
    expect(repairBounds({ x: 300, y: -500, width: 1000, height: 700 }, [FULL_HD]).y).toBeGreaterThanOrEqual(0);
    expect(repairBounds({ x: 1900, y: 100, width: 1000, height: 700 }, [FULL_HD]).x).toBe(460);
  });
  it('no smaller than the screens need, no larger than the display', () => {
    expect(repairBounds({ x: 0, y: 0, width: 10, height: 10 }, [FULL_HD])).toMatchObject({ width: 900, height: 600 });
    expect(repairBounds({ x: 0, y: 0, width: 9000, height: 9000 }, [FULL_HD])).toEqual(FULL_HD);
    expect(repairBounds({ x: 0, y: 0, width: 1000, height: 700 }, [{ x: 0, y: 0, width: 800, height: 500 }])).toEqual({ x: 0, y: 0, width: 800, height: 500 });
  });
  it('in the middle the first time, and without any display', () => {
    expect(repairBounds(null, [FULL_HD])).toEqual({ x: 320, y: 110, width: 1280, height: 820 });
    expect(repairBounds(null, [])).toEqual({ x: 0, y: 0, width: 1280, height: 820 });
  });
});

describe('the saved state', () => {
  const path = join(folder, 'deep', 'window-state.json');
  const state: WindowState = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, isMaximized: true, zoom: 1.5, route: '/partners' };
  it('is read back, and is private', () => {
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  });
  it.each(['', '{', '[]', 'null', '{"bounds": {"x": 1e99}, "zoom": 99, "route": "javascript:alert(1)"}', `{"route": "/${'a'.repeat(300)}"}`])(
    'is forgotten when damaged: %s',
    (text) => {
      writeFileSync(path, text);
      expect(readWindowState(path)).toEqual({ bounds: null, isMaximized: false, zoom: 1, route: '' });
    },
  );
  it('is forgotten when missing', () => expect(readWindowState(join(folder, 'none.json')).bounds).toBeNull());
  it('holds the screen and no filter', () => {
    expect(routeOf('app://local/index.html#/partners/ACME?q=Khan')).toBe('/partners/ACME');
    expect(routeOf('app://local/index.html')).toBe('');
    expect(routeOf('app://local/index.html#/<script>')).toBe('');
  });
});

function windows(change: { mayClose?: () => boolean; state?: Partial<WindowState>; devOrigin?: string } = {}) {
  const made: ReturnType<typeof fakeWindow>[] = [];
  const options: BrowserWindowConstructorOptions[] = [];
  const written: WindowState[] = [];
  const log = vi.fn();
  const all = new Windows({
    create: (given) => {
      options.push(given);
      const fake = fakeWindow(100 + made.length, 'app://local/index.html#/deals');
      made.push(fake);
      return fake.window;
    },
    workAreas: () => [FULL_HD],
    preload: 'preload',
    icon: 'icon',
    packaged: true,
    devOrigin: change.devOrigin ?? null,
    readState: () => ({ bounds: { x: 10, y: 20, width: 1000, height: 700 }, isMaximized: true, zoom: 1.25, route: '/deals', ...change.state }),
    writeState: (state) => written.push(state),
    log,
    mayClose: change.mayClose ?? (() => true),
  });
  return { all, made, options, written, log };
}

describe('windows', () => {
  it('open at the saved place and screen, shown when drawn', () => {
    const { all, made, options } = windows();
    all.show();
    const [first] = made;
    expect(options[0]).toMatchObject({ x: 10, y: 20, width: 1000, height: 700, show: false });
    expect(first?.mocks.loadURL).toHaveBeenCalledWith('app://local/index.html#/deals');
    expect(first?.mocks.show).not.toHaveBeenCalled();
    first?.emitter.emit('ready-to-show');
    expect(first?.mocks.show).toHaveBeenCalled();
    expect(first?.mocks.maximize).toHaveBeenCalled();
  });

  it('are the only ones that count as ours, until they close', () => {
    const { all, made } = windows();
    all.show();
    all.show();
    expect([all.isOwn(100), all.isOwn(101), all.isOwn(102)]).toEqual([true, true, false]);
    made[0]?.emitter.emit('closed');
    expect(all.isOwn(100)).toBe(false);
  });

  it('save where they are when they close, unless they may not close', () => {
    const { all, made, written } = windows();
    all.show();
    made[0]?.emitter.emit('close', fakeEvent({}).event);
    expect(written).toEqual([{ bounds: { x: 10, y: 20, width: 1000, height: 700 }, isMaximized: false, zoom: 1.25, route: '/deals' }]);
    const kept = windows({ mayClose: () => false });
    kept.all.show();
    const { event, state } = fakeEvent({});
    kept.made[0]?.emitter.emit('close', event);
    expect([state.prevented, kept.written.length]).toEqual([true, 0]);
  });

  it('take no title from a page, and come back after a crash', () => {
    const { all, made, log } = windows();
    all.show();
    all.setTitle('Acme.pdesk - Partnerdesk');
    const { event, state } = fakeEvent({});
    made[0]?.emitter.emit('page-title-updated', event, 'evil');
    expect(state.prevented).toBe(true);
    made[0]?.page.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(made[0]?.window.webContents.reload).toHaveBeenCalledOnce();
    made[0]?.page.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(made[0]?.window.webContents.reload).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledWith('page gone', 'crashed 5');
  });

  it('load from the dev server while developing', () => {
    const { all, made } = windows({ devOrigin: 'http://localhost:5173', state: { route: '' } });
    all.show();
    expect(made[0]?.mocks.loadURL).toHaveBeenCalledWith('http://localhost:5173/index.html');
  });

  it('come to the front instead of opening twice', () => {
    const { all, made } = windows();
    all.focus();
    all.focus();
    expect(made).toHaveLength(1);
    expect(made[0]?.mocks.restore).toHaveBeenCalled();
  });
});

it('the sources name no window options elsewhere', () => {
  expect(readFileSync('electron/main/start.ts', 'utf8')).not.toContain('webPreferences');
});
