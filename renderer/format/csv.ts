/** A cell of a CSV file. Text that a spreadsheet would take for a formula is neutralised; the importer takes the apostrophe off again. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) && !/^-?[\d,.]+$/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csvText(rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
