import type { Output } from '../../src/contract/index.ts';
import { instantText } from '../format/format.ts';
import { holderText } from './holder.ts';

export type Health = 'good' | 'warn' | 'bad';

/** One thing that is not as it should be, and the screen that shows why. */
export interface Cause {
  readonly health: Health;
  readonly text: string;
  readonly to: '/verify' | '/file';
}

interface Known {
  readonly status: Output<'files.status'> | undefined;
  readonly lastVerify: Output<'system.info'>['lastVerify'];
}

const DAY_MS = 86_400_000;

/** What the health light stands on, the worst first; nothing when all is well. */
export function healthCauses({ status, lastVerify }: Known): readonly Cause[] {
  const causes: Cause[] = [];
  if (lastVerify === null) causes.push({ health: 'warn', text: 'Not verified yet', to: '/verify' });
  else if (!lastVerify.ok) causes.push({ health: 'bad', text: `Verification failed on ${instantText(lastVerify.at)}`, to: '/verify' });
  if (status === undefined) return causes;
  const { backupFailure, lastBackup, automaticBackups, placeWarning, holder } = status;
  if (backupFailure !== null)
    causes.push({ health: 'bad', text: `The backup of ${instantText(backupFailure.at)} failed: ${backupFailure.message}`, to: '/file' });
  else if (lastBackup === null) causes.push({ health: 'warn', text: 'No backup yet', to: '/file' });
  else if (!automaticBackups && Date.now() - Date.parse(lastBackup.at) > DAY_MS)
    causes.push({ health: 'warn', text: 'Automatic backups are off, and the last one is more than a day old', to: '/file' });
  if (placeWarning !== null) causes.push({ health: 'warn', text: placeWarning, to: '/file' });
  if (holder !== null) causes.push({ health: 'warn', text: holderText(holder), to: '/file' });
  return causes.toSorted((a, b) => Number(b.health === 'bad') - Number(a.health === 'bad'));
}
