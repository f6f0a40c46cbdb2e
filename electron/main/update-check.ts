import type { App, Dialog } from 'electron';
import { type Refusal, UPDATE_CONFIG, update } from './updater.ts';
import { windowsSigner } from './windows-signer.ts';

export interface UpdateCheckDeps {
  readonly app: App;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly isIdle: () => boolean;
  readonly backup: () => Promise<boolean>;
  readonly enabled: boolean;
  readonly log: (what: string, error: unknown) => void;
}

const REASONS: Readonly<Record<Refusal, string>> = {
  off: 'Looking for updates is off. Your administrator installs new versions.',
  'not-packaged': 'This is not an installed application.',
  'no-feed': 'This build names no place to get updates from.',
  'no-key': 'This build holds no key to check updates with.',
  'no-publisher': 'This build names no publisher to check updates against.',
  'unsupported-package': 'The package manager of this computer installs updates.',
  'bad-metadata': 'The update was refused: its description is not as it should be.',
  older: 'The update was refused: it is not newer than this version.',
  'bad-signature': 'The update was refused: our signature is missing or wrong.',
  'wrong-file': 'The update was refused: the file is not the one that was signed.',
  'wrong-publisher': 'The update was refused: the file is not signed by our publisher.',
  busy: 'A job is running. Try again when it is done.',
  'backup-failed': 'The update was not installed: the backup before it failed.',
  failed: 'The update could not be made. The log has the details.',
};

/** Help > Check for updates: makes the check with this installation's own facts, and says what came of it. */
export async function checkForUpdates({ app, dialog, isIdle, backup, enabled, log }: UpdateCheckDeps): Promise<void> {
  const result = await update({
    config: UPDATE_CONFIG,
    version: app.getVersion(),
    platform: process.platform,
    arch: process.arch,
    packaged: app.isPackaged,
    enabled,
    isSystemPackage: process.env['APPIMAGE'] === undefined,
    load: async () => (await import('electron-updater')).default.autoUpdater,
    isIdle,
    backup,
    windowsSigner,
    confirm: async (version) => {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message: `Install version ${version}?`,
        detail: 'A backup is made first. The application restarts.',
        buttons: ['Install', 'Not now'],
        defaultId: 0,
        cancelId: 1,
      });
      return response === 0;
    },
    log,
  });
  if (result.state === 'installing') return;
  const message = result.state === 'current' ? 'This is the newest version.' : REASONS[result.why];
  await dialog.showMessageBox({ type: 'info', message, buttons: ['OK'] });
}
