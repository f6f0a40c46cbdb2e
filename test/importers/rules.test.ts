import { describe, expect, test } from 'vitest';
import { KIND_TABLES, parseImport } from '../../src/importers/index.ts';
import { IMPORT_KINDS, type ImportKind } from '../../src/shared/vocab.ts';
import { brief, bytesOf, csvText, importText } from './support/files.ts';

type Cells = Readonly<Record<string, string>>;

/** A full row of each kind: every column of interchange.md with a value. */
const FULL: { readonly [K in ImportKind]: Cells } = {
  partners: {
    code: 'P-1',
    name: 'Alpha (Pvt) Ltd',
    kind: 'agency',
    joined_on: '2024-01-15',
    status: 'active',
    tier: 'silver',
    tier_since: '2024-06-01',
    email: 'info@alpha.pk',
    phone: '+92 21 1234567',
    city: 'Karachi',
    country: 'pk',
    tax_standing: 'exempt',
    exempt_until: '2026-06-30',
    ntn: '1234567-8',
    cnic: '35202-1234567-1',
    bank_title: 'Alpha',
    bank_name: 'SCB',
    iban: 'PK36 SCBL 0000 0011 2345 6702',
    contact_name: 'Sana',
    contact_title: 'CEO',
    industry: 'IT',
    website: 'https://alpha.pk',
    account_manager: 'Ali',
  },
  deals: {
    code: 'D-1',
    partner_code: 'P-1',
    client: 'Acme',
    contract_type: 'retainer',
    contract_value: '12,000,000',
    signed_on: '2025-01-10',
    start_on: '2025-02-01',
    duration_months: '12',
    expected_monthly_billing: '1000000.50',
    rate_percent: '18.5',
    rate_reason: 'agreed',
    completed_on: '',
    cancelled_on: '2025-03-01',
    cancel_reason: 'client',
  },
  billing: { deal_code: 'D-1', period: '2025-02', invoice_no: 'INV-1', invoice_date: '2025-02-28', amount: '-10.5', kind: 'credit_note' },
  leads: {
    partner_code: 'P-1',
    client: 'Beta',
    contact_name: 'Omar',
    contact_email: 'omar@beta.pk',
    submitted_on: '2025-05-01',
    status: 'lost',
    contact_title: 'CTO',
    contact_phone: '021-1',
    description: 'a\nb',
    estimated_value: '5,00,000',
    timeline: 'soon',
    services: 'dev',
    decision_timeline: 'Q3',
    industry: 'retail',
    qualified_on: '2025-05-02',
    closed_on: '2025-06-01',
    lost_reason: 'price',
    deal_code: 'D-9',
  },
  negotiated_terms: {
    partner_code: 'P-1',
    from: '2025-01-01',
    to: '2025-12-31',
    tier: 'Gold',
    rate_percent: '22',
    approver: 'MD',
    reason: 'volume',
    document: 'DOC-1',
  },
  campaigns: {
    code: 'C-1',
    partner_code: 'P-1',
    category: 'digital',
    title: 'Spring',
    budget: '100000',
    starts_on: '2025-03-01',
    ends_on: '2025-03-31',
    approved_on: '2025-02-20',
  },
  claims: {
    campaign_code: 'C-1',
    invoice_no: 'X-1',
    spent_on: '2025-03-10',
    submitted_on: '2025-04-01',
    amount: '50000',
    approved_amount: '45000',
    approved_on: '2025-04-05',
    reimbursed_on: '2025-05-01',
  },
  holidays: { date: '2026-03-23', name: 'Pakistan Day' },
};

const REQUIRED: { readonly [K in ImportKind]: readonly string[] } = {
  partners: ['code', 'name', 'kind', 'joined_on'],
  deals: ['code', 'partner_code', 'client', 'contract_type', 'contract_value', 'signed_on', 'start_on'],
  billing: ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'],
  leads: ['partner_code', 'client', 'contact_name', 'contact_email', 'submitted_on'],
  negotiated_terms: ['partner_code', 'from', 'approver', 'reason'],
  campaigns: ['code', 'partner_code', 'category', 'title', 'budget', 'starts_on', 'ends_on'],
  claims: ['campaign_code', 'invoice_no', 'spent_on', 'submitted_on', 'amount'],
  holidays: ['date', 'name'],
};

const oneRow = (kind: ImportKind, changes: Cells): string => {
  const cells = { ...FULL[kind], ...changes };
  return csvText([Object.keys(cells), Object.values(cells)]);
};

