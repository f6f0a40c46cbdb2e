import type { Quarter } from '../shared/calendar.ts';

/** Without 0, 1, I, L and O, which are read for one another; 31 is prime, which the check needs. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const BASE = ALPHABET.length;
const DIGITS = 5;

const checkOf = (values: readonly number[]): number => values.reduce((sum, value, index) => (sum + value * (index + 2)) % BASE, 0);

/**
 * The code by which a statement names a posted line: five characters of its number and one to check them. One wrong character, or two
 * exchanged, never give another valid code.
 * @throws RangeError beyond 28,629,150 lines
 */
export function lineCode(lineId: number): string {
  if (!Number.isSafeInteger(lineId) || lineId < 1 || lineId >= BASE ** DIGITS) throw new RangeError(`line ${lineId} has no code of ${DIGITS} characters`);
  const values: number[] = [];
  for (let rest = lineId; values.length < DIGITS; rest = Math.floor(rest / BASE)) values.unshift(rest % BASE);
  return [...values, checkOf(values)].map((value) => ALPHABET.charAt(value)).join('');
}

/** The number of the line that a code names; null when it was mistyped. Case, spaces and hyphens do not matter. */
export function lineOfCode(code: string): number | null {
  const values = [...code.replace(/[\s-]/g, '').toUpperCase()].map((character) => ALPHABET.indexOf(character));
  if (values.length !== DIGITS + 1 || values.includes(-1)) return null;
  const digits = values.slice(0, DIGITS);
  if (checkOf(digits) !== values[DIGITS]) return null;
  return digits.reduce((sum, value) => sum * BASE + value, 0);
}

/** 6.5: numbered within the quarter by partner code, from 1 on: an approved run does not change, so no number is missing or given twice. */
export function statementNumber(quarter: Quarter, position: number): string {
  return `${quarter}-${String(position).padStart(4, '0')}`;
}
