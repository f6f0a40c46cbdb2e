/** What one import may cost. The figures are those of reliability.md H2, H3 and of the task; a caller may lower them. */
export interface ImportLimits {
  readonly maxFileBytes: number;
  readonly maxRowsPerFile: number;
  readonly maxColumns: number;
  /** A CSV file is read in pieces of this size. */
  readonly pieceBytes: number;
  /** A CSV record longer than this is not looked at further: most likely a closing quote is missing. */
  readonly maxRecordChars: number;
  /** All parts of a workbook together, unpacked. */
  readonly maxUnpackedBytes: number;
  /** One part of a workbook (a sheet, the shared strings), unpacked. */
  readonly maxPartBytes: number;
  readonly maxZipEntries: number;
  /** Unpacked to packed size of one part; not asked of parts below {@link ratioFreeBytes}. */
  readonly maxZipRatio: number;
  readonly ratioFreeBytes: number;
  /** All cell text of a workbook together, so that one long shared string used a million times cannot fill the memory. */
  readonly maxCellTextChars: number;
  readonly childTimeoutMs: number;
  readonly childMemoryMb: number;
}

export const DEFAULT_LIMITS: ImportLimits = {
  maxFileBytes: 256 * 1024 * 1024,
  maxRowsPerFile: 500_000,
  maxColumns: 512,
  // Small enough for a prompt answer to a cancel, large enough that the cost of a piece does not count.
  pieceBytes: 256 * 1024,
  maxRecordChars: 1_000_000,
  maxUnpackedBytes: 200 * 1024 * 1024,
  maxPartBytes: 50 * 1024 * 1024,
  maxZipEntries: 1000,
  maxZipRatio: 100,
  ratioFreeBytes: 1024 * 1024,
  maxCellTextChars: 100_000_000,
  childTimeoutMs: 20_000,
  childMemoryMb: 512,
};

/** The most characters Excel lets a cell hold; longer text comes from a damaged file. */
export const MAX_CELL_CHARS = 32_767;
export const MAX_NOTE_CHARS = 4000;
/** So many rows from the top are searched for the header when the first row is none, to say where it stands. */
export const HEADER_SEARCH_ROWS = 20;
