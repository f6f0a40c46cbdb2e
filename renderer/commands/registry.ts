export { COMMANDS, type Command, commandById, type Scope } from '../../src/contract/commands.ts';

export interface Stroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

function parseStroke(text: string): Stroke {
  const parts = text.split('+').filter((piece) => piece !== '');
  const key = parts.at(-1) ?? text;
  return { key: key.length === 1 ? key.toLowerCase() : key, ctrl: parts.includes('Ctrl'), alt: parts.includes('Alt'), shift: parts.includes('Shift') };
}

/** `G R` → two strokes; `Ctrl+Shift+H` → one. */
export function parseKeys(keys: string): readonly Stroke[] {
  return keys.split(' ').map(parseStroke);
}

export function strokeOf(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }): Stroke {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // `?` needs Shift on most keyboards and not on others: for signs the shift is part of the sign.
  const sign = key.length === 1 && !/[a-z0-9]/.test(key);
  return { key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: sign ? false : event.shiftKey };
}

export function sameStroke(a: Stroke, b: Stroke): boolean {
  return a.key === b.key && a.ctrl === b.ctrl && a.alt === b.alt && a.shift === b.shift;
}

/** A single letter or sign without Ctrl or Alt: never fires while typing, and can be switched off. */
export function isLetterKey(stroke: Stroke): boolean {
  return !stroke.ctrl && !stroke.alt && stroke.key.length === 1;
}
