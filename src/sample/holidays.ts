import { type IsoDate, isoDate, makeDate } from '../shared/calendar.ts';
import { csvFile, type SampleFile } from './csv.ts';

export interface Holiday {
  readonly date: IsoDate;
  readonly name: string;
}

/** Days that come back on the same date. 1 January and 1 July: banks closed to the public, so nothing can be paid out. */
const FIXED: readonly (readonly [number, number, string])[] = [
  [1, 1, 'Bank holiday (closed to the public)'],
  [2, 5, 'Kashmir Day'],
  [3, 23, 'Pakistan Day'],
  [5, 1, 'Labour Day'],
  [5, 28, 'Youm-e-Takbeer'],
  [7, 1, 'Bank holiday (closed to the public)'],
  [8, 14, 'Independence Day'],
  [11, 9, 'Iqbal Day'],
  [12, 25, 'Quaid-e-Azam Day'],
];

/** Days by the moon, as kept or notified; 2027 is an estimate, to be confirmed when it is notified. */
const LUNAR = `
2024-03-12 Bank holiday (1 Ramazan)
2024-04-10 Eid ul-Fitr
2024-04-11 Eid ul-Fitr
2024-04-12 Eid ul-Fitr
2024-06-17 Eid ul-Azha
2024-06-18 Eid ul-Azha
2024-06-19 Eid ul-Azha
2024-07-16 Ashura
2024-07-17 Ashura
2024-09-17 Eid Milad-un-Nabi
2025-03-31 Eid ul-Fitr
2025-04-01 Eid ul-Fitr
2025-04-02 Eid ul-Fitr
2025-06-07 Eid ul-Azha
2025-06-08 Eid ul-Azha
2025-06-09 Eid ul-Azha
2025-07-05 Ashura
2025-07-06 Ashura
2025-09-06 Eid Milad-un-Nabi
2026-02-18 Bank holiday (1 Ramazan)
2026-03-21 Eid ul-Fitr
2026-03-22 Eid ul-Fitr
2026-03-23 Eid ul-Fitr and Pakistan Day
2026-05-27 Eid ul-Azha
2026-05-28 Eid ul-Azha and Youm-e-Takbeer
2026-05-29 Eid ul-Azha
2026-06-24 Ashura
2026-06-25 Ashura
2026-08-25 Eid Milad-un-Nabi
2027-03-09 Eid ul-Fitr (expected)
2027-03-10 Eid ul-Fitr (expected)
2027-03-11 Eid ul-Fitr (expected)
2027-05-16 Eid ul-Azha (expected)
2027-05-17 Eid ul-Azha (expected)
2027-05-18 Eid ul-Azha (expected)
2027-06-14 Ashura (expected)
2027-06-15 Ashura (expected)
2027-08-14 Independence Day and Eid Milad-un-Nabi (expected)
`;

/** Both included, in order of date, one row a date. */
export function holidaysOf(firstYear: number, lastYear: number): Holiday[] {
  const names = new Map<IsoDate, string>();
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (const [month, day, name] of FIXED) names.set(makeDate(year, month, day), name);
  }
  for (const line of LUNAR.trim().split('\n')) {
    const date = isoDate(line.slice(0, 10));
    const year = Number(date.slice(0, 4));
    if (year >= firstYear && year <= lastYear) names.set(date, line.slice(11));
  }
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1));
}

export function holidayFile(holidays: readonly Holiday[]): SampleFile {
  return csvFile('holidays.csv', ['date', 'name'], holidays);
}
