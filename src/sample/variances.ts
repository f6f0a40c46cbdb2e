import { addDays, addMonths, type IsoDate, type Month, monthOf, monthsBetween } from '../shared/calendar.ts';
import { negatePaisa, type Paisa, paisa } from '../shared/paisa.ts';
import { type Line, type Row, total, type WorkdayCache } from './billing.ts';
import { type Deal, isFixed, startMonth } from './deals.ts';
import { isClawedBack } from './endings.ts';
import type { Frame } from './frame.ts';
import { at, Rng } from './rng.ts';

interface Quota {
  readonly missing: number;
  readonly under: number;
  readonly over: number;
  readonly unexpected: number;
  readonly exception: number;
  /** Odd, but matched: within the tolerance, or over-billed and credited. */
  readonly benign: number;
}

/** So many that a person can work each of them; clawbacks and late invoices of projects come on top. */
const RECENT: Quota = { missing: 4, under: 5, over: 4, unexpected: 2, exception: 3, benign: 4 };
const RECENT_MONTHS = 3;

function quotaOf(rows: number, isRecent: boolean): Quota {
  if (isRecent) return RECENT;
  const share = (perMille: number): number => Math.floor((rows * perMille + 500) / 1000);
  return { missing: share(9), under: share(12), over: share(8), unexpected: share(4), exception: share(4), benign: share(7) };
}

const percent = (amount: Paisa, of: number): Paisa => paisa(Math.floor((amount * of) / 100));

class Spoiler {
  readonly rows: Row[];
  readonly #rng = new Rng('variances');
  readonly #frame: Frame;
  readonly #days: WorkdayCache;

  constructor(rows: readonly Row[], frame: Frame, days: WorkdayCache) {
    this.rows = [...rows];
    this.#frame = frame;
    this.#days = days;
  }

  #soon(date: IsoDate): IsoDate {
    const later = addDays(date, this.#rng.int(1, 9));
    return later < this.#frame.today ? later : this.#frame.today;
  }

