import fc from 'fast-check';
import { test } from 'vitest';
import type { Month } from '../../src/shared/calendar.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { filesOf, life, MONTHS } from '../support/life.ts';
import { expectDeeper, expectProof, proofOf } from '../support/proof.ts';
import { announceSeed, SEED } from '../support/seed.ts';

announceSeed('test/property/proofs.test.ts');

const RUNS = Number(process.env['RUNS'] ?? 6);
const TERMS = { withholding: { filer: 1200, non_filer: 2400, exempt: 0, non_resident: 2000 } };
const [FIRST, SECOND] = MONTHS as [Month, Month];

/** Half of the life closed, the other half open: both kinds of figures stand side by side. */
async function proveAll(app: TestApp): Promise<void> {
  const preview = await app.call('months.preview', { month: FIRST });
  expectProof(await app.call('proof.ofPreview', { month: FIRST, figure: 'total' }), preview.totals.totalPaisa, `preview of ${FIRST}`);
  await app.call('months.close', { month: FIRST, acceptVariances: 'in the property' });
  for (const month of [FIRST, SECOND]) {
    const { rows, totals } = await app.call('reconciliation.list', { month });
    for (const figure of ['differencePaisa', 'toAccruePaisa'] as const) {
      for (const { deal, [figure]: value } of rows) await proofOf(app, { kind: 'reconciliation', deal, month, figure }, value);
      await proofOf(app, { kind: 'reconciliationTotal', month, figure }, totals[figure]);
    }
    for (const entry of (await app.call('journal.entries', { month, limit: 500 })).entries)
      for (const line of entry.lines) await proofOf(app, { kind: 'entry', entry: entry.id, account: line.account }, line.debitPaisa + line.creditPaisa);
  }
  const deals = (await app.call('deals.totals', {})).totals;
  await expectDeeper(app, await proofOf(app, { kind: 'dealsTotal', filter: {}, figure: 'accruedPaisa' }, deals.accruedPaisa));
  const partners = (await app.call('partners.totals', {})).totals;
  await expectDeeper(app, await proofOf(app, { kind: 'partnersTotal', filter: {}, figure: 'payablePaisa' }, partners.payablePaisa));
}

test('whatever a life holds, its figures are proved to the paisa, posted or still open (D6)', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.constantFrom('registration', 'current-tier', 'higher-of-both'), async (of, rateBasis) => {
      const app = await openTestApp({ terms: { ...TERMS, rateBasis } });
      try {
        await app.import(filesOf(of));
        await proveAll(app);
      } finally {
        await app.close();
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
}, 120_000);
