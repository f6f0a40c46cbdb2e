import { createHash } from 'node:crypto';
import { auditHash } from '../../../src/app/audit.ts';
import { openDatabase } from '../../../src/db/open.ts';
import type { Connection } from '../../../src/db/tx.ts';

/** Hash of every table's rows, by table. Ids and instants are part of it: under a clock that stands still they are facts too. */
export type Dump = Readonly<Record<string, string>>;

export function dumpOf(connection: Connection): Dump {
  const dump: Record<string, string> = {};
  const tables = connection.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
  for (const { name } of tables) {
    const rows = connection.raw.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).raw().all();
    dump[name] = `${rows.length} rows ${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)}`;
  }
  return dump;
}

export function dumpFile(path: string): Dump {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.snapshot(() => dumpOf(connection) as never);
  } finally {
    connection.close();
  }
}

export function sameDump(a: Dump, b: Dump): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is wrong with the structure, the references, the journal or the audit chain; empty when all is well. */
export function faultsOf(path: string): string[] {
  const connection = openDatabase(path, { readonly: true });
  try {
    const faults: string[] = [];
    const integrity = connection.raw.pragma('integrity_check', { simple: true }) as string;
    if (integrity !== 'ok') faults.push(`integrity_check: ${integrity}`);
    const broken = connection.raw.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) faults.push(`${broken.length} broken references`);
    const odd = connection.all(
      'SELECT e.id FROM journal_entries e LEFT JOIN journal_lines l ON l.entry_id = e.id GROUP BY e.id HAVING sum(l.debit_paisa) IS NOT sum(l.credit_paisa) OR count(l.id) < 2',
    );
    if (odd.length > 0) faults.push(`${odd.length} unbalanced entries`);
    return [...faults, ...chainFaults(connection)];
  } finally {
    connection.close();
  }
}

interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly businessDate: string;
  readonly actor: string;
  readonly host: string;
  readonly procedure: string;
  readonly requestId: string | null;
  readonly inputSha256: string;
  readonly outcome: string;
  readonly changesJson: string;
  readonly appVersion: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** Every break of the audit chain, by row. */
export function chainFaults(connection: Connection): string[] {
  const faults: string[] = [];
  let previous = '';
  let expected = 1;
  for (const row of connection.iterate<AuditRow>(
    `SELECT seq, at, business_date AS businessDate, actor, host, procedure, request_id AS requestId, input_sha256 AS inputSha256, outcome, changes_json AS changesJson,
       app_version AS appVersion, previous_hash AS previousHash, hash FROM audit_rows ORDER BY seq`,
  )) {
    const { seq, appVersion, previousHash, hash, ...entry } = row;
    if (seq !== expected) faults.push(`row ${expected} is missing`);
    if (previousHash !== previous) faults.push(`row ${seq} does not follow the row before it`);
    if (auditHash(seq, entry, appVersion, previousHash) !== hash) faults.push(`row ${seq} was changed`);
    previous = hash;
    expected = seq + 1;
  }
  return faults;
}
