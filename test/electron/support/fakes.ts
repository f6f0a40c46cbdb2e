import { EventEmitter } from 'node:events';
import type { BrowserWindow, IpcMain, Session, WebContents } from 'electron';
import { vi } from 'vitest';

type Pick1<T, K extends keyof T> = { readonly [P in K]: T[P] };

/** A page: what our guards and windows touch of WebContents, the rest left out. */
export function fakeContents(id: number, url = 'app://local/index.html') {
  const emitter = new EventEmitter();
  const handlers: { open: Parameters<WebContents['setWindowOpenHandler']>[0] | null } = { open: null };
  const contents = Object.assign(emitter, {
    id,
    mainFrame: { name: 'top' },
    isDestroyed: () => false,
    getURL: () => url,
    getZoomFactor: () => 1.25,
    setZoomFactor: vi.fn(),
    reload: vi.fn(),
    send: vi.fn(),
    setWindowOpenHandler: (handler: Parameters<WebContents['setWindowOpenHandler']>[0]) => {
      handlers.open = handler;
    },
  } satisfies Partial<Record<keyof WebContents, unknown>>);
  return { contents: contents as unknown as WebContents, emitter, handlers };
}

/** An event that remembers whether it was prevented. */
export function fakeEvent<T extends object>(details: T) {
  const state = { prevented: false };
  const event = Object.assign(details, {
    preventDefault: () => {
      state.prevented = true;
    },
  });
  return { event, state };
}

/** A window with its page. */
export function fakeWindow(id: number, url?: string) {
  const { contents, emitter: page } = fakeContents(id, url);
  const emitter = new EventEmitter();
  const window = Object.assign(emitter, {
    webContents: contents,
    loadURL: vi.fn(async () => undefined),
    show: vi.fn(),
    focus: vi.fn(),
    restore: vi.fn(),
    maximize: vi.fn(),
    setTitle: vi.fn(),
    isDestroyed: () => false,
    isMinimized: () => true,
    isMaximized: () => false,
    getNormalBounds: () => ({ x: 10, y: 20, width: 1000, height: 700 }),
  } satisfies Partial<Record<keyof BrowserWindow, unknown>>);
  return { window: window as unknown as BrowserWindow, emitter, page, mocks: window };
}

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** Remembers what was registered, so that tests can call it as a page would. */
export function fakeIpcMain() {
  const handlers = new Map<string, Handler>();
  const ipcMain: Pick1<IpcMain, 'handle'> = {
    handle: (channel, listener) => {
      handlers.set(channel, listener as Handler);
    },
  };
  return { ipcMain, handlers };
}

/** The handlers a session was given, by the name of their setter. */
export function fakeSession() {
  const emitter = new EventEmitter();
  const given = new Map<string, unknown>();
  const keep =
    (name: string) =>
    (handler: unknown): void => {
      given.set(name, handler);
    };
  const session = Object.assign(emitter, {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('display'),
    setUSBProtectedClassesHandler: keep('usb'),
    setBluetoothPairingHandler: keep('bluetooth'),
    setSpellCheckerEnabled: keep('spell'),
    webRequest: { onBeforeRequest: keep('before') },
  } satisfies Partial<Record<keyof Session, unknown>>);
  const get = <T>(name: string): T => given.get(name) as T;
  return { session: session as unknown as Session, emitter, get };
}
