import { createHash } from 'node:crypto';
import { isValidIBAN } from 'ibantools';
import { describe, expect, it } from 'vitest';
import { type SampleProgramme, sampleProgramme } from '../../src/sample/index.ts';
import { addMonths, daysBetween, isIsoDate, isMonth, isoDate, type Month, monthsBetween } from '../../src/shared/calendar.ts';
import { parsePercent } from '../../src/shared/rate.ts';
import { BILLING_KINDS, CANCEL_REASONS, CONTRACT_TYPES, LEAD_STATUSES, PARTNER_KINDS, TAX_STANDINGS, TIERS } from '../../src/shared/vocab.ts';
import { amount, cell, groupBy, isClawedBack, type Row, reconcile, rowsOf, tally } from './read.ts';

const hash = (sample: SampleProgramme): string => createHash('sha256').update(JSON.stringify(sample)).digest('hex');

const sample = sampleProgramme();
const partners = rowsOf(sample, 'partners.csv');
const deals = rowsOf(sample, 'deals.csv');
const billing = rowsOf(sample, 'billing.csv');
const terms = rowsOf(sample, 'negotiated_terms.csv');
const leads = rowsOf(sample, 'leads.csv');
const holidays = rowsOf(sample, 'holidays.csv');
const billingOf = groupBy(billing, 'deal_code');
const dealsOf = groupBy(deals, 'partner_code');
const partnerBy = new Map(partners.map((row) => [cell(row, 'code'), row]));
const dealBy = new Map(deals.map((row) => [cell(row, 'code'), row]));

const column = (rows: readonly Row[], name: string): string[] => rows.map((row) => cell(row, name));
const repeated = (values: readonly string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);
const count = (rows: readonly Row[], fits: (row: Row) => boolean): number => rows.filter(fits).length;
const daysTo = (deal: Row): number => daysBetween(isoDate(cell(deal, 'signed_on')), isoDate(cell(deal, 'cancelled_on')));

function months(from: Month, to: Month): Month[] {
  return Array.from({ length: monthsBetween(from, to) + 1 }, (_, index) => addMonths(from, index));
}

/** Rules of interchange.md that hold whatever the day. */
function brokenRules(of: SampleProgramme): string[] {
  const [ps, ds, bs, ts] = ['partners.csv', 'deals.csv', 'billing.csv', 'negotiated_terms.csv'].map((name) => rowsOf(of, name)) as [Row[], Row[], Row[], Row[]];
  const opening = new Map(ps.map((row) => [cell(row, 'code'), cell(row, 'tier_since') || cell(row, 'joined_on')]));
  const codes = new Set(column(ds, 'code'));
  const broken: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  for (const row of ps) check((cell(row, 'tax_standing') === 'exempt') === (cell(row, 'exempt_until') !== ''), `exempt ${cell(row, 'code')}`);
  for (const row of ds) {
    const code = cell(row, 'code');
    const opened = opening.get(cell(row, 'partner_code'));
    check(opened !== undefined && cell(row, 'signed_on') >= opened, `${code} signed before its partner's opening`);
    check(cell(row, 'signed_on') <= of.today && cell(row, 'signed_on') <= cell(row, 'start_on'), `${code} dates`);
    check((cell(row, 'cancelled_on') === '') === (cell(row, 'cancel_reason') === ''), `${code} cancel reason`);
    check((cell(row, 'rate_percent') === '') === (cell(row, 'rate_reason') === ''), `${code} rate reason`);
    check((cell(row, 'contract_type') === 'fixed_price') === (cell(row, 'expected_monthly_billing') === ''), `${code} expected billing`);
    for (const name of ['completed_on', 'cancelled_on'])
      check(cell(row, name) === '' || (cell(row, name) > cell(row, 'signed_on') && cell(row, name) <= of.today), `${code} ${name}`);
  }
  for (const row of bs) {
    const code = `${cell(row, 'deal_code')} ${cell(row, 'invoice_no')}`;
    check(codes.has(cell(row, 'deal_code')), `${code}: no such deal`);
    check(amount(cell(row, 'amount')) < 0 === (cell(row, 'kind') === 'credit_note') && amount(cell(row, 'amount')) !== 0, `${code} sign`);
    check(isMonth(cell(row, 'period')) && cell(row, 'period') <= of.openMonth && cell(row, 'invoice_date') <= of.today, `${code} dates`);
  }
  check(new Set(bs.map((row) => `${cell(row, 'deal_code')} ${cell(row, 'invoice_no')}`)).size === bs.length, 'invoice numbers');
  for (const rows of groupBy(ts, 'partner_code').values()) {
    for (const kind of ['tier', 'rate_percent']) {
      const spans = rows.filter((row) => cell(row, kind) !== '').sort((a, b) => (cell(a, 'from') < cell(b, 'from') ? -1 : 1));
      for (const [index, row] of spans.entries()) {
        const next = spans[index + 1];
        check(!next || (cell(row, 'to') !== '' && cell(row, 'to') < cell(next, 'from')), `terms of ${cell(row, 'partner_code')} overlap`);
      }
    }
  }
  return broken;
}

