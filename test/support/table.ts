import { expect } from 'vitest';
import type { Input, Name } from '../../src/contract/index.ts';
import { formatRupees, type Paisa } from '../../src/shared/paisa.ts';
import { type Bps, formatRate } from '../../src/shared/rate.ts';
import { csvOf, Refused, type TestApp } from './app.ts';
import { booksProblems } from './books.ts';

/**
 * Scenarios as text. One step per line; facts (`partner`, `deal`, `bill`, `term`, `lead`, `holiday`) are imported together before the
 * next step that is none. `=> CODE` says that a step is refused with it. Lines that begin with `|` are the rows a query must answer.
 *
 *     partner P-1 tier=silver
 *     deal D-1 P-1 retainer 9,000,000 signed=2026-01-05 start=2026-01-05 months=18 monthly=500,000
 *     bill D-1 2026-01 I-1 500,000
 *     close 2026-02 => MONTH_OUT_OF_ORDER
 *     close 2026-01
 *     accruals 2026-01
 *     | D-1 2026-01 2026-01 recurring I-1 500,000.00 × 18% = 90,000.00
 */
export async function play(app: TestApp, text: string): Promise<void> {
  const lines = text.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim());
  const facts: Facts = {};
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const rows: string[] = [];
    while ((lines[at + 1] ?? '').startsWith('|')) {
      at += 1;
      rows.push(tidy((lines[at] ?? '').slice(1)));
    }
    await step(app, facts, line, rows);
  }
  await flush(app, facts, undefined, 'the end of the scenario');
  expect(booksProblems(app.path), 'the books after the scenario').toEqual([]);
  const { checks } = await app.call('system.verify', {});
  expect(
    checks.filter((check) => !check.ok).flatMap((check) => [check.name, ...check.problems]),
    'what verify says after the scenario',
  ).toEqual([]);
}

type Row = Record<string, string>;
type Facts = Record<string, Row[]>;
type Words = readonly string[];

const tidy = (line: string): string => line.trim().replace(/\s+/g, ' ');

async function step(app: TestApp, facts: Facts, line: string, rows: readonly string[]): Promise<void> {
  const [left = '', right] = line.split('=>');
  const [verb = '', ...words] = tidy(left).split(' ');
  const fact = FACTS[verb];
  if (fact) {
    const [file, row] = fact(words);
    facts[file] = [...(facts[file] ?? []), row];
    if (right === undefined) return;
  }
  await flush(app, facts, verb === 'import' || fact ? right?.trim() : undefined, line, verb === 'import' ? words : []);
  if (verb === 'import' || fact) return;
  if (verb === 'today') {
    app.today = words[0] ?? '';
    return;
  }
  const query = QUERIES[verb];
  if (query) {
    expect(await query(app, words), line).toEqual(rows);
    return;
  }
  const act = ACTS[verb];
  if (!act) throw new Error(`no such step: ${line}`);
  await expectOutcome(line, right?.trim(), () => act(app, words));
}

async function expectOutcome(line: string, expected: string | undefined, run: () => Promise<unknown>): Promise<void> {
  let code: string | undefined;
  let said = '';
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    code = error.body.code;
    said = `${error.body.message} ${JSON.stringify(error.body.details ?? '')}`;
  }
  const [wanted, ...parts] = (expected ?? '').split(' ').filter((part) => part !== '');
  expect({ code, said: wanted === undefined ? said : '' }, line).toEqual({ code: wanted, said: '' });
  for (const part of parts) expect(said, line).toContain(part);
}

async function flush(app: TestApp, facts: Facts, expected: string | undefined, line: string, words: Words = []): Promise<void> {
  const files = Object.entries(facts);
  if (files.length === 0 && words.length === 0) return;
  const texts = Object.fromEntries(files.map(([name, rows]) => [`${name}.csv`, csvOf(rows)]));
  for (const [name] of files) delete facts[name];
  await expectOutcome(line, expected, async () => {
    const report = await app.import(texts);
    const counts = named(words);
    for (const [kind, count] of Object.entries(counts)) {
      const of = report.counts[kind as keyof typeof report.counts] ?? { new: 0, changed: 0, unchanged: 0 };
      expect(`${of.new} new ${of.changed} changed ${of.unchanged} unchanged`, line).toBe(count.replaceAll('_', ' '));
    }
  });
}

