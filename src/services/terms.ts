import type { Output, Parsed } from '../contract/index.ts';
import { findDeal, updateDeal } from '../db/repos/deals.ts';
import { loadPartners, loadTierFacts, replaceTierPath } from '../db/repos/partners.ts';
import {
  findTermsDraft,
  insertTermsDraft,
  insertTermsVersion,
  loadTermsDrafts,
  loadTermsVersions,
  type TermsDraftRow,
  updateTermsDraft,
} from '../db/repos/terms.ts';
import type { ReadDb } from '../db/tx.ts';
import { isClawedBack, uncountedFrom } from '../domain/deals.ts';
import { workedExamples } from '../domain/examples.ts';
import {
  changedTerms,
  refusalOfDraft,
  TERMS_DRAFT_ACTS,
  type Terms,
  type TermsDraftAct,
  type TermsInput,
  type TermsVersion,
  termsOn,
  termsProblems,
} from '../domain/terms.ts';
import { tierPath } from '../domain/tiers.ts';
import { assertExists } from '../shared/assert.ts';
import type { IsoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

type StatedTerms = TermsInput & { readonly effectiveFrom: IsoDate };
type DraftState = Output<'terms.draft'>;

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
  return { id: addVersion(context, statedTerms(input.terms), input.reason) };
}

/** Terms as a person states them: what is absent is not stated. */
const statedTerms = (terms: Parsed<'terms.add'>['terms']): StatedTerms => withoutUndefined(terms) as StatedTerms;

/** The complete terms that would be in force from a date on. */
function completed(db: ReadDb, stated: StatedTerms): { inForce: TermsVersion; terms: Terms } {
  const inForce = termsOn(loadTermsVersions(db), stated.effectiveFrom);
  const { id: _, ...inherited } = inForce;
  return { inForce, terms: { ...inherited, ...stated } };
}

/** A closed month keeps the terms it was closed under, and terms that contradict themselves never begin. */
function refuseUnusable(db: ReadDb, terms: Terms): void {
  const closed = db.get<{ month: string }>('SELECT month FROM months WHERE month >= ? ORDER BY month LIMIT 1', [terms.effectiveFrom.slice(0, 7)]);
  if (closed) throw new AppError('TERMS_INVALID', `${closed.month} is closed; terms can begin only after the last closed month.`);
  const problems = termsProblems(terms);
  if (problems.length > 0) throw new AppError('TERMS_INVALID', problems.join('; '), { problems });
}

