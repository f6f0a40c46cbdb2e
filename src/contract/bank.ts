import { z } from 'zod';
import { BANK_PROFILES } from '../shared/vocab.ts';
import { command, document, fileOutput, query } from './define.ts';
import { amount, code, count, isoDate, quarter, reason } from './values.ts';

const profile = z.enum(BANK_PROFILES);

const exported = z.strictObject({
  id: z.int(),
  quarter,
  profile,
  fileName: z.string(),
  sha256: z.string(),
  payments: count,
  totalPaisa: amount,
  exportedOn: isoDate,
  reason: z.string(),
  actor: z.string(),
});

export const bankProcedures = {
  'bank.payments': query({
    summary: 'The payments of an approved run as the bank will be told of them, with what stands in the way and what went out before',
    rules: ['6.6'],
    input: z.strictObject({ quarter }),
    output: z.strictObject({
      quarter,
      rows: z.array(
        z.strictObject({
          partner: code,
          name: z.string(),
          reference: z.string(),
          bankName: z.string(),
          ibanMasked: z.string(),
          amountPaisa: amount,
          problem: z.string().nullable(),
          warning: z.string().nullable(),
          /** The file it went out with, unless the bank returned it since. */
          exportId: z.int().nullable(),
        }),
      ),
      totals: z.strictObject({ payments: count, totalPaisa: amount, waiting: count, waitingPaisa: amount }),
      exports: z.array(exported),
    }),
  }),
  'bank.export': command({
    summary: 'Writes the bank file of a run: what did not go out yet; what did only goes again with a reason',
    rules: ['6.4', '6.6'],
    permission: 'finance',
    input: z.strictObject({ quarter, profile, again: reason.optional() }),
    output: fileOutput.extend({ exportId: z.int(), sha256: z.string(), payments: count, totalPaisa: amount }),
    errors: ['NOT_FOUND', 'CONFLICT', 'TRANSITION_REFUSED'],
  }),
  'bank.file': document({
    summary: 'A bank file as it went out, to the byte',
    rules: ['6.6'],
    permission: 'finance',
    input: z.strictObject({ exportId: z.int() }),
    output: fileOutput,
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  'bank.control': document({
    summary: 'The control sheet of a bank file: its payments, their number, their sum and the hash of the file',
    rules: ['6.6'],
    permission: 'finance',
    input: z.strictObject({ exportId: z.int() }),
    output: fileOutput,
    errors: ['NOT_FOUND'],
  }),
};
