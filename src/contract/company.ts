import { z } from 'zod';
import { command, query } from './define.ts';
import { nothing, version } from './values.ts';

const line = (most: number): z.ZodString => z.string().trim().max(most);

/** What the company says of itself on documents; a blank is printed as blank, with its label. */
export const companyFacts = z.strictObject({
  legalName: line(120).min(1, 'the legal name stands on every document'),
  address: line(200),
  ntn: line(20),
  strn: line(20),
  phone: line(40),
  email: line(120),
  /** The account that pays. */
  debitIban: line(34),
  debitBic: line(11),
});

const company = companyFacts.extend({ version: z.int() });

export const companyProcedures = {
  'company.get': query({
    summary: 'Who pays: what the company says of itself on statements, certificates and files',
    rules: ['6.5'],
    input: nothing,
    output: company,
  }),
  'company.set': command({
    summary: 'Sets what the company says of itself; documents already issued keep what they said',
    rules: ['6.5'],
    input: companyFacts.extend({ version: version.optional() }),
    output: company,
    errors: ['CONFLICT'],
  }),
};
