// Preloaded into a program under test: before a connection is closed, its settings are read back and noted. Threads inherit it.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';

const close = Database.prototype.close;
const NAMES = [
  'journal_mode',
  'synchronous',
  'foreign_keys',
  'recursive_triggers',
  'trusted_schema',
  'cell_size_check',
  'busy_timeout',
  'checkpoint_fullfsync',
];

Database.prototype.close = function spied() {
  if (this.open) {
    const stack = new Error('who closes').stack ?? '';
    const pragmas = { probe: /\blookBefore\b/.test(stack), impatient: /\bholdAlone\b/.test(stack) };
    for (const name of NAMES) pragmas[name] = this.pragma(name, { simple: true });
    const version = this.prepare('SELECT sqlite_version()').pluck().get();
    const { name: file, readonly } = this;
    appendFileSync(process.env.CONNECTIONS_SEEN, `${JSON.stringify({ file, readonly, isMainThread, version, pragmas })}\n`);
  }
  return close.call(this);
};
