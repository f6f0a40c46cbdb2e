import type { QueueItem } from '../../../domain/queue.ts';
import { karachiDay } from '../../../ports/instants.ts';
import { address, recordAddress } from '../../../shared/address.ts';
import type { IsoDate } from '../../../shared/calendar.ts';
import type { ReadDb } from '../../tx.ts';

/** Terms that wait for their next step, before the day they are to begin. */
export function termsItems(db: ReadDb): QueueItem[] {
  return db
    .all<{ id: number; state: 'drafted' | 'approved'; effectiveFrom: IsoDate; draftedAt: string; draftedBy: string }>(
      `SELECT id, state, effective_from AS effectiveFrom, drafted_at AS draftedAt, drafted_by AS draftedBy FROM terms_drafts WHERE state IN ('drafted', 'approved') ORDER BY id`,
    )
    .map((row) => ({
      queue: 'terms',
      subject: String(row.id),
      what: row.state === 'drafted' ? 'Terms to approve' : 'Terms to activate',
      about: `Draft ${row.id} by ${row.draftedBy}`,
      to: address('/terms', { draft: row.id }),
      count: 1,
      since: karachiDay(row.draftedAt),
      due: row.effectiveFrom,
    }));
}

/** Where a form lies that was left half-typed. */
const FORM_SCREENS: Readonly<Record<string, (subject: string) => string>> = {
  partner: (subject) => (subject === '' ? '/partners' : recordAddress('partners', subject)),
  negotiated: (subject) => recordAddress('partners', subject),
  deal: (subject) => (subject === '' ? '/deals' : recordAddress('deals', subject)),
};

/** My own half-typed forms. */
export function draftItems(db: ReadDb, owner: string): QueueItem[] {
  return db
    .all<{ form: string; subject: string; savedAt: string }>(
      'SELECT form, subject, saved_at AS savedAt FROM drafts WHERE owner = ? ORDER BY saved_at, form, subject',
      [owner],
    )
    .map((row) => ({
      queue: 'drafts',
      subject: `${row.form} ${row.subject}`.trim(),
      what: 'My draft to finish or throw away',
      about: row.subject === '' ? `New ${row.form}` : row.subject,
      to: FORM_SCREENS[row.form]?.(row.subject) ?? '/',
      count: 1,
      since: karachiDay(row.savedAt),
      due: null,
    }));
}
