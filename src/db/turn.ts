import type Database from 'better-sqlite3';
import { isSqliteError } from './sqlite-error.ts';

/** Between two tries for the lock; who has waited long asks more often, so that nobody is passed over for ever. */
const PAUSE_MS = 3;
const IMPATIENT_PAUSE_MS = 1;
const IMPATIENT_AFTER_MS = 100;
/** Who wrote last leaves a gap longer than an impatient pause, as long as others were seen to write. */
const GAP_MS = 2;
const RIVALS_FOR_MS = 500;

const bell = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number): void => void Atomics.wait(bell, 0, 0, ms);

/**
 * Takes the one write lock of the file in fair turns between connections, of this process and of others.
 * SQLite's own waiting asks less and less often, in the end every 100 ms, so that a writer in a tight loop keeps another one out until its
 * timeout. Here who waits asks more and more often, and a writer that has rivals leaves them a gap. The bound is the connection's busy_timeout.
 */
export class Turns {
  readonly #raw: Database.Database;
  #rivalsSeenAt = Number.NEGATIVE_INFINITY;
  /** Of the file as this connection had it in its last turn; its own commits do not change that number. */
  #seenVersion: unknown = null;

  constructor(raw: Database.Database) {
    this.#raw = raw;
  }

  /** Runs `begin`, which takes the lock. @throws SqliteError SQLITE_BUSY when no turn came within the bound; nothing was begun then */
  take(begin: () => void): void {
    const since = performance.now();
    if (this.#seenVersion !== null && this.#version() !== this.#seenVersion) this.#rivalsSeenAt = since;
    if (since - this.#rivalsSeenAt < RIVALS_FOR_MS) sleep(GAP_MS);
    const patience = this.#raw.pragma('busy_timeout', { simple: true }) as number;
    this.#raw.pragma('busy_timeout = 0');
    try {
      while (!attempt(begin, performance.now() - since >= patience)) {
        this.#rivalsSeenAt = performance.now();
        sleep(this.#rivalsSeenAt - since > IMPATIENT_AFTER_MS ? IMPATIENT_PAUSE_MS : PAUSE_MS);
      }
    } finally {
      this.#raw.pragma(`busy_timeout = ${patience}`);
    }
    this.#seenVersion = this.#version();
  }

  #version(): unknown {
    return this.#raw.pragma('data_version', { simple: true });
  }
}

/** False when another connection has the lock; the last attempt tells why instead. */
function attempt(begin: () => void, isLast: boolean): boolean {
  try {
    begin();
    return true;
  } catch (error) {
    if (isLast || !isSqliteError(error) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    return false;
  }
}
