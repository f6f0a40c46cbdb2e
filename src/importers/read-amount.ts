import { parseRupees } from '../shared/paisa.ts';
import { parsePercent } from '../shared/rate.ts';
import { type CellReader, Problem, type Reading, Remark } from './problem.ts';
import { plainText } from './read-text.ts';

const LARGEST = '90,071,992,547,409.91';
const COUNT_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** So few digits that rupees × 100 stays exact in a double. */
const FAST_WHOLE_DIGITS = 13;

/** Digits of scripts other than Latin: Arabic-Indic, Persian, Devanagari, full-width and all others. */
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/u;

/** Whole paisa of a rupee text. */
export function readAmount(text: string): Reading {
  const length = text.length;
  const negative = length > 0 && text.charCodeAt(0) === 45;
  let at = negative ? 1 : 0;
  let whole = 0;
  const first = at;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
  }
  const wholeDigits = at - first;
  if (wholeDigits === 0 || wholeDigits > FAST_WHOLE_DIGITS) return readAmountSlowly(text);
  let paisa = whole * 100;
  if (at < length) {
    const tens = text.charCodeAt(at + 1) - 48;
    const ones = at + 2 < length ? text.charCodeAt(at + 2) - 48 : 0;
    const decimals = length - at - 1;
    if (text.charCodeAt(at) !== 46 || decimals < 1 || decimals > 2 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return readAmountSlowly(text);
    paisa += tens * 10 + ones;
  }
  return negative && paisa !== 0 ? -paisa : paisa;
}

function readAmountSlowly(raw: string): Reading {
  const text = plainText(raw);
  if (text === '') return null;
  const parsed = parseRupees(text);
  if (parsed.ok) {
    if (!/^[-−]?\s*Rs/i.test(text)) return parsed.paisa;
    return new Remark(parsed.paisa, 'RUPEES_ASSUMED_PKR', 'names the currency "Rs"; it was taken as Pakistani rupees. Check that no other rupee is meant.');
  }
  if (parsed.problem === 'too_many_decimals') return tooManyDecimals((text.split('.')[1] ?? '').length);
  if (parsed.problem === 'too_large') return tooLarge();
  return readWithSlashDash(text) ?? notAnAmount(text);
}

function tooManyDecimals(count: number): Problem {
  const howMany = COUNT_WORDS[count] ?? String(count);
  return new Problem('TOO_MANY_DECIMALS', `has ${howMany} decimals; amounts are whole paisa, at most two decimals. Correct it in the file.`);
}

function tooLarge(): Problem {
  return new Problem('AMOUNT_TOO_LARGE', `is beyond the largest amount kept, PKR ${LARGEST}. Check the figure.`);
}

/** `5,000/-` and `5,000/=`: the "and no paisa" stroke of cheques and invoices. */
function readWithSlashDash(text: string): Reading {
  if (!text.endsWith('/-') && !text.endsWith('/=')) return null;
  const parsed = parseRupees(text.slice(0, -2));
  if (!parsed.ok) return null;
  return new Remark(parsed.paisa, 'AMOUNT_STROKE_IGNORED', 'ends in a stroke; it was read without it. Check the figure.');
}

function notAnAmount(text: string): Problem {
  if (FOREIGN_DIGIT.test(text)) return new Problem('FOREIGN_DIGITS', 'is not written with the digits 0 to 9; use plain digits, for example 4500000.50.');
  return new Problem('BAD_AMOUNT', `is not an amount; an amount is written 4500000, 4,500,000.50 or 45,00,000.50. ${amountAdvice(text)}`);
}

