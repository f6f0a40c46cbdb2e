import type { MessagePort } from 'node:worker_threads';
import { AppError, type ErrorBody } from '../shared/errors.ts';
import type { App } from './create-app.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** What a worker needs of its surroundings; a test brings an application of its own. */
export interface WorkerDeps {
  readonly open: () => Promise<App>;
  /** Starts looking for commits; returns how to stop. */
  readonly watch?: (report: (seqs: readonly number[], more: boolean) => void) => () => void;
  readonly log: (line: string) => void;
}

interface Running {
  readonly abort: AbortController;
}

/**
 * A signal whose `aborted` is read from shared memory: a command runs without a pause, so a message asking it to stop
 * would be read only when it is over.
 */
function sharedSignal(abort: AbortController, cancelled: Int32Array<SharedArrayBuffer>): AbortSignal {
  const { signal } = abort;
  Object.defineProperty(signal, 'aborted', { get: () => Atomics.load(cancelled, 0) !== 0 });
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      if (Atomics.load(cancelled, 0) !== 0) throw new AppError('CANCELLED', 'Stopped as you asked; nothing was changed.');
    },
  });
  return signal;
}

export function errorBody(error: unknown, log: (line: string) => void): ErrorBody {
  if (error instanceof AppError) return error.toBody();
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { code: 'INTERNAL', message: 'Something went wrong inside the application; the log has the details.' };
}

/** Runs an application behind a message port until it is told to close. */
export async function hostWorker(port: MessagePort, deps: WorkerDeps): Promise<void> {
  const send = (message: FromWorker): void => port.postMessage(message);
  let app: App;
  try {
    app = await deps.open();
  } catch (error) {
    send({ type: 'failed', error: errorBody(error, deps.log) });
    port.close();
    return;
  }
  app.onChange((event) => send({ type: 'change', event }));
  const stopWatching = deps.watch?.((seqs, more) => send({ type: 'committed', seqs, more }));
  const running = new Map<number, Running>();
  const call = async (message: Extract<ToWorker, { type: 'call' }>): Promise<void> => {
    const { id, name, input, context, cancelled, wantsProgress } = message;
    const abort = new AbortController();
    running.set(id, { abort });
    try {
      const reply = await app.dispatch(name, input, {
        ...context,
        signal: sharedSignal(abort, cancelled),
        ...(wantsProgress ? { onProgress: (progress) => send({ type: 'progress', id, progress }) } : {}),
      });
      send({ type: 'reply', id, reply });
    } catch (error) {
      send({ type: 'reply', id, reply: { ok: false, error: errorBody(error, deps.log) } });
    } finally {
      running.delete(id);
    }
  };
  const close = async (): Promise<void> => {
    stopWatching?.();
    await app.close();
    send({ type: 'closed' });
    port.close();
  };
  port.on('message', (message: ToWorker) => {
    if (message.type === 'call') void call(message);
    else if (message.type === 'cancel') running.get(message.id)?.abort.abort();
    else void close();
  });
  send({ type: 'ready' });
}
