/** Reads an .xlsx workbook: which sheets hold what, and the rows of those. Runs in a process of its own (xlsx-child.ts). */
import { TextDecoder } from 'node:util';
import { IMPORT_KINDS, type ImportKind } from '../shared/vocab.ts';
import { kindsInName } from './names.ts';
import { quote } from './problem.ts';
import { SheetReader } from './sheet.ts';
import type { Emit, WorkbookJob, WorkbookRow } from './workbook-job.ts';
import { SharedStringsReader, StylesReader } from './workbook-parts.ts';
import { WorkbookProblem } from './workbook-problem.ts';
import { type XmlAttributes, type XmlHandler, XmlReader } from './xml.ts';
import { readZipDirectory, unpack, type ZipEntry } from './zip.ts';

type Parts = Map<string, ZipEntry>;

/** Refuses by the list of parts alone what is no plain .xlsx; names what it is. */
export function checkParts(parts: Parts): void {
  const has = (pattern: RegExp): boolean => [...parts.keys()].some((name) => pattern.test(name));
  const refuse = (code: string, what: string): never => {
    throw new WorkbookProblem(code, what);
  };
  if (has(/vbaProject\.bin$/i) || has(/(^|\/)macrosheets\//i))
    refuse('MACRO_WORKBOOK', 'the workbook contains macros; they are never run, and such files are not taken. Save it as .xlsx (without macros).');
  if (has(/^xl\/workbook\.bin$/i)) refuse('BINARY_WORKBOOK', 'the workbook is a binary one (.xlsb). Save it as .xlsx.');
  if (parts.has('content.xml') && parts.has('mimetype')) refuse('OPEN_DOCUMENT', 'the file is an OpenDocument table (.ods). Save it as .xlsx or CSV.');
  if (has(/^(word|ppt)\//i)) refuse('NOT_A_WORKBOOK', 'the file is a Word or PowerPoint document, not a workbook. Export the data as .xlsx or CSV.');
  if (!parts.has('[Content_Types].xml') || !has(/^xl\//i))
    refuse('NOT_A_WORKBOOK', 'the file is a zip archive but not a workbook. Unpack it and choose the files in it.');
}

/** Reads the workbook and emits what it holds; throws WorkbookProblem when it is refused as a whole. */
export async function readWorkbook(bytes: Uint8Array, job: WorkbookJob, emit: Emit): Promise<void> {
  const parts = readZipDirectory(bytes, job.limits);
  checkParts(parts);
  if ([...parts.keys()].some((name) => /^xl\/(externalLinks|pivotCache|queryTables|connections\.xml)/i.test(name))) {
    await emit({
      t: 'finding',
      level: 'warning',
      sheet: null,
      row: 0,
      code: 'EXTERNAL_DATA_IGNORED',
      message: 'the workbook refers to other files, queries or pivot data; they were not opened. Values last calculated from them were taken.',
    });
  }
  const archive = new Archive(bytes, parts);
  const outline = await readOutline(archive);
  const chosen = await chooseSheets(outline.sheets, job, emit);
  if (chosen.length === 0) return;
  const styles = new StylesReader();
  if (outline.stylesPath !== null) await archive.read(outline.stylesPath, styles);
  const strings = new SharedStringsReader();
  if (outline.stringsPath !== null) await archive.read(outline.stringsPath, strings);
  const progress = new Progress(chosen.map(({ sheet }) => parts.get(sheet.path)?.unpackedBytes ?? 0));
  for (const { sheet, kind } of chosen) {
    await emit({ t: 'sheet', sheet: sheet.name, kind, is1904: outline.is1904 });
    if (sheet.hidden)
      await emit({
        t: 'finding',
        level: 'warning',
        sheet: sheet.name,
        row: 0,
        code: 'HIDDEN_SHEET',
        message: 'the sheet is hidden in the workbook; it was read all the same.',
      });
    const reader = new SheetReader(sheet.name, { strings: strings.strings, styles: styles.kinds, is1904: outline.is1904, limits: job.limits });
    await archive.read(sheet.path, reader, async (pieceChars) => {
      const done = progress.add(pieceChars);
      for (const rows of batches(reader.takeRows()))
        await emit({ t: 'rows', numbers: rows.map(({ row }) => row), cells: rows.map(({ cells }) => cells), done });
    });
    await emit({ t: 'sheetEnd' });
    for (const message of reader.closing()) await emit(message);
  }
}

const BATCH_CHARS = 50_000;

/** Messages of bounded size, whatever one shared string makes of a short piece of XML. */
function* batches(rows: readonly WorkbookRow[]): Generator<WorkbookRow[]> {
  let batch: WorkbookRow[] = [];
  let chars = 0;
  for (const row of rows) {
    batch.push(row);
    for (const cell of row.cells) chars += cell.length;
    if (chars < BATCH_CHARS) continue;
    yield batch;
    batch = [];
    chars = 0;
  }
  if (batch.length > 0) yield batch;
}

class Progress {
  readonly #total: number;
  #done = 0;

  constructor(sizes: readonly number[]) {
    this.#total = sizes.reduce((a, b) => a + b, 1);
  }

  add(count: number): number {
    this.#done += count;
    return Math.min(1, this.#done / this.#total);
  }
}

class Archive {
  readonly #bytes: Uint8Array;
  readonly #parts: Parts;

  constructor(bytes: Uint8Array, parts: Parts) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  has(path: string): boolean {
    return this.#parts.has(path);
  }

  /** Feeds a part to a handler, and calls `afterPiece` between its pieces. */
  async read(path: string, handler: XmlHandler, afterPiece?: (pieceChars: number) => Promise<void>): Promise<void> {
    const entry = this.#parts.get(path);
    if (entry === undefined)
      throw new WorkbookProblem(
        'DAMAGED_WORKBOOK',
        `the workbook is damaged (its part ${quote(path)} is missing). Open it in Excel, save it anew, or export it again.`,
      );
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const reader = new XmlReader(handler);
    for await (const piece of unpack(this.#bytes, entry)) {
      reader.write(decode(decoder, piece, path));
      await afterPiece?.(piece.length);
    }
    reader.write(decode(decoder, new Uint8Array(0), path));
    reader.end();
  }
}

function decode(decoder: TextDecoder, piece: Uint8Array, path: string): string {
  try {
    return decoder.decode(piece, { stream: piece.length > 0 });
  } catch {
    throw new WorkbookProblem(
      'DAMAGED_WORKBOOK',
      `the workbook is damaged (its part ${quote(path)} is not UTF-8). Open it in Excel, save it anew, or export it again.`,
    );
  }
}

interface SheetEntry {
  readonly name: string;
  readonly path: string;
  readonly hidden: boolean;
}

interface Outline {
  readonly sheets: readonly SheetEntry[];
  readonly is1904: boolean;
  readonly stringsPath: string | null;
  readonly stylesPath: string | null;
}

interface Relation {
  readonly id: string;
  /** Last word of its type: `worksheet`, `sharedStrings`. */
  readonly type: string;
  /** Path in the archive; null when it lies outside. */
  readonly path: string | null;
}

async function readOutline(archive: Archive): Promise<Outline> {
  const root = await readRelations(archive, '_rels/.rels', '');
  const path = root.find((relation) => relation.type === 'officeDocument')?.path ?? 'xl/workbook.xml';
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const relations = await readRelations(archive, `${folder}_rels/${path.slice(folder.length)}.rels`, folder);
  const listed: { name: string; id: string; hidden: boolean }[] = [];
  let is1904 = false;
  await archive.read(path, {
    open(name: string, attributes: XmlAttributes): void {
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes.get('date1904') ?? '');
      else if (name === 'sheet')
        listed.push({ name: attributes.get('name') ?? '', id: attributes.get('id') ?? '', hidden: (attributes.get('state') ?? 'visible') !== 'visible' });
    },
    text: ignore,
    close: ignore,
  });
  const byType = (type: string): string | null => relations.find((relation) => relation.type === type)?.path ?? null;
  const sheets = listed.flatMap(({ name, id, hidden }) => {
    const relation = relations.find((candidate) => candidate.id === id);
    return relation?.type === 'worksheet' && relation.path !== null ? [{ name, path: relation.path, hidden }] : [];
  });
  return { sheets, is1904, stringsPath: byType('sharedStrings'), stylesPath: byType('styles') };
}

const ignore = (): void => undefined;

async function readRelations(archive: Archive, path: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!archive.has(path)) return relations;
  await archive.read(path, {
    open(name: string, attributes: XmlAttributes): void {
      if (name !== 'Relationship') return;
      const target = attributes.get('Target') ?? '';
      const outside = attributes.get('TargetMode') === 'External';
      relations.push({
        id: attributes.get('Id') ?? '',
        type: (attributes.get('Type') ?? '').replace(/^.*\//, ''),
        path: outside ? null : resolvePath(folder, target),
      });
    },
    text: ignore,
    close: ignore,
  });
  return relations;
}

/** Names in the archive only, so a path that climbs out finds nothing. */
function resolvePath(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps: string[] = [];
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

interface ChosenSheet {
  readonly sheet: SheetEntry;
  readonly kind: ImportKind;
}

async function chooseSheets(sheets: readonly SheetEntry[], job: WorkbookJob, emit: Emit): Promise<ChosenSheet[]> {
  const refuse = async (code: string, message: string): Promise<ChosenSheet[]> => {
    await emit({ t: 'finding', level: 'error', sheet: null, row: 0, code, message });
    return [];
  };
  const names = sheets.map(({ name }) => quote(name)).join(', ');
  const named = sheets.flatMap((sheet) => {
    const kinds = kindsInName(sheet.name);
    return kinds.length === 1 && kinds[0] !== undefined ? [{ sheet, kind: kinds[0] }] : [];
  });
  const wanted = job.chosenKind === null ? named : named.filter(({ kind }) => kind === job.chosenKind);
  const only = sheets[0];
  const single = job.chosenKind ?? (job.fileKinds.length === 1 ? job.fileKinds[0] : undefined);
  if (wanted.length === 0) {
    if (sheets.length === 1 && only !== undefined && single !== undefined) return [{ sheet: only, kind: single }];
    if (single !== undefined)
      return refuse('SHEET_UNCLEAR', `the workbook has the sheets ${names}, and none is called ${single}. Name the sheet that holds the data "${single}".`);
    return refuse(
      'UNKNOWN_KIND',
      `neither the file name nor a sheet (${names}) says what the workbook holds. Name the sheets after: ${IMPORT_KINDS.join(', ')}.`,
    );
  }
  for (const { sheet, kind } of wanted) {
    const rival = wanted.find((other) => other.kind === kind && other.sheet !== sheet);
    if (rival)
      return refuse(
        'TWO_SHEETS_OF_A_KIND',
        `the sheets ${quote(sheet.name)} and ${quote(rival.sheet.name)} both say ${kind}. Rename the one that is not meant.`,
      );
  }
  for (const sheet of sheets) {
    if (wanted.some((choice) => choice.sheet === sheet)) continue;
    await emit({
      t: 'finding',
      level: 'warning',
      sheet: sheet.name,
      row: 0,
      code: 'SHEET_IGNORED',
      message: `the ${sheet.hidden ? 'hidden ' : ''}sheet ${quote(sheet.name)} names no kind of data; it was left out.`,
    });
  }
  return wanted;
}