/** `key=value` words; `_` in a value stands for a blank where the value is a text. */
function named(words: Words): Row {
  return Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

const BANK = { bank_title: 'Partner Account', bank_name: 'Bank', iban: 'PK36SCBL0000001123456702' };

const FACTS: Readonly<Record<string, (words: Words) => readonly [file: string, row: Row]>> = {
  partner: ([code = '', ...rest]) => {
    const { bank, since, ...more } = named(rest);
    const base = { code, name: `Partner ${code}`, kind: 'agency', joined_on: '2025-01-01', ...(bank === 'none' ? {} : BANK) };
    return ['partners', { ...base, ...(since === undefined ? {} : { tier_since: since }), ...more }];
  },
  deal: ([code = '', partner = '', type = '', value = '', ...rest]) => {
    const { signed = '', start = signed, months = '', monthly = '', rate = '', completed = '', cancelled = '', ...more } = named(rest);
    const [on = '', reason = ''] = cancelled.split('/');
    return [
      'deals',
      {
        code,
        partner_code: partner,
        client: `Client of ${code}`,
        contract_type: type,
        contract_value: value,
        signed_on: signed,
        start_on: start,
        duration_months: months,
        expected_monthly_billing: monthly,
        rate_percent: rate,
        rate_reason: rate === '' ? '' : 'agreed',
        completed_on: completed,
        cancelled_on: on,
        cancel_reason: reason,
        ...more,
      },
    ];
  },
  bill: ([deal = '', period = '', invoice = '', amount = '', ...rest]) => {
    const { date = `${period}-28`, ...more } = named(rest);
    return ['billing', { deal_code: deal, period, invoice_no: invoice, invoice_date: date, amount, ...more }];
  },
  term: ([partner = '', ...rest]) => [
    'negotiated_terms',
    { partner_code: partner, approver: 'MD', reason: 'agreed', document: 'DOC-1', to: '', ...named(rest) },
  ],
  lead: ([partner = '', client = '', ...rest]) => {
    const { submitted = '', qualified = '', status = 'submitted' } = named(rest);
    const row = { contact_name: 'A Person', contact_email: 'a@client.example', submitted_on: submitted, qualified_on: qualified, status };
    return ['leads', { partner_code: partner, client, ...row }];
  },
  holiday: ([date = '', ...name]) => ['holidays', { date, name: name.join(' ') || 'Holiday' }],
};

const call =
  <N extends Name>(name: N, input: (words: Words, values: Row) => unknown) =>
  (app: TestApp, words: Words): Promise<unknown> =>
    app.call(name, input(words, named(words)) as Input<N>, contextOf(words));

const contextOf = (words: Words): { actor?: string; requestId?: string } => {
  const { as, id } = named(words);
  return { ...(as === undefined ? {} : { actor: as }), ...(id === undefined ? {} : { requestId: id }) };
};

const REASON = 'settled in the test';
const items = ([deal = '', invoice = '']: Words): { deal: string; invoiceNo: string | null }[] => [{ deal, invoiceNo: invoice === '-' ? null : invoice }];
const runOf = ([quarter = '']: Words): { quarter: string } => ({ quarter });
const paymentOf = ([quarter = '', partner = '']: Words): { quarter: string; partner: string; note: string } => ({ quarter, partner, note: REASON });

const ACTS: Readonly<Record<string, (app: TestApp, words: Words) => Promise<unknown>>> = {
  close: call('months.close', ([month, how]) => ({ month, ...(how === 'accepting' ? { acceptVariances: REASON } : {}) })),
  preview: call('months.preview', ([month]) => ({ month })),
  explain: call('reconciliation.work', ([deal, month]) => ({ month, deals: [deal], action: 'explained', reason: REASON })),
  correct: call('reconciliation.work', ([deal, month]) => ({ month, deals: [deal], action: 'corrected', reason: REASON })),
  escalate: call('reconciliation.work', ([deal, month]) => ({ month, deals: [deal], action: 'escalated', reason: REASON })),
  accept: call('exceptions.decide', (words) => ({ items: items(words), decision: 'accept', reason: REASON })),
  leave: call('exceptions.decide', (words) => ({ items: items(words), decision: 'leave_out', reason: REASON })),
  void: call('deals.void', ([deal], { version }) => ({ deal, reason: REASON, ...(version === undefined ? {} : { version: Number(version) }) })),
  propose: call('payouts.propose', (words, { value }) => ({ ...runOf(words), ...(value === undefined ? {} : { valueOn: value }) })),
  approve: call('payouts.approve', runOf),
  send: call('payouts.send', runOf),
  pay: call('payouts.pay', runOf),
  settle: async (app, words) => {
    for (const name of ['payouts.propose', 'payouts.approve', 'payouts.send', 'payouts.pay'] as const)
      await app.call(name, runOf(words) as Input<'payouts.pay'>);
  },
  hold: call('payouts.hold', (words) => ({ ...paymentOf(words), reason: words[2] ?? 'compliance' })),
  release: call('payouts.release', paymentOf),
  fail: call('payouts.fail', paymentOf),
  terms: call('terms.add', (_, { from, as: _as, id: _id, ...values }) => ({
    reason: REASON,
    terms: { effectiveFrom: from, ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, parsed(value)])) },
  })),
};

