import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { App, BrowserWindow, BrowserWindowConstructorOptions, Dialog, IpcMain, Menu, Protocol, Screen, Session, Shell } from 'electron';
import { Recents } from '../../src/app/recents.ts';
import type { Reply } from '../../src/contract/host.ts';
import { AppError, type ErrorBody } from '../../src/shared/errors.ts';
import type { CompanyChoice, HostInfo, HostMessage } from '../bridge.ts';
import { COMPANY_EXTENSION, linkCommand, parseStart, type StartRequest } from './argv.ts';
import { Company } from './company.ts';
import { type Cores, realCores } from './core.ts';
import { Log } from './crash.ts';
import { guardAll, guardSession, refusedSwitch } from './guards.ts';
import { EVENT_CHANNEL, registerRpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { createNative, Grants } from './native.ts';
import { APP_SCHEME, devOrigin } from './origin.ts';
import { appPaths, type Paths } from './paths.ts';
import { bundleHandler, listBundle, SCHEME } from './protocol.ts';
import { Quit } from './quit.ts';
import type { Fork } from './reader.ts';
import { readSettings, type Settings } from './settings.ts';
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
  /** Only usable once the application is ready. */
  readonly fork: Fork;
  readonly createWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly cwd: string;
}

const COMPANY_FILTERS = [{ name: 'Partnerdesk file', extensions: [COMPANY_EXTENSION] }];

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
  readonly #cores: Cores;
  readonly #company: Company;
  readonly #windows: Windows;
  readonly #quit: Quit;
  readonly #settings: Settings;
  readonly #recents: Recents;

  constructor(shellware: Shellware) {
    const { app } = shellware;
    this.#shellware = shellware;
    this.#paths = appPaths(app);
    this.#log = new Log(this.#paths.logs);
    this.#dev = devOrigin(shellware.env['ELECTRON_RENDERER_URL'], app.isPackaged);
    this.#settings = readSettings(this.#paths.settings);
    this.#recents = new Recents(this.#paths.recents);
    const log = this.#report;
    this.#cores = realCores(this.#recents, shellware.fork, log);
    this.#company = new Company({
      openCore: this.#cores.open,
      createFirst: (what) => this.#choose(what === 'empty' ? 'new' : 'sample'),
      openOther: (path) => (path === null ? this.#choose('open') : this.#switchTo(path)),
      askCopyTarget: (name) => this.#askCopyTarget(name),
      recents: this.#recents,
      runJob: this.#cores.runJob,
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
    const { app, protocol, argv, cwd, env, ipcMain, dialog, shell } = this.#shellware;
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
    const named = env['PARTNERDESK_DB'] ?? '';
    const path = request.file ?? (named === '' ? undefined : resolve(cwd, named)) ?? this.#recents.list[0]?.path ?? this.#cores.defaultPath;
    // The window does not wait for the file: calls of the page do.
    this.#run('open', () => this.#open(path));
    this.#windows.show();
    if (!existsSync(path)) this.#run('welcome', () => this.#welcome());
  }

  #follow(request: StartRequest): void {
    this.#windows.focus();
    if (request.command !== null) this.#send({ kind: 'command', command: request.command });
    const { file } = request;
    if (file !== null && file !== this.#company.path) this.#run('open', () => this.#switchTo(file));
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
      recent: this.#recents.list.map(({ path }) => basename(path)),
    };
  }

  /** Does a job whose failure has nobody else to tell it to. */
  #run(what: string, job: () => Promise<unknown>): void {
    job().catch((error: unknown) => this.#report(what, error));
  }

  async #open(path: string): Promise<ErrorBody | null> {
    this.#windows.setTitle(`${basename(path)} - Partnerdesk`);
    const error = await this.#company.open(path);
    this.#buildMenu();
    return error;
  }

  async #tell(message: string, detail: string): Promise<void> {
    await this.#shellware.dialog.showMessageBox({ type: 'info', message, detail, buttons: ['OK'] });
  }

  /** Another file is opened only when nothing runs on this one; when it cannot be opened, this one stays. */
  async #switchTo(path: string): Promise<boolean> {
    if (!(await this.#company.idle(2_000))) {
      await this.#tell('A job is still running.', 'Open the other file when it is done.');
      return false;
    }
    const before = this.#company.error === null ? this.#company.path : null;
    const error = await this.#open(path);
    if (error !== null && before !== null) await this.#open(before);
    if (error !== null) await this.#tell(`${basename(path)} could not be opened.`, error.message);
    this.#windows.reload();
    return error === null;
  }

  /** The first start: there is no file yet. */
  async #welcome(): Promise<void> {
    const { response } = await this.#shellware.dialog.showMessageBox({
      type: 'question',
      title: 'Partnerdesk',
      message: 'There is no company file yet.',
      detail: 'A company file holds partners, deals, commission and payouts. The sample is a whole programme to look around in.',
      buttons: ['Create a company file', 'Look around in the sample', 'Open a file', 'Not now'],
      defaultId: 0,
      cancelId: 3,
      noLink: true,
    });
    const choice = (['new', 'sample', 'open'] as const)[response];
    if (choice !== undefined) await this.#choose(choice);
  }

  async #choose(choice: CompanyChoice): Promise<boolean> {
    const { dialog } = this.#shellware;
    if (choice === 'open') {
      const { canceled, filePaths } = await dialog.showOpenDialog({ filters: COMPANY_FILTERS, properties: ['openFile'] });
      const [path] = filePaths;
      return !canceled && path !== undefined && (await this.#switchTo(path));
    }
    if (choice === 'new') {
      const { canceled, filePath } = await dialog.showSaveDialog({ filters: COMPANY_FILTERS, defaultPath: this.#cores.defaultPath });
      return !canceled && filePath !== '' && (await this.#create(filePath, false));
    }
    if (choice === 'sample') {
      const { samplePath } = this.#cores;
      return existsSync(samplePath) ? await this.#switchTo(samplePath) : await this.#create(samplePath, true);
    }
    const path = this.#recents.list[choice.recent]?.path;
    return path !== undefined && (await this.#switchTo(path));
  }

  async #create(path: string, isSample: boolean): Promise<boolean> {
    try {
      await this.#cores.create(path, isSample);
    } catch (error) {
      this.#report('create', error);
      await this.#tell(`${basename(path)} could not be created.`, error instanceof AppError ? error.message : 'The log has the details.');
      return false;
    }
    return await this.#switchTo(path);
  }

  /** A procedure about the file from the menu: what it refuses is told in a dialog. */
  async #ask(name: string, input: object): Promise<Reply> {
    const reply = await this.#company.call(name, input, {});
    if (!reply.ok) await this.#tell('That was not done.', reply.error.message);
    return reply;
  }

  async #backUpNow(): Promise<void> {
    const reply = await this.#ask('files.backup', {});
    if (reply.ok) await this.#tell('Backed up.', String((reply.value as { name: string }).name));
  }

  async #askCopyTarget(suggestedName: string): Promise<string | null> {
    const { path } = this.#company;
    const defaultPath = path === null ? suggestedName : join(dirname(path), suggestedName);
    const { canceled, filePath } = await this.#shellware.dialog.showSaveDialog({ filters: COMPANY_FILTERS, defaultPath });
    return canceled || filePath === '' ? null : filePath;
  }

  #mayClose(): boolean {
    const isLast = this.#windows.all.length <= 1;
    if (!isLast || this.#quit.isLeaving || this.#company.running === 0) return true;
    this.#shellware.app.quit();
    return false;
  }

  #buildMenu(): void {
    const { app, menu, shell } = this.#shellware;
    const template = menuTemplate({
      isMac: process.platform === 'darwin',
      packaged: app.isPackaged,
      recent: this.#recents.list.map(({ path }) => basename(path)),
      command: (id) => this.#send({ kind: 'command', command: id }),
      newCompany: () => this.#run('menu', () => this.#choose('new')),
      openCompany: () => this.#run('menu', () => this.#choose('open')),
      openSample: () => this.#run('menu', () => this.#choose('sample')),
      openRecent: (position) => this.#run('menu', () => this.#choose({ recent: position })),
      saveCopy: () => this.#run('menu', () => this.#ask('files.saveCopy', {})),
      backUp: () => this.#run('menu', () => this.#backUpNow()),
      revealFile: () => {
        if (this.#company.path !== null) shell.showItemInFolder(this.#company.path);
      },
      newWindow: () => this.#windows.show(),
      showLogs: () => this.#run('menu', () => shell.openPath(this.#paths.logs)),
      checkForUpdates: () => this.#run('menu', () => this.#update()),
    });
    menu.setApplicationMenu(menu.buildFromTemplate(template));
  }

  async #update(): Promise<void> {
    const { app, dialog } = this.#shellware;
    await checkForUpdates({
      app,
      dialog,
      isIdle: () => this.#company.running === 0,
      backup: async () => (await this.#ask('files.backup', { label: 'before update' })).ok,
      enabled: this.#settings.updates,
      log: this.#report,
    });
  }
}
