import { z } from 'zod';
import { TIERS } from '../shared/vocab.ts';
import { command, query } from './define.ts';
import { amount, count, isoDate, nothing, rate, reason } from './values.ts';

const windowDays = z.int().min(0).max(3660);

const tierTerms = z.strictObject({ tier: z.enum(TIERS), minReferrals: count, rateBps: rate, coopPaisa: amount, responseHours: z.int().min(1).max(720) });

/** The terms file of interchange.md (`init --terms FILE`): everything absent has the default of programme.md. */
export const termsFile = z.strictObject({
  effectiveFrom: isoDate.optional(),
  referralBasis: z.enum(['won', 'qualified', 'submitted']).optional(),
  grace: z.enum(['half-year', 'one-quarter', 'none']).optional(),
  drop: z.enum(['earned', 'one-level']).optional(),
  rateBasis: z.enum(['registration', 'current-tier', 'higher-of-both']).optional(),
  clawbackFrom: z.enum(['signed_on', 'start_on']).optional(),
  clawbackDays: windowDays.optional(),
  minimumPayoutPaisa: amount.min(0).optional(),
  tolerancePaisa: amount.min(0).optional(),
  closeRequiresReconciled: z.boolean().optional(),
  coopRelease: z.enum(['annual', 'quarterly']).optional(),
  coopClaimDaysAfterYear: windowDays.optional(),
  withholding: z.strictObject({ filer: rate.optional(), non_filer: rate.optional(), exempt: rate.optional(), non_resident: rate.optional() }).optional(),
  withholdingBase: z.enum(['after_clawback', 'before_set_off']).optional(),
  withholdingRounding: z.enum(['paisa', 'rupee']).optional(),
  standingMaxAgeDays: windowDays.optional(),
  standingEnforced: z.boolean().optional(),
  paymentDay: z.enum(['earlier', 'later']).optional(),
  serviceHours: z.enum(['clock', 'business']).optional(),
  tiers: z.array(tierTerms).optional(),
  qualificationHours: windowDays.optional(),
  applicationBusinessDays: windowDays.optional(),
  disputeDays: windowDays.optional(),
  disputeDecisionDays: windowDays.optional(),
  appealDays: windowDays.optional(),
  appealDecisionDays: windowDays.optional(),
  discrepancyDays: windowDays.optional(),
  payoutDays: windowDays.optional(),
  reimbursementDays: windowDays.optional(),
  sharedLeadHours: windowDays.optional(),
});

export type TermsFile = z.infer<typeof termsFile>;

export const termsVersion = termsFile.required().extend({ id: z.int(), reason: z.string() });

export const termsProcedures = {
  'terms.list': query({ summary: 'Every version of the programme terms, by date', input: nothing, output: z.array(termsVersion) }),
  'terms.add': command({
    summary: 'Adds a version of the terms from a date on; what it leaves out is taken from the version in force then',
    permission: 'admin',
    input: z.strictObject({ terms: termsFile.required({ effectiveFrom: true }), reason }),
    output: z.strictObject({ id: z.int() }),
    errors: ['TERMS_INVALID'],
  }),
  'holidays.list': query({ summary: 'The calendar of holidays', input: nothing, output: z.array(z.strictObject({ date: isoDate, name: z.string() })) }),
};
