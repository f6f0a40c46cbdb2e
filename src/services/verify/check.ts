import type { Output } from '../../contract/index.ts';
import { formatPlainRupees, paisa } from '../../shared/paisa.ts';

export type CheckReport = Output<'system.verify'>['checks'][number];

const MAX_LISTED = 50;

/** One named invariant under examination: what was looked at, and what does not hold. */
export class Check {
  readonly #name: string;
  readonly #what: string;
  readonly #problems: string[] = [];
  #checked = 0;
  #count = 0;

  constructor(name: string, what: string) {
    this.#name = name;
    this.#what = what;
  }

  /** Counts things looked at. */
  looked(things: number): void {
    this.#checked += things;
  }

  problem(text: string): void {
    this.#count += 1;
    if (this.#problems.length < MAX_LISTED) this.#problems.push(text);
  }

  /** Reports `text` when `holds` is false; the text is only built then. */
  expect(holds: boolean, text: () => string): void {
    if (!holds) this.problem(text());
  }

  report(): CheckReport {
    return { name: this.#name, what: this.#what, ok: this.#count === 0, checked: this.#checked, problems: this.#problems, problemCount: this.#count };
  }
}

/** Rupees for a problem's words. Tampered figures may be no whole number: they are shown as they are. */
export function money(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  return Number.isSafeInteger(value) ? `PKR ${formatPlainRupees(paisa(value))}` : String(value);
}

/** What differs between a stored and a recomputed record, field by field, in one phrase; null when nothing does. */
export function differences(stored: object, due: Readonly<Record<string, unknown>>): string | null {
  const has = stored as Readonly<Record<string, unknown>>;
  let found: string[] | null = null;
  for (const key in due) {
    if ((has[key] ?? null) === (due[key] ?? null)) continue;
    found ??= [];
    found.push(`${wordsOf(key)} is ${show(key, has[key])}, should be ${show(key, due[key])}`);
  }
  return found?.join('; ') ?? null;
}

const wordsOf = (key: string): string =>
  key
    .replace(/(?:Paisa|Bps)$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();

function show(key: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value !== 'number') return String(value);
  if (key.endsWith('Bps')) return `${value / 100} %`;
  return key.endsWith('Paisa') ? money(value) : String(value);
}

/** `round(amount × rate)` half away from zero, on whole numbers of any size: verify's own, unlike the one that posts. */
export function shareOf(amount: number, rateBps: number, unit = 1): number {
  const twice = 2n * BigInt(amount) * BigInt(rateBps);
  const divisor = 10_000n * BigInt(unit);
  const away = twice < 0n ? twice - divisor : twice + divisor;
  return Number((away / (2n * divisor)) * BigInt(unit));
}
