import { basename, dirname, join } from 'node:path';
import type { App, BrowserWindow, BrowserWindowConstructorOptions, Dialog, IpcMain, Menu, Protocol, Screen, Session, Shell } from 'electron';
import type { CompanyChoice, HostInfo, HostMessage } from '../bridge.ts';
import { COMPANY_EXTENSION, linkCommand, parseStart, type StartRequest } from './argv.ts';
import { Company, type OpenMode } from './company.ts';
import { coreOpener, defaultCompany } from './core.ts';
import { Log } from './crash.ts';
import { guardAll, guardSession, refusedSwitch } from './guards.ts';
import { EVENT_CHANNEL, registerRpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { createNative, Grants } from './native.ts';
import { APP_SCHEME, devOrigin } from './origin.ts';
import { appPaths, type Paths } from './paths.ts';
import { bundleHandler, listBundle, SCHEME } from './protocol.ts';
import { Quit } from './quit.ts';
import { readSettings, type Settings, withRecent, writeSettings } from './settings.ts';
import { checkForUpdates } from './update-check.ts';
import { Windows } from './window.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface Shellware {
  readonly app: App;
  readonly dialog: Dialog;
  readonly ipcMain: IpcMain;
  readonly menu: typeof Menu;
  readonly protocol: Protocol;
  /** Only usable once the application is ready. */
  readonly screen: () => Screen;
  readonly session: () => Session;
  readonly shell: Shell;
  readonly process: Pick<NodeJS.EventEmitter, 'on'>;
  readonly createWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** What must happen before the application is ready; then the rest. */
export function start(shellware: Shellware): void {
  const { app } = shellware;
  app.setName('Partnerdesk');
  app.enableSandbox();
  shellware.protocol.registerSchemesAsPrivileged([SCHEME]);
  const refused = refusedSwitch(app.commandLine, app.isPackaged);
  if (refused !== null) {
    process.stderr.write(`Partnerdesk does not start with --${refused}.\n`);
    app.exit(1);
    return;
  }
  // One instance holds the file; a second start hands its words over and ends.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const desktop = new Desktop(shellware);
  app.whenReady().then(
    () => desktop.ready(),
    (error: unknown) => desktop.fail(error),
  );
}

/** The running application: its file, its windows and what connects them. */
class Desktop {
  readonly #shellware: Shellware;
  readonly #paths: Paths;
  readonly #log: Log;
  readonly #dev: string | null;
  readonly #grants = new Grants();
  readonly #company: Company;
  readonly #windows: Windows;
  readonly #quit: Quit;
  #settings: Settings;

  constructor(shellware: Shellware) {
    const { app } = shellware;
    this.#shellware = shellware;
    this.#paths = appPaths(app);
    this.#log = new Log(this.#paths.logs);
    this.#dev = devOrigin(shellware.env['ELECTRON_RENDERER_URL'], app.isPackaged);
    this.#settings = readSettings(this.#paths.settings);
    const log = this.#report;
    this.#company = new Company({
      openCore: coreOpener(log),
      onChange: (event) => this.#send({ kind: 'change', event }),
      onProgress: (event) => this.#send({ kind: 'progress', event }),
      log,
    });
    this.#windows = new Windows({
      create: shellware.createWindow,
      workAreas: () =>
        shellware
          .screen()
          .getAllDisplays()
          .map((display) => display.workArea),
      preload: this.#paths.preload,
      icon: this.#paths.icon,
      packaged: app.isPackaged,
      devOrigin: this.#dev,
      readState: () => readWindowState(this.#paths.windowState),
      writeState: (state) => writeWindowState(this.#paths.windowState, state),
      log,
      mayClose: () => this.#mayClose(),
    });
    this.#quit = new Quit({
      dialog: shellware.dialog,
      running: () => this.#company.running,
      idle: (withinMs) => this.#company.idle(withinMs),
      cancelAll: () => this.#company.cancelAll(),
      close: () => this.#company.close(),
      exit: () => app.quit(),
      log,
    });
    this.#listen();
  }

  readonly #report = (what: string, error: unknown): void => this.#log.write(what, error);

  fail(error: unknown): void {
    this.#report('start', error);
    this.#shellware.dialog.showErrorBox('Partnerdesk cannot start', `The log in ${this.#paths.logs} has the details.`);
    this.#shellware.app.exit(1);
  }

  #listen(): void {
    const { app, process: host } = this.#shellware;
    guardAll(app, this.#dev);
    app.on('second-instance', (_event, argv, workingDirectory) => this.#follow(parseStart(argv.slice(1), workingDirectory)));
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#follow(parseStart([path], dirname(path)));
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#follow({ file: null, command: linkCommand(url) });
    });
    app.on('activate', () => this.#windows.focus());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('before-quit', (event) => {
      if (!this.#quit.mayQuit()) event.preventDefault();
    });
    app.on('child-process-gone', (_event, details) => this.#report('process gone', `${details.type} ${details.reason} ${details.exitCode}`));
    host.on('unhandledRejection', (error: unknown) => this.#report('unhandled rejection', error));
    host.on('uncaughtException', (error: unknown) => this.#report('uncaught exception', error));
    for (const signal of ['SIGINT', 'SIGTERM']) host.on(signal, () => app.quit());
  }

  ready(): void {
    const { app, protocol, argv, cwd, ipcMain, dialog, shell } = this.#shellware;
    protocol.handle(APP_SCHEME, bundleHandler(listBundle(this.#paths.renderer)));
    guardSession(this.#shellware.session(), this.#dev);
    registerRpc({
      ipcMain,
      devOrigin: this.#dev,
      isOwnWindow: (id) => this.#windows.isOwn(id),
      isGranted: (path) => this.#grants.has(path),
      call: (name, input, options) => this.#company.call(name, input, options),
      native: createNative({
        dialog,
        shell,
        grants: this.#grants,
        documents: app.getPath('documents'),
        info: () => this.#info(),
        cancel: (requestId) => this.#company.cancel(requestId),
        openCompany: (choice) => this.#choose(choice),
      }),
      log: this.#report,
    });
    const request = parseStart(argv.slice(1), cwd);
    const path = request.file ?? this.#shellware.env['PARTNERDESK_DB'] ?? this.#settings.recent[0] ?? defaultCompany();
    // The window does not wait for the file: calls of the page do.
    this.#open(path, 'open').catch((error: unknown) => this.#report('open', error));
    this.#windows.show();
  }

  #follow(request: StartRequest): void {
    this.#windows.focus();
    if (request.command !== null) this.#send({ kind: 'command', command: request.command });
    if (request.file !== null && request.file !== this.#company.path)
      this.#switchTo(request.file, 'open').catch((error: unknown) => this.#report('open', error));
  }

  #send(message: HostMessage): void {
    this.#windows.send(EVENT_CHANNEL, message);
  }

  #info(): HostInfo {
    const { app } = this.#shellware;
    return {
      appVersion: app.getVersion(),
      packaged: app.isPackaged,
      fileName: basename(this.#company.path ?? ''),
      recent: this.#settings.recent.map((path) => basename(path)),
    };
  }

  async #open(path: string, mode: OpenMode): Promise<void> {
    const error = await this.#company.open(path, mode);
    if (error === null) {
      this.#settings = withRecent(this.#settings, path);
      try {
        writeSettings(this.#paths.settings, this.#settings);
      } catch (failure) {
        this.#report('settings', failure);
      }
    }
    this.#windows.setTitle(`${basename(path)} - Partnerdesk`);
    this.#buildMenu();
  }

  /** Another file is opened only when nothing runs on this one. */
  async #switchTo(path: string, mode: OpenMode): Promise<boolean> {
    if (!(await this.#company.idle(2_000))) {
      await this.#shellware.dialog.showMessageBox({
        type: 'info',
        message: 'A job is still running.',
        detail: 'Open the other file when it is done.',
        buttons: ['OK'],
      });
      return false;
    }
    await this.#open(path, mode);
    this.#windows.reload();
    return true;
  }

  async #choose(choice: CompanyChoice): Promise<boolean> {
    const { dialog, app } = this.#shellware;
    const filters = [{ name: 'Partnerdesk file', extensions: [COMPANY_EXTENSION] }];
    if (choice === 'open') {
      const { canceled, filePaths } = await dialog.showOpenDialog({ filters, properties: ['openFile'] });
      const [path] = filePaths;
      return !canceled && path !== undefined && (await this.#switchTo(path, 'open'));
    }
    if (choice === 'new') {
      const { canceled, filePath } = await dialog.showSaveDialog({ filters, defaultPath: join(app.getPath('documents'), `My company.${COMPANY_EXTENSION}`) });
      return !canceled && filePath !== '' && (await this.#switchTo(filePath, 'create'));
    }
    const path = this.#settings.recent[choice.recent];
    return path !== undefined && (await this.#switchTo(path, 'open'));
  }

  #mayClose(): boolean {
    const isLast = this.#windows.all.length <= 1;
    if (!isLast || this.#quit.isLeaving || this.#company.running === 0) return true;
    this.#shellware.app.quit();
    return false;
  }

  #buildMenu(): void {
    const { app, menu, shell } = this.#shellware;
    const run = (job: () => Promise<unknown>) => () => {
      job().catch((error: unknown) => this.#report('menu', error));
    };
    const template = menuTemplate({
      isMac: process.platform === 'darwin',
      packaged: app.isPackaged,
      recent: this.#settings.recent.map((path) => basename(path)),
      command: (id) => this.#send({ kind: 'command', command: id }),
      newCompany: run(() => this.#choose('new')),
      openCompany: run(() => this.#choose('open')),
      openRecent: (position) => run(() => this.#choose({ recent: position }))(),
      revealFile: () => {
        if (this.#company.path !== null) shell.showItemInFolder(this.#company.path);
      },
      newWindow: () => this.#windows.show(),
      showLogs: run(() => shell.openPath(this.#paths.logs)),
      checkForUpdates: run(() =>
        checkForUpdates({ app, dialog: this.#shellware.dialog, company: this.#company, enabled: this.#settings.updates, log: this.#report }),
      ),
    });
    menu.setApplicationMenu(menu.buildFromTemplate(template));
  }
}
