import { useSyncExternalStore } from 'react';
import type { ProgressEvent } from '../../src/contract/host.ts';
import { asApiError } from './client.ts';
import { bridge } from './transport.ts';

/** A command that takes longer than a glance; it runs on whatever screen is open. */
export interface Job {
  readonly id: string;
  readonly procedure: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Pick<ProgressEvent, 'phase' | 'done' | 'total'> | null;
  /** Why it failed, for a person. */
  readonly message: string | null;
}

/** Sooner than this nobody needs to be told that something runs. */
export const SHOWN_AFTER_MS = 400;
const KEPT = 20;

let jobs: readonly Job[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Job[]): void {
  jobs = next;
  for (const listener of listeners) listener();
}

function change(id: string, change: Partial<Job>): void {
  if (jobs.some((job) => job.id === id)) set(jobs.map((job) => (job.id === id ? { ...job, ...change } : job)));
}

/** Runs a call as a job: in the tray once it takes longer than {@link SHOWN_AFTER_MS}, and there with its outcome afterwards. */
export async function asJob<T>(id: string, procedure: string, work: () => Promise<T>): Promise<T> {
  let latest: Job['progress'] = null;
  const show = (): void =>
    set([{ id, procedure, state: 'running' as const, progress: latest, message: null }, ...jobs.filter((job) => job.id !== id)].slice(0, KEPT));
  const timer = setTimeout(show, SHOWN_AFTER_MS);
  const stopListening = bridge().onProgress(({ requestId, phase, done, total }) => {
    if (requestId !== id) return;
    latest = { phase, done, total };
    change(id, { progress: latest });
  });
  try {
    const value = await work();
    change(id, { state: 'done' });
    return value;
  } catch (caught) {
    const { code, message } = asApiError(caught, procedure);
    change(id, { state: code === 'CANCELLED' ? 'cancelled' : 'failed', message });
    throw caught;
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}

export function cancelJob(id: string): void {
  bridge().cancel(id);
}

/** Takes the finished ones off the list. */
export function clearJobs(): void {
  set(jobs.filter((job) => job.state === 'running'));
}

export function useJobs(): readonly Job[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => jobs,
  );
}
