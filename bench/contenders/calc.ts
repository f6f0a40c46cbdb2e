/** LibreOffice Calc: the quarter as a workbook of formulas, worked out anew by the program itself and read back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import excel from 'exceljs';
import { runProgram } from '../proc.ts';
import { type BookLine, type PartnerTotals, type QuarterBook, type QuarterPeer, sortedTotals } from './quarter-book.ts';

/** A workbook is always worked out when it is loaded. */
const SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`;

/** In `folder`, with a profile of its own. */
export function calcPeer(folder: string): QuarterPeer {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'user'), { recursive: true });
  writeFileSync(join(profile, 'user', 'registrymodifications.xcu'), SETTINGS);
  const convert = (name: string): void => {
    const setup = ['--headless', '--norestore', `-env:UserInstallation=${pathToFileURL(profile).href}`];
    runProgram('soffice', [...setup, '--convert-to', 'csv', '--outdir', folder, join(folder, name)]);
  };
  return {
    program: 'soffice',
    what: 'LibreOffice Calc: VLOOKUP, ROUND, SUMIFS',
    goal: 1 / 30,
    prepare: async (book) => {
      await writeBook(book, join(folder, 'quarter.xlsx'));
      await writeBook({ ...book, rates: [], lines: [], totals: [] }, join(folder, 'empty.xlsx'));
    },
    idle: () => convert('empty.xlsx'),
    run: () => convert('quarter.xlsx'),
    totals: () => readTotals(join(folder, 'quarter.csv')),
  };
}

type Cell = string | number | { readonly formula: string; readonly date1904: boolean };

const formula = (text: string): Cell => ({ formula: text, date1904: false });

/** Streams totals (first, so that they are what becomes CSV), rates and lines; no formula has a value kept with it. */
async function writeBook(book: QuarterBook, path: string): Promise<void> {
  const workbook = new excel.stream.xlsx.WorkbookWriter({ filename: path });
  writeSheet(workbook, 'Totals', ['partner', ...book.months, 'quarter'], totalRows(book));
  const rates = book.rates.map((rate) => [`${rate.partner}|${rate.month}`, rate.rateBps]);
  writeSheet(workbook, 'Rates', ['partner_month', 'rate_bps'], rates);
  const head = ['posted_in', 'period', 'partner', 'base_paisa', 'own_rate_bps', 'rate_bps', 'commission_paisa'];
  const lines = book.lines.map((line, index) => lineCells(line, index + 2, book.rates.length + 1));
  writeSheet(workbook, 'Lines', head, lines);
  await workbook.commit();
}

function writeSheet(workbook: excel.stream.xlsx.WorkbookWriter, name: string, head: readonly string[], rows: readonly Cell[][]): void {
  const sheet = workbook.addWorksheet(name);
  sheet.addRow(head).commit();
  for (const row of rows) sheet.addRow(row).commit();
  sheet.commit();
}

/** The lines of each partner and month by `SUMIFS`. */
function totalRows(book: QuarterBook): Cell[][] {
  const column = (letter: string): string => `Lines!$${letter}$2:$${letter}$${book.lines.length + 1}`;
  return book.totals.map(([partner], index) => {
    const row = index + 2;
    const sums = book.months.map((_, at) => formula(`SUMIFS(${column('G')},${column('C')},$A${row},${column('A')},${'BCD'[at]}$1)`));
    return [partner, ...sums, formula(`SUM(B${row}:D${row})`)];
  });
}

/** The partner's rate of the billed month by `VLOOKUP`, unless the deal has its own; `ROUND` is half away from zero, and exact on whole paisa. */
function lineCells(line: BookLine, row: number, lastRate: number): Cell[] {
  return [
    line.postedIn,
    line.period,
    line.partner,
    line.basePaisa,
    line.ownRateBps,
    formula(`IF(E${row}>0,E${row},VLOOKUP(C${row}&"|"&B${row},Rates!$A$2:$B$${lastRate},2,FALSE))`),
    formula(`ROUND(D${row}*F${row}/10000,0)`),
  ];
}

/** The last column by partner. @throws Error on a total that is no whole number */
function readTotals(csv: string): PartnerTotals {
  const rows = readFileSync(csv, 'utf8').trim().split('\n').slice(1);
  const totals = rows.map((row) => {
    const cells = row.split(',');
    const paisa = Number(cells.at(-1) || Number.NaN);
    if (!Number.isSafeInteger(paisa)) throw new Error(`LibreOffice gives "${cells.at(-1)}" as the total of ${cells[0]}`);
    return [cells[0] ?? '', paisa] as const;
  });
  return sortedTotals(totals);
}
