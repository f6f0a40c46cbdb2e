import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROCEDURES } from '../../src/contract/index.ts';
import { ACCEPTED, ask, copyDatabase, filesOf, programme, programmeFile, withFile, workFolder } from '../reliability/support/fixture.ts';
import type { Death } from '../reliability/support/job.ts';
import { skipLoudly, straceProblem } from '../reliability/support/spawn.ts';
import { csvOf } from '../support/app.ts';
import { expected, type FaultDeath, killOnce, type Operation } from './driver.ts';

const folder = workFolder();
const quarter = '2026-Q1';
const problem = straceProblem();
if (problem !== null) skipLoudly('test/kill/failpoints.test.ts (A4: the failpoints inside the commit)', problem);

/** Taken before the life begins: it is what the first command takes back. */
const TAKEN_BACK = filesOf({
  'holidays.csv': csvOf([{ date: '2030-05-01', name: 'Labour Day' }]),
  'partners.csv': csvOf([{ code: 'P-0001', name: 'Renamed', kind: 'agency', joined_on: '2025-01-01' }]),
  'billing.csv': csvOf([{ deal_code: 'D-00001', period: '2026-03', invoice_no: 'WRONG', invoice_date: '2026-03-28', amount: 5000 }]),
});

/** One life in which every command succeeds once, in this order. */
const LIFE: readonly Operation[] = [
  { name: 'imports.revert', input: { import: 2, reason: 'the wrong file' } },
  {
    name: 'imports.run',
    input: filesOf({
      'billing.csv': csvOf([
        { deal_code: 'D-00001', period: '2025-12', invoice_no: 'EARLY', invoice_date: '2025-12-28', amount: 5000 },
        { deal_code: 'D-00002', period: '2026-03', invoice_no: 'TWICE', invoice_date: '2026-03-28', amount: 7000 },
      ]),
      'deals.csv': programme({ partners: 6, deals: 1, months: [], from: 500 })['deals.csv']?.replace(/P-\d{4}/, 'P-0001') ?? '',
    }),
  },
  { name: 'deals.void', input: { deal: 'D-00500', reason: 'registered twice' } },
  { name: 'deals.cancel', input: { deal: 'D-00003', cancelledOn: '2026-03-20', cancelReason: 'other', reason: 'ended by agreement' } },
  { name: 'partners.set', input: { partner: 'P-0003', version: 1, fields: { city: 'Quetta' } } },
  { name: 'terms.add', input: { terms: { effectiveFrom: '2027-01-01', minimumPayoutPaisa: 1_000_000 }, reason: 'agreed' } },
  { name: 'exceptions.decide', input: { items: [{ deal: 'D-00001', invoiceNo: 'EARLY' }], decision: 'accept', reason: 'agreed' } },
  { name: 'reconciliation.work', input: { month: '2026-03', deals: ['D-00002'], action: 'explained', reason: 'billed ahead' } },
  { name: 'months.close', input: { month: '2026-03', acceptVariances: ACCEPTED } },
  { name: 'payouts.propose', input: { quarter } },
  { name: 'payouts.hold', input: { quarter, partner: 'P-0001', reason: 'compliance', note: 'papers' } },
  { name: 'payouts.release', input: { quarter, partner: 'P-0001', note: 'papers came' } },
  { name: 'payouts.approve', input: { quarter } },
  { name: 'payouts.send', input: { quarter } },
  { name: 'payouts.fail', input: { quarter, partner: 'P-0002', note: 'account closed' } },
  { name: 'payouts.pay', input: { quarter } },
  { name: 'system.recordVerify', input: { ok: true } },
];

/** Every gap between two effects: rows and audit row are one commit, then the answer. There is nothing between a row and its audit row. */
const FAILPOINTS: readonly (readonly [name: string, death: Death | FaultDeath, state: readonly string[]])[] = [
  ...(problem === null
    ? ([
        ['before the first page of the commit', { call: 'pwrite64:when=1' }, ['before']],
        ['between the pages of the commit and their flush', { call: 'fsync,fdatasync:when=1' }, ['before', 'afterUnacknowledged']],
      ] as const)
    : []),
  ['between the commit and the answer', { at: 'commit' }, ['afterUnacknowledged']],
  ['after the answer, the file still open', { at: 'reply' }, ['acknowledged']],
];

test('A4: every command that decides money is in the life above', () => {
  const deciding = Object.entries(PROCEDURES).filter(
    ([name, { kind }]) =>
      (kind === 'command' || kind === 'intake') && name !== 'imports.rows' && /^(?:imports|exceptions|reconciliation|months|payouts)\./.test(name),
  );
  expect(LIFE.map(({ name }) => name)).toEqual(expect.arrayContaining(deciding.map(([name]) => name)));
});

describe('A4, B3, B4: killed at each failpoint of each command: before or after, never between, and asked again it is done once', () => {
  test(`${LIFE.length} commands × ${FAILPOINTS.length} failpoints`, { timeout: 600_000 }, async () => {
    const path = await programmeFile(join(folder, 'life.pdesk'), { partners: 6, deals: 40, months: ['2026-01', '2026-02', '2026-03'] }, 2);
    await withFile(path, async (app) => expect(await ask(app, 'imports.run', TAKEN_BACK, 'taken back')).toMatchObject({ ok: true }));
    for (const operation of LIFE) {
      const known = await expected(copyDatabase(path, join(folder, 'at.pdesk')), operation);
      for (const [failpoint, death, states] of FAILPOINTS) {
        const where = `${operation.name}: ${failpoint}`;
        const killed = await killOnce(known, death, where);
        expect(killed.signal, where).toBe(true);
        expect(states, where).toContain(killed.state);
      }
      await withFile(path, async (app) => {
        const done = await ask(app, operation.name, operation.input, operation.name);
        expect(done, operation.name).toMatchObject({ ok: true });
        expect(await ask(app, operation.name, operation.input, operation.name), `${operation.name}, same key and input`).toEqual(done);
        for (const other of [{ ok: false }, { ok: true }])
          expect(await ask(app, 'system.recordVerify', other, operation.name), `${operation.name}, same key for something else`).toMatchObject(
            operation.name === 'system.recordVerify' && other.ok ? { ok: true } : { error: { code: 'IDEMPOTENCY_CONFLICT' } },
          );
      });
    }
  });
});
