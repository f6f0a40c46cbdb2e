// Calendar arithmetic on plain strings: dates YYYY-MM-DD, months YYYY-MM, quarters YYYY-Qn.
// ISO strings compare in calendar order with < and >, so no other comparison is needed anywhere.

const DAY_MS = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function addMonths(month: string, count: number): string {
  const all = yearOf(month) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
}

export function lastDayOf(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

// "The same date of the year before" (1.4). 29 February gives a date that does not exist; nothing can be signed
// on it, and "signed after it" is still right: from 1 March on.
export function sameDateYearBefore(date: string): string {
  return `${yearOf(date) - 1}${date.slice(4)}`;
}

export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
}

export function firstMonthOf(quarter: string): string {
  return `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3 - 2).padStart(2, '0')}`;
}

export function lastMonthOf(quarter: string): string {
  return addMonths(firstMonthOf(quarter), 2);
}

export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}

// Rule 6.1: due 15 days after the quarter's last day, unless the terms say another number.
export function dueDateOf(quarter: string, payoutDays = 15): string {
  return addDays(lastDayOf(lastMonthOf(quarter)), payoutDays);
}

// Rule 6.3: the due date, or the last business day before it.
export function paymentDateOf(quarter: string, holidays: readonly string[], payoutDays = 15): string {
  let date = dueDateOf(quarter, payoutDays);
  while (isWeekend(date) || holidays.includes(date)) date = addDays(date, -1);
  return date;
}
