import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { BACKUP_REASONS, type BackupReason } from '../contract/files.ts';
import { karachiDay } from '../ports/instants.ts';
import { addDays, type IsoDate, monthOf, weekdayOf } from '../shared/calendar.ts';

/** What the name of a backup says. */
export interface NamedBackup {
  readonly name: string;
  /** An instant in UTC, to the second. */
  readonly at: string;
  readonly reason: BackupReason;
  readonly label: string | null;
}

/** A backup on disk. */
export interface FoundBackup extends NamedBackup {
  readonly path: string;
  readonly bytes: number;
  readonly isChecked: boolean;
}

/** Reasons a program had: these backups are thinned out, a person's own never. */
const AUTOMATIC: ReadonlySet<BackupReason> = new Set(['opened', 'timed', 'before_close', 'before_payout', 'before_import']);
const MOST_DAYS = 7;
const MOST_WEEKS = 8;
const MOST_MONTHS = 12;

/** The folder beside a company file that holds its backups and nothing else. */
export function backupsFolder(filePath: string): string {
  return `${filePath}-backups`;
}

/** `acme 2026-11-22T09-02-05Z before-close.pdesk`: sorts by time, and says in any file manager what it is. `taken` names are passed over. */
export function backupName(filePath: string, backup: Omit<NamedBackup, 'name'>, taken: ReadonlySet<string>): string {
  const extension = extname(filePath);
  const stamp = `${backup.at.slice(0, 19).replaceAll(':', '-')}Z`;
  const reason = backup.reason.replaceAll('_', '-');
  const label = backup.label === null || backup.label === '' ? '' : ` - ${plainName(backup.label)}`;
  for (let turn = 1; ; turn += 1) {
    const name = `${basename(filePath, extension)} ${stamp} ${reason}${turn === 1 ? '' : ` ${turn}`}${label}${extension}`;
    if (!taken.has(name)) return name;
  }
}

/** Letters that are valid in a file name on every system. */
function plainName(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N} ._()-]/gu, '')
    .trim();
}

const PARTS = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z ([a-z-]+?)(?: \d+)?(?: - (.+))?$/;

/** Null when the name is not that of a backup of this file. */
export function parseBackupName(filePath: string, name: string): NamedBackup | null {
  const extension = extname(filePath);
  const begin = `${basename(filePath, extension)} `;
  if (!name.startsWith(begin) || !name.endsWith(extension)) return null;
  const [, day, hour, minute, second, word = '', label] = PARTS.exec(name.slice(begin.length, name.length - extension.length)) ?? [];
  const reason = BACKUP_REASONS.find((known) => known === word.replaceAll('-', '_'));
  return day === undefined || reason === undefined ? null : { name, at: `${day}T${hour}:${minute}:${second}Z`, reason, label: label ?? null };
}

/** Backups of a file, newest first: those of its folder, and beside it what restores put aside and migrations kept. */
export async function findBackups(filePath: string): Promise<FoundBackup[]> {
  const folder = backupsFolder(filePath);
  const own = (await namesIn(folder)).flatMap((name) => parseBackupName(filePath, name) ?? []);
  const found = await Promise.all([
    ...own.map(async (one) => ({ ...one, path: join(folder, one.name), bytes: (await stat(join(folder, one.name))).size, isChecked: true })),
    ...(await namesIn(dirname(filePath))).map((name) => putAside(filePath, name)),
  ]);
  return found.filter((one) => one !== null).sort((a, b) => (a.at === b.at ? (a.name < b.name ? 1 : -1) : a.at < b.at ? 1 : -1));
}

async function putAside(filePath: string, name: string): Promise<FoundBackup | null> {
  const path = join(dirname(filePath), name);
  const rest = name.startsWith(`${basename(filePath)}.`) ? name.slice(basename(filePath).length + 1) : '';
  const isKept = /^before-restore(?:-\d+)?$/.test(rest);
  if (!isKept && !/^before-schema-\d+\.\d+-backup(?:-\d+)?$/.test(rest)) return null;
  const { size, mtime } = await stat(path);
  const reason = isKept ? 'before_restore' : 'before_migration';
  return { name, path, at: `${mtime.toISOString().slice(0, 19)}Z`, reason, label: null, bytes: size, isChecked: !isKept };
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}

/**
 * Automatic backups that may go: kept are all of today (Karachi), the newest of each of the last 7 days, 8 weeks and 12 months
 * that have one. A person's own, and what restores and migrations kept, stay.
 */
export function thinOut<B extends Pick<NamedBackup, 'at' | 'reason'>>(backups: readonly B[], today: IsoDate): B[] {
  const older = backups
    .filter((one) => AUTOMATIC.has(one.reason) && karachiDay(one.at) < today)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map((one) => ({ one, day: karachiDay(one.at) }));
  const kept = new Set<B>();
  const keepNewestOfEach = (most: number, key: (day: IsoDate) => string): void => {
    const seen = new Set<string>();
    for (const { one, day } of older) {
      if (seen.has(key(day)) || seen.size >= most) continue;
      seen.add(key(day));
      kept.add(one);
    }
  };
  keepNewestOfEach(MOST_DAYS, (day) => day);
  keepNewestOfEach(MOST_WEEKS, (day) => addDays(day, 1 - weekdayOf(day)));
  keepNewestOfEach(MOST_MONTHS, monthOf);
  return older.map(({ one }) => one).filter((one) => !kept.has(one));
}
