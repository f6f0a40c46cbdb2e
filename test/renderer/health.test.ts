import { describe, expect, test } from 'vitest';
import { healthCauses } from '../../renderer/shell/health.ts';
import type { Output } from '../../src/contract/index.ts';

type Status = Output<'files.status'>;

const GOOD: Status = {
  path: '/books/acme.pdesk',
  state: 'open',
  bytes: 9_400_320,
  holder: null,
  placeWarning: null,
  automaticBackups: true,
  backupFolder: '/books/acme.pdesk-backups',
  lastBackup: { name: 'acme', at: new Date().toISOString(), reason: 'timed' },
  backupFailure: null,
};
const HOLDS = { at: '2026-11-22T09:02:00Z', ok: true };
const causes = (change: Partial<Status>, lastVerify: { at: string; ok: boolean } | null = HOLDS) =>
  healthCauses({ status: { ...GOOD, ...change }, lastVerify });

describe('D10: the health light', () => {
  test('is good when the file was verified, is backed up, held here and in its place', () => expect(causes({})).toEqual([]));

  test.each([
    [{ backupFailure: { at: '2026-11-22T09:14:00Z', message: 'The disk is full.' } }, 'bad', /22-Nov-2026 14:14 failed: The disk is full/],
    [{ lastBackup: null }, 'warn', /No backup yet/],
    [{ automaticBackups: false, lastBackup: { name: 'a', at: '2020-01-01T00:00:00Z', reason: 'by_hand' as const } }, 'warn', /more than a day/],
    [{ placeWarning: 'This file lies in Dropbox.' }, 'warn', /Dropbox/],
    [
      {
        holder: {
          user: 'sana',
          machine: 'FIN-02',
          process: 7,
          door: 'window' as const,
          since: '2026-11-22T04:14:00Z',
          beatAt: '2026-11-22T04:14:00Z',
          isSilent: false,
        },
      },
      'warn',
      /^Held by sana on FIN-02 since 09:14, window$/,
    ],
  ] as const)('says what is wrong and where to look: %j', (change, health, text) => {
    const found = causes(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ health, to: '/file', text: expect.stringMatching(text) });
  });

  test('a failed verification, and none yet, lead to Verify', () => {
    expect(causes({}, null)).toEqual([{ health: 'warn', text: 'Not verified yet', to: '/verify' }]);
    expect(causes({}, { at: '2026-11-22T09:02:00Z', ok: false })[0]).toMatchObject({ health: 'bad', to: '/verify' });
  });

  test('what is red comes first, whatever else is wrong', () => {
    const found = causes({ backupFailure: { at: '2026-11-22T09:14:00Z', message: 'x' }, placeWarning: 'y' }, null);
    expect(found.map((cause) => cause.health)).toEqual(['bad', 'warn', 'warn']);
  });
});
