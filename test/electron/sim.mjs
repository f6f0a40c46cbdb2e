// The BUILT main bundle under plain Node, where no Electron binary can be had: `electron` is answered by a stand-in whose
// protocol and IPC handlers are reached over loopback, so that a Chromium can load the real page through the real handlers.
// Prints one line of JSON with the address when the window is asked for. Not a security boundary: for tests only.
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forkUtility } from './support/utility-process.ts';

// An unpacked package can be run as well as the checkout.
const ROOT = process.env.SIM_ROOT ?? join(import.meta.dirname, '..', '..');
const DATA = process.env.SIM_DATA ?? '';
if (DATA === '') throw new Error('SIM_DATA names the folder for settings and documents');

const rpc = new Map();
const streams = new Set();
const windows = [];
/** What the next dialog answers, and what was asked of the system. */
const state = { dialogs: [], opened: [], messages: [], menu: null, guards: [] };
let appProtocol = null;

class Contents extends EventEmitter {
  id = windows.length + 1;
  mainFrame = { url: 'app://local/index.html', origin: 'app://local', parent: null, detached: false, isDestroyed: () => false };
  isDestroyed = () => false;
  getURL = () => this.mainFrame.url;
  getZoomFactor = () => 1;
  setZoomFactor = () => undefined;
  setWindowOpenHandler = () => state.guards.push('window-open');
  reload = () => this.send('sim', 'reload');
  send(channel, message) {
    for (const stream of streams) stream.write(`data: ${JSON.stringify({ channel, message })}\n\n`);
  }
}

class BrowserWindow extends EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    this.webContents = new Contents();
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  title = '';
  isDestroyed = () => false;
  isMinimized = () => false;
  isMaximized = () => false;
  getNormalBounds = () => ({ x: 0, y: 0, width: 1280, height: 820 });
  show = () => undefined;
  focus = () => undefined;
  maximize = () => undefined;
  setTitle(title) {
    this.title = title;
  }
  async loadURL(url) {
    this.webContents.mainFrame.url = url;
    process.stdout.write(`${JSON.stringify({ url: url.replace('app://local', `http://127.0.0.1:${server.address().port}`), options: this.options })}\n`);
    this.emit('ready-to-show');
  }
}

const app = Object.assign(new EventEmitter(), {
  isPackaged: process.env.SIM_PACKAGED === '1',
  setName: () => undefined,
  enableSandbox: () => state.guards.push('sandbox'),
  getVersion: () => '0.0.0-sim',
  getAppPath: () => ROOT,
  getPath: (name) => join(DATA, name),
  requestSingleInstanceLock: () => true,
  commandLine: { hasSwitch: () => false },
  exit: (code) => process.exit(code),
  whenReady: () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)),
  quit() {
    let isPrevented = false;
    app.emit('before-quit', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    if (!isPrevented) process.exit(0);
  },
});

const session = Object.assign(new EventEmitter(), { webRequest: { onBeforeRequest: () => state.guards.push('requests') } });
for (const name of [
  'PermissionRequestHandler',
  'PermissionCheckHandler',
  'DevicePermissionHandler',
  'DisplayMediaRequestHandler',
  'USBProtectedClassesHandler',
  'BluetoothPairingHandler',
  'SpellCheckerEnabled',
]) {
  session[`set${name}`] = () => state.guards.push(name);
}

const answerDialog = async (kind) => state.dialogs.shift() ?? (kind === 'box' ? { response: 0 } : { canceled: true, filePaths: [], filePath: '' });

globalThis.__electron = {
  app,
  BrowserWindow,
  dialog: {
    showOpenDialog: () => answerDialog('open'),
    showSaveDialog: () => answerDialog('save'),
    showMessageBox: (options) => {
      state.messages.push(options.message);
      return answerDialog('box');
    },
    showErrorBox: (title) => state.messages.push(title),
  },
  ipcMain: { handle: (channel, handler) => rpc.set(channel, handler) },
  Menu: {
    buildFromTemplate: (template) => template,
    setApplicationMenu: (template) => {
      state.menu = template;
    },
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes) => state.guards.push(...schemes.map(({ scheme }) => scheme)),
    handle: (_scheme, handler) => {
      appProtocol = handler;
    },
  },
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
  session: { defaultSession: session },
  shell: {
    openExternal: async (url) => {
      state.opened.push(url);
    },
    showItemInFolder: () => undefined,
    openPath: async () => '',
  },
  utilityProcess: { fork: forkUtility },
};

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: 'sim:electron', format: 'module', shortCircuit: true } : next(specifier, context)),
  load: (url, context, next) => {
    if (url !== 'sim:electron') return next(url, context);
    const names = Object.keys(globalThis.__electron).join(', ');
    return { format: 'module', shortCircuit: true, source: `export const { ${names} } = globalThis.__electron;` };
  },
});

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8') || 'null');
}

const ROUTES = {
  // A page's ipcRenderer.invoke.
  '/__sim/invoke': async (request) => {
    const { channel, args } = await bodyOf(request);
    const { webContents } = windows[0];
    return await rpc.get(channel)?.({ sender: webContents, senderFrame: webContents.mainFrame }, ...args);
  },
  // The test's hand: what dialogs answer, events of the system, and clicks in the menu.
  '/__sim/control': async (request) => {
    const { dialog, emit, click } = await bodyOf(request);
    if (dialog !== undefined) state.dialogs.push(dialog);
    if (emit !== undefined) app.emit(emit[0], ...emit.slice(1));
    if (click !== undefined)
      state.menu
        .flatMap((menu) => menu.submenu)
        .find((item) => item.label === click)
        .click();
    return { ...state, menu: state.menu?.map(({ label, role }) => label ?? role), title: windows[0]?.title };
  },
};

const server = createServer(async (request, response) => {
  try {
    if (request.url === '/__sim/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('\n');
      streams.add(response);
      return;
    }
    const route = ROUTES[request.url];
    if (route !== undefined) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify((await route(request)) ?? null));
      return;
    }
    const answer = await appProtocol({ url: `app://local${request.url}`, method: request.method });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

await import(pathToFileURL(join(ROOT, 'out', 'main', 'index.js')).href);