describe('the sample programme as files', () => {
  it('is the same every time, and quick', () => {
    expect(hash(sampleProgramme())).toBe(hash(sample));
    const times = Array.from({ length: 3 }, () => {
      const begun = performance.now();
      sampleProgramme();
      return performance.now() - begun;
    });
    expect(Math.min(...times)).toBeLessThan(500);
  });

  it('holds the kinds of import file that it promises, well formed', () => {
    expect(sample.files.map((file) => file.name)).toEqual(['partners.csv', 'deals.csv', 'billing.csv', 'negotiated_terms.csv', 'leads.csv', 'holidays.csv']);
    for (const file of sample.files) {
      expect(file.text.endsWith('\n')).toBe(true);
      expect(file.text).not.toMatch(/\r|undefined|NaN|null/);
      for (const row of rowsOf(sample, file.name)) {
        for (const value of Object.values(row)) expect(value).toBe(value.trim());
        for (const value of Object.values(row)) expect(value).not.toMatch(/^[=@+-](?!92 |971 |44 |\d)/);
      }
    }
  });

  it('keeps the words, dates and amounts of interchange.md', () => {
    const within = (rows: readonly Row[], name: string, words: readonly string[]): void => {
      expect([...words, '']).toEqual(expect.arrayContaining([...new Set(column(rows, name))]));
    };
    within(partners, 'kind', PARTNER_KINDS);
    within(partners, 'tier', TIERS);
    within(partners, 'tax_standing', TAX_STANDINGS);
    within(deals, 'contract_type', CONTRACT_TYPES);
    within(deals, 'cancel_reason', CANCEL_REASONS);
    within(billing, 'kind', BILLING_KINDS);
    within(leads, 'status', LEAD_STATUSES);
    const dated: [readonly Row[], string[]][] = [
      [partners, ['joined_on', 'tier_since', 'exempt_until']],
      [deals, ['signed_on', 'start_on', 'completed_on', 'cancelled_on']],
      [billing, ['invoice_date']],
      [terms, ['from', 'to']],
      [leads, ['submitted_on', 'qualified_on', 'closed_on']],
      [holidays, ['date']],
    ];
    for (const [rows, names] of dated) for (const name of names) expect(column(rows, name).filter((date) => date !== '' && !isIsoDate(date))).toEqual([]);
    for (const row of [...terms, ...deals]) if (cell(row, 'rate_percent') !== '') expect(parsePercent(cell(row, 'rate_percent'))).not.toBeNull();
  });

  it('breaks no rule, on whatever day it is made for', () => {
    for (const today of [sample.today, '2026-12-01', '2027-01-15', '2027-03-10', '2027-08-31', '2028-11-20']) {
      expect(brokenRules(sampleProgramme({ today: isoDate(today) }))).toEqual([]);
    }
  });

  it('says what is to be closed and paid beforehand', () => {
    expect(sample).toMatchObject({
      firstMonth: '2024-01',
      closeThrough: '2026-09',
      openMonth: '2026-10',
      firstQuarter: '2024-Q1',
      paidThrough: '2026-Q2',
      payoutQuarter: '2026-Q3',
    });
    for (const { code } of sample.notable) expect(partnerBy.has(code) || dealBy.has(code)).toBe(true);
  });
});

