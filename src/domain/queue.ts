import { addDays, daysBetween, type IsoDate, lastDayOf, type Month } from '../shared/calendar.ts';
import type { Queue, QueueState } from '../shared/vocab.ts';

/** One thing that waits: what, about whom, since when, until when. */
export interface QueueItem {
  readonly queue: Queue;
  /** Names the thing for good within its queue: what a note hangs on. */
  readonly subject: string;
  readonly what: string;
  /** Who or what it is about, in words. */
  readonly about: string;
  readonly to: string;
  /** How many rows it stands for: a month's variances are one item. */
  readonly count: number;
  readonly since: IsoDate | null;
  readonly due: IsoDate | null;
}

/** The latest note on an item. */
export interface QueueNote {
  readonly assignee: string | null;
  readonly snoozedUntil: IsoDate | null;
  readonly reason: string | null;
}

/** Queues that come to pass by themselves: worth seeing, nothing to tick off, and so in no badge. */
export const WATCHED: ReadonlySet<Queue> = new Set(['reviews', 'grace', 'clawbacks']);

/** The programme sets no clock for these two; the run of the quarter (6.1: 15 days) leaves so much. */
export const BILLING_DAYS = 5;
export const CLOSE_DAYS = 10;
/** How long before its day a coming review, end of negotiated terms or end of a clawback window is shown. */
export const REVIEW_DAYS_AHEAD = 60;
export const ENDING_DAYS_AHEAD = 30;
export const CLAWBACK_DAYS_AHEAD = 14;
/** From so many days before its date an item is due. */
const DUE_DAYS_AHEAD = 7;

export function billingDueOn(of: Month): IsoDate {
  return addDays(lastDayOf(of), BILLING_DAYS);
}

export function closeDueOn(of: Month): IsoDate {
  return addDays(lastDayOf(of), CLOSE_DAYS);
}

/** A snoozed item is back on the day it was put off to; the day an item is due it is not overdue yet. */
export function queueStateOf(due: IsoDate | null, note: QueueNote | null, today: IsoDate): QueueState {
  if (note?.snoozedUntil != null && today < note.snoozedUntil) return 'snoozed';
  if (due === null) return 'waiting';
  const days = daysBetween(today, due);
  return days < 0 ? 'overdue' : days <= DUE_DAYS_AHEAD ? 'due' : 'waiting';
}

const ORDER: Readonly<Record<QueueState, number>> = { overdue: 0, due: 1, waiting: 2, snoozed: 3 };
const LAST = '9999-99';

interface Ranked extends Pick<QueueItem, 'due' | 'since' | 'queue'> {
  readonly state: QueueState;
}

/** What is done first: overdue, due, waiting, snoozed; then by date; then the longest waiting. What only comes to pass stands after what is to be done. */
export function mostUrgentFirst(a: Ranked, b: Ranked): number {
  const key = (item: Ranked): string => `${ORDER[item.state]}${WATCHED.has(item.queue) ? 1 : 0}${item.due ?? LAST}${item.since ?? LAST}`;
  const [one, other] = [key(a), key(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
