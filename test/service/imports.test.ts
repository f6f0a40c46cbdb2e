import { describe, expect, test } from 'vitest';
import { type Row, sheetXml, workbook } from '../corpus/workbook-writer.ts';
import { csvOf, Refused, type TestApp } from '../support/app.ts';
import { dumpOf, TRACES } from '../support/dump.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const DEAL = 'deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000';
const START = `
  partner P-1 tier=silver
  ${DEAL}
  bill D-1 2026-01 I-1 500,000
  `;

const FILES = {
  'partners.csv': csvOf([
    { code: 'P-1', name: 'One', kind: 'agency', joined_on: '2025-01-01', tier: 'silver', tax_standing: 'filer' },
    { code: 'P-2', name: 'Two', kind: 'reseller', joined_on: '2025-01-01', tier: '', tax_standing: '' },
  ]),
  'deals.csv': csvOf(
    Array.from({ length: 8 }, (_, n) => ({
      code: `D-${n}`,
      partner_code: n % 2 === 0 ? 'P-1' : 'P-2',
      client: `Client ${n}`,
      contract_type: 'retainer',
      contract_value: '9,000,000',
      signed_on: `2026-01-0${9 - n}`,
      start_on: '2026-01-10',
      duration_months: 18,
      expected_monthly_billing: '100000',
    })),
  ),
  'billing.csv': csvOf(
    Array.from({ length: 8 }, (_, n) => ({ deal_code: `D-${n}`, period: '2026-01', invoice_no: `I-${n}`, invoice_date: '2026-01-31', amount: '100000' })),
  ),
  'leads.csv': csvOf([{ partner_code: 'P-1', client: 'Lead', contact_name: 'A', contact_email: 'a@b.example', submitted_on: '2026-01-03' }]),
  'negotiated_terms.csv': csvOf([{ partner_code: 'P-2', from: '2026-01-01', to: '', tier: 'gold', rate_percent: 19, approver: 'MD', reason: 'agreed' }]),
  'holidays.csv': csvOf([{ date: '2026-03-23', name: 'Pakistan Day' }]),
};

/** The same rows in the opposite order. */
function reversed(text: string): string {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  return `${[header, ...rows.reverse()].join('\n')}\n`;
}

