import type { IsoDate, Month, Quarter } from '../shared/calendar.ts';
import { formatRupees, type Grouping, type Paisa } from '../shared/paisa.ts';
import type { AccrualKind, ContractType, HoldReason, TaxStanding } from '../shared/vocab.ts';

/** The words of documents: the programme's own, the same as on the screens. */

export const CONTRACT_WORDS: Readonly<Record<ContractType, string>> = {
  staff_augmentation: 'Staff augmentation',
  fixed_price: 'Fixed price',
  retainer: 'Retainer',
  managed_services: 'Managed services',
};

export const KIND_WORDS: Readonly<Record<AccrualKind, string>> = {
  recurring: 'Recurring',
  fixed_price: 'Fixed price',
  clawback: 'Clawback',
  adjustment: 'Adjustment',
};

export const STANDING_WORDS: Readonly<Record<TaxStanding, string>> = {
  filer: 'on the active taxpayers list',
  non_filer: 'not on the active taxpayers list',
  exempt: 'exempt with certificate',
  non_resident: 'non-resident',
};

export const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  bank_details_missing: 'the bank details are missing',
  bank_details_invalid: 'the bank details are not valid',
  suspended: 'the partner is suspended',
  compliance: 'a compliance check is open',
  tax_treatment_missing: 'the tax treatment is not agreed yet',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `13-Oct-2026`. */
export function dateWords(on: IsoDate): string {
  const [year = '', month = '', day = ''] = on.split('-');
  return `${day}-${MONTHS[Number(month) - 1] ?? month}-${year}`;
}

/** `Oct 2026`. */
export function monthWords(month: Month): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

/** `July to September 2026` in short. */
export function quarterWords(quarter: Quarter): string {
  const [year = '', number = ''] = quarter.split('-Q');
  const first = (Number(number) - 1) * 3;
  return `${MONTHS[first] ?? ''} to ${MONTHS[first + 2] ?? ''} ${year}`;
}

/** Money on paper: negative in brackets, as accountants write it. */
export function moneyWords(amount: Paisa, grouping: Grouping): string {
  const text = formatRupees(amount, grouping);
  return text.startsWith('-') ? `(${text.slice(1)})` : text;
}

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
