import type { ReadDb, WriteDb } from '../tx.ts';

/** What the company says of itself on documents. */
export interface CompanyFacts {
  readonly legalName: string;
  readonly address: string;
  readonly ntn: string;
  readonly strn: string;
  readonly phone: string;
  readonly email: string;
  /** The account that pays. */
  readonly debitIban: string;
  readonly debitBic: string;
}

/** Facts as last set, and how often they were; version 0 when nobody did yet. */
export type Company = CompanyFacts & { readonly version: number };

const KEY = 'company';
const NOBODY: Company = { legalName: 'The company', address: '', ntn: '', strn: '', phone: '', email: '', debitIban: '', debitBic: '', version: 0 };

export function loadCompany(db: ReadDb): Company {
  const row = db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', [KEY]);
  return row === undefined ? NOBODY : (JSON.parse(row.value) as Company);
}

export function saveCompany(db: WriteDb, company: Company): void {
  db.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [KEY, JSON.stringify(company)]);
}
