import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/contract/index.ts';
import { openDatabase } from '../../src/db/open.ts';
import { csvOf, type Files, type TestApp } from '../support/app.ts';
import { dumpOf } from '../support/dump.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';

/** What taking an import back leaves beside the facts: the trail, the batches and their records, the memory of headers. */
const BESIDE = ['audit_rows', 'requests', 'imports', 'import_files', 'import_edits', 'import_changes', 'import_mappings'];
const factsOf = (app: TestApp): ReturnType<typeof dumpOf> => dumpOf(app.path, { except: BESIDE });
const newest = async (app: TestApp): Promise<number> => (await app.call('imports.list', {}))[0]?.id ?? 0;
const problemsOf = ({ checks }: Output<'system.verify'>): string[] => checks.flatMap((check) => check.problems);
const REASON = 'the wrong month was chosen';

const partner = (code: string, more: Readonly<Record<string, string>> = {}) => ({
  code,
  name: `Name of ${code}`,
  kind: 'agency',
  joined_on: '2025-01-01',
  ...more,
});
const deal = (code: string, partnerCode: string, more: Readonly<Record<string, string>> = {}) => ({
  code,
  partner_code: partnerCode,
  client: `Client of ${code}`,
  contract_type: 'retainer',
  contract_value: '6,000,000',
  signed_on: '2026-01-05',
  start_on: '2026-01-10',
  duration_months: '12',
  expected_monthly_billing: '500000',
  ...more,
});
const line = (dealCode: string, invoiceNo: string, period = '2026-01', amount = '500000') => ({
  deal_code: dealCode,
  period,
  invoice_no: invoiceNo,
  invoice_date: `${period}-28`,
  amount,
});

const IBAN = 'PK36SCBL0000001123456702';
const FIRST: Files = {
  'partners.csv': csvOf([partner('P-1', { tier: 'silver', tax_standing: 'filer', city: 'Lahore', iban: IBAN }), partner('P-2')]),
  'deals.csv': csvOf([deal('D-1', 'P-1'), deal('D-2', 'P-2')]),
  'billing.csv': csvOf([line('D-1', 'I-1'), line('D-2', 'I-1')]),
  'leads.csv': csvOf([{ partner_code: 'P-1', client: 'Lead', contact_name: 'A', contact_email: 'a@b.example', submitted_on: '2026-01-03', timeline: 'soon' }]),
  'holidays.csv': csvOf([{ date: '2026-03-23', name: 'Pakistan Day' }]),
};
/** New records of every kind, and every kind of change an import can make. */
const SECOND: Files = {
  'partners.csv': csvOf([
    partner('P-1', { name: 'Renamed', city: 'Karachi', tax_standing: 'non_filer', iban: 'PK24SCBL0000001171495101' }),
    partner('P-3', { tax_standing: 'filer', tier: 'gold', tier_since: '2025-06-01' }),
  ]),
  'deals.csv': csvOf([
    deal('D-1', 'P-1', { contract_value: '7,000,000', duration_months: '18', expected_monthly_billing: '600000' }),
    deal('D-2', 'P-2', { cancelled_on: '2026-02-10', cancel_reason: 'client' }),
    ...Array.from({ length: 6 }, (_, n) => deal(`D-1${n}`, 'P-2', { signed_on: `2026-01-1${n}`, start_on: '2026-01-20' })),
    deal('D-3', 'P-3'),
  ]),
  'billing.csv': csvOf([line('D-1', 'I-2', '2026-02'), line('D-3', 'I-1'), line('D-10', 'I-1', '2026-02', '-500')]),
  'leads.csv': csvOf([
    { partner_code: 'P-1', client: 'Lead', contact_name: 'B', contact_email: 'a@b.example', submitted_on: '2026-01-03', timeline: 'later' },
    { partner_code: 'P-3', client: 'Other', contact_name: 'C', contact_email: 'c@b.example', submitted_on: '2026-02-03', timeline: '' },
  ]),
  'negotiated_terms.csv': csvOf([{ partner_code: 'P-2', from: '2026-01-01', to: '', tier: 'gold', rate_percent: 19, approver: 'MD', reason: 'agreed' }]),
  'holidays.csv': csvOf([
    { date: '2026-03-23', name: 'Renamed Day' },
    { date: '2026-05-01', name: 'Labour Day' },
  ]),
};

