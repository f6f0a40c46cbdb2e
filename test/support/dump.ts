import { createHash } from 'node:crypto';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection } from '../../src/db/tx.ts';

/** Rows of every table as sorted text. */
export type Dump = Readonly<Record<string, readonly string[]>>;

/** What differs between two files that hold the same facts: when and by whom it was written, and in which order rows came. */
const PASSING: ReadonlySet<string> = new Set([
  'at',
  'recorded_seq',
  'close_seq',
  'completion_seq',
  'cancellation_seq',
  'clawback_close_seq',
  'version',
  'document',
]);
const isPassing = (column: string): boolean => PASSING.has(column) || column.endsWith('_at');

/** Where a row came from: also left out where only the facts are compared. */
const SOURCE: ReadonlySet<string> = new Set(['import_file_id', 'import_row']);

/** Natural key of a row that others point at. */
const KEYS: Readonly<Record<string, string>> = {
  partners: 'SELECT id, code AS name FROM partners',
  deals: 'SELECT id, code AS name FROM deals',
  billing_lines: "SELECT l.id, d.code || ' ' || l.invoice_no AS name FROM billing_lines l JOIN deals d ON d.id = l.deal_id",
  accrual_lines: "SELECT a.id, d.code || ' ' || coalesce(a.invoice_no, '-') || ' ' || a.kind AS name FROM accrual_lines a JOIN deals d ON d.id = a.deal_id",
  journal_entries:
    "SELECT e.id, e.event || ' ' || e.reference || ' ' || coalesce(p.code, '') AS name FROM journal_entries e LEFT JOIN partners p ON p.id = e.partner_id",
  imports: 'SELECT id, counts_json AS name FROM imports',
  import_files: 'SELECT id, name FROM import_files',
  payout_runs: 'SELECT quarter AS id, quarter AS name FROM payout_runs',
};

export interface DumpOptions {
  /** Tables that are not looked at. */
  readonly except?: readonly string[];
  /** Only the facts: not from which file and row they came. */
  readonly factsOnly?: boolean;
}

/** The traces that every command leaves, whatever it does: a command that changes nothing else has changed nothing. */
export const TRACES = ['audit_rows', 'requests', 'imports', 'import_files', 'import_edits', 'import_changes'] as const;

/** The whole content of a file, ids replaced by natural keys, timestamps left out, rows sorted: equal facts give equal dumps. */
export function dumpOf(path: string, options: DumpOptions = {}): Dump {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.snapshot(() => dumpTables(connection, options) as never);
  } finally {
    connection.close();
  }
}

/** Hash of every table's rows, by table. Ids and instants are part of it: under a clock that stands still they are facts too. */
export type Exact = Readonly<Record<string, string>>;

export function exactDump(connection: Connection): Exact {
  return Object.fromEntries(
    tablesOf(connection).map((name) => {
      const rows = connection.raw.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).raw().all();
      return [name, `${rows.length} rows ${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)}`];
    }),
  );
}

export function exactDumpOf(path: string): Exact {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.snapshot(() => exactDump(connection) as never);
  } finally {
    connection.close();
  }
}

export function sameDump(a: Exact, b: Exact): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function tablesOf(connection: Connection): string[] {
  return connection
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .map((table) => table.name);
}

function dumpTables(connection: Connection, options: DumpOptions): Dump {
  const names = new Map<string, Map<unknown, string>>();
  const nameOf = (table: string, id: unknown): string => {
    const sql = KEYS[table];
    if (sql === undefined) throw new Error(`test/support/dump.ts knows no natural key of ${table}`);
    const known = names.get(table) ?? new Map(connection.all<{ id: unknown; name: string }>(sql).map((row) => [row.id, row.name]));
    names.set(table, known);
    return known.get(id) ?? `missing ${String(id)}`;
  };
  return Object.fromEntries(
    tablesOf(connection)
      .filter((name) => !(options.except ?? []).includes(name))
      .map((name) => {
        const parents = new Map(connection.all<{ from: string; table: string }>(`PRAGMA foreign_key_list("${name}")`).map((key) => [key.from, key.table]));
        const columns = connection
          .all<{ name: string }>(`PRAGMA table_info("${name}")`)
          .map((column) => column.name)
          .filter((column) => column !== 'id' && !isPassing(column) && !(options.factsOnly && SOURCE.has(column)));
        const rows = connection.all<Record<string, unknown>>(`SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM "${name}"`).map((row) =>
          columns
            .map((column) => {
              const parent = parents.get(column);
              const value = row[column];
              return `${column}=${value === null || parent === undefined ? String(value) : nameOf(parent, value)}`;
            })
            .join(' | '),
        );
        return [name, rows.sort()];
      }),
  );
}
