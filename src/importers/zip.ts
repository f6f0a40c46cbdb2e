/** Reads a zip archive that may be hostile: the directory is judged before a byte is unpacked, and unpacked bytes are counted. */
import { crc32, createInflateRaw } from 'node:zlib';
import type { ImportLimits } from './limits.ts';
import { WorkbookProblem } from './workbook-problem.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
const IN_ZIP64 = 0xffffffff;

function damaged(what: string): WorkbookProblem {
  return new WorkbookProblem('DAMAGED_WORKBOOK', `the workbook is damaged or cut short (${what}). Open it in Excel, save it anew, or export it again.`);
}

function unsafe(what: string): WorkbookProblem {
  return new WorkbookProblem('UNSAFE_WORKBOOK', `the workbook is refused: ${what}. No spreadsheet program writes such a file; ask where it comes from.`);
}

function tooLarge(what: string): WorkbookProblem {
  return new WorkbookProblem('WORKBOOK_TOO_LARGE', `the workbook is refused: ${what}. Split it, or save the sheet as CSV.`);
}

/** Reads 64 bits as a number; a file that needs more than 2^53 is damaged. */
function readLong(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('an impossible size');
  return Number(value);
}

/** The entries of the central directory, safe to unpack within the limits; throws WorkbookProblem. */
export function readZipDirectory(source: Uint8Array, limits: ImportLimits): Map<string, ZipEntry> {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const { count, offset, size } = findDirectory(bytes);
  if (count > limits.maxZipEntries) throw tooLarge(`it has ${count} parts, at most ${limits.maxZipEntries} are read`);
  if (offset + size > bytes.length) throw damaged('its directory lies outside the file');
  const entries = new Map<string, ZipEntry>();
  let at = offset;
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) throw damaged('its directory is broken');
    const next = at + ENTRY_BYTES + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw damaged('its directory is broken');
    const entry = readEntry(bytes, at);
    if (entries.has(entry.name)) throw unsafe(`two of its parts are called ${JSON.stringify(entry.name.slice(0, 60))}`);
    checkEntry(entry, bytes, at, limits);
    entries.set(entry.name, entry);
    at = next;
  }
  checkTogether([...entries.values()], offset, limits);
  return entries;
}

function findDirectory(bytes: Buffer): { count: number; offset: number; size: number } {
  const lowest = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (bytes.readUInt32LE(at) !== END_SIGNATURE) continue;
    const directory = { count: bytes.readUInt16LE(at + 10), size: bytes.readUInt32LE(at + 12), offset: bytes.readUInt32LE(at + 16) };
    if (bytes.readUInt16LE(at + 4) !== 0 || bytes.readUInt16LE(at + 6) !== 0) throw unsafe('it is one part of a split archive');
    return directory.count === 0xffff || directory.offset === IN_ZIP64 || directory.size === IN_ZIP64 ? findZip64Directory(bytes, at) : directory;
  }
  throw damaged('the end of the archive is missing');
}

function findZip64Directory(bytes: Buffer, endAt: number): { count: number; offset: number; size: number } {
  const locator = endAt - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== ZIP64_LOCATOR_SIGNATURE) throw damaged('the end of the archive is missing');
  const at = readLong(bytes, locator + 8);
  if (at + 56 > bytes.length || bytes.readUInt32LE(at) !== ZIP64_END_SIGNATURE) throw damaged('the end of the archive is missing');
  return { count: readLong(bytes, at + 32), size: readLong(bytes, at + 40), offset: readLong(bytes, at + 48) };
}

function readEntry(bytes: Buffer, at: number): ZipEntry {
  const nameLength = bytes.readUInt16LE(at + 28);
  const name = bytes.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
  const sizes = { unpackedBytes: bytes.readUInt32LE(at + 24), packedBytes: bytes.readUInt32LE(at + 20), headerOffset: bytes.readUInt32LE(at + 42) };
  const extra = bytes.subarray(at + ENTRY_BYTES + nameLength, at + ENTRY_BYTES + nameLength + bytes.readUInt16LE(at + 30));
  return { name, method: bytes.readUInt16LE(at + 10), crc: bytes.readUInt32LE(at + 16), ...withZip64(sizes, extra) };
}

type Sizes = Pick<ZipEntry, 'unpackedBytes' | 'packedBytes' | 'headerOffset'>;

/** Extra field 1 holds, in this order, those of the three numbers that do not fit in 32 bits. */
function withZip64(sizes: Sizes, extra: Buffer): Sizes {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    let from = at + 4;
    const take = (short: number): number => {
      if (short !== IN_ZIP64) return short;
      if (from + 8 > end) throw damaged('its directory is broken');
      from += 8;
      return readLong(extra, from - 8);
    };
    return { unpackedBytes: take(sizes.unpackedBytes), packedBytes: take(sizes.packedBytes), headerOffset: take(sizes.headerOffset) };
  }
  return sizes;
}

