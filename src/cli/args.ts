import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type IsoDate, isIsoDate, isMonth, isQuarter, type Month, type Quarter } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { BANK_PROFILES, type BankProfileId } from '../shared/vocab.ts';
import { COMMAND_NAMES, type CommandName, GLOBAL_OPTIONS, MAIN_LINE, USAGE } from './usage.ts';

export interface GlobalFlags {
  readonly db: string | null;
  readonly today: IsoDate | null;
  readonly as: string | null;
  readonly json: boolean;
}

export const PAYOUT_ACTS = ['propose', 'approve', 'send', 'pay'] as const;
export type PayoutAct = (typeof PAYOUT_ACTS)[number];

export type Command =
  | { readonly name: 'init'; readonly terms: string | null; readonly mode: 'solo' | 'team'; readonly sample: boolean }
  | { readonly name: 'import'; readonly paths: readonly string[]; readonly dryRun: boolean }
  | { readonly name: 'close'; readonly month: Month; readonly through: Month | null; readonly preview: boolean; readonly acceptVariances: string | null }
  | { readonly name: 'payouts'; readonly quarter: Quarter; readonly act: PayoutAct }
  | { readonly name: 'export'; readonly kind: 'journal'; readonly from: Month; readonly to: Month; readonly out: string }
  | {
      readonly name: 'export';
      readonly kind: 'bank-file';
      readonly quarter: Quarter;
      readonly profile: BankProfileId;
      readonly again: string | null;
      readonly out: string;
    }
  | { readonly name: 'export'; readonly kind: 'statements'; readonly quarter: Quarter; readonly partner: string | null; readonly out: string }
  | { readonly name: 'verify' | 'procedures' | 'doctor' }
  | { readonly name: 'backup' | 'restore'; readonly path: string }
  | { readonly name: 'call'; readonly procedure: string; readonly input: string | null }
  | { readonly name: 'serve'; readonly port: number | null; readonly open: boolean };

export type Invocation =
  | { readonly kind: 'run'; readonly command: Command; readonly flags: GlobalFlags }
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' };

type Values = Readonly<Record<string, string | boolean | undefined>>;

const EXPORT_KINDS = ['journal', 'workbook', 'statements', 'bank-file', 'report'];

/** Wrong usage: what is wrong, and how the command is typed. */
export function usageError(message: string, command: CommandName | null): AppError {
  const line = command === null ? MAIN_LINE : `partnerdesk ${USAGE[command].line}`;
  return new AppError('USAGE', message, { usage: line });
}

/**
 * Reads the command line. Flags may stand before or after the command.
 * @throws AppError USAGE for whatever is unknown, missing or too much
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const name = findCommand(argv);
  const { values, words } = parseStrictly(argv, name);
  if (values['help'] === true) return { kind: 'help', command: name };
  if (values['version'] === true) return { kind: 'version' };
  if (name === null) throw usageError('No command was given. "partnerdesk --help" lists them.', null);
  const flags = globalFlags(values, name);
  const [least, most] = USAGE[name].words;
  if (words.length < least) throw usageError(`"${name}" needs ${missingWord(name, words.length)}.`, name);
  if (words.length > most) throw usageError(`"${name}" does not know what to do with "${words[most] ?? ''}".`, name);
  return { kind: 'run', command: COMMANDS[name](words, values), flags };
}

/** Whether the answer must be JSON, also of a command line that makes no sense otherwise. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

/** The first word that is not a flag's value. Scanned with the flags of all commands, as one may stand before the command. */
function findCommand(argv: readonly string[]): CommandName | null {
  const options: ParseArgsOptionsConfig = Object.assign({}, GLOBAL_OPTIONS, ...COMMAND_NAMES.map((name) => USAGE[name].options));
  const { positionals } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true });
  const word = positionals[0];
  if (word === undefined) return null;
  const name = COMMAND_NAMES.find((known) => known === word);
  if (!name) throw usageError(`There is no command "${word}". "partnerdesk --help" lists what there is.`, null);
  return name;
}

/** The word of the usage line that was not given: `MONTH`. */
function missingWord(name: CommandName, given: number): string {
  const words = USAGE[name].line
    .replace(/\[[^\]]*\]/g, '')
    .replace(/--\S+ \S+/g, '')
    .trim()
    .split(/ +/);
  return words[given + 1] ?? 'more words';
}

function parseStrictly(argv: readonly string[], name: CommandName | null): { values: Values; words: readonly string[] } {
  try {
    const options: ParseArgsOptionsConfig = { ...GLOBAL_OPTIONS, ...(name === null ? {} : USAGE[name].options) };
    const { values, positionals } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
    return { values: values as Values, words: positionals.slice(1) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw usageError(plainer(error.message), name);
  }
}

/** The messages of parseArgs go on about syntax; a person needs the flag. */
function plainer(message: string): string {
  const unknown = /^Unknown option '([^']+)'/.exec(message);
  if (unknown) return `There is no flag ${unknown[1]} here.`;
  const missing = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing/.exec(message) ?? /^Option '(--[\w-]+)' argument is ambiguous/.exec(message);
  if (missing) return `${missing[1]} needs a value${message.includes('ambiguous') ? `; a value that begins with "-" is written ${missing[1]}=VALUE` : ''}.`;
  const extra = /^Option '(?:-\w, )?(--[\w-]+)' does not take an argument/.exec(message);
  return extra ? `${extra[1]} takes no value.` : message;
}