describe('partners', () => {
  it('are 200 in the proportions of the source, each with its own code, name and account', () => {
    expect(tally(column(partners, 'kind'))).toEqual({ agency: 85, consultant: 65, reseller: 35, technology: 15 });
    for (const name of ['code', 'name', 'email', 'phone']) expect(repeated(column(partners, name))).toEqual([]);
    for (const name of ['iban', 'ntn', 'cnic', 'website']) expect(repeated(column(partners, name).filter((value) => value !== ''))).toEqual([]);
    expect(count(partners, (row) => /[\u0600-\u06ff]/.test(cell(row, 'name')))).toBeGreaterThanOrEqual(3);
    expect(Math.max(...column(partners, 'name').map((name) => name.length))).toBeGreaterThan(100);
  });

  it('have valid bank and tax numbers, or none', () => {
    for (const row of partners) {
      const [iban, ntn, cnic, title] = ['iban', 'ntn', 'cnic', 'bank_title'].map((name) => cell(row, name)) as [string, string, string, string];
      expect(iban === '' || isValidIBAN(iban)).toBe(true);
      expect((iban === '') === (title === '')).toBe(true);
      expect(title).toMatch(/^[A-Z0-9 ]{0,40}$/);
      expect(cnic).toMatch(/^([1-7]\d{4}-\d{7}-[1-9])?$/);
      expect(ntn).toMatch(/^(\d{7}-\d)?$/);
      expect(cell(row, 'phone')).toMatch(cell(row, 'country') === 'PK' ? /^\+92 3\d\d \d{7}$/ : /^\+\d/);
    }
  });

  it('are of every tax standing and status, some without bank details', () => {
    const standing = tally(column(partners, 'tax_standing'));
    expect(standing).toMatchObject({ exempt: 5, non_resident: 2 });
    expect(standing.filer).toBeGreaterThan(140);
    expect(standing.non_filer).toBeGreaterThan(20);
    expect(tally(column(partners, 'status'))).toEqual({ active: 194, suspended: 3, terminated: 3 });
    expect(count(partners, (row) => cell(row, 'iban') === '')).toBeGreaterThanOrEqual(4);
    // One certificate ends on the day the quarter falls due, one the day before.
    expect(column(partners, 'exempt_until')).toEqual(expect.arrayContaining(['2026-10-14', '2026-10-15', '2026-06-30', '2027-06-30']));
  });

  it('have an account manager from Silver on, but for the one that got there in the open month', () => {
    const silver = partners.filter((row) =>
      Object.values(tally((dealsOf.get(cell(row, 'code')) ?? []).map((deal) => cell(deal, 'signed_on').slice(0, 4)))).some((deals) => deals >= 6),
    );
    expect(
      column(
        silver.filter((row) => cell(row, 'account_manager') === ''),
        'name',
      ),
    ).toEqual(['Chaupal Community Media']);
  });
});

describe('deals', () => {
  it('are about 2,000 over three years, of every type and size of the source', () => {
    expect(deals.length).toBeGreaterThanOrEqual(1900);
    expect(deals.length).toBeLessThanOrEqual(2100);
    expect(repeated(column(deals, 'code'))).toEqual([]);
    const limits: Record<string, [low: number, high: number]> = {
      staff_augmentation: [490_000, 4_500_000],
      retainer: [250_000, 900_000],
      managed_services: [1_590_000, 2_400_000],
    };
    for (const deal of deals) {
      const [value, monthly, duration] = [amount(cell(deal, 'contract_value')), cell(deal, 'expected_monthly_billing'), cell(deal, 'duration_months')];
      const range = limits[cell(deal, 'contract_type')];
      if (!range) {
        expect(value >= 100_000_000 && value <= 1_200_000_000).toBe(true);
        continue;
      }
      expect(amount(monthly) >= range[0] * 100 && amount(monthly) <= range[1] * 100).toBe(true);
      expect(value).toBe(amount(monthly) * (duration === '' ? 12 : Number(duration)));
    }
    const types = tally(column(deals, 'contract_type'));
    for (const type of CONTRACT_TYPES) expect(types[type]).toBeGreaterThan(150);
    expect(count(deals, (deal) => cell(deal, 'duration_months') === '')).toBeGreaterThan(100);
    expect(count(deals, (deal) => cell(deal, 'rate_percent') !== '')).toBeGreaterThanOrEqual(10);
  });

  it('end on day 90 and day 91, by fraud, by agreement, before the start and after the term', () => {
    const cancelled = deals.filter((deal) => cell(deal, 'cancelled_on') !== '');
    const reasons = tally(column(cancelled, 'cancel_reason'));
    expect(reasons.fraud).toBe(2);
    expect(reasons.other).toBeGreaterThan(10);
    for (const day of [90, 91]) {
      const onDay = cancelled.filter((deal) => cell(deal, 'cancel_reason') === 'client' && daysTo(deal) === day);
      expect(onDay.length).toBeGreaterThanOrEqual(4);
      // One in the quarter to be paid, one in the month to be closed.
      const ended = onDay.map((deal) => cell(deal, 'cancelled_on').slice(0, 7));
      expect(ended).toEqual(expect.arrayContaining([sample.closeThrough, sample.openMonth]));
    }
    expect(cancelled.some((deal) => cell(deal, 'cancel_reason') === 'other' && daysTo(deal) < 90)).toBe(true);
    expect(cancelled.some((deal) => cell(deal, 'cancelled_on') < cell(deal, 'start_on'))).toBe(true);
    expect(count(cancelled, isClawedBack)).toBeGreaterThan(12);
    expect(count(deals, (deal) => cell(deal, 'completed_on') !== '')).toBeGreaterThan(300);
    expect(count(deals, (deal) => cell(deal, 'contract_type') === 'fixed_price' && cell(deal, 'completed_on') === '')).toBeGreaterThan(50);
  });
});

