import type { Input, Output } from '../../src/contract/index.ts';
import { parsePercent } from '../../src/shared/rate.ts';
import { TAX_STANDINGS, type TaxStanding, TIERS, type Tier } from '../../src/shared/vocab.ts';
import { parseMoneyInput } from '../forms/money-input.ts';
import { countText, moneyText, plural, rateText } from './format.ts';
import { STANDING_WORDS } from './words.ts';

/** The programme terms as people read and type them: every policy once, with its words, unit and rule. */

/** What a person wants changed from a date on. */
export type DatedTerms = Input<'terms.impact'>['terms'];
export type ChangedTerms = Omit<DatedTerms, 'effectiveFrom'>;
/** Every policy with its value. */
export type CompleteTerms = Omit<Output<'terms.list'>[number], 'effectiveFrom' | 'id' | 'reason'>;
/** The first version holds from here: no date of the programme lies before. */
export const BEGINNING = '2000-01-01';

type Value = string | number | boolean | undefined;
type Kind = 'choice' | 'switch' | 'days' | 'businessDays' | 'hours' | 'response' | 'referrals' | 'money' | 'rate' | 'optionalRate';

export interface TermsField {
  /** `clawbackDays`, `tiers.gold.rateBps`, `withholding.filer`: names the field in the form too. */
  readonly name: string;
  readonly label: string;
  readonly rule: string;
  readonly kind: Kind;
  /** Of a choice: each value with what it says. */
  readonly options?: Readonly<Record<string, string>>;
  readonly hint?: string;
  readonly read: (terms: CompleteTerms) => Value;
}

type Plain = Exclude<keyof CompleteTerms, 'tiers' | 'withholding'>;

const field = (name: Plain, label: string, rule: string, kind: Kind, more: Partial<TermsField> = {}): TermsField => ({
  name,
  label,
  rule,
  kind,
  read: (terms) => terms[name],
  ...more,
});
const choice = (name: Plain, label: string, rule: string, options: Readonly<Record<string, string>>): TermsField =>
  field(name, label, rule, 'choice', { options });

export const tierName = (tier: Tier): string => tier.slice(0, 1).toUpperCase() + tier.slice(1);
const TIER_PARTS = [
  ['minReferrals', 'from', '1.1', 'referrals'],
  ['rateBps', 'commission rate', '1', 'rate'],
  ['coopPaisa', 'co-op fund a year', '8.1', 'money'],
  ['responseHours', 'first response', '9.6', 'response'],
] as const;

const tierFields = TIERS.flatMap((tier) =>
  TIER_PARTS.map(
    ([part, words, rule, kind]): TermsField => ({
      name: `tiers.${tier}.${part}`,
      label: `${tierName(tier)}, ${words}`,
      rule,
      kind,
      read: (terms) => terms.tiers.find((one) => one.tier === tier)?.[part],
    }),
  ),
);

const standingFields = TAX_STANDINGS.map(
  (standing: TaxStanding): TermsField => ({
    name: `withholding.${standing}`,
    label: `Agreed rate, ${STANDING_WORDS[standing].toLowerCase()}`,
    rule: '6.3',
    kind: 'optionalRate',
    read: (terms) => terms.withholding[standing],
  }),
);

export interface TermsGroup {
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly TermsField[];
}

