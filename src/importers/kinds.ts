/** The column tables of interchange.md as data, and the typed rows they give. */
import type { IsoDate, Month } from '../shared/calendar.ts';
import type { Paisa } from '../shared/paisa.ts';
import type { Bps } from '../shared/rate.ts';
import {
  BILLING_KINDS,
  type BillingKind,
  CANCEL_REASONS,
  type CancelReason,
  CONTRACT_TYPES,
  type ContractType,
  type ImportKind,
  LEAD_STATUSES,
  type LeadStatus,
  PARTNER_KINDS,
  PARTNER_STATUSES,
  type PartnerKind,
  type PartnerStatus,
  TAX_STANDINGS,
  type TaxStanding,
  TIERS,
  type Tier,
} from '../shared/vocab.ts';
import { MAX_NOTE_CHARS } from './limits.ts';

export interface PartnerValues {
  readonly code: string;
  readonly name: string;
  readonly kind: PartnerKind;
  readonly joinedOn: IsoDate;
  readonly status: PartnerStatus | null;
  readonly tier: Tier | null;
  readonly tierSince: IsoDate | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly taxStanding: TaxStanding | null;
  readonly exemptUntil: IsoDate | null;
  readonly ntn: string | null;
  readonly cnic: string | null;
  readonly bankTitle: string | null;
  readonly bankName: string | null;
  readonly iban: string | null;
  readonly contactName: string | null;
  readonly contactTitle: string | null;
  readonly industry: string | null;
  readonly website: string | null;
  readonly accountManager: string | null;
}

export interface DealValues {
  readonly code: string;
  readonly partnerCode: string;
  readonly client: string;
  readonly contractType: ContractType;
  readonly contractValuePaisa: Paisa;
  readonly signedOn: IsoDate;
  readonly startOn: IsoDate;
  readonly durationMonths: number | null;
  readonly expectedMonthlyBillingPaisa: Paisa | null;
  readonly rateBps: Bps | null;
  readonly rateReason: string | null;
  readonly completedOn: IsoDate | null;
  readonly cancelledOn: IsoDate | null;
  readonly cancelReason: CancelReason | null;
}

export interface BillingValues {
  readonly dealCode: string;
  readonly period: Month;
  readonly invoiceNo: string;
  readonly invoiceDate: IsoDate;
  readonly amountPaisa: Paisa;
  /** A blank cell is settled by the sign of the amount. */
  readonly kind: BillingKind;
}

export interface LeadValues {
  readonly partnerCode: string;
  readonly client: string;
  readonly contactName: string;
  readonly contactEmail: string;
  readonly submittedOn: IsoDate;
  readonly status: LeadStatus | null;
  readonly contactTitle: string | null;
  readonly contactPhone: string | null;
  readonly description: string | null;
  readonly estimatedValuePaisa: Paisa | null;
  readonly timeline: string | null;
  readonly services: string | null;
  readonly decisionTimeline: string | null;
  readonly industry: string | null;
  readonly qualifiedOn: IsoDate | null;
  readonly closedOn: IsoDate | null;
  readonly lostReason: string | null;
  readonly dealCode: string | null;
}

export interface NegotiatedTermValues {
  readonly partnerCode: string;
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly tier: Tier | null;
  readonly rateBps: Bps | null;
  readonly approver: string;
  readonly reason: string;
  readonly document: string | null;
}

export interface CampaignValues {
  readonly code: string;
  readonly partnerCode: string;
  readonly category: string;
  readonly title: string;
  readonly budgetPaisa: Paisa;
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly approvedOn: IsoDate | null;
}

export interface ClaimValues {
  readonly campaignCode: string;
  readonly invoiceNo: string;
  readonly spentOn: IsoDate;
  readonly submittedOn: IsoDate;
  readonly amountPaisa: Paisa;
  readonly approvedAmountPaisa: Paisa | null;
  readonly approvedOn: IsoDate | null;
  readonly reimbursedOn: IsoDate | null;
}

export interface HolidayValues {
  readonly date: IsoDate;
  readonly name: string;
}

/** The values of one row, by kind; a blank or absent optional cell is null. */
export interface RowValues {
  readonly partners: PartnerValues;
  readonly deals: DealValues;
  readonly billing: BillingValues;
  readonly leads: LeadValues;
  readonly negotiated_terms: NegotiatedTermValues;
  readonly campaigns: CampaignValues;
  readonly claims: ClaimValues;
  readonly holidays: HolidayValues;
}

