/** A month of CSV through the import, against `sqlite3` reading the same file into the same table. */
import { openDatabase } from '../../src/db/open.ts';
import { BenchApp, copyFile, removeFile } from '../app.ts';
import { BILLING_COLUMNS, billingLines, MEASURED, totalsOf } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { median, same } from '../measure.ts';
import { isThere, runChild, runProgram, TreeMemory } from '../proc.ts';
import { limitRow, mib, type Row, timeRow } from '../report.ts';

const JOB = 'import-csv';

export const importCsv: Job = {
  name: JOB,
  run: async (context) => [...(await times(context)), ...(await memory(context))],
};

/** Staging, then one INSERT..SELECT in one transaction, as durable as ours; references are met by the join, nothing else is checked. */
function script(csv: string): string {
  return `PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
CREATE TEMP TABLE staging (${BILLING_COLUMNS.map((column) => `${column} TEXT`).join(', ')});
.import --csv --skip 1 --schema temp "${csv}" staging
BEGIN IMMEDIATE;
INSERT INTO billing_lines (deal_id, period, invoice_no, invoice_date, kind, amount_paisa, import_file_id, import_row, recorded_seq)
  SELECT d.id, s.period, s.invoice_no, s.invoice_date, s.kind, CAST(round(CAST(s.amount AS REAL) * 100) AS INTEGER), NULL, s.rowid + 1, 1000000
  FROM staging s JOIN deals d ON d.code = s.deal_code WHERE true ON CONFLICT (deal_id, invoice_no) DO NOTHING;
COMMIT;
`;
}

function importedTotals(path: string): unknown {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.get(`SELECT count(*) AS lines, sum(amount_paisa) AS paisa FROM billing_lines WHERE invoice_date = '${MEASURED}-28'`);
  } finally {
    connection.close();
  }
}

async function times({ scale, worlds, runs, notMeasured }: JobContext): Promise<Row[]> {
  const base = await worlds.at(scale, 'base');
  const csv = worlds.monthCsv(scale);
  const expected = totalsOf(billingLines(scale, MEASURED));
  const hasSqlite = isThere('sqlite3');
  if (!hasSqlite) notMeasured('import of a month of CSV against the floor', 'the program sqlite3 is not on this machine');
  const path = worlds.scratch('import.pdesk');
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round <= runs; round += 1) {
    copyFile(base, path);
    const app = await BenchApp.open(path);
    await app.call('system.info', {});
    let start = performance.now();
    await app.call('imports.run', { files: [{ name: 'billing.csv', path: csv }] });
    ours.push(performance.now() - start);
    await app.close();
    same('import', importedTotals(path), expected);
    if (!hasSqlite) continue;
    copyFile(base, path);
    start = performance.now();
    runProgram('sqlite3', ['-batch', path, 'SELECT count(*) FROM sqlite_schema']);
    const idle = performance.now() - start;
    start = performance.now();
    runProgram('sqlite3', ['-batch', path], script(csv));
    floor.push(performance.now() - start - idle);
    same('sqlite3 .import', importedTotals(path), expected);
  }
  removeFile(path);
  const note = `first run of a process ${ours[0]?.toFixed(0)} ms; the start of sqlite3 is taken off`;
  return hasSqlite ? [timeRow(JOB, `${scale.name} import ${scale.deals} lines of CSV`, median(ours.slice(1)), median(floor.slice(1)), 1.3, note)] : [];
}

async function memory({ scale, worlds, runs, notMeasured }: JobContext): Promise<Row[]> {
  if (!TreeMemory.isPossible) {
    notMeasured('memory of an import', 'it is read from /proc, which this system does not have');
    return [];
  }
  const base = await worlds.at(scale, 'base');
  const csv = worlds.monthCsv(scale);
  const path = worlds.scratch('memory.pdesk');
  const growth: number[] = [];
  for (let round = 0; round < Math.min(runs, 3); round += 1) {
    copyFile(base, path);
    const watch = new TreeMemory();
    await runChild('import-memory.ts', ['ours', path, csv], watch);
    growth.push(watch.growthBytes);
  }
  removeFile(path);
  return [limitRow(JOB, `${scale.name} memory growth of that import`, median(growth), 100 * 1_048_576, mib, 'in a process of its own')];
}
