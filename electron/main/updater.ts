import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { AppUpdater, UpdateInfo } from 'electron-updater';

/** Filled in when releases are signed and published; until then every check is refused. */
export interface UpdateConfig {
  readonly feedUrl: string | null;
  /** Our own Ed25519 key (SPKI, base64), besides the signature of the operating system. */
  readonly publicKey: string | null;
  /** Subject of the certificate that Windows installers are signed with. */
  readonly publisher: string | null;
}

export const UPDATE_CONFIG: UpdateConfig = { feedUrl: null, publicKey: null, publisher: null };

export type Refusal =
  | 'off'
  | 'not-packaged'
  | 'no-feed'
  | 'no-key'
  | 'no-publisher'
  | 'unsupported-package'
  | 'bad-metadata'
  | 'older'
  | 'bad-signature'
  | 'wrong-file'
  | 'wrong-publisher'
  | 'busy'
  | 'backup-failed'
  | 'failed';

export type UpdateResult =
  | { readonly state: 'current' }
  | { readonly state: 'installing'; readonly version: string }
  | { readonly state: 'refused'; readonly why: Refusal };

type Updater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'disableDifferentialDownload'
  | 'logger'
  | 'setFeedURL'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'quitAndInstall'
> & { readonly netSession: Pick<AppUpdater['netSession'], 'webRequest'> };

export interface UpdaterDeps {
  readonly config: UpdateConfig;
  readonly version: string;
  /** `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  readonly packaged: boolean;
  readonly enabled: boolean;
  /** Set when a Linux package manager owns the installation: it installs updates without checking who made them. */
  readonly isSystemPackage: boolean;
  readonly load: () => Promise<Updater>;
  /** True when no call runs. Asked again right before the application is left. */
  readonly isIdle: () => boolean;
  /** A checked copy of the company file. */
  readonly backup: () => Promise<boolean>;
  /** Subject of a valid Windows signature of the file, or null when there is none or nobody could tell. */
  readonly windowsSigner: (path: string) => Promise<string | null>;
  readonly confirm: (version: string) => Promise<boolean>;
  readonly log: (what: string, error: unknown) => void;
}

interface SignedFile {
  readonly name: string;
  readonly sha512: string;
}

const VERSION = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,120}\.(exe|dmg|zip|AppImage)$/;
const SHA512 = /^[A-Za-z0-9+/]{86}==$/;

/** The text that a release's own signature covers: another platform's, version's or file's signature does not fit. */
export function signedText(platform: string, arch: string, version: string, file: SignedFile): string {
  return ['partnerdesk update 1', `${platform}-${arch}`, version, file.name, file.sha512, ''].join('\n');
}

/** What speaks against even looking for an update. */
export function refusalToStart(deps: UpdaterDeps): Refusal | null {
  const { config } = deps;
  if (!deps.enabled) return 'off';
  if (!deps.packaged) return 'not-packaged';
  if (config.feedUrl === null || !config.feedUrl.startsWith('https://') || !URL.canParse(config.feedUrl)) return 'no-feed';
  if (config.publicKey === null) return 'no-key';
  if (deps.platform === 'win32' && config.publisher === null) return 'no-publisher';
  if (deps.platform === 'linux' && deps.isSystemPackage) return 'unsupported-package';
  if (!deps.isIdle()) return 'busy';
  return null;
}

/** Newer by number, part by part. Anything that is not three numbers is not newer. */
export function isNewer(candidate: string, current: string): boolean {
  const parts = VERSION.exec(candidate);
  const own = VERSION.exec(current);
  if (parts === null || own === null) return false;
  for (const index of [1, 2, 3]) {
    const difference = Number(parts[index]) - Number(own[index]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The one file of the release that our key signed for this platform, or why there is none. */
export function checkMetadata(
  info: Readonly<UpdateInfo> & { readonly signature?: unknown; readonly packages?: unknown },
  deps: UpdaterDeps,
): SignedFile | Refusal {
  const [file, ...others] = info.files ?? [];
  if (file === undefined || others.length > 0 || info.packages != null) return 'bad-metadata';
  if (typeof file.url !== 'string' || !FILE_NAME.test(file.url) || typeof file.sha512 !== 'string' || !SHA512.test(file.sha512)) return 'bad-metadata';
  if (!isNewer(info.version, deps.version)) return 'older';
  const signed = { name: file.url, sha512: file.sha512 };
  if (deps.config.publicKey === null || typeof info.signature !== 'string') return 'bad-signature';
  try {
    const key = createPublicKey({ key: Buffer.from(deps.config.publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return 'no-key';
    const text = Buffer.from(signedText(deps.platform, deps.arch, info.version, signed));
    return verify(null, text, key, Buffer.from(info.signature, 'base64')) ? signed : 'bad-signature';
  } catch {
    return 'bad-signature';
  }
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}

/** The file that really came: its own hash, and on Windows its signer. The library skips the signer when anything about it fails. */
export async function checkDownload(paths: readonly string[], signed: SignedFile, deps: UpdaterDeps): Promise<Refusal | null> {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0 || (await sha512Of(path)) !== signed.sha512) return 'wrong-file';
  if (deps.platform === 'win32' && (await deps.windowsSigner(path)) !== deps.config.publisher) return 'wrong-publisher';
  return null;
}

/** Everything the library leaves open is closed before it sends its first request; it may talk to the feed's host only. */
export function harden(updater: Updater, feedUrl: string): void {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.disableWebInstaller = true;
  updater.disableDifferentialDownload = true;
  updater.logger = null;
  const { host } = new URL(feedUrl);
  updater.netSession.webRequest.onBeforeRequest((details, callback) => {
    const url = URL.canParse(details.url) ? new URL(details.url) : null;
    callback({ cancel: url === null || url.protocol !== 'https:' || url.host !== host });
  });
  updater.setFeedURL({ provider: 'generic', url: feedUrl });
}

/** Help > Check for updates. Any doubt is a refusal; nothing is installed while a call runs or without a fresh backup. */
export async function update(deps: UpdaterDeps): Promise<UpdateResult> {
  const refuse = (why: Refusal): UpdateResult => ({ state: 'refused', why });
  const obstacle = refusalToStart(deps);
  const { feedUrl } = deps.config;
  if (obstacle !== null || feedUrl === null) return refuse(obstacle ?? 'no-feed');
  try {
    const updater = await deps.load();
    harden(updater, feedUrl);
    const found = await updater.checkForUpdates();
    if (found === null || !found.isUpdateAvailable) return { state: 'current' };
    const signed = checkMetadata(found.updateInfo, deps);
    if (typeof signed === 'string') return refuse(signed);
    const { version } = found.updateInfo;
    if (!(await deps.confirm(version))) return { state: 'current' };
    const problem = await checkDownload(await updater.downloadUpdate(), signed, deps);
    if (problem !== null) return refuse(problem);
    if (!deps.isIdle()) return refuse('busy');
    if (!(await deps.backup())) return refuse('backup-failed');
    if (!deps.isIdle()) return refuse('busy');
    updater.quitAndInstall(false, true);
    return { state: 'installing', version };
  } catch (error) {
    deps.log('update', error);
    return refuse('failed');
  }
}
