import { index, integer, primaryKey, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import { partners } from './partners.ts';

/** A list as a person likes it: filter, sort, columns, widths, grouping. Private to its owner. */
export const savedViews = sqliteTable(
  'saved_views',
  {
    id: integer('id').primaryKey(),
    owner: text('owner').notNull(),
    list: text('list').notNull(),
    name: text('name').notNull(),
    bodyJson: text('body_json').notNull(),
    version: integer('version').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [unique('saved_views_key').on(t.owner, t.list, t.name)],
);

/** What a person was typing: one draft a form and subject, kept until sent or thrown away. */
export const drafts = sqliteTable(
  'drafts',
  {
    owner: text('owner').notNull(),
    form: text('form').notNull(),
    /** Code of the record the form is about; empty for a new one. */
    subject: text('subject').notNull(),
    bodyJson: text('body_json').notNull(),
    savedAt: text('saved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.form, t.subject] })],
);

/** Acts that can be taken back, each with the call that does so; `seq` is the audit number of the act. */
export const undoableActs = sqliteTable(
  'undoable_acts',
  {
    seq: integer('seq').primaryKey(),
    actor: text('actor').notNull(),
    title: text('title').notNull(),
    procedure: text('procedure').notNull(),
    inputJson: text('input_json').notNull(),
    at: text('at').notNull(),
    /** The act that took it back. */
    undoneSeq: integer('undone_seq'),
    /** The act that this one took back: undoing it again is a redo. */
    undoesSeq: integer('undoes_seq'),
  },
  (t) => [index('undoable_acts_by_actor').on(t.actor, t.seq)],
);

/** Who takes a waiting item, or until when it sleeps and why. The latest note on a subject stands. */
export const queueNotes = sqliteTable(
  'queue_notes',
  {
    id: integer('id').primaryKey(),
    queue: text('queue').notNull(),
    subject: text('subject').notNull(),
    assignee: text('assignee'),
    snoozedUntil: text('snoozed_until'),
    reason: text('reason'),
    notedBy: text('noted_by').notNull(),
    notedAt: text('noted_at').notNull(),
    recordedSeq: integer('recorded_seq').notNull(),
  },
  (t) => [index('queue_notes_by_subject').on(t.queue, t.subject, t.id)],
);

/** Words people put on partners to find them again. */
export const partnerTags = sqliteTable(
  'partner_tags',
  {
    partnerId: integer('partner_id')
      .notNull()
      .references(() => partners.id),
    tag: text('tag').notNull(),
  },
  (t) => [primaryKey({ columns: [t.partnerId, t.tag] }), index('partner_tags_by_tag').on(t.tag, t.partnerId)],
);

/** Audit number up to which a person has seen a screen: what is newer is marked. */
export const visits = sqliteTable(
  'visits',
  { owner: text('owner').notNull(), screen: text('screen').notNull(), seenSeq: integer('seen_seq').notNull(), seenAt: text('seen_at').notNull() },
  (t) => [primaryKey({ columns: [t.owner, t.screen] })],
);
