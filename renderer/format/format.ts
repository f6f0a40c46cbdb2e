import { type IsoDate, isIsoDate, isMonth, isQuarter, monthsOf, weekdayOf } from '../../src/shared/calendar.ts';
import { formatPlainRupees, formatRupees, type Grouping, paisa } from '../../src/shared/paisa.ts';
import { bps, formatRate } from '../../src/shared/rate.ts';

/** The only place that turns paisa, dates and rates into text for people. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const MINUS = '−';
const MASK = '•••••';

/** `1,234,567.00`, negatives with a true minus sign; the unit stands in the header. */
export function moneyText(value: number, grouping: Grouping = 'thousands'): string {
  return formatRupees(paisa(value), grouping).replace('-', MINUS);
}

export function maskedMoney(): string {
  return MASK;
}

/** For sentences: `PKR 1,234.00`. */
export function moneyWords(value: number, grouping: Grouping = 'thousands'): string {
  return value < 0 ? `${MINUS}PKR ${moneyText(value, grouping).slice(1)}` : `PKR ${moneyText(value, grouping)}`;
}

/** Digits for a file or the clipboard. */
export function plainMoney(value: number): string {
  return formatPlainRupees(paisa(value));
}

export function rateText(value: number): string {
  return formatRate(bps(value));
}

export function countText(value: number, grouping: Grouping = 'thousands'): string {
  return moneyTextOfWhole(value, grouping);
}

function moneyTextOfWhole(value: number, grouping: Grouping): string {
  const text = formatRupees(paisa(value * 100), grouping);
  return text.slice(0, -3).replace('-', MINUS);
}

/** `1 line`, `214 lines`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `22-Nov-2026`. */
export function dateText(date: string): string {
  if (!isIsoDate(date)) return date;
  return `${date.slice(8, 10)}-${MONTHS[Number(date.slice(5, 7)) - 1]}-${date.slice(0, 4)}`;
}

export function weekdayText(date: IsoDate): string {
  return WEEKDAYS[weekdayOf(date) - 1] ?? '';
}

/** `Sep 2026`. */
export function monthText(month: string): string {
  return isMonth(month) ? `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}` : month;
}

/** `September 2026`, for sentences that decide something. */
export function monthLong(month: string): string {
  return isMonth(month) ? `${MONTH_NAMES[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}` : month;
}

/** `Q3 2026 (Jul–Sep)`. */
export function quarterText(quarter: string): string {
  if (!isQuarter(quarter)) return quarter;
  const [first, , last] = monthsOf(quarter);
  return `${quarterShort(quarter)} (${monthText(first).slice(0, 3)}–${monthText(last).slice(0, 3)})`;
}

export function quarterShort(quarter: string): string {
  return isQuarter(quarter) ? `${quarter.slice(5)} ${quarter.slice(0, 4)}` : quarter;
}

/** A stored instant (UTC) as Karachi wall time, which has no summer time: `22-Nov-2026 14:02`. */
export function instantText(instant: string): string {
  const parsed = Date.parse(instant);
  if (Number.isNaN(parsed)) return instant;
  const karachi = new Date(parsed + 5 * 3_600_000).toISOString();
  return `${dateText(karachi.slice(0, 10))} ${karachi.slice(11, 16)}`;
}

/** `in 3 days`, `today`, `12 days late`: only ever beside the date itself. */
export function dueText(days: number): string {
  if (days === 0) return 'today';
  return days > 0 ? `in ${plural(days, 'day')}` : `${plural(-days, 'day')} late`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = Math.round(bytes / 102.4) / 10;
  return kib < 1024 ? `${kib} KB` : `${Math.round(kib / 102.4) / 10} MB`;
}
