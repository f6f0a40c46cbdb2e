import { randomUUID } from 'node:crypto';
import type { CallOptions, ChangeEvent, Reply } from '../contract/host.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import type { Connection } from '../db/tx.ts';
import type { Clock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import { Dispatcher } from './dispatch.ts';

export interface AppConfig {
  readonly dbPath: string;
  readonly clock: Clock;
  /** A reader answers queries only and holds a connection that cannot write. */
  readonly readonly?: boolean;
  readonly xlsxChildPath?: string;
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

/**
 * Opens an existing database, brings it to the newest schema and answers calls over the contract.
 * @throws AppError when the file is missing, foreign, damaged or newer than the application
 */
export async function createApp(config: AppConfig): Promise<App> {
  const open = (): Connection => openDatabase(config.dbPath, { readonly: config.readonly ?? false });
  const connection = open();
  if (!config.readonly) {
    try {
      await migrate(connection, config.dbPath);
    } catch (error) {
      connection.close();
      throw error;
    }
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
    ...(config.xlsxChildPath === undefined ? {} : { xlsxChildPath: config.xlsxChildPath }),
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