export const TERMS_GROUPS: readonly TermsGroup[] = [
  { title: 'Tiers', note: 'Credited referrals of a calendar year from which a tier is held.', fields: tierFields },
  {
    title: 'Counting and reviews',
    fields: [
      choice('referralBasis', 'What counts as a referral', '1.2', { won: 'A registered deal', qualified: 'A qualified lead', submitted: 'A submitted lead' }),
      choice('grace', 'Grace after a missed review', '1.4', { 'half-year': 'Until 30 June', 'one-quarter': 'Until 31 March', none: 'None' }),
      choice('drop', 'How far a tier drops', '1.5', { earned: 'To the tier earned', 'one-level': 'One tier' }),
    ],
  },
  {
    title: 'Commission',
    fields: [
      choice('rateBasis', 'Rate of a billed month', '2.6', {
        registration: 'As registered with the deal',
        'current-tier': 'By the tier held then',
        'higher-of-both': 'The higher of both',
      }),
      field('tolerancePaisa', 'Tolerance of a match', '4', 'money', { hint: 'Billed may differ from expected by so much.' }),
      field('closeRequiresReconciled', 'A close waits for every variance', '4', 'switch'),
    ],
  },
  {
    title: 'Clawback',
    fields: [
      field('clawbackDays', 'Cancelled within', '5.1', 'days', { hint: 'The last day still claws back.' }),
      choice('clawbackFrom', 'Counted from', '5.1', { signed_on: 'The signature', start_on: 'The start' }),
    ],
  },
  {
    title: 'Payouts',
    fields: [
      field('minimumPayoutPaisa', 'Minimum payout', '6.2', 'money', { hint: 'Less rolls to the next quarter.' }),
      field('payoutDays', 'Due after the quarter', '6.1', 'days'),
      choice('paymentDay', 'Due on a closed day: paid', '6.3', { earlier: 'On the bank day before', later: 'On the bank day after' }),
    ],
  },
  {
    title: 'Withholding tax',
    note: 'An agreed rate holds for every payment date; an empty one follows the dated rates of the law.',
    fields: [
      ...standingFields,
      choice('withholdingBase', 'Taxed amount', '6.3', { after_clawback: 'After clawbacks', before_set_off: 'Before clawbacks of paid commission' }),
      choice('withholdingRounding', 'Tax rounded to the', '6.3', { paisa: 'Paisa', rupee: 'Rupee' }),
      field('standingMaxAgeDays', 'Evidence of standing is good for', '6.3', 'days'),
      field('standingEnforced', 'Older evidence counts as non-filer', '6.3', 'switch'),
    ],
  },
  {
    title: 'Co-op funds',
    fields: [
      choice('coopRelease', 'Released', '8.1', { annual: 'All at once', quarterly: 'A quarter each quarter' }),
      field('coopClaimDaysAfterYear', 'Claims after the year', '8.3', 'days'),
      field('reimbursementDays', 'Reimbursed within', '8.3', 'days'),
    ],
  },
  {
    title: 'Time limits',
    fields: [
      choice('serviceHours', 'Hours run', 'conventions', { clock: 'Day and night', business: 'In business hours, save Platinum’s' }),
      field('qualificationHours', 'Leads qualified within', '2.2', 'hours'),
      field('sharedLeadHours', 'Shared leads answered within', '2.7', 'hours'),
      field('discrepancyDays', 'Deal discrepancy reported within', '7.1', 'days'),
      field('disputeDays', 'Dispute filed within', '7.1', 'days'),
      field('disputeDecisionDays', 'Dispute decided within', '7.2', 'days'),
      field('appealDays', 'Appeal filed within', '7.3', 'days'),
      field('appealDecisionDays', 'Appeal decided within', '7.3', 'days'),
      field('applicationBusinessDays', 'Applications reviewed within', '9.1', 'businessDays'),
    ],
  },
];

export const TERMS_FIELDS: readonly TermsField[] = TERMS_GROUPS.flatMap((group) => group.fields);

/** Unit that stands beside the input. */
export const UNIT_WORDS: Readonly<Partial<Record<Kind, string>>> = {
  days: 'days',
  businessDays: 'business days',
  hours: 'hours',
  response: 'hours',
  referrals: 'referrals',
  money: 'PKR',
  rate: '%',
  optionalRate: '%',
};

/** A value as people read it; `money` comes from who knows how amounts are shown. */
export function valueWords(of: TermsField, value: Value, money: (paisa: number) => string): string {
  if (value === undefined) return 'by law';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return of.options?.[value] ?? value;
  switch (of.kind) {
    case 'money':
      return money(value);
    case 'rate':
    case 'optionalRate':
      return rateText(value);
    case 'hours':
    case 'response':
      return plural(value, 'hour');
    case 'referrals':
      return plural(value, 'referral');
    case 'businessDays':
      return plural(value, 'business day');
    default:
      return plural(value, 'day');
  }
}

export interface TermsChange {
  readonly field: TermsField;
  readonly before: Value;
  readonly after: Value;
}

/** What two versions say differently, in the order of the form. */
export function termsChanges(before: CompleteTerms, after: CompleteTerms): readonly TermsChange[] {
  return TERMS_FIELDS.map((of) => ({ field: of, before: of.read(before), after: of.read(after) })).filter((change) => change.before !== change.after);
}

/** The version in force on a date; `versions` come oldest first, the first from the beginning of time. */
export function inForceOn<T extends { readonly effectiveFrom: string }>(versions: readonly T[], date: string): T | undefined {
  return versions.findLast((version) => version.effectiveFrom <= date) ?? versions[0];
}

