import type { Output } from '../../contract/index.ts';
import type { Command, PayoutAct } from '../args.ts';
import { type Environment, withApp } from '../environment.ts';
import { type Paint, plural, table } from '../table.ts';

type Run = Output<'payouts.propose'>;
type Items = Output<'payouts.quarter'>;

const DONE: Readonly<Record<PayoutAct, string>> = { propose: 'Proposed', approve: 'Approved', send: 'Sent', pay: 'Paid' };
const COLUMNS = [
  'partner',
  'openingPaisa',
  'accruedPaisa',
  'adjustmentsPaisa',
  'clawbackPaisa',
  'grossPaisa',
  'withholdingPaisa',
  'netPaisa',
  'carriedPaisa',
  'state',
];

/** Takes a payout run one step on; a person also sees the payments. */
export async function payouts(env: Environment, { quarter, act }: Extract<Command, { name: 'payouts' }>): Promise<void> {
  await withApp(env, async (call) => {
    const run = await call(`payouts.${act}`, { quarter });
    const items = env.print.json ? [] : await call('payouts.quarter', { quarter });
    env.progress.clear();
    env.print.answer(run, (paint) => runText(act, run, items, paint));
  });
}

function runText(act: PayoutAct, run: Run, items: Items, paint: Paint): string {
  const counts = [
    plural(run.payments, 'payment'),
    ...(run.held > 0 ? [paint.warn(`${run.held} held`)] : []),
    ...(run.rolled > 0 ? [`${run.rolled} carried forward`] : []),
  ];
  return [
    ...(items.length > 0 ? [table(items, { paint, columns: COLUMNS, totals: true, most: 100 }), paint.dim('Amounts in PKR'), ''] : []),
    `${paint.good(`${DONE[act]}:`)} ${run.quarter}, ${counts.join(', ')}; value date ${run.valueOn}, due by ${run.dueOn}.`,
  ].join('\n');
}
