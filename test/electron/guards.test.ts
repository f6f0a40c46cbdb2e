import { readFileSync } from 'node:fs';
import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardContents, guardSession, isAllowedRequest, refusedSwitch } from '../../electron/main/guards.ts';
import { devOrigin, isOwnUrl } from '../../electron/main/origin.ts';
import { fakeContents, fakeEvent, fakeSession } from './support/fakes.ts';

const FOREIGN = [
  'https://example.org/',
  'http://local/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<h1>x</h1>',
  'about:blank',
  'blob:app://local/1',
  'app://evil/',
  'app://local.evil/',
  'app://user@local/',
  'app://local:81/',
  'APP2://local/',
  'chrome://gpu',
  'devtools://devtools',
  '',
  'not a url',
];

describe('addresses', () => {
  it.each(FOREIGN)('are not ours: %s', (url) => expect(isOwnUrl(url, null)).toBe(false));
  it.each(['app://local/', 'app://local/index.html', 'app://local/index.html#/partners?x=1'])('are ours: %s', (url) => expect(isOwnUrl(url, null)).toBe(true));
  it('know the dev server only where nothing is packaged', () => {
    expect(devOrigin('http://localhost:5173/', false)).toBe('http://localhost:5173');
    expect(devOrigin('http://localhost:5173/', true)).toBeNull();
    for (const url of ['https://localhost:5173', 'http://example.org:5173', 'http://localhost.evil:1', undefined, '', 'x'])
      expect(devOrigin(url, false)).toBeNull();
    expect(isOwnUrl('http://localhost:5173/x', 'http://localhost:5173')).toBe(true);
    expect(isOwnUrl('http://localhost:5174/x', 'http://localhost:5173')).toBe(false);
    expect(isOwnUrl('http://u@localhost:5173/x', 'http://localhost:5173')).toBe(false);
  });
});

describe('L5: pages stay where they are', () => {
  const { contents, emitter, handlers } = fakeContents(1);
  guardContents(contents, null);

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s: to our own page in the top frame only', (name) => {
    for (const url of FOREIGN) {
      const { event, state } = fakeEvent({ url, isMainFrame: true });
      emitter.emit(name, event);
      expect(state.prevented, url).toBe(true);
    }
    const own = fakeEvent({ url: 'app://local/index.html', isMainFrame: true });
    emitter.emit(name, own.event);
    expect(own.state.prevented).toBe(false);
    const frame = fakeEvent({ url: 'app://local/index.html', isMainFrame: false });
    emitter.emit(name, frame.event);
    expect(frame.state.prevented).toBe(true);
  });

  it('open no window, whatever the address', () => {
    for (const url of [...FOREIGN, 'app://local/index.html']) {
      expect(handlers.open?.({ url, frameName: '', features: '', disposition: 'new-window', referrer: { url: '', policy: 'default' } })).toEqual({
        action: 'deny',
      });
    }
  });

  it('attach no webview and choose no device', () => {
    const { event, state } = fakeEvent({});
    emitter.emit('will-attach-webview', event);
    expect(state.prevented).toBe(true);
    let chosen = 'none';
    emitter.emit('select-bluetooth-device', fakeEvent({}).event, [{ deviceId: 'x' }], (id: string) => {
      chosen = id;
    });
    expect(chosen).toBe('');
  });
});

