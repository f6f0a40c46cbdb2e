import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initDatabase } from '../../src/app/init.ts';
import { openDatabase } from '../../src/db/open.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { cli, json, programmeFolder, refusal, start, tempFolder } from './support/spawn.ts';

/** A new database in a folder of its own, and the flags that name it. */
async function programme(): Promise<{ folder: string; flags: string[]; input: string; db: string }> {
  const folder = tempFolder();
  const db = join(folder, 'a.pdesk');
  const flags = ['--db', db, '--today', '2026-04-15'];
  await initDatabase({ dbPath: db, clock: systemClock(), mode: 'solo' });
  return { folder, flags, input: programmeFolder(folder), db };
}

describe('init', () => {
  test('creates a file for its user only, never over another', async () => {
    const db = join(tempFolder(), 'a.pdesk');
    const flags = ['--db', db];
    expect(await json([...flags, 'init'])).toMatchObject({ path: db, mode: 'solo', sample: false });
    expect(statSync(db).mode & 0o077).toBe(0);
    expect(await refusal([...flags, 'init'])).toMatchObject({ code: 'FILE_EXISTS', exit: 1 });
  });

  test('without --db in the folder of the desktop application, which it makes', async () => {
    const folder = tempFolder();
    const env = { XDG_DATA_HOME: join(folder, 'data') };
    expect(await refusal(['verify'], { env })).toMatchObject({ code: 'DATABASE_MISSING', exit: 1 });
    await json(['init'], { env });
    expect(readdirSync(join(folder, 'data', 'Partnerdesk'))).toContain('partnerdesk.pdesk');
    expect(await json(['call', 'system.info'], { env: { PARTNERDESK_DB: join(folder, 'data', 'Partnerdesk', 'partnerdesk.pdesk') } })).toMatchObject({
      mode: 'solo',
    });
  });

  test('terms: an unknown key or a bad value is refused by name', async () => {
    const folder = tempFolder();
    const terms = join(folder, 'terms.json');
    const args = ['--db', join(folder, 'a.pdesk'), 'init', '--terms', terms];
    expect(await refusal(args)).toMatchObject({ code: 'FILE_UNREADABLE', exit: 1 });
    for (const [text, named] of [
      ['{"grece":"none"}', /grece/],
      ['{"grace":"never"}', /grace/],
      ['{"withholding":{"filr":1}}', /withholding\.filr/],
      ['{"clawbackDays":1.5}', /clawbackDays/],
      ['{', /not JSON/],
      ['[]', /object/],
    ] as const) {
      writeFileSync(terms, text);
      const { code, message, exit } = await refusal(args);
      expect([code, exit]).toEqual(['TERMS_INVALID', 1]);
      expect(message).toMatch(named);
    }
    expect(existsSync(join(folder, 'a.pdesk'))).toBe(false);
    writeFileSync(terms, '\ufeff{"minimumPayoutPaisa":500000}');
    await json(args);
  });
});

describe('import', () => {
  test('a folder: dry run, then for good, then unchanged', async () => {
    const { flags, input } = await programme();
    const dry = await json([...flags, 'import', input, '--dry-run']);
    expect(dry).toMatchObject({ dryRun: true, taken: false, counts: { partners: { new: 2 }, deals: { new: 2 }, billing: { new: 5 } } });
    expect(await json([...flags, 'import', input])).toMatchObject({ taken: true, counts: { billing: { new: 5 } } });
    expect(await json([...flags, 'import', input])).toMatchObject({ counts: { billing: { new: 0, unchanged: 5 } } });
  });

  test('a bad row: nothing is taken, the report names it', async () => {
    const { flags, input } = await programme();
    writeFileSync(join(input, 'deals.csv'), readFileSync(join(input, 'deals.csv'), 'utf8').replace('P-2', 'P-9'));
    const refused = await refusal([...flags, 'import', input]);
    expect(refused).toMatchObject({ code: 'IMPORT_REFUSED', exit: 1, details: { taken: false } });
    expect((refused.details as { errors: unknown[] }).errors).toContainEqual(expect.objectContaining({ file: 'deals.csv', row: 3, column: 'partner_code' }));
    expect(await refusal([...flags, 'import', input, '--dry-run'])).toMatchObject({ code: 'IMPORT_REFUSED' });
    expect(await json([...flags, 'call', 'deals.rates'])).toEqual([]);
  });

  test('what is no import file: missing path, empty folder, Excel locks and notes are left alone', async () => {
    const { flags, folder, input } = await programme();
    expect(await refusal([...flags, 'import', join(folder, 'nowhere')])).toMatchObject({ code: 'FILE_UNREADABLE', exit: 1 });
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'empty', 'notes.txt'), 'hello');
    expect(await refusal([...flags, 'import', join(folder, 'empty')])).toMatchObject({ code: 'FILE_UNREADABLE' });
    for (const name of ['~$deals.xlsx', '.hidden.csv', 'readme.md']) writeFileSync(join(input, name), 'x');
    expect(await json([...flags, 'import', input])).toMatchObject({ files: [{ name: 'billing.csv' }, { name: 'deals.csv' }, { name: 'partners.csv' }] });
  });
});

