import { isAbsolute } from 'node:path';
import { readJson, writeOwn } from './files.ts';

export interface Settings {
  /** Company files, newest first. */
  readonly recent: readonly string[];
  /** Looking for updates is off until a person turns it on. */
  readonly updates: boolean;
}

const MAX_RECENT = 10;

export function readSettings(path: string): Settings {
  const raw = readJson(path);
  const source: Readonly<Record<string, unknown>> = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { ...raw } : {};
  const recent = Array.isArray(source['recent']) ? source['recent'].filter((entry): entry is string => typeof entry === 'string' && isAbsolute(entry)) : [];
  return { recent: recent.slice(0, MAX_RECENT), updates: source['updates'] === true };
}

/** Puts a file in front of the list. */
export function withRecent(settings: Settings, path: string): Settings {
  return { ...settings, recent: [path, ...settings.recent.filter((entry) => entry !== path)].slice(0, MAX_RECENT) };
}

export function writeSettings(path: string, settings: Settings): void {
  writeOwn(path, `${JSON.stringify(settings, null, 2)}\n`);
}