const ARCHIVES = /\.(zip|7z|rar|gz|bz2|xz|tar|jar|xls[xmb]?|docx?|pptx?|ods)$/i;
const SYMLINK = 0xa000;

function checkEntry(entry: ZipEntry, bytes: Buffer, at: number, limits: ImportLimits): void {
  const { name, packedBytes, unpackedBytes } = entry;
  const shown = JSON.stringify(name.slice(0, 60));
  if (name.includes('\\') || name.startsWith('/') || name.includes('\0') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..'))
    throw unsafe(`its part ${shown} names a path outside the archive`);
  const unixMode = bytes.readUInt8(at + 5) === 3 ? bytes.readUInt16LE(at + 40) : 0;
  if ((unixMode & 0xf000) === SYMLINK) throw unsafe(`its part ${shown} is a link`);
  if ((bytes.readUInt16LE(at + 8) & 1) !== 0)
    throw new WorkbookProblem('PASSWORD_PROTECTED', 'the workbook is protected by a password. Open it in Excel, remove the password and save it.');
  if (entry.method !== 0 && entry.method !== 8) throw damaged(`its part ${shown} is packed in an unknown way`);
  if (ARCHIVES.test(name)) throw unsafe(`it contains another archive, ${shown}`);
  const isXml = /\.(xml|rels|vml|bin)$/i.test(name);
  if (isXml && unpackedBytes > limits.maxPartBytes)
    throw tooLarge(`its part ${shown} unpacks to ${unpackedBytes} bytes, at most ${limits.maxPartBytes} are read`);
  if (unpackedBytes > limits.ratioFreeBytes && unpackedBytes > packedBytes * limits.maxZipRatio)
    throw unsafe(`its part ${shown} unpacks to more than ${limits.maxZipRatio} times its size, ${unpackedBytes} bytes`);
}

/** Total size, and that no two entries share packed bytes (one small piece read a thousand times is a bomb too). */
function checkTogether(entries: ZipEntry[], directoryOffset: number, limits: ImportLimits): void {
  const total = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  if (total > limits.maxUnpackedBytes) throw tooLarge(`it unpacks to ${total} bytes, at most ${limits.maxUnpackedBytes} are read`);
  entries.sort((a, b) => a.headerOffset - b.headerOffset);
  for (const [index, entry] of entries.entries()) {
    const next = entries[index + 1]?.headerOffset ?? directoryOffset;
    if (entry.headerOffset + LOCAL_BYTES + entry.packedBytes > next) throw unsafe('its parts overlap');
  }
}

const INFLATE_CHUNK_BYTES = 128 * 1024;

/** Unpacks one entry piece by piece; throws WorkbookProblem as soon as it gives more than the directory says, or other bytes. */
export async function* unpack(source: Uint8Array, entry: ZipEntry): AsyncGenerator<Buffer> {
  const packed = packedBytesOf(source, entry);
  let count = 0;
  let crc = 0;
  const check = (piece: Buffer): void => {
    count += piece.length;
    if (count > entry.unpackedBytes) throw unsafe(`its part ${JSON.stringify(entry.name.slice(0, 60))} unpacks to more than it says`);
    crc = crc32(piece, crc);
  };
  if (entry.method === 0) {
    check(packed);
    yield packed;
  } else {
    const inflate = createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES });
    inflate.end(packed);
    try {
      for await (const piece of inflate) {
        check(piece as Buffer);
        yield piece as Buffer;
      }
    } catch (error) {
      throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
        ? damaged(`its part ${JSON.stringify(entry.name.slice(0, 60))} cannot be unpacked`)
        : error;
    } finally {
      inflate.destroy();
    }
  }
  if (count !== entry.unpackedBytes || crc !== entry.crc) throw damaged(`its part ${JSON.stringify(entry.name.slice(0, 60))} does not match its checksum`);
}

function packedBytesOf(source: Uint8Array, entry: ZipEntry): Buffer {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const at = entry.headerOffset;
  if (at + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== LOCAL_SIGNATURE) throw damaged('a part is missing');
  const nameLength = bytes.readUInt16LE(at + 26);
  const start = at + LOCAL_BYTES + nameLength + bytes.readUInt16LE(at + 28);
  if (start + entry.packedBytes > bytes.length) throw damaged('a part is missing');
  if (bytes.toString('utf8', at + LOCAL_BYTES, at + LOCAL_BYTES + nameLength) !== entry.name) throw unsafe('a part has two names');
  return bytes.subarray(start, start + entry.packedBytes);
}
