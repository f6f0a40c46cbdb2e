import { csvOf, type Files, openTestApp, type TestApp, type TestAppOptions } from './app.ts';

type Cells = Record<string, string>;

const IBAN = 'PK36SCBL0000001123456702';

const partner = (code: string, extra: Cells = {}): Cells => ({
  code,
  name: `Partner ${code}`,
  kind: 'agency',
  joined_on: '2024-01-01',
  tax_standing: 'filer',
  bank_title: `Partner ${code}`,
  iban: IBAN,
  status: '',
  tier: '',
  tier_since: '',
  exempt_until: '',
  ...extra,
});

const deal = (code: string, partnerCode: string, signedOn: string, extra: Cells = {}): Cells => ({
  code,
  partner_code: partnerCode,
  client: `Client ${code}`,
  contract_type: 'retainer',
  contract_value: '1200000',
  signed_on: signedOn,
  start_on: signedOn,
  duration_months: '',
  expected_monthly_billing: '100000',
  rate_percent: '',
  rate_reason: '',
  completed_on: '',
  cancelled_on: '',
  cancel_reason: '',
  ...extra,
});

const line = (dealCode: string, period: string, amount: string, invoiceNo = `${dealCode}-${period}`): Cells => ({
  deal_code: dealCode,
  period,
  invoice_no: invoiceNo,
  invoice_date: `${period}-28`,
  amount,
  kind: amount.startsWith('-') ? 'credit_note' : 'invoice',
});

const files = (kinds: Readonly<Record<string, readonly Cells[]>>): Files =>
  Object.fromEntries(Object.entries(kinds).map(([kind, rows]) => [`${kind}.csv`, csvOf(rows)]));

/** Every deal of A signed in January takes it over the threshold of Silver; the rest covers each rule that posts, withholds or holds. */
function opening(): Files {
  const ladder = [1, 2, 3, 4, 5, 6, 7].map((number) => deal(`A-0${number}`, 'A', `2025-01-0${number}`, { expected_monthly_billing: '333333.33' }));
  return files({
    partners: [
      partner('A'),
      partner('B', { tax_standing: 'exempt', exempt_until: '2025-05-31' }),
      partner('C', { tier: 'gold', tier_since: '2024-06-01', tax_standing: 'non_filer' }),
      partner('D', { iban: '', bank_title: '' }),
      partner('E', { tax_standing: '' }),
      partner('F', { tax_standing: 'non_resident' }),
    ],
    negotiated_terms: [
      {
        partner_code: 'B',
        from: '2025-01-01',
        to: '2025-12-31',
        tier: 'silver',
        rate_percent: '',
        approver: 'MD',
        reason: 'Strategic region',
        document: 'NT-1',
      },
      { partner_code: 'E', from: '2025-02-01', to: '', tier: '', rate_percent: '17.35', approver: 'MD', reason: 'Agreed on renewal', document: '' },
    ],
    deals: [
      ...ladder,
      deal('A-FIX', 'A', '2025-01-10', { contract_type: 'fixed_price', contract_value: '777777.77', expected_monthly_billing: '' }),
      deal('B-1', 'B', '2025-01-05', { duration_months: '3' }),
      deal('B-CLAW', 'B', '2025-01-20', { expected_monthly_billing: '500000' }),
      deal('C-OWN', 'C', '2025-01-05', { rate_percent: '12.5', rate_reason: 'Agreed for this client', expected_monthly_billing: '250000' }),
      deal('C-1', 'C', '2025-01-08', { expected_monthly_billing: '450000.05' }),
      deal('C-DONE', 'C', '2025-01-09', {
        contract_type: 'fixed_price',
        contract_value: '900000',
        expected_monthly_billing: '',
        completed_on: '2025-02-20',
        cancelled_on: '2025-02-10',
        cancel_reason: 'other',
      }),
      deal('D-1', 'D', '2025-01-06', { expected_monthly_billing: '600000' }),
      deal('E-1', 'E', '2025-02-06', { expected_monthly_billing: '400000' }),
      deal('E-LEFT', 'E', '2025-02-07', { expected_monthly_billing: '100000' }),
      deal('F-1', 'F', '2025-01-11', { expected_monthly_billing: '700000' }),
    ],
    billing: [
      ...ladder.map((row) => line(row['code'] ?? '', '2025-01', '333333.33')),
      line('A-01', '2025-01', '-1000.01', 'A-01-CN'),
      line('B-1', '2024-12', '5000', 'B-1-EARLY'),
      line('B-1', '2025-01', '100000'),
      line('B-CLAW', '2024-12', '3000.03', 'B-CLAW-EARLY'),
      line('B-CLAW', '2025-01', '500000'),
      line('C-OWN', '2025-01', '250000.03'),
      line('C-1', '2025-01', '450000.05'),
      line('D-1', '2025-01', '600000'),
      line('F-1', '2025-01', '700000'),
    ],
  });
}

