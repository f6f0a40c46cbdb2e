import { z } from 'zod';
import { QUEUES } from '../shared/vocab.ts';
import { command, PERMISSIONS, query } from './define.ts';
import { proofSubject } from './proof.ts';
import { amount, count, instant, isoDate, month, nothing, quarter } from './values.ts';

const check = z.strictObject({ name: z.string(), what: z.string(), ok: z.boolean(), checked: count, problems: z.array(z.string()), problemCount: count });

export const systemProcedures = {
  'system.info': query({
    summary: 'The open file: where, what mode, how it stands',
    input: nothing,
    output: z.strictObject({
      appVersion: z.string(),
      path: z.string(),
      mode: z.enum(['solo', 'team']),
      isSample: z.boolean(),
      today: isoDate,
      actor: z.string(),
      schemaVersion: z.int(),
      counts: z.strictObject({ partners: count, deals: count, billingLines: count, accrualLines: count }),
      lastVerify: z.strictObject({ at: instant, ok: z.boolean() }).nullable(),
      lastBackup: z.strictObject({ at: instant, path: z.string() }).nullable(),
    }),
  }),
  'system.verify': query({
    summary: 'Recomputes everything from sources and checks every invariant',
    input: nothing,
    output: z.strictObject({ ok: z.boolean(), checks: z.array(check) }),
  }),
  'system.recordVerify': command({
    summary: 'Notes when the file was verified and with what result',
    permission: 'read',
    input: z.strictObject({ ok: z.boolean() }),
    output: z.strictObject({ at: instant }),
  }),
  'today.summary': query({
    summary: 'What waits to be done, and the money of the quarter',
    input: nothing,
    output: z.strictObject({
      today: isoDate,
      month,
      quarter,
      nextClose: month.nullable(),
      nextPayout: z.strictObject({ quarter, state: z.string(), dueOn: isoDate }).nullable(),
      /** Of `queue.list`, without what is snoozed. */
      queues: z.array(
        z.strictObject({
          name: z.enum(QUEUES),
          title: z.string(),
          count,
          overdue: count,
          oldest: isoDate.nullable(),
          due: isoDate.nullable(),
          to: z.string(),
          isWatched: z.boolean(),
        }),
      ),
      /** What to do first. */
      next: z.strictObject({ what: z.string(), about: z.string(), due: isoDate.nullable(), to: z.string() }).nullable(),
      /** Commands since this person last marked what is new as seen. */
      news: z.strictObject({ count, since: instant.nullable() }),
      figures: z.array(z.strictObject({ name: z.string(), title: z.string(), paisa: amount, subject: proofSubject.nullable() })),
      imports: z.array(z.strictObject({ id: z.int(), importedAt: instant, actor: z.string(), rows: count })),
    }),
  }),
  'today.seen': command({
    summary: 'Marks what is new as seen by whoever asks',
    permission: 'read',
    input: nothing,
    output: z.strictObject({ seenAt: instant }),
  }),
  'system.actor': query({
    summary: 'Who acts, and with which rights',
    input: nothing,
    output: z.strictObject({ name: z.string(), mode: z.enum(['solo', 'team']), permissions: z.array(z.enum(PERMISSIONS)) }),
  }),
  'audit.list': query({
    summary: 'The audit trail, newest first',
    input: z.strictObject({
      before: z.int().optional(),
      limit: z.int().min(1).max(500).optional(),
      procedure: z.string().optional(),
      actor: z.string().optional(),
      /** Business days, both included. */
      from: isoDate.optional(),
      to: isoDate.optional(),
      /** A code or a word that what changed must name, for example D-0042. */
      record: z.string().trim().min(1).max(200).optional(),
    }),
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          seq: z.int(),
          at: instant,
          businessDate: isoDate,
          actor: z.string(),
          host: z.string(),
          procedure: z.string(),
          outcome: z.string(),
          changes: z.unknown(),
          hash: z.string(),
        }),
      ),
      next: z.int().nullable(),
    }),
  }),
  'audit.overview': query({
    summary: 'How long the audit trail is, and which people and procedures it names',
    input: nothing,
    output: z.strictObject({ rows: count, firstAt: instant.nullable(), actors: z.array(z.string()), procedures: z.array(z.string()) }),
  }),
  'audit.seal': query({
    summary: 'Hashes every row of the audit trail again and says whether the chain is whole',
    input: nothing,
    output: z.strictObject({ ok: z.boolean(), checked: count, problems: z.array(z.string()), problemCount: count }),
  }),
};
