import type { IsoDate } from '../shared/calendar.ts';
import { formatPlainRupees, type Paisa } from '../shared/paisa.ts';
import type { BankProfileId } from '../shared/vocab.ts';

/** A payment as a bank is told of it (6.6). */
export interface BankPayment {
  readonly partner: string;
  /** The number of the statement: what the bank gives back with a return. */
  readonly reference: string;
  readonly title: string;
  readonly iban: string;
  readonly bankName: string;
  readonly amountPaisa: Paisa;
  readonly email: string;
  readonly phone: string;
  readonly taxId: string;
  readonly narration: string;
}

/** The account that pays, and what all payments of a file have alike. */
export interface BankBatch {
  readonly reference: string;
  readonly debitIban: string;
  readonly debitBic: string;
  readonly valueOn: IsoDate;
  readonly payerName: string;
  readonly payerTaxId: string;
}

/** What a column of a bank's sheet is filled with. */
export const BANK_FIELDS = [
  'serial',
  'batch',
  'reference',
  'debitIban',
  'valueOn',
  'title',
  'iban',
  'bankName',
  'bankCode',
  'amount',
  'currency',
  'rail',
  'purpose',
  'narration',
  'email',
  'phone',
  'taxId',
] as const;
export type BankField = (typeof BANK_FIELDS)[number];

export interface BankProfile {
  readonly name: string;
  readonly note: string;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly hasHeader: boolean;
  readonly dates: 'iso' | 'dmy';
  readonly columns: readonly { readonly header: string; readonly field: BankField; readonly most?: number }[];
}

const column = (header: string, field: BankField, most?: number): BankProfile['columns'][number] =>
  most === undefined ? { header, field } : { header, field, most };

/** Sheets as banks take them (regulation.md, section 4); each bank gives its own, so these are to be compared with it first. */
export const PROFILES: Readonly<Record<Exclude<BankProfileId, 'pain.001.001.09'>, BankProfile>> = {
  'generic-v1': {
    name: 'General sheet',
    note: 'every field a bank may ask for',
    delimiter: ',',
    hasHeader: true,
    dates: 'iso',
    columns: [
      column('Sr', 'serial'),
      column('BatchRef', 'batch'),
      column('PaymentRef', 'reference'),
      column('DebitAccountIBAN', 'debitIban'),
      column('ValueDate', 'valueOn'),
      column('BeneficiaryName', 'title', 40),
      column('BeneficiaryIBAN', 'iban'),
      column('BeneficiaryBankName', 'bankName', 60),
      column('BeneficiaryBankCode', 'bankCode'),
      column('Amount', 'amount'),
      column('Currency', 'currency'),
      column('Rail', 'rail'),
      column('PurposeCode', 'purpose'),
      column('Narration', 'narration', 140),
      column('BeneficiaryEmail', 'email'),
      column('BeneficiaryMobile', 'phone'),
      column('TaxId', 'taxId'),
      column('StatementNo', 'reference'),
    ],
  },
  'hbl-like': {
    name: 'Sheet of one bank’s portal',
    note: 'not verified with the bank: compare it with the bank’s own template first',
    delimiter: ',',
    hasHeader: true,
    dates: 'dmy',
    columns: [
      column('Employee ID', 'reference'),
      column('Beneficiary Name', 'title', 40),
      column('Beneficiary Account Number', 'iban'),
      column('Transaction Amount', 'amount'),
      column('Customer Reference Number', 'reference'),
      column('Beneficiary Bank Name', 'bankName', 60),
      column('Bene Bank Code', 'bankCode'),
      column('Contact Number', 'phone'),
      column('Email Address', 'email'),
    ],
  },
};

/** A payment to a vendor, in the codes of the clearing. */
const PURPOSE = '0122';

/** The letters a bank takes: Latin without accents, digits and a few marks; everything else is left out. */
export function bankText(text: string, most: number): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9 .,\-/()]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, most)
    .trim();
}

/** The four letters of the bank in an IBAN; never a BIC, which is not derived from it. */
export const bankCode = (iban: string): string => iban.slice(4, 8);

/** Over this many paisa most banks want another way than IBFT; a warning, not a rule. */
export const IBFT_USUAL_MOST = 100_000_000;

/** What stands in the way of a payment's record, in words; null when nothing does. */
export function paymentProblem({ partner, title, iban }: BankPayment): string | null {
  if (iban === '') return `${partner} has no IBAN.`;
  if (bankText(title, 140) === '')
    return `The account title of ${partner} has no Latin letter; banks take only those. Correct it in the partner’s bank details.`;
  return null;
}

/** The cells of a bank's sheet, header first when it has one (6.6). */
export function bankRows(profile: BankProfile, batch: BankBatch, payments: readonly BankPayment[]): string[][] {
  const rows = payments.map((payment, index) => profile.columns.map(({ field, most }) => cellOf(field, most ?? 200, profile, batch, payment, index + 1)));
  return profile.hasHeader ? [profile.columns.map(({ header }) => header), ...rows] : rows;
}

function cellOf(field: BankField, most: number, profile: BankProfile, batch: BankBatch, payment: BankPayment, serial: number): string {
  const cells: Readonly<Record<BankField, string>> = {
    serial: String(serial),
    batch: batch.reference,
    reference: payment.reference,
    debitIban: batch.debitIban,
    valueOn: profile.dates === 'iso' ? batch.valueOn : batch.valueOn.split('-').reverse().join('/'),
    title: bankText(payment.title, most),
    iban: payment.iban,
    bankName: bankText(payment.bankName, most),
    bankCode: bankCode(payment.iban),
    amount: formatPlainRupees(payment.amountPaisa),
    currency: 'PKR',
    rail: bankCode(payment.iban) === bankCode(batch.debitIban) ? 'same-bank' : 'ibft',
    purpose: PURPOSE,
    narration: bankText(payment.narration, most),
    email: payment.email,
    phone: bankText(payment.phone, 20),
    taxId: bankText(payment.taxId, 20),
  };
  return cells[field];
}
