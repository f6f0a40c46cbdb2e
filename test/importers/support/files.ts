import { type ImportOptions, type InputFile, type ParsedImport, parseImport } from '../../../src/importers/index.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Imports one text file. */
export function importText(name: string, text: string, rest: Partial<InputFile> = {}, options: ImportOptions = {}): Promise<ParsedImport> {
  return parseImport([{ name, bytes: bytesOf(text), ...rest }], options);
}

/** Findings in short: `file:row:column CODE`. */
export function brief(list: ParsedImport['errors']): string[] {
  return list.kept.map(({ file, row, column, code }) => `${file}:${row}:${column} ${code}`);
}

/** A CSV cell, quoted where it must be. */
export function csvCell(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvText(rows: readonly (readonly string[])[], delimiter = ',', newline = '\n'): string {
  return rows.map((row) => row.map((cell) => csvCell(cell, delimiter)).join(delimiter) + newline).join('');
}
