import { loadCompany } from '../../db/repos/company.ts';
import type { PartnerRow } from '../../db/repos/partners.ts';
import { type IssuedFacts, loadStatementLines } from '../../db/repos/statements.ts';
import type { ReadDb } from '../../db/tx.ts';
import type { Quarter } from '../../shared/calendar.ts';
import { maskIdentifier } from '../../shared/mask.ts';

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null && part !== '').join(', ');

/** What a statement issued now would bear beside its figures: names, numbers and accounts as they stand. */
export function factsNow(db: ReadDb, quarter: Quarter, partner: PartnerRow): IssuedFacts {
  const { legalName, address, ntn, strn, phone, email } = loadCompany(db);
  const deals = loadStatementLines(db, quarter, partner.id).map(({ deal, client, contractType, contractValuePaisa }) => [
    deal,
    { client, contractType, contractValuePaisa },
  ]);
  return {
    issuer: { legalName, address, ntn, strn, phone, email },
    partner: {
      name: partner.name,
      address: joined([partner.city, partner.country]),
      contact: joined([partner.contactName, partner.contactTitle]),
      ntn: partner.ntn ?? '',
      cnicMasked: partner.cnic === null ? '' : maskIdentifier(partner.cnic),
    },
    payment: {
      bankTitle: partner.bankTitle ?? '',
      bankName: partner.bankName ?? '',
      ibanMasked: partner.iban === null ? '' : maskIdentifier(partner.iban),
    },
    deals: Object.fromEntries(deals) as IssuedFacts['deals'],
  };
}

const NAMES: Readonly<Record<string, string>> = {
  'issuer.legalName': 'our legal name',
  'issuer.address': 'our address',
  'issuer.ntn': 'our NTN',
  'issuer.strn': 'our STRN',
  'issuer.phone': 'our phone',
  'issuer.email': 'our e-mail',
  'partner.name': 'the partner’s name',
  'partner.address': 'the partner’s address',
  'partner.contact': 'the contact',
  'partner.ntn': 'the partner’s NTN',
  'partner.cnicMasked': 'the CNIC',
  'payment.bankTitle': 'the account title',
  'payment.bankName': 'the bank',
  'payment.ibanMasked': 'the IBAN',
};

/** Names of the facts that differ, for the revision mark of a re-issue. */
export function changedFacts(before: IssuedFacts, now: IssuedFacts): string[] {
  const flat = (facts: IssuedFacts): Map<string, string> =>
    new Map(
      (['issuer', 'partner', 'payment'] as const).flatMap((group) =>
        Object.entries(facts[group]).map(([key, value]) => [`${group}.${key}`, String(value)] as const),
      ),
    );
  const [was, is] = [flat(before), flat(now)];
  const plain = [...is].filter(([key, value]) => was.get(key) !== value).map(([key]) => NAMES[key] ?? key);
  const deals = Object.entries(now.deals)
    .filter(([deal, facts]) => JSON.stringify(before.deals[deal]) !== JSON.stringify(facts))
    .map(([deal]) => `the contract of ${deal}`);
  return [...plain, ...deals];
}
