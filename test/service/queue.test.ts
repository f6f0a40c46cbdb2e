import { expect, test } from 'vitest';
import { appFor } from '../support/scenario.ts';

const PARTNERS = [
  'code,name,kind,joined_on,tier,tier_since,account_manager,bank_title,iban,tax_standing',
  'P-1,Indus Agency,agency,2025-01-01,silver,2025-01-01,Sana,Indus,PK36SCBL0000001123456702,filer',
  'P-2,Ravi Consulting,consultant,2025-01-01,silver,2025-01-01,,,,',
].join('\n');
const DEALS = [
  'code,partner_code,client,contract_type,contract_value,signed_on,start_on,duration_months,expected_monthly_billing',
  'D-1,P-1,Acme,retainer,12000000,2026-01-05,2026-01-05,12,1000000',
  'D-2,P-2,Beta,retainer,12000000,2026-01-06,2026-01-06,12,1000000',
].join('\n');
const billing = (...rows: string[]): string => ['deal_code,period,invoice_no,invoice_date,amount', ...rows].join('\n');

async function programme(today: string) {
  const app = await appFor({ today });
  await app.import({ 'partners.csv': PARTNERS, 'deals.csv': DEALS });
  return app;
}
type App = Awaited<ReturnType<typeof programme>>;

const rowsOf = async (app: App, queue: string) => (await app.call('queue.list', {})).rows.filter((row) => row.queue === queue);

test('3.6, 4: a month that is over waits for its billing, then for its variances and its close', async () => {
  const app = await programme('2026-01-31');
  await app.import({ 'billing.csv': billing('D-1,2026-01,I-1,2026-01-31,1000000') });
  expect(await rowsOf(app, 'close')).toEqual([]);
  app.today = '2026-02-01';
  expect(await rowsOf(app, 'close')).toMatchObject([
    { subject: '2026-01', due: '2026-02-10', since: '2026-02-01', state: 'waiting', to: '/close?month=2026-01' },
  ]);
  expect(await rowsOf(app, 'variances')).toMatchObject([{ subject: '2026-01', count: 1 }]);
  app.today = '2026-02-03';
  expect(await rowsOf(app, 'close')).toMatchObject([{ state: 'due' }]);
  app.today = '2026-02-10';
  expect(await rowsOf(app, 'close')).toMatchObject([{ state: 'due' }]);
  app.today = '2026-02-11';
  expect(await rowsOf(app, 'close')).toMatchObject([{ state: 'overdue' }]);
  app.today = '2026-03-01';
  expect(await rowsOf(app, 'billing')).toMatchObject([{ subject: '2026-02', due: '2026-03-05' }]);
  expect((await rowsOf(app, 'close')).map((row) => row.subject)).toEqual(['2026-01']);
  await app.call('months.close', { month: '2026-01', acceptVariances: 'Agreed with the client' } as never);
  expect([await rowsOf(app, 'close'), await rowsOf(app, 'variances')]).toEqual([[], []]);
});

test('4: an escalated variance waits until somebody works it again', async () => {
  const app = await programme('2026-02-02');
  await app.import({ 'billing.csv': billing('D-1,2026-01,I-1,2026-01-31,1000000') });
  const work = (action: 'escalated' | 'explained') =>
    app.call('reconciliation.work', { deals: ['D-2'], month: '2026-01', action, reason: 'The client disputes the start' } as never);
  await work('escalated');
  expect(await rowsOf(app, 'escalated')).toMatchObject([{ subject: 'D-2 2026-01', about: 'D-2 Beta' }]);
  expect(await rowsOf(app, 'variances')).toEqual([]);
  await work('explained');
  expect(await rowsOf(app, 'escalated')).toEqual([]);
});