/** Every permission this Electron knows, from its own types. */
function permissionNames(): string[] {
  const types = readFileSync('node_modules/electron/electron.d.ts', 'utf8');
  const line = /setPermissionRequestHandler\(handler: .*/.exec(types)?.[0] ?? '';
  return [...(line.split('permission: ')[1]?.split(', callback')[0] ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

describe('L6: permissions', () => {
  const { session, emitter, get } = fakeSession();
  guardSession(session, null);
  const own = fakeContents(1).contents;
  const foreign = fakeContents(2, 'https://example.org/').contents;
  const names = permissionNames();
  const granted = 'clipboard-sanitized-write';

  it('are all known to this test', () => {
    expect(names.length).toBeGreaterThan(35);
    expect(names).toContain('geolocation');
    expect(names).toContain(granted);
  });

  it.each(names.filter((name) => name !== granted))('%s is denied', (name) => {
    const request = get<(...args: unknown[]) => void>('request');
    const check = get<(...args: unknown[]) => boolean>('check');
    for (const contents of [own, foreign]) {
      let answer: boolean | null = null;
      request(contents, name, (value: boolean) => {
        answer = value;
      });
      expect(answer).toBe(false);
      expect(check(contents, name, 'app://local', {})).toBe(false);
    }
    expect(check(null, name, '', {})).toBe(false);
  });

  it('let our own page put text on the clipboard, and no other', () => {
    const request = get<(...args: unknown[]) => void>('request');
    const answers: boolean[] = [];
    for (const contents of [own, foreign]) request(contents, granted, (value: boolean) => answers.push(value));
    expect(answers).toEqual([true, false]);
    const check = get<(...args: unknown[]) => boolean>('check');
    expect([check(own, granted, '', {}), check(foreign, granted, '', {}), check(null, granted, '', {})]).toEqual([true, false, false]);
  });

  it('deny devices, screens, pairing and downloads', () => {
    expect(get<() => boolean>('device')()).toBe(false);
    const answers: unknown[] = [];
    get<(request: unknown, callback: (streams: unknown) => void) => void>('display')({}, (streams) => answers.push(streams));
    get<(details: unknown, callback: (response: unknown) => void) => void>('bluetooth')({}, (response) => answers.push(response));
    for (const name of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
      const { event, state } = fakeEvent({});
      const callback = (id?: unknown): void => {
        answers.push(id);
      };
      if (name === 'select-serial-port') emitter.emit(name, event, [], own, callback);
      else emitter.emit(name, event, {}, callback);
      expect(state.prevented).toBe(true);
    }
    expect(answers).toEqual([null, { confirmed: false }, null, '', undefined]);
    const { event, state } = fakeEvent({});
    emitter.emit('will-download', event);
    expect(state.prevented).toBe(true);
    expect(get<boolean>('spell')).toBe(false);
    expect(get<(details: { protectedClasses: string[] }) => string[]>('usb')({ protectedClasses: ['audio'] })).toEqual(['audio']);
  });

  it('let nothing but our own pages load', () => {
    const before = get<Parameters<Session['webRequest']['onBeforeRequest']>[0]>('before') as unknown as (
      details: { url: string },
      callback: (answer: { cancel: boolean }) => void,
    ) => void;
    const cancelled = (url: string): boolean => {
      let result = false;
      before({ url }, ({ cancel }) => {
        result = cancel;
      });
      return result;
    };
    for (const url of ['https://example.org/x', 'http://127.0.0.1:80/', 'ws://localhost:1/', 'file:///etc/passwd', 'app://evil/x', 'ftp://x/'])
      expect(cancelled(url), url).toBe(true);
    for (const url of ['app://local/assets/index.js', 'data:image/png;base64,AA==', 'blob:app://local/1']) expect(cancelled(url), url).toBe(false);
    expect(isAllowedRequest('ws://localhost:5173/', 'http://localhost:5173')).toBe(true);
    expect(isAllowedRequest('ws://localhost:9/', 'http://localhost:5173')).toBe(false);
  });
});

it('a packaged application does not start with a debugger or without walls', () => {
  const line = (name: string) => ({ hasSwitch: (asked: string) => asked === name });
  for (const name of ['remote-debugging-port', 'inspect', 'no-sandbox', 'disable-web-security', 'load-extension', 'js-flags']) {
    expect(refusedSwitch(line(name), true)).toBe(name);
    expect(refusedSwitch(line(name), false)).toBeNull();
  }
  expect(refusedSwitch(line('lang'), true)).toBeNull();
});
