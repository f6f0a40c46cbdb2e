import { createHash } from 'node:crypto';
import { loadMigrations } from '../../db/migrate.ts';
import { Check } from './check.ts';
import type { Scope } from './scope.ts';

const TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name";

/** The two large tables: every reference of theirs is followed by the checks of lines, completions, reversals and sources, which costs no second walk. */
const FOLLOWED: ReadonlySet<string> = new Set(['accrual_lines', 'billing_lines']);

/** The file itself: pages, references, strict tables, and the guards that keep what is posted (D1). */
export function checkDatabase(scope: Pick<Scope, 'db'>): Check {
  const { db } = scope;
  const check = new Check(
    'database',
    'The file is sound: pages, references and column types hold, and every table, index and guard of the schema is in place (3.6)',
  );
  for (const { quick_check: said } of db.all<{ quick_check: string }>('PRAGMA quick_check(50)')) if (said !== 'ok') check.problem(`Pages: ${said}.`);
  for (const { name } of db.all<{ name: string }>(TABLES)) {
    if (FOLLOWED.has(name)) continue;
    for (const row of db.all<{ rowid: number | null; parent: string }>(`PRAGMA foreign_key_check("${name}")`))
      check.problem(`Row ${row.rowid ?? '?'} of ${name} points at a row of ${row.parent} that is not there.`);
  }
  for (const { name } of db.all<{ name: string }>(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite^_%' ESCAPE '^'",
  ))
    check.problem(`Table ${name} does not check its column types.`);
  const present = new Map(
    db.all<{ name: string; sql: string }>('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL').map((row) => [row.name, plain(row.sql)]),
  );
  for (const [name, { kind, sql }] of expectedObjects()) {
    check.looked(1);
    const stored = present.get(name);
    if (stored === undefined) check.problem(`The ${kind} ${name} is missing from the file.`);
    else if (kind !== 'table' && stored !== sql) check.problem(`The ${kind} ${name} is not the one of this application.`);
  }
  return check;
}

const plain = (sql: string): string => sql.replace(/["`;]/g, '').replace(/\s+/g, ' ').trim().toLowerCase();

/** What the shipped migrations leave in a file. Tables may be altered by later ones, so only their presence is asked for. */
function expectedObjects(): Map<string, { kind: string; sql: string }> {
  const objects = new Map<string, { kind: string; sql: string }>();
  for (const migration of loadMigrations()) {
    for (const statement of migration.sql.split('--> statement-breakpoint')) {
      const sql = statement.replace(/^\s*--.*$/gm, '');
      const made = /^\s*CREATE\s+(?:UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?["`]?(\w+)/i.exec(sql);
      const gone = /^\s*DROP\s+(?:TABLE|INDEX|TRIGGER|VIEW)\s+(?:IF\s+EXISTS\s+)?["`]?(\w+)/i.exec(sql);
      const renamed = /^\s*ALTER\s+TABLE\s+["`]?(\w+)["`]?\s+RENAME\s+TO\s+["`]?(\w+)/i.exec(sql);
      if (made?.[1] && made[2]) objects.set(made[2], { kind: made[1].toLowerCase(), sql: plain(sql) });
      if (gone?.[1]) objects.delete(gone[1]);
      if (renamed?.[1] && renamed[2]) {
        objects.delete(renamed[1]);
        objects.set(renamed[2], { kind: 'table', sql: '' });
      }
    }
  }
  return objects;
}

interface AuditRow {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The audit chain: every row hashed again, linked to the one before, without a gap, and its end not cut off (D8). */
export function checkAudit(scope: Pick<Scope, 'db'>): Check {
  const { db } = scope;
  const check = new Check('audit', 'The audit trail is whole: every row still has its fingerprint, follows the one before it, and none is missing');
  let seq = 0;
  let previous = '';
  for (const row of db.iterate<AuditRow & Record<string, unknown>>(
    `SELECT seq, at, business_date AS businessDate, actor, host, procedure, request_id AS requestId, input_sha256 AS inputSha256, outcome, changes_json AS changesJson, app_version AS appVersion,
       previous_hash AS previousHash, hash FROM audit_rows ORDER BY seq`,
  )) {
    check.looked(1);
    check.expect(row.seq === seq + 1, () => `Rows ${seq + 1} to ${row.seq - 1} of the audit trail are missing.`);
    check.expect(row.previousHash === previous, () => `Audit row ${row.seq} does not follow the row before it.`);
    check.expect(hashOf(row) === row.hash, () => `Audit row ${row.seq} was changed after it was written.`);
    seq = row.seq;
    previous = row.hash;
  }
  const counted = db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'audit_rows'")?.seq ?? 0;
  check.expect(counted === seq, () => `The audit trail ends at row ${seq}, but ${counted} rows were written.`);
  for (const row of db.iterate<{ what: string; seq: number }>(REFERENCED)) {
    check.problem(`${row.what} was recorded by command ${row.seq}, which the audit trail does not hold as done.`);
  }
  return check;
}

/** The row's content in sorted keys with the hash of the row before, as one JSON text. */
function hashOf({ hash: _, ...row }: AuditRow & Record<string, unknown>): string {
  const text = JSON.stringify(row, Object.keys(row).sort());
  return createHash('sha256').update(text).digest('hex');
}

/** What names a command, by table and column. */
const NAMING = [
  ['A closed month', 'months', 'close_seq'],
  ['A deal', 'deals', 'recorded_seq'],
  ['A completion', 'deals', 'completion_seq'],
  ['A cancellation', 'deals', 'cancellation_seq'],
  ['A partner', 'partners', 'recorded_seq'],
  ['A tax standing', 'tax_standings', 'recorded_seq'],
  ['A negotiated term', 'negotiated_terms', 'recorded_seq'],
  ['A decision on an exception', 'exception_decisions', 'recorded_seq'],
  ['A worked variance', 'variance_work', 'recorded_seq'],
  ['A lead', 'leads', 'recorded_seq'],
  ['A journal entry', 'journal_entries', 'recorded_seq'],
  ['A payout run', 'payout_runs', 'recorded_seq'],
  ['A step of a payout', 'payout_events', 'recorded_seq'],
  ['A version of the terms', 'terms_versions', 'recorded_seq'],
  ['An import', 'imports', 'recorded_seq'],
] as const;

const UNKNOWN = (column: string): string => `${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_rows a WHERE a.seq = ${column} AND a.outcome = 'done')`;

/** Every command that something stored names must be in the trail, and done. Billing lines are hopped through by number, all else is small. */
const REFERENCED = `WITH RECURSIVE hop(seq) AS (SELECT min(recorded_seq) FROM billing_lines UNION ALL SELECT (SELECT min(b.recorded_seq) FROM billing_lines b WHERE b.recorded_seq > hop.seq) FROM hop WHERE hop.seq IS NOT NULL)
  SELECT DISTINCT * FROM (${[...NAMING.map(([what, table, column]) => `SELECT '${what}' AS what, n.${column} AS seq FROM ${table} n WHERE ${UNKNOWN(`n.${column}`)}`), `SELECT 'A billing line', hop.seq FROM hop WHERE ${UNKNOWN('hop.seq')}`].join(' UNION ALL ')}) ORDER BY seq, what`;
