const MOST_DEPTH = 64;

/** Text of a body that is no JSON we take; the message says why. */
export class BadJson extends Error {
  override name = 'BadJson';
}

/**
 * Reads a JSON body and refuses whatever two readers could understand differently or that could harm one:
 * a byte order mark, broken UTF-8, lone surrogates, deep nesting, a key twice, `__proto__`, numbers beyond range.
 * @throws BadJson
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  scan(text); // before JSON.parse, which keeps the last of two equal keys and nests as deep as the stack
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadJson('The body is not JSON.');
  }
  checkValues(value);
  return value;
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadJson('The body is not UTF-8.');
  }
  if (text.startsWith('\ufeff')) throw new BadJson('The body begins with a byte order mark.');
  return text;
}

/** The end of the string literal that begins at `start`, past its quote. Jumps, as a file of megabytes is one literal. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  throw new BadJson('The body is not JSON.');
}

/** One pass over the text: nesting, and the keys of each object. */
function scan(text: string): void {
  /** Keys of the objects around, innermost last; null for an array. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) addKey(keys, text.slice(at, end));
      at = end;
      continue;
    }
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      if (open.length > MOST_DEPTH) throw new BadJson(`The body is nested deeper than ${MOST_DEPTH} levels.`);
    } else if (char === '}' || char === ']') {
      open.pop();
    }
    at += 1;
  }
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return text[at] === ':';
}

function addKey(keys: Set<string>, literal: string): void {
  let key: unknown;
  try {
    key = JSON.parse(literal);
  } catch {
    throw new BadJson('The body is not JSON.');
  }
  if (typeof key !== 'string') return;
  if (key === '__proto__') throw new BadJson('The body has a key "__proto__".');
  if (keys.has(key)) throw new BadJson(`The body has the key ${JSON.stringify(key.slice(0, 40))} twice.`);
  keys.add(key);
}

/** No recursion: depth is bounded, but the order of checks must not decide over the stack. */
function checkValues(root: unknown): void {
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'number' && !Number.isFinite(value)) throw new BadJson('The body has a number that is out of range.');
    if (typeof value === 'string' && !value.isWellFormed()) throw new BadJson('The body has text that is not well formed.');
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && Object.keys(value).some((key) => !key.isWellFormed())) throw new BadJson('The body has a key that is not well formed.');
    rest.push(...(Object.values(value) as unknown[]));
  }
}