describe('close, payouts, export', () => {
  test('from import to paid quarter', async () => {
    const { flags, folder, input } = await programme();
    await json([...flags, 'import', input]);
    expect(await json([...flags, 'close', '2026-01', '--preview'])).toMatchObject({ month: '2026-01', totals: { recurringPaisa: 15_000_000 }, blockers: [] });
    expect(await json([...flags, 'close', '2026-01'])).toMatchObject({ month: '2026-01', totals: { totalPaisa: 15_000_000, lines: 1 } });
    expect(await refusal([...flags, 'close', '2026-01'])).toMatchObject({ code: 'MONTH_ALREADY_CLOSED', exit: 1 });
    expect(await refusal([...flags, 'close', '2026-02'])).toMatchObject({ code: 'MONTH_NOT_READY', exit: 1, details: { blockers: [{ deal: 'D-2' }] } });
    const both = await json([...flags, 'close', '2026-02', '--through', '2026-03', '--accept-variances', 'agreed with the client']);
    expect(both).toMatchObject({ months: [{ month: '2026-02', variancesWorked: 1 }, { month: '2026-03' }] });

    for (const act of ['propose', 'approve', 'send', 'pay'])
      expect(await json([...flags, 'payouts', '2026-Q1', act])).toMatchObject({ quarter: '2026-Q1', grossPaisa: 74_250_000 });
    expect(await refusal([...flags, 'payouts', '2026-Q1', 'pay'])).toMatchObject({ exit: 1 });

    const out = join(folder, 'journal.csv');
    const written = await json([...flags, 'export', 'journal', '--from', '2026-01', '--to', '2026-03', '--out', out]);
    expect(written).toMatchObject({ path: out, bytes: statSync(out).size });
    expect(await json([...flags, 'export', 'journal', '--from', '2026-01', '--to', '2026-03', '--out', folder])).toMatchObject({
      path: expect.stringMatching(/\.csv$/),
    });
    expect(
      await refusal([...flags, 'export', 'journal', '--from', '2026-01', '--to', '2026-03', '--out', join(folder, 'no', 'such', 'folder.csv')]),
    ).toMatchObject({ exit: 1 });
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  }, 60_000);

  test('when a later month is refused, the error says which were closed', async () => {
    const { flags, input } = await programme();
    await json([...flags, 'import', input]);
    const refused = await refusal([...flags, 'close', '2026-01', '--through', '2026-03']);
    expect(refused).toMatchObject({ code: 'MONTH_NOT_READY', details: { closedMonths: ['2026-01'], blockers: [{ deal: 'D-2' }] } });
    expect(refused.message).toContain('2026-01 was closed before that');
  });

  test('a person reads tables', async () => {
    const { flags, input } = await programme();
    const imported = await cli([...flags, 'import', input]);
    expect(imported.out).toMatch(/Kind +New +Changed +Unchanged\n─+\n[\s\S]*Total +9 +0 +0/);
    const closed = await cli([...flags, 'close', '2026-01', '--through', '2026-03', '--accept-variances', 'agreed']);
    expect(closed.out).toMatch(/2026-02 +292,500\.00 .* 292,500\.00 +2\n/);
    expect(closed.out).toMatch(/Total +742,500\.00 .* 742,500\.00 +5\n/);
    expect(closed.out).toContain('3 months closed. 1 variance worked');
    const proposed = await cli([...flags, 'payouts', '2026-Q1', 'propose']);
    expect(proposed.out).toMatch(/P-1 .* 450,000\.00 +54,000\.00 +396,000\.00 +0\.00 +proposed\n/);
    expect(proposed.out).not.toContain('\u001b');
  });
});