  #add(row: Row, kind: Line['kind'], amount: Paisa): void {
    const date = this.#soon(at(row.lines, row.lines.length - 1).date);
    row.lines.push({ kind, date, amount });
  }

  /** Late hires, leave, a credit, and the least that is no longer within the tolerance of one rupee. */
  #under(row: Row): void {
    const rng = this.#rng;
    const first = at(row.lines, 0);
    const billed = total(row.lines);
    const way = rng.int(1, 100);
    if (way <= 52) first.amount = percent(first.amount, rng.int(62, 96));
    else if (way <= 78) this.#add(row, 'credit_note', negatePaisa(percent(billed, rng.int(4, 22))));
    else if (way <= 88) first.amount = paisa(first.amount - 101);
    else this.#add(row, 'credit_note', negatePaisa(billed));
  }

  #over(row: Row): void {
    const rng = this.#rng;
    const first = at(row.lines, 0);
    if (rng.chance(60)) this.#add(row, 'invoice', percent(total(row.lines), rng.int(4, 18)));
    else first.amount = percent(first.amount, rng.int(103, 115));
  }

  #benign(row: Row, place: number): void {
    const first = at(row.lines, 0);
    if (place % 4 === 0) first.amount = paisa(first.amount - 100);
    else if (place % 4 === 1) first.amount = paisa(first.amount + 45);
    else {
      const excess = percent(first.amount, this.#rng.int(5, 20));
      first.amount = paisa(first.amount + excess);
      this.#add(row, 'credit_note', negatePaisa(excess));
    }
  }

  /** Spoils ordinary rows of one month, each at most once. */
  spoil(rows: readonly Row[], quota: Quota): void {
    const queue = this.#rng.shuffled(rows);
    for (const row of queue.splice(0, quota.missing)) row.lines = [];
    for (const row of queue.splice(0, quota.under)) this.#under(row);
    for (const row of queue.splice(0, quota.over)) this.#over(row);
    for (const [place, row] of queue.splice(0, quota.benign).entries()) this.#benign(row, place);
  }

  bill(deal: Deal, period: Month, amount: Paisa, kind: Line['kind'] = 'invoice'): void {
    this.rows.push({ deal, period, plain: false, lines: [{ amount, kind, date: this.#days.of(period)[1] }] });
  }

  /** Change requests, and now and then a credit, on projects completed in the months before. */
  unexpected(projects: readonly Deal[], period: Month, count: number): void {
    const rng = this.#rng;
    const billed = new Set(this.rows.filter((row) => row.period === period && isFixed(row.deal)).map((row) => row.deal));
    const fits = projects.filter(
      (deal) => deal.completedOn && !deal.cancelled && !billed.has(deal) && within(monthsBetween(monthOf(deal.completedOn), period), 1, 5),
    );
    for (const deal of rng.shuffled(fits).slice(0, count)) {
      if (rng.chance(22)) this.bill(deal, period, negatePaisa(percent(deal.value, rng.int(2, 6))), 'credit_note');
      else this.bill(deal, period, percent(deal.value, rng.int(4, 15)));
    }
  }

  /** Lines before the start, after the cancellation, or of a clawed-back deal (programme.md 3.5). */
  exceptions(recurring: readonly Deal[], period: Month, count: number): void {
    const rng = this.#rng;
    const lastDay = this.#days.of(period)[1];
    const early = recurring.filter((deal) => !deal.cancelled && startMonth(deal) === addMonths(period, 1) && deal.signedOn <= lastDay);
    const late = recurring.filter(
      (deal) => deal.cancelled && startMonth(deal) < period && within(monthsBetween(monthOf(deal.cancelled.on), period), isClawedBack(deal) ? 0 : 1, 2),
    );
    const groups = [rng.shuffled(early), rng.shuffled(late)];
    for (let i = 0; i < count; i += 1) {
      const deal = groups[(i + 1) % 2]?.pop() ?? groups[i % 2]?.pop();
      if (deal?.monthly) this.bill(deal, period, percent(deal.monthly, rng.pick([100, 100, 50, 35])));
    }
  }

  /** The last invoice of a project a month late, or a change request billed with it. */
  projects(): void {
    const rng = this.#rng;
    for (const row of [...this.rows]) {
      const { deal, period } = row;
      if (!isFixed(deal) || deal.told || !deal.completedOn || deal.cancelled || period !== monthOf(deal.completedOn)) continue;
      const fate = rng.int(1, 100);
      const next = addMonths(period, 1);
      if (fate <= 6) {
        const final = row.lines.pop();
        if (final && next <= this.#frame.openMonth) this.bill(deal, next, final.amount);
      } else if (fate <= 9) this.#over(row);
    }
  }
}

const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;

/**
 * Makes every status of programme.md section 4: 3–5 % of the rows in older months, a workable handful in each of the last three.
 * "Beyond term" needs nothing here: it comes with the clients that were retained.
 */
export function withVariances(rows: readonly Row[], deals: readonly Deal[], frame: Frame, days: WorkdayCache): Row[] {
  const spoiler = new Spoiler(rows, frame, days);
  const plain = new Map<Month, Row[]>();
  for (const row of rows) {
    if (!row.plain || row.deal.told) continue;
    const list = plain.get(row.period) ?? [];
    if (list.length === 0) plain.set(row.period, list);
    list.push(row);
  }
  spoiler.projects();
  const fixed = deals.filter(isFixed);
  const recurring = deals.filter((deal) => !isFixed(deal));
  for (const [period, list] of [...plain].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const quota = quotaOf(list.length, monthsBetween(period, frame.openMonth) < RECENT_MONTHS);
    spoiler.spoil(list, quota);
    spoiler.unexpected(fixed, period, quota.unexpected);
    spoiler.exceptions(recurring, period, quota.exception);
  }
  return spoiler.rows;
}
