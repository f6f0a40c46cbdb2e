import type { InputFile } from '../../src/importers/index.ts';
import type { ImportKind } from '../../src/shared/vocab.ts';

/** What a corpus file must come to; stored beside it as `.verdict.json`. */
export interface Verdict {
  readonly verdict: 'accept' | 'warn' | 'reject';
  readonly kind: ImportKind;
  readonly codes?: readonly string[];
  readonly rows: number;
  readonly why: string;
  readonly options?: Pick<InputFile, 'dateOrder' | 'delimiter' | 'mapping'>;
  /** Where the first finding stands. */
  readonly at?: { readonly row: number; readonly column?: string };
  /** Fields of the typed rows, in order. */
  readonly values?: readonly Readonly<Record<string, string | number | null>>[];
  /** Words that the first finding must hold. */
  readonly message?: string;
}

export interface CorpusEntry extends Verdict {
  /** `<n>-<name>.csv` or `.xlsx`. */
  readonly file: string;
  readonly content: string | Uint8Array;
}

export const BILLING = 'deal_code,period,invoice_no,invoice_date,amount,kind\n';

/** A billing file of one or more rows around the given amounts. */
export function amounts(...cells: readonly string[]): string {
  return BILLING + cells.map((cell, at) => `D-1,2026-03,INV-${at + 1},2026-03-31,${/[",;]/.test(cell) ? `"${cell}"` : cell},\n`).join('');
}

/** A billing file of one or more rows with the given invoice dates. */
export function dates(...cells: readonly string[]): string {
  return BILLING + cells.map((cell, at) => `D-1,2026-03,INV-${at + 1},${cell},100.00,invoice\n`).join('');
}

export function ibans(...cells: readonly string[]): string {
  return `code,name,kind,joined_on,iban\n${cells.map((cell, at) => `P-${at + 1},Alpha ${at + 1},agency,2025-01-01,${cell}\n`).join('')}`;
}

/** Partners with the given names. */
export function names(...cells: readonly string[]): string {
  return `code,name,kind,joined_on\n${cells.map((cell, at) => `P-${at + 1},${cell},agency,2025-01-01\n`).join('')}`;
}

export function rates(...cells: readonly string[]): string {
  return `partner_code,from,approver,reason,rate_percent\n${cells.map((cell, at) => `P-${at + 1},2026-01-01,A. Khan,agreed,${cell}\n`).join('')}`;
}

/** Bytes of a text in which each character is one byte. */
export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
