import { safeCell } from './csv.ts';

/** A sheet as a bank's portal reads it: CRLF, cells quoted where they must be, nothing that a spreadsheet takes for a formula. */
export function bankSheet(rows: readonly (readonly string[])[], delimiter: string): string {
  const cell = (text: string): string => {
    const safe = safeCell(text);
    return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(delimiter)}\r\n`).join('');
}
