import { createHash } from 'node:crypto';
import type { WriteDb } from '../db/tx.ts';
import type { Change } from '../services/context.ts';
import { canonicalJson } from '../shared/canonical.ts';
import { APP_VERSION } from './version.ts';

export interface AuditEntry {
  readonly at: string;
  readonly businessDate: string;
  readonly actor: string;
  readonly host: string;
  readonly procedure: string;
  readonly requestId: string | null;
  readonly inputSha256: string;
  readonly outcome: string;
  readonly changes: readonly Change[];
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The number that the next audit row will have. */
export function nextAuditSeq(db: WriteDb): number {
  return (db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit_rows')?.seq ?? 0) + 1;
}

/** Hash over a row's content and the hash of the row before: changing, removing or reordering rows shows. */
export function auditHash(seq: number, entry: Omit<AuditEntry, 'changes'> & { changesJson: string }, appVersion: string, previousHash: string): string {
  return sha256(canonicalJson({ seq, ...entry, appVersion, previousHash }));
}

/** Appends an audit row in the running transaction and returns its hash. */
export function appendAudit(db: WriteDb, seq: number, entry: AuditEntry): string {
  const previousHash = db.get<{ hash: string }>('SELECT hash FROM audit_rows ORDER BY seq DESC LIMIT 1')?.hash ?? '';
  const { changes, ...rest } = entry;
  const changesJson = canonicalJson(changes);
  const hash = auditHash(seq, { ...rest, changesJson }, APP_VERSION, previousHash);
  db.run(
    `INSERT INTO audit_rows (seq, at, business_date, actor, host, procedure, request_id, input_sha256, outcome, changes_json, app_version, previous_hash, hash)
     VALUES (:seq, :at, :businessDate, :actor, :host, :procedure, :requestId, :inputSha256, :outcome, :changesJson, :appVersion, :previousHash, :hash)`,
    { seq, ...rest, changesJson, appVersion: APP_VERSION, previousHash, hash },
  );
  return hash;
}
