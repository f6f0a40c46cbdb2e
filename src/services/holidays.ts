import type { Output, Parsed } from '../contract/index.ts';
import { isFixed, movedPaymentDates, movedRunText } from '../db/repos/payment-dates.ts';
import { deleteHoliday, listHolidays, putHoliday } from '../db/repos/terms.ts';
import type { IsoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

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
  refuseStaleHoliday(context, input, before?.name ?? null);
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
  refuseStaleHoliday(context, input, before.name);
  const paymentDates = movedBy(context, input.date);
  deleteHoliday(context.db, input.date);
  context.note({ what: 'holiday removed', ...before, paymentDates });
  context.touch('terms', 'payouts');
  return { before, paymentDates };
}

function refuseStaleHoliday(
  context: CommandContext,
  { date, version: shown }: { readonly date: IsoDate; readonly version?: string | null | undefined },
  stored: string | null,
): void {
  refuseStale(context, { record: date, stored, shown, isAbout: (change) => change.what.startsWith('holiday') && change['date'] === date });
}

/** @throws AppError CONFLICT when the payment date of an approved run would move */
function movedBy({ db }: CommandContext, day: IsoDate): Moved {
  const moved = movedPaymentDates(db, day);
  const fixed = moved.find(isFixed);
  if (fixed)
    throw new AppError('CONFLICT', `${movedRunText(fixed)} Nothing was changed.`, { quarter: fixed.quarter, before: fixed.before, after: fixed.after });
  return moved.map(({ quarter, before, after }) => ({ quarter, before, after }));
}
