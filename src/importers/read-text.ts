import { countrySpecs, isValidIBAN } from 'ibantools';
import { MAX_CELL_CHARS } from './limits.ts';
import { type CellReader, codePointName, Problem, quote, type Reading, Remark } from './problem.ts';

/** Characters that begin a formula; our own exports put an apostrophe in front of such text, and take it off here again. */
const GUARDED = '=+-@\t\r';

/** The text of a cell without the apostrophe of our own exports and without outer spaces. */
export function plainText(raw: string): string {
  const guarded = raw.charCodeAt(0) === 39 && raw.length > 1 && GUARDED.includes(raw.charAt(1));
  return (guarded ? raw.slice(1) : raw).trim();
}

const CONTROL = /[\p{Cc}\u2028\u2029\ufffe\uffff]/u;
/** Notes may hold line breaks and tabs. */
const CONTROL_IN_NOTE = /(?![\t\n])[\p{Cc}\ufffe\uffff]/u;
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
/** Unseen in a code, where they would make two equal-looking codes differ. Names may need them (U+200C in Urdu). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** True for printable ASCII without outer spaces or a leading apostrophe: nearly every code, taken without further looks. */
function isPlainAscii(text: string, maxChars: number): boolean {
  const length = text.length;
  if (length === 0 || length > maxChars) return false;
  const first = text.charCodeAt(0);
  if (first === 39 || first === 32 || text.charCodeAt(length - 1) === 32) return false;
  for (let at = 0; at < length; at++) {
    const char = text.charCodeAt(at);
    if (char < 32 || char > 126) return false;
  }
  return true;
}

/** A problem of characters or length, whatever the text means; null when there is none. */
function characterProblem(text: string, maxChars: number, note: boolean): Problem | null {
  if (text.length > MAX_CELL_CHARS)
    return new Problem('CELL_TOO_LONG', `has ${text.length} characters; a cell holds at most ${MAX_CELL_CHARS}. A closing quote may be missing.`);
  if (text.length > maxChars) return new Problem('TEXT_TOO_LONG', `has ${text.length} characters; at most ${maxChars} fit here. Shorten it in the file.`);
  const control = (note ? CONTROL_IN_NOTE : CONTROL).exec(text);
  if (control) {
    const name = codePointName(control[0]);
    const lineBreak = control[0] === '\n' || control[0] === '\r' || control[0] === '\t';
    return new Problem(
      'CONTROL_CHARACTER',
      lineBreak
        ? 'holds a line break or tab; this column is one line of text. Remove it in the file.'
        : `holds the control character ${name}. Remove it in the file.`,
    );
  }
  const bidi = BIDI.exec(text);
  if (bidi)
    return new Problem(
      'BIDI_CONTROL',
      `holds the invisible character ${codePointName(bidi[0])}, which turns the direction of text around. Remove it in the file.`,
    );
  if (LONE_SURROGATE.test(text)) return new Problem('BROKEN_CHARACTER', 'holds half a character. Type the text anew in the file.');
  return null;
}

const REPLACEMENT = '\ufffd';

export function textReader(maxChars: number, note: boolean): CellReader {
  return (raw) => {
    if (isPlainAscii(raw, maxChars)) return raw;
    let text = plainText(raw);
    if (text === '') return null;
    if (note && text.includes('\r')) text = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    const problem = characterProblem(text, maxChars, note);
    if (problem !== null) return problem;
    if (text.includes(REPLACEMENT))
      return new Remark(text, 'REPLACEMENT_CHARACTER', 'holds U+FFFD, left by a program that could not read a letter. Check the text.');
    return text;
  };
}

/** Codes name things in other files, so they are one exact form: NFC, nothing invisible. */
export function codeReader(maxChars: number): CellReader {
  return (raw) => {
    if (isPlainAscii(raw, maxChars)) return raw;
    const text = plainText(raw);
    if (text === '') return null;
    const problem = characterProblem(text, maxChars, false);
    if (problem !== null) return problem;
    const invisible = INVISIBLE.exec(text);
    if (invisible)
      return new Problem('INVISIBLE_CHARACTER', `holds the invisible character ${codePointName(invisible[0])}; a code must not. Type it anew in the file.`);
    if (text.includes(REPLACEMENT))
      return new Problem('REPLACEMENT_CHARACTER', 'holds U+FFFD, left by a program that could not read a letter. Type the code anew in the file.');
    return text.normalize('NFC');
  };
}

