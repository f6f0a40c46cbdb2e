import { headerFingerprint, type ImportedFile } from '../../importers/index.ts';
import type { CommandContext } from '../context.ts';

/** Header of a file → column it means; an empty text leaves the column out. */
export type Mapping = Readonly<Record<string, string>>;

/** Keeps what a person said the headers of a file mean, for the next file with this header; the newest word counts. */
export function rememberMapping({ db, seq }: CommandContext, file: ImportedFile, mapping: Mapping): void {
  if (Object.keys(mapping).length === 0) return;
  for (const header of file.headers)
    db.run(
      `INSERT INTO import_mappings (fingerprint, mapping_json, recorded_seq) VALUES (?, ?, ?)
       ON CONFLICT (fingerprint) DO UPDATE SET mapping_json = excluded.mapping_json, recorded_seq = excluded.recorded_seq`,
      [headerFingerprint(header), JSON.stringify(mapping), seq],
    );
}

/** What the headers of a file were said to mean the last time; null when they were never mapped. An offer only: nothing is mapped unasked. */
export function recallMapping({ db }: CommandContext, file: ImportedFile): Mapping | null {
  const found = file.headers.flatMap((header) =>
    db.all<{ mapping: string }>('SELECT mapping_json AS mapping FROM import_mappings WHERE fingerprint = ?', [headerFingerprint(header)]),
  );
  return found.length === 0 ? null : Object.assign({}, ...found.map(({ mapping }) => JSON.parse(mapping) as Mapping));
}
