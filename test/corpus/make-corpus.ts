/** Writes the small files of the corpus and their verdicts: `node test/corpus/make-corpus.ts`. Same input, same bytes. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHIVE_ENTRIES } from './entries-archives.ts';
import { CELL_ENTRIES } from './entries-cells.ts';
import { CSV_ENTRIES } from './entries-csv.ts';
import { VALUE_ENTRIES } from './entries-values.ts';

const folder = dirname(fileURLToPath(import.meta.url));

for (const name of readdirSync(folder)) if (/^\d+[a-z]*-.*\.(csv|xlsx|verdict\.json)$/.test(name)) rmSync(join(folder, name));
for (const { file, content, ...verdict } of [...CSV_ENTRIES, ...VALUE_ENTRIES, ...ARCHIVE_ENTRIES, ...CELL_ENTRIES]) {
  writeFileSync(join(folder, file), content);
  writeFileSync(join(folder, `${file.replace(/\.\w+$/, '')}.verdict.json`), `${JSON.stringify(verdict, null, 2)}\n`);
}
