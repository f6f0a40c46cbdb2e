import { IMPORT_KINDS, type ImportKind } from '../shared/vocab.ts';

const WORDS_OF_KIND: readonly (readonly [ImportKind, readonly string[]])[] = IMPORT_KINDS.map((kind) => [kind, kind.split('_')] as const);

/**
 * The kinds that a file or sheet name speaks of: `Billing`, `billing-2026-03`, `02 Negotiated Terms`.
 * None or several means the name does not say; the caller asks instead of guessing.
 */
export function kindsInName(name: string): ImportKind[] {
  const words = name.toLowerCase().split(/[^a-z]+/);
  return WORDS_OF_KIND.filter(([, wanted]) => words.some((_, at) => wanted.every((word, offset) => words[at + offset] === word))).map(([kind]) => kind);
}

/** `C:\in\Billing March.csv` → `Billing March`. */
export function stemOf(path: string): string {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

/** Lower case, without the dot; empty when there is none. */
export function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) ? path.slice(dot + 1).toLowerCase() : '';
}
