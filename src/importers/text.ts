/** The bytes of a text file: what it really is, and UTF-8 out of it; or why not, with the row. */
import { isUtf8 } from 'node:buffer';

export type TextResult =
  | { readonly ok: true /** UTF-8 without byte order mark. */; readonly utf8: Uint8Array }
  | { readonly ok: false; readonly code: string; readonly row: number; readonly message: string };

function refuse(code: string, message: string, row = 0): TextResult {
  return { ok: false, code, row, message };
}

const SAVE_AS = 'In Excel, save it as "CSV UTF-8 (comma delimited)".';

export function decodeText(bytes: Uint8Array): TextResult {
  if (bytes.length === 0) return refuse('EMPTY_FILE', 'the file is empty (0 bytes). Export it again.');
  const disguise = disguiseOf(bytes);
  if (disguise !== null) return disguise;
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) return refuse('UTF32', `the file is UTF-32 text. ${SAVE_AS}`);
  if (startsWith(bytes, [0xff, 0xfe])) return fromUtf16(bytes, 'utf-16le');
  if (startsWith(bytes, [0xfe, 0xff])) return fromUtf16(bytes, 'utf-16be');
  return checkUtf8(startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes);
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return bytes.length >= head.length && head.every((byte, at) => bytes[at] === byte);
}

export const ZIP_HEAD = [0x50, 0x4b];
export const OLE_HEAD = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

export type Container = 'zip' | 'ole' | 'html' | 'pdf' | null;

/** What the first bytes say, whatever the file is called. */
export function containerOf(bytes: Uint8Array): Container {
  if (startsWith(bytes, [...ZIP_HEAD, 3, 4]) || startsWith(bytes, [...ZIP_HEAD, 5, 6])) return 'zip';
  if (startsWith(bytes, OLE_HEAD)) return 'ole';
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d])) return 'pdf';
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1').replace(/^ï»¿/, '').trimStart().toLowerCase();
  return /^<(!doctype|html|head|body|table|meta|\?xml)/.test(head) ? 'html' : null;
}

/** OLE files name their streams in UTF-16; an encrypted workbook is one stream called EncryptedPackage. */
export function isEncryptedOle(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'));
}

function disguiseOf(bytes: Uint8Array): TextResult | null {
  switch (containerOf(bytes)) {
    case 'zip':
      return refuse('WORKBOOK_AS_CSV', 'the file is called a text file but is a workbook or zip archive. Rename it to .xlsx, or save it as CSV.');
    case 'ole':
      return refuse(
        'OLD_EXCEL_FILE',
        'the file is called a text file but is an old or password-protected Excel file. Open it in Excel and save it as CSV UTF-8 or .xlsx.',
      );
    case 'html':
      return refuse(
        'HTML_FILE',
        'the file is a web page, not a table of text; a sign-in page may have been saved instead of the export. Export it again as CSV.',
      );
    case 'pdf':
      return refuse('PDF_FILE', 'the file is a PDF. Export the data as CSV or .xlsx.');
    default:
      return null;
  }
}

function fromUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): TextResult {
  try {
    return checkUtf8(Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes), 'utf8'));
  } catch {
    return refuse('BAD_UTF16', `the file begins like UTF-16 text but is damaged. ${SAVE_AS}`);
  }
}

function checkUtf8(bytes: Uint8Array): TextResult {
  const zero = bytes.indexOf(0);
  if (zero >= 0)
    return looksLikeUtf16(bytes)
      ? refuse('UTF16_WITHOUT_BOM', `the file is UTF-16 text that does not say so. ${SAVE_AS}`)
      : refuse('NUL_BYTE', 'a zero byte stands in the text; the file is damaged or not a text file. Export it again.', rowAt(bytes, zero));
  if (isUtf8(bytes)) return { ok: true, utf8: bytes };
  const bad = firstBadUtf8(bytes);
  const byte = bytes[bad] ?? 0;
  const row = rowAt(bytes, bad);
  const hex = `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  if (byte === 0xed && ((bytes[bad + 1] ?? 0) & 0xe0) === 0xa0)
    return refuse(
      'NOT_UTF8',
      `half a character (a surrogate, as CESU-8 writes it) stands at byte ${hex}; that is not UTF-8. Export the file again as UTF-8.`,
      row,
    );
  return refuse('NOT_UTF8', `byte ${hex} is not UTF-8. ${codePageAdvice(bytes)}`, row);
}

/** Every other byte of Latin UTF-16 text is zero. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 512);
  const zerosAt = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zerosAt[at & 1] = (zerosAt[at & 1] ?? 0) + 1;
  return Math.max(...zerosAt) > sample.length / 4;
}

/** Urdu in Windows-1256 is words of high bytes; Windows-1252 has single accented letters between plain ones. */
function codePageAdvice(bytes: Uint8Array): string {
  let alone = 0;
  let together = 0;
  let sound = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    if (length > 1) sound += 1;
    else if (length === 0 && ((bytes[at - 1] ?? 0) >= 0x80 || (bytes[at + 1] ?? 0) >= 0x80)) together += 1;
    else if (length === 0) alone += 1;
    at += Math.max(1, length);
  }
  if (sound > alone + together) return 'The rest of the file mostly is: correct the text in this row.';
  const page = together > alone ? 'Windows-1256 (Arabic script)' : 'Windows-1252 (Western)';
  return `The file looks like ${page}. ${SAVE_AS}`;
}

/** 1-based line of a byte. */
function rowAt(bytes: Uint8Array, offset: number): number {
  let row = 1;
  for (let at = 0; at < offset; at++) if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) row += 1;
  return row;
}

/** Offset of the first byte that begins no UTF-8 character (bytes are known to hold one). */
function firstBadUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return bytes.length - 1;
}

/** Bytes of the character at `at`; 0 when there is none. */
function utf8Length(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const bad = (first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f) || (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f);
  return bad ? 0 : length;
}

/** Lines with anything on them; exact for text without quotes, where a line is a row. */
export function countFilledLines(bytes: Uint8Array): number {
  let lines = 0;
  let filled = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 10 || byte === 13) {
      if (filled) lines += 1;
      filled = false;
    } else filled = true;
  }
  return filled ? lines + 1 : lines;
}