function amountAdvice(text: string): string {
  if (/^\(.*\)$/.test(text)) return 'Write a negative amount with a minus sign in front, not in parentheses.';
  if (/\d\s*[-−]$/.test(text)) return 'Write the minus sign in front of the amount.';
  if (/^-?[\d.]+,\d{1,2}$/.test(text)) return 'The decimal sign is a point, not a comma.';
  if (/^-?\d(\.\d+)?e[+-]?\d+$/i.test(text)) return 'Write all its digits, without an exponent.';
  if (/^0x/i.test(text)) return 'Write it in decimal digits.';
  if (/^[\d\s\u00a0\u202f_'’]+(\.\d*)?$/.test(text)) return 'Group digits with commas only, or not at all.';
  if (/^\.\d/.test(text)) return 'Write a zero before the point.';
  if (/^-?[\d,]+(\.\d*)?$/.test(text)) return 'Check where its commas stand.';
  if (/[$€£₹]|USD|EUR|GBP|INR/i.test(text)) return 'Amounts are in PKR; convert it in the file.';
  return 'Correct it in the file.';
}

/** A workbook number is a double: its shortest decimal text is what a person sees; noise below 1e-7 is the double, not the sheet. */
export function readAmountNumber(value: number): Reading {
  if (Math.abs(value) >= 1e15) return tooLarge();
  const shortest = String(value);
  if (/^-?\d+(?:\.\d{1,2})?$/.test(shortest)) return readAmount(shortest);
  const rounded = value.toFixed(2);
  if (Math.abs(value - Number(rounded)) > 1e-7) return tooManyDecimals(decimalsOf(value));
  return readAmount(rounded);
}

function decimalsOf(value: number): number {
  const text = String(value);
  const decimals = (text.split('.')[1] ?? '').split('e')[0] ?? '';
  return decimals.length + Number(text.split('e-')[1] ?? 0);
}

export function amountReader(sign: 'any' | 'not_negative', read: (cell: string) => Reading): CellReader {
  if (sign === 'any') return read;
  return (text) => {
    const reading = read(text);
    const value = reading instanceof Remark ? reading.value : reading;
    return typeof value === 'number' && value < 0
      ? new Problem('NEGATIVE_AMOUNT', 'is negative; this amount is zero or more. Correct it in the file.')
      : reading;
  };
}

/** Basis points of a percent text. */
export function readPercent(raw: string): Reading {
  const text = plainText(raw);
  if (text === '') return null;
  const rate = parsePercent(text);
  if (rate === null) return notAPercent(text);
  if (rate > 0 && rate < 100 && !text.endsWith('%')) {
    return new Problem(
      'AMBIGUOUS_RATE',
      `could be a fraction or a percentage below one; percent is written 18 for 18 %. If ${text} % is meant, write it with the % sign.`,
    );
  }
  return rate;
}

function notAPercent(text: string): Problem {
  if (FOREIGN_DIGIT.test(text)) return new Problem('FOREIGN_DIGITS', 'is not written with the digits 0 to 9; use plain digits, for example 18.5.');
  const number = /^(-?\d+)(?:\.(\d+))?\s*%?$/.exec(text);
  if (number === null) return new Problem('BAD_RATE', 'is not a percentage; write 18 or 18.5. Correct it in the file.');
  if (text.startsWith('-')) return new Problem('RATE_OUT_OF_RANGE', 'is negative; a rate is between 0 and 100 percent. Correct it in the file.');
  if (Number(number[1]) > 100 || (Number(number[1]) === 100 && Number(number[2] ?? 0) > 0)) {
    return new Problem('RATE_OUT_OF_RANGE', 'is above 100; a rate is between 0 and 100 percent, 18 for 18 % (not 1800). Correct it in the file.');
  }
  return new Problem('TOO_MANY_DECIMALS', 'has more decimals than a rate holds; rates are whole basis points, at most two decimals. Correct it in the file.');
}

const MOST_MONTHS = 1200;

export function readWhole(raw: string): Reading {
  const text = plainText(raw);
  if (text === '') return null;
  if (!/^\d{1,9}$/.test(text))
    return new Problem('BAD_NUMBER', 'is not a whole number of months; write 12, or leave it blank for an open end. Correct it in the file.');
  const value = Number(text);
  if (value < 1 || value > MOST_MONTHS) return new Problem('NUMBER_OUT_OF_RANGE', `is not between 1 and ${MOST_MONTHS} months. Correct it in the file.`);
  return value;
}
