import { loadCompany } from '../../db/repos/company.ts';
import { loadPartners, type PartnerRow } from '../../db/repos/partners.ts';
import { loadItems, type RunRow } from '../../db/repos/payouts.ts';
import type { ReadDb } from '../../db/tx.ts';
import { type BankBatch, type BankPayment, bankRows, bankText, PROFILES } from '../../domain/bank-file.ts';
import { statementNumber } from '../../domain/statements.ts';
import { bankSheet } from '../../exporters/bank-sheet.ts';
import { pain001 } from '../../exporters/pain001.ts';
import { assertExists } from '../../shared/assert.ts';
import { isoDate } from '../../shared/calendar.ts';
import type { BankProfileId } from '../../shared/vocab.ts';

export type Payable = BankPayment & { readonly partnerId: number; readonly name: string };

/** Payments that a bank can still be told of: approved, on their way, or come back (6.4); nothing rolled, held or paid. */
const TELLABLE: ReadonlySet<string> = new Set(['approved', 'sent', 'failed']);

/** Every payment of a run that a bank can be told of, in the order of the statements. */
export function payablesOf(db: ReadDb, run: RunRow): Payable[] {
  const partners = new Map(loadPartners(db).map((partner) => [partner.id, partner]));
  return loadItems(db, run.quarter).flatMap(({ partnerId, state, netPaisa }, index) => {
    if (!TELLABLE.has(state) || netPaisa <= 0) return [];
    const partner = assertExists(partners.get(partnerId), 'the payment has a partner');
    return [payableOf(partner, statementNumber(run.quarter, index + 1), netPaisa, run)];
  });
}

/** A payment as it is told: its reference is the number of its statement. */
export function payableOf(partner: PartnerRow, reference: string, amountPaisa: Payable['amountPaisa'], run: RunRow): Payable {
  return {
    partnerId: partner.id,
    partner: partner.code,
    name: partner.name,
    reference,
    title: partner.bankTitle ?? '',
    iban: partner.iban ?? '',
    bankName: partner.bankName ?? '',
    amountPaisa,
    email: partner.email ?? '',
    phone: partner.phone ?? '',
    taxId: partner.ntn ?? '',
    narration: `Commission ${run.quarter} ${partner.code} ${reference}`,
  };
}

/** What all payments of the nth file of a quarter have alike. */
export function batchOf(db: ReadDb, run: RunRow, nth: number): BankBatch {
  const { legalName, ntn, debitIban, debitBic } = loadCompany(db);
  return {
    reference: `PD-${run.quarter}-${String(nth).padStart(2, '0')}`,
    debitIban,
    debitBic,
    valueOn: isoDate(run.valueOn),
    payerName: legalName,
    payerTaxId: ntn,
  };
}

/** The bytes of a bank file; the same batch, payments and instant give the same. */
export function bytesOf(profile: BankProfileId, batch: BankBatch, payments: readonly BankPayment[], at: string): Uint8Array {
  if (profile === 'pain.001.001.09') return Buffer.from(pain001(batch, payments, at, bankText), 'utf8');
  const sheet = PROFILES[profile];
  return Buffer.from(bankSheet(bankRows(sheet, batch, payments), sheet.delimiter), 'utf8');
}

export const mediaTypeOf = (profile: BankProfileId): string => (profile === 'pain.001.001.09' ? 'application/xml' : 'text/csv');

export function fileNameOf(profile: BankProfileId, batch: BankBatch): string {
  return `${batch.reference}.${profile === 'pain.001.001.09' ? 'xml' : 'csv'}`;
}
