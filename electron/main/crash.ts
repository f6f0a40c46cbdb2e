import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 1_000_000;
const KEPT = 3;

/** What must never reach a log, most specific first. Long digit runs cover accounts, cards, NTN and paisa amounts. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,3})?)\b/gi, '[iban]'],
  [/\b\d{5}-?\d{7}-?\d\b/g, '[cnic]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[mail]'],
  [/\b(?:PKR|Rs\.?)\s*-?[\d,]+(?:\.\d+)?/gi, '[amount]'],
  [/(?:\+|\b00)\d[\d -]{7,14}\d\b/g, '[phone]'],
  [/\b(token|password|secret|key|cookie|authorization)(["']?\s*[:=]\s*)\S+/gi, '$1$2[secret]'],
  [/\b\d{7,}\b/g, '[number]'],
];

export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}

function describe(error: unknown): string {
  if (error instanceof Error) return error.stack ?? `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? 'undefined');
}

/** A local log that is redacted as it is written and leaves the machine only when a person sends it. */
export class Log {
  readonly folder: string;
  readonly #file: string;
  readonly #now: () => string;

  constructor(folder: string, now: () => string = () => new Date().toISOString()) {
    this.folder = folder;
    this.#file = join(folder, 'partnerdesk.log');
    this.#now = now;
  }

  /** Never throws: a full disk must not turn a small trouble into a crash. */
  write(what: string, error: unknown): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      this.#rotate();
      appendFileSync(this.#file, `${this.#now()} ${redact(`${what}: ${describe(error)}`).slice(0, 20_000)}\n`, { mode: 0o600 });
    } catch {
      // Nothing is left to tell it to.
    }
  }

  #rotate(): void {
    if (!existsSync(this.#file) || statSync(this.#file).size < MAX_BYTES) return;
    for (let n = KEPT - 1; n >= 1; n -= 1) {
      if (existsSync(`${this.#file}.${n}`)) renameSync(`${this.#file}.${n}`, `${this.#file}.${n + 1}`);
    }
    renameSync(this.#file, `${this.#file}.1`);
  }
}
