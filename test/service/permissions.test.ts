import { expect, test } from 'vitest';
import { type Name, PROCEDURES, type ServiceName } from '../../src/contract/index.ts';
import { ROLES, type Role } from '../../src/shared/vocab.ts';
import { appFor } from '../support/scenario.ts';
import { play } from '../support/table.ts';
import { addUsers } from '../support/team.ts';

const EVERYBODY = 'admin partner_manager finance finance_director case_handler auditor';
const FINANCE = 'finance finance_director';
const MONTH = { month: '2026-01' };
const RUN = { quarter: '2026-Q1' };
const PAYMENT = { ...RUN, partner: 'P-9', note: 'in the test' };

/**
 * Who may call what in team mode, reviewed by hand: a procedure without a row fails the test below, so that nobody adds one
 * without deciding this. The input only has to be a proper one; what is asked is whether the role may call at all.
 */
const MATRIX: Readonly<Record<ServiceName, readonly [roles: string, input: unknown]>> = {
  'terms.list': [EVERYBODY, {}],
  'terms.add': ['admin', { terms: { effectiveFrom: '2030-01-01' }, reason: 'in the test' }],
  'holidays.list': [EVERYBODY, {}],
  'partners.list': [EVERYBODY, {}],
  'partners.get': [EVERYBODY, { partner: 'P-9' }],
  'tiers.asOf': [EVERYBODY, { date: '2026-01-01' }],
  'tiers.history': [EVERYBODY, {}],
  'deals.list': [EVERYBODY, {}],
  'deals.get': [EVERYBODY, { deal: 'D-9' }],
  'deals.rates': [EVERYBODY, {}],
  'deals.void': ['partner_manager', { deal: 'D-9', reason: 'in the test' }],
  'reconciliation.month': [EVERYBODY, MONTH],
  'reconciliation.list': [EVERYBODY, MONTH],
  'reconciliation.work': [FINANCE, { ...MONTH, deals: ['D-9'], action: 'explained', reason: 'in the test' }],
  'exceptions.list': [EVERYBODY, {}],
  'exceptions.decide': [FINANCE, { items: [{ deal: 'D-9', invoiceNo: 'I-1' }], decision: 'accept', reason: 'in the test' }],
  'months.list': [EVERYBODY, {}],
  'months.preview': [EVERYBODY, MONTH],
  'months.close': [FINANCE, MONTH],
  'accruals.list': [EVERYBODY, { from: '2026-01', to: '2026-01' }],
  'accruals.page': [EVERYBODY, {}],
  'balances.partners': [EVERYBODY, { asOf: '2026-01' }],
  'journal.trialBalance': [EVERYBODY, { asOf: '2026-01' }],
  'journal.entries': [EVERYBODY, MONTH],
  'exports.journal': [FINANCE, { from: '2026-01', to: '2026-01' }],
  'payouts.quarter': [EVERYBODY, RUN],
  'payouts.run': [EVERYBODY, RUN],
  'payouts.propose': [FINANCE, RUN],
  'payouts.approve': ['finance_director', RUN],
  'payouts.send': [FINANCE, RUN],
  'payouts.pay': [FINANCE, RUN],
  'payouts.hold': [FINANCE, { ...PAYMENT, reason: 'compliance' }],
  'payouts.release': [FINANCE, PAYMENT],
  'payouts.fail': [FINANCE, PAYMENT],
  'imports.run': [FINANCE, { files: [{ name: 'holidays.csv', base64: '' }] }],
  'imports.list': [EVERYBODY, {}],
  'system.info': [EVERYBODY, {}],
  'system.verify': [EVERYBODY, {}],
  'system.recordVerify': [EVERYBODY, { ok: true }],
  'proof.of': [EVERYBODY, { kind: 'rate', deal: 'D-9' }],
  'today.summary': [EVERYBODY, {}],
  'audit.list': [EVERYBODY, {}],
};

/** Answered by the window or the browser host before a file is open: there is no role yet. */
const OF_THE_HOST: readonly string[] = ['files.create'];

