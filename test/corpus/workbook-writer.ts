/** Writes zip archives and workbooks by hand, so that they can be wrong in any way wanted and are the same bytes every time. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Left as it is instead of deflated. */
  readonly stored?: boolean;
  /** Overrides of what the headers say. */
  readonly says?: { readonly unpackedBytes?: number; readonly localName?: string; readonly crc?: number; readonly unixMode?: number; readonly flags?: number };
  /** Already deflated content; `content` is then not used. */
  readonly deflated?: { readonly packed: Uint8Array; readonly unpackedBytes: number; readonly crc: number };
}

export function zip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const raw = typeof part.content === 'string' ? Buffer.from(part.content, 'utf8') : Buffer.from(part.content);
    const packed = part.deflated ? Buffer.from(part.deflated.packed) : part.stored ? raw : deflateRawSync(raw);
    const header = headerOf(part, raw, packed);
    const localName = Buffer.from(part.says?.localName ?? part.name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    header.copy(local, 6);
    local.writeUInt16LE(localName.length, 26);
    locals.push(local, localName, packed);
    const name = Buffer.from(part.name, 'utf8');
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(part.says?.unixMode === undefined ? 20 : (3 << 8) | 20, 4);
    entry.writeUInt16LE(20, 6);
    header.copy(entry, 8);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(((part.says?.unixMode ?? 0) << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, name);
    offset += local.length + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** The 20 bytes that both headers share: flags, method, time, date (1 January 2026), checksum, sizes. */
function headerOf(part: ZipPart, raw: Buffer, packed: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16LE(part.says?.flags ?? 0x800, 0);
  header.writeUInt16LE(part.stored ? 0 : 8, 2);
  header.writeUInt16LE(0, 4);
  header.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 1, 6);
  header.writeUInt32LE(part.says?.crc ?? part.deflated?.crc ?? crc32(raw), 8);
  header.writeUInt32LE(packed.length, 12);
  header.writeUInt32LE(part.says?.unpackedBytes ?? part.deflated?.unpackedBytes ?? raw.length, 16);
  return header;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOC = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PKG = 'http://schemas.openxmlformats.org/package/2006';

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A cell: text, a number, or the XML of a `c` element without its reference (`<c t="e"><v>#REF!</v></c>`). */
export type Cell = string | number | null | { readonly xml: string };

function cellXml(cell: Cell, ref: string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
  return cell.xml.replace('<c', `<c r="${ref}"`);
}

const letters = (index: number): string => (index < 26 ? String.fromCharCode(65 + index) : `${letters(Math.floor(index / 26) - 1)}${letters(index % 26)}`);

/** Rows from row 1 on; a row may say attributes of its own by being an object. */
export type Row = readonly Cell[] | { readonly attributes: string; readonly cells: readonly Cell[] };

export function sheetXml(rows: readonly Row[], around: { readonly before?: string; readonly after?: string } = {}): string {
  const xml = rows.map((row, at) => {
    const cells = 'cells' in row ? row.cells : row;
    const attributes = 'attributes' in row ? ` ${row.attributes}` : '';
    return `<row r="${at + 1}"${attributes}>${cells.map((cell, column) => cellXml(cell, `${letters(column)}${at + 1}`)).join('')}</row>`;
  });
  return `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${DOC}">${around.before ?? ''}<sheetData>${xml.join('')}</sheetData>${around.after ?? ''}</worksheet>`;
}

export interface Sheet {
  readonly name: string;
  readonly xml: string;
  readonly state?: string;
}

export interface WorkbookOptions {
  readonly sheets: readonly Sheet[];
  readonly sharedStrings?: string;
  readonly date1904?: boolean;
  /** Parts added, or put in place of ours of the same name. */
  readonly parts?: readonly ZipPart[];
  readonly without?: readonly string[];
}

/** Styles by number: 0 plain, 1 date (built in), 2 a date of one's own, 3 percent, 4 rupees, 5 date and time, 6 five digits with zeros. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="dd\\-mmm\\-yyyy"/><numFmt numFmtId="165" formatCode="&quot;Rs &quot;#,##0.00;[Red]\\-&quot;Rs &quot;#,##0.00"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd hh:mm"/><numFmt numFmtId="167" formatCode="00000"/></numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs></styleSheet>`;

export function workbook(options: WorkbookOptions): Buffer {
  const { sheets } = options;
  const overrides = sheets.map(
    (_, at) =>
      `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
  );
  const relations = sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${DOC}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`);
  relations.push(`<Relationship Id="rId901" Type="${DOC}/styles" Target="styles.xml"/>`);
  if (options.sharedStrings !== undefined) relations.push(`<Relationship Id="rId902" Type="${DOC}/sharedStrings" Target="sharedStrings.xml"/>`);
  const listed = sheets.map(
    ({ name, state }, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${at + 1}"/>`,
  );
  const parts: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      content: `${HEAD}<Types xmlns="${PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${overrides.join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${HEAD}<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOC}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>${listed.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `${HEAD}<Relationships xmlns="${PKG}/relationships">${relations.join('')}</Relationships>` },
    { name: 'xl/styles.xml', content: STYLES },
    ...sheets.map(({ xml }, at): ZipPart => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content: xml })),
  ];
  if (options.sharedStrings !== undefined) parts.push({ name: 'xl/sharedStrings.xml', content: `${HEAD}<sst xmlns="${MAIN}">${options.sharedStrings}</sst>` });
  const replaced = new Set([...(options.parts ?? []).map(({ name }) => name), ...(options.without ?? [])]);
  return zip([...parts.filter(({ name }) => !replaced.has(name)), ...(options.parts ?? [])]);
}

export const BILLING_HEADER = ['deal_code', 'period', 'invoice_no', 'invoice_date', 'amount', 'kind'] as const;

/** A billing workbook of one sheet with the given data rows. */
export function billingBook(rows: readonly Row[], more: Partial<WorkbookOptions> & { readonly before?: string; readonly after?: string } = {}): Buffer {
  return workbook({ ...more, sheets: more.sheets ?? [{ name: 'billing', xml: sheetXml([BILLING_HEADER, ...rows], more) }] });
}
