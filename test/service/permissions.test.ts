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
  'terms.drafts': [EVERYBODY, {}],
  'terms.draft': ['admin', { terms: { effectiveFrom: '2030-01-01', clawbackDays: 60 }, reason: 'in the test' }],
  'terms.approve': ['finance_director', { id: 9, version: 1 }],
  'terms.activate': ['admin', { id: 9, version: 1 }],
  'terms.withdraw': ['admin', { id: 9, version: 1, reason: 'in the test' }],
  'terms.impact': [EVERYBODY, { terms: { effectiveFrom: '2030-01-01', clawbackDays: 60 } }],
  'terms.examples': [EVERYBODY, { terms: { effectiveFrom: '2030-01-01' } }],
  'holidays.list': [EVERYBODY, {}],
  'holidays.add': ['admin', { date: '2030-01-01', name: 'In the test' }],
  'holidays.remove': ['admin', { date: '2030-01-02' }],
  'partners.list': [EVERYBODY, {}],
  'partners.totals': [EVERYBODY, {}],
  'partners.get': [EVERYBODY, { partner: 'P-9' }],
  'partners.enter': ['partner_manager', { values: { code: 'P-77', name: 'New', kind: 'agency', joined_on: '2026-01-01' } }],
  'partners.negotiate': [
    'partner_manager',
    { values: { partner_code: 'P-77', from: '2026-01-01', rate_percent: '19', approver: 'Director', reason: 'in the test' } },
  ],
  'partners.set': ['partner_manager', { partner: 'P-9', version: 1, fields: { city: 'Lahore' } }],
  'partners.label': ['partner_manager', { partners: ['P-9'], add: ['north'] }],
  'partners.assign': ['partner_manager', { items: [{ partner: 'P-9', accountManager: null }] }],
  'tiers.board': [EVERYBODY, {}],
  'tiers.simulate': [EVERYBODY, { partner: 'P-9', referrals: 1 }],
  'tiers.asOf': [EVERYBODY, { date: '2026-01-01' }],
  'tiers.history': [EVERYBODY, {}],
  'deals.list': [EVERYBODY, {}],
  'deals.totals': [EVERYBODY, {}],
  'deals.get': [EVERYBODY, { deal: 'D-9' }],
  'deals.rates': [EVERYBODY, {}],
  'deals.void': ['partner_manager', { deal: 'D-9', reason: 'in the test' }],
  'deals.enter': [
    'partner_manager',
    {
      values: {
        code: 'D-77',
        partner_code: 'P-77',
        client: 'Client',
        contract_type: 'fixed_price',
        contract_value: '1000',
        signed_on: '2026-02-01',
        start_on: '2026-02-01',
      },
    },
  ],
  'deals.complete': ['partner_manager', { deal: 'D-9', completedOn: '2026-01-01' }],
  'deals.cancel': ['partner_manager', { deal: 'D-9', cancelledOn: '2026-01-01', cancelReason: 'other', reason: 'in the test' }],
  'deals.takeBack': ['partner_manager', { deal: 'D-9', what: 'voiding', since: 1, version: 1 }],
  'reconciliation.addsUp': [EVERYBODY, { deal: 'D-9', month: '2026-01' }],
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
  'accruals.totals': [EVERYBODY, {}],
  'balances.partners': [EVERYBODY, { asOf: '2026-01' }],
  'balances.risk': [EVERYBODY, { asOf: '2026-01' }],
  'journal.trialBalance': [EVERYBODY, { asOf: '2026-01' }],
  'journal.entries': [EVERYBODY, MONTH],
  'journal.map': [EVERYBODY, {}],
  'exports.list': [EVERYBODY, { list: 'deals.list', input: {}, columns: [{ field: 'deal', header: 'Deal' }], filterText: '' }],
  'acts.list': [EVERYBODY, {}],
  'acts.undo': [EVERYBODY, { seq: 999 }],
  'views.list': [EVERYBODY, {}],
  'views.save': [EVERYBODY, { list: 'deals', name: 'Mine', body: {} }],
  'views.remove': [EVERYBODY, { list: 'deals', name: 'Mine' }],
  'drafts.list': [EVERYBODY, {}],
  'drafts.save': [EVERYBODY, { form: 'deal', subject: '', body: {} }],
  'drafts.discard': [EVERYBODY, { form: 'deal', subject: '' }],
  'users.list': [EVERYBODY, {}],
  'users.add': ['admin', { name: 'Somebody', roles: ['auditor'] }],
  'users.change': ['admin', { name: 'Nobody', version: 1, roles: ['auditor'], isActive: true, reason: 'in the test' }],
  'exports.journal': [FINANCE, { from: '2026-01', to: '2026-01' }],
  'payouts.quarter': [EVERYBODY, RUN],
  'payouts.run': [EVERYBODY, RUN],
  'payouts.compare': [EVERYBODY, RUN],
  'statements.list': [EVERYBODY, RUN],
  'statements.get': [EVERYBODY, { ...RUN, partner: 'P-9' }],
  'statements.line': [EVERYBODY, { code: '222238' }],
  'statements.issue': [FINANCE, RUN],
  'statements.reissue': [FINANCE, { ...RUN, partner: 'P-9', reason: 'in the test' }],
  'statements.pdf': [EVERYBODY, { ...RUN, partner: 'P-9' }],
  'statements.workbook': [EVERYBODY, { ...RUN, partner: 'P-9' }],
  'bank.payments': [EVERYBODY, RUN],
  'bank.export': [FINANCE, { ...RUN, profile: 'generic-v1' }],
  'bank.file': [FINANCE, { exportId: 9 }],
  'bank.control': [FINANCE, { exportId: 9 }],
  'company.get': [EVERYBODY, {}],
  'company.set': ['admin', { legalName: 'Example', address: '', ntn: '', strn: '', phone: '', email: '', debitIban: '', debitBic: '', version: 0 }],
  'payouts.propose': [FINANCE, RUN],
  'payouts.approve': ['finance_director', RUN],
  'payouts.send': [FINANCE, RUN],
  'payouts.pay': [FINANCE, RUN],
  'payouts.hold': [FINANCE, { ...PAYMENT, reason: 'compliance' }],
  'payouts.release': [FINANCE, PAYMENT],
  'payouts.fail': [FINANCE, PAYMENT],
  'imports.run': [FINANCE, { files: [{ name: 'holidays.csv', base64: '' }] }],
  'imports.list': [EVERYBODY, {}],
  'imports.rows': [FINANCE, { files: [{ name: 'holidays.csv', base64: '' }], rows: [{ file: 'holidays.csv', row: 2 }] }],
  'imports.get': [EVERYBODY, { import: 999 }],
  'imports.changes': [EVERYBODY, { import: 999, kind: 'deals' }],
  'imports.revert': [FINANCE, { import: 999, reason: 'in the test' }],
  'system.info': [EVERYBODY, {}],
  'system.verify': [EVERYBODY, {}],
  'system.recordVerify': [EVERYBODY, { ok: true }],
  'proof.ofPreview': [EVERYBODY, { month: '2026-01', figure: 'total' }],
  'proof.of': [EVERYBODY, { kind: 'rate', deal: 'D-9' }],
  'today.summary': [EVERYBODY, {}],
  'today.seen': [EVERYBODY, {}],
  'system.actor': [EVERYBODY, {}],
  'search.records': [EVERYBODY, { text: 'P-1' }],
  'queue.list': [EVERYBODY, {}],
  'queue.assign': [EVERYBODY, { items: [{ queue: 'managers', subject: 'P-9', assignee: null }] }],
  'queue.snooze': [EVERYBODY, { items: [{ queue: 'managers', subject: 'P-9', until: null, reason: null }] }],
  'queue.calendar': [EVERYBODY, {}],
  'audit.list': [EVERYBODY, {}],
  'audit.overview': [EVERYBODY, {}],
  'audit.seal': [EVERYBODY, {}],
};

/** Answered by the window or the browser host before a file is open: there is no role yet. */
const OF_THE_HOST: readonly string[] = Object.keys(PROCEDURES).filter((name) => name.startsWith('files.'));

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
