import { monthsOf, type Quarter } from '../../../src/shared/calendar.ts';

/** The ledger lines that a quarter's statements hold, of one partner or of all. */
export function linesFilter(quarter: string, partner?: string): { postedFrom: string; postedTo: string; partner?: string } {
  const [postedFrom, , postedTo] = monthsOf(quarter as Quarter);
  return { postedFrom, postedTo, ...(partner === undefined ? {} : { partner }) };
}
