import { z } from 'zod';
import { QUEUE_STATES, QUEUES } from '../shared/vocab.ts';
import { command, document, fileOutput, query } from './define.ts';
import { count, isoDate, nothing, reason, version } from './values.ts';

const queue = z.enum(QUEUES);
const subject = z.string().min(1).max(200);

const item = z.strictObject({
  queue,
  subject,
  what: z.string(),
  about: z.string(),
  /** Address of the screen that works it. */
  to: z.string(),
  count,
  since: isoDate.nullable(),
  due: isoDate.nullable(),
  state: z.enum(QUEUE_STATES),
  /** Only comes to pass: shown, in no badge. */
  isWatched: z.boolean(),
  assignee: z.string().nullable(),
  snoozedUntil: isoDate.nullable(),
  reason: z.string().nullable(),
  /** Of its note. */
  version,
});

const assignment = z.strictObject({ queue, subject, assignee: z.string().trim().min(1).max(200).nullable(), version: version.optional() });
const snooze = z
  .strictObject({ queue, subject, until: isoDate.nullable(), reason: reason.nullable(), version: version.optional() })
  .refine((one) => (one.until === null) === (one.reason === null), 'a day and a reason come together; neither wakes the item');

/** A note changes no figure: whoever reads the file may write one, and it says who did. */
export const queueProcedures = {
  'queue.list': query({
    summary: 'Every clock that runs, the most urgent first',
    rules: ['1.4', '1.6', '1.7', '3.6', '4', '5.1', '6.1', '6.3', '6.4'],
    input: nothing,
    output: z.strictObject({ today: isoDate, rows: z.array(item), people: z.array(z.string()) }),
  }),
  'queue.assign': command({
    summary: 'Gives waiting items to a person each; null takes them back',
    permission: 'read',
    input: z.strictObject({ items: z.array(assignment).min(1).max(5000) }),
    output: z.strictObject({ changed: count }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'queue.snooze': command({
    summary: 'Puts waiting items off until a day, with a reason; null wakes them',
    permission: 'read',
    input: z.strictObject({ items: z.array(snooze).min(1).max(5000) }),
    output: z.strictObject({ changed: count }),
    errors: ['NOT_FOUND', 'CONFLICT', 'BAD_INPUT'],
  }),
  'queue.calendar': document({ summary: 'The days on which something is due, as a calendar file (.ics)', input: nothing, output: fileOutput }),
};
