import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const imports = sqliteTable(
  'imports',
  {
    id: integer('id').primaryKey(),
    importedAt: text('imported_at').notNull(),
    actor: text('actor').notNull(),
    countsJson: text('counts_json').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
    /** 1: what it changed is kept in `import_changes`, so that it can be taken back. */
    reversible: integer('reversible').notNull().default(0),
    revertedAt: text('reverted_at'),
    revertedBy: text('reverted_by'),
    revertReason: text('revert_reason'),
    /** Audit number of the taking back; rows of the import may be deleted in that command and in no other. */
    revertedSeq: integer('reverted_seq'),
  },
  (t) => [index('imports_by_seq').on(t.recordedSeq)],
);

export const importFiles = sqliteTable('import_files', {
  id: integer('id').primaryKey(),
  importId: integer('import_id')
    .notNull()
    .references(() => imports.id),
  name: text('name').notNull(),
  sha256: text('sha256').notNull(),
  bytes: integer('bytes').notNull(),
});

/** What a person changed of a file before it was taken: a cell corrected, or (without a column) a row left out. Private values are masked. */
export const importEdits = sqliteTable(
  'import_edits',
  {
    id: integer('id').primaryKey(),
    importFileId: integer('import_file_id')
      .notNull()
      .references(() => importFiles.id),
    kind: text('kind').notNull(),
    /** Empty for a text file. */
    sheet: text('sheet').notNull(),
    row: integer('row').notNull(),
    columnName: text('column_name'),
    fromText: text('from_text'),
    toText: text('to_text'),
  },
  (t) => [index('import_edits_by_file').on(t.importFileId, t.row)],
);

/** Records that an import brought or changed; its billing lines name their file themselves and come here only when they are taken back. */
export const importChanges = sqliteTable(
  'import_changes',
  {
    id: integer('id').primaryKey(),
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id),
    kind: text('kind').notNull(),
    recordId: integer('record_id').notNull(),
    /** What people call the record. */
    record: text('record').notNull(),
    importFileId: integer('import_file_id').references(() => importFiles.id),
    importRow: integer('import_row'),
    /** The record before the import; null: the import brought it. */
    beforeJson: text('before_json'),
    /** The record after it; of a new one, as it was when it was taken back. */
    afterJson: text('after_json'),
    /** Its version after the import: another one now means that somebody changed it since. */
    versionAfter: integer('version_after'),
  },
  (t) => [index('import_changes_by_import').on(t.importId, t.kind, t.id)],
);

/** Header mapping a person chose, remembered by the fingerprint of the file's header. */
export const importMappings = sqliteTable('import_mappings', {
  fingerprint: text('fingerprint').primaryKey(),
  mappingJson: text('mapping_json').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});
