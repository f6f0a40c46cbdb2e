/**
 * A small streaming XML reader for the parts of a workbook. No document types, so no entities but the five of XML;
 * tags must balance. Names come without their prefix. saxes, which comes only with exceljs, takes 1.4 times as long.
 */
import { WorkbookProblem } from './workbook-problem.ts';

export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  /** Text between tags, in one or more pieces. */
  text(value: string): void;
  close(name: string): void;
  /**
   * A frequent whole element at `at`, read in one step as the calls above would have read it; returns where it ends,
   * or `at` when another form stands there.
   */
  shortcut?(text: string, at: number): number;
}

const MAX_DEPTH = 64;
/** Longer than any cell (32,767 characters, each at most ten as an entity), shorter than what would fill the memory. */
const MAX_TOKEN_CHARS = 1_000_000;

const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const EXCLAMATION = 33;
const QUESTION = 63;
const QUOTE = 34;
const APOSTROPHE = 39;
const EQUALS = 61;
const COLON = 58;

function broken(what: string): WorkbookProblem {
  return new WorkbookProblem('DAMAGED_WORKBOOK', `the workbook is damaged (${what}). Open it in Excel, save it anew, or export it again.`);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&([^;&]{0,12};?)/g, (_, body: string) => {
    const name = body.endsWith(';') ? body.slice(0, -1) : '';
    if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name] ?? '';
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16) : 0;
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw broken('an undefined entity');
    return String.fromCodePoint(code);
  });
}

/** The attributes of the tag just opened; valid until the next one. */
export class XmlAttributes {
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  #count = 0;

  /** Value by local name; `id` also finds `r:id`. */
  get(name: string): string | undefined {
    for (let at = 0; at < this.#count; at++) {
      if (this.#names[at] !== name) continue;
      const value = this.#values[at] ?? '';
      return value.includes('&') ? decodeEntities(value) : value;
    }
    return undefined;
  }

  /** Reads `text[from, to)`, the tag after its name. */
  read(text: string, from: number, to: number): void {
    this.#count = 0;
    let at = from;
    for (;;) {
      while (at < to && isSpace(text.charCodeAt(at))) at += 1;
      if (at >= to) return;
      let nameFrom = at;
      let nameTo = at;
      for (; at < to && text.charCodeAt(at) !== EQUALS; at++) {
        const code = text.charCodeAt(at);
        if (code === COLON) nameFrom = at + 1;
        else if (code === QUOTE || code === APOSTROPHE || code === LESS) throw broken('an attribute without a name');
        if (!isSpace(code)) nameTo = at + 1;
      }
      at += 1;
      while (at < to && isSpace(text.charCodeAt(at))) at += 1;
      const mark = text.charCodeAt(at);
      if (at >= to || (mark !== QUOTE && mark !== APOSTROPHE)) throw broken('an attribute without a value');
      const end = text.indexOf(mark === QUOTE ? '"' : "'", at + 1);
      if (end < 0 || end >= to) throw broken('an attribute without an end');
      this.#names[this.#count] = text.substring(nameFrom, nameTo);
      this.#values[this.#count] = text.substring(at + 1, end);
      this.#count += 1;
      at = end + 1;
    }
  }
}

export class XmlReader {
  readonly #handler: XmlHandler;
  readonly #attributes = new XmlAttributes();
  /** Open tags, with their prefixes. */
  readonly #open: string[] = [];
  #rest = '';
  #sawRoot = false;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  write(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const less = text.indexOf('<', at);
      if (less < 0) break;
      if (less > at) this.#text(text.substring(at, less));
      const next = this.#element(text, less);
      if (next < 0) {
        at = less;
        break;
      }
      at = next;
    }
    this.#rest = at === 0 ? text : text.slice(at);
    if (this.#rest.length > MAX_TOKEN_CHARS) throw broken('a text or tag without an end');
  }

  end(): void {
    if (this.#rest.trim() !== '' || this.#open.length > 0 || !this.#sawRoot) throw broken('its content ends too early');
  }

  #text(raw: string): void {
    if (this.#open.length > 0) this.#handler.text(raw.includes('&') ? decodeEntities(raw) : raw);
    else if (raw.trim() !== '' && raw !== '\ufeff') throw broken('text outside its content');
  }

  #element(text: string, less: number): number {
    const end = this.#open.length > 0 ? (this.#handler.shortcut?.(text, less) ?? less) : less;
    return end > less ? end : this.#markup(text, less);
  }

  /** Reads what begins with the `<` at `less`; returns where it ends, or −1 when the end is not there yet. */
  #markup(text: string, less: number): number {
    const code = text.charCodeAt(less + 1);
    if (code === QUESTION) return skipTo(text, '?>', less);
    if (code === EXCLAMATION) return this.#declaration(text, less);
    const end = tagEnd(text, less + 1);
    if (end < 0) return -1;
    if (code === SLASH) this.#close(text.substring(less + 2, end).trimEnd());
    else this.#openTag(text, less + 1, end);
    return end + 1;
  }

  #declaration(text: string, less: number): number {
    const begin = text.slice(less, less + 9);
    if (begin.startsWith('<!--')) return skipTo(text, '-->', less + 2);
    if (begin === '<![CDATA[') {
      const end = text.indexOf(']]>', less);
      if (end < 0) return -1;
      if (this.#open.length > 0) this.#handler.text(text.substring(less + 9, end));
      return end + 3;
    }
    if (begin.length < 9 && ('<![CDATA['.startsWith(begin) || '<!DOCTYPE'.startsWith(begin) || '<!--'.startsWith(begin))) return -1;
    throw new WorkbookProblem(
      'UNSAFE_WORKBOOK',
      'the workbook is refused: it declares a document type or entities. No spreadsheet program writes such a file; ask where it comes from.',
    );
  }

  #openTag(text: string, from: number, end: number): void {
    const selfClosing = text.charCodeAt(end - 1) === SLASH;
    const to = selfClosing ? end - 1 : end;
    let at = from;
    let local = from;
    for (; at < to && !isSpace(text.charCodeAt(at)); at++) if (text.charCodeAt(at) === COLON) local = at + 1;
    if (local === at) throw broken('a tag without a name');
    const name = text.substring(local, at);
    if (this.#open.length === 0 && this.#sawRoot) throw broken('a second root');
    this.#sawRoot = true;
    this.#attributes.read(text, at, to);
    this.#handler.open(name, this.#attributes);
    if (selfClosing) this.#handler.close(name);
    else if (this.#open.push(local === from ? name : text.substring(from, at)) > MAX_DEPTH) throw broken('tags within tags without end');
  }

  #close(qualified: string): void {
    if (this.#open.pop() !== qualified) throw broken('tags that do not match');
    this.#handler.close(qualified.slice(qualified.indexOf(':') + 1));
  }
}

function skipTo(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from + 2);
  return end < 0 ? -1 : end + mark.length;
}

/** Where the tag that begins at `from` ends: the first `>` outside quotes. */
function tagEnd(text: string, from: number): number {
  let mark = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (mark !== 0) {
      if (code === mark) mark = 0;
    } else if (code === GREATER) return at;
    else if (code === QUOTE || code === APOSTROPHE) mark = code;
    else if (code === LESS) throw broken('a tag within a tag');
  }
  return -1;
}
