import { statSync } from 'node:fs';
import { extname, isAbsolute, resolve } from 'node:path';

export const COMPANY_EXTENSION = 'pdesk';
const LINK = /^partnerdesk:\/\/go\/([a-z]{1,24})(?:\/([A-Za-z0-9._-]{1,64}))?\/?(?:\?([\w.~%+=&-]{1,1000}))?$/;
/** What a screen shows is in its address; nothing else may be asked of it. */
const SHOWN =
  /^(?:month|quarter|span|asOf|text|tab|by|direction|peek|tier|status|kind|type|partner|deal|state|queue|who|inGrace|withoutAccountManager|open|all)=[\w.~%+-]*$/;

export interface StartRequest {
  /** A company file to open. */
  readonly file: string | null;
  /** A screen to show. A link shows, it never acts. */
  readonly command: string | null;
}

/** `partnerdesk://go/partners/ACME?tab=tier` → `route:/partners/ACME?tab=tier`; every other link is nothing. */
export function linkCommand(url: string): string | null {
  const match = LINK.exec(url);
  if (match === null) return null;
  const [, area, record, search] = match;
  if (search !== undefined && !search.split('&').every((part) => SHOWN.test(part))) return null;
  const screen = area === 'today' ? '' : area;
  return `route:/${screen}${record === undefined ? '' : `/${record}`}${search === undefined ? '' : `?${search}`}`;
}

function companyFile(text: string, folder: string): string | null {
  const path = isAbsolute(text) ? text : resolve(folder, text);
  if (path.includes('\0') || extname(path).toLowerCase() !== `.${COMPANY_EXTENSION}`) return null;
  try {
    return statSync(path).isFile() ? path : null;
  } catch {
    return null;
  }
}

/**
 * What a start (ours, or a second one handing over its words) asks for. Anyone on this machine can make such a start, so only
 * an existing company file and a link of the known form count; switches and everything else are ignored.
 */
export function parseStart(argv: readonly string[], workingDirectory: string): StartRequest {
  let file: string | null = null;
  let command: string | null = null;
  for (const word of argv.slice(0, 50)) {
    if (word.length > 4096 || word.startsWith('-')) continue;
    command ??= linkCommand(word);
    if (!word.includes('://')) file ??= companyFile(word, workingDirectory);
  }
  return { file, command };
}
