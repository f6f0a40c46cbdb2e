import type { Output, Parsed } from '../contract/index.ts';
import { findDeal, updateDeal } from '../db/repos/deals.ts';
import { loadPartners, loadTierFacts, replaceTierPath } from '../db/repos/partners.ts';
import { insertTermsVersion, loadTermsVersions } from '../db/repos/terms.ts';
import { isClawedBack, uncountedFrom } from '../domain/deals.ts';
import { type Terms, type TermsInput, type TermsVersion, termsOn, termsProblems } from '../domain/terms.ts';
import { tierPath } from '../domain/tiers.ts';
import type { IsoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';

export function list(context: QueryContext): Output<'terms.list'> {
  const reasons = new Map(context.db.all<{ id: number; reason: string }>('SELECT id, reason FROM terms_versions').map((row) => [row.id, row.reason]));
  return loadTermsVersions(context.db).map((version) => ({
    ...version,
    withholding: { ...version.withholding },
    tiers: version.tiers.map((tier) => ({ ...tier })),
    reason: reasons.get(version.id) ?? '',
  }));
}

/**
 * Adds a version from a date on and works every tier path out again (1.3: what is posted and registered stays as it is).
 * @throws AppError TERMS_INVALID when the policies contradict each other, or a closed month would have had other terms
 */
export function add(context: CommandContext, input: Parsed<'terms.add'>): Output<'terms.add'> {
  const { db } = context;
  const { effectiveFrom } = input.terms;
  const closed = db.get<{ month: string }>('SELECT month FROM months WHERE month >= ? ORDER BY month LIMIT 1', [effectiveFrom.slice(0, 7)]);
  if (closed) throw new AppError('TERMS_INVALID', `${closed.month} is closed; terms can begin only after the last closed month.`);
  const base = termsOn(loadTermsVersions(db), effectiveFrom);
  const { id: _, ...inherited } = base;
  const terms: Terms = { ...inherited, ...(withoutUndefined(input.terms) as TermsInput), effectiveFrom };
  const problems = termsProblems(terms);
  if (problems.length > 0) throw new AppError('TERMS_INVALID', problems.join('; '), { problems });
  const id = insertTermsVersion(db, terms, input.reason, context.seq);
  const versions = loadTermsVersions(db);
  judgeCancellations(context, effectiveFrom, versions);
  for (const partner of loadPartners(db)) replaceTierPath(db, partner.id, tierPath(loadTierFacts(db, partner, versions)), context.today);
  context.note({ what: 'terms version', id, effectiveFrom, reason: input.reason, terms: input.terms });
  context.touch('terms', 'partners', 'reconciliation', 'payouts');
  return { id };
}

/** Which cancellations claw back goes by the terms on `cancelled_on` (5.1); those whose clawback has had its close stay as they are. */
function judgeCancellations(context: CommandContext, from: IsoDate, versions: readonly TermsVersion[]): void {
  const codes = context.db.all<{ code: string }>('SELECT code FROM deals WHERE cancelled_on >= ? AND clawback_close_seq IS NULL AND voided_on IS NULL', [from]);
  for (const { code } of codes) {
    const deal = findDeal(context.db, code);
    if (!deal || deal.cancelledOn === null || deal.cancelReason === null) continue;
    const clawedBack = isClawedBack(deal, deal.cancelledOn, deal.cancelReason, termsOn(versions, deal.cancelledOn));
    if (clawedBack === (deal.clawedBack === 1)) continue;
    updateDeal(context.db, deal.id, {
      clawedBack: clawedBack ? 1 : 0,
      uncountedFrom: uncountedFrom({ cancelledOn: deal.cancelledOn, isClawedBack: clawedBack, voidedOn: null }),
    });
    context.note({ what: 'deal', deal: code, before: { clawedBack: !clawedBack }, after: { clawedBack } });
  }
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

export function holidays(context: QueryContext): Output<'holidays.list'> {
  return context.db.all<Output<'holidays.list'>[number]>('SELECT on_date AS date, name FROM holidays ORDER BY on_date');
}
