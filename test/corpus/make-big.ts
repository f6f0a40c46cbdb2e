/** The corpus files too big to keep: written into a folder of the test's choice, in a second or so. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { BILLING, type Verdict } from './entry.ts';
import { BILLING_HEADER, billingBook, sheetXml, type ZipPart } from './workbook-writer.ts';

export interface BigFile {
  readonly file: string;
  readonly verdict: Verdict;
}

const MIB = 1024 * 1024;

export function makeBigFiles(folder: string): BigFile[] {
  const files: BigFile[] = [];
  const add = (file: string, content: string | Uint8Array, verdict: Omit<Verdict, 'kind' | 'rows'> & { readonly rows?: number }): void => {
    writeFileSync(join(folder, file), content);
    files.push({ file, verdict: { kind: 'billing', rows: 0, ...verdict } });
  };
  const reject = (code: string, row: number, why: string): Omit<Verdict, 'kind' | 'rows'> => ({ verdict: 'reject', codes: [code], at: { row }, why });
  add('24-million-rows.csv', manyRows(1_000_000, 'INV-1'), reject('TOO_MANY_ROWS', 0, 'refused without reading a row'));
  add('24b-million-quoted-rows.csv', manyRows(1_000_000, '"INV-1"'), { ...reject('TOO_MANY_ROWS', 0, 'refused at the limit'), message: '500000' });
  add('25-ten-mb-field.csv', `${BILLING}D-1,2026-03,${'x'.repeat(10 * MIB)},2026-03-31,1,\n`, reject('CELL_TOO_LONG', 2, 'not held'));
  add(
    '25b-ten-mb-quoted-field.csv',
    `${BILLING}D-1,2026-03,"${'x\n'.repeat(5 * MIB)}",2026-03-31,1,\n`,
    reject('UNCLOSED_QUOTE', 2, 'most likely a quote too many'),
  );
  add('74-bomb-200mb.xlsx', bomb(200), reject('WORKBOOK_TOO_LARGE', 0, 'by its directory'));
  add('74b-bomb-1gb.xlsx', bomb(1000), reject('WORKBOOK_TOO_LARGE', 0, 'by its directory'));
  add('74c-bomb-that-lies.xlsx', bomb(200, { unpackedBytes: 5000 }), reject('UNSAFE_WORKBOOK', 0, 'by the bytes counted'));
  add('74d-bomb-under-the-limits.xlsx', bomb(45), reject('UNSAFE_WORKBOOK', 0, 'by its ratio'));
  add('75-spaces.xlsx', spaces(600), reject('WORKBOOK_TOO_LARGE', 0, 'by its directory'));
  add(
    '75b-spaces-in-sheet.xlsx',
    billingBook([], { sheets: [{ name: 'billing', xml: sheetXml([BILLING_HEADER]).replace('<sheetData>', `${noise(2)}${' '.repeat(30 * MIB)}<sheetData>`) }] }),
    reject('DAMAGED_WORKBOOK', 0, 'text without an end'),
  );
  add('79b-validation-three-columns.xlsx', threeColumns(), { verdict: 'accept', rows: 1000, why: 'what real users do; exceljs takes 3.6 s and 672 MB' });
  add('79c-styled-empty-rows.xlsx', styledRows(100_000), { verdict: 'accept', rows: 1, why: 'formatted but empty rows are no rows' });
  add('79d-long-text-often.xlsx', longTextOften(), {
    verdict: 'reject',
    codes: ['WORKBOOK_TOO_LARGE'],
    why: 'one shared string of 32,000 characters used 60,000 times',
  });
  return files;
}

function manyRows(count: number, invoice: string): string {
  return BILLING + `D-1,2026-03,${invoice},2026-03-31,1.00,\n`.repeat(count);
}

/** A deflate stream of many equal blocks, made from one of them. */
function repeated(block: Buffer, times: number): NonNullable<ZipPart['deflated']> {
  const packedBlock = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  let crc = 0;
  for (let at = 0; at < times; at++) crc = crc32(block, crc);
  return { packed: Buffer.concat([...Array.from({ length: times }, () => packedBlock), end]), unpackedBytes: block.length * times, crc };
}

function bomb(megabytes: number, says: ZipPart['says'] = {}): Buffer {
  const rows = Buffer.from('<row><c><v>1</v></c></row>'.repeat(Math.ceil(MIB / 26)).slice(0, MIB));
  return billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: '', deflated: repeated(rows, megabytes), says }] });
}

function spaces(megabytes: number): Buffer {
  return billingBook([], { parts: [{ name: 'xl/worksheets/sheet1.xml', content: '', deflated: repeated(Buffer.alloc(MIB, 32), megabytes) }] });
}

/** Text that hardly deflates, to stay under the ratio limit: an XML comment of digits. */
function noise(megabytes: number): string {
  let seed = 1;
  let text = '';
  while (text.length < megabytes * MIB) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    text += String(seed);
  }
  return `<!--${text.slice(0, 900_000)}--><!--${text.slice(900_000, 1_800_000)}-->`;
}

function threeColumns(): Buffer {
  const validation = ['A', 'B', 'F']
    .map((column) => `<dataValidation type="list" sqref="${column}1:${column}1048576"><formula1>"a,b"</formula1></dataValidation>`)
    .join('');
  const rows = Array.from({ length: 1000 }, (_, at) => ['D-1', '2026-03', `INV-${at}`, '2026-03-31', at + 0.5, 'invoice']);
  return billingBook(rows, { after: `<dataValidations count="3">${validation}</dataValidations>` });
}

function styledRows(count: number): Buffer {
  const rows = Array.from({ length: count }, (_, at) => `<row r="${at + 3}"><c r="A${at + 3}" s="1"/><c r="B${at + 3}" s="1"/></row>`).join('');
  const good = sheetXml([BILLING_HEADER, ['D-1', '2026-03', 'INV-1', '2026-03-31', 1, null]]);
  return billingBook([], { sheets: [{ name: 'billing', xml: good.replace('</sheetData>', `${rows}</sheetData>`) }] });
}

function longTextOften(): Buffer {
  const row = (at: number): string =>
    `<row r="${at}">${['A', 'B', 'C', 'D', 'E', 'F'].map((column) => `<c r="${column}${at}" t="s"><v>0</v></c>`).join('')}</row>`;
  const rows = Array.from({ length: 10_000 }, (_, at) => row(at + 2)).join('');
  const good = sheetXml([BILLING_HEADER]);
  return billingBook([], {
    sheets: [{ name: 'billing', xml: good.replace('</sheetData>', `${rows}</sheetData>`) }],
    sharedStrings: `<si><t>${'x'.repeat(32_000)}</t></si>`,
  });
}