async function errorsOf(kind: ImportKind, changes: Cells): Promise<string[]> {
  return brief((await importText(`${kind}.csv`, oneRow(kind, changes))).errors);
}

describe.each(IMPORT_KINDS)('%s', (kind) => {
  test('has the columns of interchange.md', () => {
    const columns = KIND_TABLES[kind].columns.map(({ name }) => name);
    expect([...columns].sort()).toEqual(Object.keys(FULL[kind]).sort());
    expect(KIND_TABLES[kind].columns.filter(({ required }) => required).map(({ name }) => name)).toEqual(REQUIRED[kind]);
  });

  test('a full row is taken', async () => {
    const result = await importText(`${kind}.csv`, oneRow(kind, {}));
    expect(brief(result.errors)).toEqual([]);
    expect(brief(result.warnings)).toEqual([]);
    const values = result.rows[kind][0]?.values ?? {};
    expect(Object.keys(values).sort()).toEqual(KIND_TABLES[kind].columns.map(({ field }) => field).sort());
    expect(values).toMatchSnapshot();
  });

  test('each required cell is needed, each optional one may be blank or absent', async () => {
    for (const { name, field, required } of KIND_TABLES[kind].columns) {
      if (required) expect(await errorsOf(kind, { [name]: ' ' })).toContain(`${kind}.csv:2:${name} REQUIRED_BLANK`);
      else if (!['cancelled_on', 'cancel_reason', 'exempt_until', 'expected_monthly_billing', 'rate_reason', 'kind'].includes(name)) {
        const result = await importText(`${kind}.csv`, oneRow(kind, { [name]: '' }));
        expect(brief(result.errors)).toEqual([]);
        expect(result.rows[kind][0]?.values).toHaveProperty(field, null);
      }
    }
    const bare = csvText([REQUIRED[kind], REQUIRED[kind].map((name) => FULL[kind][name] ?? '')]);
    const allowed = {
      deals: ['deals.csv:2:expected_monthly_billing EXPECTED_BILLING_MISSING'],
      negotiated_terms: ['negotiated_terms.csv:2:tier TIER_OR_RATE_MISSING'],
    } as const;
    expect(brief((await importText(`${kind}.csv`, bare)).errors)).toEqual(kind === 'deals' || kind === 'negotiated_terms' ? allowed[kind] : []);
  });
});

test.each<[ImportKind, Cells, string]>([
  ['partners', { exempt_until: '' }, 'exempt_until EXEMPT_NEEDS_DATE'],
  ['deals', { cancel_reason: '' }, 'cancel_reason CANCEL_REASON_MISSING'],
  ['deals', { cancelled_on: '' }, 'cancelled_on CANCEL_DATE_MISSING'],
  ['deals', { expected_monthly_billing: '' }, 'expected_monthly_billing EXPECTED_BILLING_MISSING'],
  ['deals', { completed_on: '2025-09-01' }, 'completed_on COMPLETION_NOT_FIXED_PRICE'],
  ['deals', { contract_value: '-1' }, 'contract_value NEGATIVE_AMOUNT'],
  ['deals', { duration_months: '0' }, 'duration_months NUMBER_OUT_OF_RANGE'],
  ['billing', { amount: '10', kind: 'credit_note' }, 'amount CREDIT_NOTE_NOT_NEGATIVE'],
  ['billing', { amount: '0', kind: 'credit_note' }, 'amount CREDIT_NOTE_NOT_NEGATIVE'],
  ['billing', { amount: '-10', kind: 'invoice' }, 'amount INVOICE_NEGATIVE'],
  ['leads', { estimated_value: '-1' }, 'estimated_value NEGATIVE_AMOUNT'],
  ['negotiated_terms', { tier: '', rate_percent: '' }, 'tier TIER_OR_RATE_MISSING'],
  ['negotiated_terms', { to: '2024-12-31' }, 'to ENDS_BEFORE_START'],
  ['campaigns', { ends_on: '2025-02-28' }, 'ends_on ENDS_BEFORE_START'],
  ['claims', { amount: '-1' }, 'amount NEGATIVE_AMOUNT'],
])('%s %j: %s', async (kind, changes, finding) => {
  expect(await errorsOf(kind, changes)).toEqual([`${kind}.csv:2:${finding}`]);
});

