import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import type { Output } from '../../src/contract/index.ts';
import { clockOn } from '../../src/ports/clock.ts';
import { isoDate } from '../../src/shared/calendar.ts';
import { openProgramme } from '../support/programme.ts';

type Report = Output<'system.verify'>;

let folder = '';
let clean = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'partnerdesk-verify-'));
  clean = join(folder, 'clean.pdesk');
  const programme = await openProgramme();
  await programme.app.close();
  cpSync(programme.path, clean);
  await programme.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const failedOf = (report: Report): string[] => report.checks.filter((check) => !check.ok).map((check) => check.name);
const problemsOf = (report: Report): string[] => report.checks.flatMap((check) => check.problems.map((problem) => `${check.name}: ${problem}`));

async function verify(path: string): Promise<Report> {
  const app = await createApp({ dbPath: path, clock: clockOn(isoDate('2025-07-04')), readonly: true });
  try {
    const reply = await app.dispatch('system.verify', {}, { host: 'test' });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value as Report;
  } finally {
    await app.close();
  }
}

/** Changes a copy of the file behind the application's back: guards taken out, and put back as they were. */
async function tampered(sql: string): Promise<Report> {
  const path = join(folder, `${Math.abs(hashOf(sql))}.pdesk`);
  cpSync(clean, path);
  const raw = new Database(path);
  raw.pragma('foreign_keys = OFF');
  const triggers = raw.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string; sql: string }[];
  for (const trigger of triggers) raw.exec(`DROP TRIGGER ${trigger.name}`);
  const before = raw.prepare('SELECT total_changes() AS n').pluck().get() as number;
  raw.exec(sql);
  expect(raw.prepare('SELECT total_changes() AS n').pluck().get(), `changes something: ${sql}`).toBeGreaterThan(before);
  for (const trigger of triggers) raw.exec(trigger.sql);
  raw.close();
  return verify(path);
}