/** What a field holds as typed text: plain digits, percent, or the code of a choice. */
export function typedText(of: TermsField, terms: CompleteTerms): string {
  const value = of.read(terms);
  if (value === undefined) return '';
  if (of.kind === 'money') return moneyText(Number(value)).replace(/\.00$/, '');
  if (of.kind === 'rate' || of.kind === 'optionalRate') return rateText(Number(value)).replace(/\s*%$/, '');
  return String(value);
}

type Read = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };
const read = (value: Value): Read => ({ ok: true, value });
const wrong = (message: string): Read => ({ ok: false, message });

/** Least and most of a whole number, as the contract takes it. */
const BOUNDS: Readonly<Partial<Record<Kind, readonly [least: number, most: number]>>> = { response: [1, 720], referrals: [0, 100_000] };

/** What was typed, as the terms hold it, or how to type it. */
export function readTyped(of: TermsField, text: string): Read {
  const typed = text.trim();
  switch (of.kind) {
    case 'choice':
      return typed in (of.options ?? {}) ? read(typed) : wrong('Choose one');
    case 'switch':
      return read(typed === 'true');
    case 'money': {
      const rupees = parseMoneyInput(typed);
      return rupees === null ? wrong('Give rupees, for example 50,000 or 5 lakh') : read(Number(rupees.replace('.', '')));
    }
    case 'rate':
    case 'optionalRate': {
      if (typed === '' && of.kind === 'optionalRate') return read(undefined);
      const rate = parsePercent(typed);
      return rate === null ? wrong('Give percent, for example 18 or 12.5') : read(rate);
    }
    default: {
      const [least, most] = BOUNDS[of.kind] ?? [0, 3660];
      const isFit = /^\d{1,6}$/.test(typed) && Number(typed) >= least && Number(typed) <= most;
      return isFit ? read(Number(typed)) : wrong(`Give whole ${UNIT_WORDS[of.kind] ?? 'days'} from ${least} to ${countText(most)}`);
    }
  }
}

export type TypedTerms = Readonly<Record<string, string>>;

export function typedTerms(terms: CompleteTerms): Record<string, string> {
  return Object.fromEntries(TERMS_FIELDS.map((of) => [formKey(of.name), typedText(of, terms)]));
}

/** Form libraries read a dot as a path. */
export const formKey = (name: string): string => name.replaceAll('.', '-');

/** Only what differs from the terms in force; a table or list travels whole when a part of it differs. Null while something cannot be read. */
export function changesTyped(inForce: CompleteTerms, typed: TypedTerms): ChangedTerms | null {
  const values = new Map<string, Value>();
  for (const of of TERMS_FIELDS) {
    const answer = readTyped(of, typed[formKey(of.name)] ?? '');
    if (!answer.ok) return null;
    values.set(of.name, answer.value);
  }
  const differs = (of: TermsField): boolean => values.get(of.name) !== of.read(inForce);
  const plain = TERMS_FIELDS.filter((of) => !of.name.includes('.') && differs(of)).map((of) => [of.name, values.get(of.name)]);
  return {
    ...Object.fromEntries(plain),
    ...(tierFields.some(differs) ? { tiers: TIERS.map((tier) => tierOf(tier, values)) } : {}),
    ...(standingFields.some(differs) ? { withholding: agreedRates(values) } : {}),
  };
}

function tierOf(tier: Tier, values: ReadonlyMap<string, Value>): CompleteTerms['tiers'][number] {
  const number = (part: string): number => Number(values.get(`tiers.${tier}.${part}`));
  return {
    tier,
    minReferrals: number('minReferrals'),
    rateBps: number('rateBps'),
    coopPaisa: number('coopPaisa'),
    responseHours: number('responseHours'),
  };
}

function agreedRates(values: ReadonlyMap<string, Value>): CompleteTerms['withholding'] {
  return Object.fromEntries(
    TAX_STANDINGS.flatMap((standing) => {
      const rate = values.get(`withholding.${standing}`);
      return rate === undefined ? [] : [[standing, Number(rate)]];
    }),
  );
}

/** Terms with changes laid over them. */
export function withChanges(terms: CompleteTerms, changes: ChangedTerms): CompleteTerms {
  return { ...terms, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) } as CompleteTerms;
}
