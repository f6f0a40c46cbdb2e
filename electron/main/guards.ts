import type { App, Session, WebContents } from 'electron';
import { isOwnUrl } from './origin.ts';

/** The one thing granted, and only to our own pages: putting text the user copied onto the clipboard. */
const GRANTED = 'clipboard-sanitized-write';

/** Our own pages and what they make themselves; everything else never leaves the machine, whatever a page asks for. */
export function isAllowedRequest(url: string, dev: string | null): boolean {
  if (isOwnUrl(url, dev) || url.startsWith('data:') || url.startsWith('blob:') || url.startsWith('devtools:')) return true;
  return dev !== null && isOwnUrl(url.replace(/^ws:/, 'http:'), dev);
}

/** Denies every permission, device, screen capture, download and foreign request of a session. */
export function guardSession(session: Session, dev: string | null): void {
  session.setPermissionRequestHandler((contents, permission, callback) => callback(permission === GRANTED && isOwnUrl(contents.getURL(), dev)));
  session.setPermissionCheckHandler((contents, permission) => permission === GRANTED && contents !== null && isOwnUrl(contents.getURL(), dev));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.setSpellCheckerEnabled(false);
  session.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault();
    callback(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault();
    callback('');
  });
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  // Files are written by `saveFile`, whole or not at all; a page cannot start a download by itself.
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isAllowedRequest(details.url, dev) }));
}

/** Keeps a page where it is: no navigation, redirect, new window or webview, in any frame. Reloading itself is allowed. */
export function guardContents(contents: WebContents, dev: string | null): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const stay = (details: { readonly url: string; readonly isMainFrame: boolean; preventDefault(): void }): void => {
    if (!details.isMainFrame || !isOwnUrl(details.url, dev)) details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });
}

/** Puts the guard on every page that will ever exist, whoever makes it. */
export function guardAll(app: Pick<App, 'on'>, dev: string | null): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, dev));
}

/** Switches that would open a packaged application to a debugger, foreign code or a page without walls. */
const REFUSED_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'no-sandbox',
  'disable-sandbox',
  'disable-site-isolation-trials',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
] as const;

/** The first switch a packaged application must not be started with, or null. */
export function refusedSwitch(commandLine: { hasSwitch(name: string): boolean }, packaged: boolean): string | null {
  if (!packaged) return null;
  return REFUSED_SWITCHES.find((name) => commandLine.hasSwitch(name)) ?? null;
}