/** How the text of a cell is read. */
export type Grammar =
  | { readonly type: 'code' | 'text' | 'note'; readonly maxChars: number }
  | { readonly type: 'email' | 'country' | 'iban' | 'cnic' | 'ntn' | 'date' | 'month' | 'percent' | 'whole' }
  | { readonly type: 'amount'; readonly sign: 'any' | 'not_negative' }
  | { readonly type: 'word'; readonly words: readonly string[] };

export type GrammarType = Grammar['type'];

/** A column without the tie between its field and a kind: for code that treats all kinds alike. */
export interface AnyColumn {
  /** Header in files. */
  readonly name: string;
  /** Field of the typed row. */
  readonly field: string;
  readonly required: boolean;
  readonly grammar: Grammar;
  /** Bank, tax and telephone numbers: messages show their last four characters only. */
  readonly isPrivate: boolean;
}

export interface Column<K extends ImportKind> extends AnyColumn {
  readonly field: keyof RowValues[K] & string;
}

export interface AnyKindTable {
  readonly kind: ImportKind;
  readonly columns: readonly AnyColumn[];
  /** The fields that name a row; null where rows have no key and two equal rows are two facts. */
  readonly key: readonly string[] | null;
}

export interface KindTable<K extends ImportKind> extends AnyKindTable {
  readonly kind: K;
  readonly columns: readonly Column<K>[];
  readonly key: readonly (keyof RowValues[K] & string)[] | null;
}

const CODE: Grammar = { type: 'code', maxChars: 64 };
const TEXT: Grammar = { type: 'text', maxChars: 300 };
const NOTE: Grammar = { type: 'note', maxChars: MAX_NOTE_CHARS };
const DATE: Grammar = { type: 'date' };
const PERCENT: Grammar = { type: 'percent' };
const AMOUNT: Grammar = { type: 'amount', sign: 'not_negative' };
const SIGNED_AMOUNT: Grammar = { type: 'amount', sign: 'any' };
const word = (words: readonly string[]): Grammar => ({ type: 'word', words });

type Fields<K extends ImportKind> = keyof RowValues[K] & string;

const PRIVATE: ReadonlySet<string> = new Set(['iban', 'cnic', 'ntn', 'phone', 'contact_phone']);

/** `[name, field, grammar]`: the required columns, then the optional ones. */
function columns<K extends ImportKind>(
  required: readonly (readonly [string, Fields<K>, Grammar])[],
  optional: readonly (readonly [string, Fields<K>, Grammar])[],
): Column<K>[] {
  return [
    ...required.map(([name, field, grammar]): Column<K> => ({ name, field, grammar, required: true, isPrivate: PRIVATE.has(name) })),
    ...optional.map(([name, field, grammar]): Column<K> => ({ name, field, grammar, required: false, isPrivate: PRIVATE.has(name) })),
  ];
}

const partners: KindTable<'partners'> = {
  kind: 'partners',
  key: ['code'],
  columns: columns<'partners'>(
    [
      ['code', 'code', CODE],
      ['name', 'name', TEXT],
      ['kind', 'kind', word(PARTNER_KINDS)],
      ['joined_on', 'joinedOn', DATE],
    ],
    [
      ['status', 'status', word(PARTNER_STATUSES)],
      ['tier', 'tier', word(TIERS)],
      ['tier_since', 'tierSince', DATE],
      ['email', 'email', { type: 'email' }],
      ['phone', 'phone', TEXT],
      ['city', 'city', TEXT],
      ['country', 'country', { type: 'country' }],
      ['tax_standing', 'taxStanding', word(TAX_STANDINGS)],
      ['exempt_until', 'exemptUntil', DATE],
      ['ntn', 'ntn', { type: 'ntn' }],
      ['cnic', 'cnic', { type: 'cnic' }],
      ['bank_title', 'bankTitle', TEXT],
      ['bank_name', 'bankName', TEXT],
      ['iban', 'iban', { type: 'iban' }],
      ['contact_name', 'contactName', TEXT],
      ['contact_title', 'contactTitle', TEXT],
      ['industry', 'industry', TEXT],
      ['website', 'website', TEXT],
      ['account_manager', 'accountManager', TEXT],
    ],
  ),
};

