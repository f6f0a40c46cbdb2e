import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' };

/**
 * Opens a link in the person's browser without naming it on a command line, which every user of the computer can read:
 * the browser is given a file only this user can read, and the file leads on to the link.
 * @returns how to take the file away again, or null where there is no browser to open
 */
export async function openBrowser(
  link: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): Promise<(() => Promise<void>) | null> {
  if (platform !== 'darwin' && platform !== 'win32' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return null;
  const folder = await mkdtemp(join(tmpdir(), 'partnerdesk-open-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'open.html');
  await writeFile(file, redirectPage(link), { mode: 0o600 });
  const target = platform === 'win32' ? file : pathToFileURL(file).href;
  const child = spawn(OPENERS[platform] ?? 'xdg-open', [target], { stdio: 'ignore', detached: true });
  const started = await new Promise<boolean>((resolve) => child.once('spawn', () => resolve(true)).once('error', () => resolve(false)));
  child.unref();
  if (started) return remove;
  await remove();
  return null;
}

function redirectPage(link: string): string {
  // links of ours have no character that HTML would read differently
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${encodeURI(link)}"><title>Partnerdesk</title>\n`;
}
