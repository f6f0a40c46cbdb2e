// drizzle-kit cannot say STRICT, and SQLite takes 12.34 into an integer column without it. Adds the word to every table of
// drizzle/*.sql; a file that has it is left alone, because shipped migrations must not change by a byte.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const QUOTES = { "'": "'", '"': '"', '`': '`', '[': ']' };

/** Position after the comment or quoted text that begins at `at`, or `at` when none does. */
function skip(sql, at) {
  const close = sql.startsWith('--', at) ? '\n' : QUOTES[sql[at]];
  if (close === undefined) return at;
  const end = sql.indexOf(close, at + 1);
  return end === -1 ? sql.length : end + 1;
}

/** Position after the bracket that closes the first one from `at` on. */
function afterBrackets(sql, at) {
  let depth = 0;
  for (let i = at; i < sql.length; ) {
    const next = skip(sql, i);
    if (next > i) {
      i = next;
      continue;
    }
    if (sql[i] === '(') depth += 1;
    if (sql[i] === ')' && --depth === 0) return i + 1;
    i += 1;
  }
  return -1;
}

/** @param {string} sql @returns {string} the same with every CREATE TABLE strict */
export function makeStrict(sql) {
  let result = '';
  let rest = 0;
  for (let i = 0; i < sql.length; ) {
    const next = skip(sql, i);
    if (next > i) {
      i = next;
      continue;
    }
    const match = /^CREATE\s+TABLE\b/i.exec(sql.slice(i, i + 40));
    if (match === null || /\w/.test(sql[i - 1] ?? ' ')) {
      i += 1;
      continue;
    }
    const end = afterBrackets(sql, i);
    if (end === -1) break;
    const options = /^[^;]*?(?=;|-->|$)/.exec(sql.slice(end))?.[0] ?? '';
    if (!/\bSTRICT\b/i.test(options)) {
      result += `${sql.slice(rest, end)} STRICT${options.trim() === '' ? '' : ','}`;
      rest = end;
    }
    i = end;
  }
  return result + sql.slice(rest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(import.meta.dirname, '..', 'drizzle');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
    const path = join(folder, name);
    const sql = readFileSync(path, 'utf8');
    const strict = makeStrict(sql);
    if (strict !== sql) writeFileSync(path, strict);
  }
}
