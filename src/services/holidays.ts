import type { Output, Parsed } from '../contract/index.ts';
import { loadRunDays } from '../db/repos/payouts.ts';
import { deleteHoliday, listHolidays, loadTermsVersions, putHoliday } from '../db/repos/terms.ts';
import { dueOn, valueOn } from '../domain/payouts.ts';
import { termsOn } from '../domain/terms.ts';
import { addDays, type IsoDate, lastDayOf, lastMonthOf, monthOf, nextQuarter, type Quarter, quarterOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';

type Moved = Output<'holidays.add'>['paymentDates'];

export function list(context: QueryContext): Output<'holidays.list'> {
  return listHolidays(context.db);
}

/**
 * Adds a holiday, or gives a known one another name.
 * @throws AppError CONFLICT when it would move the payment date of a run that is approved (6.3, 6.4)
 */
export function add(context: CommandContext, input: Parsed<'holidays.add'>): Output<'holidays.add'> {
  const before = listHolidays(context.db).find((one) => one.date === input.date) ?? null;
  const paymentDates = before === null ? movedBy(context, input.date) : [];
  putHoliday(context.db, input.date, input.name);
  const after = { date: input.date, name: input.name };
  context.note({ what: before === null ? 'holiday added' : 'holiday renamed', ...after, ...(before === null ? {} : { before: before.name }), paymentDates });
  context.touch('terms', 'payouts');
  return { before, after, paymentDates };
}

/**
 * Takes a holiday out of the calendar.
 * @throws AppError NOT_FOUND, CONFLICT when it would move the payment date of a run that is approved (6.3, 6.4)
 */
export function remove(context: CommandContext, input: Parsed<'holidays.remove'>): Output<'holidays.remove'> {
  const before = listHolidays(context.db).find((one) => one.date === input.date);
  if (before === undefined) throw new AppError('NOT_FOUND', `${input.date} is not in the calendar of holidays.`);
  const paymentDates = movedBy(context, input.date);
  deleteHoliday(context.db, input.date);
  context.note({ what: 'holiday removed', ...before, paymentDates });
  context.touch('terms', 'payouts');
  return { before, paymentDates };
}

/** Payment dates that turn with the day's being a holiday or not; one of an approved run refuses the change. A date that finance set itself never moves. */
function movedBy(context: CommandContext, day: IsoDate): Moved {
  const versions = loadTermsVersions(context.db);
  const holidays = new Set(listHolidays(context.db).map((one) => one.date));
  const others = new Set(holidays);
  if (!others.delete(day)) others.add(day);
  const runs = new Map(loadRunDays(context.db).map((run) => [run.quarter, run]));
  return [...new Set([...runs.keys(), ...quartersAround(day)])].toSorted().flatMap((quarter) => {
    const terms = termsOn(versions, lastDayOf(lastMonthOf(quarter)));
    const due = dueOn(quarter, terms);
    const before = valueOn(due, terms, holidays);
    const after = valueOn(due, terms, others);
    const run = runs.get(quarter);
    if (before === after || (run !== undefined && run.valueOn !== before)) return [];
    if (run !== undefined && run.state !== 'proposed')
      throw new AppError(
        'CONFLICT',
        `The payout of ${quarter} is ${run.state} for ${before}; the calendar cannot move it to ${after} any more (rules 6.3, 6.4). Nothing was changed.`,
        { quarter, before, after },
      );
    return [{ quarter, before, after }];
  });
}

/** Quarters that could be paid around a day and may have no run yet. */
function quartersAround(day: IsoDate): Quarter[] {
  const last = nextQuarter(quarterOf(monthOf(day)));
  const found: Quarter[] = [];
  for (let quarter = quarterOf(monthOf(addDays(day, -400))); quarter <= last; quarter = nextQuarter(quarter)) found.push(quarter);
  return found;
}
