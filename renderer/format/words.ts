import type { BackupReason } from '../../src/contract/files.ts';
import type { AccrualKind, ContractType, HoldReason, ImportKind, PartnerKind, RateSource, TaxStanding, TierReason } from '../../src/shared/vocab.ts';

/** The programme's own words for its codes; the same everywhere. */

export const CONTRACT_WORDS: Record<ContractType, string> = {
  staff_augmentation: 'Staff augmentation',
  fixed_price: 'Fixed price',
  retainer: 'Retainer',
  managed_services: 'Managed services',
};
export const PARTNER_KIND_WORDS: Record<PartnerKind, string> = {
  agency: 'Agency',
  consultant: 'Consultant',
  reseller: 'Reseller',
  technology: 'Technology partner',
};
export const STANDING_WORDS: Record<TaxStanding, string> = { filer: 'Filer', non_filer: 'Non-filer', exempt: 'Exempt', non_resident: 'Non-resident' };
export const RATE_SOURCE_WORDS: Record<RateSource, string> = { deal: 'the deal’s own', partner: 'negotiated', tier: 'by tier' };
export const ACCRUAL_WORDS: Record<AccrualKind, string> = {
  recurring: 'Recurring',
  fixed_price: 'Fixed price',
  clawback: 'Clawback',
  adjustment: 'Adjustment',
};
export const TIER_REASON_WORDS: Record<TierReason, string> = {
  opening: 'Joined',
  promotion: 'Promoted',
  grace_begun: 'Grace began',
  grace_recovered: 'Recovered in grace',
  drop: 'Dropped',
  negotiated: 'Negotiated',
};
export const IMPORT_WORDS: Record<ImportKind, string> = {
  partners: 'Partners',
  deals: 'Deals',
  billing: 'Billing',
  leads: 'Leads',
  negotiated_terms: 'Negotiated terms',
  campaigns: 'Campaigns',
  claims: 'Claims',
  holidays: 'Holidays',
};

/** Why a payment is held and what ends the hold. */
export const HOLD_WORDS: Record<HoldReason, { word: string; remedy: string }> = {
  bank_details_missing: { word: 'No bank details', remedy: 'Import the partner with bank_title, bank_name and iban, then propose the run again.' },
  bank_details_invalid: { word: 'IBAN does not check', remedy: 'Ask the partner for the IBAN, import it, then propose the run again.' },
  suspended: { word: 'Partner suspended', remedy: 'The payment waits until the partner is active again; then release it.' },
  compliance: { word: 'Held for compliance', remedy: 'Release it with a note once the question is settled.' },
  tax_treatment_missing: { word: 'No tax treatment', remedy: 'A non-resident needs an agreed rate in the terms; add it, then propose the run again.' },
};

export const EXCEPTION_WORDS: Record<string, string> = {
  before_start: 'Billed before the contract starts',
  after_cancellation: 'Billed after the cancellation',
  clawed_back: 'Billed on a clawed-back deal',
  after_clawback_close: 'Arrived after the clawback was posted',
  completed_after_cancellation: 'Completed after the cancellation',
  completed_after_clawback_close: 'Completion learned after the clawback was posted',
};

export const WORK_WORDS: Record<string, string> = { explained: 'Explained', corrected: 'Corrected', escalated: 'Escalated' };

export const ACCOUNT_WORDS: Record<string, string> = {
  commission_expense: 'Commission expense',
  partner_payable: 'Partner payable',
  withholding_payable: 'Withholding tax payable',
  withholding_tax_payable: 'Withholding tax payable',
  bank: 'Bank',
  clawback_receivable: 'Clawback receivable',
  coop_expense: 'Co-op expense',
  coop_payable: 'Co-op payable',
  accrued_adjustments: 'Accrued adjustments',
};

/** Why a backup was made. */
export const BACKUP_WORDS: Record<BackupReason, string> = {
  by_hand: 'By hand',
  opened: 'When it was opened',
  timed: 'Every 15 minutes',
  before_close: 'Before a close',
  before_payout: 'Before a payout step',
  before_import: 'Before an import',
  before_restore: 'Put aside by a restore',
  before_migration: 'Before an update of the file',
};

/** A code as words, for what has no entry of its own: `grace_begun` → `Grace begun`. */
export function humanize(code: string): string {
  const words = code.replaceAll('_', ' ').replaceAll('.', ' · ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
