/** From a grammar to the function that reads its cells, and how the typed cells of a workbook become text for it. */
import { assertNever } from '../shared/assert.ts';
import { type CellTag, TAG_CODE } from './cell-tags.ts';
import type { Grammar } from './kinds.ts';
import { type CellReader, Problem, type Reading, Remark } from './problem.ts';
import { amountReader, readAmount, readAmountNumber, readPercent, readWhole } from './read-amount.ts';
import { type DateOrder, dateReader, monthReader, readIso } from './read-date.ts';
import { codeReader, readCnic, readCountry, readEmail, readIban, readNtn, textReader, wordReader } from './read-text.ts';
import { dateOfSerial } from './serial.ts';

export function readerOf(grammar: Grammar, order: DateOrder): CellReader {
  switch (grammar.type) {
    case 'code':
      return codeReader(grammar.maxChars);
    case 'text':
      return textReader(grammar.maxChars, false);
    case 'note':
      return textReader(grammar.maxChars, true);
    case 'word':
      return wordReader(grammar.words);
    case 'amount':
      return amountReader(grammar.sign, readAmount);
    case 'date':
      return dateReader(order);
    case 'month':
      return monthReader();
    case 'percent':
      return readPercent;
    case 'whole':
      return readWhole;
    case 'email':
      return readEmail;
    case 'country':
      return readCountry;
    case 'cnic':
      return readCnic;
    case 'ntn':
      return readNtn;
    case 'iban':
      return readIban;
    default:
      return assertNever(grammar);
  }
}

export interface CellContext {
  /** Day 0 is in 1904, not 1900. */
  readonly is1904: boolean;
}

/** Reads a workbook's cell: `read` for text, and the typed cells by what the column holds. */
export function workbookReader(grammar: Grammar, read: CellReader, context: CellContext): CellReader {
  const dates = dateReader('iso');
  const numbers = grammar.type === 'amount' ? amountReader(grammar.sign, (text) => readAmountNumber(Number(text))) : read;
  return (raw) => {
    if (raw.charCodeAt(0) !== TAG_CODE) return read(raw);
    const tag = raw.charAt(1) as CellTag;
    const body = raw.slice(2);
    switch (tag) {
      case 'n':
        return readNumber(grammar, numbers, body, context, dates);
      case 'z':
        return isTextual(grammar) ? read(body.slice(0, body.indexOf('\n'))) : readNumber(grammar, numbers, body.slice(body.indexOf('\n') + 1), context, dates);
      case 'p':
        return grammar.type === 'percent'
          ? read(`${body} %`)
          : new Problem('VALUE_IS_PERCENT', 'is a percentage in the workbook, which does not fit this column. Change the format of the cell.');
      case 'd':
      case 't':
        return readDateCell(grammar, dates, body, tag === 't');
      case 'b':
        return new Problem('BAD_DATE', 'has a date format in the workbook but is not a date of the calendar. Correct the cell.');
      case 'e':
        return new Problem('CELL_ERROR', 'is an error value of Excel, not data. Correct the formula in the workbook.');
      case 'f':
        return new Problem(
          'FORMULA_NOT_CALCULATED',
          'is a formula without a calculated value. Open the workbook in Excel, let it calculate and save, or paste values.',
        );
      case 's':
        return read(body);
      default:
        return assertNever(tag);
    }
  };
}

/** What a message shows of a workbook's cell. */
export function shownText(raw: string): string {
  if (raw.charCodeAt(0) !== TAG_CODE) return raw;
  const tag = raw.charAt(1);
  const body = raw.slice(2);
  if (tag === 'p') return `${body} %`;
  return tag === 'z' ? body.slice(0, body.indexOf('\n')) : body;
}

/** Columns whose digits are a name, not a quantity. */
function isTextual(grammar: Grammar): boolean {
  switch (grammar.type) {
    case 'amount':
    case 'date':
    case 'month':
    case 'percent':
    case 'whole':
      return false;
    default:
      return true;
  }
}

/** From 10^15 on a double has no room for all 16 digits, and Excel keeps only 15. */
const EXACT_BELOW = 1e15;

function readNumber(grammar: Grammar, read: CellReader, body: string, context: CellContext, dates: CellReader): Reading {
  if (grammar.type === 'date') {
    const date = dateOfSerial(Number(body), context.is1904);
    return date === null ? new Problem('BAD_DATE', 'is a number, and not one that is a date. Format the cell as a date.') : dates(date);
  }
  if (isTextual(grammar)) {
    const value = Number(body);
    if (Math.abs(value) >= EXACT_BELOW)
      return new Problem(
        'NUMBER_DAMAGED',
        'is stored as a number, and Excel keeps only 15 digits of a number; the last digits are lost. Format the column as text and enter it anew.',
      );
    if (body.includes('e')) return new Problem('NUMBER_DAMAGED', 'is stored as a number, not as text. Format the column as text and enter it anew.');
  }
  return read(body);
}

function readDateCell(grammar: Grammar, dates: CellReader, date: string, hasTime: boolean): Reading {
  if (grammar.type === 'date') {
    const reading = hasTime ? readIso(date) : dates(date);
    if (!hasTime || typeof reading !== 'string') return reading;
    return new Remark(reading, 'TIME_IGNORED', 'has a time of day in the workbook; the day shown was taken. Check that it is the day in Karachi.');
  }
  if (grammar.type === 'month') {
    if (date.endsWith('-01') && !hasTime) return monthOnly(date);
    return new Problem('BAD_MONTH', 'is a day in the workbook, and this column is a month. Write it as text, YYYY-MM.');
  }
  return new Problem(
    'VALUE_IS_DATE',
    'is a date in the workbook, which does not fit this column (Excel may have changed it on entry). Format the cell as text and enter it anew.',
  );
}

const readMonth = monthReader();

/** Excel turns a typed 2026-03 into the first day of that month. */
function monthOnly(date: string): Reading {
  return readMonth(date.slice(0, 7));
}
