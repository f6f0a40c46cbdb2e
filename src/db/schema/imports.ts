import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const imports = sqliteTable('imports', {
  id: integer('id').primaryKey(),
  importedAt: text('imported_at').notNull(),
  actor: text('actor').notNull(),
  countsJson: text('counts_json').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});

export const importFiles = sqliteTable('import_files', {
  id: integer('id').primaryKey(),
  importId: integer('import_id')
    .notNull()
    .references(() => imports.id),
  name: text('name').notNull(),
  sha256: text('sha256').notNull(),
  bytes: integer('bytes').notNull(),
});

/** Header mapping a person chose, remembered by the fingerprint of the file's header. */
export const importMappings = sqliteTable('import_mappings', {
  fingerprint: text('fingerprint').primaryKey(),
  mappingJson: text('mapping_json').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});
