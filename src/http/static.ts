import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { type Answer, refusal, TEXT_TYPE } from './headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
/** The build names these by their content: `assets/index-B3xk29Qa.js`. */
const HASHED = /^\/assets\/[\w.-]+-[\w-]{8}\.\w+$/;

const missing = refusal(404, 'NOT_FOUND', 'There is nothing at this address.');
const notBuilt: Answer = {
  status: 503,
  headers: TEXT_TYPE,
  body: 'The screens are not built here. Run "npm run build" in the folder of the application, then load this page again.\n',
};

/** A file of the built screens; nothing outside their folder, whatever the path or a link in it says. */
export async function staticFile(folder: string, path: string): Promise<Answer> {
  const wanted = path === '/' ? '/index.html' : decodePath(path);
  const type = wanted === null ? undefined : TYPES[extname(wanted)];
  if (wanted === null || type === undefined) return missing;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, wanted));
    if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return missing;
    const caching = HASHED.test(wanted) ? { 'Cache-Control': 'private, max-age=31536000, immutable' } : {};
    return { status: 200, headers: { 'Content-Type': type, ...caching }, body: await readFile(file) };
  } catch {
    return path === '/' ? notBuilt : missing;
  }
}

/** Null for whatever is not a plain path: no dot segments, no hidden files, no backslashes, nothing encoded twice. */
function decodePath(path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  return /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/.test(decoded) ? decoded : null;
}