function addVersion(context: CommandContext, stated: StatedTerms, reason: string): number {
  const { db } = context;
  const { terms } = completed(db, stated);
  refuseUnusable(db, terms);
  const { effectiveFrom } = terms;
  const id = insertTermsVersion(db, terms, reason, context.seq);
  const versions = loadTermsVersions(db);
  judgeCancellations(context, effectiveFrom, versions);
  for (const partner of loadPartners(db)) replaceTierPath(db, partner.id, tierPath(loadTierFacts(db, partner, versions)), context.today);
  context.note({ what: 'terms version', id, effectiveFrom, reason, terms: stated });
  context.touch('terms', 'partners', 'reconciliation', 'payouts');
  return id;
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

/** Every draft, newest first, with what whoever asks may do with it. */
export function drafts(context: QueryContext): Output<'terms.drafts'> {
  return loadTermsDrafts(context.db).map((draft) => ({
    id: draft.id,
    version: draft.version,
    state: draft.state,
    effectiveFrom: draft.effectiveFrom,
    changes: JSON.parse(draft.changesJson) as Output<'terms.drafts'>[number]['changes'],
    reason: draft.reason,
    draftedBy: draft.draftedBy,
    draftedAt: draft.draftedAt,
    approvedBy: draft.approvedBy,
    approvedAt: draft.approvedAt,
    termsVersionId: draft.termsVersionId,
    actions: TERMS_DRAFT_ACTS.map((name) => ({ name, disabledReason: refusalOfDraft(name, draft.state) ?? makerProblem(context, name, draft) })),
  }));
}

/**
 * Keeps a draft, or changes one: only what differs from the terms in force then is kept, and what was approved is approved anew.
 * @throws AppError TERMS_INVALID as the activation would be refused, or when nothing differs; CONFLICT when someone changed it meanwhile
 */
export function draft(context: CommandContext, input: Parsed<'terms.draft'>): DraftState {
  const { db, actor, now, seq } = context;
  const stated = statedTerms(input.terms);
  const { inForce, terms } = completed(db, stated);
  refuseUnusable(db, terms);
  const changes = changedTerms(inForce, stated);
  if (Object.keys(changes).length === 0)
    throw new AppError('TERMS_INVALID', `Nothing differs from the terms in force on ${terms.effectiveFrom}. Change at least one of them.`);
  const body = { effectiveFrom: terms.effectiveFrom, changesJson: JSON.stringify(changes), reason: input.reason, draftedBy: actor.name, draftedAt: now, seq };
  const known = input.draft === undefined ? null : findDraft(context, input.draft, 'change');
  const id = known === null ? insertTermsDraft(db, body) : known.id;
  if (known !== null) updateTermsDraft(db, known.id, { ...body, state: 'drafted', approvedBy: null, approvedAt: null });
  context.note({
    what: known === null ? 'terms drafted' : 'terms draft changed',
    draft: id,
    effectiveFrom: terms.effectiveFrom,
    changes,
    reason: input.reason,
  });
  return draftAnswer(context, id);
}

/**
 * Approves a draft as it stands. Drafting and approving are two acts on record, in solo mode by the one operator.
 * @throws AppError MAKER_IS_CHECKER in team mode for who wrote it
 */
export function approve(context: CommandContext, input: Parsed<'terms.approve'>): DraftState {
  const known = findDraft(context, input, 'approve');
  if (makerProblem(context, 'approve', known) !== null)
    throw new AppError('MAKER_IS_CHECKER', `${context.actor.name} wrote this draft; another person approves it.`);
  updateTermsDraft(context.db, known.id, { state: 'approved', approvedBy: context.actor.name, approvedAt: context.now, seq: context.seq });
  context.note({ what: 'terms approved', draft: known.id, effectiveFrom: known.effectiveFrom, draftedBy: known.draftedBy });
  return draftAnswer(context, known.id);
}

/** Makes an approved draft a version, as `terms.add` would. */
export function activate(context: CommandContext, input: Parsed<'terms.activate'>): Output<'terms.activate'> {
  const known = findDraft(context, input, 'activate');
  const changes = JSON.parse(known.changesJson) as TermsInput;
  const termsVersionId = addVersion(context, { ...changes, effectiveFrom: known.effectiveFrom }, known.reason);
  updateTermsDraft(context.db, known.id, { state: 'activated', termsVersionId, seq: context.seq });
  context.note({ what: 'terms activated', draft: known.id, termsVersionId, approvedBy: known.approvedBy });
  return { ...draftAnswer(context, known.id), termsVersionId };
}

export function withdraw(context: CommandContext, input: Parsed<'terms.withdraw'>): DraftState {
  const known = findDraft(context, input, 'withdraw');
  updateTermsDraft(context.db, known.id, { state: 'withdrawn', seq: context.seq });
  context.note({ what: 'terms draft withdrawn', draft: known.id, reason: input.reason });
  return draftAnswer(context, known.id);
}

/** The draft an act is about, as its caller saw it. */
function findDraft(context: CommandContext, key: { readonly id: number; readonly version: number }, act: TermsDraftAct): TermsDraftRow {
  const known = findTermsDraft(context.db, key.id);
  if (known === undefined) throw new AppError('NOT_FOUND', `There is no draft ${key.id} of the terms.`);
  refuseStale(context, {
    record: `Draft ${key.id} of the terms`,
    stored: known.version,
    shown: key.version,
    changedSeq: () => context.db.get<{ seq: number }>('SELECT recorded_seq AS seq FROM terms_drafts WHERE id = ?', [known.id])?.seq,
  });
  const refusal = refusalOfDraft(act, known.state);
  if (refusal !== null) throw new AppError('TRANSITION_REFUSED', `Draft ${key.id} of the terms: ${refusal}.`);
  return known;
}

/** In team mode who wrote a draft does not approve it, as with payouts (6.4). */
function makerProblem({ actor }: QueryContext, act: TermsDraftAct, { draftedBy }: TermsDraftRow): string | null {
  return act === 'approve' && actor.mode === 'team' && actor.name === draftedBy ? 'who wrote a draft does not approve it; ask another person' : null;
}

function draftAnswer(context: CommandContext, id: number): DraftState {
  context.touch('terms');
  const kept = assertExists(findTermsDraft(context.db, id), `draft ${id} exists`);
  return { id, version: kept.version, state: kept.state };
}

/** The terms as stated, over those in force on their date, computed through the examples of section 11. */
export function examples(context: QueryContext, input: Parsed<'terms.examples'>): Output<'terms.examples'> {
  const { terms } = completed(context.db, statedTerms(input.terms));
  return workedExamples(terms).map((one) => ({ ...one, figures: [...one.figures] }));
}
