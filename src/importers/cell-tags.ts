/**
 * A cell of a workbook that is not simply text is sent as this character, one letter for its type, and its text.
 * The character cannot stand in accepted text (it is a control character), and JSON does not lengthen it.
 */
export const TAG = '\u007f';
export const TAG_CODE = 127;

export type CellTag =
  /** number, as its shortest decimal text */
  | 'n'
  /** number shown with leading zeros: shown text, a line break, the number */
  | 'z'
  /** number shown as a percentage: the percentage */
  | 'p'
  /** date, YYYY-MM-DD */
  | 'd'
  /** date and time of day: the date */
  | 't'
  /** number with a date format that is no date of the calendar */
  | 'b'
  /** error value such as #REF! */
  | 'e'
  /** formula that was never calculated */
  | 'f'
  /** text that itself begins with the tag character */
  | 's';
