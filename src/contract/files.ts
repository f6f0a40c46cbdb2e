import { z } from 'zod';
import { host } from './define.ts';
import { count, instant, month, nothing, quarter } from './values.ts';

/** Why a backup was made. The first ones are a person's own and are never thinned out. */
export const BACKUP_REASONS = ['by_hand', 'before_restore', 'before_migration', 'opened', 'timed', 'before_close', 'before_payout', 'before_import'] as const;
export type BackupReason = (typeof BACKUP_REASONS)[number];

/** Through what people see a file: the desktop's window or a browser. */
export const DOORS = ['window', 'browser'] as const;
export type Door = (typeof DOORS)[number];

const holder = z.strictObject({
  user: z.string(),
  machine: z.string(),
  process: z.int(),
  door: z.enum(DOORS),
  since: instant,
  /** Its last sign of life. */
  beatAt: instant,
  /** No sign of life for so long that it may be gone: taking over is offered. */
  isSilent: z.boolean(),
});
export type HolderView = z.output<typeof holder>;

const rowCounts = z.strictObject({ partners: count, deals: count, billingLines: count, accrualLines: count });
const backup = z.strictObject({
  /** Names it for `files.inspect` and `files.restore`. */
  name: z.string(),
  at: instant,
  reason: z.enum(BACKUP_REASONS),
  label: z.string().nullable(),
  bytes: count,
  /** Read back whole before it got its name. */
  isChecked: z.boolean(),
  /** Null when it cannot be read. */
  counts: rowCounts.nullable(),
});
export type BackupView = z.output<typeof backup>;

const bare = z.string().trim().min(1).max(300);
/** A backup of the list, or a file that the person chose in a dialog of the desktop. */
const source = z.union([z.strictObject({ name: bare }), z.strictObject({ path: z.string().min(1).max(4000) })]);

/** What the host itself answers, because it is about which file is open: the window and the browser host do, the command line has `init`, `backup` and `restore`. */
export const filesProcedures = {
  'files.create': host({
    summary: 'Creates the company file, or the sample programme in a file of its own, and opens it',
    input: z.strictObject({ what: z.enum(['empty', 'sample']) }),
    output: z.strictObject({ path: z.string() }),
    errors: ['FILE_EXISTS'],
  }),
  'files.recent': host({
    summary: 'Files opened here before, newest first; those that are gone are marked',
    input: nothing,
    output: z.array(
      z.strictObject({ path: z.string(), name: z.string(), openedAt: instant, isSample: z.boolean(), state: z.enum(['open', 'there', 'missing']) }),
    ),
  }),
  'files.open': host({
    summary: 'Opens another file: a recent one, or one chosen in a dialog of the desktop',
    input: z.strictObject({ recent: z.string().min(1).max(4000).optional() }),
    output: z.strictObject({ path: z.string().nullable() }),
    errors: ['NOT_FOUND', 'FORBIDDEN', 'DATABASE_BUSY'],
  }),
  'files.forget': host({
    summary: 'Takes a file off the list of recent ones; the file itself is left alone',
    input: z.strictObject({ recent: z.string().min(1).max(4000) }),
    output: nothing,
  }),
  'files.status': host({
    summary: 'The file as a whole: where it lies, who holds it, how it is backed up',
    input: nothing,
    output: z.strictObject({
      path: z.string(),
      state: z.enum(['none', 'open', 'read_only', 'failed']),
      bytes: count.nullable(),
      /** The other process whose file this is to change, when this one only reads. */
      holder: holder.nullable(),
      /** What is wrong with the place it lies in, in words; null when nothing is. */
      placeWarning: z.string().nullable(),
      automaticBackups: z.boolean(),
      backupFolder: z.string(),
      lastBackup: z.strictObject({ name: z.string(), at: instant, reason: z.enum(BACKUP_REASONS) }).nullable(),
      /** Why the last automatic backup could not be made; null once one was. */
      backupFailure: z.strictObject({ at: instant, message: z.string() }).nullable(),
    }),
  }),
  'files.takeOver': host({
    summary: 'Takes the file from the process that holds it; that one then only reads',
    input: nothing,
    output: nothing,
  }),
  'files.settings': host({
    summary: 'Switches automatic backups on or off for this installation',
    input: z.strictObject({ automaticBackups: z.boolean() }),
    output: nothing,
  }),
  'files.backup': host({
    summary: 'Writes a checked backup into the backup folder of the file, under a name of its own',
    input: z.strictObject({ label: z.string().trim().max(80).optional() }),
    output: z.strictObject({ name: z.string(), at: instant }),
    errors: ['FILE_UNREADABLE', 'DISK_FULL'],
  }),
  'files.backups': host({
    summary: 'Backups of the file and files that restores put aside, newest first',
    input: nothing,
    output: z.array(backup),
  }),
  'files.inspect': host({
    summary: 'Reads a backup whole: what it holds, and what the open file has beyond it',
    input: source,
    output: z.strictObject({
      name: z.string(),
      bytes: count,
      schemaVersion: z.int(),
      isSample: z.boolean(),
      counts: rowCounts,
      lastClosedMonth: month.nullable(),
      lastPaidQuarter: quarter.nullable(),
      lastAct: z.strictObject({ seq: z.int(), at: instant, actor: z.string(), procedure: z.string() }).nullable(),
      /** Acts of the open file that the backup does not have; null when the backup is not of the same history. */
      actsSince: count.nullable(),
    }),
    errors: ['NOT_FOUND', 'DATABASE_FOREIGN', 'DATABASE_NEWER'],
  }),
  'files.restore': host({
    summary: 'Puts a checked backup in the place of the file; the file that was there is kept and can be restored in turn',
    permission: 'admin',
    input: source,
    output: z.strictObject({ path: z.string(), kept: z.string().nullable() }),
    errors: ['NOT_FOUND', 'DATABASE_BUSY', 'DATABASE_FOREIGN', 'DATABASE_NEWER'],
  }),
  'files.saveCopy': host({
    summary: 'Writes a checked copy of the file in use, where the person says or under a name beside the file',
    input: z.strictObject({ name: bare.optional() }),
    output: z.strictObject({ saved: z.string().nullable() }),
    errors: ['FILE_EXISTS', 'FILE_UNREADABLE', 'DISK_FULL'],
  }),
};
