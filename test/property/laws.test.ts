import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Month, Quarter } from '../../src/shared/calendar.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { booksProblems } from '../support/books.ts';
import { dumpOf, TRACES } from '../support/dump.ts';
import { billingFile, dealsFile, filesOf, type Life, life, MONTHS, partnersFile, shuffleRows } from '../support/life.ts';
import { announceSeed, SEED } from '../support/seed.ts';

announceSeed('test/property/laws.test.ts');

const RUNS = Number(process.env['RUNS'] ?? 10);
const QUARTERS = ['2026-Q1', '2026-Q2'] as Quarter[];
const ALL = { from: '2026-01' as Month, to: '2026-12' as Month };

/** Agreed rates for everyone, so that no life is blocked by a missing one. */
const TERMS = { withholding: { filer: 1200, non_filer: 2400, exempt: 0, non_resident: 2000 } };

async function withApp<T>(use: (app: TestApp) => Promise<T>, rateBasis = 'registration'): Promise<T> {
  const app = await openTestApp({ terms: { ...TERMS, rateBasis } });
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

async function closeAll(app: TestApp, months: readonly Month[] = MONTHS): Promise<void> {
  for (const month of months) await app.call('months.close', { month, acceptVariances: 'in the property' });
}

async function settle(app: TestApp): Promise<void> {
  for (const quarter of QUARTERS) for (const name of ['payouts.propose', 'payouts.approve', 'payouts.send'] as const) await app.call(name, { quarter });
  for (const quarter of QUARTERS) {
    const run = await app.call('payouts.run', { quarter });
    if (run.actions.some((action) => action.name === 'pay' && action.disabledReason === null)) await app.call('payouts.pay', { quarter });
  }
}

const check = (property: fc.IAsyncProperty<unknown>): Promise<void> =>
  Promise.resolve(fc.assert(property as fc.IAsyncProperty<never>, { numRuns: RUNS, seed: SEED, endOnFailure: true }));

const rateBasis = fc.constantFrom('registration', 'current-tier', 'higher-of-both');

/** What money there is, by API, without anything a name could be in. */
async function amountsOf(app: TestApp): Promise<unknown> {
  return {
    accruals: await app.call('accruals.list', ALL),
    quarters: await Promise.all(QUARTERS.map((quarter) => app.call('payouts.quarter', { quarter }))),
    balances: await app.call('balances.partners', { asOf: ALL.to }),
    trial: await app.call('journal.trialBalance', { asOf: ALL.to }),
    reconciliation: await Promise.all(MONTHS.map((month) => app.call('reconciliation.month', { month }))),
  };
}

describe('conservation (rules 3.8, 5.3, 6.2; C2)', () => {
  test('accrued + adjustments + clawbacks = paid gross + what is owed, for each partner and in all', async () => {
    await check(
      fc.asyncProperty(life, rateBasis, (of, basis) =>
        withApp(async (app) => {
          await app.import(filesOf(of));
          await closeAll(app);
          await settle(app);
          const lines = await app.call('accruals.list', ALL);
          const quarters = await Promise.all(QUARTERS.map((quarter) => app.call('payouts.quarter', { quarter })));
          const owed = new Map((await app.call('balances.partners', { asOf: ALL.to })).map((row) => [row.partner, row.payablePaisa]));
          for (const partner of ['P-1', 'P-2', 'P-3']) {
            const posted = lines.filter((line) => line.partner === partner).reduce((sum, line) => sum + line.amountPaisa, 0);
            const items = quarters.flat().filter((item) => item.partner === partner);
            const paid = items.filter((item) => item.state === 'paid').reduce((sum, item) => sum + item.grossPaisa, 0);
            expect(posted, partner).toBe(paid + (owed.get(partner) ?? 0));
            const held = items.filter((item) => item.state === 'held').reduce((sum, item) => sum + item.grossPaisa, 0);
            const carried = quarters.at(-1)?.find((item) => item.partner === partner)?.carriedPaisa ?? 0;
            expect(posted, partner).toBe(paid + held + carried);
            for (const item of items)
              expect(item.openingPaisa + item.accruedPaisa + item.adjustmentsPaisa + item.clawbackPaisa).toBe(item.grossPaisa + item.carriedPaisa);
          }
          const trial = await app.call('journal.trialBalance', { asOf: ALL.to });
          expect(trial.reduce((sum, row) => sum + row.debitPaisa - row.creditPaisa, 0)).toBe(0);
          expect(booksProblems(app.path)).toEqual([]);
        }, basis),
      ),
    );
  });
});

describe('reversal (rules 3.5, 5.1)', () => {
  test('every reversal is exactly the negative of one line, and a deal clawed back in time comes to zero', async () => {
    await check(
      fc.asyncProperty(life, (of) =>
        withApp(async (app) => {
          await app.import(filesOf(of, { withoutEndings: true }));
          await closeAll(app, MONTHS.slice(0, 3));
          await app.import({ 'deals.csv': dealsFile(of) });
          await closeAll(app, MONTHS.slice(3));
          const lines = await app.call('accruals.list', ALL);
          const key = (line: (typeof lines)[number]): string => [line.deal, line.period, line.invoiceNo, line.rateBps].join(' ');
          const originals = new Map(lines.filter((line) => line.kind === 'recurring' || line.kind === 'fixed_price').map((line) => [key(line), line]));
          for (const reversal of lines.filter((line) => line.kind === 'clawback' || line.kind === 'adjustment')) {
            const original = originals.get(key(reversal));
            expect([reversal.basePaisa + (original?.basePaisa ?? Number.NaN), reversal.amountPaisa + (original?.amountPaisa ?? Number.NaN)]).toEqual([0, 0]);
            originals.delete(key(reversal));
          }
          for (const deal of (await app.call('deals.list', { filter: { status: 'clawed_back' } })).rows) {
            const cancelled = (await app.call('deals.get', { deal: deal.deal })).cancelledOn ?? '';
            if (cancelled.slice(0, 7) <= '2026-06') expect(deal.accruedPaisa, deal.deal).toBe(0);
          }
          expect(booksProblems(app.path)).toEqual([]);
        }),
      ),
    );
  });
});

describe('order and repetition (C5, B1)', () => {
  test('the order of files and rows does not matter', async () => {
    await check(
      fc.asyncProperty(life, fc.array(fc.nat(), { minLength: 5, maxLength: 9 }), rateBasis, async (of, order, basis) => {
        const files = filesOf(of);
        const shuffled = Object.fromEntries(
          Object.entries(files)
            .reverse()
            .map(([name, text]) => [name, shuffleRows(text, order)]),
        );
        const dumps = [];
        for (const given of [files, shuffled])
          dumps.push(
            await withApp(async (app) => {
              await app.import(given);
              await closeAll(app);
              return dumpOf(app.path, { except: TRACES, factsOnly: true });
            }, basis),
          );
        expect(dumps[1]).toEqual(dumps[0]);
      }),
    );
  });

  test('importing twice changes nothing, before and after closing', async () => {
    await check(
      fc.asyncProperty(life, (of) =>
        withApp(async (app) => {
          const again = async (): Promise<void> => {
            const before = dumpOf(app.path, { except: TRACES });
            const report = await app.import(filesOf(of));
            for (const counts of Object.values(report.counts)) expect(counts).toMatchObject({ new: 0, changed: 0 });
            expect(dumpOf(app.path, { except: TRACES })).toEqual(before);
          };
          await app.import(filesOf(of));
          await again();
          await closeAll(app);
          await again();
        }),
      ),
    );
  });

  test('taking and closing month by month equals taking everything first and closing through', async () => {
    await check(
      fc.asyncProperty(life, rateBasis, async (of, basis) => {
        const facts = async (inSteps: boolean): Promise<unknown> =>
          withApp(async (app) => {
            await app.import(inSteps ? { 'partners.csv': partnersFile(of), 'deals.csv': dealsFile(of) } : filesOf(of));
            for (const month of MONTHS) {
              const billing = inSteps ? billingFile(of, month) : null;
              if (billing !== null) await app.import({ 'billing.csv': billing });
              await closeAll(app, [month]);
            }
            return amountsOf(app);
          }, basis);
        expect(await facts(true)).toEqual(await facts(false));
      }),
    );
  });

  test('renaming the partners changes no amount', async () => {
    await check(
      fc.asyncProperty(life, async (of: Life) => {
        await withApp(async (app) => {
          await app.import(filesOf(of));
          await closeAll(app);
          const before = await amountsOf(app);
          const report = await app.import({ 'partners.csv': partnersFile(of, { rename: true }) });
          expect(report.counts.partners).toEqual({ new: 0, changed: 3, unchanged: 0 });
          expect(await amountsOf(app)).toEqual(before);
        });
      }),
    );
  });
});
