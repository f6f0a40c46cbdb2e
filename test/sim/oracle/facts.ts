// What is known: the imported records, parsed, merged with what was known before.

import { addDays } from './dates.ts';
import { bpsOf, paisaOf } from './money.ts';
import { policyOn, type Standing, type TermsFile, type TierName } from './terms.ts';

export type Cells = Record<string, string>;

export type Batch = {
  partners?: Cells[];
  deals?: Cells[];
  billing?: Cells[];
  negotiated_terms?: Cells[];
  holidays?: Cells[];
  leads?: Cells[];
};

export type Partner = {
  code: string;
  status: string;
  joinedOn: string;
  openingTier: TierName;
  openingOn: string;
  standing: Standing;
  exemptUntil: string | null;
  bankComplete: boolean;
};

export type ContractType = 'staff_augmentation' | 'fixed_price' | 'retainer' | 'managed_services';

export type Deal = {
  code: string;
  partner: string;
  type: ContractType;
  valuePaisa: bigint;
  signedOn: string;
  startOn: string;
  durationMonths: number | null;
  expectedMonthlyPaisa: bigint;
  ownRateBps: number | null;
  completedOn: string | null;
  cancelledOn: string | null;
  cancelReason: string | null;
};

export type BillingLine = {
  deal: string;
  period: string;
  invoiceNo: string;
  amountPaisa: bigint;
};

export type NegotiatedTerm = {
  partner: string;
  from: string;
  to: string | null;
  tier: TierName | null;
  rateBps: number | null;
};

export type Lead = {
  partner: string;
  status: string;
  submittedOn: string;
  qualifiedOn: string | null;
};

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function required(cells: Cells, column: string): string {
  const value = orNull(cells[column]);
  if (value === null) throw new Error(`${column} is missing`);
  return value;
}

// A changed row updates what is known; a blank cell brings nothing.
export function mergedCells(known: Cells | undefined, row: Cells): Cells {
  const merged: Cells = { ...known };
  for (const [column, value] of Object.entries(row)) if (value !== '') merged[column] = value;
  return merged;
}

export function partnerOf(cells: Cells): Partner {
  const joinedOn = required(cells, 'joined_on');
  const tier = orNull(cells['tier']);
  return {
    code: required(cells, 'code'),
    status: orNull(cells['status']) ?? 'active',
    joinedOn,
    openingTier: tier === null ? 'bronze' : (tier as TierName),
    openingOn: tier === null ? joinedOn : (orNull(cells['tier_since']) ?? joinedOn),
    // None recorded counts as non-filer (6.3).
    standing: (orNull(cells['tax_standing']) ?? 'non_filer') as Standing,
    exemptUntil: orNull(cells['exempt_until']),
    bankComplete: orNull(cells['bank_title']) !== null && orNull(cells['iban']) !== null,
  };
}

export function dealOf(cells: Cells): Deal {
  const duration = orNull(cells['duration_months']);
  const expected = orNull(cells['expected_monthly_billing']);
  const rate = orNull(cells['rate_percent']);
  return {
    code: required(cells, 'code'),
    partner: required(cells, 'partner_code'),
    type: required(cells, 'contract_type') as ContractType,
    valuePaisa: paisaOf(required(cells, 'contract_value')),
    signedOn: required(cells, 'signed_on'),
    startOn: required(cells, 'start_on'),
    durationMonths: duration === null ? null : Number(duration),
    expectedMonthlyPaisa: expected === null ? 0n : paisaOf(expected),
    ownRateBps: rate === null ? null : bpsOf(rate),
    completedOn: orNull(cells['completed_on']),
    cancelledOn: orNull(cells['cancelled_on']),
    cancelReason: orNull(cells['cancel_reason']),
  };
}

export function billingLineOf(cells: Cells): BillingLine {
  return {
    deal: required(cells, 'deal_code'),
    period: required(cells, 'period'),
    invoiceNo: required(cells, 'invoice_no'),
    amountPaisa: paisaOf(required(cells, 'amount')),
  };
}

export function negotiatedTermOf(cells: Cells): NegotiatedTerm {
  const rate = orNull(cells['rate_percent']);
  return {
    partner: required(cells, 'partner_code'),
    from: required(cells, 'from'),
    to: orNull(cells['to']),
    tier: orNull(cells['tier']) as TierName | null,
    rateBps: rate === null ? null : bpsOf(rate),
  };
}

export function leadOf(cells: Cells): Lead {
  return {
    partner: required(cells, 'partner_code'),
    status: orNull(cells['status']) ?? 'submitted',
    submittedOn: required(cells, 'submitted_on'),
    qualifiedOn: orNull(cells['qualified_on']),
  };
}

export function isFixedPrice(deal: Deal): boolean {
  return deal.type === 'fixed_price';
}

// Rules 5.1 and 5.2, whether or not anything had accrued.
export function isClawedBack(deal: Deal, terms: TermsFile): boolean {
  if (deal.cancelledOn === null) return false;
  if (deal.cancelReason === 'fraud') return true;
  if (deal.cancelReason !== 'client') return false;
  const policy = policyOn(terms, deal.cancelledOn);
  const from = policy.clawbackFrom === 'start_on' ? deal.startOn : deal.signedOn;
  return deal.cancelledOn <= addDays(from, policy.clawbackDays);
}