describe('billing', () => {
  it('is 20,000 to 40,000 lines with credit notes and split invoices', () => {
    expect(billing.length).toBeGreaterThanOrEqual(20_000);
    expect(billing.length).toBeLessThanOrEqual(40_000);
    expect(repeated([...new Set(column(billing, 'period'))].sort())).toEqual([]);
    expect([...new Set(column(billing, 'period'))].sort()).toEqual(months(sample.firstMonth, sample.openMonth));
    expect(count(billing, (line) => cell(line, 'kind') === 'credit_note')).toBeGreaterThan(60);
    const numbers = column(billing, 'invoice_no');
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('has 15 to 30 variances of every kind in each of the last months, and 3 to 5 % in older ones', () => {
    const shares = months(sample.firstMonth, sample.openMonth).map((of) => {
      const { matched = 0, beyond_term = 0, ...variances } = reconcile(deals, billingOf, of);
      const open = Object.values(variances).reduce((sum, of) => sum + of, 0);
      return { of, variances, open, beyond_term, rows: matched + beyond_term + open };
    });
    for (const { variances, open, beyond_term } of shares.slice(-3)) {
      expect(Object.keys(variances).sort()).toEqual(['exception', 'missing', 'over_billed', 'under_billed', 'unexpected']);
      expect(open).toBeGreaterThanOrEqual(15);
      expect(open).toBeLessThanOrEqual(30);
      expect(beyond_term).toBeGreaterThan(10);
    }
    for (const { open, rows } of shares.slice(12, -3)) {
      expect(open / rows).toBeGreaterThan(0.03);
      expect(open / rows).toBeLessThan(0.05);
    }
  });
});

describe('terms and leads', () => {
  it('name approver, reason and document', () => {
    for (const row of terms) for (const name of ['approver', 'reason', 'document']) expect(cell(row, name)).not.toBe('');
    expect(count(terms, (row) => cell(row, 'tier') !== '')).toBeGreaterThanOrEqual(3);
    expect(count(terms, (row) => cell(row, 'rate_percent') !== '')).toBeGreaterThanOrEqual(5);
    expect(count(terms, (row) => cell(row, 'to') === '')).toBeGreaterThanOrEqual(2);
  });

  it('lead to the deals they were won as', () => {
    const statuses = tally(column(leads, 'status'));
    for (const status of ['submitted', 'returned', 'qualified', 'engaged', 'proposal', 'won', 'lost']) expect(statuses[status]).toBeGreaterThan(5);
    expect(repeated(column(leads, 'deal_code').filter((code) => code !== ''))).toEqual([]);
    for (const lead of leads) {
      const [status, submitted, qualified, closed] = ['status', 'submitted_on', 'qualified_on', 'closed_on'].map((name) => cell(lead, name)) as [
        string,
        string,
        string,
        string,
      ];
      expect(submitted >= cell(partnerBy.get(cell(lead, 'partner_code')) ?? {}, 'joined_on')).toBe(true);
      expect(qualified === '' || (qualified >= submitted && qualified <= sample.today)).toBe(true);
      expect((closed === '') === !['won', 'lost', 'returned'].includes(status)).toBe(true);
      expect(closed === '' || (closed >= submitted && closed >= qualified && closed <= sample.today)).toBe(true);
      const deal = dealBy.get(cell(lead, 'deal_code'));
      expect(deal !== undefined).toBe(status === 'won');
      if (deal)
        expect([cell(deal, 'partner_code'), cell(deal, 'client'), cell(deal, 'signed_on')]).toEqual([cell(lead, 'partner_code'), cell(lead, 'client'), closed]);
    }
  });

  it('holidays cover the years of the books and the next, one row a day', () => {
    expect(repeated(column(holidays, 'date'))).toEqual([]);
    expect(new Set(column(holidays, 'date').map((date) => date.slice(0, 4)))).toEqual(new Set(['2024', '2025', '2026', '2027']));
  });
});
