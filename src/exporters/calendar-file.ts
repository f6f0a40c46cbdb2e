import { addDays, type IsoDate } from '../shared/calendar.ts';

/** An all-day entry of a calendar. */
export interface CalendarEntry {
  /** Stays the same for the same thing, so that importing the file again moves the entry and adds none. */
  readonly id: string;
  readonly date: IsoDate;
  readonly title: string;
  readonly details: string;
}

const MAX_OCTETS = 75;
const escaped = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');
const day = (date: string): string => date.replaceAll('-', '');

/** RFC 5545 3.1: no line is longer than 75 octets, and no sign is cut in two. */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (octets + size > MAX_OCTETS) {
      pieces.push(piece);
      piece = ' ';
      octets = 1;
    }
    piece += sign;
    octets += size;
  }
  return [...pieces, piece].join('\r\n');
}

/** A calendar file (RFC 5545) of all-day entries. `stamp`: the day it is made on; the same entries on the same day give the same bytes. */
export function toCalendarFile(entries: readonly CalendarEntry[], stamp: IsoDate): string {
  const events = entries.flatMap((entry) => [
    'BEGIN:VEVENT',
    `UID:${escaped(entry.id)}@partnerdesk`,
    `DTSTAMP:${day(stamp)}T000000Z`,
    `DTSTART;VALUE=DATE:${day(entry.date)}`,
    `DTEND;VALUE=DATE:${day(addDays(entry.date, 1))}`,
    `SUMMARY:${escaped(entry.title)}`,
    `DESCRIPTION:${escaped(entry.details)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Partnerdesk//Work queue//EN', 'CALSCALE:GREGORIAN', ...events, 'END:VCALENDAR'];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
