import { importReport } from '../../src/contract/imports.ts';
import type { Output } from '../../src/contract/index.ts';
import { asApiError, call } from '../api/client.ts';
import { normalHeader } from './import-columns.ts';
import { type ChosenFile, toInput } from './import-files.ts';

type Report = Output<'imports.run'>;
export type Mapping = Readonly<Record<string, string>>;

/** A refused import carries its report in the error; it is shown like any other. */
export function reportOf(error: { readonly code: string; readonly details: unknown } | null): Report | null {
  if (error?.code !== 'IMPORT_REFUSED') return null;
  const parsed = importReport.safeParse(error.details);
  return parsed.success ? parsed.data : null;
}

/** The file as if it held its header row only: enough for the core to say what these headers meant the last time. */
function headerOnly(file: ChosenFile): ChosenFile {
  const row = file.headers.map((header) => `"${header.replaceAll('"', '""')}"`).join(',');
  return { ...file, base64: btoa(String.fromCharCode(...new TextEncoder().encode(`${row}\n`))), delimiter: ',', mapping: {} };
}

async function dryRun(files: readonly ChosenFile[]): Promise<Report | null> {
  try {
    return await call('imports.run', toInput(files, true));
  } catch (error) {
    return reportOf(asApiError(error));
  }
}

/** What the headers of these files were said to mean when such files were last taken, by id of the file; an offer the person still sees and checks. */
export async function rememberedMappings(files: readonly ChosenFile[]): Promise<ReadonlyMap<string, Mapping>> {
  const asked = files.filter((file) => !file.isWorkbook && file.kind !== undefined && file.headers.length > 0);
  const report = asked.length === 0 ? null : await dryRun(asked.map(headerOnly));
  return new Map(
    asked.flatMap((file, index) => {
      const remembered = report?.files[index]?.remembered;
      return remembered === undefined ? [] : [[file.id, forHeaders(file.headers, remembered)] as const];
    }),
  );
}

/** The same choice for headers that may be spelt in another case. */
function forHeaders(headers: readonly string[], remembered: Mapping): Mapping {
  const columns = new Map(Object.entries(remembered).map(([header, column]) => [normalHeader(header), column]));
  return Object.fromEntries(
    headers.flatMap((header) => {
      const column = columns.get(normalHeader(header));
      return column === undefined ? [] : [[header, column]];
    }),
  );
}