test.each<[ImportKind, Cells]>([
  ['deals', { contract_type: 'fixed_price', expected_monthly_billing: '', completed_on: '2025-09-01', cancelled_on: '', cancel_reason: '' }],
  ['deals', { duration_months: '' }],
  ['billing', { amount: '0', kind: 'invoice' }],
  ['negotiated_terms', { to: '2025-01-01' }],
  ['negotiated_terms', { to: '', tier: '' }],
  ['campaigns', { ends_on: '2025-03-01' }],
])('%s %j is taken', async (kind, changes) => {
  expect(await errorsOf(kind, changes)).toEqual([]);
});

test('a rate without a reason is a warning only', async () => {
  const result = await importText('deals.csv', oneRow('deals', { rate_reason: '' }));
  expect(brief(result.errors)).toEqual([]);
  expect(brief(result.warnings)).toEqual(['deals.csv:2:rate_reason RATE_REASON_MISSING']);
});

test('a blank kind of billing goes by the sign', async () => {
  const header = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'];
  const result = await importText(
    'billing.csv',
    csvText([header, ...['5', '-5', '0', '-0'].map((amount, at) => ['D', '2026-01', `I${at}`, '2026-01-31', amount])]),
  );
  expect(result.rows.billing.map(({ values }) => values.kind)).toEqual(['invoice', 'credit_note', 'invoice', 'invoice']);
});

describe('the same key twice', () => {
  const header = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'];
  const line = (deal: string, invoice: string, amount: string): string[] => [deal, '2026-01', invoice, '2026-01-31', amount];

  test('across the files of an import, with both rows named', async () => {
    const first = { name: 'billing-1.csv', bytes: bytesOf(csvText([header, line('D', 'I', '1'), line('D', 'J', '1')])) };
    const second = { name: 'billing-2.csv', bytes: bytesOf(csvText([header, line('D', 'I', '1.00'), line('D', 'J', '2'), line('E', 'I', '1')])) };
    const result = await parseImport([first, second]);
    expect(brief(result.warnings)).toEqual(['billing-2.csv:2:deal_code REPEATED_ROW']);
    expect(brief(result.errors)).toEqual(['billing-2.csv:3:deal_code DUPLICATE_KEY']);
    expect(result.errors.kept[0]?.message).toBe(
      'deal_code "D", invoice_no "J" already stands in row 3 of billing-1.csv with another amount; that row and this one (row 3) cannot both hold. Remove or correct one.',
    );
    expect(result.rows.billing.map(({ file, row, values }) => [file, row, values.dealCode, values.invoiceNo])).toEqual([
      [0, 2, 'D', 'I'],
      [0, 3, 'D', 'J'],
      [1, 4, 'E', 'I'],
    ]);
  });

  test('parts of a key do not run into each other', async () => {
    const result = await importText('billing.csv', csvText([header, line('D1', '1', '1'), line('D', '11', '1')]));
    expect(result.rows.billing.length).toBe(2);
  });
});

test('messages say what, why and what to do', async () => {
  const result = await importText(
    'billing.csv',
    csvText([
      ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount'],
      ['D', '2026-01', 'I', '2026-02-30', '10.005'],
    ]),
  );
  expect(result.errors.kept.map(({ message }) => message)).toEqual([
    'invoice_date "2026-02-30" is not a real date; February 2026 has 28 days, not 30. Correct it in the file.',
    'amount "10.005" has three decimals; amounts are whole paisa, at most two decimals. Correct it in the file.',
  ]);
});

test('private numbers are never whole in a message', async () => {
  const iban = 'PK99SCBL0000001123456702';
  const header = ['code', 'name', 'kind', 'joined_on', 'iban', 'cnic', 'ntn', 'phone'];
  const rows = [['P-1', 'Alpha', 'agency', '2025-01-01', iban, '3520212345', '12345678901', `+92 300 7654321${'0'.repeat(300)}`], [iban, 'x'], [`"${iban}`]];
  const result = await importText('partners.csv', csvText([header, ...rows]).replaceAll('"""', '"'));
  expect(brief(result.errors).sort()).toEqual([
    'partners.csv:2:cnic BAD_CNIC',
    'partners.csv:2:iban BAD_IBAN',
    'partners.csv:2:ntn BAD_NTN',
    'partners.csv:2:phone TEXT_TOO_LONG',
    'partners.csv:3: WRONG_FIELD_COUNT',
    'partners.csv:4: WRONG_FIELD_COUNT',
  ]);
  const text = JSON.stringify(result.errors.kept);
  for (const secret of [iban, '3520212345', '12345678901', '7654321']) expect(text).not.toContain(secret);
  expect(text).toContain('…6702');
});
