/** A month of XLSX through the whole import, against exceljs only reading the file. */
import { writeFileSync } from 'node:fs';
import excel from 'exceljs';
import { openDatabase } from '../../src/db/open.ts';
import { BenchApp, copyFile, Refusal, removeFile } from '../app.ts';
import { BILLING_COLUMNS, billingLines, MEASURED, type Scale, totalsOf } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { median, race, same } from '../measure.ts';
import { runChild, TreeMemory } from '../proc.ts';
import { mib, type Row, timeRow } from '../report.ts';

const JOB = 'import-xlsx';
/** The process that keeps a hostile workbook away costs the start and the memory of a Node. */
const NOTE = 'reading takes a Node of its own, its start and memory included';

export const importXlsx: Job = {
  name: JOB,
  run: async (context) => {
    const { scale, worlds } = context;
    const xlsx = worlds.scratch(`billing-${scale.name}.xlsx`);
    await writeXlsx(scale, xlsx);
    const rows = await times(context, xlsx);
    return rows.length === 0 ? rows : [...rows, ...(await memory(context, xlsx))];
  },
};

async function writeXlsx(scale: Scale, path: string): Promise<void> {
  const workbook = new excel.Workbook();
  const sheet = workbook.addWorksheet('billing');
  sheet.addRow([...BILLING_COLUMNS]);
  for (const line of billingLines(scale, MEASURED)) {
    sheet.addRow([line.deal, line.period, line.invoiceNo, new Date(`${MEASURED}-28T00:00:00Z`), line.amountPaisa / 100, line.kind]).getCell(4).numFmt =
      'yyyy-mm-dd';
  }
  writeFileSync(path, Buffer.from(await workbook.xlsx.writeBuffer()));
}

async function times({ scale, worlds, runs, notMeasured }: JobContext, xlsx: string): Promise<Row[]> {
  const base = await worlds.at(scale, 'base');
  const path = worlds.scratch('xlsx.pdesk');
  const expected = totalsOf(billingLines(scale, MEASURED));
  let app: BenchApp | null = null;
  const open = async (): Promise<void> => {
    copyFile(base, path);
    app = await BenchApp.open(path);
    await app.call('system.info', {});
  };
  const ours = {
    name: 'import',
    before: open,
    run: async () => void (await app?.call('imports.run', { files: [{ name: 'billing.xlsx', path: xlsx }] })),
    after: async () => {
      await app?.close();
      const connection = openDatabase(path, { readonly: true });
      same(
        'XLSX import',
        connection.get(`SELECT count(*) AS lines, sum(amount_paisa) AS paisa FROM billing_lines WHERE invoice_date = '${MEASURED}-28'`),
        expected,
      );
      connection.close();
    },
  };
  let read = { lines: 0, paisa: 0 };
  const other = {
    name: 'exceljs',
    run: async () => {
      const workbook = new excel.Workbook();
      await workbook.xlsx.readFile(xlsx);
      read = { lines: 0, paisa: 0 };
      workbook.worksheets[0]?.eachRow((row, number) => {
        if (number === 1) return;
        read = { lines: read.lines + 1, paisa: read.paisa + Math.round(Number(row.getCell(5).value) * 100) };
      });
    },
    after: () => same('exceljs', read, expected),
  };
  try {
    const [a, b] = await race(ours, other, runs);
    return [timeRow(JOB, `${scale.name} import ${scale.deals} lines of XLSX, whole import against reading`, a.medianMs, b.medianMs, 0.6, NOTE)];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notMeasured(`${scale.name} import of a month of XLSX`, error.message);
    return [];
  } finally {
    removeFile(path);
  }
}

async function memory({ scale, worlds, runs, notMeasured }: JobContext, xlsx: string): Promise<Row[]> {
  if (!TreeMemory.isPossible) {
    notMeasured('memory of an XLSX import', 'it is read from /proc, which this system does not have');
    return [];
  }
  const path = worlds.scratch('xlsx-memory.pdesk');
  const base = await worlds.at(scale, 'base');
  const growth = { ours: [] as number[], exceljs: [] as number[] };
  for (let round = 0; round < Math.min(runs, 3); round += 1) {
    copyFile(base, path);
    const [first, second] = [new TreeMemory(), new TreeMemory()];
    await runChild('import-memory.ts', ['ours', path, xlsx], first);
    await runChild('import-memory.ts', ['exceljs', xlsx], second);
    growth.ours.push(first.growthBytes);
    growth.exceljs.push(second.growthBytes);
  }
  removeFile(path);
  const [a, b] = [median(growth.ours), median(growth.exceljs)];
  return [
    {
      job: JOB,
      what: `${scale.name} memory of that import`,
      ours: mib(a),
      other: mib(b),
      ratio: a / b,
      goal: 0.25,
      note: 'growth of all processes',
    },
  ];
}
