import { createHash } from 'node:crypto';
import { openDatabase } from '../../src/db/open.ts';
import { tablesOf } from '../support/dump.ts';

/** What a frozen file held when it was made. */
export interface Facts {
  readonly madeBy: string;
  readonly rows: Readonly<Record<string, number>>;
  /** By `table.column`: a checksum that does not depend on the order of rows. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that later migrations changed on purpose, and why. */
  readonly changed?: Readonly<Record<string, string>>;
}

export function factsOf(path: string): Omit<Facts, 'madeBy'> {
  const connection = openDatabase(path, { readonly: true });
  try {
    const rows: Record<string, number> = {};
    const columns: Record<string, string> = {};
    for (const table of tablesOf(connection)) {
      const names = connection.raw.pragma(`table_info("${table}")`) as { name: string }[];
      rows[table] = connection.raw.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
      for (const { name } of names) {
        const values = connection.raw.prepare(`SELECT typeof("${name}") || ' ' || coalesce("${name}", '') FROM "${table}"`).pluck().all() as string[];
        columns[`${table}.${name}`] = createHash('sha256').update(JSON.stringify(values.sort())).digest('hex').slice(0, 24);
      }
    }
    return { rows, columns };
  } finally {
    connection.close();
  }
}

/** What of the old content is not there any more; empty when all is. Tables and columns that came since do not count. */
export function lostSince(then: Facts, now: Omit<Facts, 'madeBy'>): string[] {
  const grown = new Set(['schema_migrations']);
  return [
    ...Object.entries(then.rows)
      .filter(([table, count]) => !grown.has(table) && now.rows[table] !== count)
      .map(([table, count]) => `${table}: ${count} rows, now ${now.rows[table] ?? 'none'}`),
    ...Object.entries(then.columns)
      .filter(([column, hash]) => !grown.has(column.split('.')[0] ?? '') && now.columns[column] !== hash && then.changed?.[column] === undefined)
      .map(([column]) => `${column} is not what it was`),
  ];
}

/** Releases that CHANGELOG.md names and that have no frozen file. */
export function releasesWithoutFile(changelog: string, files: readonly string[]): string[] {
  const releases = [...changelog.matchAll(/^## \[?v?(\d+\.\d+\.\d+)/gm)].map((match) => match[1] ?? '');
  return releases.filter((version) => !files.includes(`${version}.pdesk`) || !files.includes(`${version}.json`));
}