describe('imports: new, changed, unchanged (rule 3.1, B1)', () => {
  test('taking the same files twice changes nothing and counts every row as unchanged', async () => {
    const app = await appFor();
    const first = await app.import(FILES);
    expect(first.counts).toEqual({
      partners: { new: 2, changed: 0, unchanged: 0 },
      deals: { new: 8, changed: 0, unchanged: 0 },
      billing: { new: 8, changed: 0, unchanged: 0 },
      leads: { new: 1, changed: 0, unchanged: 0 },
      negotiated_terms: { new: 1, changed: 0, unchanged: 0 },
      holidays: { new: 1, changed: 0, unchanged: 0 },
    });
    const before = dumpOf(app.path, { except: TRACES });
    for (const files of [FILES, Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, reversed(text)]))]) {
      const again = await app.import(files);
      for (const counts of Object.values(again.counts)) expect(counts).toMatchObject({ new: 0, changed: 0 });
      expect(again.taken).toBe(true);
      expect(dumpOf(app.path, { except: TRACES })).toEqual(before);
    }
  });

  test('the order of files and of rows is irrelevant, in one import and for what is posted after it (C5)', async () => {
    const dumps = [];
    for (const files of [
      FILES,
      Object.fromEntries(
        Object.entries(FILES)
          .reverse()
          .map(([name, text]) => [name, reversed(text)]),
      ),
    ]) {
      const app = await appFor();
      await app.import(files);
      await play(
        app,
        'close 2026-01\nrates\n| D-0 P-1 silver 18% tier\n| D-1 P-2 gold 19% partner\n| D-2 P-1 silver 18% tier\n| D-3 P-2 gold 19% partner\n| D-4 P-1 silver 18% tier\n| D-5 P-2 gold 19% partner\n| D-6 P-1 silver 18% tier\n| D-7 P-2 gold 19% partner',
      );
      dumps.push(dumpOf(app.path, { except: TRACES, factsOnly: true }));
    }
    expect(dumps[1]).toEqual(dumps[0]);
  });

  test('a dry run gives the same report and changes nothing at all', async () => {
    const app = await appFor();
    const before = dumpOf(app.path);
    const dry = await app.import(FILES, { dryRun: true });
    expect(dumpOf(app.path)).toEqual(before);
    expect({ ...dry, dryRun: false, taken: true }).toEqual(await app.import(FILES));
    const bad = { ...FILES, 'billing.csv': `${FILES['billing.csv']}D-9,2026-01,X,2026-01-31,1\n` };
    const refused = async (dryRun: boolean): Promise<unknown> =>
      app.import(bad, { dryRun }).then(
        () => 'taken',
        (error: unknown) => (error instanceof Refused ? { ...(error.body.details as object), dryRun: true } : error),
      );
    expect(await refused(true)).toEqual(await refused(false));
  });

  scenario(
    'a changed partner row updates it; blank cells take nothing away',
    `
    ${START}
    import
    partner P-1 tier=silver name=Another_name city=Lahore
    import partners=0_new_1_changed_0_unchanged
    partner P-1 tier=silver name=Another_name city=
    import partners=0_new_0_changed_1_unchanged
    `,
  );

  scenario(
    'a deals row that brings duration, expected billing, value, completion or cancellation updates a deal not yet ended',
    `
    ${START}
    deal D-2 P-1 fixed_price 100 signed=2026-01-05
    import
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=24 monthly=500,000
    deal D-2 P-1 fixed_price 200 signed=2026-01-05 completed=2026-02-01
    import deals=0_new_2_changed_0_unchanged
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=24 monthly=600,000
    import deals=0_new_1_changed_0_unchanged
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=24 monthly=600,000 cancelled=2026-08-01/other
    import deals=0_new_1_changed_0_unchanged
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=24 monthly=600,000 cancelled=2026-08-01/other
    import deals=0_new_0_changed_1_unchanged
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=25 monthly=600,000 cancelled=2026-08-01/other => IMPORT_REFUSED DEAL_ENDED
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=24 monthly=600,000 cancelled=2026-08-02/other => IMPORT_REFUSED DEAL_ENDED
    deal D-1 P-1 retainer 9,500,000 signed=2026-01-05 months=24 monthly=600,000 cancelled=2026-08-01/client => IMPORT_REFUSED DEAL_ENDED
    reconcile 2026-08
    | D-1 expected 600,000.00 billed 0.00 commission 108,000.00 accrued 0.00 missing
    reconcile 2026-09
    `,
  );

  for (const [what, row] of [
    ['partner', 'deal D-1 P-2 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000'],
    ['contract_type', 'deal D-1 P-1 managed_services 9,000,000 signed=2026-01-05 months=18 monthly=500,000'],
    ['signed_on', 'deal D-1 P-1 retainer 9,000,000 signed=2026-01-06 start=2026-01-05 months=18 monthly=500,000'],
    ['start_on', 'deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-01-06 months=18 monthly=500,000'],
    ['rate', 'deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000 rate=20'],
  ] as const)
    scenario(
      `a deals row that differs in ${what} is an error (rule 2.5)`,
      `${START}\npartner P-2\nimport\n${row} => IMPORT_REFUSED DEAL_FIELD_FIXED\nrates\n| D-1 P-1 silver 18% tier`,
    );

  scenario(
    '3.1: one invoice number per deal: the same line again changes nothing, other content is an error that names both',
    `
    ${START}
    import
    bill D-1 2026-01 I-1 500,000
    import billing=0_new_0_changed_1_unchanged
    bill D-1 2026-01 I-1 500,000.01 => IMPORT_REFUSED INVOICE_DIFFERS 500000.00 500000.01
    bill D-1 2026-02 I-1 500,000 date=2026-01-28 => IMPORT_REFUSED INVOICE_DIFFERS 2026-01 2026-02
    bill D-1 2026-01 I-1 500,000 date=2026-01-29 => IMPORT_REFUSED INVOICE_DIFFERS 2026-01-28 2026-01-29
    bill D-1 2026-01 I-1 -500,000 => IMPORT_REFUSED INVOICE_DIFFERS invoice credit
    deal D-2 P-1 retainer 9,000,000 signed=2026-01-05 months=18 monthly=500,000
    bill D-2 2026-01 I-1 1
    import billing=1_new_0_changed_0_unchanged
    `,
  );

  test('3.1: two rows of one file with one number and other content name both rows; truly equal ones are taken once', async () => {
    const app = await appFor();
    await play(app, START);
    const row = { deal_code: 'D-1', period: '2026-01', invoice_no: 'I-2', invoice_date: '2026-01-31', amount: '5' };
    await expect(app.import({ 'billing.csv': csvOf([row, { ...row, amount: '6' }]) })).rejects.toMatchObject({
      body: { code: 'IMPORT_REFUSED', details: { errors: [{ row: 3, code: 'DUPLICATE_KEY' }], errorCount: 1 } },
    });
    expect((await app.import({ 'billing.csv': csvOf([row, row]) })).counts.billing).toEqual({ new: 1, changed: 0, unchanged: 0 });
  });
});

