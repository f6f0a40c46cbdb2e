import { dateOfDayNumber, type IsoDate } from '../shared/calendar.ts';

/** 1899-12-30: day 0 of a workbook with the 1900 date system, whose days 1 to 60 no kept date can reach. */
const EPOCH_1900 = -25_569;

/** The date of a workbook's day number, as shown in the workbook; null when it is not one a date column can hold. */
export function dateOfSerial(serial: number, is1904: boolean): IsoDate | null {
  const day = Math.floor(serial) + (is1904 ? 1462 : 0);
  if (!Number.isFinite(serial) || day < 61 || day > 2_958_465) return null;
  return dateOfDayNumber(day + EPOCH_1900);
}
