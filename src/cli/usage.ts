import type { ParseArgsOptionsConfig } from 'node:util';

export const COMMAND_NAMES = ['init', 'import', 'close', 'payouts', 'export', 'verify', 'backup', 'restore', 'call', 'procedures', 'serve', 'doctor'] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export const GLOBAL_OPTIONS = {
  db: { type: 'string' },
  today: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

export interface CommandUsage {
  /** The command with its words and flags, as a person types it. */
  readonly line: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** Least and most words after the command. */
  readonly words: readonly [number, number];
  readonly notes: readonly string[];
}

const usage = (
  line: string,
  summary: string,
  words: readonly [number, number],
  options: ParseArgsOptionsConfig = {},
  notes: readonly string[] = [],
): CommandUsage => ({ line, summary, options, words, notes });

/** Every command of interchange.md. An option means the same kind of value wherever it occurs: the first scan relies on it. */
export const USAGE: Readonly<Record<CommandName, CommandUsage>> = {
  init: usage(
    'init [--terms FILE] [--mode solo|team] [--sample]',
    'Creates a database',
    [0, 0],
    { terms: { type: 'string' }, mode: { type: 'string' }, sample: { type: 'boolean' } },
    [
      '--terms FILE  programme terms as JSON; what it leaves out has its default',
      '--mode MODE   solo (default): one operator, no sign-in; team: sign-in, roles, maker-checker',
      '--sample      fills it with a made-up programme to look at',
    ],
  ),
  import: usage(
    'import PATH… [--dry-run]',
    'Takes import files, or a folder of them, all or nothing',
    [1, Number.POSITIVE_INFINITY],
    { 'dry-run': { type: 'boolean' } },
    ['PATH       .csv or .xlsx files; of a folder, every such file in it', '--dry-run  reports the same and changes nothing'],
  ),
  close: usage(
    'close MONTH [--through MONTH] [--preview] [--accept-variances REASON]',
    'Closes a month, or all up to one',
    [1, 1],
    { through: { type: 'string' }, preview: { type: 'boolean' }, 'accept-variances': { type: 'string' } },
    [
      'MONTH                      as 2026-09',
      '--through MONTH            closes every month from the first to this one',
      '--preview                  shows what would be posted and what stands in the way; posts nothing',
      '--accept-variances REASON  works every open variance with this reason, and leaves open exceptions out',
    ],
  ),
  payouts: usage('payouts QUARTER propose|approve|send|pay', 'Drives a payout run', [2, 2], {}, ['QUARTER  as 2026-Q3']),
  export: usage(
    'export journal|statements|bank-file … --out PATH',
    'Writes files',
    [1, 1],
    {
      from: { type: 'string' },
      to: { type: 'string' },
      quarter: { type: 'string' },
      partner: { type: 'string' },
      profile: { type: 'string' },
      again: { type: 'string' },
      out: { type: 'string' },
    },
    [
      'journal --from MONTH --to MONTH  the journal of these months as CSV',
      'statements --quarter QUARTER     the statements of a quarter as PDF, one a partner; drafts until they are issued',
      '--partner CODE                   the statement of this partner only',
      'bank-file --quarter QUARTER      the payments of an approved run that did not go out yet',
      '--profile generic-v1|hbl-like|pain.001.001.09',
      '--again REASON                   writes payments that went out before once more',
      '--out PATH                       the file to write (replaced when it exists), or the folder to put files in',
    ],
  ),
  verify: usage('verify', 'Recomputes everything from sources and checks every invariant', [0, 0]),
  backup: usage('backup PATH', 'Makes a consistent copy, also while the file is in use; never overwrites', [1, 1]),
  restore: usage('restore PATH', 'Puts a checked copy in the place of the database; the old file is kept beside it', [1, 1]),
  call: usage('call PROCEDURE [JSON]', 'Calls any procedure of the contract and prints its answer as JSON', [1, 2], {}, [
    'JSON  the input; "-" reads it from standard input; none is {}',
  ]),
  procedures: usage('procedures', 'Lists the procedures; with --json also their input and output as JSON Schema', [0, 0]),
  serve: usage(
    'serve [--port N] [--open]',
    'Opens the application to a browser on this computer',
    [0, 0],
    { port: { type: 'string' }, open: { type: 'boolean' } },
    ['--port N  default 4780, or any free one when that is taken', '--open    opens the link in your browser'],
  ),
  doctor: usage('doctor', 'Checks this installation', [0, 0]),
};

const GLOBAL_HELP = [
  '--db FILE     the database; default: that of the desktop application',
  '--today DATE  the business date as 2026-09-30; default: today in Asia/Karachi',
  '--as USER     who acts',
  '--json        one JSON document on standard output, nothing else',
  '--help        this, or the help of a command',
  '--version     the version',
];

export const MAIN_LINE = 'partnerdesk [--db FILE] [--today DATE] [--as USER] [--json] COMMAND …';

/** What `--help` shows: of one command, or of all. */
export function helpText(command: CommandName | null): string {
  const globals = ['Everywhere:', ...GLOBAL_HELP.map((line) => `  ${line}`)];
  if (command) {
    const { line, summary, notes } = USAGE[command];
    return [`${summary}.`, '', `  partnerdesk ${line}`, ...(notes.length > 0 ? ['', ...notes.map((note) => `  ${note}`)] : []), '', ...globals].join('\n');
  }
  const width = Math.max(...COMMAND_NAMES.map((name) => name.length));
  const commands = COMMAND_NAMES.map((name) => `  ${name.padEnd(width)}  ${USAGE[name].summary}`);
  return [MAIN_LINE, '', 'Commands:', ...commands, '', ...globals, '', 'partnerdesk COMMAND --help says more about one of them.'].join('\n');
}
