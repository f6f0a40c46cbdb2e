import type { QueueItem, QueueNote } from '../../domain/queue.ts';
import type { IsoDate } from '../../shared/calendar.ts';
import type { Queue } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';
import { draftItems, termsItems } from './queue/desk.ts';
import { monthItems } from './queue/months.ts';
import { partnerItems } from './queue/partners.ts';
import { payoutItems } from './queue/payouts.ts';
import { loadTermsVersions } from './terms.ts';

/** Everything that waits today, worked out from what is stored: nothing keeps a list that could go stale. `owner`: whose drafts. */
export function loadQueue(db: ReadDb, today: IsoDate, owner: string): QueueItem[] {
  const versions = loadTermsVersions(db);
  return [
    ...monthItems(db, today, versions),
    ...payoutItems(db, today, versions),
    ...partnerItems(db, today, versions),
    ...termsItems(db),
    ...draftItems(db, owner),
  ];
}

const keyOf = (queue: string, subject: string): string => `${queue} ${subject}`;

/** A note with its number, which later notes on the item exceed. */
export interface StoredNote extends QueueNote {
  readonly id: number;
}

/** The latest note on each item, by {@link noteOf}. */
export type QueueNotes = ReadonlyMap<string, StoredNote>;

export function loadQueueNotes(db: ReadDb): QueueNotes {
  const rows = db.all<StoredNote & { queue: string; subject: string }>(
    `SELECT id, queue, subject, assignee, snoozed_until AS snoozedUntil, reason FROM queue_notes
     WHERE id IN (SELECT max(id) FROM queue_notes GROUP BY queue, subject)`,
  );
  return new Map(rows.map(({ queue, subject, ...note }) => [keyOf(queue, subject), note]));
}

export function noteOf(notes: QueueNotes, item: Pick<QueueItem, 'queue' | 'subject'>): StoredNote | null {
  return notes.get(keyOf(item.queue, item.subject)) ?? null;
}

/** Audit number of the latest note on an item before an act. */
export function lastNoteSeq(db: ReadDb, { queue, subject }: Pick<QueueItem, 'queue' | 'subject'>, before: number): number | null {
  const row = db.get<{ seq: number | null }>('SELECT max(recorded_seq) AS seq FROM queue_notes WHERE queue = ? AND subject = ? AND recorded_seq < ?', [
    queue,
    subject,
    before,
  ]);
  return row?.seq ?? null;
}

export function insertQueueNote(
  db: WriteDb,
  note: QueueNote & { readonly queue: Queue; readonly subject: string; readonly notedBy: string; readonly notedAt: string; readonly seq: number },
): number {
  return db.run(
    `INSERT INTO queue_notes (queue, subject, assignee, snoozed_until, reason, noted_by, noted_at, recorded_seq)
     VALUES (:queue, :subject, :assignee, :snoozedUntil, :reason, :notedBy, :notedAt, :seq)`,
    { ...note },
  ).lastId;
}

/** Names that an item can be given to: who acts in the file, who keeps partners, who was given one before. */
export function loadPeople(db: ReadDb): string[] {
  return db
    .all<{ name: string }>(
      `SELECT name FROM users WHERE is_active = 1 UNION SELECT DISTINCT account_manager FROM partners WHERE account_manager IS NOT NULL
       UNION SELECT DISTINCT assignee FROM queue_notes WHERE assignee IS NOT NULL ORDER BY 1`,
    )
    .map((row) => row.name);
}
