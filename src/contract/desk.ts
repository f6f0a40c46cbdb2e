import { z } from 'zod';
import { command, query } from './define.ts';
import { instant, nothing, version } from './values.ts';

/** What a person keeps of the screens: views of lists and half-typed forms. Private to its owner; needs no right but to read. */
const word = z.string().trim().min(1).max(64);
/** Whatever the screen keeps: it is only ever given back to the same screen. */
const body = z.record(z.string().max(64), z.unknown()).refine((value) => JSON.stringify(value).length <= 60_000, 'is too large to keep');

const savedView = z.strictObject({ list: word, name: z.string().trim().min(1).max(80), body, version: z.int() });
const draft = z.strictObject({ form: word, subject: z.string().max(64), body, savedAt: instant });

export const deskProcedures = {
  'views.list': query({ summary: 'My saved views', input: z.strictObject({ list: word.optional() }), output: z.array(savedView) }),
  'views.save': command({
    summary: 'Saves a view of a list under a name; an existing one is replaced only when its version is the one shown',
    permission: 'read',
    input: z.strictObject({ list: word, name: savedView.shape.name, body, version: version.optional() }),
    output: savedView,
    errors: ['CONFLICT'],
  }),
  'views.remove': command({
    summary: 'Removes a saved view',
    permission: 'read',
    input: z.strictObject({ list: word, name: savedView.shape.name, version: version.optional() }),
    output: nothing,
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'drafts.list': query({ summary: 'My half-typed forms, newest first', input: nothing, output: z.array(draft) }),
  'drafts.save': command({
    summary: 'Keeps what is typed into a form so far',
    permission: 'read',
    input: z.strictObject({ form: word, subject: z.string().max(64), body }),
    output: z.strictObject({ savedAt: instant }),
  }),
  'drafts.discard': command({
    summary: 'Throws a draft away; there may be none',
    permission: 'read',
    input: z.strictObject({ form: word, subject: z.string().max(64) }),
    output: nothing,
  }),
};