describe('verify', () => {
  test('a sound file, and one that somebody tampered with', async () => {
    const { flags, input, db } = await programme();
    await json([...flags, 'import', input]);
    await json([...flags, 'close', '2026-01']);
    expect(await json([...flags, 'verify'])).toMatchObject({ ok: true });
    expect((await cli([...flags, 'verify'])).out).toMatch(/^Check +Checked +Problems +Result\n─+\n[\s\S]*All \d+ checks hold\.\n$/);
    const file = openDatabase(db);
    file.raw.exec('DROP TRIGGER accrual_lines_no_update; UPDATE accrual_lines SET amount_paisa = amount_paisa + 1');
    file.close();
    const failed = await cli([...flags, 'verify', '--json']);
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toMatchObject({ ok: false });
    expect(JSON.parse(failed.err)).toMatchObject({ error: { code: 'VERIFY_FAILED', details: { failed: expect.arrayContaining(['lines']) } } });
    expect((await cli([...flags, 'verify'])).out).toContain('FAILED');
  });
});

describe('backup and restore', () => {
  test('a copy and back, the old file kept', async () => {
    const { flags, folder, input } = await programme();
    const copy = join(folder, 'copy.pdesk');
    await json([...flags, 'import', input]);
    expect(await json([...flags, 'backup', copy])).toEqual({ path: copy });
    expect(await refusal([...flags, 'backup', copy])).toMatchObject({ code: 'FILE_EXISTS', exit: 1 });
    await json([...flags, 'close', '2026-01']);
    const restored = (await json([...flags, 'restore', copy])) as { path: string; kept: string };
    expect(existsSync(restored.kept)).toBe(true);
    expect(await json([...flags, 'call', 'months.list'])).toMatchObject({ closed: [], next: '2026-01' });
    expect(await refusal([...flags, 'restore', join(folder, 'none.pdesk')])).toMatchObject({ code: 'DATABASE_MISSING', exit: 1 });
    expect(await refusal(['--db', join(folder, 'none.pdesk'), 'backup', join(folder, 'x')])).toMatchObject({ code: 'DATABASE_MISSING' });
    const nowhere = join(folder, 'no', 'folder', 'x.pdesk');
    expect(await refusal([...flags, 'backup', nowhere])).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('does not exist') });
    expect(await refusal(['--db', nowhere, 'restore', copy])).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await refusal(['--db', nowhere, 'init'])).toMatchObject({ code: 'FILE_UNREADABLE' });
    writeFileSync(join(folder, 'junk'), 'not a database at all, but long enough to look at '.repeat(100));
    expect((await refusal([...flags, 'restore', join(folder, 'junk')])).code).toMatch(/^DATABASE_/);
  });
});

