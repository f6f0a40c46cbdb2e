import { z } from 'zod';
import { IMPORT_KINDS } from '../shared/vocab.ts';
import { command, intake, query } from './define.ts';
import { count, instant, nothing, reason } from './values.ts';

const finding = z.strictObject({ file: z.string(), row: z.int(), column: z.string(), code: z.string(), message: z.string() });
const kindCounts = z.strictObject({ new: count, changed: count, unchanged: count });
const sourceFile = z.strictObject({
  name: z.string(),
  sha256: z.string(),
  bytes: count,
  kinds: z.array(z.strictObject({ kind: z.enum(IMPORT_KINDS), rows: count })),
  unknownColumns: z.array(z.string()),
  /** Cells that a person corrected, and rows left out on purpose. */
  corrected: count,
  leftOut: count,
  /** What these headers were said to mean the last time, when no mapping was given now; an offer, nothing was mapped by it. */
  remembered: z.record(z.string(), z.string()).optional(),
});

export const importReport = z.strictObject({
  dryRun: z.boolean(),
  taken: z.boolean(),
  counts: z.partialRecord(z.enum(IMPORT_KINDS), kindCounts),
  files: z.array(sourceFile),
  errors: z.array(finding),
  errorCount: count,
  warnings: z.array(finding),
  warningCount: count,
});

const rowPlace = z.strictObject({ /** Of a workbook; a text file has none. */ sheet: z.string().max(255).optional(), row: z.int().min(1) });
const inputFile = z.strictObject({
  name: z.string().min(1).max(255),
  /** The content as base64; the command line and the desktop shell may name a path instead. */
  base64: z.string().optional(),
  path: z.string().optional(),
  kind: z.enum(IMPORT_KINDS).optional(),
  mapping: z.record(z.string(), z.string()).optional(),
  dateOrder: z.enum(['iso', 'dmy', 'mdy']).optional(),
  delimiter: z.enum([',', ';', '\t']).optional(),
  /** Cells that a person corrected after looking at the file; its bytes and hash stay those of the original. */
  corrections: z
    .array(rowPlace.extend({ column: z.string().min(1).max(64), value: z.string().max(32_767) }))
    .max(10_000)
    .optional(),
  /** Rows that a person chose not to take. */
  leaveOut: z.array(rowPlace).max(100_000).optional(),
});
const image = z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable();

const batch = z.strictObject({
  id: z.int(),
  importedAt: instant,
  actor: z.string(),
  counts: z.partialRecord(z.enum(IMPORT_KINDS), kindCounts),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: count })),
  corrected: count,
  leftOut: count,
  /** Kept in a way that lets it be taken back while nothing depends on it. */
  isReversible: z.boolean(),
  reverted: z.strictObject({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
const importId = z.int().min(1);

export const importsProcedures = {
  'imports.run': intake({
    summary: 'Takes import files in one transaction, or reports every bad row and takes nothing',
    rules: ['2.5', '3.1'],
    permission: 'finance',
    input: z.strictObject({
      files: z.array(inputFile).min(1).max(200),
      dryRun: z.boolean().optional(),
    }),
    output: importReport,
    errors: ['IMPORT_REFUSED', 'FILE_UNREADABLE', 'FILE_TOO_LARGE'],
  }),
  'imports.list': query({
    summary: 'What was imported when, from which files',
    input: nothing,
    output: z.array(batch),
  }),
  'imports.rows': intake({
    summary: 'The named rows of files as they stand in them, to mend in place or to take along; takes nothing',
    permission: 'finance',
    input: z.strictObject({
      files: z.array(inputFile).min(1).max(200),
      rows: z
        .array(z.strictObject({ file: z.string(), row: z.int().min(1) }))
        .min(1)
        .max(1000),
    }),
    output: z.strictObject({
      tables: z.array(
        z.strictObject({
          file: z.string(),
          kind: z.enum(IMPORT_KINDS),
          headers: z.array(z.string()),
          /** Column of the interchange under each header, null where the header names none. */
          columns: z.array(z.string().nullable()),
          rows: z.array(z.strictObject({ row: z.int(), cells: z.array(z.string()) })),
        }),
      ),
    }),
    errors: ['FILE_UNREADABLE', 'FILE_TOO_LARGE'],
  }),
  'imports.get': query({
    summary: 'One import: its files, what a person corrected or left out, and what keeps it from being taken back',
    input: z.strictObject({ import: importId }),
    output: batch.extend({
      edits: z.array(
        z.strictObject({
          file: z.string(),
          kind: z.enum(IMPORT_KINDS),
          sheet: z.string(),
          row: z.int(),
          /** Null: the row was left out. */
          column: z.string().nullable(),
          from: z.string().nullable(),
          to: z.string().nullable(),
        }),
      ),
      dependents: z.array(z.string()),
    }),
    errors: ['NOT_FOUND'],
  }),
  'imports.changes': query({
    summary: 'The records of one kind that an import brought or changed, before and after',
    input: z.strictObject({
      import: importId,
      kind: z.enum([...IMPORT_KINDS, 'tax_standings']),
      after: z.int().min(0).optional(),
      limit: z.int().min(1).max(1000).optional(),
    }),
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          record: z.string(),
          action: z.enum(['new', 'changed']),
          file: z.string().nullable(),
          row: z.int().nullable(),
          before: image,
          after: image,
        }),
      ),
      next: z.int().nullable(),
    }),
    errors: ['NOT_FOUND'],
  }),
  'imports.revert': command({
    summary: 'Takes a whole import back until something posted, decided or recorded depends on it; the refusal names what does',
    rules: ['1.3', '3.6'],
    permission: 'finance',
    input: z.strictObject({ import: importId, reason }),
    output: z.strictObject({ import: importId, lines: count, removed: count, restored: count }),
    errors: ['NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
};