const hashOf = (text: string): number => [...text].reduce((hash, char) => (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0, 7);

describe('verify of a file that nobody touched', () => {
  test('holds in every check, and looks at something in each', async () => {
    const report = await verify(clean);
    expect(problemsOf(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.checks.filter((check) => check.checked === 0)).toEqual([]);
    expect(new Set(report.checks.map((check) => check.name)).size).toBe(report.checks.length);
  });

  test.each([
    { rateBasis: 'current-tier', minimumPayoutPaisa: 10_000_000, grace: 'one-quarter', drop: 'one-level' },
    { rateBasis: 'higher-of-both', withholdingBase: 'before_set_off', withholdingRounding: 'rupee', standingEnforced: true },
    { referralBasis: 'submitted', grace: 'none', clawbackFrom: 'start_on', clawbackDays: 10, payoutDays: 20, effectiveFrom: '2024-06-01' },
  ])('holds under other terms: %o', async (terms) => {
    const programme = await openProgramme({ terms });
    try {
      expect(problemsOf(await programme.call('system.verify', {}))).toEqual([]);
    } finally {
      await programme.close();
    }
  });

  test('holds through a payment held, released, returned by the bank and sent again', async () => {
    const programme = await openProgramme();
    const act = (name: 'propose' | 'approve' | 'send' | 'pay'): Promise<unknown> => programme.call(`payouts.${name}`, { quarter: '2025-Q2' });
    const sound = async (): Promise<void> => expect(problemsOf(await programme.call('system.verify', {}))).toEqual([]);
    const note = 'Seen to in the test';
    try {
      await programme.call('payouts.hold', { quarter: '2025-Q2', partner: 'E', reason: 'compliance', note });
      await sound();
      await programme.call('payouts.release', { quarter: '2025-Q2', partner: 'E', note });
      await sound();
      await programme.import({ 'partners.csv': 'code,name,kind,joined_on,tax_standing\nE,Partner E,agency,2024-01-01,filer\n' });
      await sound();
      await act('propose');
      await sound();
      await act('approve');
      await act('send');
      await programme.call('payouts.fail', { quarter: '2025-Q2', partner: 'A', note });
      await sound();
      await act('pay');
      await act('send');
      await act('pay');
      await sound();
    } finally {
      await programme.close();
    }
  });

  test('changes nothing and says the same twice', async () => {
    const first = await verify(clean);
    expect(await verify(clean)).toEqual(first);
  });
});

const LINE = "(SELECT a.id FROM accrual_lines a JOIN deals d ON d.id = a.deal_id WHERE d.code = 'C-1' AND a.period = '2025-02')";
const partnerId = (code: string): string => `(SELECT id FROM partners WHERE code = '${code}')`;
const dealId = (code: string): string => `(SELECT id FROM deals WHERE code = '${code}')`;
const entryOf = (event: string, partner: string): string =>
  `(SELECT min(id) FROM journal_entries WHERE event = '${event}' AND partner_id = ${partnerId(partner)})`;

/** What was done behind the application's back, and the check that has to name it with words to look for. */
const TAMPERINGS: readonly (readonly [what: string, sql: string, check: string, words: string])[] = [
  ['an amount', `UPDATE accrual_lines SET amount_paisa = amount_paisa + 1 WHERE id = ${LINE}`, 'lines', 'C-1, invoice C-1-2025-02'],
  [
    'an amount, with every total after it',
    `UPDATE accrual_lines SET amount_paisa = amount_paisa + 1 WHERE id = ${LINE}; UPDATE partner_months SET accrued_paisa = accrued_paisa + 1 WHERE partner_id = ${partnerId('C')} AND month = '2025-02'; UPDATE months SET total_paisa = total_paisa + 1 WHERE month = '2025-02'`,
    'lines',
    'C-1, invoice C-1-2025-02',
  ],
  ['a rate and its amount', `UPDATE accrual_lines SET rate_bps = 2500, amount_paisa = 11250001 WHERE id = ${LINE}`, 'lines', 'rate is 25 %, should be 20 %'],
  ['a base', `UPDATE accrual_lines SET base_paisa = base_paisa + 100 WHERE id = ${LINE}`, 'lines', 'base is'],
  ['a tier beside a rate', `UPDATE accrual_lines SET tier = 'platinum' WHERE id = ${LINE}`, 'lines', 'tier is platinum, should be gold'],
  ['the terms a line names', `UPDATE accrual_lines SET terms_version_id = 99 WHERE id = ${LINE}`, 'lines', 'terms version is 99'],
  ['a billing month', `UPDATE accrual_lines SET period = '2025-01' WHERE id = ${LINE}`, 'lines', 'period is 2025-01'],
  ['a month of posting', `UPDATE accrual_lines SET posted_in = '2025-03' WHERE id = ${LINE}`, 'lines', 'posted in is 2025-03, should be 2025-02'],
  ['a mark of beyond term', `UPDATE accrual_lines SET beyond_term = 1 WHERE id = ${LINE}`, 'lines', 'beyond term is 1'],
  ['a mark of an accepted exception', `UPDATE accrual_lines SET accepted = 1 WHERE id = ${LINE}`, 'lines', 'accepted is 1'],
  ['whose line it is', `UPDATE accrual_lines SET partner_id = ${partnerId('A')} WHERE id = ${LINE}`, 'lines', 'C-1, invoice'],
  ['a line deleted', `DELETE FROM accrual_lines WHERE id = ${LINE}`, 'lines', 'should have accrued in 2025-02, and did not'],
  [
    'a line added',
    `INSERT INTO accrual_lines SELECT 9001, deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, NULL, NULL FROM accrual_lines WHERE id = ${LINE}`,
    'lines',
    'Posted line 9001',
  ],
  [
    'a line added for one that is an exception',
    `INSERT INTO accrual_lines SELECT 9002, l.deal_id, d.partner_id, l.period, '2025-06', 'recurring', l.invoice_no, l.amount_paisa, 1500, l.amount_paisa * 15 / 100, 'tier', 'bronze', 1, 0, 0, l.id, NULL FROM billing_lines l JOIN deals d ON d.id = l.deal_id WHERE l.invoice_no = 'B-CLAW-AFTER' AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = l.id); UPDATE accrual_lines SET accepted = 0 WHERE invoice_no = 'B-CLAW-AFTER'`,
    'lines',
    'B-CLAW-AFTER',
  ],
  ['a billing amount', `UPDATE billing_lines SET amount_paisa = amount_paisa + 100 WHERE invoice_no = 'C-1-2025-02'`, 'lines', 'base is'],
  ['a billing line deleted', `DELETE FROM billing_lines WHERE invoice_no = 'C-1-2025-04'`, 'sources', 'billing lines by the audit trail'],
  [
    'a billing line added',
    `INSERT INTO billing_lines SELECT 9003, deal_id, '2025-07', 'X-1', '2025-07-28', 'invoice', 100, import_file_id, import_row, recorded_seq FROM billing_lines WHERE invoice_no = 'C-1-2025-04'`,
    'sources',
    'billing lines by the audit trail',
  ],
  ['the sign of a billing line', `UPDATE billing_lines SET kind = 'credit_note' WHERE invoice_no = 'C-1-2025-02'`, 'sources', 'its kind and its sign'],
  [
    'when a billing line came',
    `UPDATE billing_lines SET recorded_seq = (SELECT close_seq FROM months WHERE month = '2025-04') - 1 WHERE invoice_no = 'C-1-2025-02'`,
    'lines',
    'posted in is 2025-02, should be 2025-04',
  ],
  ['a decision on an exception', `UPDATE exception_decisions SET decision = 'leave_out' WHERE reason = 'The work began early'`, 'lines', 'accrued PKR'],
  ['a completion', `UPDATE accrual_lines SET base_paisa = 80000000, amount_paisa = 14400000 WHERE kind = 'fixed_price'`, 'completions', 'A-FIX'],
  ['a completion deleted', `DELETE FROM accrual_lines WHERE kind = 'fixed_price'`, 'completions', 'A-FIX: its completion should have accrued'],
  [
    'a completion added',
    `INSERT INTO accrual_lines SELECT 9004, d.id, d.partner_id, '2025-02', '2025-02', 'fixed_price', NULL, 90000000, 2000, 18000000, 'tier', 'gold', 1, 0, 0, NULL, NULL FROM deals d WHERE d.code = 'C-DONE'`,
    'completions',
    'C-DONE',
  ],
  ['a contract value', `UPDATE deals SET contract_value_paisa = 100 WHERE code = 'A-FIX'`, 'completions', 'A-FIX'],
  ['a reversal in part', `UPDATE accrual_lines SET amount_paisa = amount_paisa + 1 WHERE kind = 'adjustment'`, 'reversals', 'the negative of its amount'],
  ['a reversal of another rate', `UPDATE accrual_lines SET rate_bps = 1 WHERE kind = 'adjustment'`, 'reversals', 'its rate'],
  [
    'a clawback left out',
    `DELETE FROM accrual_lines WHERE id = (SELECT max(id) FROM accrual_lines WHERE kind = 'clawback')`,
    'reversals',
    'should have been taken back in 2025-04 as clawback',
  ],
  [
    'the clawback of an exception let in before the cancellation was known left out',
    "DELETE FROM accrual_lines WHERE kind = 'clawback' AND invoice_no = 'B-CLAW-EARLY'",
    'reversals',
    'invoice B-CLAW-EARLY for 2024-12 (PKR 540.01): should have been taken back',
  ],
  [
    'a clawback called an adjustment',
    `UPDATE accrual_lines SET kind = 'adjustment' WHERE id = (SELECT max(id) FROM accrual_lines WHERE kind = 'clawback')`,
    'reversals',
    'as adjustment, should be',
  ],
  [
    'a reversal of a sound line',
    `INSERT INTO accrual_lines SELECT 9005, deal_id, partner_id, period, '2025-06', 'adjustment', invoice_no, -base_paisa, rate_bps, -amount_paisa, rate_source, tier, terms_version_id, beyond_term, 0, billing_line_id, id FROM accrual_lines WHERE id = ${LINE}`,
    'reversals',
    'a cancelled deal',
  ],
  ['a cancellation made a clawback', `UPDATE deals SET cancel_reason = 'client' WHERE code = 'E-LEFT'`, 'deals', 'E-LEFT: clawed back is 0, should be 1'],
  ['a flag of clawback', `UPDATE deals SET clawed_back = 0 WHERE code = 'B-CLAW'`, 'deals', 'B-CLAW'],
  ['a close noted for a clawback', `UPDATE deals SET clawback_close_seq = clawback_close_seq + 1 WHERE code = 'B-CLAW'`, 'deals', 'clawback close seq'],
  ['until when a deal counts', `UPDATE deals SET uncounted_from = NULL WHERE code = 'B-CLAW'`, 'deals', 'uncounted from is none'],
  ['a month of start', `UPDATE deals SET start_month = '2025-02' WHERE code = 'C-1'`, 'deals', 'start month is 2025-02'],
  ['an end of term', `UPDATE deals SET term_end_month = '2025-03' WHERE code = 'B-1'`, 'deals', 'term end month is 2025-03, should be 2025-12'],
  ['until when billing is expected', `UPDATE deals SET expected_until = '2025-03' WHERE code = 'C-1'`, 'deals', 'expected until'],
  ['a registered rate', `UPDATE deals SET registered_rate_bps = 1501 WHERE code = 'F-1'`, 'rates', 'F-1: rate is 15.01 %, should be 15 %'],
  [
    'a registered tier with its rate',
    `UPDATE deals SET registered_rate_bps = 2000, registered_tier = 'gold' WHERE code = 'F-1'`,
    'rates',
    'registered tier is gold, should be bronze',
  ],
  ['an own rate', `UPDATE deals SET own_rate_bps = 2000 WHERE code = 'C-OWN'`, 'rates', 'C-OWN'],
  ['a negotiated rate', `UPDATE negotiated_terms SET rate_bps = 1800 WHERE kind = 'rate'`, 'rates', 'E-1'],
  ['a tier row', `UPDATE tier_changes SET to_tier = 'gold' WHERE reason = 'promotion'`, 'tiers', 'A, tier row of 2025-01-05'],
  ['the count of a tier row', `UPDATE tier_changes SET count_referrals = 7 WHERE reason = 'promotion'`, 'tiers', 'count is 7, should be 6'],
  ['the deals of a tier row', `UPDATE tier_changes SET referrals_json = '[]' WHERE reason = 'promotion'`, 'tiers', 'referrals is []'],
  ['a tier row deleted', `DELETE FROM tier_changes WHERE reason = 'promotion'`, 'tiers', 'A: the tier row'],
  [
    'a tier row added',
    `INSERT INTO tier_changes SELECT 9006, partner_id, 99, '2025-06-01', 'gold', 'platinum', 'promotion', 30, '[]' FROM tier_changes WHERE partner_id = ${partnerId('C')} LIMIT 1`,
    'tiers',
    'should not be there',
  ],
  ['a grace deleted', `DELETE FROM tier_graces WHERE partner_id = ${partnerId('C')}`, 'tiers', 'grace shown'],
  ['an opening tier', `UPDATE partners SET opening_tier = 'silver' WHERE code = 'C'`, 'tiers', 'C'],
  ['when a deal was signed', `UPDATE deals SET signed_on = '2025-01-09' WHERE code = 'A-04'`, 'tiers', 'A'],
  [
    'a total of a partner',
    `UPDATE partner_months SET accrued_paisa = accrued_paisa + 1, adjustments_paisa = adjustments_paisa - 1 WHERE partner_id = ${partnerId('C')} AND month = '2025-02'`,
    'totals',
    'C in 2025-02',
  ],
  ['a total of a partner deleted', `DELETE FROM partner_months WHERE partner_id = ${partnerId('C')} AND month = '2025-02'`, 'totals', 'C in 2025-02'],
  [
    'a count of lines',
    `UPDATE partner_months SET line_count = line_count + 1 WHERE partner_id = ${partnerId('C')} AND month = '2025-02'`,
    'totals',
    'lines is',
  ],
  ['what was billed on a deal', `UPDATE deal_totals SET billed_paisa = billed_paisa + 1 WHERE deal_id = ${dealId('C-1')}`, 'deal totals', 'C-1: billed is'],
  ['what accrued on a deal', `UPDATE deal_totals SET accrued_paisa = 0 WHERE deal_id = ${dealId('C-1')}`, 'deal totals', 'C-1: accrued is PKR 0.00'],
  ['the totals of a deal deleted', `DELETE FROM deal_totals WHERE deal_id = ${dealId('C-1')}`, 'deal totals', 'C-1: its totals are missing'],
  ['totals of a deal that is not there', 'INSERT INTO deal_totals VALUES (9999, 1, 0)', 'deal totals', 'Deal no. 9999: billed is PKR 0.01, should be PKR 0.00'],
  [
    'amounts moved from deal to deal, with all their totals as they were',
    `UPDATE billing_lines SET amount_paisa = amount_paisa + 100 WHERE id = (SELECT min(id) FROM billing_lines WHERE deal_id = ${dealId('C-1')}); UPDATE billing_lines SET amount_paisa = amount_paisa - 100 WHERE id = (SELECT max(id) FROM billing_lines WHERE deal_id <> ${dealId('C-1')} AND kind = 'invoice')`,
    'deal totals',
    'C-1: billed is',
  ],
  [
    'a billing line of a deal that is not there',
    `UPDATE billing_lines SET deal_id = 9998 WHERE id = (SELECT max(id) FROM billing_lines)`,
    'deal totals',
    'Deal no. 9998',
  ],
  [
    'a posted line of a deal that is not there',
    `UPDATE accrual_lines SET deal_id = -4 WHERE id = ${LINE}`,
    'deal totals',
    'Deal no. -4: its totals are missing',
  ],
  [
    'amounts too large to be added up exactly outside the database',
    `UPDATE billing_lines SET amount_paisa = 9007199254740993 WHERE id = (SELECT max(id) FROM billing_lines WHERE deal_id = ${dealId('C-1')}); UPDATE deal_totals SET billed_paisa = (SELECT sum(amount_paisa) - 1 FROM billing_lines WHERE deal_id = ${dealId('C-1')}) WHERE deal_id = ${dealId('C-1')}`,
    'deal totals',
    'C-1: ',
  ],
  [
    'a billing line numbered before all others',
    `INSERT INTO billing_lines SELECT -5, deal_id, period, 'X-1', invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq FROM billing_lines WHERE deal_id = ${dealId('C-1')} LIMIT 1`,
    'deal totals',
    'C-1: billed is',
  ],
  ['a deal numbered beyond all others', `UPDATE deal_totals SET deal_id = 900000000 WHERE deal_id = ${dealId('C-1')}`, 'deal totals', 'Deal no. 900000000'],
  ['the total of a month', `UPDATE months SET total_paisa = total_paisa + 1 WHERE month = '2025-02'`, 'months', '2025-02: total is'],
  [
    'the fingerprint of a month',
    `UPDATE months SET digest = replace(digest, substr(digest, 1, 1), 'z') WHERE month = '2025-02'`,
    'months',
    '2025-02: digest is',
  ],
  ['a month reopened', `DELETE FROM months WHERE month = '2025-06'; DELETE FROM months WHERE month = '2025-03'`, 'months', '2025-03'],
  ['who closed a month', `UPDATE months SET closed_by = 'somebody' WHERE month = '2025-02'`, 'months', 'audit actor'],
  [
    'a journal line flipped',
    `UPDATE journal_lines SET debit_paisa = credit_paisa, credit_paisa = debit_paisa WHERE id = (SELECT min(id) FROM journal_lines WHERE account = 'partner_payable')`,
    'journal',
    'debits are',
  ],
  [
    'a whole entry flipped',
    `UPDATE journal_lines SET debit_paisa = credit_paisa, credit_paisa = debit_paisa WHERE entry_id = ${entryOf('accrual', 'C')}`,
    'journal',
    'accrual of C',
  ],
  [
    'both sides of an entry',
    `UPDATE journal_lines SET debit_paisa = debit_paisa + (debit_paisa > 0), credit_paisa = credit_paisa + (credit_paisa > 0) WHERE entry_id = ${entryOf('accrual', 'C')}`,
    'journal',
    'accrual of C',
  ],
  [
    'an account',
    `UPDATE journal_lines SET account = 'accrued_adjustments' WHERE id = (SELECT min(id) FROM journal_lines WHERE account = 'commission_expense')`,
    'journal',
    'on an account',
  ],
  [
    'the partner of a journal line',
    `UPDATE journal_lines SET partner_id = ${partnerId('A')} WHERE entry_id = ${entryOf('accrual', 'C')} AND account = 'partner_payable'`,
    'journal',
    'on an account or a partner',
  ],
  [
    'an entry deleted',
    `DELETE FROM journal_lines WHERE entry_id = ${entryOf('accrual', 'C')}; DELETE FROM journal_entries WHERE id = ${entryOf('accrual', 'C')}`,
    'journal',
    'accrual of C in',
  ],
  [
    'an entry of commission doubled',
    `INSERT INTO journal_entries SELECT 9009, posted_on, month, event, reference, description, partner_id, recorded_seq FROM journal_entries WHERE id = ${entryOf('accrual', 'C')}; INSERT INTO journal_lines SELECT id + 9000, 9009, account, partner_id, debit_paisa, credit_paisa FROM journal_lines WHERE entry_id = ${entryOf('accrual', 'C')}`,
    'journal',
    'entries is 2, should be 1',
  ],
  ['an entry of commission of nobody', `UPDATE journal_entries SET partner_id = 9998 WHERE id = ${entryOf('accrual', 'C')}`, 'journal', 'partner no. 9998'],
  ['the date of an entry', `UPDATE journal_entries SET posted_on = '2025-02-27' WHERE id = ${entryOf('accrual', 'E')}`, 'journal', 'posted on is 2025-02-27'],
  ['an account in all', `UPDATE journal_lines SET account = 'bank' WHERE account = 'withholding_payable'`, 'trial balance', 'withholding_payable'],
  [
    'a set-off',
    `UPDATE journal_lines SET debit_paisa = debit_paisa + (debit_paisa > 0), credit_paisa = credit_paisa + (credit_paisa > 0) WHERE entry_id = ${entryOf('receivable', 'B')}`,
    'balances',
    'B',
  ],
  ['the date of a set-off', `UPDATE journal_entries SET posted_on = '2025-04-29' WHERE id = ${entryOf('receivable', 'B')}`, 'payments', 'receivable'],
  ['a balance', `UPDATE partner_balances SET balance_paisa = balance_paisa + 1 WHERE partner_id = ${partnerId('C')}`, 'balances', 'C: balance is'],
  ['a receivable', `UPDATE partner_balances SET receivable_paisa = 0 WHERE partner_id = ${partnerId('B')}`, 'balances', 'B: receivable is'],
  [
    'an opening',
    `UPDATE payout_items SET opening_paisa = 1, accrued_paisa = accrued_paisa - 1 WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payouts',
    '2025-Q1, C: opening is',
  ],
  [
    'a gross',
    `UPDATE payout_items SET gross_paisa = gross_paisa + 100, net_paisa = net_paisa + 100 WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payouts',
    '2025-Q1, C: gross is',
  ],
  [
    'a withholding',
    `UPDATE payout_items SET withholding_paisa = withholding_paisa - 1, net_paisa = net_paisa + 1 WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payouts',
    '2025-Q1, C: withholding is',
  ],
  [
    'a withholding rate',
    `UPDATE payout_items SET withholding_rate_bps = 1200 WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payouts',
    'rate is 12 %, should be 24 %',
  ],
  ['a standing', `UPDATE payout_items SET standing = 'filer' WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`, 'payouts', 'standing is filer'],
  [
    'the evidence of a standing',
    `UPDATE tax_standings SET standing = 'filer' WHERE partner_id = ${partnerId('C')}`,
    'payouts',
    'standing is non_filer, should be filer',
  ],
  ['a dated tax rate', `UPDATE withholding_rates SET rate_bps = 1000 WHERE standing = 'non_filer'`, 'payouts', 'should be 10 %'],
  [
    'settled months',
    `UPDATE payout_items SET settles_from = '2025-02' WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payouts',
    'settles from is 2025-02',
  ],
  [
    'a payment of less than the minimum',
    `UPDATE payout_items SET gross_paisa = carried_paisa, carried_paisa = 0 WHERE state = 'rolled'`,
    'payouts',
    'gross is',
  ],
  ['what is carried', `UPDATE payout_items SET carried_paisa = 0 WHERE state = 'rolled'`, 'payouts', 'carried is'],
  ['a partner left out of a run', `DELETE FROM payout_items WHERE partner_id = ${partnerId('E')} AND quarter = '2025-Q2'`, 'payouts', 'is not in the run'],
  ['a due date', `UPDATE payout_runs SET due_on = '2025-04-16' WHERE quarter = '2025-Q1'`, 'payouts', 'due on 2025-04-16'],
  [
    'a payment undone',
    `UPDATE payout_items SET state = 'sent', paid_on = NULL WHERE partner_id = ${partnerId('C')} AND quarter = '2025-Q1'`,
    'payments',
    'is in the journal, but the payment is sent',
  ],
  [
    'a payment called paid',
    `UPDATE payout_items SET state = 'paid', hold_reason = NULL, paid_on = '2025-04-15' WHERE partner_id = ${partnerId('D')} AND quarter = '2025-Q1'`,
    'payments',
    'it is paid, and is not in the journal',
  ],
  [
    'a payment posted twice',
    `INSERT INTO journal_entries SELECT 9007, posted_on, month, event, reference, description, partner_id, recorded_seq FROM journal_entries WHERE id = ${entryOf('payout', 'C')}; INSERT INTO journal_lines SELECT id + 9000, 9007, account, partner_id, debit_paisa, credit_paisa FROM journal_lines WHERE entry_id = ${entryOf('payout', 'C')}`,
    'payments',
    'entries is 2, should be 1',
  ],
  ['an audit row', `UPDATE audit_rows SET actor = 'somebody' WHERE seq = 3`, 'audit', 'Audit row 3 was changed'],
  [
    'what an audit row says',
    `UPDATE audit_rows SET changes_json = replace(changes_json, '2025-01', '2025-02') WHERE procedure = 'months.close' AND seq = (SELECT close_seq FROM months WHERE month = '2025-01')`,
    'audit',
    'was changed after it was written',
  ],
  ['an audit row deleted', `DELETE FROM audit_rows WHERE seq = 4`, 'audit', 'Rows 4 to 4'],
  ['the end of the audit trail cut off', `DELETE FROM audit_rows WHERE seq = (SELECT max(seq) FROM audit_rows)`, 'audit', 'ends at row'],
  ['audit rows swapped', `UPDATE audit_rows SET seq = -seq WHERE seq IN (3, 4); UPDATE audit_rows SET seq = 7 + seq WHERE seq < 0`, 'audit', 'does not follow'],
  ['a line of a deal that is not there', `UPDATE accrual_lines SET deal_id = 9999 WHERE id = ${LINE}`, 'lines', 'deal id is 9999'],
  [
    'a completion of a deal that is not there',
    "UPDATE accrual_lines SET deal_id = 9999 WHERE kind = 'fixed_price'",
    'completions',
    'of them on deals that exist',
  ],
  ['a clawback of a deal that is not there', "UPDATE accrual_lines SET deal_id = 9999 WHERE kind = 'clawback'", 'reversals', 'its deal'],
  ['billing of a deal that is not there', "UPDATE billing_lines SET deal_id = 9999 WHERE invoice_no = 'C-1-2025-02'", 'lines', 'can be followed to a deal'],
  ['billing of a file that is not there', "UPDATE billing_lines SET import_file_id = 9999 WHERE invoice_no = 'C-1-2025-02'", 'sources', 'never imported'],
  ['a standing of a partner that is not there', 'UPDATE tax_standings SET partner_id = 9999 WHERE id = 1', 'database', 'points at a row of partners'],
  ['the terms', `UPDATE terms_versions SET body_json = json_set(body_json, '$.tiers[2].rateBps', 2100)`, 'rates', 'C-1: rate is 20 %, should be 21 %'],
  ['who decided', "UPDATE exception_decisions SET decided_by = 'somebody' WHERE decision = 'accept'", 'acts', 'actor is somebody'],
  ['why it was decided', "UPDATE exception_decisions SET reason = 'none' WHERE decision = 'accept'", 'acts', 'reason is none'],
  [
    'what was decided, where it changes no figure',
    "UPDATE exception_decisions SET decision = 'accept' WHERE decision = 'leave_out'",
    'acts',
    'what is accept, should be leave_out',
  ],
  ['a worked variance', "UPDATE variance_work SET action = 'corrected'", 'acts', 'what is corrected, should be explained'],
  ['when a payout was sent', "UPDATE payout_events SET at = '2025-01-01T00:00:00.000Z' WHERE state = 'sent'", 'acts', 'at is 2025-01-01'],
  ['who approved a payout', "UPDATE payout_runs SET approved_by = 'somebody' WHERE quarter = '2025-Q1'", 'acts', 'Approval of 2025-Q1'],
  ['the type of a contract', "UPDATE deals SET contract_type = 'barter' WHERE code = 'C-OWN'", 'deals', 'barter is no type'],
  ['the minimum payout', `UPDATE terms_versions SET body_json = json_set(body_json, '$.minimumPayoutPaisa', 100000000)`, 'payouts', 'gross is'],
];

describe('verify of a file that was changed behind the application', () => {
  test.each(TAMPERINGS)('%s', async (_what, sql, check, words) => {
    const report = await tampered(sql);
    expect(report.ok).toBe(false);
    expect(failedOf(report)).toContain(check);
    expect(report.checks.find((one) => one.name === check)?.problems.join('\n')).toContain(words);
  });

  test('a guard taken out is named', async () => {
    const path = join(folder, 'guard.pdesk');
    cpSync(clean, path);
    const raw = new Database(path);
    raw.exec('DROP TRIGGER accrual_lines_no_update; DROP INDEX accrual_lines_once_per_line');
    raw.close();
    const report = await verify(path);
    expect(failedOf(report)).toEqual(['database']);
    expect(problemsOf(report)).toEqual([
      'database: The index accrual_lines_once_per_line is missing from the file.',
      'database: The trigger accrual_lines_no_update is missing from the file.',
    ]);
  });

  test('without its indexes a file is still checked, and only they are named', async () => {
    const path = join(folder, 'indexes.pdesk');
    cpSync(clean, path);
    const raw = new Database(path);
    const indexes = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").pluck().all() as string[];
    for (const name of indexes) raw.exec(`DROP INDEX ${name}`);
    raw.close();
    expect(failedOf(await verify(path))).toEqual(['database']);
  });

  test('a posting doubled where its guard was taken out', async () => {
    const report = await tampered(
      `DROP INDEX accrual_lines_once_per_line; INSERT INTO accrual_lines SELECT 9008, deal_id, partner_id, period, posted_in, kind, invoice_no, base_paisa, rate_bps, amount_paisa, rate_source, tier, terms_version_id, beyond_term, accepted, billing_line_id, NULL FROM accrual_lines WHERE id = ${LINE}`,
    );
    expect(failedOf(report)).toEqual(expect.arrayContaining(['database', 'lines', 'totals', 'months']));
    expect(problemsOf(report).join('\n')).toContain('Posted line 9008');
  });

  test('text that cannot be read fails its checks by name instead of stopping', async () => {
    const report = await tampered("UPDATE terms_versions SET body_json = 'torn'");
    expect(report.ok).toBe(false);
    expect(report.checks.map((check) => check.name)).toContain('audit');
    expect(problemsOf(report).join('\n')).toContain('JSON');
  });

  test('of many problems fifty are named and all are counted', async () => {
    const report = await tampered("UPDATE billing_lines SET invoice_date = 'x'");
    const sources = report.checks.find((check) => check.name === 'sources');
    expect(sources?.problems).toHaveLength(Math.min(sources?.problemCount ?? 0, 50));
    expect(sources?.problemCount).toBeGreaterThan(40);
  });
});