/** One of a closed list; case, spaces and hyphens do not matter. */
export function wordReader(words: readonly string[]): CellReader {
  const known = new Map<string, string>(words.map((word) => [word, word]));
  return (raw) => {
    const exact = known.get(raw);
    if (exact !== undefined) return exact;
    const text = plainText(raw);
    if (text === '') return null;
    const word = known.get(text.toLowerCase().replace(/[\s-]+/g, '_'));
    return word ?? new Problem('UNKNOWN_WORD', `is not one of: ${words.join(', ')}. Correct it in the file.`);
  };
}

const EMAIL = /^[^\s@<>()[\]\\",;:]+@[^\s@<>()[\]\\",;:.]+(?:\.[^\s@<>()[\]\\",;:.]+)+$/;
const MAX_EMAIL_CHARS = 254;

export function readEmail(raw: string): Reading {
  const text = plainText(raw);
  if (text === '') return null;
  const problem = characterProblem(text, MAX_EMAIL_CHARS, false);
  if (problem !== null) return problem;
  return EMAIL.test(text) ? text : new Problem('BAD_EMAIL', 'is not an e-mail address like name@company.com. Correct it in the file.');
}

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

export function readCountry(raw: string): Reading {
  const text = plainText(raw).toUpperCase();
  if (text === '') return null;
  const known = /^[A-Z]{2}$/.test(text) && text !== 'UK' && text !== 'ZZ' && REGIONS.of(text) !== undefined;
  return known ? text : new Problem('BAD_COUNTRY', 'is not a two-letter country code (PK, AE, GB). Correct it in the file.');
}

/** 13 digits; dashes and spaces are taken out. */
export function readCnic(raw: string): Reading {
  const text = plainText(raw);
  if (text === '') return null;
  const digits = text.replace(/[-\s]/g, '');
  return /^\d{13}$/.test(digits) ? digits : new Problem('BAD_CNIC', 'is not a CNIC; it has 13 digits, 35202-1234567-1. Correct it in the file.');
}

export function readNtn(raw: string): Reading {
  const text = plainText(raw).toUpperCase();
  if (text === '') return null;
  return /^[A-Z0-9]\d{6}(-\d)?$/.test(text) ? text : new Problem('BAD_NTN', 'is not an NTN; it is 1234567, 1234567-8 or A123456-7. Correct it in the file.');
}

const PK_IBAN_CHARS = 24;

/** Normalised to capitals without spaces; country, length and check digits hold. */
export function readIban(raw: string): Reading {
  const given = plainText(raw);
  if (given === '') return null;
  const text = given.replace(/[\s\u200b\ufeff-]/g, '').toUpperCase();
  if (/^\d(\.\d+)?E\+\d+$/.test(text))
    return new Problem('NUMBER_DAMAGED', 'is a number that Excel rounded; the account number is lost. Format the column as text and enter the IBAN anew.');
  const foreign = /[^A-Z0-9]/u.exec(text);
  if (foreign)
    return new Problem(
      'BAD_IBAN',
      `is not an IBAN; it holds the character ${quote(foreign[0])} (${codePointName(foreign[0])}), an IBAN is Latin capitals and digits only. Type it anew in the file.`,
    );
  if (text.startsWith('PK') && text.length !== PK_IBAN_CHARS)
    return new Problem('BAD_IBAN', `has ${text.length} characters; an IBAN of Pakistan has ${PK_IBAN_CHARS}. Correct it in the file.`);
  if (isValidIBAN(text)) return text;
  const country = text.slice(0, 2);
  const knownCountry = Object.hasOwn(countrySpecs, country) && Boolean(countrySpecs[country]?.IBANRegistry);
  return new Problem(
    'BAD_IBAN',
    knownCountry
      ? 'is not a valid IBAN; its length or check digits are wrong, so a digit is mistyped. Correct it in the file.'
      : `is not an IBAN; no country with IBANs begins ${quote(country)}. Correct it in the file.`,
  );
}
