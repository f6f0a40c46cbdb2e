import { CANCEL_REASONS, CONTRACT_TYPES, PARTNER_KINDS, PARTNER_STATUSES, TAX_STANDINGS, TIERS } from '../../src/shared/vocab.ts';
import { CONTRACT_WORDS, humanize, PARTNER_KIND_WORDS } from '../format/words.ts';

/** A field of a form, named by its column of interchange.md: the service reads the form as a file of one row. */
export interface EntryField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'date' | 'money' | 'whole' | 'percent' | 'choice' | 'note';
  readonly required?: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** An example or the rule in a few words, shown under the field. */
  readonly hint?: string;
  /** Kept for life once registered. */
  readonly isFixed?: boolean;
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly EntryField[];
}

type Choices = NonNullable<EntryField['choices']>;

const choices = (values: readonly string[], words?: Readonly<Record<string, string>>): Choices =>
  values.map((value) => ({ value, label: words?.[value] ?? humanize(value) }));

export const DEAL_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Contract',
    fields: [
      { name: 'code', label: 'Deal code', type: 'text', required: true, hint: 'For example D-2041', isFixed: true },
      { name: 'partner_code', label: 'Partner code', type: 'text', required: true, hint: 'For example P-0008', isFixed: true },
      { name: 'client', label: 'Client', type: 'text', required: true, isFixed: true },
      { name: 'contract_type', label: 'Contract type', type: 'choice', required: true, choices: choices(CONTRACT_TYPES, CONTRACT_WORDS), isFixed: true },
      { name: 'signed_on', label: 'Signed on', type: 'date', required: true, hint: 'Tier and rate go by this day (2.5)', isFixed: true },
      { name: 'start_on', label: 'Starts on', type: 'date', required: true, isFixed: true },
    ],
  },
  {
    title: 'Money',
    fields: [
      { name: 'contract_value', label: 'Contract value, PKR', type: 'money', required: true, hint: '4500000, 45 lakh, 4.5m' },
      { name: 'expected_monthly_billing', label: 'Expected monthly billing, PKR', type: 'money', hint: 'Every recurring contract states it (section 4)' },
      { name: 'duration_months', label: 'Duration, months', type: 'whole', hint: 'Empty: open-ended' },
      { name: 'rate_percent', label: 'Own rate, %', type: 'percent', hint: 'Empty: the rate of the tier (1.6)', isFixed: true },
      { name: 'rate_reason', label: 'Why a rate of its own', type: 'note' },
    ],
  },
];

export const PARTNER_GROUPS: readonly FieldGroup[] = [
  {
    title: 'Partner',
    fields: [
      { name: 'code', label: 'Partner code', type: 'text', required: true, hint: 'For example P-0201', isFixed: true },
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'kind', label: 'Kind', type: 'choice', required: true, choices: choices(PARTNER_KINDS, PARTNER_KIND_WORDS) },
      { name: 'joined_on', label: 'Joined on', type: 'date', required: true },
      { name: 'status', label: 'Status', type: 'choice', choices: choices(PARTNER_STATUSES) },
      { name: 'account_manager', label: 'Account manager', type: 'text' },
    ],
  },
  {
    title: 'Contact',
    fields: [
      { name: 'contact_name', label: 'Contact', type: 'text' },
      { name: 'contact_title', label: 'Position', type: 'text' },
      { name: 'email', label: 'E-mail', type: 'text' },
      { name: 'phone', label: 'Phone', type: 'text' },
      { name: 'city', label: 'City', type: 'text' },
      { name: 'industry', label: 'Industry', type: 'text' },
      { name: 'website', label: 'Website', type: 'text' },
    ],
  },
  {
    title: 'Tax and bank',
    fields: [
      { name: 'tax_standing', label: 'Tax standing', type: 'choice', choices: choices(TAX_STANDINGS), hint: 'Recorded as evidence of today (6.3)' },
      { name: 'exempt_until', label: 'Exempt until', type: 'date' },
      { name: 'ntn', label: 'NTN', type: 'text' },
      { name: 'cnic', label: 'CNIC', type: 'text' },
      { name: 'bank_title', label: 'Account title', type: 'text' },
      { name: 'bank_name', label: 'Bank', type: 'text' },
      { name: 'iban', label: 'IBAN', type: 'text', hint: '24 characters, beginning with PK' },
    ],
  },
];

export const NEGOTIATED_GROUPS: readonly FieldGroup[] = [
  {
    title: 'What was agreed',
    fields: [
      { name: 'tier', label: 'Tier', type: 'choice', choices: choices(TIERS), hint: 'A tier, a rate, or both (1.6)' },
      { name: 'rate_percent', label: 'Rate, %', type: 'percent' },
      { name: 'from', label: 'From', type: 'date', required: true },
      { name: 'to', label: 'To', type: 'date', hint: 'Empty: no end' },
      { name: 'approver', label: 'Approved by', type: 'text', required: true },
      { name: 'document', label: 'Document', type: 'text' },
      { name: 'reason', label: 'Reason', type: 'note', required: true },
    ],
  },
];

export const ENDING_REASONS = choices(CANCEL_REASONS, { client: 'The client cancelled', fraud: 'Fraud', other: 'The company ended it, or another reason' });

export function fieldsOf(groups: readonly FieldGroup[]): EntryField[] {
  return groups.flatMap((group) => [...group.fields]);
}
