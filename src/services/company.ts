import { isValidIBAN } from 'ibantools';
import type { Output, Parsed } from '../contract/index.ts';
import { type CompanyFacts, loadCompany, saveCompany } from '../db/repos/company.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

/** What the company says of itself on documents. */
export function get(context: QueryContext): Output<'company.get'> {
  return loadCompany(context.db);
}

/** Sets what the company says of itself. @throws AppError CONFLICT when somebody set it since it was shown */
export function set(context: CommandContext, input: Parsed<'company.set'>): Output<'company.set'> {
  const stored = loadCompany(context.db);
  refuseStale(context, { record: 'company', stored: stored.version, shown: input.version, isAbout: ({ what }) => what === 'company' });
  const { version: _shown, ...facts } = input;
  if (facts.debitIban !== '' && !isValidIBAN(facts.debitIban))
    throw new AppError(
      'BAD_INPUT',
      `debitIban: ${maskIdentifier(facts.debitIban)} is not a valid IBAN: its check digits do not fit. Copy it from the bank’s own papers.`,
    );
  const changed = (Object.keys(facts) as (keyof CompanyFacts)[]).filter((key) => facts[key] !== stored[key]);
  if (changed.length === 0) return stored;
  const next = { ...facts, version: stored.version + 1 };
  saveCompany(context.db, next);
  const of = (from: CompanyFacts): object => Object.fromEntries(changed.map((key) => [key, key === 'debitIban' ? maskIdentifier(from[key]) : from[key]]));
  context.note({ what: 'company', company: 'company', before: of(stored), after: of(facts) });
  const { version: _, ...before } = stored;
  context.undoable({ title: 'Changed the company’s facts', procedure: 'company.set', input: { ...before, version: next.version } });
  context.touch('system', 'payouts');
  return next;
}