function globalFlags(values: Values, name: CommandName): GlobalFlags {
  const today = text(values, 'today', name);
  if (today !== null && !isIsoDate(today)) throw usageError(`--today ${today} is not a date; write it as 2026-09-30.`, name);
  return { db: text(values, 'db', name), today, as: text(values, 'as', name), json: values['json'] === true };
}

function text(values: Values, flag: string, name: CommandName): string | null {
  const value = values[flag];
  if (value === undefined || typeof value === 'boolean') return null;
  if (value.trim() === '') throw usageError(`--${flag} needs a value.`, name);
  return value;
}

function needed(values: Values, flag: string, name: CommandName): string {
  const value = text(values, flag, name);
  if (value === null) throw usageError(`"${name}" needs --${flag}.`, name);
  return value;
}

function monthWord(word: string, name: CommandName): Month {
  if (!isMonth(word)) throw usageError(`${word} is not a month; write it as 2026-09.`, name);
  return word;
}

function oneOf<T extends string>(word: string, known: readonly T[], what: string, name: CommandName): T {
  const found = known.find((candidate) => candidate === word);
  if (found === undefined) throw usageError(`${word} is not ${what}: ${known.join(', ')}.`, name);
  return found;
}

type Reader = (words: readonly string[], values: Values) => Command;

const COMMANDS: Readonly<Record<CommandName, Reader>> = {
  init: (_, values) => ({
    name: 'init',
    terms: text(values, 'terms', 'init'),
    mode: oneOf(text(values, 'mode', 'init') ?? 'solo', ['solo', 'team'], 'a mode', 'init'),
    sample: values['sample'] === true,
  }),
  import: (paths, values) => {
    if (paths.includes('')) throw usageError('A path is empty.', 'import');
    return { name: 'import', paths, dryRun: values['dry-run'] === true };
  },
  close: ([word = ''], values) => {
    const first = monthWord(word, 'close');
    const last = text(values, 'through', 'close');
    const through = last === null ? null : monthWord(last, 'close');
    if (through !== null && through < first) throw usageError(`--through ${through} is before ${first}.`, 'close');
    return { name: 'close', month: first, through, preview: values['preview'] === true, acceptVariances: text(values, 'accept-variances', 'close') };
  },
  payouts: ([quarter = '', act = '']) => {
    if (!isQuarter(quarter)) throw usageError(`${quarter} is not a quarter; write it as 2026-Q3.`, 'payouts');
    return { name: 'payouts', quarter, act: oneOf(act, PAYOUT_ACTS, 'something to do with a run', 'payouts') };
  },
  export: ([kind = ''], values) => {
    if (kind === 'statements' || kind === 'bank-file') {
      const quarter = needed(values, 'quarter', 'export');
      if (!isQuarter(quarter)) throw usageError(`${quarter} is not a quarter; write it as 2026-Q3.`, 'export');
      const out = needed(values, 'out', 'export');
      if (kind === 'statements') return { name: 'export', kind, quarter, partner: text(values, 'partner', 'export'), out };
      const profile = oneOf(text(values, 'profile', 'export') ?? 'generic-v1', BANK_PROFILES, 'a profile', 'export');
      return { name: 'export', kind, quarter, profile, again: text(values, 'again', 'export'), out };
    }
    if (kind !== 'journal') {
      const known = EXPORT_KINDS.includes(kind);
      throw usageError(
        `${known ? `This version does not write "${kind}" yet` : `There is no export "${kind}"`}. It writes: journal, statements, bank-file.`,
        'export',
      );
    }
    const from = monthWord(needed(values, 'from', 'export'), 'export');
    const to = monthWord(needed(values, 'to', 'export'), 'export');
    if (to < from) throw usageError(`--to ${to} is before --from ${from}.`, 'export');
    return { name: 'export', kind, from, to, out: needed(values, 'out', 'export') };
  },
  verify: () => ({ name: 'verify' }),
  backup: ([path = '']) => ({ name: 'backup', path: pathWord(path, 'backup') }),
  restore: ([path = '']) => ({ name: 'restore', path: pathWord(path, 'restore') }),
  call: ([procedure = '', input]) => ({ name: 'call', procedure, input: input ?? null }),
  procedures: () => ({ name: 'procedures' }),
  serve: (_, values) => ({ name: 'serve', port: portOf(text(values, 'port', 'serve')), open: values['open'] === true }),
  doctor: () => ({ name: 'doctor' }),
};

function pathWord(path: string, name: CommandName): string {
  if (path === '') throw usageError('The path is empty.', name);
  return path;
}

function portOf(word: string | null): number | null {
  if (word === null) return null;
  const port = /^\d{1,5}$/.test(word) ? Number(word) : Number.NaN;
  if (!(port <= 65_535)) throw usageError(`${word} is not a port; ports are 0 (any free one) to 65535.`, 'serve');
  return port;
}
