import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { reconcileMonth } from '../../src/db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../src/db/repos/terms.ts';
import { addMonths, month } from '../../src/shared/calendar.ts';
import { openProgramme } from '../support/programme.ts';
import { appFor, scenario } from '../support/scenario.ts';
import { play } from '../support/table.ts';

const DEAL = `
  partner P-1 tier=silver
  deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=3 monthly=500,000
`;

describe('section 4 statuses, the first that fits', () => {
  for (const [billed, status] of [
    ['499,998.99', 'under_billed'],
    ['499,999.00', 'matched'],
    ['500,000.00', 'matched'],
    ['500,001.00', 'matched'],
    ['500,001.01', 'over_billed'],
  ] as const)
    scenario(
      `section 4 tolerance of PKR 1.00: ${billed} of 500,000.00 is ${status}`,
      `
      ${DEAL}
      bill D-1 2026-02 I-1 ${billed}
      reconcile 2026-02
      | D-1 expected 500,000.00 billed ${billed} commission 90,000.00 accrued 0.00 ${status}
      `,
    );

  scenario(
    'section 4: other terms, other tolerance, zero included',
    `
    ${DEAL}
    bill D-1 2026-02 I-1 499,999.99
    reconcile 2026-02
    | D-1 expected 500,000.00 billed 499,999.99 commission 90,000.00 accrued 0.00 under_billed
    `,
    { terms: { tolerancePaisa: 0 } },
  );

  scenario(
    'section 4: missing is expected and no line; lines that sum to zero are under-billed',
    `
    ${DEAL}
    bill D-1 2026-03 I-1 500,000
    bill D-1 2026-03 C-1 -500,000
    reconcile 2026-01
    reconcile 2026-02
    | D-1 expected 500,000.00 billed 0.00 commission 90,000.00 accrued 0.00 missing
    reconcile 2026-03
    | D-1 expected 500,000.00 billed 0.00 commission 90,000.00 accrued 0.00 under_billed
    `,
  );

  scenario(
    'section 4: expected from the month of the start for duration months; after it matched "retained beyond term", with no line not listed',
    `
    ${DEAL}
    ${['02', '03', '04', '05'].map((of) => `bill D-1 2026-${of} I-${of} 500,000`).join('\n')}
    reconcile 2026-04
    | D-1 expected 500,000.00 billed 500,000.00 commission 90,000.00 accrued 0.00 matched
    reconcile 2026-05
    | D-1 expected 0.00 billed 500,000.00 commission 0.00 accrued 0.00 matched beyond_term
    reconcile 2026-06
    `,
  );

  scenario(
    'section 4: open-ended is expected on and on, up to and including the month of cancellation',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2025-01-05 monthly=500,000 cancelled=2030-03-01/other
    reconcile 2030-03
    | D-1 expected 500,000.00 billed 0.00 commission 90,000.00 accrued 0.00 missing
    reconcile 2030-04
    `,
  );

  scenario(
    'section 4: beyond term up to and including the month of cancellation; after it the line is an exception (rule 3.5)',
    `
    partner P-1 tier=silver
    deal D-1 P-1 retainer 9,000,000 signed=2025-01-05 months=3 monthly=500,000 cancelled=2025-06-10/other
    bill D-1 2025-06 I-6 10
    bill D-1 2025-07 I-7 10
    reconcile 2025-06
    | D-1 expected 0.00 billed 10.00 commission 0.00 accrued 0.00 matched beyond_term
    reconcile 2025-07
    | D-1 expected 0.00 billed 10.00 commission 0.00 accrued 0.00 exception
    `,
  );

  scenario(
    'section 4: exception comes first, whatever the figures; billed includes the exceptions',
    `
    ${DEAL}
    bill D-1 2026-01 I-1 500,000
    reconcile 2026-01
    | D-1 expected 0.00 billed 500,000.00 commission 0.00 accrued 0.00 exception
    accept D-1 I-1
    close 2026-01
    reconcile 2026-01
    | D-1 expected 0.00 billed 500,000.00 commission 0.00 accrued 90,000.00 exception
    `,
  );

  scenario(
    'section 4: accrued is what the lines of that month accrued: clawbacks and adjustments are left out',
    `
    ${DEAL}
    bill D-1 2026-02 I-2 500,000
    bill D-1 2026-03 I-3 500,000
    close 2026-02
    close 2026-03
    deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=3 monthly=500,000 cancelled=2026-02-28/other
    close 2026-04
    reconcile 2026-02
    | D-1 expected 500,000.00 billed 500,000.00 commission 90,000.00 accrued 90,000.00 matched
    reconcile 2026-03
    | D-1 expected 0.00 billed 500,000.00 commission 0.00 accrued 90,000.00 exception
    `,
  );

  scenario(
    'section 4: a fixed-price deal appears in its month of completion with all its lines until then, and after it where it has lines',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05 completed=2026-03-20
    deal D-2 P-1 fixed_price 1,000,000 signed=2026-01-06 completed=2026-03-20
    deal D-3 P-1 fixed_price 1,000,000 signed=2026-01-07
    bill D-1 2026-01 I-1 400,000
    bill D-1 2026-03 I-3 600,000
    bill D-1 2026-04 I-4 5,000
    bill D-3 2026-01 I-1 900,000
    reconcile 2026-01
    reconcile 2026-02
    reconcile 2026-03
    | D-1 expected 1,000,000.00 billed 1,000,000.00 commission 200,000.00 accrued 0.00 matched
    | D-2 expected 1,000,000.00 billed 0.00 commission 200,000.00 accrued 0.00 missing
    reconcile 2026-04
    | D-1 expected 0.00 billed 5,000.00 commission 0.00 accrued 0.00 unexpected
    `,
  );

  scenario(
    'section 4: a fixed-price deal of the latest billed month has all its lines until then, credit notes among them',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2026-01-05 completed=2026-03-20
    deal D-2 P-1 fixed_price 1,000,000 signed=2026-01-06 completed=2026-03-20
    deal D-3 P-1 fixed_price 1,000,000 signed=2026-01-07 completed=2026-03-21
    bill D-1 2026-01 I-1 400,000
    bill D-1 2026-03 I-3 650,000
    bill D-1 2026-03 C-3 -50,000
    bill D-3 2026-02 I-1 100
    bill D-3 2026-02 C-1 -100
    reconcile 2026-03
    | D-1 expected 1,000,000.00 billed 1,000,000.00 commission 200,000.00 accrued 0.00 matched
    | D-2 expected 1,000,000.00 billed 0.00 commission 200,000.00 accrued 0.00 missing
    | D-3 expected 1,000,000.00 billed 0.00 commission 200,000.00 accrued 0.00 under_billed
    `,
  );

  scenario(
    'section 4: a fixed-price completion that is an exception still expects the contract value; later lines are unexpected',
    `
    partner P-1 tier=gold
    deal D-1 P-1 fixed_price 1,000,000 signed=2025-01-05 completed=2026-03-20 cancelled=2026-03-19/other
    bill D-1 2026-04 I-4 5,000
    reconcile 2026-03
    | D-1 expected 1,000,000.00 billed 0.00 commission 200,000.00 accrued 0.00 exception
    reconcile 2026-04
    | D-1 expected 0.00 billed 5,000.00 commission 0.00 accrued 0.00 unexpected
    `,
  );

  scenario(
    'section 4: cancelled before it starts, nothing is ever expected',
    `
    partner P-1 tier=gold
    deal D-1 P-1 retainer 1,000,000 signed=2026-01-05 start=2026-03-01 months=3 monthly=100 cancelled=2026-02-10/other
    reconcile 2026-02
    reconcile 2026-03
    `,
  );

  scenario(
    'section 4: expected commission has the rate of the month as known now (rule 2.6 current-tier)',
    `
    ${DEAL}
    term P-1 from=2026-03-01 rate_percent=10
    reconcile 2026-02
    | D-1 expected 500,000.00 billed 0.00 commission 90,000.00 accrued 0.00 missing
    reconcile 2026-03
    | D-1 expected 500,000.00 billed 0.00 commission 50,000.00 accrued 0.00 missing
    `,
    { terms: { rateBasis: 'current-tier' } },
  );
});

describe('section 4 whole months', () => {
  test.each(['registration', 'current-tier', 'higher-of-both'] as const)(
    'section 4 and 2.6: under %s a month says of each deal what the deal says alone',
    async (rateBasis) => {
      const programme = await openProgramme({ terms: { rateBasis } });
      const connection = openDatabase(programme.path, { readonly: true });
      try {
        const versions = loadTermsVersions(connection);
        const deals = connection.all<{ id: number }>('SELECT id FROM deals ORDER BY code');
        const statuses = new Set<string>();
        for (let of = month('2024-01'); of <= '2025-08'; of = addMonths(of, 1)) {
          const whole = reconcileMonth(connection, of, versions);
          const alone = deals.flatMap(({ id }) => reconcileMonth(connection, of, versions, { dealId: id }));
          expect(whole).toEqual(alone);
          expect(reconcileMonth(connection, of, versions, { onlyOpen: true })).toEqual(whole.filter((row) => row.status !== 'matched'));
          for (const row of whole) statuses.add(row.status);
        }
        expect([...statuses].sort()).toEqual(['exception', 'matched', 'missing', 'over_billed', 'under_billed']);
      } finally {
        connection.close();
        await programme.close();
      }
    },
  );
});

describe('section 4 working a variance', () => {
  scenario(
    'section 4: explained, corrected or escalated; a month closes when every variance is worked',
    `
    ${DEAL}
    deal D-2 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=3 monthly=500,000
    deal D-3 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=3 monthly=500,000
    deal D-4 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-02-15 months=3 monthly=500,000
    bill D-1 2026-02 I-1 400,000
    bill D-2 2026-02 I-1 600,000
    bill D-4 2026-02 I-1 500,000
    close 2026-02 => MONTH_NOT_READY D-1 D-2 D-3
    statuses 2026-02
    | D-1 under_billed open
    | D-2 over_billed open
    | D-3 missing open
    | D-4 matched
    explain D-1 2026-02
    correct D-2 2026-02
    statuses 2026-02
    | D-1 under_billed explained
    | D-2 over_billed corrected
    | D-3 missing open
    | D-4 matched
    close 2026-02 => MONTH_NOT_READY D-3
    escalate D-3 2026-02
    close 2026-02
    balances 2026-02
    | P-1 270,000.00
    `,
  );

  scenario(
    'section 4: worked at its figures: other figures open it again',
    `
    ${DEAL}
    bill D-1 2026-02 I-1 400,000
    explain D-1 2026-02
    bill D-1 2026-02 I-2 50,000
    statuses 2026-02
    | D-1 under_billed open
    explain D-1 2026-02
    bill D-1 2026-02 C-1 -50,000
    statuses 2026-02
    | D-1 under_billed explained
    `,
  );

  scenario(
    'section 4 close_requires_reconciled off: variances do not stop a close, exceptions do',
    `
    ${DEAL}
    bill D-1 2026-02 I-1 400,000
    bill D-1 2026-01 I-0 400,000
    close 2026-01 => MONTH_NOT_READY I-0
    leave D-1 I-0
    close 2026-01
    close 2026-02
    `,
    { terms: { closeRequiresReconciled: false } },
  );

  test('section 4: working does not change the status, says what it cannot work and why, and keeps who, when and why', async () => {
    const app = await appFor();
    await play(app, `${DEAL}\nbill D-1 2026-02 I-1 400,000\nbill D-1 2026-03 I-2 500,000\nbill D-1 2026-01 I-0 5`);
    const work = (deals: string[], of: string) =>
      app.call('reconciliation.work', { month: month(of), deals, action: 'explained', reason: 'agreed with the client' });
    expect(await work(['D-1', 'D-9', 'D-1'], '2026-02')).toEqual({ worked: 1, refused: [{ deal: 'D-9', why: 'has nothing in 2026-02' }] });
    expect(await work(['D-1'], '2026-03')).toEqual({ worked: 0, refused: [{ deal: 'D-1', why: 'is matched: there is nothing to work' }] });
    expect(await work(['D-1'], '2026-01')).toEqual({ worked: 0, refused: [{ deal: 'D-1', why: 'is an exception: accept it or leave it out' }] });
    const { rows, totals } = await app.call('reconciliation.list', { month: month('2026-02') });
    expect(rows).toMatchObject([
      { deal: 'D-1', status: 'under_billed', isOpen: false, work: { action: 'explained', reason: 'agreed with the client', by: 'operator' } },
    ]);
    expect(totals).toMatchObject({ differencePaisa: -10_000_000, toAccruePaisa: 7_200_000, open: 0 });
    expect((await app.refusal('reconciliation.work', { month: '2026-02', deals: ['D-1'], action: 'explained', reason: ' ' })).code).toBe('BAD_INPUT');
  });
});
