import { useSyncExternalStore } from 'react';

/** A place that was opened: a record by its page, a palette choice by its address. */
export interface Recent {
  readonly to: string;
  readonly title: string;
  readonly detail: string;
}

const KEY = 'partnerdesk.recents';
const KEPT = 8;

function isRecent(value: unknown): value is Recent {
  const of = value as Partial<Recent> | null;
  return (
    typeof of === 'object' && of !== null && typeof of.to === 'string' && of.to.startsWith('/') && typeof of.title === 'string' && typeof of.detail === 'string'
  );
}

function read(): readonly Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

let recents = read();
const listeners = new Set<() => void>();

/** Newest first, each place once. */
export function remember(recent: Recent): void {
  recents = [recent, ...recents.filter((old) => old.to !== recent.to)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(recents));
  } catch {
    // A private window keeps nothing; the list then lasts until it closes.
  }
  for (const listener of listeners) listener();
}

/** A record was opened, from wherever: it comes first, under the name it was found by, if it was. */
export function visited(path: string): void {
  const match = /^\/(partners|deals)\/([^/]+)$/.exec(path);
  if (match === null) return;
  const known = recents.find((recent) => recent.to === path);
  remember(known ?? { to: path, title: decodeURIComponent(match[2] ?? ''), detail: match[1] === 'partners' ? 'Partner' : 'Deal' });
}

export function useRecents(): readonly Recent[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => recents,
  );
}
