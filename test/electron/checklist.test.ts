import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = readdirSync('electron', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join('electron', name), 'utf8') }));
const source = (name: string): string => sources.find((candidate) => candidate.name === join('main', name))?.text ?? '';
const everything = sources.map(({ text }) => text).join('\n');
const packaging = readFileSync('electron-builder.yml', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };

/** Where a text may occur at all. */
const onlyIn = (pattern: RegExp, ...names: string[]): void => {
  for (const { name, text } of sources)
    if (pattern.test(text))
      expect(
        names.map((allowed) => join(...allowed.split('/'))),
        `${pattern} in ${name}`,
      ).toContain(name);
};

/** Electron's own security checklist, point by point. The behaviour behind each is tested beside this file. */
describe('L1: the 20 points of the security checklist', () => {
  it('1 loads only secure content', () => expect(everything.match(/['"`]http:\/\/[a-z]/g)).toBeNull());
  it('2 no Node in pages', () =>
    expect(source('window.ts')).toMatch(/nodeIntegration: false,\s+nodeIntegrationInWorker: false,\s+nodeIntegrationInSubFrames: false/));
  it('3 context isolation', () => expect(source('window.ts')).toContain('contextIsolation: true'));
  it('4 process sandbox', () => {
    expect(source('window.ts')).toContain('sandbox: true');
    expect(source('start.ts')).toContain('app.enableSandbox()');
    expect(everything).not.toMatch(/appendSwitch\(/);
  });
  it('5 permission requests are answered', () => {
    for (const name of ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler', 'setDisplayMediaRequestHandler'])
      expect(source('guards.ts')).toContain(name);
  });
  it('6 web security stays on', () => expect(everything).not.toMatch(/webSecurity: false/));
  it('7 a content policy comes with every answer', () => expect(source('protocol.ts')).toContain("'Content-Security-Policy': CONTENT_POLICY"));
  it('8 no insecure content', () => expect(everything).not.toMatch(/allowRunningInsecureContent: true/));
  it('9 no experimental features', () => expect(everything).not.toMatch(/experimentalFeatures: true/));
  it('10 no Blink features', () => expect(everything).not.toMatch(/enableBlinkFeatures/));
  it('11 no popups of webviews', () => expect(everything).not.toMatch(/allowpopups/i));
  it('12 no webviews', () => {
    expect(source('window.ts')).toContain('webviewTag: false');
    expect(source('guards.ts')).toContain('will-attach-webview');
  });
  it('13 navigation is limited', () => {
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) expect(source('guards.ts')).toContain(`'${name}'`);
  });
  it('14 new windows are limited', () => {
    expect(source('guards.ts')).toContain("setWindowOpenHandler(() => ({ action: 'deny' }))");
    onlyIn(/new BrowserWindow\(/, 'main/index.ts');
  });
  it('15 openExternal only through the allow list', () => {
    onlyIn(/\.openExternal\(/, 'main/native.ts');
    expect(source('native.ts').match(/\.openExternal\((?!link\))/g)).toBeNull();
  });
  it('16 a current Electron, exactly this one', () => expect(manifest.devDependencies['electron']).toMatch(/^4[5-9]\.\d+\.\d+$/));
  it('17 the sender of every message is checked', () => {
    onlyIn(/ipcMain\.(handle|on|once|handleOnce)\(/, 'main/ipc.ts');
    expect(source('ipc.ts').match(/ipcMain\.\w+\(/g)).toHaveLength(1);
    expect(source('ipc.ts')).toMatch(/handle\(RPC_CHANNEL[^{]*\{\s+if \(!isTrustedSender\(/);
    expect(everything).not.toMatch(/ipcMain\.on\b|\.sendSync\(|MessageChannelMain/);
  });
  it('18 no file: pages', () => expect(everything).not.toMatch(/loadFile\(|file:\/\//));
  it('19 fuses are set', () => {
    for (const [name, value] of Object.entries({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })) {
      expect(packaging).toContain(`${name}: ${value}`);
    }
  });
  it('20 pages get no Electron API', () => {
    onlyIn(/ipcRenderer/, 'preload/index.ts');
    const preload = sources.find(({ name }) => name === join('preload', 'index.ts'))?.text ?? '';
    expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer|: ipcRenderer\b|\.\.\.ipcRenderer/);
    expect(preload.match(/ipcRenderer\.\w+\('(\w+)'/g)?.map((use) => /'(\w+)'/.exec(use)?.[1])).toEqual(['rpc', 'event', 'event']);
  });
});

it('electron is imported as a value in two files only, so that the rest runs without it', () => {
  onlyIn(/import (?!type)[^;]*from 'electron'/, 'main/index.ts', 'preload/index.ts');
});
