import { address } from '../../src/shared/address.ts';
import type { IsoDate } from '../../src/shared/calendar.ts';
import { readMonth, readQuarter } from '../../src/shared/period-words.ts';
import { monthLong, quarterText } from '../format/format.ts';
import { COMMANDS, type Command } from './registry.ts';

/** A verb with what it was given: `close 2026-09`. */
export interface Phrase {
  readonly command: Command;
  readonly title: string;
  /** A screen to open; null: the record is to be proved. */
  readonly to: string | null;
  readonly record: string | null;
}

function phraseOf(command: Command, rest: string, today: IsoDate): Phrase | null {
  const { takes, to = '/' } = command;
  if (takes?.value === 'month') {
    const month = readMonth(rest, today);
    return month === null ? null : { command, title: `${command.title}: ${monthLong(month)}`, to: address(to, { month }), record: null };
  }
  if (takes?.value === 'quarter') {
    const quarter = readQuarter(rest, today);
    return quarter === null ? null : { command, title: `${command.title}: ${quarterText(quarter)}`, to: address(to, { quarter }), record: null };
  }
  const record = rest.trim().toUpperCase();
  return /^[PD]-\S+$/.test(record) ? { command, title: `Proof of ${record}`, to: null, record } : null;
}

/** Verbs of the registry that take what was typed after their word. They open and show; none acts by itself. */
export function phrases(text: string, today: IsoDate): readonly Phrase[] {
  const typed = text.trim().toLowerCase();
  return COMMANDS.flatMap((command) => {
    const word = command.takes?.word;
    if (word === undefined || !typed.startsWith(`${word} `)) return [];
    const phrase = phraseOf(command, typed.slice(word.length + 1), today);
    return phrase === null ? [] : [phrase];
  });
}
