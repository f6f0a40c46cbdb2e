import { realpath, stat, statfs } from 'node:fs/promises';

/** Folders that a program of the cloud copies behind our back, file by file. */
const SYNCED: readonly (readonly [RegExp, string])[] = [
  [/[/\\]OneDrive(?: - [^/\\]+)?[/\\]/i, 'OneDrive'],
  [/[/\\]Dropbox(?: \([^/\\]+\))?[/\\]/i, 'Dropbox'],
  [/[/\\](?:Google ?Drive|My Drive|CloudStorage[/\\]GoogleDrive[^/\\]*)[/\\]/i, 'Google Drive'],
  [/[/\\](?:Mobile Documents|iCloud ?Drive)[/\\]/i, 'iCloud Drive'],
  [/[/\\](?:Nextcloud|ownCloud|pCloudDrive|Box Sync|Box|Syncthing|MEGA|Tresorit)[/\\]/i, 'a synchronised folder'],
];

/** File systems of other computers, by the number that statfs gives on Linux: NFS, SMB, CIFS, SMB2, 9P, AFS, Ceph. */
const REMOTE_TYPES: ReadonlySet<number> = new Set([0x69_69, 0x51_7b, 0xff_53_4d_42, 0xfe_53_4d_42, 0x01_02_19_97, 0x53_46_41_4f, 0x00_c3_64_00]);

/**
 * What is wrong with the place a company file lies in, in words for a person; null when nothing is. Locks of network drives cannot be relied on,
 * and a folder that is synchronised copies a file in use half and its journal later (B8).
 */
export async function placeWarning(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    const synced = SYNCED.find(([pattern]) => pattern.test(real))?.[1];
    if (synced !== undefined)
      return `This file lies in ${synced}, which copies it while it is in use and can damage it or bring back an old state. Keep the file in a folder of this computer and put backups there instead.`;
    if (/^[/\\]{2}[^?.]/.test(real) || (process.platform === 'linux' && REMOTE_TYPES.has((await statfs(real)).type >>> 0)))
      return 'This file lies on another computer. Locks over a network cannot be relied on: keep the file on this computer and put backups there instead.';
    if ((await stat(real)).nlink > 1)
      return 'This file has a second name (a hard link). Opened under both at once its journals would part: keep one name and delete the other.';
    return null;
  } catch {
    return null; // whether it can be read at all is said elsewhere
  }
}
