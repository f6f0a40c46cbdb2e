import { expect, test } from 'vitest';
import type { Name } from '../../src/contract/index.ts';
import { PROCEDURES } from '../../src/contract/index.ts';
import { DOORS, type Door, programmeFiles } from './support/doors.ts';

type Step = readonly [name: Name | 'no.such', input: unknown];

const files = programmeFiles();
const badFiles = files.map((file) =>
  file.name === 'billing.csv'
    ? { name: file.name, base64: Buffer.from('deal_code,period,invoice_no,invoice_date,amount\nD-9,2026-01,X-1,2026-01-31,1.005\n').toString('base64') }
    : file,
);

/** From files to a paid quarter, with what is refused on the way. */
const ACTS: readonly Step[] = [
  ['imports.run', { files: badFiles }],
  ['imports.run', { files, dryRun: true }],
  ['imports.run', { files, dryRun: false }],
  ['imports.run', { files, dryRun: false }],
  ['months.preview', { month: '2026-01' }],
  ['months.close', { month: '2026-02' }],
  ['months.close', { month: '2026-01' }],
  ['months.close', { month: '2026-01' }],
  ['months.close', { month: '2026-02' }],
  ['payouts.propose', { quarter: '2026-Q1' }],
  ['months.close', { month: '2026-02', acceptVariances: 'agreed with the client' }],
  ['months.close', { month: '2026-03' }],
  ['payouts.approve', { quarter: '2026-Q1' }],
  ['payouts.propose', { quarter: '2026-Q1' }],
  ['payouts.approve', { quarter: '2026-Q1' }],
  ['payouts.send', { quarter: '2026-Q1' }],
  ['payouts.pay', { quarter: '2026-Q1' }],
  ['payouts.pay', { quarter: '2026-Q1' }],
];

/** The procedures that interchange.md fixes, and some refusals. */
const QUERIES: readonly Step[] = [
  ['tiers.asOf', { date: '2026-03-31' }],
  ['tiers.history', {}],
  ['tiers.history', { partner: 'P-1' }],
  ['tiers.history', { partner: 'P-9' }],
  ['deals.rates', {}],
  ['accruals.list', { from: '2026-01', to: '2026-03' }],
  ['reconciliation.month', { month: '2026-02' }],
  ['payouts.quarter', { quarter: '2026-Q1' }],
  ['balances.partners', { asOf: '2026-03' }],
  ['journal.trialBalance', { asOf: '2026-04' }],
  ['system.verify', {}],
  ['tiers.asOf', { date: '2026-02-30' }],
  ['tiers.asOf', { date: '2026-03-31', more: 1 }],
  ['tiers.asOf', []],
  ['no.such', {}],
];

async function play(door: Door): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [name, input] of [...ACTS, ...QUERIES]) {
    const reply = await door(name, input);
    answers.push({
      name,
      input: name === 'imports.run' ? '…' : input,
      reply: reply.ok ? { value: reply.value } : { code: reply.error.code, message: reply.error.message, details: reply.error.details ?? null },
    });
  }
  return JSON.parse(JSON.stringify(answers)) as unknown[];
}

test('the script asks for every fixed procedure there is', () => {
  const asked = new Set<string>(QUERIES.map(([name]) => name));
  expect(Object.entries(PROCEDURES).filter(([name, procedure]) => procedure.frozen && !asked.has(name))).toEqual([]);
});

test('every door gives the same answers to the same script', async () => {
  const { inProcess, ...others } = DOORS;
  if (!inProcess) throw new Error('the first door is missing');
  const expected = await play(await inProcess());
  // the script does what it is meant to do, before it is compared
  const codes = expected.map((answer) => (answer as { reply: { code?: string } }).reply.code ?? 'ok');
  expect(codes.slice(0, ACTS.length)).toEqual([
    'IMPORT_REFUSED',
    'ok',
    'ok',
    'ok',
    'ok',
    'MONTH_OUT_OF_ORDER',
    'ok',
    'MONTH_ALREADY_CLOSED',
    'MONTH_NOT_READY',
    'QUARTER_NOT_CLOSED',
    'ok',
    'ok',
    'TRANSITION_REFUSED',
    'ok',
    'ok',
    'ok',
    'ok',
    'TRANSITION_REFUSED',
  ]);
  expect(codes.slice(ACTS.length)).toEqual([
    'ok',
    'ok',
    'ok',
    'NOT_FOUND',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
    'BAD_INPUT',
    'BAD_INPUT',
    'BAD_INPUT',
    'UNKNOWN_PROCEDURE',
  ]);
  for (const [name, open] of Object.entries(others)) {
    const answers = await play(await open());
    for (const [index, answer] of answers.entries()) expect(answer, name).toEqual(expected[index]);
  }
}, 120_000);
