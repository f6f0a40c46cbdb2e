import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { addMonths, isMonth, isQuarter, lastMonthOf, type Month, nextQuarter, type Quarter, quarterOf } from '../../src/shared/calendar.ts';
import { useProcedure } from '../api/hooks.ts';

export interface Period {
  /** Null until the file has said what month it is. */
  readonly month: Month | null;
  readonly quarter: Quarter | null;
  readonly setMonth: (month: Month) => void;
  readonly setQuarter: (quarter: Quarter) => void;
}

export function quarterBefore(quarter: Quarter): Quarter {
  return quarterOf(addMonths(lastMonthOf(quarter), -3));
}

export { nextQuarter };

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
  const set = useCallback(
    (change: { month?: string; quarter?: string }) => void navigate({ to: '.', search: (previous) => ({ ...previous, ...change }) }),
    [navigate],
  );
  const setMonth = useCallback((next: Month) => set({ month: next, quarter: quarterOf(next) }), [set]);
  const setQuarter = useCallback((next: Quarter) => set({ quarter: next, month: lastMonthOf(next) }), [set]);
  return { month, quarter, setMonth, setQuarter };
}
