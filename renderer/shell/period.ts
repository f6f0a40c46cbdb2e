import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import {
  addMonths,
  month as asMonth,
  isMonth,
  isQuarter,
  lastDayOf,
  lastMonthOf,
  type Month,
  monthsOf,
  nextQuarter,
  type Quarter,
  quarterOf,
  taxYearOf,
  yearOf,
} from '../../src/shared/calendar.ts';
import { useProcedure } from '../api/hooks.ts';
import type { SPANS } from '../route-words.ts';

export type Span = (typeof SPANS)[number];

export interface Range {
  readonly from: Month;
  readonly to: Month;
}

export interface Period {
  /** Null until the file has said what month it is. */
  readonly month: Month | null;
  readonly quarter: Quarter | null;
  /** How wide the period is, on screens that show more than a month; the month lies in it. */
  readonly span: Span;
  readonly range: Range | null;
  /** The month after which balances are shown: the one chosen for them, else the month of the header. */
  readonly asOf: Month | null;
  readonly setMonth: (month: Month) => void;
  readonly setQuarter: (quarter: Quarter) => void;
  readonly setSpan: (span: Span, month: Month) => void;
  readonly setAsOf: (month: Month) => void;
}

export function quarterBefore(quarter: Quarter): Quarter {
  return quarterOf(addMonths(lastMonthOf(quarter), -3));
}

export { nextQuarter };

export const SPAN_MONTHS: Readonly<Record<Span, number>> = { month: 1, quarter: 3, year: 12, tax_year: 12 };

/** The months of the span that a month lies in; the tax year runs July to June. */
export function rangeOf(span: Span, month: Month): Range {
  if (span === 'month') return { from: month, to: month };
  if (span === 'year') return { from: asMonth(`${yearOf(month)}-01`), to: asMonth(`${yearOf(month)}-12`) };
  if (span === 'tax_year') {
    const ends = taxYearOf(lastDayOf(month));
    return { from: asMonth(`${ends - 1}-07`), to: asMonth(`${ends}-06`) };
  }
  const [from, , to] = monthsOf(quarterOf(month));
  return { from, to };
}

/** The month and quarter of the header: part of the address, kept from screen to screen; at first what is to be done next. */
export function usePeriod(): Period {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const today = useProcedure('today.summary', {});
  const chosen = search.month !== undefined && isMonth(search.month) ? search.month : null;
  const proposed = today.data?.nextClose ?? today.data?.month ?? null;
  const month = chosen ?? (proposed !== null && isMonth(proposed) ? proposed : null);
  const chosenQuarter = search.quarter !== undefined && isQuarter(search.quarter) ? search.quarter : chosen === null ? null : quarterOf(chosen);
  const payout = today.data?.nextPayout?.quarter ?? today.data?.quarter ?? null;
  const quarter = chosenQuarter ?? (payout !== null && isQuarter(payout) ? payout : null);
  const span = search.span ?? 'month';
  const set = useCallback(
    (change: { month?: string; quarter?: string; span?: Span; asOf?: string }) =>
      void navigate({ to: '.', search: (previous) => ({ ...previous, ...change }) }),
    [navigate],
  );
  const setMonth = useCallback((next: Month) => set({ month: next, quarter: quarterOf(next) }), [set]);
  const setQuarter = useCallback((next: Quarter) => set({ quarter: next, month: lastMonthOf(next) }), [set]);
  const setSpan = useCallback((next: Span, of: Month) => set({ span: next, month: of, quarter: quarterOf(of) }), [set]);
  const setAsOf = useCallback((next: Month) => set({ asOf: next }), [set]);
  return {
    month,
    quarter,
    span,
    range: month === null ? null : rangeOf(span, month),
    asOf: search.asOf !== undefined && isMonth(search.asOf) ? search.asOf : month,
    setMonth,
    setQuarter,
    setSpan,
    setAsOf,
  };
}
