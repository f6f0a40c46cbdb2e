import { z } from 'zod';
import { host } from './define.ts';

/** What the host itself answers, because it is about which file is open: the window and the browser host do, the command line has `init` and `backup`. */
export const filesProcedures = {
  'files.create': host({
    summary: 'Creates the company file, or the sample programme in a file of its own, and opens it',
    input: z.strictObject({ what: z.enum(['empty', 'sample']) }),
    output: z.strictObject({ path: z.string() }),
    errors: ['FILE_EXISTS'],
  }),
};
