import exceljs, { type CellValue, type Worksheet } from 'exceljs';
import type { Stamp } from '../ports/instants.ts';
import { daysBetween, isoDate } from '../shared/calendar.ts';
import type { Grouping } from '../shared/paisa.ts';
import { type Cell, columnLetter, type FactSheet, HEADER_ROW, type Plain, type TableSheet, type WorkbookModel } from './workbook-model.ts';

const QUIET = 'FF5D6B6E';
const HEAD_FILL = 'FFE9F1F0';
const ACCENT = 'FF0B6B66';
/** What a file of XML cannot hold; a name with one would make a workbook that nothing opens. */
const UNWRITABLE = /[\p{Cc}\uFFFE\uFFFF]/gu;
const WRITABLE = '\t\n\r';
const DAY_ZERO = isoDate('1899-12-30');
/** The most a cell may hold. */
const MOST_LETTERS = 32_767;

/** Lakh grouping is a number format of three steps; it has none left for negatives, which get their own. */
const MONEY_FORMAT: Readonly<Record<Grouping, { plus: string; minus: string }>> = {
  thousands: { plus: '#,##0.00;[Red]-#,##0.00;-', minus: '#,##0.00;[Red]-#,##0.00;-' },
  lakh: {
    plus: '[>=10000000]##\\,##\\,##\\,##0.00;[>=100000]##\\,##\\,##0.00;##,##0.00',
    minus: '[Red][<=-10000000]-##\\,##\\,##\\,##0.00;[Red][<=-100000]-##\\,##\\,##0.00;[Red]-##,##0.00',
  },
};

/** Writes a workbook of real tables: frozen headers, filters, formats and formulas with their results. */
export async function writeWorkbook(model: WorkbookModel, dated: Stamp): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  Object.assign(book, { creator: model.author, lastModifiedBy: 'Partnerdesk', title: model.title, created: dated, modified: dated });
  book.calcProperties.fullCalcOnLoad = true;
  for (const sheet of model.sheets) {
    const page = book.addWorksheet(sheet.name, {
      pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
      headerFooter: { oddFooter: `&L${model.foot.replaceAll('&', '&&')}&RPage &P of &N` },
    });
    writeHead(page, sheet);
    if (sheet.kind === 'table') writeTable(page, sheet, model.grouping);
    else writeFacts(page, sheet, model.grouping);
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function writeHead(page: Worksheet, { title, subtitle }: TableSheet | FactSheet): void {
  page.getCell('A1').value = plainText(title);
  page.getCell('A1').font = { bold: true, size: 14, color: { argb: ACCENT } };
  page.getCell('A2').value = plainText(subtitle);
  page.getCell('A2').font = { color: { argb: QUIET } };
}

function writeTable(page: Worksheet, sheet: TableSheet, grouping: Grouping): void {
  const last = HEADER_ROW + Math.max(sheet.rows.length, 1);
  page.views = [{ state: 'frozen', xSplit: 1, ySplit: HEADER_ROW, zoomScale: 90 }];
  page.pageSetup.printTitlesRow = `${HEADER_ROW}:${HEADER_ROW}`;
  for (const [index, column] of sheet.columns.entries()) page.getColumn(index + 1).width = column.width;
  const rows = sheet.rows.length === 0 ? [sheet.columns.map(() => null)] : sheet.rows;
  page.addTable({
    name: sheet.table,
    ref: `A${HEADER_ROW}`,
    headerRow: true,
    style: { theme: 'TableStyleLight1', showRowStripes: false },
    columns: sheet.columns.map(({ header }) => ({ name: header, filterButton: true })),
    rows: rows.map((row) => row.map(cellValue)),
  });
  for (const [at, row] of rows.entries()) for (const [index, cell] of row.entries()) dress(page, HEADER_ROW + 1 + at, index + 1, cell, grouping);
  dressHeader(page, sheet);
  writeTotals(page, sheet, last, grouping);
}

function dressHeader(page: Worksheet, { columns }: TableSheet): void {
  for (const [index, { align }] of columns.entries()) {
    const cell = page.getCell(HEADER_ROW, index + 1);
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: HEAD_FILL } };
    cell.alignment = { horizontal: align ?? 'left', vertical: 'middle', wrapText: true };
  }
}

/** Totals are formulas over what the filter leaves, with the sum of all rows as result (G3). */
function writeTotals(page: Worksheet, sheet: TableSheet, last: number, grouping: Grouping): void {
  if (sheet.totals.length === 0) return;
  const at = last + 1;
  page.getCell(at, 1).value = 'Total';
  page.getCell(at, 1).font = { bold: true };
  for (const header of sheet.totals) {
    const index = sheet.columns.findIndex((column) => column.header === header);
    const letter = columnLetter(index + 1);
    const sum = sheet.rows.reduce((total, row) => total + numberOf(row[index] ?? null), 0);
    const cell = page.getCell(at, index + 1);
    cell.value = { formula: `SUBTOTAL(109,${letter}${HEADER_ROW + 1}:${letter}${last})`, result: Math.round(sum * 100) / 100, date1904: false };
    cell.font = { bold: true };
    cell.numFmt = MONEY_FORMAT[grouping].plus;
  }
}

function writeFacts(page: Worksheet, sheet: FactSheet, grouping: Grouping): void {
  for (const [index, width] of sheet.widths.entries()) page.getColumn(index + 1).width = width;
  page.views = [{ showGridLines: false, zoomScale: 90 }];
  for (const [at, { cells, strong, heading }] of sheet.rows.entries()) {
    for (const [index, cell] of cells.entries()) {
      const target = page.getCell(HEADER_ROW + at, index + 1);
      target.value = cellValue(cell);
      dress(page, HEADER_ROW + at, index + 1, cell, grouping);
      if (strong || heading) target.font = { bold: true, ...(heading ? { color: { argb: ACCENT } } : {}) };
    }
  }
}

function dress(page: Worksheet, row: number, column: number, cell: Cell, grouping: Grouping): void {
  if (cell !== null) page.getCell(row, column).numFmt = formatOf(cell.kind === 'formula' ? cell.result : cell, grouping);
}

function formatOf(shown: Plain, grouping: Grouping): string {
  switch (shown.kind) {
    case 'text':
      return '@';
    case 'money':
      return MONEY_FORMAT[grouping][shown.paisa < 0 ? 'minus' : 'plus'];
    case 'rate':
      return '0.00%';
    case 'count':
      return '#,##0';
    case 'date':
      return 'dd-mmm-yyyy';
  }
}

function cellValue(cell: Cell): CellValue {
  if (cell === null) return null;
  if (cell.kind !== 'formula') return plainValue(cell);
  const result = plainValue(cell.result);
  return { formula: cell.formula, result, date1904: false };
}

function plainValue(cell: Plain): string | number {
  switch (cell.kind) {
    case 'text':
      return plainText(cell.text);
    case 'money':
      return cell.paisa / 100;
    case 'rate':
      return cell.bps / 10_000;
    case 'count':
      return cell.count;
    case 'date':
      // spreadsheets count days from here
      return daysBetween(DAY_ZERO, cell.on);
  }
}

const numberOf = (cell: Cell): number => {
  const value = cell === null ? 0 : plainValue(cell.kind === 'formula' ? cell.result : cell);
  return typeof value === 'number' ? value : 0;
};

/** A string cell: whatever it begins with, it is text. */
function plainText(value: string): string {
  return value.replace(UNWRITABLE, (character) => (WRITABLE.includes(character) ? character : '\uFFFD')).slice(0, MOST_LETTERS);
}