function february(): Files {
  return files({
    deals: [
      deal('A-FIX', 'A', '2025-01-10', { contract_type: 'fixed_price', contract_value: '777777.77', expected_monthly_billing: '', completed_on: '2025-02-14' }),
    ],
    billing: [
      ...[1, 2, 3, 4, 5, 6, 7].map((number) => line(`A-0${number}`, '2025-02', '333333.33')),
      line('A-FIX', '2025-02', '777777.77'),
      line('A-02', '2025-01', '4321.09', 'A-02-LATE'),
      line('B-1', '2025-02', '100000'),
      line('B-CLAW', '2025-02', '500000'),
      line('C-1', '2025-02', '450000.05'),
      line('D-1', '2025-02', '600000'),
      line('E-1', '2025-02', '400000'),
      line('E-LEFT', '2025-02', '100000'),
    ],
  });
}

const march = (): Files =>
  files({
    billing: [
      ...[1, 2, 3].map((number) => line(`A-0${number}`, '2025-03', '333333.33')),
      line('B-CLAW', '2025-03', '500000'),
      line('E-1', '2025-03', '400000'),
      line('E-LEFT', '2025-03', '100000'),
      line('C-OWN', '2025-03', '-90000.01', 'C-OWN-CN'),
    ],
  });

/** Learned in April, after the first quarter was paid: a client had cancelled within the window, and another contract had ended in February. */
function april(): Files {
  return files({
    deals: [
      deal('B-CLAW', 'B', '2025-01-20', { expected_monthly_billing: '500000', cancelled_on: '2025-03-01', cancel_reason: 'client' }),
      deal('E-LEFT', 'E', '2025-02-07', { expected_monthly_billing: '100000', cancelled_on: '2025-02-27', cancel_reason: 'other' }),
      deal('B-1', 'B', '2025-01-05', { duration_months: '12' }),
    ],
    billing: [
      line('A-01', '2025-04', '333333.33'),
      line('B-1', '2025-04', '100000'),
      line('B-CLAW', '2025-01', '7777.77', 'B-CLAW-LATE'),
      line('E-1', '2025-04', '400000'),
      line('C-1', '2025-04', '450000.05'),
    ],
  });
}

const COST = { acceptVariances: 'Looked at' };

/**
 * A programme of half a year that touches every rule that posts money: promotion, own and negotiated rates, credit notes, late lines, exceptions
 * left out and let in, fixed price, a clawback and an end learned late, a payment held, one rolled, a quarter paid and one proposed.
 */
export async function openProgramme(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await openTestApp({ today: '2025-02-03', ...options });
  const close = (month: string): Promise<unknown> => app.call('months.close', { month, ...COST } as never);
  await app.import(opening());
  await close('2025-01');
  app.today = '2025-03-03';
  await app.import(february());
  await app.call('exceptions.decide', {
    items: [
      { deal: 'B-1', invoiceNo: 'B-1-EARLY' },
      { deal: 'B-CLAW', invoiceNo: 'B-CLAW-EARLY' },
    ],
    decision: 'accept',
    reason: 'The work began early',
  });
  await close('2025-02');
  app.today = '2025-04-03';
  await app.import(march());
  await close('2025-03');
  for (const act of ['propose', 'approve', 'send', 'pay'] as const) await app.call(`payouts.${act}`, { quarter: '2025-Q1' } as never);
  app.today = '2025-05-03';
  await app.import(april());
  await app.import({ 'partners.csv': csvOf([partner('D', { status: 'terminated' }), partner('C', { status: 'suspended' })]) });
  await close('2025-04');
  app.today = '2025-06-03';
  await app.import(
    files({
      billing: [line('A-01', '2025-05', '333333.33'), line('B-CLAW', '2025-04', '1234.56', 'B-CLAW-AFTER'), line('E-1', '2025-05', '10000')],
      deals: [deal('A-08', 'A', '2025-01-03')],
    }),
  );
  await app.call('exceptions.decide', { items: [{ deal: 'B-CLAW', invoiceNo: 'B-CLAW-AFTER' }], decision: 'accept', reason: 'Work done after all' });
  await close('2025-05');
  await close('2025-06');
  app.today = '2025-07-03';
  await app.call('payouts.propose', { quarter: '2025-Q2' } as never);
  return app;
}
