import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import { openDatabase } from '../../src/db/open.ts';
import { booksProblems } from '../support/books.ts';
import { exactDumpOf } from '../support/dump.ts';
import { ACCEPTED, call, copyDatabase, filesOf, programme, programmeFile, STILL, times, withFile, workFolder } from './support/fixture.ts';
import type { Job } from './support/job.ts';
import { type Ended, type ReplyLine, runChild, startChild } from './support/spawn.ts';

const folder = workFolder();
const EACH = times('WRITER_COUNT', 1000);

/** Starts all, lets them go at once when every one has the file open, and waits for their ends. */
async function race(jobs: readonly Job[]): Promise<Ended[]> {
  const children = jobs.map((job) => startChild({ ...job, barrier: true }));
  await Promise.all(children.map((child) => child.opened));
  for (const child of children) child.process.stdin?.end('\n');
  return Promise.all(children.map((child) => child.ended));
}

const repliesOf = (ended: Ended): ReplyLine[] => ended.lines.filter((line): line is ReplyLine => line.event === 'reply');

function countOf(path: string, sql: string): number {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.get<{ n: number }>(sql)?.n ?? 0;
  } finally {
    connection.close();
  }
}

test(`B5, B8: three processes with ${EACH} commands each on one file: all done, none lost, nobody is told to try again`, {
  timeout: 60_000 + EACH * 200,
}, async () => {
  const path = join(folder, 'writers.pdesk');
  await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
  const { 'billing.csv': _, ...files } = programme({ partners: 10, deals: EACH * 4, months: [] });
  await withFile(path, (app) => call(app, 'imports.run', filesOf(files)));
  const rows = countOf(path, 'SELECT count(*) AS n FROM audit_rows');
  const voidable = Array.from({ length: EACH * 4 }, (_, n) => n + 1).filter((n) => n % 23 !== 0); // the others were cancelled
  const jobs = [0, 1, 2].map((writer) => ({
    db: path,
    brief: true,
    steps: Array.from({ length: EACH }, (_, n) => ({
      call: 'deals.void',
      input: { deal: `D-${String(voidable[writer * EACH + n]).padStart(5, '0')}`, reason: `by writer ${writer}` },
      requestId: `void-${writer}-${n}`,
    })),
  }));
  const ended = await race(jobs);
  const replies = ended.flatMap(repliesOf);
  expect(replies.filter((reply) => !reply.ok).map((reply) => JSON.stringify(reply.body))).toEqual([]);
  expect(replies).toHaveLength(EACH * 3);
  expect(countOf(path, 'SELECT count(*) AS n FROM deals WHERE voided_on IS NOT NULL')).toBe(EACH * 3);
  expect(countOf(path, 'SELECT count(*) AS n FROM audit_rows')).toBe(rows + EACH * 3);
  expect(countOf(path, 'SELECT count(*) AS n FROM requests')).toBe(EACH * 3);
  expect(booksProblems(path)).toEqual([]);
  const waits = replies.map((reply) => reply.ms).sort((a, b) => a - b);
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0;
  process.stdout.write(
    `[writers] ${replies.length} commands, p50 ${waits[Math.floor(waits.length / 2)]?.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${waits.at(-1)?.toFixed(1)} ms\n`,
  );
  expect(p99, 'wait p99').toBeLessThan(2000);
});

test('B9, B6: two processes close the same months at once: each month is closed exactly once', { timeout: 60_000 }, async () => {
  const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
  const start = await programmeFile(join(folder, 'closers.pdesk'), { partners: 10, deals: 200, months });
  const alone = copyDatabase(start, join(folder, 'alone.pdesk'));
  await withFile(alone, async (app) => {
    for (const month of months) await call(app, 'months.close', { month, acceptVariances: ACCEPTED });
  });
  const job = (who: string): Job => ({
    db: start,
    steps: months.map((month) => ({ call: 'months.close', input: { month, acceptVariances: ACCEPTED }, requestId: `${who}-${month}` })),
  });
  const ended = await race([job('one'), job('two')]);
  for (const [index, month] of months.entries()) {
    const outcomes = ended.map((end) => repliesOf(end)[index]).map((reply) => (reply?.ok ? 'closed' : reply?.code));
    expect(outcomes.sort(), month).toEqual(['MONTH_ALREADY_CLOSED', 'closed']);
  }
  const lines = (path: string): Record<string, string | undefined> => {
    const { accrual_lines, partner_months, journal_lines, partner_balances } = exactDumpOf(path);
    return { accrual_lines, partner_months, journal_lines, partner_balances };
  };
  expect(lines(start)).toEqual(lines(alone));
  expect(booksProblems(start)).toEqual([]);
});

