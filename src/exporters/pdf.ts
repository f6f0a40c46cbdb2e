import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, ContentTable, CustomTableLayout, TDocumentDefinitions } from 'pdfmake/interfaces.js';

import type { Stamp } from '../ports/instants.ts';

/** What every document says of itself, so that the same content always gives the same bytes. */
export interface PdfHead {
  readonly title: string;
  readonly author: string;
  /** The date the document bears: stamped into the file instead of the moment of writing. */
  readonly dated: Stamp;
  /** At the foot of every page, left. */
  readonly foot: string;
  /** Large and pale across every page: what is not valid, or not yet. */
  readonly watermark?: string;
}

export const INK = '#1b2426';
export const QUIET = '#5d6b6e';
export const ACCENT = '#0b6b66';
export const LINE = '#d5dcdd';
const MARGIN = 42;

const FACES = { normal: 'Roboto-Regular.ttf', bold: 'Roboto-Medium.ttf', italics: 'Roboto-Italic.ttf', bolditalics: 'Roboto-MediumItalic.ttf' } as const;
const KEPT = 'kept-font:';
const kept: object[] = [];

/** A font that was parsed before: its "file" is its number. Parsing anew for every document takes as long as the document. */
const KeptFont = Object.assign(
  function keptFont(stream: { readonly buffer: Uint8Array }): object | undefined {
    return kept[Number(new TextDecoder().decode(stream.buffer).slice(KEPT.length))];
  },
  { probe: (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, KEPT.length)) === KEPT },
);

/** The types of pdfmake say nothing of its files in memory. */
interface PdfmakeFiles {
  readonly virtualfs: { writeFileSync(name: string, bytes: Uint8Array): void };
}

/** The little that is used of fontkit, the font reader of pdfmake. */
interface FontReader {
  create(bytes: Uint8Array): object;
  registerFormat(format: { probe(bytes: Uint8Array): boolean }): void;
}

let isReady = false;

/** Reads the fonts once a thread. Documents take no address and no file: whatever a text says, nothing is fetched. */
function prepare(): void {
  if (isReady) return;
  const pdfmakeAt = createRequire(import.meta.url).resolve('pdfmake/package.json');
  // pdfmake's own copy: another one would not know the format registered here
  const fontkit = createRequire(createRequire(pdfmakeAt).resolve('pdfkit'))('fontkit') as FontReader;
  const folder = join(dirname(pdfmakeAt), 'fonts', 'Roboto');
  fontkit.registerFormat(KeptFont);
  const faces = Object.entries(FACES).map(([face, file]) => {
    const name = `${KEPT}${kept.push(fontkit.create(readFileSync(join(folder, file)))) - 1}`;
    (pdfmake as unknown as PdfmakeFiles).virtualfs.writeFileSync(name, Buffer.from(name));
    return [face, name];
  });
  pdfmake.setFonts({ Roboto: Object.fromEntries(faces) as Record<keyof typeof FACES, string> });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  isReady = true;
}

/** An A4 document with page x of y. The same head and content give the same bytes. */
export async function renderPdf(head: PdfHead, content: Content[]): Promise<Uint8Array> {
  prepare();
  const definition: TDocumentDefinitions & { language: string; tagged: boolean } = {
    info: { title: head.title, author: head.author, creator: 'Partnerdesk', producer: 'Partnerdesk', creationDate: head.dated },
    language: 'en-PK',
    tagged: false,
    displayTitle: true,
    pageSize: 'A4',
    pageMargins: [MARGIN, MARGIN, MARGIN, 52],
    defaultStyle: { font: 'Roboto', fontSize: 8.5, color: INK, lineHeight: 1.15 },
    ...(head.watermark === undefined ? {} : { watermark: { text: head.watermark, color: QUIET, opacity: 0.12, bold: true } }),
    footer: (page, pages) => ({
      margin: [MARGIN, 14, MARGIN, 0],
      fontSize: 7.5,
      color: QUIET,
      columns: [{ text: head.foot }, { text: `Page ${page} of ${pages}`, alignment: 'right', width: 80 }],
    }),
    content,
  };
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

/** Hairlines only: under the header, between rows, and a firmer one above totals. */
export function hairlines(totalRows = 0): CustomTableLayout {
  const firm = (line: number, rows: number): boolean => line === 1 || (totalRows > 0 && line === rows - totalRows);
  return {
    hLineWidth: (line, node) => (line === 0 ? 0 : firm(line, node.table.body.length) ? 0.8 : 0.4),
    vLineWidth: () => 0,
    hLineColor: (line, node) => (firm(line, node.table.body.length) ? QUIET : LINE),
    paddingLeft: (column) => (column === 0 ? 0 : 6),
    paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : 6),
    paddingTop: () => 2.5,
    paddingBottom: () => 2.5,
  };
}

/** Texts longer than any name are cut: a single word of 20,000 letters would take the layout half a minute. */
export function clip(text: string, most = 160): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

export const heading = (text: string): Content => ({ text, fontSize: 10.5, bold: true, margin: [0, 14, 0, 4] });
export const figure = (text: string, more: object = {}) => ({ text, alignment: 'right' as const, ...more });
export const label = (text: string, more: object = {}) => ({ text, color: QUIET, fontSize: 7.5, ...more });

/** A table whose head repeats on every page it reaches. */
export function table(widths: ContentTable['table']['widths'], body: ContentTable['table']['body'], totalRows = 0): Content {
  return { table: { headerRows: 1, widths: widths ?? [], body, dontBreakRows: true }, layout: hairlines(totalRows) };
}
