import { z } from 'zod';
import { instant } from './values.ts';

/** One thing that a change gave another value; values as the audit trail keeps them, masked. */
const changedField = z.object({ name: z.string(), before: z.unknown(), after: z.unknown() });

/** Details of a `CONFLICT` about a record that changed since the screen showed it: who did what, when, and which version holds. */
export const staleDetails = z.object({
  /** What a person calls the record. */
  record: z.string(),
  version: z.union([z.int(), z.string(), z.null()]),
  /** Null when the trail does not say, for example of a file made before it was kept. */
  change: z.object({ seq: z.int(), at: instant, actor: z.string(), procedure: z.string(), title: z.string(), fields: z.array(changedField) }).nullable(),
});

export type StaleDetails = z.infer<typeof staleDetails>;