test('B4, B9: two processes with the same request id: one effect, one answer for both', { timeout: 60_000 }, async () => {
  const path = await programmeFile(join(folder, 'same.pdesk'), { partners: 10, deals: 200, months: ['2026-01'] });
  const job: Job = { db: path, steps: [{ call: 'months.close', input: { month: '2026-01', acceptVariances: ACCEPTED }, requestId: 'the-same' }] };
  const replies = (await race([job, job, job])).map((end) => repliesOf(end)[0]);
  expect(replies.map((reply) => reply?.ok)).toEqual([true, true, true]);
  expect(new Set(replies.map((reply) => JSON.stringify(reply?.body))).size).toBe(1);
  expect(countOf(path, "SELECT count(*) AS n FROM audit_rows WHERE procedure = 'months.close'")).toBe(1);
});

test('B2: fifty clicks on one button are one act', { timeout: 60_000 }, async () => {
  const size = { partners: 10, deals: 100, months: ['2026-01', '2026-02', '2026-03'] };
  const path = await programmeFile(join(folder, 'clicks.pdesk'), size, 2);
  const more = filesOf(programme({ partners: 5, deals: 30, months: ['2026-03'], from: 500 }));
  const app = await createApp({ dbPath: path, clock: STILL });
  for (const [name, input] of [
    ['imports.run', more],
    ['months.close', { month: '2026-03', acceptVariances: ACCEPTED }],
    ['payouts.propose', { quarter: '2026-Q1' }],
    ['payouts.approve', { quarter: '2026-Q1' }],
    ['payouts.send', { quarter: '2026-Q1' }],
    ['payouts.pay', { quarter: '2026-Q1' }],
  ] as const) {
    const rows = countOf(path, 'SELECT count(*) AS n FROM audit_rows');
    const replies = await Promise.all(Array.from({ length: 50 }, () => app.dispatch(name, input, { host: 'test', requestId: `click-${name}` })));
    expect(
      replies.every((reply) => reply.ok),
      `${name}: ${JSON.stringify(replies[1]).slice(0, 300)}`,
    ).toBe(true);
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size, name).toBe(1);
    expect(countOf(path, 'SELECT count(*) AS n FROM audit_rows'), `${name}: one audit row`).toBe(rows + 1);
  }
  expect(countOf(path, "SELECT count(*) AS n FROM journal_entries WHERE event = 'payout'")).toBe(
    countOf(path, "SELECT count(*) AS n FROM payout_items WHERE state = 'paid'"),
  );
  // the same id for something else is refused, and says so (B3)
  expect(await app.dispatch('payouts.pay', { quarter: '2026-Q2' }, { host: 'test', requestId: 'click-payouts.pay' })).toMatchObject({
    ok: false,
    error: { code: 'IDEMPOTENCY_CONFLICT' },
  });
  await app.close();
  expect(booksProblems(path)).toEqual([]);
});

test('B8: by a symbolic link it is the same file, and a process that was killed holds no lock', { timeout: 60_000 }, async () => {
  const path = join(folder, 'named.pdesk');
  await initDatabase({ dbPath: path, clock: STILL, mode: 'solo' });
  const { 'billing.csv': _, ...files } = programme({ partners: 4, deals: 80, months: [] });
  await withFile(path, (app) => call(app, 'imports.run', filesOf(files)));
  const link = join(folder, 'link.pdesk');
  symlinkSync(path, link);
  const voids = (db: string, from: number): Job => ({
    db,
    brief: true,
    steps: Array.from({ length: 20 }, (_, n) => ({ call: 'deals.void', input: { deal: `D-${String(from + n).padStart(5, '0')}`, reason: 'by two names' } })),
  });
  const replies = (await race([voids(path, 24), voids(link, 47)])).flatMap(repliesOf);
  expect(replies.filter((reply) => !reply.ok)).toEqual([]);
  expect(countOf(path, 'SELECT count(*) AS n FROM deals WHERE voided_on IS NOT NULL')).toBe(40);
  expect(booksProblems(path)).toEqual([]);
  await runChild({ ...voids(path, 1), die: { at: 'commit' } });
  const begun = performance.now();
  await withFile(path, (app) => call(app, 'system.recordVerify', { ok: true }));
  expect(performance.now() - begun, 'a lock left behind').toBeLessThan(5000);
});