test('6.1 to 6.4, 1.7: the run by its next step, what would hold it up, who has no account manager', async () => {
  const app = await programme('2026-01-31');
  app.today = '2026-04-02';
  for (const month of ['2026-01', '2026-02', '2026-03']) {
    await app.import({ 'billing.csv': billing(`D-1,${month},I-${month},${month}-20,1000000`, `D-2,${month},I-${month},${month}-20,1000000`) });
    await app.call('months.close', { month } as never);
  }
  const step = async () => (await rowsOf(app, 'payout')).map((row) => [row.what, row.due, row.state]);
  expect(await step()).toEqual([['Payout of 2026-Q1: propose', '2026-04-15', 'waiting']]);
  expect(await rowsOf(app, 'bank')).toMatchObject([{ subject: 'P-2', due: '2026-04-15' }]);
  expect((await rowsOf(app, 'standing')).map((row) => [row.subject, row.what])).toEqual([
    ['P-1', 'Tax standing: the standing was checked on 2026-01-31, more than 30 days before the payment'],
    ['P-2', 'Tax standing: no tax standing is recorded: counts as non-filer'],
  ]);
  expect(await rowsOf(app, 'managers')).toMatchObject([{ subject: 'P-2', since: '2025-01-01', due: null, state: 'waiting' }]);
  const quarter = { quarter: '2026-Q1' } as never;
  await app.call('payouts.propose', quarter);
  expect(await step()).toEqual([['Payout of 2026-Q1: approve', '2026-04-15', 'waiting']]);
  expect(await rowsOf(app, 'payments')).toMatchObject([{ subject: '2026-Q1 P-2', what: 'Payment of 2026-Q1 held: no bank details' }]);
  await app.call('payouts.approve', quarter);
  await app.call('payouts.send', quarter);
  app.today = '2026-04-16';
  expect(await step()).toEqual([['Payout of 2026-Q1: record as paid', '2026-04-15', 'overdue']]);
  await app.call('payouts.pay', quarter);
  expect(await rowsOf(app, 'payments')).toMatchObject([{ subject: '2026-Q1 P-2' }]);
});

test('5.1: a clawback window is shown for its last 14 days and on its last day, not after', async () => {
  const app = await programme('2026-03-22');
  const shown = async () => (await rowsOf(app, 'clawbacks')).map((row) => [row.subject, row.due]);
  expect(await shown()).toEqual([['D-1', '2026-04-05']]);
  app.today = '2026-04-05';
  expect(await shown()).toEqual([
    ['D-1', '2026-04-05'],
    ['D-2', '2026-04-06'],
  ]);
  app.today = '2026-04-07';
  expect(await shown()).toEqual([]);
});

test('1.4, 1.6: reviews of 1 January from 60 days before, the grace they give, and negotiated terms within 30 days of their end', async () => {
  const app = await appFor({ today: '2026-11-01' });
  await app.import({
    'partners.csv': PARTNERS.replaceAll('silver,2025-01-01', 'silver,2026-02-01'),
    'negotiated_terms.csv': 'partner_code,from,to,rate_percent,approver,reason,document\nP-1,2026-01-01,2026-12-15,22,MD,Launch,DOC-1\n',
  });
  expect(await rowsOf(app, 'reviews')).toEqual([]);
  expect(await rowsOf(app, 'endings')).toEqual([]);
  app.today = '2026-11-15';
  expect((await rowsOf(app, 'reviews')).map((row) => [row.subject, row.due, row.isWatched])).toEqual([
    ['P-1 2027', '2027-01-01', true],
    ['P-2 2027', '2027-01-01', true],
  ]);
  expect(await rowsOf(app, 'endings')).toMatchObject([{ subject: 'P-1 rate 2026-12-15', due: '2026-12-15' }]);
});

test('A7: assigning and snoozing keep every note, the latest stands, and both can be taken back', async () => {
  const app = await programme('2026-04-02');
  const item = { queue: 'managers', subject: 'P-2' } as const;
  const now = async () => (await rowsOf(app, 'managers')).map((row) => [row.assignee, row.state, row.snoozedUntil, row.reason]);
  const count = async () => (await app.call('today.summary', {})).queues.find((queue) => queue.name === 'managers')?.count ?? 0;
  await app.call('queue.assign', { items: [{ ...item, assignee: 'Sana' }] });
  await app.call('queue.snooze', { items: [{ ...item, until: '2026-04-10' as never, reason: 'She is back on the tenth' }] });
  expect(await now()).toEqual([['Sana', 'snoozed', '2026-04-10', 'She is back on the tenth']]);
  expect(await count()).toBe(0);
  app.today = '2026-04-10';
  expect(await now()).toEqual([['Sana', 'waiting', null, null]]);
  expect(await count()).toBe(1);
  app.today = '2026-04-09';
  const undo = async () => {
    const act = (await app.call('acts.list', {})).rows.find((row) => row.state === 'undoable' && row.undoesSeq === null);
    await app.call('acts.undo', { seq: act?.seq ?? 0 });
  };
  await undo();
  expect(await now()).toEqual([['Sana', 'waiting', null, null]]);
  await undo();
  expect(await now()).toEqual([[null, 'waiting', null, null]]);
  expect((await app.call('queue.list', {})).people).toContain('Sana');
});

