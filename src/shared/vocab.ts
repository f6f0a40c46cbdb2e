/** The closed word lists that contract, domain and database share. */

export const TIERS = ['bronze', 'silver', 'gold', 'platinum'] as const;
export type Tier = (typeof TIERS)[number];

/** 0 for bronze … 3 for platinum. */
export function tierRank(tier: Tier): number {
  return TIERS.indexOf(tier);
}

export function higherTier(a: Tier, b: Tier): Tier {
  return tierRank(a) >= tierRank(b) ? a : b;
}

export const PARTNER_KINDS = ['agency', 'consultant', 'reseller', 'technology'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

export const PARTNER_STATUSES = ['applicant', 'active', 'suspended', 'terminated'] as const;
export type PartnerStatus = (typeof PARTNER_STATUSES)[number];

export const TAX_STANDINGS = ['filer', 'non_filer', 'exempt', 'non_resident'] as const;
export type TaxStanding = (typeof TAX_STANDINGS)[number];

export const CONTRACT_TYPES = ['staff_augmentation', 'fixed_price', 'retainer', 'managed_services'] as const;
export type ContractType = (typeof CONTRACT_TYPES)[number];

export const CANCEL_REASONS = ['client', 'fraud', 'other'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const BILLING_KINDS = ['invoice', 'credit_note'] as const;
export type BillingKind = (typeof BILLING_KINDS)[number];

export const LEAD_STATUSES = ['draft', 'submitted', 'returned', 'qualified', 'engaged', 'proposal', 'won', 'lost'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const TIER_REASONS = ['opening', 'promotion', 'grace_begun', 'grace_recovered', 'drop', 'negotiated'] as const;
export type TierReason = (typeof TIER_REASONS)[number];

export const RATE_SOURCES = ['deal', 'partner', 'tier'] as const;
export type RateSource = (typeof RATE_SOURCES)[number];

export const ACCRUAL_KINDS = ['recurring', 'fixed_price', 'clawback', 'adjustment'] as const;
export type AccrualKind = (typeof ACCRUAL_KINDS)[number];

export const RECONCILIATION_STATUSES = ['exception', 'matched', 'unexpected', 'missing', 'under_billed', 'over_billed'] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

export const PAYOUT_STATES = ['rolled', 'proposed', 'held', 'approved', 'sent', 'paid', 'failed'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

export const HOLD_REASONS = ['bank_details_missing', 'bank_details_invalid', 'suspended', 'compliance', 'tax_treatment_missing'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export const TERMS_DRAFT_STATES = ['drafted', 'approved', 'activated', 'withdrawn'] as const;
export type TermsDraftState = (typeof TERMS_DRAFT_STATES)[number];

export const IMPORT_KINDS = ['partners', 'deals', 'billing', 'leads', 'negotiated_terms', 'campaigns', 'claims', 'holidays'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What waits for somebody, by what is to be done about it. */
export const QUEUES = [
  'close',
  'billing',
  'variances',
  'exceptions',
  'escalated',
  'payout',
  'payments',
  'standing',
  'bank',
  'managers',
  'endings',
  'terms',
  'drafts',
  'reviews',
  'grace',
  'clawbacks',
] as const;
export type Queue = (typeof QUEUES)[number];

export const QUEUE_STATES = ['overdue', 'due', 'waiting', 'snoozed'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];

export const ROLES = ['admin', 'partner_manager', 'finance', 'finance_director', 'case_handler', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** How a bank is told of payments (6.6). */
export const BANK_PROFILES = ['generic-v1', 'hbl-like', 'pain.001.001.09'] as const;
export type BankProfileId = (typeof BANK_PROFILES)[number];
