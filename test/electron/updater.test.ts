import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isNewer, signedText, UPDATE_CONFIG, type UpdaterDeps, update } from '../../electron/main/updater.ts';
import { validSubject } from '../../electron/main/windows-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-update-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BYTES = Buffer.from('a new version');
const NAME = 'Partnerdesk-1.1.0-win32-x64.exe';
const SHA512 = createHash('sha512').update(BYTES).digest('base64');
const installer = join(folder, NAME);
writeFileSync(installer, BYTES);

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC_KEY = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const signature = (platform = 'win32', arch = 'x64', version = '1.1.0', name = NAME, sha512 = SHA512, key = privateKey): string =>
  sign(null, Buffer.from(signedText(platform, arch, version, { name, sha512 })), key).toString('base64');

interface Setup {
  readonly info?: Readonly<Record<string, unknown>>;
  readonly deps?: Partial<UpdaterDeps>;
  readonly config?: Partial<UpdaterDeps['config']>;
  readonly downloaded?: readonly string[];
}

function setup({ info = {}, deps = {}, config = {}, downloaded = [installer] }: Setup = {}) {
  const requests: ((details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void)[] = [];
  const metadata = {
    version: '1.1.0',
    files: [{ url: NAME, sha512: SHA512 }],
    path: NAME,
    sha512: SHA512,
    releaseDate: '2026-11-01',
    signature: signature(),
    ...info,
  };
  const updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    allowPrerelease: true,
    disableWebInstaller: false,
    disableDifferentialDownload: false,
    logger: console,
    netSession: { webRequest: { onBeforeRequest: (listener: (typeof requests)[number]) => requests.push(listener) } },
    setFeedURL: vi.fn(),
    checkForUpdates: vi.fn(async () => ({ isUpdateAvailable: true, updateInfo: metadata, versionInfo: metadata })),
    downloadUpdate: vi.fn(async () => [...downloaded]),
    quitAndInstall: vi.fn(),
  };
  const all: UpdaterDeps = {
    config: { feedUrl: 'https://updates.example.org/desk/', publicKey: PUBLIC_KEY, publisher: 'CN=Partnerdesk', ...config },
    version: '1.0.0',
    platform: 'win32',
    arch: 'x64',
    packaged: true,
    enabled: true,
    isSystemPackage: false,
    load: async () => updater as unknown as Awaited<ReturnType<UpdaterDeps['load']>>,
    isIdle: () => true,
    backup: async () => true,
    windowsSigner: async () => 'CN=Partnerdesk',
    confirm: async () => true,
    log: vi.fn(),
    ...deps,
  };
  return { deps: all, updater, requests };
}

describe('an update that is ours', () => {
  it('is installed after a backup, with every door of the library shut', async () => {
    const order: string[] = [];
    const { deps, updater, requests } = setup({ deps: { backup: async () => order.push('backup') > 0 } });
    updater.quitAndInstall.mockImplementation(() => order.push('install'));
    expect(await update(deps)).toEqual({ state: 'installing', version: '1.1.0' });
    expect(order).toEqual(['backup', 'install']);
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
      disableDifferentialDownload: true,
      logger: null,
    });
    const cancelled = (url: string): boolean => {
      let answer: { cancel?: boolean } = {};
      requests[0]?.({ url }, (given) => {
        answer = given;
      });
      return answer.cancel === true;
    };
    expect(cancelled('https://updates.example.org/desk/latest.yml')).toBe(false);
    for (const url of [
      'http://updates.example.org/x',
      'https://evil.org/x',
      'https://updates.example.org.evil.org/',
      'https://updates.example.org:444/',
      'nonsense',
    ])
      expect(cancelled(url), url).toBe(true);
  });

  it('waits for the person', async () => {
    const { deps, updater } = setup({ deps: { confirm: async () => false } });
    expect(await update(deps)).toEqual({ state: 'current' });
    expect(updater.downloadUpdate).not.toHaveBeenCalled();
  });
});

const other = generateKeyPairSync('ed25519').privateKey;
/** Idle when asked the first times, busy from the given one on. */
const busyFrom = (time: number): (() => boolean) => {
  let asked = 0;
  return () => {
    asked += 1;
    return asked < time;
  };
};

