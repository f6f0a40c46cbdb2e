import { z } from 'zod';
import { command, query } from './define.ts';
import { count, instant } from './values.ts';

const act = z.strictObject({
  seq: z.int(),
  at: instant,
  title: z.string(),
  /** undone: taken back by a later act; undo: itself the taking back of an earlier one. */
  state: z.enum(['undoable', 'undone']),
  undoesSeq: z.int().nullable(),
});

export const actsProcedures = {
  'acts.list': query({
    summary: 'What I did that can be taken back, newest first; what is posted, approved or sent is not in it',
    input: z.strictObject({ limit: z.int().min(1).max(500).optional() }),
    output: z.strictObject({ rows: z.array(act), count }),
  }),
  'acts.undo': command({
    summary: 'Takes back one of my acts; taking back the taking back does it again. Refused when something was built on it since',
    permission: 'read',
    input: z.strictObject({ seq: z.int().min(1) }),
    output: z.strictObject({ seq: z.int(), title: z.string(), undone: z.string() }),
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
};
