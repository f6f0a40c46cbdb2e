import { useState, useSyncExternalStore } from 'react';
import { type StaleDetails, staleDetails } from '../../src/contract/conflict.ts';
import type { ApiError } from './client.ts';

export type Conflict = StaleDetails & { readonly change: NonNullable<StaleDetails['change']> };

interface State {
  /** What someone else changed under the act that was just refused. */
  readonly conflict: Conflict | null;
  /** How often a person asked for the new state. */
  readonly looks: number;
}

let state: State = { conflict: null, looks: 0 };
const listeners = new Set<() => void>();

function set(next: State): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows who changed the record meanwhile. False when the refusal does not say. */
export function tellConflict(error: ApiError): boolean {
  const details = error.code === 'CONFLICT' ? staleDetails.safeParse(error.details) : null;
  if (details?.success !== true || details.data.change === null) return false;
  set({ ...state, conflict: { ...details.data, change: details.data.change } });
  return true;
}

/** Leaves the message; `hasLooked` once the new state is on the screens: forms then stand on it. */
export function closeConflict(hasLooked: boolean): void {
  set({ conflict: null, looks: state.looks + (hasLooked ? 1 : 0) });
}

export const useConflict = (): Conflict | null => useSyncExternalStore(subscribe, () => state.conflict);
export const useLooks = (): number => useSyncExternalStore(subscribe, () => state.looks);

/**
 * A record as it was when its form or question was opened: a change that comes in behind it is not taken for what the person saw.
 * It moves on when the person asks for the new state.
 */
export function useSeen<T>(current: T, isOpen = true): T {
  const looks = useLooks();
  const moment = isOpen ? looks : null;
  const [kept, setKept] = useState({ moment, seen: current });
  if (kept.moment !== moment) setKept({ moment, seen: current });
  return moment !== null && kept.moment === moment ? kept.seen : current;
}
