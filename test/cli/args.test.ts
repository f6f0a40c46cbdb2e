import { describe, expect, test } from 'vitest';
import { parseCommandLine, wantsJson } from '../../src/cli/args.ts';
import { COMMAND_NAMES, helpText, USAGE } from '../../src/cli/usage.ts';
import { AppError } from '../../src/shared/errors.ts';

const run = (line: string[]) => {
  const parsed = parseCommandLine(line);
  if (parsed.kind !== 'run') throw new Error(`not a command: ${parsed.kind}`);
  return parsed;
};

function refusal(line: string[]): { message: string; usage: string } {
  try {
    parseCommandLine(line);
  } catch (error) {
    if (error instanceof AppError && error.code === 'USAGE') return { message: error.message, usage: (error.details as { usage: string }).usage };
    throw error;
  }
  throw new Error(`accepted: ${line.join(' ')}`);
}

describe('commands of interchange.md', () => {
  test.each<[string[], unknown]>([
    [['init'], { name: 'init', terms: null, mode: 'solo', sample: false }],
    [['init', '--terms', 't.json', '--mode', 'team', '--sample'], { name: 'init', terms: 't.json', mode: 'team', sample: true }],
    [['import', 'a.csv', 'b.csv', '--dry-run'], { name: 'import', paths: ['a.csv', 'b.csv'], dryRun: true }],
    [['close', '2026-03'], { name: 'close', month: '2026-03', through: null, preview: false, acceptVariances: null }],
    [
      ['close', '2026-01', '--through', '2026-03', '--accept-variances', 'agreed'],
      { name: 'close', month: '2026-01', through: '2026-03', preview: false, acceptVariances: 'agreed' },
    ],
    [['close', '2026-03', '--preview'], { name: 'close', month: '2026-03', through: null, preview: true, acceptVariances: null }],
    [['payouts', '2026-Q1', 'propose'], { name: 'payouts', quarter: '2026-Q1', act: 'propose' }],
    [
      ['export', 'journal', '--from', '2026-01', '--to', '2026-03', '--out', 'j.csv'],
      { name: 'export', kind: 'journal', from: '2026-01', to: '2026-03', out: 'j.csv' },
    ],
    [['verify'], { name: 'verify' }],
    [['backup', 'copy.pdesk'], { name: 'backup', path: 'copy.pdesk' }],
    [['restore', 'copy.pdesk'], { name: 'restore', path: 'copy.pdesk' }],
    [['call', 'tiers.asOf', '{"date":"2026-03-31"}'], { name: 'call', procedure: 'tiers.asOf', input: '{"date":"2026-03-31"}' }],
    [['call', 'tiers.history', '-'], { name: 'call', procedure: 'tiers.history', input: '-' }],
    [['call', 'deals.rates'], { name: 'call', procedure: 'deals.rates', input: null }],
    [['procedures'], { name: 'procedures' }],
    [['serve', '--port', '0'], { name: 'serve', port: 0, open: false }],
    [['serve', '--open'], { name: 'serve', port: null, open: true }],
    [['doctor'], { name: 'doctor' }],
  ])('%j', (line, command) => {
    expect(run(line).command).toEqual(command);
  });

  test('global flags stand before or after the command', () => {
    const flags = { db: 'f.pdesk', today: '2026-09-30', as: 'asma', json: true };
    expect(run(['--db', 'f.pdesk', '--today', '2026-09-30', '--as', 'asma', '--json', 'verify']).flags).toEqual(flags);
    expect(run(['verify', '--db', 'f.pdesk', '--today=2026-09-30', '--as', 'asma', '--json']).flags).toEqual(flags);
    expect(run(['--through', '2026-02', 'close', '2026-01']).command).toMatchObject({ month: '2026-01', through: '2026-02' });
    expect(run(['verify']).flags).toEqual({ db: null, today: null, as: null, json: false });
  });

  test('words after -- are never flags', () => {
    expect(run(['import', '--', '--odd.csv']).command).toMatchObject({ paths: ['--odd.csv'] });
    expect(wantsJson(['import', '--', '--json'])).toBe(false);
    expect(wantsJson(['nonsense', '--json'])).toBe(true);
  });
});

describe('wrong usage', () => {
  test.each<[string[], RegExp]>([
    [[], /No command/],
    [['frobnicate'], /no command "frobnicate"/],
    [['toString'], /no command "toString"/],
    [['verify', '--fast'], /no flag --fast/],
    [['verify', '-x'], /no flag -x/],
    [['verify', '--dry-run'], /no flag --dry-run/],
    [['verify', 'twice'], /"twice"/],
    [['import'], /needs PATH/],
    [['import', ''], /path is empty/],
    [['close'], /needs MONTH\./],
    [['close', '2026-13'], /2026-13 is not a month/],
    [['close', '2026-1'], /not a month/],
    [['close', '2026-03', '--through'], /--through needs a value/],
    [['close', '2026-03', '--through', '--json'], /--through needs a value/],
    [['close', '2026-03', '--through', '2026-02'], /before/],
    [['close', '2026-03', '--accept-variances', ' '], /needs a value/],
    [['payouts', '2026-Q5', 'propose'], /not a quarter/],
    [['payouts', '2026-Q1', 'refund'], /propose, approve, send, pay/],
    [['payouts', '2026-Q1'], /needs propose\|approve\|send\|pay/],
    [['export', 'workbook', '--out', 'x'], /does not write "workbook" yet.*journal/],
    [['export', 'novel', '--out', 'x'], /no export "novel".*journal/],
    [['export', 'journal', '--from', '2026-01', '--to', '2026-02'], /--out/],
    [['export', 'journal', '--from', '2026-03', '--to', '2026-02', '--out', 'x'], /before/],
    [['export', '--out', 'x'], /needs journal/],
    [['backup'], /needs PATH/],
    [['call'], /needs PROCEDURE/],
    [['call', 'a', 'b', 'c'], /"c"/],
    [['serve', '--port', '70000'], /not a port/],
    [['serve', '--port', 'http'], /not a port/],
    [['init', '--mode', 'pair'], /solo, team/],
    [['verify', '--today', '2026-02-30'], /not a date/],
    [['verify', '--today', ''], /--today needs a value/],
    [['verify', '--db', ''], /--db needs a value/],
    [['verify', '--json=yes'], /--json takes no value/],
  ])('%j', (line, message) => {
    const { message: said, usage } = refusal(line);
    expect(said).toMatch(message);
    expect(usage).toMatch(/^partnerdesk /);
    const name = COMMAND_NAMES.find((candidate) => candidate === line[0]);
    if (name) expect(usage).toBe(`partnerdesk ${USAGE[name].line}`);
  });
});

describe('help', () => {
  test('of everything and of a command', () => {
    expect(parseCommandLine(['--help'])).toEqual({ kind: 'help', command: null });
    expect(parseCommandLine(['close', '--help'])).toEqual({ kind: 'help', command: 'close' });
    expect(parseCommandLine(['-h', 'close'])).toEqual({ kind: 'help', command: 'close' });
    expect(parseCommandLine(['--version'])).toEqual({ kind: 'version' });
    for (const name of COMMAND_NAMES) {
      expect(helpText(null)).toContain(`  ${name} `);
      expect(helpText(name)).toContain(USAGE[name].line);
    }
  });
});