test('a day that is not to come, a snooze without a reason and an item that does not wait are refused', async () => {
  const app = await programme('2026-04-02');
  const snooze = (item: object) => app.refusal('queue.snooze', { items: [{ queue: 'managers', subject: 'P-2', until: null, reason: null, ...item }] });
  expect(await snooze({ until: '2026-04-02', reason: 'Too early' })).toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('not a day to come'),
  });
  expect(await snooze({ until: '2026-04-09' })).toMatchObject({ code: 'BAD_INPUT' });
  expect(await snooze({ subject: 'P-1' })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await app.refusal('queue.assign', { items: [{ queue: 'close', subject: '2020-01', assignee: 'Sana' }] })).toMatchObject({ code: 'NOT_FOUND' });
});

test('one truth: Today counts what the work queue lists, and begins with its first item', async () => {
  const app = await appFor({ sample: true, today: '2026-11-05' });
  const [list, today] = [await app.call('queue.list', {}), await app.call('today.summary', {})];
  expect(list.rows.length).toBeGreaterThan(20);
  const sum = new Map<string, number>();
  for (const row of list.rows) sum.set(row.queue, (sum.get(row.queue) ?? 0) + row.count);
  expect(Object.fromEntries(today.queues.map((queue) => [queue.name, queue.count]))).toEqual(Object.fromEntries(sum));
  const first = list.rows.find((row) => !row.isWatched);
  expect(today.next).toEqual({ what: first?.what, about: first?.about, due: first?.due, to: first?.to });
  const order = list.rows.map((row) => ['overdue', 'due', 'waiting', 'snoozed'].indexOf(row.state));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(new Set(list.rows.map((row) => `${row.queue} ${row.subject}`)).size).toBe(list.rows.length);
});

test('what is new since the last look is counted, and marked as seen by whoever looked', async () => {
  const app = await programme('2026-04-02');
  const before = (await app.call('today.summary', {})).news;
  expect(before).toMatchObject({ since: null });
  expect(before.count).toBeGreaterThan(0);
  const { seenAt } = await app.call('today.seen', {});
  expect((await app.call('today.summary', {})).news).toEqual({ count: 0, since: seenAt });
  await app.call('drafts.save', { form: 'deal', subject: '', body: {} });
  await app.call('partners.assign', { items: [{ partner: 'P-2', accountManager: 'Omar' }] });
  expect((await app.call('today.summary', {})).news.count).toBe(1);
  expect((await app.call('today.summary', {}, { actor: 'somebody else' })).news.since).toBeNull();
});

test('my draft waits for me and for nobody else', async () => {
  const app = await programme('2026-04-02');
  await app.call('drafts.save', { form: 'deal', subject: 'D-1', body: {} });
  expect(await rowsOf(app, 'drafts')).toMatchObject([{ subject: 'deal D-1', to: '/deals/D-1' }]);
  expect((await app.call('queue.list', {}, { actor: 'somebody else' })).rows.filter((row) => row.queue === 'drafts')).toEqual([]);
});

test('the calendar file holds each day once, in lines of at most 75 octets, the same bytes each time', async () => {
  const app = await programme('2026-03-22');
  const file = await app.call('queue.calendar', {});
  const text = Buffer.from(file.base64, 'base64').toString('utf8');
  expect(file.fileName).toBe('partnerdesk-queue-2026-03-22.ics');
  const dated = (await app.call('queue.list', {})).rows.filter((row) => row.due !== null);
  expect(dated.length).toBeGreaterThan(0);
  expect(text.match(/BEGIN:VEVENT/g)?.length).toBe(dated.length);
  const lines = text.split('\r\n');
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n ', '')).toContain(
    'UID:clawbacks-D-1@partnerdesk\r\nDTSTAMP:20260322T000000Z\r\nDTSTART;VALUE=DATE:20260405\r\nDTEND;VALUE=DATE:20260406',
  );
  expect((await app.call('queue.calendar', {})).base64).toBe(file.base64);
});