const deals: KindTable<'deals'> = {
  kind: 'deals',
  key: ['code'],
  columns: columns<'deals'>(
    [
      ['code', 'code', CODE],
      ['partner_code', 'partnerCode', CODE],
      ['client', 'client', TEXT],
      ['contract_type', 'contractType', word(CONTRACT_TYPES)],
      ['contract_value', 'contractValuePaisa', AMOUNT],
      ['signed_on', 'signedOn', DATE],
      ['start_on', 'startOn', DATE],
    ],
    [
      ['duration_months', 'durationMonths', { type: 'whole' }],
      ['expected_monthly_billing', 'expectedMonthlyBillingPaisa', AMOUNT],
      ['rate_percent', 'rateBps', PERCENT],
      ['rate_reason', 'rateReason', NOTE],
      ['completed_on', 'completedOn', DATE],
      ['cancelled_on', 'cancelledOn', DATE],
      ['cancel_reason', 'cancelReason', word(CANCEL_REASONS)],
    ],
  ),
};

const billing: KindTable<'billing'> = {
  kind: 'billing',
  key: ['dealCode', 'invoiceNo'],
  columns: columns<'billing'>(
    [
      ['deal_code', 'dealCode', CODE],
      ['period', 'period', { type: 'month' }],
      ['invoice_no', 'invoiceNo', CODE],
      ['invoice_date', 'invoiceDate', DATE],
      ['amount', 'amountPaisa', SIGNED_AMOUNT],
    ],
    [['kind', 'kind', word(BILLING_KINDS)]],
  ),
};

const leads: KindTable<'leads'> = {
  kind: 'leads',
  key: null,
  columns: columns<'leads'>(
    [
      ['partner_code', 'partnerCode', CODE],
      ['client', 'client', TEXT],
      ['contact_name', 'contactName', TEXT],
      ['contact_email', 'contactEmail', { type: 'email' }],
      ['submitted_on', 'submittedOn', DATE],
    ],
    [
      ['status', 'status', word(LEAD_STATUSES)],
      ['contact_title', 'contactTitle', TEXT],
      ['contact_phone', 'contactPhone', TEXT],
      ['description', 'description', NOTE],
      ['estimated_value', 'estimatedValuePaisa', AMOUNT],
      ['timeline', 'timeline', NOTE],
      ['services', 'services', NOTE],
      ['decision_timeline', 'decisionTimeline', NOTE],
      ['industry', 'industry', TEXT],
      ['qualified_on', 'qualifiedOn', DATE],
      ['closed_on', 'closedOn', DATE],
      ['lost_reason', 'lostReason', NOTE],
      ['deal_code', 'dealCode', CODE],
    ],
  ),
};

const negotiatedTerms: KindTable<'negotiated_terms'> = {
  kind: 'negotiated_terms',
  key: null,
  columns: columns<'negotiated_terms'>(
    [
      ['partner_code', 'partnerCode', CODE],
      ['from', 'from', DATE],
      ['approver', 'approver', TEXT],
      ['reason', 'reason', NOTE],
    ],
    [
      ['to', 'to', DATE],
      ['tier', 'tier', word(TIERS)],
      ['rate_percent', 'rateBps', PERCENT],
      ['document', 'document', TEXT],
    ],
  ),
};

const campaigns: KindTable<'campaigns'> = {
  kind: 'campaigns',
  key: ['code'],
  columns: columns<'campaigns'>(
    [
      ['code', 'code', CODE],
      ['partner_code', 'partnerCode', CODE],
      ['category', 'category', TEXT],
      ['title', 'title', TEXT],
      ['budget', 'budgetPaisa', AMOUNT],
      ['starts_on', 'startsOn', DATE],
      ['ends_on', 'endsOn', DATE],
    ],
    [['approved_on', 'approvedOn', DATE]],
  ),
};

const claims: KindTable<'claims'> = {
  kind: 'claims',
  key: null,
  columns: columns<'claims'>(
    [
      ['campaign_code', 'campaignCode', CODE],
      ['invoice_no', 'invoiceNo', CODE],
      ['spent_on', 'spentOn', DATE],
      ['submitted_on', 'submittedOn', DATE],
      ['amount', 'amountPaisa', AMOUNT],
    ],
    [
      ['approved_amount', 'approvedAmountPaisa', AMOUNT],
      ['approved_on', 'approvedOn', DATE],
      ['reimbursed_on', 'reimbursedOn', DATE],
    ],
  ),
};

const holidays: KindTable<'holidays'> = {
  kind: 'holidays',
  key: ['date'],
  columns: columns<'holidays'>(
    [
      ['date', 'date', DATE],
      ['name', 'name', TEXT],
    ],
    [],
  ),
};

export const KIND_TABLES: { readonly [K in ImportKind]: KindTable<K> } = {
  partners,
  deals,
  billing,
  leads,
  negotiated_terms: negotiatedTerms,
  campaigns,
  claims,
  holidays,
};