test('every procedure has a row in the matrix, and every row a procedure', () =>
  expect([...Object.keys(MATRIX), ...OF_THE_HOST].sort()).toEqual(Object.keys(PROCEDURES).sort()));

test('team mode: each role may call exactly what the matrix says', async () => {
  const app = await appFor({ mode: 'team' });
  addUsers(app, Object.fromEntries(ROLES.map((role) => [`user ${role}`, [role]])) as Record<string, Role[]>);
  const wrong: string[] = [];
  for (const [name, [roles, input]] of Object.entries(MATRIX)) {
    for (const role of ROLES) {
      const reply = await app.app.dispatch(name, input, { host: 'test', actor: `user ${role}` });
      const code = reply.ok ? 'ok' : reply.error.code;
      if (code === 'BAD_INPUT' || code === 'INTERNAL' || (code === 'FORBIDDEN') === roles.split(' ').includes(role)) wrong.push(`${name} by ${role}: ${code}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('team mode: nobody without a name, an unknown one, or one that is no longer active may call anything', async () => {
  const app = await appFor({ mode: 'team' });
  addUsers(app, { 'no role': [] });
  for (const [name, [, input]] of Object.entries(MATRIX)) {
    for (const actor of [{}, { actor: 'stranger' }, { actor: '' }]) expect((await app.refusal(name as Name, input, actor)).code, name).toBe('NOT_SIGNED_IN');
    expect((await app.refusal(name as Name, input, { actor: 'no role' })).code, name).toBe('FORBIDDEN');
  }
});

test('solo mode: the one operator may call everything, another name is only recorded', async () => {
  const app = await appFor();
  for (const [name, [, input]] of Object.entries(MATRIX)) {
    const reply = await app.app.dispatch(name, input, { host: 'test', actor: 'somebody' });
    expect(reply.ok ? 'ok' : reply.error.code, name).not.toMatch(/FORBIDDEN|NOT_SIGNED_IN|INTERNAL/);
  }
});

const READY = `
  import
  close 2026-01 as=fin
  close 2026-02 as=fin
  close 2026-03 as=fin
`;
const FILES = {
  'partners.csv': 'code,name,kind,joined_on,tier,bank_title,iban\nP-1,One,agency,2025-01-01,gold,One,PK36SCBL0000001123456702\n',
  'deals.csv':
    'code,partner_code,client,contract_type,contract_value,signed_on,start_on,completed_on\nD-1,P-1,C,fixed_price,1000000,2026-01-05,2026-01-05,2026-01-10\n',
  'billing.csv': 'deal_code,period,invoice_no,invoice_date,amount\nD-1,2026-01,I-1,2026-01-10,1000000\n',
};

test('6.4 maker-checker: who proposes does not approve in team mode; another one may', async () => {
  const app = await appFor({ mode: 'team' });
  addUsers(app, { fin: ['finance'], one: ['finance_director'], two: ['finance_director'] });
  const files = Object.entries(FILES).map(([name, text]) => ({ name, base64: Buffer.from(text).toString('base64') }));
  await app.call('imports.run', { files }, { actor: 'fin' });
  for (const month of ['2026-01', '2026-02', '2026-03']) await app.call('months.close', { month } as never, { actor: 'fin' });
  const quarter = { quarter: '2026-Q1' } as never;
  await app.call('payouts.propose', quarter, { actor: 'one' });
  expect((await app.refusal('payouts.approve', quarter, { actor: 'fin' })).code).toBe('FORBIDDEN');
  expect((await app.refusal('payouts.approve', quarter, { actor: 'one' })).code).toBe('MAKER_IS_CHECKER');
  expect((await app.call('payouts.approve', quarter, { actor: 'two' })).state).toBe('approved');
});

test('6.4 in solo mode both acts are recorded with who did them', async () => {
  const app = await appFor();
  await app.import(FILES);
  await play(app, READY);
  await play(app, 'propose 2026-Q1 as=ali\napprove 2026-Q1 as=sara');
  expect(await app.call('payouts.run', { quarter: '2026-Q1' } as never)).toMatchObject({ proposedBy: 'ali', approvedBy: 'sara' });
});
