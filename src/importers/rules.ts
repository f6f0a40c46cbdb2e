/** What one row can tell by itself, across its cells (interchange.md). References and other rows are the service's. */
import type { ImportKind } from '../shared/vocab.ts';
import type { BillingValues, CampaignValues, DealValues, NegotiatedTermValues, PartnerValues, RowValues } from './kinds.ts';

/** Says what is wrong with a row; `message` is a whole sentence. */
export interface RowComplaints {
  error(column: string, code: string, message: string): void;
  warn(column: string, code: string, message: string): void;
}

type Rule<K extends ImportKind> = (values: RowValues[K], complaints: RowComplaints) => void;

function checkPartner(values: PartnerValues, complaints: RowComplaints): void {
  if (values.taxStanding === 'exempt' && values.exemptUntil === null) {
    complaints.error(
      'exempt_until',
      'EXEMPT_NEEDS_DATE',
      'tax_standing is "exempt" but exempt_until is blank; an exemption needs the last day of its certificate. Add it in the file.',
    );
  }
}

function checkDeal(values: DealValues, complaints: RowComplaints): void {
  if (values.cancelledOn !== null && values.cancelReason === null) {
    complaints.error(
      'cancel_reason',
      'CANCEL_REASON_MISSING',
      `cancelled_on is "${values.cancelledOn}" but cancel_reason is blank; a cancellation needs client, fraud or other. Add it in the file.`,
    );
  }
  if (values.cancelReason !== null && values.cancelledOn === null) {
    complaints.error(
      'cancelled_on',
      'CANCEL_DATE_MISSING',
      `cancel_reason is "${values.cancelReason}" but cancelled_on is blank; add the date, or clear the reason.`,
    );
  }
  if (values.contractType !== 'fixed_price' && values.expectedMonthlyBillingPaisa === null) {
    complaints.error(
      'expected_monthly_billing',
      'EXPECTED_BILLING_MISSING',
      `contract_type is "${values.contractType}" but expected_monthly_billing is blank; a recurring contract must state it. Add it in the file.`,
    );
  }
  if (values.contractType !== 'fixed_price' && values.completedOn !== null) {
    complaints.error(
      'completed_on',
      'COMPLETION_NOT_FIXED_PRICE',
      `completed_on is "${values.completedOn}" but contract_type is "${values.contractType}"; only a fixed_price contract is completed. Clear the date, or correct the type.`,
    );
  }
  if (values.rateBps !== null && values.rateReason === null) {
    complaints.warn(
      'rate_reason',
      'RATE_REASON_MISSING',
      'rate_percent gives the deal a rate of its own but rate_reason is blank; add why, for whoever checks the commission.',
    );
  }
}

function checkNegotiatedTerm(values: NegotiatedTermValues, complaints: RowComplaints): void {
  if (values.tier === null && values.rateBps === null) {
    complaints.error('tier', 'TIER_OR_RATE_MISSING', 'tier and rate_percent are both blank; a negotiated term gives at least one of them. Add it in the file.');
  }
  if (values.to !== null && values.to < values.from) {
    complaints.error(
      'to',
      'ENDS_BEFORE_START',
      `to "${values.to}" is before from "${values.from}"; the last day is not before the first. Correct one of them.`,
    );
  }
}

function checkCampaign(values: CampaignValues, complaints: RowComplaints): void {
  if (values.endsOn < values.startsOn) {
    complaints.error(
      'ends_on',
      'ENDS_BEFORE_START',
      `ends_on "${values.endsOn}" is before starts_on "${values.startsOn}"; the last day is not before the first. Correct one of them.`,
    );
  }
}

/** A blank kind was settled by the sign before this. */
function checkBilling(values: BillingValues, complaints: RowComplaints): void {
  if (values.kind === 'credit_note' && values.amountPaisa >= 0) {
    complaints.error(
      'amount',
      'CREDIT_NOTE_NOT_NEGATIVE',
      'kind is "credit_note" but amount is not negative; write it with a minus sign, or correct the kind.',
    );
  }
  if (values.kind === 'invoice' && values.amountPaisa < 0) {
    complaints.error(
      'amount',
      'INVOICE_NEGATIVE',
      'kind is "invoice" but amount is negative; a negative line is a credit_note. Correct the amount or the kind.',
    );
  }
}

const none = (): void => undefined;

export const ROW_RULES: { readonly [K in ImportKind]: Rule<K> } = {
  partners: checkPartner,
  deals: checkDeal,
  billing: checkBilling,
  leads: none,
  negotiated_terms: checkNegotiatedTerm,
  campaigns: checkCampaign,
  claims: none,
  holidays: none,
};