describe('D4: an import is taken back as a batch', () => {
  test('import, take back: the file holds the facts it held before, verify passes, the same files can be taken again', async () => {
    const app = await appFor();
    await app.import(FIRST);
    const before = factsOf(app);
    const report = await app.import(SECOND);
    const after = factsOf(app);
    expect(after).not.toEqual(before);
    const revert = await app.call('imports.revert', { import: await newest(app), reason: REASON });
    expect(revert).toMatchObject({ lines: 3, restored: 5 });
    expect(factsOf(app)).toEqual(before);
    expect(problemsOf(await app.call('system.verify', {}))).toEqual([]);
    expect((await app.import(SECOND)).counts).toEqual(report.counts);
    expect(factsOf(app)).toEqual(after);
    expect(problemsOf(await app.call('system.verify', {}))).toEqual([]);
  });

  test('C4, D4: any subset of files, in any order, taken back newest first: each step finds the facts that were there', async () => {
    const names = Object.keys(SECOND);
    const app = await appFor();
    await app.import(FIRST);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(names, { minLength: 1 }), async (chosen) => {
        const states = [factsOf(app)];
        const taken: number[] = [];
        for (const name of chosen) {
          const reply = await app.app.dispatch(
            'imports.run',
            { files: [{ name, base64: Buffer.from(SECOND[name] ?? '').toString('base64') }] },
            { host: 'test' },
          );
          if (!reply.ok) continue;
          taken.push(await newest(app));
          states.push(factsOf(app));
        }
        for (const id of taken.toReversed()) {
          expect(factsOf(app)).toEqual(states.pop());
          await app.call('imports.revert', { import: id, reason: REASON });
        }
        expect(factsOf(app)).toEqual(states[0]);
      }),
      { numRuns: 25, seed: 5 },
    );
    expect(problemsOf(await app.call('system.verify', {}))).toEqual([]);
  });

  test('3.6: once a line of it is posted it stays; the refusal names the line and the month, and nothing is changed', async () => {
    const app = await appFor({ today: '2026-02-15' });
    await app.import(FIRST);
    const id = await newest(app);
    await play(app, 'close 2026-01');
    const before = factsOf(app);
    const refusal = await app.refusal('imports.revert', { import: id, reason: REASON });
    expect(refusal).toMatchObject({ code: 'TRANSITION_REFUSED' });
    expect(refusal.message).toContain('2 lines of it are posted in 2026-01 (first D-1 I-1)');
    expect((await app.call('imports.get', { import: id })).dependents).toEqual(expect.arrayContaining(['2 lines of it are posted in 2026-01 (first D-1 I-1)']));
    expect(factsOf(app)).toEqual(before);
  });

  test('what came later on top of it is named: lines on its deals, deals of its partners, changes of its records', async () => {
    const app = await appFor();
    await app.import(FIRST);
    const id = await newest(app);
    await app.import({ 'billing.csv': csvOf([line('D-2', 'I-9', '2026-02')]) });
    await app.import({ 'deals.csv': csvOf([deal('D-9', 'P-1')]) });
    await app.call('partners.set', { partner: 'P-2', version: 1, fields: { city: 'Quetta' } });
    await app.call('partners.label', { partners: ['P-1'], add: ['north'] });
    const { details } = await app.refusal('imports.revert', { import: id, reason: REASON });
    expect(details).toEqual({
      dependents: [
        'invoice I-9 of D-2 came later',
        'deal D-9 of P-1 was registered later, at a tier that counts on it',
        'P-1 is tagged “north”',
        'P-2 was changed since',
      ],
    });
    expect((await app.refusal('imports.revert', { import: 999, reason: REASON })).code).toBe('NOT_FOUND');
  });

  test('it is taken back once, by people who may, with a reason; forms are taken back by their own undo', async () => {
    const app = await appFor();
    await app.import(FIRST);
    const id = await newest(app);
    expect((await app.refusal('imports.revert', { import: id, reason: '' })).code).toBe('BAD_INPUT');
    await app.call('imports.revert', { import: id, reason: REASON });
    expect((await app.refusal('imports.revert', { import: id, reason: REASON })).message).toContain('taken back already');
    await app.call('partners.enter', { values: { code: 'P-9', name: 'Typed', kind: 'agency', joined_on: '2026-01-01' } });
    expect((await app.refusal('imports.revert', { import: await newest(app), reason: REASON })).message).toContain('typed on a screen');
  });

  test('history tells who, when, which rows and what they changed, before and after the taking back, private values masked', async () => {
    const app = await appFor();
    await app.import(FIRST);
    await app.import(SECOND);
    const id = await newest(app);
    const lines = await app.call('imports.changes', { import: id, kind: 'billing' });
    expect(lines.rows[0]).toMatchObject({ record: 'D-1 I-2', action: 'new', file: 'billing.csv', row: 2, after: { amount_paisa: 50_000_000 } });
    const partners = await app.call('imports.changes', { import: id, kind: 'partners' });
    expect(partners.rows).toMatchObject([
      { record: 'P-1', action: 'changed', before: { city: 'Lahore', iban: '•••• 6702' }, after: { city: 'Karachi', iban: '•••• 5101' } },
      { record: 'P-3', action: 'new' },
    ]);
    const first = await app.call('imports.changes', { import: id, kind: 'deals', limit: 2 });
    expect(first.rows).toHaveLength(2);
    expect((await app.call('imports.changes', { import: id, kind: 'deals', after: first.next ?? 0 })).rows).toHaveLength(7);
    await app.call('imports.revert', { import: id, reason: REASON });
    expect((await app.call('imports.changes', { import: id, kind: 'billing' })).rows).toEqual(lines.rows);
    expect(await app.call('imports.get', { import: id })).toMatchObject({ reverted: { reason: REASON }, isReversible: false, dependents: [] });
  });

  test('D1: outside the one command that takes an import back, its rows cannot be deleted', async () => {
    const app = await appFor();
    await app.import(SECOND['partners.csv'] ? { ...FIRST, 'negotiated_terms.csv': SECOND['negotiated_terms.csv'] ?? '' } : FIRST);
    await app.call('imports.revert', { import: await newest(app), reason: REASON });
    await app.import({ ...FIRST, 'negotiated_terms.csv': SECOND['negotiated_terms.csv'] ?? '' });
    const raw = openDatabase(app.path).raw;
    for (const table of ['billing_lines', 'deals', 'negotiated_terms', 'tax_standings', 'imports', 'import_changes'])
      expect(() => raw.exec(`DELETE FROM ${table}`), table).toThrow(/./);
    expect(() => raw.exec('UPDATE imports SET reverted_seq = 1000000')).toThrow(/taken back once/);
    raw.close();
  });

  test('every table that points at what an import brings is asked before it goes', async () => {
    const app = await appFor();
    const db = openDatabase(app.path, { readonly: true });
    const pointing = db
      .all<{ name: string; parent: string }>(
        `SELECT m.name, f."table" AS parent FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f."table" IN ('partners', 'deals', 'billing_lines', 'leads', 'negotiated_terms', 'tax_standings')`,
      )
      .map(({ name, parent }) => `${name} → ${parent}`)
      .sort();
    db.close();
    // Adding a table here means adding its question to services/imports/dependents.ts, or its rows to what goes.
    expect(pointing).toEqual([
      'accrual_lines → billing_lines',
      'accrual_lines → deals',
      'accrual_lines → partners',
      'bank_export_payments → partners',
      'billing_lines → deals',
      'deal_totals → deals',
      'deals → partners',
      'exception_decisions → billing_lines',
      'exception_decisions → deals',
      'journal_entries → partners',
      'journal_lines → partners',
      'leads → partners',
      'negotiated_terms → partners',
      'partner_balances → partners',
      'partner_months → partners',
      'partner_tags → partners',
      'payout_events → partners',
      'payout_items → partners',
      'statement_issues → partners',
      'tax_standings → partners',
      'tier_changes → partners',
      'tier_graces → partners',
      'variance_work → deals',
    ]);
  });
});