describe('imports: one transaction over all files', () => {
  test('with a single bad row nothing is taken, and the report names file, row, column, code and message of each', async () => {
    const app = await appFor();
    const before = dumpOf(app.path, { except: ['audit_rows'] });
    await expect(
      app.import({
        ...FILES,
        'billing.csv': `${FILES['billing.csv']}D-9,2026-01,X-1,2026-01-31,1\nD-1,2026-01,X-2,2026-01-31,1.005\n`,
        'negotiated_terms.csv': `${FILES['negotiated_terms.csv']}P-2,2026-05-01,,gold,,MD,again\n`,
      }),
    ).rejects.toMatchObject({
      body: {
        code: 'IMPORT_REFUSED',
        details: {
          taken: false,
          errorCount: 3,
          errors: expect.arrayContaining([
            expect.objectContaining({ file: 'billing.csv', row: 10, column: 'deal_code', code: 'UNKNOWN_DEAL' }),
            expect.objectContaining({ file: 'billing.csv', row: 11, column: 'amount' }),
            expect.objectContaining({ file: 'negotiated_terms.csv', row: 3, column: 'from', code: 'TERMS_OVERLAP' }),
          ]) as unknown,
        },
      },
    });
    expect(dumpOf(app.path, { except: ['audit_rows'] })).toEqual(before);
  });

  test('at most 1,000 errors are named, the rest is counted', async () => {
    const app = await appFor();
    await play(app, START);
    const rows = Array.from({ length: 1203 }, (_, n) => ({
      deal_code: 'D-9',
      period: '2026-01',
      invoice_no: `I-${n}`,
      invoice_date: '2026-01-31',
      amount: '1',
    }));
    await app.import({ 'billing.csv': csvOf(rows) }).then(
      () => expect.fail('taken'),
      (error: unknown) => {
        const { errors, errorCount } = (error as Refused).body.details as { errors: unknown[]; errorCount: number };
        expect([errors.length, errorCount]).toEqual([1000, 1203]);
      },
    );
  });

  const REFUSED: readonly (readonly [rule: string, text: string])[] = [
    [
      '1.7: no deal before the opening',
      'partner P-1 joined_on=2026-02-01\ndeal D-1 P-1 fixed_price 1 signed=2026-01-31 => IMPORT_REFUSED DEAL_BEFORE_OPENING 1.7',
    ],
    [
      '1.7: nor before tier_since',
      'partner P-1 tier=gold since=2026-02-01\ndeal D-1 P-1 fixed_price 1 signed=2026-01-31 => IMPORT_REFUSED DEAL_BEFORE_OPENING',
    ],
    ['1.7: an opening cannot move past a deal', `${START}\nimport\npartner P-1 tier=silver since=2026-01-06 => IMPORT_REFUSED OPENING_AFTER_DEAL`],
    [
      '1.6: negotiated terms of one kind do not overlap',
      'partner P-1\nterm P-1 from=2026-01-01 tier=gold\nterm P-1 from=2026-05-01 tier=silver => IMPORT_REFUSED TERMS_OVERLAP 1.6',
    ],
    [
      '1.6: nor on one shared day',
      'partner P-1\nterm P-1 from=2026-01-01 to=2026-05-01 rate_percent=20\nterm P-1 from=2026-05-01 rate_percent=21 => IMPORT_REFUSED TERMS_OVERLAP',
    ],
    [
      'section 4: a recurring deal states its expected monthly billing',
      'partner P-1\ndeal D-1 P-1 retainer 1 signed=2026-01-31 => IMPORT_REFUSED EXPECTED_BILLING_MISSING',
    ],
    ['a cancellation needs a reason', 'partner P-1\ndeal D-1 P-1 fixed_price 1 signed=2026-01-31 cancelled=2026-02-01 => IMPORT_REFUSED CANCEL_REASON_MISSING'],
    ['exempt needs its last day', 'partner P-1 tax_standing=exempt => IMPORT_REFUSED EXEMPT_NEEDS_DATE'],
    ['unknown partner of a deal', 'deal D-1 P-1 fixed_price 1 signed=2026-01-31 => IMPORT_REFUSED UNKNOWN_PARTNER'],
    ['unknown partner of a term', 'term P-1 from=2026-01-01 tier=gold => IMPORT_REFUSED UNKNOWN_PARTNER'],
    ['unknown partner of a lead', 'lead P-1 Client submitted=2026-01-01 => IMPORT_REFUSED UNKNOWN_PARTNER'],
    ['unknown deal of a line', 'bill D-1 2026-01 I-1 1 => IMPORT_REFUSED UNKNOWN_DEAL'],
    ['a credit note is negative', `${START}\nbill D-1 2026-01 I-2 5 kind=credit_note => IMPORT_REFUSED CREDIT_NOTE_NOT_NEGATIVE`],
    ['an invoice is not', `${START}\nbill D-1 2026-01 I-2 -5 kind=invoice => IMPORT_REFUSED INVOICE_NEGATIVE`],
    ['C9: an unknown contract type', 'partner P-1\ndeal D-1 P-1 barter 1 signed=2026-01-31 => IMPORT_REFUSED contract_type'],
    ['C9: an unknown tier', 'partner P-1 tier=diamond => IMPORT_REFUSED tier'],
    ['C14: an amount beyond 2^53 paisa', 'partner P-1\ndeal D-1 P-1 fixed_price 90071992547409.92 signed=2026-01-31 => IMPORT_REFUSED contract_value'],
  ];
  for (const [rule, text] of REFUSED) scenario(rule, text);

  scenario(
    '1.6: a tier and a rate are of two kinds, and terms may meet at the seam',
    'partner P-1\nterm P-1 from=2026-01-01 to=2026-04-30 tier=gold rate_percent=20\nterm P-1 from=2026-05-01 tier=silver\nterm P-1 from=2026-05-01 rate_percent=22\nimport negotiated_terms=3_new_0_changed_0_unchanged',
  );
});

