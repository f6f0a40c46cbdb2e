import type { Output } from '../contract/index.ts';
import type { QueryContext } from './context.ts';
import { checkActs } from './verify/acts.ts';
import { Check, type CheckReport } from './verify/check.ts';
import { checkDealTotals } from './verify/deal-totals.ts';
import { checkDeals, checkSources } from './verify/deals.ts';
import { checkAudit, checkDatabase } from './verify/file.ts';
import { checkBalances, checkEntries, checkTrialBalance } from './verify/journal.ts';
import { Known } from './verify/known.ts';
import { checkLines } from './verify/lines.ts';
import { checkPayments } from './verify/payments.ts';
import { checkPayouts } from './verify/payouts.ts';
import { checkCompletions, checkReversals } from './verify/reversals.ts';
import { readScope, type Scope } from './verify/scope.ts';
import { TierBook } from './verify/tier-book.ts';
import { checkRegistered, checkTiers } from './verify/tiers.ts';
import { checkMonths, checkTotals } from './verify/totals.ts';

/**
 * Recomputes every posted line, tier row, payout and balance from sources by a path of its own, and checks the named invariants (7.5, C16).
 * Reads only. A check that a damaged file stops is itself reported as failed.
 */
export function run(context: QueryContext): Output<'system.verify'> {
  const { db, today } = context;
  const checks: CheckReport[] = [attempt('database', () => checkDatabase({ db })), attempt('audit', () => checkAudit({ db }))];
  const shared = prepare(() => {
    const scope = readScope(db, today);
    const known = new Known(db);
    return { scope, known, book: new TierBook(scope, known) };
  });
  if ('failure' in shared) return finish([...checks, shared.failure]);
  const { scope, known, book } = shared;
  const named: readonly [string, () => Check][] = [
    ['sources', () => checkSources(scope)],
    ['deals', () => checkDeals(scope)],
    ['tiers', () => checkTiers(scope, book)],
    ['rates', () => checkRegistered(scope, book)],
    ['lines', () => checkLines(scope, book, known)],
    ['completions', () => checkCompletions(scope, book, known)],
    ['reversals', () => checkReversals(scope)],
    ['totals', () => checkTotals(scope)],
    ['deal totals', () => checkDealTotals(scope)],
    ['months', () => checkMonths(scope, context)],
    ['journal', () => checkEntries(scope)],
    ['balances', () => checkBalances(scope)],
    ['trial balance', () => checkTrialBalance(scope)],
    ['payouts', () => checkPayouts(scope, known)],
    ['payments', () => checkPayments(scope)],
    ['acts', () => checkActs(scope)],
  ];
  for (const [name, work] of named) checks.push(attempt(name, work));
  return finish(checks);
}

/** The chain of the audit trail alone, for whoever reads the trail (D8). */
export function seal(context: QueryContext): Output<'audit.seal'> {
  const { ok, checked, problems, problemCount } = attempt('audit', () => checkAudit({ db: context.db }));
  return { ok, checked, problems, problemCount };
}

const finish = (checks: CheckReport[]): Output<'system.verify'> => ({ ok: checks.every((check) => check.ok), checks });

function attempt(name: string, work: () => Check): CheckReport {
  try {
    return work().report();
  } catch (error) {
    return failed(name, error);
  }
}

function prepare<T extends { readonly scope: Scope }>(read: () => T): T | { readonly failure: CheckReport } {
  try {
    return read();
  } catch (error) {
    return { failure: failed('sources', error) };
  }
}

function failed(name: string, error: unknown): CheckReport {
  const check = new Check(name, 'This check could not be carried out: the file holds something that cannot be read');
  check.problem(error instanceof Error ? error.message : String(error));
  return check.report();
}
