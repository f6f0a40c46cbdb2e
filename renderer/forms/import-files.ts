import type { Input } from '../../src/contract/index.ts';
import type { ImportKind } from '../../src/shared/vocab.ts';
import { type Delimiter, guessKind, headerOf, IMPORT_COLUMNS, normalHeader } from './import-columns.ts';
import { editsOf, type Mending, NOTHING_MENDED } from './import-mending.ts';

export type DateOrder = 'iso' | 'dmy' | 'mdy';

/** A chosen file as the form holds it. */
export interface ChosenFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly base64: string;
  readonly isWorkbook: boolean;
  /** Empty for a workbook: its sheets are read by the core. */
  readonly headers: readonly string[];
  readonly kind: ImportKind | undefined;
  readonly dateOrder: DateOrder;
  readonly delimiter: Delimiter | undefined;
  readonly mapping: Readonly<Record<string, string>>;
  /** The mapping is what such headers meant the last time. */
  readonly isRecalled?: boolean;
}

const HEAD_BYTES = 64 * 1024;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export async function readChosen(file: File): Promise<ChosenFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isWorkbook = /\.xlsx$/i.test(file.name);
  const head = isWorkbook ? { headers: [], delimiter: undefined } : headerOf(new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)));
  const kind = guessKind(file.name, head.headers);
  return {
    id: crypto.randomUUID(),
    name: file.name,
    bytes: file.size,
    base64: base64Of(bytes),
    isWorkbook,
    headers: head.headers,
    kind: isWorkbook ? undefined : kind,
    dateOrder: 'iso',
    delimiter: undefined,
    mapping: {},
  };
}

/** Required columns of the kind that no header covers, mapped or by name. */
export function missingColumns(file: ChosenFile): readonly string[] {
  if (file.isWorkbook || file.kind === undefined) return [];
  const covered = new Set([...file.headers.filter((header) => file.mapping[header] === undefined).map(normalHeader), ...Object.values(file.mapping)]);
  return IMPORT_COLUMNS[file.kind].required.filter((column) => !covered.has(column));
}

export function needsMapping(file: ChosenFile): boolean {
  return !file.isWorkbook && (file.kind === undefined || missingColumns(file).length > 0);
}

export function toInput(files: readonly ChosenFile[], dryRun: boolean, mending: Mending = NOTHING_MENDED): Input<'imports.run'> {
  return {
    dryRun,
    files: files.map((file) => ({
      name: file.name,
      base64: file.base64,
      ...(file.kind === undefined ? {} : { kind: file.kind }),
      ...(Object.keys(file.mapping).length === 0 ? {} : { mapping: { ...file.mapping } }),
      ...(file.dateOrder === 'iso' ? {} : { dateOrder: file.dateOrder }),
      ...(file.delimiter === undefined ? {} : { delimiter: file.delimiter }),
      ...editsOf(mending, file.name),
    })),
  };
}
