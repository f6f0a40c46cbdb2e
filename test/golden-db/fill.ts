import { createApp } from '../../src/app/create-app.ts';
import { initDatabase } from '../../src/app/init.ts';
import type { TermsFile } from '../../src/contract/terms.ts';
import { clockOn } from '../../src/ports/clock.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { csvOf } from '../support/app.ts';

const clock = clockOn(isoDate('2026-11-22'), () => '2026-11-22T06:00:00.000Z');
const TERMS = { effectiveFrom: '2025-01-01', withholding: { filer: 1200, non_filer: 2400 } } as unknown as TermsFile;

/** The names and amounts that old versions got wrong elsewhere: Urdu, combining marks, emoji, the largest sums a number holds. */
const PARTNERS = [
  ['P-1', 'محمد علی کنسلٹنگ', 'filer', 'gold'],
  ['P-2', 'Zoe\u0308 Ünal & Sons, "İzmir"', 'non_filer', 'silver'],
  ['P-3', '👩‍💼 Team ۱۲۳', '', 'bronze'],
] as const;

const MONTHS = ['2026-01', '2026-02', '2026-03'] as const;
const LARGEST_RUPEES = '20000000000000.99';

const FILES: Readonly<Record<string, string>> = {
  'partners.csv': csvOf(
    PARTNERS.map(([code, name, standing, tier]) => ({
      code,
      name,
      kind: 'consultant',
      joined_on: '2025-01-01',
      tier,
      tier_since: '2025-01-01',
      tax_standing: standing,
      ...(standing === '' ? {} : { iban: 'PK36SCBL0000001123456702', bank_title: name, bank_name: 'SCB' }),
    })),
  ),
  'deals.csv': csvOf(
    [...PARTNERS].flatMap(([partner], p) =>
      [1, 2, 3, 4].map((n) => ({
        code: `D-${p + 1}${n}`,
        partner_code: partner,
        client: `گاہک ${p}${n}`,
        contract_type: n === 4 ? 'fixed_price' : 'retainer',
        contract_value: p === 0 && n === 4 ? LARGEST_RUPEES : '1200000.55',
        signed_on: `2026-01-0${n}`,
        start_on: '2026-01-10',
        duration_months: 12,
        expected_monthly_billing: n === 4 ? '' : '100000.05',
        completed_on: n === 4 ? '2026-02-15' : '',
        cancelled_on: n === 3 ? '2026-03-10' : '',
        cancel_reason: n === 3 ? 'client' : '',
      })),
    ),
  ),
  'billing.csv': csvOf(
    MONTHS.flatMap((month) =>
      PARTNERS.flatMap((_, p) =>
        [1, 2, 3].map((n) => ({
          deal_code: `D-${p + 1}${n}`,
          period: month,
          invoice_no: `I-${month}-${n}`,
          invoice_date: `${month}-28`,
          amount: n === 2 && month === '2026-02' ? '99000' : '100000.05',
        })),
      ),
    ),
  ),
  'negotiated_terms.csv': csvOf([{ partner_code: 'P-2', from: '2026-02-01', to: '2026-03-31', rate_percent: '22', approver: 'MD', reason: 'طے شدہ' }]),
  'holidays.csv': csvOf([{ date: '2026-03-23', name: 'یوم پاکستان' }]),
};

/** A file with everything this version can hold: closed months, clawbacks, late lines, a held payment, a paid quarter, refused commands. */
export async function fillGolden(path: string): Promise<void> {
  await initDatabase({ dbPath: path, clock, mode: 'solo', terms: TERMS });
  const app = await createApp({ dbPath: path, clock });
  const import_ = (files: Readonly<Record<string, string>>): readonly [string, unknown] => [
    'imports.run',
    { files: Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text).toString('base64') })) },
  ];
  const acts: readonly (readonly [string, unknown])[] = [
    import_(FILES),
    ...MONTHS.map((month) => ['months.close', { month, acceptVariances: 'agreed' }] as const),
    ['reconciliation.work', { month: '2026-02', deals: ['D-12'], action: 'explained', reason: 'rounded' }],
    ['payouts.propose', { quarter: '2026-Q1' }],
    ['payouts.hold', { quarter: '2026-Q1', partner: 'P-2', reason: 'compliance', note: 'papers' }],
    ['payouts.approve', { quarter: '2026-Q1' }],
    ['payouts.send', { quarter: '2026-Q1' }],
    ['payouts.pay', { quarter: '2026-Q1' }],
    ['deals.void', { deal: 'D-99', reason: 'not there' }],
    import_({ 'billing.csv': csvOf([{ deal_code: 'D-11', period: '2026-02', invoice_no: 'LATE', invoice_date: '2026-04-02', amount: '-1000.10' }]) }),
    ['months.close', { month: '2026-04', acceptVariances: 'agreed' }],
    ['terms.add', { terms: { effectiveFrom: '2026-06-01', minimumPayoutPaisa: 1_000_000 }, reason: 'changed' }],
  ];
  try {
    for (const [index, [name, input]] of acts.entries()) {
      const reply = await app.dispatch(name, input, { host: 'test', requestId: `golden-${index}` });
      if (!reply.ok && name !== 'deals.void') throw new Error(`${name}: ${reply.error.message} ${JSON.stringify(reply.error.details ?? '')}`);
    }
  } finally {
    await app.close();
  }
}
