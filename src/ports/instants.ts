import { type IsoDate, isoDate } from '../shared/calendar.ts';

/** Karachi is five hours ahead of UTC and has no summer time. */
function inKarachi(instant: string): string {
  return new Date(Date.parse(instant) + 5 * 3_600_000).toISOString();
}

/** The business day in which an instant falls. */
export function karachiDay(instant: string): IsoDate {
  return isoDate(inKarachi(instant).slice(0, 10));
}

/** The wall time of an instant in Karachi: `09:14`. */
export function karachiTime(instant: string): string {
  return inKarachi(instant).slice(11, 16);
}

/** From one instant to a later one, in milliseconds; negative when it is the earlier one. */
export function elapsedMs(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** An instant as the libraries that write documents want it. */
export type Stamp = Date;

/** The begin of a business day, by which a document is stamped instead of the moment of writing. */
export function stampOf(day: IsoDate): Stamp {
  return new Date(`${day}T00:00:00+05:00`);
}

/** An instant as messages bear it: to the second, with the offset of Karachi. */
export function karachiStamp(instant: string): string {
  return `${inKarachi(instant).slice(0, 19)}+05:00`;
}
