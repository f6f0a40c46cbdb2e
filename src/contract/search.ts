import { z } from 'zod';
import { query } from './define.ts';

export const SEARCH_KINDS = ['partner', 'deal', 'client', 'invoice', 'month', 'payout'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export const searchProcedures = {
  'search.records': query({
    summary: 'Records whose code, name or number has these words: partners, deals, clients, invoices, months, payout runs',
    input: z.strictObject({ text: z.string().trim().min(1).max(200), limit: z.int().min(1).max(50).optional() }),
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          kind: z.enum(SEARCH_KINDS),
          id: z.string(),
          title: z.string(),
          detail: z.string(),
          /** Address of the screen that shows it. */
          to: z.string(),
        }),
      ),
    }),
  }),
};