describe('H7: names survive', () => {
  const NAMES = [
    'محمد علی ٹریڈرز',
    'كمال',
    'کمال',
    'ي',
    'ی',
    'Café (NFC)',
    'Cafe\u0301 (NFD)',
    'نیم\u200cفاصلہ',
    'İstanbul ıI',
    '株式会社パートナー',
    'Ünïcödé & Söns',
    '🤝 Partners 👩🏽‍💻',
    'O’Brien "and" Sons',
    'Comma, Semi; Tab',
    "'; DROP TABLE partners; --",
    '100 % _under_ \\back',
    '__proto__',
    'constructor',
    'null',
    'x'.repeat(300),
  ];
  test('twenty names come back as they went in, and are found by search', async () => {
    const app = await appFor();
    await app.import({ 'partners.csv': csvOf(NAMES.map((name, n) => ({ code: `P-${n + 10}`, name, kind: 'agency', joined_on: '2025-01-01' }))) });
    const { rows } = await app.call('partners.list', {});
    expect(rows.map((row) => row.name)).toEqual(NAMES);
    for (const [n, name] of NAMES.entries()) {
      const found = await app.call('partners.list', { filter: { text: name.slice(0, 200) } });
      expect(
        found.rows.map((row) => row.partner),
        name,
      ).toContain(`P-${n + 10}`);
    }
  });
});