const parsed = (text: string): unknown => (/^(?:-?\d+|true|false|[[{].*)$/.test(text) ? (JSON.parse(text) as unknown) : text);

const money = (value: number): string => formatRupees(value as Paisa);
const rateText = (value: number): string => formatRate(value as Bps).replace(' ', '');

const range = (words: Words): { from: string; to: string } => {
  const [from = '', to = from] = (words[0] ?? '').split('..');
  return { from, to };
};

type Query = (app: TestApp, words: Words) => Promise<string[]>;

const QUERIES: Readonly<Record<string, Query>> = {
  accruals: async (app, words) =>
    (await app.call('accruals.list', range(words) as Input<'accruals.list'>)).map(
      (l) => `${l.deal} ${l.period} ${l.postedIn} ${l.kind} ${l.invoiceNo ?? '-'} ${money(l.basePaisa)} × ${rateText(l.rateBps)} = ${money(l.amountPaisa)}`,
    ),
  balances: async (app, [asOf]) =>
    (await app.call('balances.partners', { asOf } as Input<'balances.partners'>)).map((b) => `${b.partner} ${money(b.payablePaisa)}`),
  trial: async (app, [asOf]) =>
    (await app.call('journal.trialBalance', { asOf } as Input<'journal.trialBalance'>)).map(
      (a) =>
        `${a.account} ${a.debitPaisa === 0 && a.creditPaisa === 0 ? '0.00' : a.debitPaisa === 0 ? `Cr ${money(a.creditPaisa)}` : `Dr ${money(a.debitPaisa)}`}`,
    ),
  reconcile: async (app, [month]) =>
    (await app.call('reconciliation.month', { month } as Input<'reconciliation.month'>)).map(
      (r) =>
        `${r.deal} expected ${money(r.expectedPaisa)} billed ${money(r.billedPaisa)} commission ${money(r.expectedCommissionPaisa)} accrued ${money(r.accruedPaisa)} ${r.status}${r.beyondTerm ? ' beyond_term' : ''}`,
    ),
  // only the statuses, and whether somebody still has to work them
  statuses: async (app, [month]) =>
    (await app.call('reconciliation.list', { month } as Input<'reconciliation.list'>)).rows.map(
      (r) => `${r.deal} ${r.status}${r.isOpen ? ' open' : ''}${r.work ? ` ${r.work.action}` : ''}`,
    ),
  payout: async (app, words) =>
    (await app.call('payouts.quarter', runOf(words) as Input<'payouts.quarter'>)).map(
      (i) =>
        `${i.partner} ${money(i.openingPaisa)} + ${money(i.accruedPaisa)} + ${money(i.adjustmentsPaisa)} + ${money(i.clawbackPaisa)} = ${money(i.grossPaisa)} + ${money(i.carriedPaisa)} tax ${money(i.withholdingPaisa)} net ${money(i.netPaisa)} ${i.state}`,
    ),
  run: async (app, words) => {
    const run = await app.call('payouts.run', runOf(words) as Input<'payouts.run'>);
    const open = run.actions.filter((a) => a.disabledReason === null).map((a) => a.name);
    return [
      `${run.state} due ${run.dueOn} value ${run.valueOn} may ${open.join(' ') || 'nothing'}`,
      ...run.items.map((i) => `${i.partner} ${i.state}${i.holdReason === null ? '' : ` ${i.holdReason}`} ${i.standing ?? '-'}`),
    ];
  },
  tiers: async (app, [date]) =>
    (await app.call('tiers.asOf', { date } as Input<'tiers.asOf'>)).map(
      (t) => `${t.partner} ${t.tier} since ${t.since} count ${t.count}${t.inGraceUntil === null ? '' : ` grace ${t.inGraceUntil}`}`,
    ),
  history: async (app, [partner]) =>
    (await app.call('tiers.history', partner === undefined ? {} : { partner })).map((h) => `${h.partner} ${h.date} ${h.from ?? ''}>${h.to} ${h.reason}`),
  rates: async (app) => (await app.call('deals.rates', {})).map((r) => `${r.deal} ${r.partner} ${r.tier} ${rateText(r.rateBps)} ${r.source}`),
  exceptions: async (app, [which]) =>
    (await app.call('exceptions.list', which === 'open' ? { open: true } : {})).map(
      (e) => `${e.deal} ${e.period} ${e.invoiceNo ?? '-'} ${e.code} ${money(e.wouldAccruePaisa)} ${e.decision ?? 'undecided'}`,
    ),
  closed: async (app) => {
    const months = await app.call('months.list', {});
    return [...months.closed.map((m) => m.month), `next ${months.next ?? '-'}`];
  },
};
