import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../support/app.ts';
import { auditOf, booksProblems } from '../support/books.ts';
import { billingFile, dealsFile, filesOf, type Life, life, MONTHS, partnersFile } from '../support/life.ts';
import { announceSeed, SEED } from '../support/seed.ts';

announceSeed('test/property/commands.test.ts');

const RUNS = Number(process.env['RUNS'] ?? 10);

type Command = (app: TestApp, of: Life) => Promise<{ ok: boolean; code: string }>;

const call =
  (name: string, input: unknown): Command =>
  async (app) => {
    const reply = await app.app.dispatch(name, input, { host: 'test' });
    return { ok: reply.ok, code: reply.ok ? 'ok' : reply.error.code };
  };
const importing =
  (files: (of: Life) => Record<string, string | null>): Command =>
  (app, of) => {
    const given = Object.entries(files(of)).filter((entry): entry is [string, string] => entry[1] !== null);
    return call('imports.run', { files: given.map(([name, text]) => ({ name, base64: Buffer.from(text).toString('base64') })) })(app, of);
  };

const quarter = fc.constantFrom('2026-Q1', '2026-Q2');
const partner = fc.constantFrom('P-1', 'P-2', 'P-3');
const deal = fc.integer({ min: 1, max: 9 }).map((n) => `D-${n}`);
const note = 'in the property';

/** Anything a person could ask for, in any order, sensible or not. */
const command: fc.Arbitrary<readonly [string, Command]> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...MONTHS).map((month) => [`close ${month}`, call('months.close', { month, acceptVariances: note })] as const) },
  { weight: 3, arbitrary: fc.constant(['close next', closeNext] as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...MONTHS).map((month) => [`bill ${month}`, importing((of) => ({ 'billing.csv': billingFile(of, month) }))] as const),
  },
  { weight: 1, arbitrary: fc.constant(['endings', importing((of) => ({ 'deals.csv': dealsFile(of) }))] as const) },
  { weight: 1, arbitrary: fc.constant(['rename', importing((of) => ({ 'partners.csv': partnersFile(of, { rename: true }) }))] as const) },
  { weight: 1, arbitrary: deal.map((code) => [`void ${code}`, call('deals.void', { deal: code, reason: note })] as const) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(deal, fc.nat({ max: 23 }), fc.constantFrom('accept', 'leave_out'))
      .map(
        ([code, n, decision]) =>
          [`${decision} ${code} I-${n}`, call('exceptions.decide', { items: [{ deal: code, invoiceNo: `I-${n}` }], decision, reason: note })] as const,
      ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(quarter, fc.constantFrom('propose', 'approve', 'send', 'pay'))
      .map(([of, act]) => [`${act} ${of}`, call(`payouts.${act}`, { quarter: of })] as const),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(quarter, partner, fc.constantFrom('hold', 'release', 'fail'))
      .map(
        ([of, code, act]) =>
          [`${act} ${of} ${code}`, call(`payouts.${act}`, { quarter: of, partner: code, note, ...(act === 'hold' ? { reason: 'compliance' } : {}) })] as const,
      ),
  },
);

async function closeNext(app: TestApp, of: Life): Promise<{ ok: boolean; code: string }> {
  const { next } = await app.call('months.list', {});
  return call('months.close', { month: next ?? '2026-01', acceptVariances: note })(app, of);
}

test('any sequence of commands keeps debits = credits, every identity and the audit chain; each leaves one audit row (C1, C2, D6)', async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.array(command, { minLength: 20, maxLength: 45 }), async (of, commands) => {
      const app = await openTestApp({ terms: { withholding: { filer: 1200, non_filer: 2400, exempt: 0, non_resident: 2000 } } });
      try {
        await app.import(filesOf({ ...of, lines: of.lines.slice(0, 6) }, { withoutEndings: true }));
        let rows = auditOf(app.path).length;
        for (const [name, run] of commands) {
          const outcome = await run(app, of);
          rows += 1;
          expect(outcome.code, name).not.toBe('INTERNAL');
          const last = auditOf(app.path);
          expect(last.length, `audit rows after ${name} (${outcome.code})`).toBe(rows);
          expect(last.at(-1)?.outcome).toBe(outcome.ok ? 'done' : `refused: ${outcome.code}`);
          expect(booksProblems(app.path), `the books after ${name}`).toEqual([]);
        }
        expect((await app.call('system.verify', {})).checks.filter((check) => !check.ok).flatMap((check) => [check.name, ...check.problems])).toEqual([]);
      } finally {
        await app.close();
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
});
