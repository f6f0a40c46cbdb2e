import { type IsoDate, isoDate } from '../shared/calendar.ts';

/** The one source of time. `today` is the business date in Asia/Karachi, `now` an instant in UTC. */
export interface Clock {
  readonly today: () => IsoDate;
  readonly now: () => string;
}

let zone: Intl.DateTimeFormat | undefined;
/** Made when first asked: loading the zone's data is a good part of a start. */
function karachi(): Intl.DateTimeFormat {
  zone ??= new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Karachi', year: 'numeric', month: '2-digit', day: '2-digit' });
  return zone;
}

export function systemClock(): Clock {
  return {
    today: () => isoDate(karachi().format(new Date())),
    now: () => new Date().toISOString(),
  };
}

/** A clock whose business date is set (`--today`); instants stay real. */
export function clockOn(today: IsoDate, now: () => string = systemClock().now): Clock {
  return { today: () => today, now };
}
