/** The two parts of a workbook that sheets point into: shared strings and number formats. */
import type { XmlAttributes, XmlHandler } from './xml.ts';

/** `_x000D_` stands for a character XML cannot hold; `_x005F_` for an underscore that would read as one. */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
}

/** Gathers the plain text of a rich one: all `t`, but not those of phonetic hints. */
export class RichText {
  #parts = '';
  #phonetic = false;
  #inText = false;

  reset(): void {
    this.#parts = '';
    this.#phonetic = false;
    this.#inText = false;
  }

  open(name: string): void {
    if (name === 'rPh') this.#phonetic = true;
    else if (name === 't') this.#inText = !this.#phonetic;
  }

  text(value: string): void {
    if (this.#inText) this.#parts += value;
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic = false;
    else if (name === 't') this.#inText = false;
  }

  get value(): string {
    return unescapeText(this.#parts);
  }
}

/** A string as spreadsheet programs write nearly all of them. */
const PLAIN_STRING = /<si><t(?: xml:space="preserve")?>([^<&]*)<\/t><\/si>/y;

export class SharedStringsReader implements XmlHandler {
  readonly strings: string[] = [];
  readonly #rich = new RichText();

  open(name: string, _attributes: XmlAttributes): void {
    if (name === 'si') this.#rich.reset();
    else this.#rich.open(name);
  }

  text(value: string): void {
    this.#rich.text(value);
  }

  close(name: string): void {
    if (name === 'si') this.strings.push(this.#rich.value);
    else this.#rich.close(name);
  }

  shortcut(text: string, at: number): number {
    PLAIN_STRING.lastIndex = at;
    const string = PLAIN_STRING.exec(text);
    if (string === null) return at;
    this.#rich.reset();
    this.strings.push(unescapeText(string[1] ?? ''));
    return PLAIN_STRING.lastIndex;
  }
}

/** What a number format makes of a number: nothing special, a date, a percentage, or digits with leading zeros. */
export type NumberStyle = 'plain' | 'date' | 'percent' | { readonly zeros: number };

/** Formats that every workbook knows without saying: 14–22 and 45–47 are dates and times, 27–36 and 50–58 those of East Asia. */
function builtInStyle(id: number): NumberStyle {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)) return 'date';
  return id === 9 || id === 10 ? 'percent' : 'plain';
}

export function styleOfFormat(format: string): NumberStyle {
  const zeros = /^0{2,30}$/.exec(format);
  if (zeros) return { zeros: format.length };
  // Quoted text, escaped and padding characters, colours and currencies are not part of the pattern.
  const first = format.replace(/"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]?/gi, '').split(';')[0] ?? '';
  if (/general/i.test(first)) return 'plain';
  if (/[dmyhs]/i.test(first)) return 'date';
  return first.includes('%') ? 'percent' : 'plain';
}

export class StylesReader implements XmlHandler {
  /** By the style number that cells give. */
  readonly kinds: NumberStyle[] = [];
  readonly #formats = new Map<number, NumberStyle>();
  #inCellFormats = false;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'numFmt') this.#formats.set(Number(attributes.get('numFmtId')), styleOfFormat(attributes.get('formatCode') ?? ''));
    else if (name === 'cellXfs') this.#inCellFormats = true;
    else if (name === 'xf' && this.#inCellFormats) {
      const id = Number(attributes.get('numFmtId') ?? 0);
      this.kinds.push(this.#formats.get(id) ?? builtInStyle(id));
    }
  }

  text(): void {
    // Styles hold no text.
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#inCellFormats = false;
  }
}
