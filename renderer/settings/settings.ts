import { useSyncExternalStore } from 'react';
import type { Grouping } from '../../src/shared/paisa.ts';

export interface Settings {
  readonly grouping: Grouping;
  readonly density: 'normal' | 'compact';
  /** Amounts and account numbers are masked, for sharing a screen. */
  readonly hideAmounts: boolean;
  /** Single letters act on the list in focus (WCAG 2.1.4 asks that this can be switched off). */
  readonly letterKeys: boolean;
  readonly railCollapsed: boolean;
}

const KEY = 'partnerdesk.settings';
const DEFAULTS: Settings = { grouping: 'thousands', density: 'normal', hideAmounts: false, letterKeys: true, railCollapsed: false };

function read(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return DEFAULTS;
    const of = stored as Partial<Record<keyof Settings, unknown>>;
    return {
      grouping: of.grouping === 'lakh' ? 'lakh' : 'thousands',
      density: of.density === 'compact' ? 'compact' : 'normal',
      hideAmounts: of.hideAmounts === true,
      letterKeys: of.letterKeys !== false,
      railCollapsed: of.railCollapsed === true,
    };
  } catch {
    return DEFAULTS;
  }
}

let settings: Settings = read();
const listeners = new Set<() => void>();

export function getSettings(): Settings {
  return settings;
}

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A private window keeps nothing; the choice then lasts until it closes.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, getSettings);
}
