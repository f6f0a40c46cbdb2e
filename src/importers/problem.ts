/** What a cell reader answers when a cell is not simply a value. */

/** The cell is refused. `what` continues the sentence that begins with the column and the quoted value. */
export class Problem {
  readonly code: string;
  readonly what: string;

  constructor(code: string, what: string) {
    this.code = code;
    this.what = what;
  }
}

/** The cell is taken as `value`, but a person should know something about it. */
export class Remark {
  readonly value: string | number;
  readonly code: string;
  readonly what: string;

  constructor(value: string | number, code: string, what: string) {
    this.value = value;
    this.code = code;
    this.what = what;
  }
}

/** null: the cell is blank. */
export type Reading = string | number | null | Problem | Remark;
export type CellReader = (text: string) => Reading;

const QUOTED_CHARS = 60;
/** Control, bidi and zero-width characters: shown as U+XXXX so that a message cannot be garbled by the value it quotes. */
const UNSHOWABLE = /\p{C}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/gu;

export function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A value for a message: quoted, on one line, at most 60 characters. */
export function quote(text: string): string {
  const short = text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS - 1)}…` : text;
  return `"${short.replace(UNSHOWABLE, (char) => `‹${codePointName(char)}›`)}"`;
}

/** A private value for a message: its last four characters. */
export function quoteMasked(text: string): string {
  return quote(text.length > 4 ? `…${text.slice(-4)}` : '…');
}
