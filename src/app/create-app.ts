import { randomUUID } from 'node:crypto';
import type { CallOptions, ChangeEvent, Reply } from '../contract/host.ts';
import { migrate } from '../db/migrate.ts';
import { loadMigrations, openDatabase } from '../db/open.ts';
import type { Connection } from '../db/tx.ts';
import type { Clock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import { Dispatcher } from './dispatch.ts';
import { localReader, type StartReader } from './workbook-reader.ts';

export interface AppConfig {
  readonly dbPath: string;
  readonly clock: Clock;
  /** A reader answers queries only and holds a connection that cannot write. */
  readonly readonly?: boolean;
  /** How a foreign workbook is read; by default by a Node of its own. */
  readonly startReader?: StartReader;
  /** Where the stack of an unknown fault goes; standard error unless told. */
  readonly log?: (line: string) => void;
}

export interface CallContext extends CallOptions {
  readonly host: 'cli' | 'http' | 'electron' | 'test';
  readonly actor?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly phase: string; readonly done: number; readonly total: number }) => void;
  /** The caller may name file paths in `imports.run`: the command line and the desktop shell, never a page. */
  readonly allowPaths?: boolean;
}

export interface App {
  readonly dispatch: (name: string, input: unknown, context: CallContext) => Promise<Reply>;
  readonly onChange: (listener: (event: ChangeEvent) => void) => () => void;
  readonly close: () => Promise<void>;
}

/** What is wrong, in the one shape of errors; an unknown fault keeps its stack in the log and shows a reference only. */
export function toReply(error: unknown, log: (line: string) => void): Reply {
  if (error instanceof AppError) return { ok: false, error: error.toBody() };
  const reference = randomUUID().slice(0, 8);
  log(`[${reference}] ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return {
    ok: false,
    error: {
      code: 'INTERNAL',
      message: `Something went wrong inside the application (reference ${reference}). Nothing was changed by this call.`,
      details: { reference },
    },
  };
}

/** Who only reads cannot bring a file up to date, and must not guess at another schema. */
function refuseOtherSchema(connection: Connection, path: string): void {
  const [found, known] = [connection.raw.pragma('user_version', { simple: true }) as number, loadMigrations().length];
  if (found > known)
    throw new AppError(
      'DATABASE_NEWER',
      `${path} was written by a newer Partnerdesk (schema ${found}; this application knows ${known}). Update the application.`,
    );
  if (found < known)
    throw new AppError(
      'DATABASE_READ_ONLY',
      `${path} still has schema ${found} and is held by an older Partnerdesk. Close it there; then this one brings it to schema ${known}.`,
    );
}

/**
 * Opens an existing database, brings it to the newest schema and answers calls over the contract.
 * @throws AppError when the file is missing, foreign, damaged or newer than the application
 */
export async function createApp(config: AppConfig): Promise<App> {
  const open = (): Connection => openDatabase(config.dbPath, { readonly: config.readonly ?? false });
  const connection = open();
  try {
    if (config.readonly) refuseOtherSchema(connection, config.dbPath);
    else await migrate(connection, config.dbPath);
  } catch (error) {
    connection.close();
    throw error;
  }
  const log =
    config.log ??
    ((line: string): void => {
      process.stderr.write(`${line}\n`);
    });
  const listeners = new Set<(event: ChangeEvent) => void>();
  const dispatcher = new Dispatcher({
    connection,
    reopen: open,
    clock: config.clock,
    dbPath: config.dbPath,
    readonly: config.readonly ?? false,
    startReader: config.startReader ?? localReader(),
    publish: (event) => {
      for (const listener of listeners) listener(event);
    },
    log,
  });
  return {
    dispatch: async (name, input, context) => {
      try {
        return { ok: true, value: await dispatcher.call(name, input, context) };
      } catch (error) {
        return toReply(error, log);
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => dispatcher.close(),
  };
}
