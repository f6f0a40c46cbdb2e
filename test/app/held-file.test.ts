import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { backupsFolder } from '../../src/app/backup-folder.ts';
import { createApp } from '../../src/app/create-app.ts';
import { type RunFileJob, runFileJob } from '../../src/app/file-job.ts';
import { HeldFile, type HeldFileConfig } from '../../src/app/held-file.ts';
import { initDatabase } from '../../src/app/init.ts';
import { holderOf, holderText } from '../../src/app/lease.ts';
import type { ChangeEvent } from '../../src/contract/host.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type Clock, systemClock } from '../../src/ports/clock.ts';

const clock = systemClock();
const CALL = { host: 'test' } as const;

async function newFile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-held-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'acme.pdesk');
  await initDatabase({ dbPath: path, clock, mode: 'solo' });
  return path;
}

async function hold(path: string, change: Partial<HeldFileConfig> = {}): Promise<HeldFile> {
  const held = new HeldFile({
    path,
    door: 'browser',
    openPool: (readonly) => createApp({ dbPath: path, clock, readonly, log: () => {} }),
    automaticBackups: () => false,
    clock,
    runJob: runFileJob,
    log: () => {},
    beatEveryMs: 30,
    ...change,
  });
  onTestFinished(() => held.close());
  await held.open();
  await held.keeper.idle(); // the backup of the opening
  return held;
}

const verify = (held: HeldFile, requestId?: string) =>
  held.dispatch('system.recordVerify', { ok: true }, { ...CALL, ...(requestId === undefined ? {} : { requestId }) });
const auditRows = (path: string): number => {
  const db = openDatabase(path, { readonly: true });
  try {
    return db.get<{ n: number }>('SELECT count(*) AS n FROM audit_rows')?.n ?? -1;
  } finally {
    db.close();
  }
};

describe('B8, C10: who holds the file', () => {
  test('the second reads along and is told who holds it, by person, computer, time and door', async () => {
    const path = await newFile();
    const first = await hold(path, { door: 'window' });
    const second = await hold(path);
    expect(first.holder).toBeNull();
    expect(second.holder).toMatchObject({ user: userInfo().username, machine: hostname(), process: process.pid, door: 'window', isSilent: false });
    expect(await second.dispatch('system.info', {}, CALL)).toMatchObject({ ok: true });
    const refused = await verify(second);
    expect(refused).toMatchObject({ ok: false, error: { code: 'FILE_HELD', details: { holder: { user: userInfo().username } } } });
    expect(refused.ok ? '' : refused.error.message).toMatch(new RegExp(`^Held by ${userInfo().username} on ${hostname()} since \\d\\d:\\d\\d, window\\. `));
    for (const name of ['months.close', 'imports.run', 'payouts.approve'])
      expect(await second.dispatch(name, {}, CALL), name).toMatchObject({ ok: false, error: { code: 'FILE_HELD' } });
    expect(await verify(first)).toMatchObject({ ok: true });
  });

  test('what is only tried is answered to the second too, on a copy of its own: the preview of a close, the impact of terms; the file keeps its bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pd-held-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'sample.pdesk');
    await initDatabase({ dbPath: path, clock, mode: 'solo', sample: true });
    const first = await hold(path);
    const second = await hold(path);
    expect(second.holder).not.toBeNull();
    const versionOf = openDatabase(path, { readonly: true });
    onTestFinished(() => versionOf.close());
    const before = versionOf.raw.pragma('data_version', { simple: true });
    const tried = [
      ['months.preview', { month: '2026-10' }],
      ['terms.impact', { terms: { effectiveFrom: '2027-01-01', payoutDays: 20 } }],
    ] as const;
    for (const [name, input] of tried) {
      const answer = await second.dispatch(name, input, CALL);
      expect(answer, name).toMatchObject({ ok: true });
      expect(answer, name).toEqual(await first.dispatch(name, input, CALL));
    }
    expect(versionOf.raw.pragma('data_version', { simple: true }), 'nothing was committed').toBe(before);
    expect(await verify(second)).toMatchObject({ ok: false, error: { code: 'FILE_HELD' } });
  });

  test('through a symbolic link it is the same file', async () => {
    const path = await newFile();
    const link = join(path, '..', 'link.pdesk');
    symlinkSync(path, link);
    await hold(path);
    expect((await hold(link)).holder).not.toBeNull();
  });

  test('when the holder closes, the other goes on with the right to change', async () => {
    const path = await newFile();
    const first = await hold(path);
    const second = await hold(path);
    const events: ChangeEvent[] = [];
    second.onChange((event) => events.push(event));
    await first.close();
    await vi.waitFor(() => expect(second.holder).toBeNull());
    expect(await verify(second)).toMatchObject({ ok: true });
    expect(events.some((event) => event.topics.includes('files'))).toBe(true);
  });

  test('taken over, the old holder only reads from its very next act, and says so; nothing is lost', async () => {
    const path = await newFile();
    const first = await hold(path, { beatEveryMs: 60_000 });
    const second = await hold(path, { beatEveryMs: 60_000 });
    expect(await verify(first)).toMatchObject({ ok: true });
    await second.takeOver();
    expect(await verify(first)).toMatchObject({ ok: false, error: { code: 'FILE_HELD' } });
    expect(first.holder).not.toBeNull();
    expect(await verify(second)).toMatchObject({ ok: true });
    expect(auditRows(path)).toBe(3);
    await first.close();
    expect(holderOf(path, clock), 'the one that lost it does not take it away').not.toBeNull();
  });

  test('the lease of a process that was killed is free at once (≤ 5 s), and one that makes no sense stops nobody', async () => {
    const path = await newFile();
    const holder = { user: 'sana', machine: hostname(), process: 2 ** 22 + 1, door: 'window', since: clock.now(), beatAt: clock.now(), token: 'x' };
    writeFileSync(`${path}-lease`, JSON.stringify(holder));
    expect(holderOf(path, clock)).toBeNull();
    expect((await hold(path)).holder).toBeNull();
    for (const text of ['', '{', 'null', '[]', '{"user":1}']) {
      writeFileSync(`${path}-lease`, text);
      expect(holderOf(path, clock), text).toBeNull();
    }
  });

  test('a holder of another computer is believed while it lives, silent after 20 s, and can be taken over', async () => {
    const path = await newFile();
    const holder = {
      user: 'sana',
      machine: 'FIN-02',
      process: 77,
      door: 'window',
      since: '2026-11-22T04:14:00.000Z',
      beatAt: '2026-11-22T04:14:00.000Z',
      token: 'x',
    };
    writeFileSync(`${path}-lease`, JSON.stringify(holder));
    let now = '2026-11-22T04:14:19.000Z';
    const moving: Clock = { ...clock, now: () => now };
    const held = await hold(path, { clock: moving });
    expect(held.holder?.isSilent).toBe(false);
    expect(held.holder === null ? '' : holderText(held.holder)).toBe('Held by sana on FIN-02 since 09:14, window');
    const events: ChangeEvent[] = [];
    held.onChange((event) => events.push(event));
    now = '2026-11-22T04:14:21.000Z';
    await vi.waitFor(() => expect(held.holder?.isSilent).toBe(true));
    expect(events.map((event) => event.topics)).toContainEqual(['files']);
    await held.takeOver();
    expect(await verify(held)).toMatchObject({ ok: true });
  });

  test('signs of life write no audit row, announce nothing and leave the file alone', async () => {
    const path = await newFile();
    const held = await hold(path, { beatEveryMs: 5 });
    const events: ChangeEvent[] = [];
    held.onChange((event) => events.push(event));
    const beat = (): string => (JSON.parse(readFileSync(`${path}-lease`, 'utf8')) as { beatAt: string }).beatAt;
    const [before, bytes] = [beat(), readFileSync(path)];
    await vi.waitFor(() => expect(beat()).not.toBe(before));
    expect(auditRows(path)).toBe(1);
    expect(events).toEqual([]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    await held.close();
    expect(existsSync(`${path}-lease`)).toBe(false);
  });
});

