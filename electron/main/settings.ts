import { readJson } from './files.ts';

export interface Settings {
  /** Looking for updates is off until an administrator turns it on. */
  readonly updates: boolean;
}

export function readSettings(path: string): Settings {
  const raw = readJson(path);
  return { updates: typeof raw === 'object' && raw !== null && 'updates' in raw && raw.updates === true };
}
