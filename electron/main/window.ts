import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { START_PAGE } from './origin.ts';
import { MIN_SIZE, repairBounds, routeOf, type WindowState } from './window-state.ts';

/** Every page is an ordinary web page: no Node, its own sandbox, the preload's few functions and nothing else. */
export function windowOptions(bounds: Rectangle, preload: string, icon: string, packaged: boolean): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Partnerdesk',
    icon,
    webPreferences: {
      preload,
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
      // The spell checker would fetch its dictionaries from the network.
      spellcheck: false,
      devTools: !packaged,
    },
  };
}

export interface WindowDeps {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly workAreas: () => readonly Rectangle[];
  readonly preload: string;
  readonly icon: string;
  readonly packaged: boolean;
  readonly devOrigin: string | null;
  readonly readState: () => WindowState;
  readonly writeState: (state: WindowState) => void;
  readonly log: (what: string, error: unknown) => void;
  /** Asked before the last window closes; false keeps it open. */
  readonly mayClose: (window: BrowserWindow) => boolean;
}

/** The windows of this application, and the only senders its channel listens to. */
export class Windows {
  readonly #deps: WindowDeps;
  readonly #open = new Map<number, BrowserWindow>();
  #title = 'Partnerdesk';

  constructor(deps: WindowDeps) {
    this.#deps = deps;
  }

  get all(): readonly BrowserWindow[] {
    return [...this.#open.values()];
  }

  isOwn(webContentsId: number): boolean {
    return this.#open.has(webContentsId);
  }

  /** The first window takes its saved place, each further one steps aside. */
  show(): BrowserWindow {
    const deps = this.#deps;
    const state = deps.readState();
    const step = this.#open.size * 32;
    const saved = state.bounds === null ? null : { ...state.bounds, x: state.bounds.x + step, y: state.bounds.y + step };
    const window = deps.create(windowOptions(repairBounds(saved, deps.workAreas()), deps.preload, deps.icon, deps.packaged));
    const { webContents } = window;
    const { id } = webContents;
    this.#open.set(id, window);
    window.setTitle(this.#title);
    window.once('ready-to-show', () => {
      webContents.setZoomFactor(state.zoom);
      if (state.isMaximized && step === 0) window.maximize();
      window.show();
    });
    window.on('close', (event) => {
      if (!deps.mayClose(window)) event.preventDefault();
      else this.#save(window);
    });
    window.on('closed', () => this.#open.delete(id));
    // The title is the shell's: file name and screen, never what a page says.
    window.on('page-title-updated', (event) => event.preventDefault());
    webContents.on('render-process-gone', (_event, details) => {
      deps.log('page gone', `${details.reason} ${details.exitCode}`);
      if (details.reason !== 'clean-exit' && !window.isDestroyed()) webContents.reload();
    });
    webContents.on('preload-error', (_event, _path, error) => deps.log('preload', error));
    window.on('unresponsive', () => deps.log('page', 'does not respond'));
    const page = deps.devOrigin === null ? START_PAGE : `${deps.devOrigin}/index.html`;
    window.loadURL(state.route === '' ? page : `${page}#${state.route}`).catch((error: unknown) => deps.log('load', error));
    return window;
  }

  /** Brings the first window to the front, or makes one. */
  focus(): BrowserWindow {
    const [window] = this.all;
    if (window === undefined) return this.show();
    if (window.isMinimized()) window.restore();
    window.focus();
    return window;
  }

  send(channel: string, message: unknown): void {
    for (const window of this.all) if (!window.isDestroyed()) window.webContents.send(channel, message);
  }

  setTitle(title: string): void {
    this.#title = title;
    for (const window of this.all) window.setTitle(title);
  }

  reload(): void {
    for (const window of this.all) window.webContents.reload();
  }

  #save(window: BrowserWindow): void {
    try {
      const { webContents } = window;
      this.#deps.writeState({
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
        zoom: webContents.getZoomFactor(),
        route: routeOf(webContents.getURL()),
      });
    } catch (error) {
      this.#deps.log('window state', error);
    }
  }
}