describe('A14: backups by themselves', () => {
  const kept = (path: string): string[] =>
    existsSync(backupsFolder(path))
      ? readdirSync(backupsFolder(path))
          .map((name) => name.replace(/^acme \S+ (\S*).*\.pdesk$/, '$1'))
          .sort()
      : [];
  const automatic = { automaticBackups: () => true, backUpEveryMs: 3_600_000 };

  test('one when the file is opened with changes, none when nothing was done since', async () => {
    const path = await newFile();
    const first = await hold(path, automatic);
    await first.close();
    expect(kept(path)).toEqual(['opened']);
    const second = await hold(path, automatic);
    await verify(second);
    await second.close();
    expect(kept(path)).toEqual(['opened']);
    await (await hold(path, automatic)).close();
    expect(kept(path)).toEqual(['opened', 'opened']);
  });

  test.each([
    ['months.close', { month: '2026-01' }, 'before-close'],
    ['payouts.approve', { quarter: '2026-Q1' }, 'before-payout'],
    ['payouts.send', { quarter: '2026-Q1' }, 'before-payout'],
    ['imports.run', { files: [{ name: 'holidays.csv', base64: '' }] }, 'before-import'],
  ] as const)('before %s, once it changed', async (name, input, why) => {
    const path = await newFile();
    const held = await hold(path, automatic);
    await verify(held);
    await held.dispatch(name, input, CALL);
    await held.keeper.idle();
    expect(kept(path)).toContain(why);
    const before = kept(path).length;
    if (name === 'imports.run') await held.dispatch(name, { ...input, dryRun: true }, CALL);
    await held.dispatch('reconciliation.work', {}, CALL);
    expect(kept(path)).toHaveLength(before);
  });

  test('on its time, only when something was done', async () => {
    const path = await newFile();
    const held = await hold(path, { ...automatic, backUpEveryMs: 40 });
    await verify(held);
    await vi.waitFor(() => expect(kept(path)).toContain('timed'), { timeout: 5_000 });
    const count = kept(path).length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(kept(path)).toHaveLength(count);
  });

  test('none where they are switched off, and none by who only reads', async () => {
    const path = await newFile();
    const off = await hold(path);
    await off.dispatch('months.close', { month: '2026-01' }, CALL);
    const reader = await hold(path, automatic);
    await reader.dispatch('months.close', { month: '2026-01' }, CALL);
    await reader.keeper.idle();
    expect(kept(path)).toEqual([]);
  });

  test('a failure is kept for the health light and stops no work; the next good one clears it', async () => {
    const path = await newFile();
    let isBroken = true;
    const runJob: RunFileJob = async (job) => {
      if (isBroken) throw new Error('the disk is on fire');
      return await runFileJob(job);
    };
    const held = await hold(path, { ...automatic, runJob });
    const events: ChangeEvent[] = [];
    held.onChange((event) => events.push(event));
    await verify(held);
    expect(await held.dispatch('months.close', { month: '2026-01', acceptVariances: 'none' }, CALL)).toMatchObject({ ok: true });
    expect(held.keeper.failure).toMatchObject({ message: expect.stringContaining('acme.pdesk failed') });
    expect(events).toContainEqual({ topics: ['files'], seq: 0 });
    isBroken = false;
    await held.keeper.backUp(null);
    expect(held.keeper.failure).toBeNull();
  });
});
