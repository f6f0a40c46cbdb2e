import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { writeFileAtomic } from '../ports/files.ts';

export interface Recent {
  readonly path: string;
  readonly openedAt: string;
  readonly isSample: boolean;
}

interface Kept {
  readonly recent: readonly Recent[];
  readonly automaticBackups: boolean;
}

const MOST = 10;

/** What a host remembers of its files in a small file of its own, outside all of them: a broken one never keeps the application from starting. */
export class Recents {
  readonly #path: string;
  #kept: Kept;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    this.#kept = readKept(path);
  }

  /** Newest first. */
  get list(): readonly Recent[] {
    return this.#kept.recent;
  }

  get automaticBackups(): boolean {
    return this.#kept.automaticBackups;
  }

  /** The entry of a path, exactly as it is listed: nothing else may be opened from a page. */
  find(path: string): Recent | null {
    return this.list.find((entry) => entry.path === path) ?? null;
  }

  opened(entry: Recent): void {
    this.#save({ ...this.#kept, recent: [entry, ...this.list.filter((other) => other.path !== entry.path)].slice(0, MOST) });
  }

  forget(path: string): void {
    this.#save({ ...this.#kept, recent: this.list.filter((entry) => entry.path !== path) });
  }

  setAutomaticBackups(automaticBackups: boolean): void {
    this.#save({ ...this.#kept, automaticBackups });
  }

  /** One write after the other, and nobody waits for it; what cannot be written lasts until the host ends. */
  #save(kept: Kept): void {
    this.#kept = kept;
    const write = async (): Promise<void> => {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await writeFileAtomic(this.#path, Buffer.from(`${JSON.stringify(kept, null, 2)}\n`));
    };
    this.#saving = this.#saving.then(write).catch(() => undefined);
  }

  /** Ends when everything is written that can be. */
  async settled(): Promise<void> {
    await this.#saving;
  }
}

export function isMissing(recent: Recent): boolean {
  return !existsSync(recent.path);
}

function readKept(path: string): Kept {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as { recent?: unknown; automaticBackups?: unknown } | null;
    const recent = Array.isArray(found?.recent) ? found.recent.flatMap(entryOf) : [];
    return { recent: recent.slice(0, MOST), automaticBackups: found?.automaticBackups !== false };
  } catch {
    return { recent: [], automaticBackups: true };
  }
}

function entryOf(raw: unknown): Recent[] {
  if (typeof raw !== 'object' || raw === null || !('path' in raw) || typeof raw.path !== 'string' || !isAbsolute(raw.path)) return [];
  const openedAt = 'openedAt' in raw && typeof raw.openedAt === 'string' ? raw.openedAt : '';
  return [{ path: raw.path, openedAt, isSample: 'isSample' in raw && raw.isSample === true }];
}
