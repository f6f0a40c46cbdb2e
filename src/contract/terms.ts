import { z } from 'zod';
import { TERMS_DRAFT_STATES, TIERS } from '../shared/vocab.ts';
import { command, query, rehearsal } from './define.ts';
import { amount, code, count, instant, isoDate, month, nothing, quarter, rate, reason, tier, version } from './values.ts';

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

/** Terms from a date on; what is left out is taken from the version in force then. */
const datedTerms = termsFile.required({ effectiveFrom: true });
const draftKey = { id: z.int(), version };
const draftState = z.strictObject({ ...draftKey, state: z.enum(TERMS_DRAFT_STATES) });

const DRAFT_ACTS = ['change', 'approve', 'activate', 'withdraw'] as const;

const termsDraft = z.strictObject({
  ...draftState.shape,
  effectiveFrom: isoDate,
  /** Only what differs from the version in force on that date. */
  changes: termsFile.omit({ effectiveFrom: true }),
  reason: z.string(),
  draftedBy: z.string(),
  draftedAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  termsVersionId: z.int().nullable(),
  /** What may be done with it by whoever asks, and why not. */
  actions: z.array(z.strictObject({ name: z.enum(DRAFT_ACTS), disabledReason: z.string().nullable() })),
});

/** One figure as it is and as it would be. */
const nowThen = z.strictObject({ beforePaisa: amount, afterPaisa: amount, differencePaisa: amount });
const beforeAfter = <T extends z.ZodType>(value: T) => z.strictObject({ before: value, after: value });
const partnerName = { partner: code, name: z.string() };

const termsImpact = z.strictObject({
  effectiveFrom: isoDate,
  /** Every open month up to the end of the last quarter that has anything in it: what it would post. */
  months: z.array(z.strictObject({ month, ...nowThen.shape })),
  /** Partners whose tier today, next change of tier or grace would differ. */
  tiers: z.array(
    z.strictObject({
      ...partnerName,
      today: beforeAfter(tier.nullable()),
      next: beforeAfter(z.strictObject({ date: isoDate, to: tier }).nullable()),
      grace: beforeAfter(z.strictObject({ from: isoDate, until: isoDate }).nullable()),
    }),
  ),
  /** Lines of the open months that would be posted with another amount or rate, or not at all. */
  lines: z.strictObject({ count, ...nowThen.shape, partners: z.array(z.strictObject({ ...partnerName, count, ...nowThen.shape })) }),
  /** Cancellations that would be judged otherwise (5.1). */
  clawbacks: z.array(z.strictObject({ ...partnerName, deal: code, cancelledOn: isoDate, ...beforeAfter(z.boolean()).shape })),
  /** Payouts not yet approved whose net would differ, with everything that is known now. */
  payouts: z.strictObject({ ...nowThen.shape, items: z.array(z.strictObject({ quarter, ...partnerName, ...nowThen.shape })) }),
  /** Runs not yet approved whose payment date would move. */
  paymentDates: z.array(z.strictObject({ quarter, ...beforeAfter(isoDate).shape })),
  /** Quarters from which on payouts cannot be worked out, and why. */
  blocked: z.array(z.strictObject({ quarter, when: z.enum(['now', 'then']), message: z.string() })),
});

const exampleFigure = z.union([z.strictObject({ paisa: amount }), z.strictObject({ tier })]);

/** The next payment dates that a day of the calendar moves; only runs not yet approved can. */
const movedDates = z.array(z.strictObject({ quarter, ...beforeAfter(isoDate).shape }));
const holiday = z.strictObject({ date: isoDate, name: z.string() });
/** A holiday is its name: the one that the screen showed, null for a day that was none. */
const holidayVersion = z.string().max(200).nullable();

export const termsProcedures = {
  'terms.list': query({ summary: 'Every version of the programme terms, by date', input: nothing, output: z.array(termsVersion) }),
  'terms.add': command({
    summary: 'Adds a version of the terms from a date on; what it leaves out is taken from the version in force then',
    permission: 'admin',
    input: z.strictObject({ terms: datedTerms, reason }),
    output: z.strictObject({ id: z.int() }),
    errors: ['TERMS_INVALID'],
  }),
  'terms.drafts': query({ summary: 'Terms being prepared, newest first, with what may be done next', input: nothing, output: z.array(termsDraft) }),
  'terms.draft': command({
    summary: 'Keeps terms being prepared: a new draft, or with id and version a changed one, which then needs a new approval',
    permission: 'admin',
    input: z.strictObject({ draft: z.strictObject(draftKey).optional(), terms: datedTerms, reason }),
    output: draftState,
    errors: ['TERMS_INVALID', 'CONFLICT', 'NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
  'terms.approve': command({
    summary: 'Approves a draft as it stands; in team mode another person than who wrote it',
    rules: ['6.4'],
    permission: 'approve',
    input: z.strictObject(draftKey),
    output: draftState,
    errors: ['MAKER_IS_CHECKER', 'CONFLICT', 'NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
  'terms.activate': command({
    summary: 'Makes an approved draft a version of the terms, from its date on',
    rules: ['1.3', '5.1'],
    permission: 'admin',
    input: z.strictObject(draftKey),
    output: z.strictObject({ ...draftState.shape, termsVersionId: z.int() }),
    errors: ['TERMS_INVALID', 'CONFLICT', 'NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
  'terms.withdraw': command({
    summary: 'Gives a draft up, with a reason; it stays on record',
    permission: 'admin',
    input: z.strictObject({ ...draftKey, reason }),
    output: draftState,
    errors: ['CONFLICT', 'NOT_FOUND', 'TRANSITION_REFUSED'],
  }),
  'terms.impact': rehearsal({
    summary: 'What these terms would change if they were activated now: tiers, lines of open months, clawbacks, payouts not yet approved; nothing is written',
    rules: ['1.3', '3.6', '5.1', '6.2', '6.3'],
    input: z.strictObject({ terms: datedTerms }),
    output: termsImpact,
    errors: ['TERMS_INVALID'],
  }),
  'terms.examples': query({
    summary: 'The worked examples of the programme, computed under these terms (section 11)',
    input: z.strictObject({ terms: datedTerms }),
    output: z.array(
      z.strictObject({
        title: z.string(),
        rule: z.string(),
        holds: z.boolean(),
        figures: z.array(z.strictObject({ label: z.string(), expected: exampleFigure, actual: exampleFigure })),
      }),
    ),
  }),
  'holidays.list': query({ summary: 'The calendar of holidays', input: nothing, output: z.array(holiday) }),
  'holidays.add': command({
    summary: 'Adds a holiday, or renames it; refused when it would move the payment date of an approved run',
    rules: ['6.3'],
    permission: 'admin',
    input: z.strictObject({ date: isoDate, name: z.string().trim().min(2, 'give the holiday a name').max(200), version: holidayVersion.optional() }),
    output: z.strictObject({ before: holiday.nullable(), after: holiday, paymentDates: movedDates }),
    errors: ['CONFLICT'],
  }),
  'holidays.remove': command({
    summary: 'Takes a holiday out of the calendar; refused when it would move the payment date of an approved run',
    rules: ['6.3'],
    permission: 'admin',
    input: z.strictObject({ date: isoDate, version: holidayVersion.optional() }),
    output: z.strictObject({ before: holiday, paymentDates: movedDates }),
    errors: ['CONFLICT', 'NOT_FOUND'],
  }),
};
