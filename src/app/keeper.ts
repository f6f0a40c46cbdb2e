import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackupReason } from '../contract/files.ts';
import type { Clock } from '../ports/clock.ts';
import { sweepPartials } from '../ports/files.ts';
import { karachiDay } from '../ports/instants.ts';
import { AppError } from '../shared/errors.ts';
import { backupName, backupsFolder, type FoundBackup, findBackups, type NamedBackup, thinOut } from './backup-folder.ts';
import type { RunFileJob } from './file-job.ts';

/** Acts before which a backup is made: what they do cannot be taken back with a click. */
const BEFORE: Readonly<Record<string, BackupReason>> = {
  'months.close': 'before_close',
  'payouts.approve': 'before_payout',
  'payouts.send': 'before_payout',
  'imports.run': 'before_import',
};

export function backupReasonBefore(name: string, input: unknown): BackupReason | null {
  const isDryRun = typeof input === 'object' && input !== null && 'dryRun' in input && input.dryRun === true;
  return isDryRun ? null : (BEFORE[name] ?? null);
}

interface KeeperConfig {
  readonly path: string;
  readonly clock: Clock;
  readonly runJob: RunFileJob;
  /** The state below changed. */
  readonly changed: () => void;
  readonly log: (line: string) => void;
}

/** Makes the backups of one file, one after the other, in threads of their own, and knows how that went. */
export class Keeper {
  readonly #config: KeeperConfig;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;
  #failure: { readonly at: string; readonly message: string } | null = null;

  constructor(config: KeeperConfig) {
    this.#config = config;
  }

  /** Why the last backup failed; null once one was made. */
  get failure(): { readonly at: string; readonly message: string } | null {
    return this.#failure;
  }

  startEvery(ms: number, isWanted: () => boolean): void {
    this.#timer = setInterval(() => {
      if (isWanted() && this.#waiting === 0) void this.keepUp('timed');
    }, ms);
    this.#timer.unref();
  }

  /** Ends when no backup is being made any more. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.idle();
  }

  /** A person's own backup, whether something changed or not. @throws AppError FILE_UNREADABLE, DISK_FULL, DATABASE_CORRUPT */
  async backUp(label: string | null): Promise<NamedBackup> {
    const made = await this.#next('by_hand', label, false);
    if (made === null) throw new AppError('INTERNAL', 'The backup was not made.');
    return made;
  }

  /** A backup if anything was done since the last. Never throws and never stands in the way of work: a failure is kept for the health light. */
  async keepUp(reason: BackupReason): Promise<void> {
    await this.#next(reason, null, true).catch(() => null);
  }

  #next(reason: BackupReason, label: string | null, ifChanged: boolean): Promise<NamedBackup | null> {
    const next = this.#turn.then(() => this.#make(reason, label, ifChanged));
    this.#waiting += 1;
    this.#turn = next
      .catch(() => undefined)
      .finally(() => {
        this.#waiting -= 1;
      });
    return next;
  }

  async #make(reason: BackupReason, label: string | null, ifChanged: boolean): Promise<NamedBackup | null> {
    const { path, clock, runJob, changed, log } = this.#config;
    const backup = { at: clock.now(), reason, label };
    try {
      const folder = backupsFolder(path);
      const found = await findBackups(path);
      await sweepPartials(folder);
      const name = backupName(path, backup, new Set(found.map((one) => one.name)));
      const wasMade = await runJob({ act: 'backup', path, target: join(folder, name), last: ifChanged ? (newestChecked(found)?.path ?? null) : null });
      const before = this.#failure;
      this.#failure = null;
      if (wasMade) await this.#thinOut(found);
      if (wasMade || before !== null) changed();
      return wasMade ? { ...backup, name } : null;
    } catch (error) {
      this.#failure = {
        at: backup.at,
        message: error instanceof AppError ? error.message : `The backup of ${basename(path)} failed; the log has the details.`,
      };
      log(`backup (${reason}): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      changed();
      throw error;
    }
  }

  /** A backup that cannot be removed is no reason to call the one just made a failure. */
  async #thinOut(found: readonly FoundBackup[]): Promise<void> {
    const { clock, log } = this.#config;
    for (const { path } of thinOut(found, karachiDay(clock.now()))) await rm(path).catch((error: unknown) => log(`thinning out ${path}: ${String(error)}`));
  }
}

/** The newest backup that was read back whole, whoever asked for it. */
export function newestChecked(found: readonly FoundBackup[]): FoundBackup | null {
  return found.find((one) => one.isChecked && one.reason !== 'before_migration') ?? null;
}
