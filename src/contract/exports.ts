import { z } from 'zod';
import { document, fileOutput } from './define.ts';

/** Lists that come in pages; a list that is whole on its screen is written by the screen. */
export const EXPORTABLE = ['partners.list', 'deals.list', 'accruals.page'] as const;

export const exportsProcedures = {
  'exports.list': document({
    summary: 'A list as it is seen: the filter and sort given, the columns given, every row; CSV',
    input: z.strictObject({
      list: z.enum(EXPORTABLE),
      /** What the list itself is asked, without a page. */
      input: z.record(z.string(), z.unknown()),
      columns: z
        .array(z.strictObject({ field: z.string().max(64), header: z.string().max(120) }))
        .min(1)
        .max(60),
      /** The filter in words, for the head of the file. */
      filterText: z.string().max(500),
    }),
    output: fileOutput.extend({ rows: z.int().min(0) }),
    errors: ['BAD_INPUT'],
  }),
};
