import { addMonths, firstDayOf, type IsoDate, lastDayOf, type Month, monthOf, nearestBusinessDay, yearOf } from '../shared/calendar.ts';
import { formatPlainRupees, type Paisa, paisa } from '../shared/paisa.ts';
import { allocate } from '../shared/rate.ts';
import type { BillingKind } from '../shared/vocab.ts';
import { csvFile, type SampleFile } from './csv.ts';
import { type Deal, isFixed, startMonth, termEnd } from './deals.ts';
import { isClawedBack } from './endings.ts';
import type { Frame } from './frame.ts';
import { Rng } from './rng.ts';

export interface Line {
  amount: Paisa;
  readonly kind: BillingKind;
  readonly date: IsoDate;
}

/** What one deal is billed for one month. */
export interface Row {
  readonly deal: Deal;
  readonly period: Month;
  /** Within its term, expected in full: the rows in which a variance can be made. */
  readonly plain: boolean;
  lines: Line[];
}

/** First and last working day of a month. */
export class WorkdayCache {
  readonly #frame: Frame;
  readonly #months = new Map<Month, readonly [IsoDate, IsoDate]>();

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  of(month: Month): readonly [first: IsoDate, last: IsoDate] {
    const known = this.#months.get(month);
    if (known) return known;
    const closed = this.#frame.closedDays;
    const made = [nearestBusinessDay(firstDayOf(month), 1, closed), nearestBusinessDay(lastDayOf(month), -1, closed)] as const;
    this.#months.set(month, made);
    return made;
  }
}

/** Last month billed in the ordinary course, at most the open month. */
function lastBilled(deal: Deal, frame: Frame): Month {
  const end = termEnd(deal);
  let last = end === null ? frame.openMonth : addMonths(end, deal.retainedMonths);
  if (deal.cancelled) {
    // A clawed-back deal is not billed for the month of its cancellation: that line would be an exception.
    const stop = addMonths(monthOf(deal.cancelled.on), isClawedBack(deal) ? -1 : 0);
    if (stop < last) last = stop;
  }
  return last < frame.openMonth ? last : frame.openMonth;
}

/** A retainer is billed in advance, the rest in arrears; larger teams get an invoice per squad. */
function recurringRows(deal: Deal, frame: Frame, days: WorkdayCache, rng: Rng): Row[] {
  const rows: Row[] = [];
  const { monthly } = deal;
  if (monthly === null) return rows;
  const end = termEnd(deal);
  const inAdvance = deal.type === 'retainer' && rng.chance(70);
  const parts =
    deal.type === 'staff_augmentation' && monthly >= 80_000_000 && rng.chance(85)
      ? allocate(
          monthly,
          rng.pick([
            [1, 1],
            [3, 2],
            [2, 1, 1],
            [1, 1, 1],
          ]),
        )
      : [monthly];
  const last = lastBilled(deal, frame);
  for (let period = startMonth(deal); period <= last; period = addMonths(period, 1)) {
    const [first, final] = days.of(period);
    const wished = inAdvance ? first : final;
    const date = wished < deal.startOn ? deal.startOn : wished;
    rows.push({ deal, period, plain: end === null || period <= end, lines: parts.map((amount) => ({ amount, kind: 'invoice', date })) });
  }
  return rows;
}

/** Thirty at the start, forty half way, thirty on completion. */
function projectRows(deal: Deal, frame: Frame, days: WorkdayCache): Row[] {
  const [advance, middle, final] = allocate(deal.value, [3, 4, 3]);
  const begin = startMonth(deal);
  const stop = deal.completedOn ? monthOf(deal.completedOn) : deal.cancelled ? monthOf(deal.cancelled.on) : frame.openMonth;
  const half = addMonths(begin, Math.floor((deal.months ?? 2) / 2));
  const amounts = new Map<Month, Paisa[]>();
  const bill = (month: Month, amount: Paisa | undefined): void => {
    if (month > frame.openMonth || amount === undefined) return;
    amounts.set(month, [...(amounts.get(month) ?? []), amount]);
  };
  if (begin <= stop) bill(begin, advance);
  if (half <= stop || deal.completedOn) bill(half <= stop ? half : stop, middle);
  if (deal.completedOn) bill(stop, final);
  return [...amounts].map(([period, list]) => {
    const last = days.of(period)[1];
    const date =
      deal.completedOn && period === monthOf(deal.completedOn) && deal.completedOn > last ? deal.completedOn : last < deal.startOn ? deal.startOn : last;
    return { deal, period, plain: false, lines: list.map((amount) => ({ amount, kind: 'invoice', date })) };
  });
}

/** Everything billed as it should be; variances are made of it afterwards. */
export function ordinaryRows(deals: readonly Deal[], frame: Frame, days: WorkdayCache): Row[] {
  const rng = new Rng('billing');
  return deals.flatMap((deal) => (isFixed(deal) ? projectRows(deal, frame, days) : recurringRows(deal, frame, days, rng)));
}

const BILLING_COLUMNS = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount', 'kind'] as const;

/** Numbers run through the whole company by date, one series for invoices and one for credit notes. */
export function billingFile(rows: readonly Row[]): SampleFile {
  const lines = rows.flatMap(({ deal, period, lines: own }) => own.map((line) => ({ deal, period, line })));
  const order = lines.map((entry, index) => ({ entry, key: `${entry.line.date} ${entry.deal.code} ${String(index).padStart(6, '0')}` }));
  order.sort((a, b) => (a.key < b.key ? -1 : 1));
  const next = new Map<string, number>();
  const records = order.map(({ entry: { deal, period, line } }) => {
    const series = `${line.kind === 'credit_note' ? 'CN' : 'INV'}-${yearOf(line.date)}`;
    const number = (next.get(series) ?? 0) + 1;
    next.set(series, number);
    return {
      deal_code: deal.code,
      period,
      invoice_no: `${series}-${String(number).padStart(5, '0')}`,
      invoice_date: line.date,
      amount: formatPlainRupees(line.amount),
      kind: line.kind,
    };
  });
  return csvFile('billing.csv', BILLING_COLUMNS, records);
}

export const total = (lines: readonly Line[]): Paisa => paisa(lines.reduce((sum, line) => sum + line.amount, 0));
