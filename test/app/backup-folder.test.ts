import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backupName, backupsFolder, findBackups, parseBackupName, thinOut } from '../../src/app/backup-folder.ts';
import type { BackupReason } from '../../src/contract/files.ts';
import { addDays, type IsoDate, isoDate } from '../../src/shared/calendar.ts';

const FILE = '/books/acme.pdesk';
const AT = '2026-11-22T09:02:05.123Z';
const NOTHING: ReadonlySet<string> = new Set();

describe('the name of a backup', () => {
  test('says of what, when and why, and is read back', () => {
    const name = backupName(FILE, { at: AT, reason: 'before_close', label: null }, NOTHING);
    expect(name).toBe('acme 2026-11-22T09-02-05Z before-close.pdesk');
    expect(parseBackupName(FILE, name)).toEqual({ name, at: '2026-11-22T09:02:05Z', reason: 'before_close', label: null });
  });

  test('carries a label that is valid in a file name on every system', () => {
    const name = backupName(FILE, { at: AT, reason: 'by_hand', label: '../../etc:<b>|"آڈٹ" Q3' }, NOTHING);
    expect(name).not.toMatch(/[/\\:<>|"]/);
    expect(parseBackupName(FILE, name)).toMatchObject({ reason: 'by_hand', label: '....etcbآڈٹ Q3' });
  });

  test('F7: is never one that is taken', () => {
    const taken = new Set<string>();
    for (let n = 0; n < 5; n += 1) taken.add(backupName(FILE, { at: AT, reason: 'timed', label: null }, taken));
    expect(taken.size).toBe(5);
    for (const name of taken) expect(parseBackupName(FILE, name)).toMatchObject({ reason: 'timed' });
  });

  test.each([
    'acme.pdesk',
    'acme 2026-11-22T09-02-05Z.pdesk',
    'other 2026-11-22T09-02-05Z timed.pdesk',
    'acme 2026-11-22T09-02-05Z unknown.pdesk',
    'acme 2026-11-22T09-02-05Z timed.pdesk.77-0a1b2c3d.partial',
  ])('is nothing else: %s', (name) => expect(parseBackupName(FILE, name)).toBeNull());
});

describe('what is found', () => {
  test('backups of this file, what restores put aside and migrations kept, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pd-backups-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'acme.pdesk');
    mkdirSync(backupsFolder(file));
    const inside = [
      'acme 2026-11-22T09-02-05Z timed.pdesk',
      'acme 2026-11-21T09-02-05Z by-hand.pdesk',
      'notes.txt',
      'acme 2026-11-22T09-02-05Z timed.pdesk.1-0a1b2c3d.partial',
    ];
    for (const name of inside) writeFileSync(join(backupsFolder(file), name), 'x');
    const beside = [
      'acme.pdesk.before-restore',
      'acme.pdesk.before-restore-2',
      'acme.pdesk.before-restore-wal',
      'acme.pdesk.before-schema-3.2-backup',
      'other.pdesk',
    ];
    for (const name of beside) writeFileSync(join(folder, name), 'xy');
    const found = await findBackups(file);
    expect(found.map(({ name, reason, isChecked }) => [name, reason, isChecked]).sort()).toEqual([
      ['acme 2026-11-21T09-02-05Z by-hand.pdesk', 'by_hand', true],
      ['acme 2026-11-22T09-02-05Z timed.pdesk', 'timed', true],
      ['acme.pdesk.before-restore', 'before_restore', false],
      ['acme.pdesk.before-restore-2', 'before_restore', false],
      ['acme.pdesk.before-schema-3.2-backup', 'before_migration', true],
    ]);
    expect(found.map((one) => one.at)).toEqual([...found.map((one) => one.at)].sort().reverse());
  });
});

interface Made {
  readonly at: string;
  readonly reason: BackupReason;
}

/** One a day at 10:00 and one at 16:00 in Karachi. */
function twiceADay(from: IsoDate, days: number, reason: BackupReason = 'timed'): Made[] {
  return Array.from({ length: days }, (_, n) => addDays(from, -n)).flatMap((day) => [
    { at: `${day}T05:00:00Z`, reason },
    { at: `${day}T11:00:00Z`, reason },
  ]);
}

describe('A14: thinning out', () => {
  const today = isoDate('2026-11-22');
  const left = (made: readonly Made[], on: IsoDate = today): Made[] => {
    const gone = new Set(thinOut(made, on));
    return made.filter((one) => !gone.has(one));
  };

  test('all of today stay, however many', () => {
    const made = Array.from({ length: 96 }, (_, n) => ({
      at: new Date(Date.parse('2026-11-21T19:00:00Z') + n * 900_000).toISOString(),
      reason: 'timed' as const,
    }));
    expect(left(made)).toHaveLength(96);
    expect(left(made, isoDate('2026-11-23'))).toHaveLength(1);
  });

  test('of two years twice a day: today whole, the newest of 7 days, 8 weeks and 12 months', () => {
    const kept = left(twiceADay(today, 730)).map((one) => one.at);
    expect(kept).toEqual([
      '2026-11-22T05:00:00Z',
      '2026-11-22T11:00:00Z',
      ...['11-21', '11-20', '11-19', '11-18', '11-17', '11-16', '11-15'].map((day) => `2026-${day}T11:00:00Z`), // days; 21 and 15 are also the newest of their weeks, 21 of its month
      ...['11-08', '11-01', '10-31', '10-25', '10-18', '10-11', '10-04', '09-30'].map((day) => `2026-${day}T11:00:00Z`), // Sundays end weeks; 31 and 30 end months
      ...['08-31', '07-31', '06-30', '05-31', '04-30', '03-31', '02-28', '01-31'].map((day) => `2026-${day}T11:00:00Z`),
      '2025-12-31T11:00:00Z',
    ]);
  });

  test('days, weeks and months without a backup do not count against the number', () => {
    const sparse = [1, 40, 41, 200, 400].map((days) => ({ at: `${addDays(today, -days)}T05:00:00Z`, reason: 'opened' as const }));
    expect(left(sparse)).toEqual(sparse);
  });

  test('repeated every day for a year, thinning never loses a day, a week or a month that it promised', () => {
    let made: Made[] = [];
    for (let n = 0; n < 365; n += 1) {
      const day = addDays(isoDate('2026-01-01'), n);
      made = left([...made, { at: `${day}T06:00:00Z`, reason: 'timed' }], day);
    }
    expect(made.length).toBeLessThanOrEqual(1 + 7 + 8 + 12);
    const months = new Set(made.map((one) => one.at.slice(0, 7)));
    expect(months.size).toBe(12);
  });

  test.each(['by_hand', 'before_restore', 'before_migration'] as const)('%s is a person’s own or a way back: it stays', (reason) => {
    const made = twiceADay(today, 100, reason);
    expect(left(made)).toEqual(made);
  });

  test('a clock set back removes nothing made after it', () => {
    const made = twiceADay(today, 10);
    expect(left(made, isoDate('2020-01-01'))).toEqual(made);
  });
});
