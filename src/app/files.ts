import { existsSync } from 'node:fs';
import type { Output } from '../contract/index.ts';
import { backupDatabase, checkDatabaseFile, restoreDatabase } from '../db/backup.ts';
import { loadMigrations, openDatabase } from '../db/open.ts';
import type { Connection, ReadDb } from '../db/tx.ts';
import { type Clock, systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import { appendAudit, nextAuditSeq, sha256 } from './audit.ts';
import { actorOf } from './session.ts';

/** Works with a connection that only reads and is closed afterwards. */
function reading<T>(path: string, work: (connection: Connection) => T): T {
  const connection = openDatabase(path, { readonly: true });
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

/** Writes a checked, consistent copy of a file in use, and notes in the file that it was. @throws AppError FILE_EXISTS, DATABASE_MISSING, DISK_FULL */
export async function backupTo(dbPath: string, target: string, clock: Clock = systemClock()): Promise<{ path: string }> {
  const connection = openDatabase(dbPath);
  try {
    const path = await backupDatabase(connection, target);
    connection.write((db) => {
      db.run("INSERT INTO settings (key, value) VALUES ('last_backup', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [
        JSON.stringify({ at: clock.now(), path }),
      ]);
    });
    return { path };
  } finally {
    connection.close();
  }
}

/** Puts a checked backup in the place of a file; the old file is kept beside it. @throws AppError DATABASE_BUSY while another process has it open */
export async function restoreFrom(source: string, dbPath: string): Promise<{ kept: string | null }> {
  return { kept: await restoreDatabase(source, dbPath) };
}

/** The last act and the schema: two files that have both in common hold the same. */
function stateOf(path: string): string {
  return reading(path, (db) => {
    const last = db.get<{ seq: number; hash: string }>('SELECT seq, hash FROM audit_rows ORDER BY seq DESC LIMIT 1');
    return `${db.raw.pragma('user_version', { simple: true })} ${last?.seq} ${last?.hash}`;
  });
}

/**
 * Writes a checked copy without a trace in the file, unless `last` is a backup that holds the same already.
 * @returns whether one was written
 * @throws AppError FILE_EXISTS, FILE_UNREADABLE, DISK_FULL, DATABASE_CORRUPT
 */
export async function copyUnlessHeld(dbPath: string, target: string, last: string | null): Promise<boolean> {
  if (last !== null && existsSync(last) && stateOf(last) === stateOf(dbPath)) return false;
  const connection = openDatabase(dbPath, { readonly: true });
  try {
    await backupDatabase(connection, target);
    return true;
  } finally {
    connection.close();
  }
}

type Counts = Output<'files.inspect'>['counts'];

function countsOf(db: ReadDb): Counts {
  const count = (table: 'partners' | 'deals' | 'billing_lines' | 'accrual_lines'): number =>
    db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  return { partners: count('partners'), deals: count('deals'), billingLines: count('billing_lines'), accrualLines: count('accrual_lines') };
}

/** Rows of each backup; null for one that cannot be read. */
export function countRows(paths: readonly string[]): (Counts | null)[] {
  return paths.map((path) => {
    try {
      return reading(path, countsOf);
    } catch {
      return null;
    }
  });
}

/**
 * Reads a backup whole and says what it holds.
 * @param current the open file, to say how far it has gone on since; it may be missing or damaged
 * @throws AppError DATABASE_FOREIGN, DATABASE_NEWER, DATABASE_CORRUPT
 */
export function inspectBackup(path: string, current: string): Omit<Output<'files.inspect'>, 'name' | 'bytes'> {
  const { schemaVersion } = checkDatabaseFile(path);
  const newest = loadMigrations().length;
  if (schemaVersion > newest)
    throw new AppError('DATABASE_NEWER', `${path} was written by a newer Partnerdesk (schema ${schemaVersion}; this application knows ${newest}).`);
  return reading(path, (db) => {
    const lastAct = db.get<{ seq: number; at: string; actor: string; procedure: string; hash: string }>(
      'SELECT seq, at, actor, procedure, hash FROM audit_rows ORDER BY seq DESC LIMIT 1',
    );
    return {
      schemaVersion,
      isSample: db.get("SELECT 1 FROM settings WHERE key = 'sample' AND value = '1'") !== undefined,
      counts: countsOf(db),
      lastClosedMonth: db.get<{ month: string | null }>('SELECT max(month) AS month FROM months')?.month ?? null,
      lastPaidQuarter: db.get<{ quarter: string | null }>("SELECT max(quarter) AS quarter FROM payout_runs WHERE state = 'paid'")?.quarter ?? null,
      lastAct: lastAct ? { seq: lastAct.seq, at: lastAct.at, actor: lastAct.actor, procedure: lastAct.procedure } : null,
      actsSince: lastAct ? actsSince(current, lastAct.seq, lastAct.hash) : null,
    } as Omit<Output<'files.inspect'>, 'name' | 'bytes'>;
  });
}

/** How many acts a file has after one that it shares with a backup; null when it does not have that act. */
function actsSince(current: string, seq: number, hash: string): number | null {
  try {
    return reading(current, (db) => {
      if (db.get<{ hash: string }>('SELECT hash FROM audit_rows WHERE seq = ?', [seq])?.hash !== hash) return null;
      return db.get<{ n: number }>('SELECT count(*) AS n FROM audit_rows WHERE seq > ?', [seq])?.n ?? 0;
    });
  } catch {
    return null; // missing or damaged: the very case in which a backup is wanted
  }
}

export interface Restorer {
  readonly actor?: string;
  readonly host: string;
}

/**
 * Restores for a person: who may not is refused, and the restored file's own audit trail says who put it there and what was kept.
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN, and as {@link restoreFrom}
 */
export async function restoreFor(source: string, dbPath: string, by: Restorer, clock: Clock = systemClock()): Promise<{ kept: string | null }> {
  refuseUnlessAdmin(dbPath, by);
  const { kept } = await restoreFrom(source, dbPath);
  const connection = openDatabase(dbPath);
  try {
    connection.write((db) => {
      appendAudit(db, nextAuditSeq(db), {
        at: clock.now(),
        businessDate: clock.today(),
        actor: by.actor ?? 'operator',
        host: by.host,
        procedure: 'files.restore',
        requestId: null,
        inputSha256: sha256(source),
        outcome: 'done',
        changes: [{ what: 'file restored', from: source, kept }],
      });
    });
  } finally {
    connection.close();
  }
  return { kept };
}

/** A file that is gone or damaged cannot say who may restore it: then whoever sits at the computer may. */
function refuseUnlessAdmin(dbPath: string, by: Restorer): void {
  try {
    checkDatabaseFile(dbPath);
  } catch {
    return;
  }
  const actor = reading(dbPath, (db) => actorOf(db, by.actor));
  if (!actor.permissions.has('admin')) throw new AppError('FORBIDDEN', `${actor.name} may not restore a backup: it needs the right "admin".`);
}
