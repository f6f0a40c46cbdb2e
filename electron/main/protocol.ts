import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { CustomScheme } from 'electron';
import { APP_HOST, APP_SCHEME } from './origin.ts';

/** supportFetchAPI only together with corsEnabled: without it other origins could read the answers (CVE-2026-70604). */
export const SCHEME: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    corsEnabled: true,
    codeCache: true,
    bypassCSP: false,
    allowServiceWorkers: false,
    stream: false,
    allowExtensions: false,
  },
};

/** Styles are the one exception: the component library sets its theme by style elements. Scripts come from the bundle only. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  'Cache-Control': 'no-cache',
};

const MAX_FILES = 5_000;

/**
 * The bundle as a closed list: URL path → file. A request is answered from this list or not at all, so no trick with dots,
 * separators, encodings or links can name another file. Links are left out when the list is made.
 */
export function listBundle(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const visit = (path: string, prefix: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(join(path, entry.name), `${prefix}${entry.name}/`);
      else if (entry.isFile() && MEDIA_TYPES[extname(entry.name)] !== undefined) files.set(`${prefix}${entry.name}`, join(path, entry.name));
      if (files.size > MAX_FILES) throw new Error(`the bundle has more than ${MAX_FILES} files`);
    }
  };
  visit(folder, '/');
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

/** The path asked for, decoded once, or null when the address is not one of ours. */
function requestedPath(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, username, password, pathname } = new URL(url);
  if (protocol !== `${APP_SCHEME}:` || host !== APP_HOST || username !== '' || password !== '') return null;
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

const refuse = (status: number): Response => new Response(null, { status, headers: RESPONSE_HEADERS });

/** Answers app:// requests from the list of `listBundle`. */
export function bundleHandler(files: ReadonlyMap<string, string>): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const path = requestedPath(request.url);
    const file = path === null ? undefined : files.get(path);
    if (file === undefined) return refuse(404);
    const headers = { ...RESPONSE_HEADERS, 'Content-Type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream' };
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(await readFile(file)), { headers });
  };
}