describe('call and procedures', () => {
  test('the input is a word or standard input; the answer is JSON either way', async () => {
    const { flags, input } = await programme();
    await json([...flags, 'import', input]);
    const asked = await json([...flags, 'call', 'tiers.asOf', '{"date":"2026-03-31"}']);
    expect(asked).toMatchObject([{ partner: 'P-1', tier: 'bronze', count: 1 }, { partner: 'P-2' }]);
    expect(await json([...flags, 'call', 'tiers.asOf', '-'], { stdin: '{"date":"2026-03-31"}' })).toEqual(asked);
    const person = await cli([...flags, 'call', 'tiers.asOf', '{"date":"2026-03-31"}']);
    expect(JSON.parse(person.out)).toEqual(asked);
    expect(person.out.split('\n').length).toBeGreaterThan(5);
  });

  test('refusals keep their code', async () => {
    const { flags } = await programme();
    expect(await refusal([...flags, 'call', 'no.such'])).toMatchObject({ code: 'UNKNOWN_PROCEDURE', exit: 1 });
    expect(await refusal([...flags, 'call', 'tiers.asOf', '{"date":"2026-02-30"}'])).toMatchObject({ code: 'BAD_INPUT', exit: 1 });
    expect(await refusal([...flags, 'call', 'tiers.asOf', '{"date":"2026-03-31","more":1}'])).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('more'),
    });
    expect(await refusal([...flags, 'call', 'tiers.asOf', '{date}'])).toMatchObject({ code: 'USAGE', exit: 2 });
    expect(await refusal(['--db', '/etc/hostname', 'call', 'deals.rates'])).toMatchObject({ exit: 1 });
  });

  test('procedures come with their schemas, without a database', async () => {
    const all = (await json(['procedures'])) as {
      name: string;
      kind: string;
      frozen: boolean;
      input: { properties?: object; additionalProperties?: boolean };
      output: object;
    }[];
    const asOf = all.find((procedure) => procedure.name === 'tiers.asOf');
    expect(asOf).toMatchObject({
      kind: 'query',
      permission: 'read',
      frozen: true,
      rules: expect.arrayContaining(['1.2']),
      input: { type: 'object', properties: { date: { type: 'string' } }, required: ['date'], additionalProperties: false },
      output: { type: 'array' },
    });
    expect(all.filter((procedure) => procedure.frozen).map((procedure) => procedure.name)).toEqual([
      'accruals.list',
      'balances.partners',
      'deals.rates',
      'journal.trialBalance',
      'payouts.quarter',
      'reconciliation.month',
      'tiers.asOf',
      'tiers.history',
    ]);
    for (const { input, output } of all) expect([typeof input, typeof output]).toEqual(['object', 'object']);
    expect((await cli(['procedures'])).out).toMatch(/^Name +Kind +Permission/);
  });
});

describe('the command line itself', () => {
  test('wrong usage: exit 2, JSON where no person reads, the usage with it', async () => {
    expect(await refusal(['close'])).toMatchObject({ code: 'USAGE', exit: 2, details: { usage: expect.stringMatching(/^partnerdesk close MONTH/) } });
    const piped = await cli(['frobnicate']);
    expect([piped.code, piped.out]).toEqual([2, '']);
    expect(JSON.parse(piped.err)).toMatchObject({ error: { code: 'USAGE' } });
  });

  test('help and version go to standard output', async () => {
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
    expect(await cli(['close', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--accept-variances REASON'), err: '' });
  });

  test('--as is who acted', async () => {
    const { flags, input } = await programme();
    await json([...flags, '--as', 'asma', 'import', input]);
    expect(await json([...flags, 'call', 'imports.list'])).toMatchObject([{ actor: 'asma' }]);
  });

  test('doctor names what it found, with hints; a missing file is no failure', async () => {
    const report = (await json(['--db', join(tempFolder(), 'none.pdesk'), 'doctor'])) as {
      ok: boolean;
      checks: { name: string; state: string; hint: string | null }[];
    };
    expect(report.ok).toBe(true);
    expect(report.checks.map((check) => check.name)).toEqual(
      expect.arrayContaining(['Node', 'Native module', 'SQLite', 'Migrations', 'Database', 'Business date', 'Fonts', 'Folder']),
    );
    expect(report.checks.find((check) => check.name === 'Database')).toMatchObject({ state: 'warn', hint: expect.stringContaining('init') });
    const junk = join(tempFolder(), 'junk.pdesk');
    writeFileSync(junk, 'junk'.repeat(2000));
    const failed = await cli(['--db', junk, 'doctor', '--json']);
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toMatchObject({ ok: false });
    expect(JSON.parse(failed.err)).toMatchObject({ error: { code: 'VERIFY_FAILED', details: { failed: ['Database'] } } });
  });

  test('an early end of the pipe is no failure', async () => {
    const child = start(['procedures', '--json']);
    child.stdout.destroy();
    child.stdin.end();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(err).toBe('');
  });
});
