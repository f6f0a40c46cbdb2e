import type Database from 'better-sqlite3';
import { assert } from '../shared/assert.ts';
import { toAppError } from './sqlite-error.ts';
import { Turns } from './turn.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlParams = Readonly<Record<string, SqlValue>> | readonly SqlValue[];

/** What a query may do. Row types are the caller's claim; repositories parse what they hand on. */
export interface ReadDb {
  readonly all: <T>(sql: string, params?: SqlParams) => T[];
  readonly get: <T>(sql: string, params?: SqlParams) => T | undefined;
  readonly iterate: <T>(sql: string, params?: SqlParams) => IterableIterator<T>;
  /**
   * Has the temporary table `temp.<name>` ready, seen by this connection alone: made by `create` once, filled anew by `fill` (one INSERT … SELECT)
   * when the file or `params` changed since. For orders that depend on the day, which no index of the file can hold.
   */
  readonly derive: (name: string, create: string, fill: string, params: Readonly<Record<string, SqlValue>>) => void;
}

/** What a command may do, inside its one transaction. A reader cannot be passed where this is asked for. */
export interface WriteDb extends ReadDb {
  readonly run: (sql: string, params?: SqlParams) => { readonly changes: number; readonly lastId: number };
  /** A prepared statement for loops of many rows; each run returns how many rows it changed. */
  readonly prepare: (sql: string) => (params: SqlParams) => number;
}

/** Promises are refused by type: code after an await would run outside the transaction and commit on its own. */
type Sync<T> = T extends PromiseLike<unknown> ? never : T;

export interface Connection extends ReadDb {
  readonly raw: Database.Database;
  /** Runs `work` as one immediate transaction; a throw rolls everything back. */
  readonly write: <T>(work: (db: WriteDb) => Sync<T>) => Sync<T>;
  /** Runs `work` on one consistent view of the file. */
  readonly snapshot: <T>(work: (db: ReadDb) => Sync<T>) => Sync<T>;
  readonly close: () => void;
}

const bindings = (params: SqlParams | undefined): unknown[] => (params === undefined ? [] : Array.isArray(params) ? [...params] : [params]);

/** Wraps an opened database: prepared statements are kept, transactions are the only way to write. */
export function connect(raw: Database.Database): Connection {
  const statements = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => {
    let found = statements.get(sql);
    if (!found) {
      found = raw.prepare(sql);
      statements.set(sql, found);
    }
    return found;
  };
  const derived = new Map<string, string>();
  const derive: ReadDb['derive'] = (name, create, fill, params) => {
    const stamp = (): string =>
      `${raw.pragma('data_version', { simple: true })} ${raw.prepare('SELECT total_changes()').pluck().get()} ${JSON.stringify(params)}`;
    if (derived.get(name) === stamp()) return;
    raw.exec(`${create}; DELETE FROM temp.${name}`);
    statement(fill).run(params);
    derived.set(name, stamp());
  };
  const db: WriteDb = {
    all: <T>(sql: string, params?: SqlParams) => statement(sql).all(...bindings(params)) as T[],
    get: <T>(sql: string, params?: SqlParams) => statement(sql).get(...bindings(params)) as T | undefined,
    iterate: <T>(sql: string, params?: SqlParams) => raw.prepare(sql).iterate(...bindings(params)) as IterableIterator<T>,
    run: (sql, params) => {
      const result = statement(sql).run(...bindings(params));
      return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
    },
    prepare: (sql) => {
      const prepared = statement(sql);
      return (params) => (Array.isArray(params) ? prepared.run(...params) : prepared.run(params)).changes;
    },
    derive,
  };
  const turns = new Turns(raw);
  const inTransaction = <T>(begin: string, work: () => T, wait?: Turns): T => {
    assert(!raw.inTransaction, 'transactions do not nest');
    try {
      if (wait) wait.take(() => raw.exec(begin));
      else raw.exec(begin);
      const result = work();
      raw.exec('COMMIT');
      return result;
    } catch (error) {
      if (raw.inTransaction) raw.exec('ROLLBACK');
      derived.clear();
      throw toAppError(error);
    }
  };
  return Object.assign(Object.create(Object.getPrototypeOf(db)), {
    all: db.all,
    get: db.get,
    iterate: db.iterate,
    derive,
    raw,
    write: <T>(work: (write: WriteDb) => Sync<T>) => inTransaction('BEGIN IMMEDIATE', () => work(db), turns),
    snapshot: <T>(work: (read: ReadDb) => Sync<T>) => inTransaction('BEGIN', () => work(db)),
    close: () => {
      statements.clear();
      raw.close();
    },
  }) as Connection;
}
