import type { Output } from '../../contract/index.ts';
import { addMonths, type Month, monthsBetween } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../args.ts';
import { type Call, type Environment, withStoppableApp } from '../environment.ts';
import { type Paint, plural, table } from '../table.ts';

type Closed = Output<'months.close'>;
type Preview = Output<'months.preview'>;
type Options = Extract<Command, { name: 'close' }>;

/** Closes a month, or every month up to one; with `--preview` shows what that would post. */
export async function close(env: Environment, options: Options): Promise<void> {
  await withStoppableApp(env, async (call, signal) => {
    if (options.preview) {
      const previews = await eachMonth(options, signal, (month) => call('months.preview', { month }));
      env.progress.clear();
      env.print.answer(options.through === null ? previews[0] : { months: previews }, (paint) =>
        previews.map((preview) => previewText(preview, options, paint)).join('\n\n'),
      );
      return;
    }
    const closed = await closeAll(call, options, signal);
    env.progress.clear();
    env.print.answer(options.through === null ? closed[0] : { months: closed }, (paint) => closedText(closed, paint));
  });
}

async function eachMonth<T>({ month, through }: Options, signal: AbortSignal, work: (month: Month) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n <= monthsBetween(month, through ?? month); n += 1) {
    if (signal.aborted) throw new AppError('CANCELLED', 'Stopped as you asked, between two months.');
    results.push(await work(addMonths(month, n)));
  }
  return results;
}

/** Every month is a transaction of its own: when one is refused, the error says which were closed before it. */
async function closeAll(call: Call, options: Options, signal: AbortSignal): Promise<Closed[]> {
  const closed: Closed[] = [];
  const { acceptVariances } = options;
  try {
    await eachMonth(options, signal, async (month) =>
      closed.push(await call('months.close', { month, ...(acceptVariances === null ? {} : { acceptVariances }) })),
    );
    return closed;
  } catch (error) {
    if (!(error instanceof AppError) || closed.length === 0) throw error;
    const months = closed.map((answer) => answer.month);
    const before = `${months.join(', ')} ${months.length === 1 ? 'was' : 'were'} closed before that and ${months.length === 1 ? 'stays' : 'stay'} closed.`;
    throw new AppError(error.code, `${error.message} ${before}`, { ...(typeof error.details === 'object' ? error.details : {}), closedMonths: months });
  }
}

const TOTALS = ['recurringPaisa', 'fixedPricePaisa', 'clawbackPaisa', 'adjustmentPaisa', 'totalPaisa', 'lines'] as const;

function totalsTable(months: readonly { month: string; totals: Closed['totals'] }[], paint: Paint): string {
  const rows = months.map(({ month, totals }) => ({ month, ...totals }));
  return `${table(rows, { paint, columns: ['month', ...TOTALS], totals: true, sumToo: ['lines'] })}\n${paint.dim('Amounts in PKR')}`;
}

function closedText(closed: readonly Closed[], paint: Paint): string {
  const worked = closed.reduce((sum, answer) => sum + answer.variancesWorked, 0);
  const leftOut = closed.reduce((sum, answer) => sum + answer.exceptionsLeftOut, 0);
  const notes = [
    ...(worked > 0 ? [`${plural(worked, 'variance')} worked with your reason`] : []),
    ...(leftOut > 0 ? [`${plural(leftOut, 'exception')} left out`] : []),
  ];
  return [totalsTable(closed, paint), '', `${paint.good(`${plural(closed.length, 'month')} closed.`)}${notes.length > 0 ? ` ${notes.join(', ')}.` : ''}`].join(
    '\n',
  );
}

function previewText(preview: Preview, options: Options, paint: Paint): string {
  const { blockers, blockerCount, warnings } = preview;
  const blocked =
    options.acceptVariances === null
      ? paint.warn(`${plural(blockerCount, 'thing')} to settle before ${preview.month} can be closed:`)
      : paint.warn(`${plural(blockerCount, 'thing')} that --accept-variances would settle:`);
  return [
    totalsTable([preview], paint),
    '',
    ...(blockerCount > 0 ? [blocked, table(blockers, { paint, most: 50 })] : [`${paint.good(`${preview.month} can be closed.`)} Nothing was posted.`]),
    ...warnings.map((warning) => `${paint.warn('Note:')} ${warning}`),
  ].join('\n');
}
