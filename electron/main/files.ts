import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a small JSON file holds, or null when it is missing, broken or too large: settings never stop the application from starting. */
export function readJson(path: string, maxBytes = 100_000): unknown {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > maxBytes ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** A small file of our own, whole or not at all, readable by its owner only. */
export function writeOwn(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.partial`;
  const handle = openSync(partial, 'w', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, path);
}