describe('every other update is refused', () => {
  it.each<[string, string, Setup]>([
    ['off by default', 'off', { deps: { enabled: false } }],
    ['not packaged', 'not-packaged', { deps: { packaged: false } }],
    ['no feed', 'no-feed', { config: { feedUrl: null } }],
    ['a feed without TLS', 'no-feed', { config: { feedUrl: 'http://updates.example.org/' } }],
    ['no key of our own', 'no-key', { config: { publicKey: null } }],
    [
      'a key of another kind',
      'no-key',
      { config: { publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64') } },
    ],
    ['a key that is none', 'bad-signature', { config: { publicKey: 'AAAA' } }],
    ['no publisher', 'no-publisher', { config: { publisher: null } }],
    ['a deb or rpm installation', 'unsupported-package', { deps: { platform: 'linux', isSystemPackage: true } }],
    ['a call is running', 'busy', { deps: { isIdle: () => false } }],
    ['a call began during the download', 'busy', { deps: { isIdle: busyFrom(2) } }],
    ['a call began during the backup', 'busy', { deps: { isIdle: busyFrom(3) } }],
    ['unsigned', 'bad-signature', { info: { signature: undefined } }],
    ['signed by another key', 'bad-signature', { info: { signature: signature('win32', 'x64', '1.1.0', NAME, SHA512, other) } }],
    ['signed for another platform', 'bad-signature', { info: { signature: signature('darwin') } }],
    ['signed for another processor', 'bad-signature', { info: { signature: signature('win32', 'arm64') } }],
    ['signed for another version', 'bad-signature', { info: { version: '1.2.0' } }],
    ['signed for another file', 'bad-signature', { info: { signature: signature('win32', 'x64', '1.1.0', 'Other.exe') } }],
    ['an older version', 'older', { info: { version: '0.9.0', signature: signature('win32', 'x64', '0.9.0') } }],
    ['the same version', 'older', { info: { version: '1.0.0' } }],
    ['a version that is none', 'older', { info: { version: '2.0.0-beta' } }],
    ['a path out of the folder', 'bad-metadata', { info: { files: [{ url: '../evil.exe', sha512: SHA512 }] } }],
    ['a file on another host', 'bad-metadata', { info: { files: [{ url: 'https://evil.org/x.exe', sha512: SHA512 }] } }],
    ['a deb file', 'bad-metadata', { info: { files: [{ url: 'partnerdesk.deb', sha512: SHA512 }] } }],
    ['an rpm file', 'bad-metadata', { info: { files: [{ url: 'partnerdesk.rpm', sha512: SHA512 }] } }],
    ['a web installer', 'bad-metadata', { info: { packages: { x64: { path: 'x.7z', sha512: SHA512 } } } }],
    [
      'two files',
      'bad-metadata',
      {
        info: {
          files: [
            { url: NAME, sha512: SHA512 },
            { url: 'b.exe', sha512: SHA512 },
          ],
        },
      },
    ],
    ['no file', 'bad-metadata', { info: { files: [] } }],
    ['no hash', 'bad-metadata', { info: { files: [{ url: NAME, sha512: '' }] } }],
    [
      'a hash of another file',
      'wrong-file',
      { info: { files: [{ url: NAME, sha512: `${'A'.repeat(86)}==` }], signature: signature('win32', 'x64', '1.1.0', NAME, `${'A'.repeat(86)}==`) } },
    ],
    ['another file came', 'wrong-file', { downloaded: [] }],
    ['two files came', 'wrong-file', { downloaded: [installer, installer] }],
    ['another publisher', 'wrong-publisher', { deps: { windowsSigner: async () => 'CN=Evil' } }],
    ['no publisher could be read', 'wrong-publisher', { deps: { windowsSigner: async () => null } }],
    ['the backup failed', 'backup-failed', { deps: { backup: async () => false } }],
    ['the backup broke', 'failed', { deps: { backup: () => Promise.reject(new Error('disk')) } }],
    ['the network broke', 'failed', { deps: { load: () => Promise.reject(new Error('net')) } }],
  ])('%s: %s', async (_name, why, given) => {
    const { deps, updater } = setup(given);
    expect(await update(deps)).toEqual({ state: 'refused', why });
    expect(updater.quitAndInstall).not.toHaveBeenCalled();
  });

  it('this very build has no feed, no key and no publisher', () => expect(UPDATE_CONFIG).toEqual({ feedUrl: null, publicKey: null, publisher: null }));
});

it('versions compare by number', () => {
  expect([isNewer('1.10.0', '1.9.9'), isNewer('2.0.0', '1.9.9'), isNewer('1.9.9', '1.10.0'), isNewer('1.0.0', '1.0.0'), isNewer('1.0', '0.9.0')]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('a Windows signature counts only when it is valid and has a subject', () => {
  expect(validSubject('{"status":0,"subject":"CN=Partnerdesk"}')).toBe('CN=Partnerdesk');
  for (const output of ['', '{}', '{"status":1,"subject":"CN=Partnerdesk"}', '{"status":0,"subject":null}', '{"status":"0","subject":"x"}', 'Access denied'])
    expect(validSubject(output)).toBeNull();
});