describe('mappings of headers are remembered in the file (D1)', () => {
  const HEADERS = 'Deal No,Month,Invoice,Dated,Net\n';
  const MAPPING = { 'Deal No': 'deal_code', Month: 'period', Invoice: 'invoice_no', Dated: 'invoice_date', Net: 'amount' };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const bill = (n: number): string => `${HEADERS}D-1,2026-01,M-${n},2026-01-31,100\n`;

  /** What a dry run of a header offers; a refused one says it in its report. */
  async function offered(app: TestApp, header: string, kind: 'billing' | 'deals' = 'billing'): Promise<unknown> {
    const input = { files: [{ name: 'export.csv', kind, base64: base64(header) }], dryRun: true };
    const reply = await app.app.dispatch('imports.run', input, { host: 'test' });
    const report = (reply.ok ? reply.value : reply.error.details) as { files: { remembered?: unknown }[] };
    return report.files[0]?.remembered;
  }

  test('a taken import keeps its mapping; headers in another order and case get it back, other headers and kinds do not', async () => {
    const app = await appFor();
    await play(app, START);
    expect(await offered(app, HEADERS)).toBeUndefined();
    await app.call('imports.run', { files: [{ name: 'export.csv', kind: 'billing', mapping: MAPPING, base64: base64(bill(1)) }] });
    expect(await offered(app, HEADERS)).toEqual(MAPPING);
    expect(await offered(app, 'NET;dated;invoice;MONTH;deal_no\n')).toEqual(MAPPING);
    expect(await offered(app, HEADERS, 'deals')).toBeUndefined();
    expect(await offered(app, 'Deal No,Month,Invoice,Dated\n')).toBeUndefined();
    // an offer only: without a mapping the file is refused as before
    expect((await app.refusal('imports.run', { files: [{ name: 'billing.csv', base64: base64(bill(2)) }] })).code).toBe('IMPORT_REFUSED');
  });

  test('neither a dry run nor a refused import keeps one; the newest word counts', async () => {
    const app = await appFor();
    await play(app, START);
    const take = (text: string, mapping: Record<string, string>, dryRun = false) => ({
      files: [{ name: 'export.csv', kind: 'billing' as const, mapping, base64: base64(text) }],
      dryRun,
    });
    await app.call('imports.run', take(bill(1), MAPPING, true));
    await app.refusal('imports.run', take(bill(1).replace('D-1', 'D-9'), MAPPING));
    expect(await offered(app, HEADERS)).toBeUndefined();
    await app.call('imports.run', take(bill(1), MAPPING));
    const other = `${HEADERS.trim()},Kind of\nD-1,2026-01,M-2,2026-01-31,100,invoice\n`;
    await app.call('imports.run', take(other, MAPPING));
    await app.call('imports.run', take(other.replace('M-2', 'M-3'), { ...MAPPING, 'Kind of': 'kind' }));
    expect(await offered(app, other)).toEqual({ ...MAPPING, 'Kind of': 'kind' });
    expect(await offered(app, HEADERS)).toEqual(MAPPING);
  });

  test('of a workbook too, by the sheets it is for', async () => {
    const app = await appFor();
    await play(app, START);
    const book = (row: Row): string => workbook({ sheets: [{ name: 'billing', xml: sheetXml([Object.keys(MAPPING), row]) }] }).toString('base64');
    const row = (invoice: string): Row => ['D-1', '2026-01', invoice, '2026-01-31', 100];
    await app.call('imports.run', { files: [{ name: 'book.xlsx', mapping: MAPPING, base64: book(row('M-1')) }] });
    const { details } = await app.refusal('imports.run', { files: [{ name: 'book.xlsx', base64: book(row('M-2')) }] });
    expect(details).toMatchObject({ files: [{ remembered: MAPPING }] });
    expect(await offered(app, HEADERS)).toEqual(MAPPING);
  });
});

describe('more billing lines than are taken at once', () => {
  test('are taken whole; every row that is not taken is named in its place, and nothing is taken then', async () => {
    const app = await appFor();
    await play(app, START);
    const line = (n: number, amount = 100) => ({ deal_code: 'D-1', period: '2026-01', invoice_no: `B-${n}`, invoice_date: '2026-01-31', amount });
    const lines = Array.from({ length: 4_321 }, (_, n) => line(n));
    expect((await app.import({ 'billing.csv': csvOf(lines) })).counts.billing).toEqual({ new: 4_321, changed: 0, unchanged: 0 });
    const more = [...lines, ...Array.from({ length: 2_000 }, (_, n) => line(10_000 + n))];
    expect((await app.import({ 'billing.csv': csvOf(more) })).counts.billing).toEqual({ new: 2_000, changed: 0, unchanged: 4_321 });
    const wrong = [line(90_000), line(5, 101), ...more, { ...line(90_001), deal_code: 'D-9' }, line(7_000_000)];
    const { details } = await app.refusal('imports.run', { files: [{ name: 'billing.csv', base64: Buffer.from(csvOf(wrong)).toString('base64') }] });
    expect(details).toMatchObject({ errorCount: 3 });
    expect((details as { errors: { row: number; code: string }[] }).errors.map(({ row, code }) => [row, code])).toEqual([
      [3, 'INVOICE_DIFFERS'],
      [9, 'DUPLICATE_KEY'],
      [6_325, 'UNKNOWN_DEAL'],
    ]);
  });
});
