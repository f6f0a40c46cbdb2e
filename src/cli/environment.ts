import type { App, CallContext } from '../app/create-app.ts';
import { holderOf, holderText } from '../app/lease.ts';
import { defaultDatabasePath } from '../app/paths.ts';
import type { Input, Name, Output } from '../contract/index.ts';
import { type Clock, clockOn, systemClock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import type { GlobalFlags } from './args.ts';
import { createPrinter, type Io, type Printer } from './output.ts';
import { createProgress, type Progress } from './progress.ts';

/** What every command works with. */
export interface Environment {
  readonly io: Io;
  readonly flags: GlobalFlags;
  readonly dbPath: string;
  readonly clock: Clock;
  readonly print: Printer;
  readonly progress: Progress;
}

export function createEnvironment(io: Io, flags: GlobalFlags): Environment {
  return {
    io,
    flags,
    dbPath: flags.db ?? defaultDatabasePath(),
    clock: flags.today === null ? systemClock() : clockOn(flags.today),
    print: createPrinter(io, flags.json),
    progress: createProgress(io.err, flags.json),
  };
}

/** Calls a procedure; a refusal is thrown. */
export type Call = <N extends Name>(name: N, input: Input<N>) => Promise<Output<N>>;

export function contextOf(env: Environment, signal?: AbortSignal): CallContext {
  return {
    host: 'cli',
    ...(env.flags.as === null ? {} : { actor: env.flags.as }),
    ...(signal ? { signal } : {}),
    onProgress: env.progress.onProgress,
    allowPaths: true,
  };
}

/** The value of a call by a name that may not be in the contract; the dispatcher says so. */
export async function callAny(app: App, name: string, input: unknown, context: CallContext): Promise<unknown> {
  const reply = await app.dispatch(name, input, context);
  if (reply.ok) return reply.value;
  throw new AppError(reply.error.code, reply.error.message, reply.error.details);
}

/** Opens the database in this thread, as fast as it goes; an interrupt ends the process, which leaves a transaction undone. */
export async function withApp<T>(env: Environment, work: (call: Call, app: App) => Promise<T>): Promise<T> {
  const { createApp } = await import('../app/create-app.ts');
  const app = await createApp({ dbPath: env.dbPath, clock: env.clock });
  return runWith(env, app, work);
}

/**
 * Opens the database in a thread of its own: a transaction never pauses, so only another thread can hear Ctrl+C and ask it to stop.
 * The first interrupt rolls back and says so; the second ends the process at once, which undoes an open transaction as well.
 */
export async function withStoppableApp<T>(env: Environment, work: (call: Call, signal: AbortSignal) => Promise<T>): Promise<T> {
  const { createPool } = await import('../app/pool.ts');
  const app = await createPool({ dbPath: env.dbPath, readers: 0, ...(env.flags.today === null ? {} : { today: env.flags.today }) });
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
    env.progress.clear();
    env.print.aside('Stopping …');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await runWith(env, app, (call) => work(call, abort.signal), abort.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function runWith<T>(env: Environment, app: App, work: (call: Call, app: App) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const holder = holderOf(env.dbPath, env.clock);
  // one transaction at a time is safe beside it; a person may want to know whose screens change
  if (holder !== null) env.print.aside(`${holderText(holder)}: what this does shows there at once.`);
  try {
    const call: Call = async <N extends Name>(name: N, input: Input<N>) => (await callAny(app, name, input, contextOf(env, signal))) as Output<N>;
    return await work(call, app);
  } finally {
    env.progress.clear();
    await app.close();
  }
}
