import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Versions of the programme terms; the body is the complete set of policies, so that a version never changes with our defaults. */
export const termsVersions = sqliteTable('terms_versions', {
  id: integer('id').primaryKey(),
  effectiveFrom: text('effective_from').notNull(),
  bodyJson: text('body_json').notNull(),
  reason: text('reason').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});

/** Withholding by standing and payment date (6.3); a date that no row covers blocks the payout. */
export const withholdingRates = sqliteTable('withholding_rates', {
  id: integer('id').primaryKey(),
  section: text('section').notNull(),
  standing: text('standing').notNull(),
  rateBps: integer('rate_bps').notNull(),
  fromOn: text('from_on').notNull(),
  toOn: text('to_on').notNull(),
  legalReference: text('legal_reference').notNull(),
});

export const holidays = sqliteTable('holidays', {
  onDate: text('on_date').primaryKey(),
  name: text('name').notNull(),
});

/** Terms being prepared: drafted, approved by another person in team mode, then activated as a version of their own, or withdrawn. */
export const termsDrafts = sqliteTable('terms_drafts', {
  id: integer('id').primaryKey(),
  state: text('state', { enum: ['drafted', 'approved', 'activated', 'withdrawn'] }).notNull(),
  effectiveFrom: text('effective_from').notNull(),
  /** Only what differs from the version in force on that date. */
  changesJson: text('changes_json').notNull(),
  reason: text('reason').notNull(),
  draftedBy: text('drafted_by').notNull(),
  draftedAt: text('drafted_at').notNull(),
  approvedBy: text('approved_by'),
  approvedAt: text('approved_at'),
  termsVersionId: integer('terms_version_id').references(() => termsVersions.id),
  version: integer('version').notNull(),
  recordedSeq: integer('recorded_seq').notNull(),
});
