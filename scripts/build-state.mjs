import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** When the newest file under a path was changed; 0 where there is nothing. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

/** Is every built file there and newer than everything it is made from? Paths are relative to the checkout. */
export function isFresh(built, sources) {
  const times = built.map((path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const oldest = Math.min(...times);
  return oldest > 0 && sources.every((path) => newest(join(ROOT, path)) < oldest);
}
