/** One import file: its name says the kind (interchange.md). */
export interface SampleFile {
  readonly name: string;
  readonly text: string;
}

/** RFC 4180 with LF; a field is quoted only when it must be. */
function field(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function csvFile<C extends string>(name: string, columns: readonly C[], rows: readonly Readonly<Record<C, string>>[]): SampleFile {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(','));
  return { name, text: `${[columns.join(','), ...lines].join('\n')}\n` };
}
