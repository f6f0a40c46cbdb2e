import { useSyncExternalStore } from 'react';
import type { ProofRequest } from '../api/proofs.ts';

/** The proofs that lie open on each other: the last one is shown, the others are the way back. */
let stack: readonly ProofRequest[] = [];
const listeners = new Set<() => void>();

function set(next: readonly ProofRequest[]): void {
  stack = next;
  for (const listener of listeners) listener();
}

export function openProof(request: ProofRequest): void {
  set([request]);
}

export function openDeeper(request: ProofRequest): void {
  const known = stack.findIndex((open) => open.key === request.key);
  set(known >= 0 ? stack.slice(0, known + 1) : [...stack, request]);
}

export function backTo(index: number): void {
  set(stack.slice(0, index + 1));
}

export function closeProof(): void {
  set([]);
}

export function useProofStack(): readonly ProofRequest[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => stack,
  );
}
