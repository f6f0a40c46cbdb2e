import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Door, HolderView } from '../contract/files.ts';
import type { Clock } from '../ports/clock.ts';
import { isAlive } from '../ports/files.ts';
import { elapsedMs, karachiTime } from '../ports/instants.ts';

/** Without a sign of life for so long a holder may be gone. */
const SILENT_AFTER_MS = 20_000;

interface Holder extends Omit<HolderView, 'isSilent'> {
  readonly token: string;
}

/** Of one path however it is written: a symbolic link must not open a second door. */
function leasePath(filePath: string): string {
  try {
    return `${realpathSync(filePath)}-lease`;
  } catch {
    return `${filePath}-lease`;
  }
}

/** What the lease says; null when nobody holds it: no file, one that makes no sense, or a process of this computer that ended. */
function read(path: string): Holder | null {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    const { user, machine, process: pid, door, since, beatAt, token } = found;
    if (typeof user !== 'string' || typeof machine !== 'string' || typeof pid !== 'number' || typeof token !== 'string') return null;
    if (typeof since !== 'string' || typeof beatAt !== 'string' || (door !== 'window' && door !== 'browser')) return null;
    return machine === hostname() && !isAlive(pid) ? null : { user, machine, process: pid, door, since, beatAt, token };
  } catch {
    return null;
  }
}

function view({ token: _, ...holder }: Holder, clock: Clock): HolderView {
  return { ...holder, isSilent: elapsedMs(holder.beatAt, clock.now()) > SILENT_AFTER_MS };
}

/** Who holds a file for people to work in, without taking part. */
export function holderOf(filePath: string, clock: Clock): HolderView | null {
  const holder = read(leasePath(filePath));
  return holder === null ? null : view(holder, clock);
}

/** `Held by sana on FIN-02 since 09:14, window`. */
export function holderText(holder: HolderView): string {
  return `Held by ${holder.user} on ${holder.machine} since ${karachiTime(holder.since)}, ${holder.door}`;
}

/**
 * Who may change a file of those that serve people: one small file beside it, rewritten as a sign of life. It orders screens, it does not
 * guard data (transactions do that), so it never locks anybody out: a dead holder's lease is free, a silent one's can be taken over.
 */
export class Lease {
  readonly #path: string;
  readonly #clock: Clock;
  #mine: Holder;

  constructor(filePath: string, door: Door, clock: Clock) {
    this.#path = leasePath(filePath);
    this.#clock = clock;
    const now = clock.now();
    this.#mine = { user: userName(), machine: hostname(), process: process.pid, door, since: now, beatAt: now, token: randomUUID() };
  }

  /** The other process that holds the file; null when this one does, or nobody. */
  other(): HolderView | null {
    const holder = read(this.#path);
    return holder === null || holder.token === this.#mine.token ? null : view(holder, this.#clock);
  }

  /** Takes the lease if nobody has it. @returns who has it instead */
  take(): HolderView | null {
    const other = this.other();
    if (other !== null) return other;
    this.#renew();
    this.#write((partial) => {
      rmSync(this.#path, { force: true }); // of a dead holder, or of no sense
      try {
        linkSync(partial, this.#path); // only one of two that come at once succeeds
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
        renameSync(partial, this.#path); // a file system without links
      }
    });
    return this.other();
  }

  /** Takes the lease from whoever has it; that process notices with its next act. */
  takeOver(): void {
    this.#renew();
    this.#write((partial) => renameSync(partial, this.#path));
  }

  /** A sign of life. @returns who took the lease meanwhile */
  beat(): HolderView | null {
    const other = this.other();
    if (other !== null) return other;
    this.#mine = { ...this.#mine, beatAt: this.#clock.now() };
    this.#write((partial) => renameSync(partial, this.#path));
    return null;
  }

  release(): void {
    if (read(this.#path)?.token === this.#mine.token) rmSync(this.#path, { force: true });
  }

  #renew(): void {
    const now = this.#clock.now();
    this.#mine = { ...this.#mine, since: now, beatAt: now };
  }

  /** Where no file can be written beside the database the lease is not kept: the database says itself what it refuses. */
  #write(place: (partial: string) => void): void {
    const partial = `${this.#path}.${this.#mine.token}`;
    try {
      writeFileSync(partial, JSON.stringify(this.#mine), { mode: 0o600 });
      place(partial);
    } catch {
      // somebody else was first, or the folder takes no file
    } finally {
      rmSync(partial, { force: true });
    }
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody'; // a user id without a name
  }
}
