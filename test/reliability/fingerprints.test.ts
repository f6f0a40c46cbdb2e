import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { App } from '../../src/app/create-app.ts';
import { backupTo, restoreFrom } from '../../src/app/files.ts';
import type { Name } from '../../src/contract/index.ts';
import { openDatabase } from '../../src/db/open.ts';
import { csvOf } from '../support/app.ts';
import { booksProblems } from '../support/books.ts';
import { ACCEPTED, ask, billing, Chance, call, filesOf, programme, programmeFile, STILL, times, withFile, workFolder } from './support/fixture.ts';

const COUNT = times('LATER_COUNT', 1000);
const folder = workFolder();
const size = { partners: 8, deals: 60, months: ['2026-01', '2026-02', '2026-03'] };

interface Frozen {
  readonly month: string;
  readonly digest: string;
  readonly recomputed: string;
  /** Everything a closed month holds, byte for byte. */
  readonly rows: string;
}

/** The fingerprint of each closed month as stored, as worked out here from its lines, and of every row that belongs to it. */
function closedMonths(path: string): Frozen[] {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.all<{ month: string; digest: string; close_seq: number }>('SELECT * FROM months ORDER BY month').map((month) => {
      const lines = connection
        .all<Record<string, string | number | null>>(
          `SELECT d.code, a.period, a.kind, a.invoice_no, a.base_paisa, a.rate_bps, a.amount_paisa FROM accrual_lines a JOIN deals d ON d.id = a.deal_id WHERE a.posted_in = ?`,
          [month.month],
        )
        .map((line) =>
          Object.values(line)
            .map((value) => value ?? '')
            .join('|'),
        )
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const rows = [
        month,
        connection.all('SELECT * FROM accrual_lines WHERE posted_in = ? ORDER BY id', [month.month]),
        connection.all('SELECT * FROM partner_months WHERE month = ? ORDER BY partner_id', [month.month]),
        connection.all('SELECT e.*, l.* FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.recorded_seq = ? ORDER BY l.id', [
          month.close_seq,
        ]),
      ];
      return {
        month: month.month,
        digest: month.digest,
        recomputed: createHash('sha256')
          .update(lines.map((line) => `${line}\n`).join(''))
          .digest('hex'),
        rows: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
      };
    });
  } finally {
    connection.close();
  }
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** One act of a random later life; most succeed, some are refused as they should be. */
async function anything(app: App, chance: Chance, index: number, next: { month: number }): Promise<boolean> {
  const deal = `D-${pad(1 + chance.below(size.deals), 5)}`;
  const month = `2026-${pad(1 + chance.below(12), 2)}`;
  const acts: readonly (() => [Name, unknown])[] = [
    () => [
      'imports.run',
      filesOf({
        'billing.csv': csvOf([
          { deal_code: deal, period: month, invoice_no: `L-${index}`, invoice_date: '2026-09-01', amount: 10_000 + chance.below(1_000_000) },
        ]),
      }),
    ],
    () => [
      'imports.run',
      filesOf({
        'billing.csv': csvOf([{ deal_code: deal, period: month, invoice_no: `C-${index}`, invoice_date: '2026-09-01', amount: -1000 - chance.below(50_000) }]),
      }),
    ],
    () => ['imports.run', filesOf({ 'billing.csv': billing({ ...size, months: [month] }) })],
    () => ['imports.run', filesOf(programme({ partners: 3, deals: 4, months: ['2026-01', month], from: 1000 + index * 10 }))],
    () => [
      'imports.run',
      filesOf({
        'negotiated_terms.csv': csvOf([
          {
            partner_code: `P-${pad(1 + chance.below(size.partners), 4)}`,
            from: `${month}-01`,
            to: `${month}-28`,
            rate_percent: '22',
            approver: 'MD',
            reason: 'agreed',
          },
        ]),
      }),
    ],
    () => ['months.close', { month: `2026-${pad(next.month, 2)}`, acceptVariances: ACCEPTED }],
    () => ['months.close', { month, acceptVariances: ACCEPTED }],
    () => ['months.preview', { month: `2026-${pad(next.month, 2)}` }],
    () => ['deals.void', { deal, reason: 'entered twice' }],
    () => ['reconciliation.work', { month, deals: [deal], action: 'explained', reason: 'known' }],
    () => ['terms.add', { terms: { effectiveFrom: `${month}-01`, minimumPayoutPaisa: 1_000_000 + index }, reason: 'changed' }],
    () => [`payouts.${chance.pick(['propose', 'approve', 'send', 'pay'] as const)}`, { quarter: chance.pick(['2026-Q1', '2026-Q2', '2026-Q3']) }],
    () => ['system.recordVerify', { ok: true }],
  ];
  const [name, input] = chance.pick(acts)();
  const reply = await ask(app, name, input);
  if (!reply.ok && reply.error.code === 'INTERNAL') throw new Error(`${name} ${JSON.stringify(input)}: ${reply.error.message}`);
  if (reply.ok && name === 'months.close') next.month += 1;
  return reply.ok;
}

test(`D2, D3: ${COUNT} random later operations leave every closed month as it was; fingerprints recompute equal, also after backup and restore`, {
  timeout: 60_000 + COUNT * 1000,
}, async () => {
  const chance = new Chance('fingerprints');
  const path = await programmeFile(join(folder, 'life.pdesk'), size, 3);
  const known = new Map(closedMonths(path).map((month) => [month.month, month]));
  expect(known.size).toBe(3);
  const next = { month: 4 };
  let done = 0;
  await withFile(path, async (app) => {
    for (let index = 0; index < COUNT; index += 1) {
      if (await anything(app, chance, index, next)) done += 1;
      for (const month of closedMonths(path)) {
        expect(month.recomputed, `${month.month} after act ${index}, seed ${chance.seed}`).toBe(month.digest);
        expect(month, `${month.month} after act ${index}, seed ${chance.seed}`).toEqual(known.get(month.month) ?? month);
        known.set(month.month, month);
      }
    }
    const listed = await call(app, 'months.list', {});
    expect(listed.closed.map(({ month, digest }) => [month, digest]).sort()).toEqual([...known.values()].map(({ month, digest }) => [month, digest]).sort());
  });
  process.stdout.write(`[fingerprints] ${done} of ${COUNT} acts done, ${known.size} months closed\n`);
  expect(done).toBeGreaterThan(COUNT / 4);
  expect(booksProblems(path)).toEqual([]);
  const backup = join(folder, 'life.backup');
  await backupTo(path, backup, STILL);
  expect(closedMonths(backup)).toEqual([...known.values()]);
  await withFile(path, (app) => ask(app, 'months.close', { month: `2026-${pad(next.month, 2)}`, acceptVariances: ACCEPTED }));
  await restoreFrom(backup, path);
  await withFile(path, async () => expect(closedMonths(path)).toEqual([...known.values()]));
});
