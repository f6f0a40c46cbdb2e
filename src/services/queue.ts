import type { Output, Parsed } from '../contract/index.ts';
import { insertQueueNote, lastNoteSeq, loadPeople, loadQueue, loadQueueNotes, noteOf } from '../db/repos/queue.ts';
import { mostUrgentFirst, type QueueItem, type QueueNote, queueStateOf, WATCHED } from '../domain/queue.ts';
import { type CalendarEntry, toCalendarFile } from '../exporters/calendar-file.ts';
import type { IsoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { Queue, QueueState } from '../shared/vocab.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

interface Item extends QueueItem, QueueNote {
  readonly version: number;
  readonly state: QueueState;
  readonly isWatched: boolean;
}

/** Every clock that exists so far, the most urgent first. */
export function list(context: QueryContext): Output<'queue.list'> {
  return { today: context.today, rows: items(context), people: loadPeople(context.db) };
}

function items({ db, today, actor }: QueryContext): Item[] {
  const notes = loadQueueNotes(db);
  return loadQueue(db, today, actor.name)
    .map((item) => {
      const note = noteOf(notes, item);
      const state = queueStateOf(item.due, note, today);
      const isAsleep = state === 'snoozed';
      return {
        ...item,
        state,
        isWatched: WATCHED.has(item.queue),
        assignee: note?.assignee ?? null,
        snoozedUntil: isAsleep ? (note?.snoozedUntil ?? null) : null,
        reason: isAsleep ? (note?.reason ?? null) : null,
        version: note?.id ?? 0,
      };
    })
    .sort(mostUrgentFirst);
}

interface Asked {
  readonly queue: Queue;
  readonly subject: string;
  readonly version?: number | undefined;
}

interface Changed {
  readonly queue: Queue;
  readonly subject: string;
  readonly before: QueueNote;
  readonly version: number;
}

const NO_NOTE: QueueNote = { assignee: null, snoozedUntil: null, reason: null };

/** Writes a newer note where something changes, and returns the notes that stood before. @throws AppError NOT_FOUND for what waits no more, CONFLICT */
function write<A extends Asked>(context: CommandContext, asked: readonly A[], change: (before: QueueNote, one: A) => QueueNote): Changed[] {
  const { db, today, actor, now, seq } = context;
  const waiting = new Set(loadQueue(db, today, actor.name).map((item) => `${item.queue} ${item.subject}`));
  const notes = loadQueueNotes(db);
  const changed: Changed[] = [];
  for (const one of asked) {
    const { queue, subject } = one;
    if (!waiting.has(`${queue} ${subject}`)) throw new AppError('NOT_FOUND', `${subject} does not wait any more (${queue}).`);
    const stored = noteOf(notes, one);
    refuseStale(context, { record: subject, stored: stored?.id ?? 0, shown: one.version, changedSeq: (before) => lastNoteSeq(db, one, before) });
    const before = stored ?? NO_NOTE;
    const after = change(before, one);
    if (after.assignee === before.assignee && after.snoozedUntil === before.snoozedUntil && after.reason === before.reason) continue;
    const { assignee, snoozedUntil, reason } = after;
    const version = insertQueueNote(db, { queue, subject, assignee, snoozedUntil, reason, notedBy: actor.name, notedAt: now, seq });
    changed.push({ queue, subject, before, version });
  }
  context.touch('desk');
  return changed;
}

const named = (items: readonly Changed[]): string => (items.length === 1 ? (items[0]?.subject ?? '') : `${items.length} items`);

/** Gives items to people; the latest note stands, earlier ones are kept. @throws AppError NOT_FOUND */
export function assign(context: CommandContext, input: Parsed<'queue.assign'>): Output<'queue.assign'> {
  const changed = write(context, input.items, (before, { assignee }) => ({ ...before, assignee }));
  context.note({ what: 'queue assigned', items: input.items });
  if (changed.length > 0)
    context.undoable({
      title: `Assigned ${named(changed)}`,
      procedure: 'queue.assign',
      input: { items: changed.map(({ queue, subject, before, version }) => ({ queue, subject, version, assignee: before.assignee })) },
    });
  return { changed: changed.length };
}

/** Puts items off until a day to come, with a reason; their clocks run on. @throws AppError NOT_FOUND, BAD_INPUT for a day that is not to come */
export function snooze(context: CommandContext, input: Parsed<'queue.snooze'>): Output<'queue.snooze'> {
  for (const { until } of input.items) refusePast(until, context.today);
  const changed = write(context, input.items, (before, { until, reason }) => ({ ...before, snoozedUntil: until, reason }));
  context.note({ what: 'queue snoozed', items: input.items });
  if (changed.length > 0)
    context.undoable({
      title: `Snoozed ${named(changed)}`,
      procedure: 'queue.snooze',
      input: { items: changed.map(({ queue, subject, before, version }) => ({ queue, subject, version, ...stillAhead(before, context.today) })) },
    });
  return { changed: changed.length };
}

function refusePast(until: IsoDate | null, today: IsoDate): void {
  if (until !== null && until <= today) throw new AppError('BAD_INPUT', `until: ${until} is not a day to come; today is ${today}.`);
}

/** What a snooze goes back to: one that has ended since is none. */
function stillAhead({ snoozedUntil, reason }: QueueNote, today: IsoDate): { until: IsoDate | null; reason: string | null } {
  return snoozedUntil !== null && snoozedUntil > today ? { until: snoozedUntil, reason } : { until: null, reason: null };
}

/** The days on which something is due, those put off too: a snooze stops no clock. */
export const calendar = {
  read: (context: QueryContext): { today: IsoDate; entries: readonly CalendarEntry[] } => ({
    today: context.today,
    entries: items(context).flatMap(({ queue, subject, what, about, due, assignee }) =>
      due === null
        ? []
        : [
            {
              id: `${queue}-${subject.replaceAll(' ', '-')}`,
              date: due,
              title: `${what} (${about})`,
              details: assignee === null ? '' : `Assigned to ${assignee}`,
            },
          ],
    ),
  }),
  render: ({ today, entries }: { readonly today: IsoDate; readonly entries: readonly CalendarEntry[] }): Promise<Output<'queue.calendar'>> =>
    Promise.resolve({
      fileName: `partnerdesk-queue-${today}.ics`,
      mediaType: 'text/calendar',
      base64: Buffer.from(toCalendarFile(entries, today), 'utf8').toString('base64'),
    }),
};
